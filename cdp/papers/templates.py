"""A council's own .docx as a template: looked at before it is kept, emptied before it is used.

Its styles, page size, margins, headers and footers stay. Everything else goes: the body, comments, pictures of the
body, properties, the link to the template that it was made from. What could act or fetch is refused with a sentence.
"""

import io
import re
import zipfile

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Cm
from lxml import etree

from cdp.papers import word_styles

MB = 1024 * 1024
MOST_BYTES, MOST_UNPACKED, MOST_PARTS = 10 * MB, 60 * MB, 800
OLD_WORD = b"\xd0\xcf\x11\xe0"  # what Word before 2007 wrote, and what an encrypted file looks like
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DOTX = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
MACROS = re.compile(r"vbaproject|vbadata|macroenabled", re.IGNORECASE)
EMBEDDED = re.compile(r"/(oleObject|package|control|activeXControl\w*|aFChunk|subDocument|frame)$")
FETCHING = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT)\b")
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# What an emptied document keeps of what it had; headers and footers besides, where they are still used.
KEPT = {RT.STYLES, RT.NUMBERING, RT.SETTINGS, RT.WEB_SETTINGS, RT.FONT_TABLE, RT.THEME, RT.FOOTNOTES, RT.ENDNOTES}


class TemplateRefused(ValueError):
    """The message says why, for the person who brought it."""


def check(data: bytes) -> list[str]:
    """What the template brings, in sentences; TemplateRefused where it cannot be used."""
    document = opened(data)
    return [*_page(document), *_edges(document), _styles(document)]


def opened(data: bytes):
    """The template as a python-docx document without body."""
    _check_file(data)
    data = _as_document(data)
    try:
        document = Document(io.BytesIO(data))
        _empty(document)
    except TemplateRefused:
        raise
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, TypeError, etree.XMLSyntaxError) as problem:
        raise TemplateRefused(
            f"This Word file is broken ({type(problem).__name__}). Save it in Word once more, then bring it again."
        ) from None
    return document


# What is refused ------------------------------------------------------------------------------------------------------


