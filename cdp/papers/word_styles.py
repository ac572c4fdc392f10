"""The styles of a Word paper: ours where it is our own document, the council's where it brought them.

A style is found by its name, which Word keeps in English whatever language it speaks. One that a council's document
lacks is added to it with our look, so that nothing is ever without a style.
"""

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart

FONT = "Arial"
_BOLD = "<w:b/><w:bCs/>"
_KEEP = "<w:keepNext/><w:keepLines/>"


def _size(points):
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _space(before, after, line=1.15):
    return (
        f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" w:line="{round(line * 240)}" '
        'w:lineRule="auto"/>'
    )


_GREY = '<w:color w:val="505A5F"/>'
_TOP = '<w:pBdr><w:top w:val="single" w:sz="12" w:space="6" w:color="000000"/></w:pBdr>'
_LEFT = '<w:pBdr><w:left w:val="single" w:sz="36" w:space="10" w:color="000000"/></w:pBdr>'
_UNDER = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="B1B8C0"/></w:pBdr>'
_EDGE = _GREY + _size(9)


# name: (styleId, its paragraph, its letters)
PARAGRAPHS = {
    "Title": ("Title", _KEEP + _space(12, 6, 1.05), _BOLD + _size(24)),
    "Subtitle": ("Subtitle", _space(0, 6), _size(14)),
    "heading 1": ("Heading1", _KEEP + _TOP + _space(26, 10, 1.05) + '<w:outlineLvl w:val="0"/>', _BOLD + _size(18)),
    "heading 2": ("Heading2", _KEEP + _space(16, 6) + '<w:outlineLvl w:val="1"/>', _BOLD + _size(13)),
    "heading 3": ("Heading3", _KEEP + _space(12, 4) + '<w:outlineLvl w:val="2"/>', _BOLD + _size(12)),
    "List Bullet": ("ListBullet", _space(0, 5), ""),
    "caption": ("Caption", _KEEP + _space(12, 5), _BOLD + _size(11)),
    "toc 1": ("TOC1", '<w:tabs><w:tab w:val="left" w:pos="567"/></w:tabs>' + _space(4, 2), ""),
    "Paper Contents": ("PaperContents", _KEEP + _space(20, 6), _BOLD + _size(14)),
    "Paper Notice": ("PaperNotice", _KEEP + _LEFT + _space(0, 5) + '<w:ind w:left="240"/>', _BOLD),
    "Paper Fact": (
        "PaperFact",
        '<w:tabs><w:tab w:val="left" w:pos="2500"/></w:tabs>'
        + _space(0, 4)
        + '<w:ind w:left="2500" w:hanging="2500"/>',
        "",
    ),
    "Paper Paragraph": ("PaperParagraph", _space(0, 7), ""),
    "Paper Note": ("PaperNote", _space(3, 3, 1.05), _GREY + _size(9.5)),
    "Paper Subject": ("PaperSubject", _KEEP + _space(0, 4, 1.05), _GREY + _size(10.5)),
    "Table Text": ("TableText", _space(2, 2, 1.0), _size(9.5)),
    "header": ("Header", _UNDER + "{right}" + _space(0, 0), _EDGE),
    "footer": ("Footer", "{right}" + _space(0, 0), _EDGE),
}
TABLE = "Paper Table"
_TABLE = f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="PaperTable"><w:name w:val="{TABLE}"/>
<w:tblPr><w:tblBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="B1B8C0"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="B1B8C0"/></w:tblBorders>
<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="70" w:type="dxa"/><w:bottom w:w="30" w:type="dxa"/>
<w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr>{_BOLD}</w:rPr><w:tcPr><w:tcBorders>
<w:bottom w:val="single" w:sz="12" w:space="0" w:color="000000"/></w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr>
</w:tblStylePr></w:style>"""


def prepare(document, *, is_ours, width) -> dict[str, str]:
    """{name of a style: its id in this document}; what is missing is added, and ours replace Word's defaults."""
    root = document.styles.element
    known = {
        _name(style).lower(): style for style in root.findall(qn("w:style")) if style.get(qn("w:type")) != "numbering"
    }
    base = next((one for one in known.values() if _is_default(one)), None)
    if is_ours:
        _set_defaults(root, base)
    based_on = base.get(qn("w:styleId")) if base is not None else ""
    ids = {one.get(qn("w:styleId")) for one in known.values()}
    found = {}
    for name, (style_id, paragraph, letters) in PARAGRAPHS.items():
        there = known.get(name.lower())
        if there is not None and is_ours:
            root.remove(there)
            there = None
            ids.discard(style_id)
        if there is None:
            found[name] = _free(style_id, ids)
            paragraph = paragraph.replace("{right}", f'<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>')
            root.append(parse_xml(_style(found[name], name, based_on, paragraph, letters)))
        else:
            found[name] = there.get(qn("w:styleId"))
    there = known.get(TABLE.lower())
    if there is None:
        root.append(parse_xml(_TABLE))
    found[TABLE] = "PaperTable" if there is None else there.get(qn("w:styleId"))
    return found


