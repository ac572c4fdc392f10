"""What stands around the text of a Word paper: the page, its header and footer, the watermark."""

import re
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm

from cdp.papers.content import clean

EDGES = ("header", "footer")
MOST_IN_EDGE = 90
TWIP = 635  # of the units that lengths have in python-docx
VML = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w10="urn:schemas-microsoft-com:office:word"'
)
NOT_OURS = ("stylesWithEffects", "customXml", "thumbnail", "extended-properties")


def set_page(document):
    """A4 with our margins, without what comes with the library's own empty document."""
    section = document.sections[-1]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1.1)
    for part in (document.part, document.part.package):
        for key in [key for key, one in part.rels.items() if one.reltype.endswith(NOT_OURS)]:
            part.rels.pop(key)
    settings = document.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    # Without this Word opens it as a document of 2007 and says so.
    made = parse_xml(
        f'<w:compat {nsdecls("w")}><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    )
    after = [qn(f"w:{name}") for name in AFTER_COMPAT]
    later = next((one for one in settings if one.tag in after), None)
    settings.append(made) if later is None else later.addprevious(made)


AFTER_COMPAT = (
    "docVars", "rsids", "attachedSchema", "themeFontLang", "clrSchemeMapping", "doNotIncludeSubdocsInStats",
    "shapeDefaults", "decimalSymbol", "listSeparator",
)  # fmt: skip


def set_edges(document, paper, styles, *, is_ours):
    """Ours where there is no template; a council's stay as they are. The watermark comes to every page of both."""
    section = document.sections[-1]
    if is_ours:
        for edge, style, inner in zip((section.header, section.footer), EDGES, _inner(paper), strict=True):
            edge.is_linked_to_previous = False
            _fill(edge._element, styles[style], inner)
    if paper.watermark:
        headers = [section.header]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        if document.settings.odd_and_even_pages_header_footer:
            headers.append(section.even_page_header)
        for number, header in enumerate(headers, start=1):
            header.is_linked_to_previous = False
            _mark(header._element, paper.watermark, number, styles["header"])


def turned_edges(document, paper, styles, *, width) -> dict[str, str]:
    """{"header": its id, "footer": its id} of our own for pages on their side: what stands at the right does there."""
    made = {}
    adding = (document.part.add_header_part, document.part.add_footer_part)
    for name, inner, add in zip(EDGES, _inner(paper), adding, strict=True):
        part, made[name] = add()
        section = document.sections[-1]
        before = (section.page_width - section.left_margin - section.right_margin) // TWIP
        tabs = f'<w:tabs><w:tab w:val="clear" w:pos="{before}"/><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
        _fill(part.element, styles[name], inner, tabs)
        if name == "header" and paper.watermark:
            _mark(part.element, paper.watermark, len(EDGES), styles[name])
    return made


def _inner(paper):
    """What stands in the header, and what in the footer."""
    yield f"{_edge(paper.publisher)}<w:r><w:tab/></w:r>{_edge(paper.watermark, bold=True)}"
    page = f"<w:r><w:tab/></w:r>{_edge('Page ')}{_field('PAGE')}{_edge(' of ')}{_field('NUMPAGES')}"
    yield _edge(f"As at {paper.as_at_words}") + page


def _fill(root, style, inner, tabs=""):
    for child in list(root):
        root.remove(child)
    root.append(parse_xml(f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style}"/>{tabs}</w:pPr>{inner}</w:p>'))


def _edge(words, *, bold=False):
    words = re.sub(r"\s+", " ", clean(words))
    words = words if len(words) <= MOST_IN_EDGE else words[:MOST_IN_EDGE].rstrip() + " …"
    looks = '<w:rPr><w:b/><w:bCs/><w:color w:val="000000"/></w:rPr>' if bold else ""
    return f'<w:r>{looks}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def _field(code):
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _mark(root, words, number, style):
    """The watermark as Word itself makes one: words drawn across the page from within its header."""
    words = " ".join(clean(words).split())
    across = min(480, 75 * len(words))
    high = min(110, round(across / max(len(words), 1) * 1.7))
    shape = (
        f"<w:r {nsdecls('w')} {VML}><w:rPr><w:noProof/></w:rPr><w:pict>"
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
        '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
        'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="PaperWatermark{number}" o:spid="_x0000_s{2048 + number}" type="#_x0000_t136" '
        f"alt={quoteattr(f'Watermark: {words}')} "
        f'style="position:absolute;margin-left:0;margin-top:0;width:{across}pt;height:{high}pt;rotation:315;'
        "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#d9d9d9" '
        'stroked="f"><v:fill opacity=".5"/>'
        f"<v:textpath style=\"font-family:'Arial';font-size:1pt;font-weight:bold\" string={quoteattr(words)}/>"
        "</v:shape></w:pict></w:r>"
    )
    paragraphs = root.findall(qn("w:p"))
    if not paragraphs:
        root.append(parse_xml(f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:p>'))
        paragraphs = root.findall(qn("w:p"))
    paragraphs[0].append(parse_xml(shape))