def _check_file(data):
    if not data:
        raise TemplateRefused("The file is empty.")
    if len(data) > MOST_BYTES:
        raise TemplateRefused(f"The file has {len(data) / MB:.0f} MB; a template may have {MOST_BYTES // MB} MB.")
    if data.startswith(OLD_WORD):
        raise TemplateRefused(
            "The file is encrypted or from an old Word (.doc). Take its password off, or save it as .docx."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as problem:
        if isinstance(problem, TemplateRefused):
            raise
        raise TemplateRefused("This is not a Word file (.docx).") from None


def _check_parts(archive):
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise TemplateRefused("The file is far larger unpacked than a template is, and was not opened.")
    if any(part.flag_bits & 1 for part in parts):
        raise TemplateRefused("The file is encrypted. Take its password off and bring it again.")
    names = {part.filename for part in parts}
    if len(names) != len(parts):
        raise TemplateRefused("The file holds two parts of one name, which no Word file has.")
    if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
        raise TemplateRefused("This is not a Word file (.docx).")
    if any(MACROS.search(name) for name in names) or MACROS.search(_text(archive, "[Content_Types].xml")):
        raise TemplateRefused("The file holds macros. Save it as a Word document without macros (.docx).")
    for name in sorted(names):
        if name.endswith(".rels"):
            _check_relations(name, archive.read(name))
        elif name.endswith(".xml"):
            _check_xml(name, archive.read(name))


def _check_relations(name, data):
    for one in _parsed(name, data).iter(RELATIONS):
        kind, is_outside = one.get("Type", ""), one.get("TargetMode") == "External"
        if EMBEDDED.search(kind):
            raise TemplateRefused("The file holds another file or program (an embedded object). Take it out of it.")
        # The template that it was made from is forgotten, and a link that a reader would have to press does nothing.
        if is_outside and not kind.endswith(("/hyperlink", "/attachedTemplate")):
            raise TemplateRefused(
                f"The file fetches something from elsewhere ({one.get('Target', '')[:80]}). Put that into the file."
            )


def _check_xml(name, data):
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise TemplateRefused("The file holds a declaration that no Word file has.")
    if b"instrText" in data or b"fldSimple" in data:
        root = _parsed(name, data)
        fields = " ".join(
            [one.text or "" for one in root.iter(qn("w:instrText"))]
            + [one.get(qn("w:instr"), "") for one in root.iter(qn("w:fldSimple"))]
        )
        if found := FETCHING.search(fields):
            raise TemplateRefused(f"The file holds a field that fetches something ({found[1]}). Take it out of it.")


def _parsed(name, data):
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError:
        raise TemplateRefused(f"This Word file is broken: {name} cannot be read. Save it in Word once more.") from None


def _text(archive, name):
    return archive.read(name).decode("utf-8", "replace")


def _as_document(data):
    """A .dotx said to be what it is but for one word: a document."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml")
        if DOTX.encode() not in types:
            return data
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as again:
            for part in archive.infolist():
                is_types = part.filename == "[Content_Types].xml"
                told = types.replace(DOTX.encode(), DOCUMENT.encode()) if is_types else archive.read(part)
                again.writestr(part.filename, told)
    return made.getvalue()


# What is taken out ----------------------------------------------------------------------------------------------------


def _empty(document):
    body = document.element.body
    section = body.find(qn("w:sectPr"))
    for child in list(body):
        if child is not section:
            body.remove(child)
    section = body.get_or_add_sectPr() if section is None else section
    _complete(document.sections[-1])
    named = {value for one in section.iter() for name, value in one.attrib.items() if name == qn("r:id")}
    _drop(document.part, lambda key, relation: key not in named and relation.reltype not in KEPT)
    package = document.part.package
    _drop(package, lambda _, relation: relation.reltype not in (RT.OFFICE_DOCUMENT, RT.CORE_PROPERTIES))
    settings = document.settings.element
    for name in ("w:attachedTemplate", "w:mailMerge", "w:documentProtection", "w:linkStyles", "w:docVars", "w:rsids"):
        for one in settings.findall(qn(name)):
            settings.remove(one)
    _drop(document.part.part_related_by(RT.SETTINGS), lambda *_: True)


def _complete(section):
    """Word takes measures that a page does not say from its own settings; ours are A4 and our margins."""
    for name, length in (("page_width", Cm(21)), ("page_height", Cm(29.7)), ("left_margin", Cm(2.2)),
                         ("right_margin", Cm(2.2)), ("top_margin", Cm(2.4)), ("bottom_margin", Cm(2.2))):  # fmt: skip
        if getattr(section, name) is None:
            setattr(section, name, length)


def _drop(part, is_dropped):
    for key in [key for key, relation in part.rels.items() if is_dropped(key, relation)]:
        part.rels.pop(key)


# What it brings -------------------------------------------------------------------------------------------------------


def _page(document):
    section = document.sections[-1]
    wide, high = round(section.page_width.mm), round(section.page_height.mm)
    if not (100 <= wide <= 1000 and 100 <= high <= 1000) or _width(section) < 80:
        raise TemplateRefused(f"The page of the file ({wide} by {high} mm) leaves no room for a paper.")
    name = {(210, 297): "A4", (297, 210): "A4 on its side", (216, 279): "US Letter"}.get((wide, high))
    yield f"Page: {name or f'{wide} by {high} mm'}."


def _width(section):
    return section.page_width.mm - section.left_margin.mm - section.right_margin.mm


def _edges(document):
    section = document.sections[-1]
    for word, one in (("header", section.header), ("footer", section.footer)):
        if one.is_linked_to_previous:
            yield f"No {word}: papers made with it have none."
        else:
            fields = " ".join(each.text or "" for each in one._element.iter(qn("w:instrText"), qn("w:fldSimple")))
            fields += " ".join(each.get(qn("w:instr"), "") for each in one._element.iter(qn("w:fldSimple")))
            yield f"A {word}{' with page numbers' if 'PAGE' in fields else ''}."


def _styles(document):
    known = {(one.name or "").lower() for one in document.styles}
    wanted = [name for name in (*word_styles.PARAGRAPHS, word_styles.TABLE) if not name.startswith("Paper ")]
    wanted.append(word_styles.TABLE)
    has = [name for name in wanted if name.lower() in known]
    lacks = [name for name in wanted if name.lower() not in known]
    said = f"Styles used: {', '.join(has) or 'none'}."
    return said + (f" Those that it lacks are added with our look: {', '.join(lacks)}." if lacks else "")