def has_numbering(document, style_id):
    """Whether a style brings its own bullets or numbers, itself or by what it is based on."""
    styles = {one.get(qn("w:styleId")): one for one in document.styles.element.findall(qn("w:style"))}
    seen = set()
    while style_id in styles and style_id not in seen:
        seen.add(style_id)
        if styles[style_id].find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None:
            return True
        above = styles[style_id].find(qn("w:basedOn"))
        style_id = above.get(qn("w:val")) if above is not None else ""
    return False


def _style(style_id, name, based_on, paragraph, letters):
    custom = ' w:customStyle="1"' if name.startswith(("Paper", "Table")) else ""
    above = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    font = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>' if not based_on else ""
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph"{custom} w:styleId="{style_id}"><w:name w:val="{name}"/>{above}'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{font}{letters}</w:rPr></w:style>"
    )


def _set_defaults(root, base):
    """Arial 12, as committee offices ask for it, in British English."""
    for old in root.findall(qn("w:docDefaults")):
        root.remove(old)
    root.insert(
        0,
        parse_xml(
            f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>"
            f'<w:rFonts w:ascii="{FONT}" w:eastAsia="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>{_size(12)}'
            '<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
            f"<w:pPrDefault><w:pPr>{_space(0, 7)}</w:pPr></w:pPrDefault></w:docDefaults>"
        ),
    )
    for name in ("w:rPr", "w:pPr"):
        for old in base.findall(qn(name)):
            base.remove(old)


def set_language(document, language):
    """Where Word looks for the language of what has none of its own."""
    root = document.styles.element
    for one in root.iter(qn("w:lang")):
        one.set(qn("w:val"), language)
    if root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}") is None:
        defaults = _child(root, "w:docDefaults", first=True)
        letters = _child(_child(defaults, "w:rPrDefault", first=True), "w:rPr")
        letters.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="{language}"/>'))


def _child(parent, name, *, first=False):
    found = parent.find(qn(name))
    if found is None:
        found = parse_xml(f"<{name} {nsdecls('w')}/>")
        parent.insert(0, found) if first else parent.append(found)
    return found


def _name(style):
    name = style.find(qn("w:name"))
    return "" if name is None else name.get(qn("w:val"), "")


def _is_default(style):
    return style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true", "on")


def _free(style_id, ids):
    number, wanted = 2, style_id
    while wanted in ids:
        wanted, number = f"{style_id}{number}", number + 1
    ids.add(wanted)
    return wanted


# Numbers and bullets --------------------------------------------------------------------------------------------------

_LEVEL = (
    '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:ind w:left="{}" w:hanging="{}"/></w:pPr>{}</w:lvl>'
)


def number(document) -> tuple[str, str]:
    """(numbering of sections and their paragraphs, bullets), by the ids that paragraphs name."""
    root = _numbering(document)
    taken = [int(one.get(qn("w:abstractNumId"))) for one in root.findall(qn("w:abstractNum"))]
    numbers = [int(one.get(qn("w:numId"))) for one in root.findall(qn("w:num"))]
    first, second = max(taken, default=0) + 1, max(numbers, default=0) + 1
    sections = _LEVEL.format(0, "decimal", "%1", 567, 567, "") + _LEVEL.format(1, "decimal", "%1.%2", 680, 680, "")
    bullets = _LEVEL.format(0, "bullet", "\u2022", 397, 284, "")
    for place, levels in enumerate((sections, bullets)):
        kind = "multilevel" if place == 0 else "singleLevel"
        made = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{first + place}"><w:multiLevelType w:val="{kind}"/>'
            f"{levels}</w:abstractNum>"
        )
        before = root.find(qn("w:num"))
        root.append(made) if before is None else before.addprevious(made)
    for place in range(2):
        made = parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{second + place}"><w:abstractNumId w:val="{first + place}"/></w:num>'
        )
        last = root.findall(qn("w:num"))
        last[-1].addnext(made) if last else root.append(made)
    return str(second), str(second + 1)


def _numbering(document):
    part = document.part
    for relation in part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            return relation.target_part.element
    made = NumberingPart(
        PackURI("/word/numbering.xml"),
        CONTENT_TYPE.WML_NUMBERING,
        parse_xml(f"<w:numbering {nsdecls('w')}/>"),
        part.package,
    )
    part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    return made.element
