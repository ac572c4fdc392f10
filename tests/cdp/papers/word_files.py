"""Word files as councils bring them, good and bad."""

import io
import zipfile

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt


def council(*, has_header=True, without=()):
    """A council's own document: its page, its letters, its header, and a page of instructions in its body."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = Cm(3)
    document.styles["Heading 1"].font.name = "Georgia"
    document.styles["Title"].font.size = Pt(40)
    for name in without:
        document.styles.element.remove(document.styles[name].element)
    if has_header:
        section.header.paragraphs[0].text = "Northshire Council"
        footer = section.footer.paragraphs[0]
        footer.text = "Page "
        footer._p.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
        )
    document.add_paragraph("Write your report here. Ask democratic services.")
    document.core_properties.author = "A. N. Officer"
    return saved(document)


def localised():
    """Word in another language: the ids of styles are its own, their names stay English."""
    data = council()
    return changed(data, "word/styles.xml", lambda text: text.replace('"Heading1"', '"berschrift1"'))


def with_own_styles():
    document = Document(io.BytesIO(council()))
    document.styles.add_style("Paper Table", WD_STYLE_TYPE.TABLE)
    document.styles.add_style("Table Text", WD_STYLE_TYPE.PARAGRAPH).font.size = Pt(14)
    return saved(document)


def without_numbering():
    document = Document(io.BytesIO(council(without=("List Bullet",))))
    for key, relation in list(document.part.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            document.part.rels.pop(key)
    return saved(document)


def with_relation(kind, target, *, part="document"):
    document = Document(io.BytesIO(council()))
    owner = {
        "document": document.part,
        "header": document.sections[0].header.part,
        "settings": document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS),
    }
    key = owner[part].rels.get_or_add_ext_rel(
        f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}", target
    )
    if part == "settings":
        document.settings.element.append(parse_xml(f'<w:attachedTemplate {nsdecls("w", "r")} r:id="{key}"/>'))
    return saved(document)


def with_field(code):
    document = Document(io.BytesIO(council()))
    run = parse_xml(f"<w:r {nsdecls('w')}><w:instrText>{code}</w:instrText></w:r>")
    document.sections[0].header.paragraphs[0]._p.append(run)
    return saved(document)


def saved(document):
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def changed(data, name, change):
    """The file with one part changed as a text; None takes it out, a name that is not there is added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as again:
        for part in archive.namelist():
            if part != name:
                again.writestr(part, archive.read(part))
            elif change is not None:
                again.writestr(part, change(archive.read(part).decode()))
        if name not in archive.namelist():
            again.writestr(name, change(""))
    return made.getvalue()


def bomb():
    made = io.BytesIO(council())
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/big.xml", b"\x00" * 70_000_000)
    return made.getvalue()


def of_many_parts():
    made = io.BytesIO(council())
    with zipfile.ZipFile(made, "a") as archive:
        for number in range(900):
            archive.writestr(f"word/media/{number}.bin", b"")
    return made.getvalue()


def marked_encrypted():
    """The bit of each part that says that it is encrypted."""
    data = bytearray(council())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def without_page():
    data = council()
    document = Document(io.BytesIO(data))
    body = document.element.body
    body.remove(body.find(qn("w:sectPr")))
    return saved(document)
