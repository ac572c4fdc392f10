"""A paper as a Word document: for committee officers, who put it into their agenda and edit it.

Everything has a named style, so that whoever changes a style changes the paper. A council's own document lends its
styles, page, header and footer (`template`); what it has in its body is never in a paper.
"""

import gc
import io
import math
import zipfile
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm

from cdp.papers import shared, templates, typeset, word_furniture, word_pages, word_styles, zipped
from cdp.papers.content import clean
from indicators.charts import standalone

PICTURES = Path(__file__).with_name("pictures.typ")
PPI = 144  # one and a half dots for each of a drawing, so that its sides must be even
PICTURE_WIDTH = Cm(13.6)
LINE_WIDTH = Cm(16.6)  # of a table that has room for shared.LINE letters
KEEP = "<w:keepNext/>"
TWIP = 635  # of the units that lengths have in python-docx
AT_ONCE = 50  # pieces that are read as XML together
LONG_CELL = 700  # letters; a row with a longer one may go over a page
NAMESPACES = nsdecls("w", "r", "wp", "a", "pic")


def write(paper, *, template=None) -> bytes:
    data = _written(paper, template)
    # The parts of a document lead to each other, pictures and all, so that nothing else lets go of them soon.
    gc.collect()
    return data


def _written(paper, template):
    document = templates.opened(template) if template is not None else Document()
    if template is None:
        word_furniture.set_page(document)
    room = word_pages.room(document)
    styles = word_styles.prepare(document, is_ours=template is None, width=room.upright // TWIP)
    word_styles.set_language(document, paper.language)
    word_furniture.set_edges(document, paper, styles, is_ours=template is None)
    laid_out = shared.laid_out(paper)
    turned = {}
    if template is None and any(is_wide for _, _, groups in laid_out for is_wide, _ in groups):
        turned = word_furniture.turned_edges(document, paper, styles, width=room.on_its_side // TWIP)
    pieces = _Writer(document, styles, room).paper(paper, laid_out)
    _fill(document, word_pages.in_sections(document, pieces, styles["Paper Note"], edges=turned))
    _set_properties(document, paper)
    return _packed(document)


def _fill(document, pieces):
    """A few pieces at a time: the XML of a long paper is many times what it says."""
    last = document.element.body.find(qn("w:sectPr"))
    while several := "".join(islice(pieces, AT_ONCE)):
        for child in list(parse_xml(f"<w:body {NAMESPACES}>{several}</w:body>")):
            last.addprevious(child)


class _Writer:
    """Writes pieces of XML, each whole; knows the ids of the styles and counts what has to be counted."""

    def __init__(self, document, styles, room):
        self.part, self.styles, self.room, self.width = document.part, styles, room, room.upright
        self.sections, self.bullet = word_styles.number(document)
        if word_styles.has_numbering(document, styles["List Bullet"]):
            self.bullet = ""
        self.names = count(1)

    # Words ----------------------------------------------------------------------------------------------------------

    def paragraph(self, style, words, *, before="", numbering="", letters="", inner=None):
        """`before` and `numbering` stand in the order that Word wants: keepNext, numPr, bidi."""
        turned = "<w:bidi/>" if shared.is_rtl(words) else ""
        run = _run(words, letters + ("<w:rtl/>" if turned else "")) if inner is None else inner
        return f'<w:p><w:pPr><w:pStyle w:val="{self.styles[style]}"/>{before}{numbering}{turned}</w:pPr>{run}</w:p>'

    def heading(self, level, words, *, before="", numbering="", mark=""):
        number = next(self.names)
        inner = f'<w:bookmarkStart w:id="{number}" w:name="{mark}"/>{_run(words)}<w:bookmarkEnd w:id="{number}"/>'
        inner = inner if mark else None
        return self.paragraph(f"heading {level}", words, before=before, numbering=numbering, inner=inner)

    def numbered(self, level):
        return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{self.sections}"/></w:numPr>'

    # The paper ------------------------------------------------------------------------------------------------------

    def paper(self, paper, laid_out):
        """(whether it lies on a page on its side, a piece of XML)"""
        yield from ((False, piece) for piece in self.beginning(paper))
        pictures = self.pictures(paper)
        for number, section, groups in laid_out:
            for place, (is_wide, blocks) in enumerate(groups):
                is_wide = is_wide and self.room.can_turn
                self.width = self.room.on_its_side if is_wide else self.room.upright
                if place == 0:
                    yield (
                        is_wide,
                        self.title(number, section, is_after_contents=len(paper.sections) > 1 and not is_wide),
                    )
                for block, numbers in blocks:
                    yield from ((is_wide, piece) for piece in self.block(block, numbers, pictures))
        if marks := shared.shorthand(paper):
            none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
            yield False, self.heading(1, "Shorthand in tables", numbering=none, mark=_mark("shorthand"))
            yield from ((False, piece) for piece in self.pairs(marks))

    def title(self, number, section, *, is_after_contents):
        first = "<w:pageBreakBefore/>" if number == 1 and is_after_contents else ""
        return self.heading(1, section.title, before=first, numbering=self.numbered(0), mark=_mark(number))

    def block(self, block, numbers, pictures):
        if getattr(block, "heading", "").strip():
            yield self.heading(2, block.heading)
        yield from getattr(self, block.block)(block, numbers, pictures)

    def beginning(self, paper):
        """What stands before the sections."""
        for words in (paper.watermark, *paper.notices):
            if words:
                yield self.paragraph("Paper Notice", words)
        yield self.paragraph("Title", paper.title)
        if paper.subtitle:
            yield self.paragraph("Subtitle", paper.subtitle)
        yield self.paragraph("Paper Subject", f"As at {paper.as_at_words}. {paper.publisher}.")
        if paper.address:
            yield self.paragraph("Paper Subject", f"This paper is kept at {paper.address}")
        yield from self.pairs(paper.facts)
        marks = shared.shorthand(paper)
        if len(paper.sections) > 1:
            yield from self.contents(paper, marks)

    def contents(self, paper, marks):
        """A field that Word renews when it is asked to, with what it says already in it."""
        yield self.paragraph("Paper Contents", "Contents")
        entries = [(_mark(number), f"{number}\t{one.title}") for number, one in enumerate(paper.sections, start=1)]
        entries += [(_mark("shorthand"), "\tShorthand in tables")] if marks else []
        for place, (mark, words) in enumerate(entries):
            first = _field_begin('TOC \\o "1-1" \\h \\z \\u') if place == 0 else ""
            link = f'<w:hyperlink w:anchor="{mark}" w:history="1">{_run(words)}</w:hyperlink>'
            last = '<w:r><w:fldChar w:fldCharType="end"/></w:r>' if place == len(entries) - 1 else ""
            yield self.paragraph("toc 1", "", inner=first + link + last)

    def pairs(self, pairs):
        for name, words in pairs:
            yield self.paragraph("Paper Fact", words, inner=_run(name, "<w:b/><w:bCs/>") + _run(f"\t{words}"))

    # Blocks ---------------------------------------------------------------------------------------------------------

    def text(self, block, numbers, _):
        for words, number in zip(block.paragraphs, numbers, strict=True):
            yield self.paragraph("Paper Paragraph", words, numbering=self.numbered(1) if number else "")

    def bullets(self, block, *_):
        own = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{self.bullet}"/></w:numPr>' if self.bullet else ""
        for words in block.items:
            yield self.paragraph("List Bullet", words, numbering=own)

    def facts(self, block, *_):
        yield from self.pairs(block.items)

    def table(self, block, *_):
        yield self.paragraph("caption", block.title, before=KEEP)
        yield "".join(self.lines(block))
        if not block.rows:
            yield self.paragraph("Paper Note", shared.NOTHING)
        yield from self.below(block)

    def lines(self, block):
        """The table itself, in parts."""
        room = self.width // TWIP
        line = shared.LINE * self.width / LINE_WIDTH
        widths = [int(share * room) for share in shared.widths(block, line=line)]
        right = [shared.is_right(column) for column in block.columns]
        grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
        yield (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self.styles[word_styles.TABLE]}"/><w:tblW w:w="{sum(widths)}" '
            'w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" '
            'w:firstColumn="1" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
            f"<w:tblCaption w:val={_value(block.title)}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        )
        headings = [column.heading for column in block.columns]
        yield self.row(headings, widths, right, letters="<w:b/><w:bCs/>", first="<w:tblHeader/>", keep=KEEP)
        # The lines of a short table hold to the next, so that it stands on one page.
        kept = len(block.rows) - 1 if shared.is_short(block) else 0
        for number, row in enumerate(block.rows):
            yield self.row([shared.said(cell) for cell in row], widths, right, keep=KEEP if number < kept else "")
        yield "</w:tbl>"

    def row(self, texts, widths, right, *, letters="", first="", keep=""):
        whole = "" if any(len(text) > LONG_CELL for text in texts) else "<w:cantSplit/>"
        after = (False, *right[:-1])
        paragraphs = [self.cell(*each, letters, keep) for each in zip(texts, right, after, strict=True)]
        cells = [
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraph}</w:tc>'
            for width, paragraph in zip(widths, paragraphs, strict=True)
        ]
        return f"<w:tr><w:trPr>{whole}{first}</w:trPr>{''.join(cells)}</w:tr>"

    def cell(self, text, is_right, is_after, letters, keep):
        """`is_after` a column of figures, a text keeps away from them."""
        turned = shared.is_rtl(text)
        side = keep + ("<w:bidi/>" if turned else "")
        side += '<w:jc w:val="right"/>' if is_right else '<w:ind w:left="140"/>' if is_after else ""
        run = _run(text, letters + ("<w:rtl/>" if turned else ""))
        return f'<w:p><w:pPr><w:pStyle w:val="{self.styles["Table Text"]}"/>{side}</w:pPr>{run}</w:p>'

    def chart(self, block, _, pictures):
        yield self.heading(2, block.headline)
        yield self.paragraph("Paper Subject", block.title, before=KEEP)
        yield self.picture(block, pictures[block.key])
        yield from self.below(block)

    def below(self, block):
        for words in block.notes:
            if words:
                yield self.paragraph("Paper Note", f"Note: {words}")
        if block.source:
            yield self.paragraph("Paper Note", f"Source: {block.source}")

    # Pictures -------------------------------------------------------------------------------------------------------

    def pictures(self, paper):
        """{key of a chart: (its id in the document, width, height)}"""
        charts = paper.charts()
        if not charts:
            return {}
        made = typeset.pictures(PICTURES, [_even(shared.drawing(chart)) for chart in charts], ppi=PPI)
        found = {}
        for chart, data in zip(charts, made, strict=True):
            name, image = self.part.get_or_add_image(io.BytesIO(data))
            across = min(PICTURE_WIDTH, self.width)
            found[chart.key] = name, across, round(across * image.px_height / image.px_width)
        return found

    def picture(self, chart, picture):
        name, across, down = picture
        number = next(self.names)
        said = _value(f"{chart.title}. {chart.description}")
        inner = (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{across}" cy="{down}"/>'
            f'<wp:docPr id="{number}" name="Chart {number}" descr={said}/><a:graphic>'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="{number}" name="Chart {number}" descr={said}/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{name}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>"
        )
        return self.paragraph("Paper Paragraph", "", before=KEEP, inner=inner)


def _even(root):
    """The drawing with as much more room, at its right and its foot, as makes its sides even."""
    box = root.get("viewBox", "").split()
    if box == ["0", "0", root.get("width"), root.get("height")]:
        wide, high = (f"{2 * math.ceil(float(side) / 2)}" for side in box[2:])
        root.attrib |= {"viewBox": f"0 0 {wide} {high}", "width": wide, "height": high}
    return standalone.written(root)


def _run(words, letters=""):
    """A run; line ends and tabs as Word has them."""
    looks = f"<w:rPr>{letters}</w:rPr>" if letters else ""
    pieces = []
    for number, line in enumerate(clean(words).split("\n")):
        pieces.append("<w:br/>" if number else "")
        for place, piece in enumerate(line.split("\t")):
            pieces.append("<w:tab/>" if place else "")
            pieces.append(f'<w:t xml:space="preserve">{escape(piece)}</w:t>' if piece else "")
    return f"<w:r>{looks}{''.join(pieces)}</w:r>"


def _value(words):
    return quoteattr(clean(words))


def _field_begin(code):
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def _mark(name):
    return f"_Toc_{name}"


def _set_properties(document, paper):
    said = document.core_properties
    moment = datetime.fromisoformat(paper.as_at)
    moment = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    said.title, said.subject = clean(paper.title)[:250], clean(paper.subtitle)[:250]
    said.author = said.last_modified_by = clean(paper.publisher)[:250]
    said.language, said.revision = paper.language, 1
    said.created = said.modified = moment
    said.keywords, said.comments, said.category = "", f"As at {clean(paper.as_at_words)}"[:250], ""
    said.content_status, said.identifier, said.version = "", clean(paper.address)[:250], ""


def _packed(document):
    """The file with its parts in one order and of one date."""
    made = io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as archive:
        first = ["[Content_Types].xml", "_rels/.rels"]
        names = [*first, *sorted(set(archive.namelist()) - set(first))]
        return zipped.packed(
            [(name, archive.read(name)) for name in names], plain=[name for name in names if name.endswith(".png")]
        )
