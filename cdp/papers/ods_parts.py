"""The parts of an OpenDocument spreadsheet that hold no cells: what it is about, how it looks, what is in it."""

import re
from xml.sax.saxutils import escape, quoteattr

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
VERSION = "1.3"
GENERATOR = "Combating Drugs Partnerships"
CM_A_LETTER = 0.235  # of Arial 12
NAMES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xlink": "http://www.w3.org/1999/xlink",
    }.items()
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
MANIFEST_NAME = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
PARTS = ("content.xml", "styles.xml", "meta.xml")
MANIFEST = (
    f'{HEAD}<manifest:manifest xmlns:manifest="{MANIFEST_NAME}" manifest:version="{VERSION}">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="{VERSION}" manifest:media-type="{MIMETYPE}"/>'
    + "".join(f'<manifest:file-entry manifest:full-path="{part}" manifest:media-type="text/xml"/>' for part in PARTS)
    + "</manifest:manifest>"
)
TOP = 'style:vertical-align="top"'
WRAP = 'fo:wrap-option="wrap"'
RIGHT = '<style:paragraph-properties fo:text-align="end"/>'
BOLD = 'fo:font-weight="bold"'
BIG = f'fo:font-size="16pt" {BOLD}'
BLUE = 'fo:color="#1d70b8" style:text-underline-style="solid" style:text-underline-type="single"'
UNDER = 'fo:border-bottom="0.06cm solid #0b0c0c"'
DAYS = {
    "d": "<number:day/>",
    "dd": '<number:day number:style="long"/>',
    "dddd": '<number:day-of-week number:style="long"/>',
    "mm": '<number:month number:style="long"/>',
    "mmm": '<number:month number:textual="true"/>',
    "mmmm": '<number:month number:textual="true" number:style="long"/>',
    "yyyy": '<number:year number:style="long"/>',
    "hh:mm": '<number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/>',
}


def meta(plan):
    at = f"{plan.made_at:%Y-%m-%dT%H:%M:%S}Z"
    said = {
        "meta:generator": GENERATOR,
        "dc:title": plan.title,
        "dc:description": plan.comments,
        "meta:initial-creator": plan.author,
        "dc:creator": plan.author,
        "meta:creation-date": at,
        "dc:date": at,
        "dc:language": plan.language,
    }
    parts = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in said.items() if value)
    return (
        f'{HEAD}<office:document-meta {NAMES} office:version="{VERSION}"><office:meta>{parts}</office:meta>'
        "</office:document-meta>"
    )


def styles(plan):
    """Arial 12, the language, and a page that is as wide as its table; a watermark stands above every page."""
    language, _, country = plan.language.partition("-")
    header = f"<text:p>{escape(plan.watermark)}</text:p>" if plan.watermark else ""
    shown = "" if header else ' style:display="false"'
    return (
        f'{HEAD}<office:document-styles {NAMES} office:version="{VERSION}">'
        '<office:font-face-decls><style:font-face style:name="Arial" svg:font-family="Arial" '
        'style:font-family-generic="swiss" style:font-pitch="variable"/></office:font-face-decls>'
        '<office:styles><style:default-style style:family="table-cell"><style:text-properties '
        'style:font-name="Arial" fo:font-family="Arial" fo:font-size="12pt" style:font-size-asian="12pt" '
        f'style:font-size-complex="12pt" fo:language={quoteattr(language)} fo:country={quoteattr(country or "none")}/>'
        '</style:default-style><style:style style:name="Default" style:family="table-cell"/></office:styles>'
        '<office:automatic-styles><style:page-layout style:name="page"><style:page-layout-properties '
        'fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" fo:margin="1.5cm" '
        'style:scale-to-X="1" style:scale-to-Y="0"/><style:header-style/><style:footer-style/></style:page-layout>'
        "</office:automatic-styles><office:master-styles>"
        f'<style:master-page style:name="Default" style:page-layout-name="page"><style:header{shown}>{header}'
        "</style:header><style:footer><text:p><text:page-number>1</text:page-number></text:p></style:footer>"
        "</style:master-page></office:master-styles></office:document-styles>"
    )


def content(more_styles, tables, ranges):
    cells = {
        "title": _cell_style("title", f"{TOP} {WRAP}", BIG),
        "title-over": _cell_style("title-over", TOP, BIG),
        "strong": _cell_style("strong", f"{TOP} {WRAP}", BOLD),
        "strong-over": _cell_style("strong-over", TOP, BOLD),
        "text": _cell_style("text", f"{TOP} {WRAP}"),
        "text-over": _cell_style("text-over", TOP),
        "link": _cell_style("link", f"{TOP} {WRAP}", BLUE),
        "link-over": _cell_style("link-over", TOP, BLUE),
        "heading": _cell_style("heading", f"{TOP} {WRAP} {UNDER}", BOLD),
        "heading-right": _cell_style("heading-right", f"{TOP} {WRAP} {UNDER}", BOLD, RIGHT),
        "cell": _cell_style("cell", f"{TOP} {WRAP}"),
        "cell-right": _cell_style("cell-right", f"{TOP} {WRAP}", "", RIGHT),
    }
    return (
        f'{HEAD}<office:document-content {NAMES} office:version="{VERSION}"><office:automatic-styles>'
        '<style:style style:name="sheet" style:family="table" style:master-page-name="Default">'
        '<style:table-properties table:display="true"/></style:style>'
        '<style:style style:name="row" style:family="table-row">'
        '<style:table-row-properties style:use-optimal-row-height="true"/></style:style>'
        f"{''.join(cells.values())}{more_styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}<table:database-ranges>{ranges}</table:database-ranges>"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def width_style(name, letters):
    return (
        f'<style:style style:name="{name}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{letters * CM_A_LETTER:.2f}cm"/></style:style>'
    )


def format_style(name, *key):
    """The style of a cell that shows its number or its day so: (pattern,) or (places, grouped, before, after)."""
    if len(key) == 1:
        shown = _date_style(f"{name}-shown", key[0])
        return shown + _cell_style(name, f"{TOP} {WRAP}", data=f"{name}-shown")
    return _number_style(f"{name}-shown", *key) + _cell_style(name, f"{TOP} {WRAP}", "", RIGHT, f"{name}-shown")


def _number_style(name, places, is_grouped, before, after):
    digits = (
        f'<number:number number:decimal-places="{places}" number:min-decimal-places="{places}" '
        f'number:min-integer-digits="1"{" number:grouping=" + quoteattr("true") if is_grouped else ""}/>'
    )
    texts = [f"<number:text>{escape(text)}</number:text>" if text else "" for text in (before, after)]
    return f'<number:number-style style:name="{name}">{texts[0]}{digits}{texts[1]}</number:number-style>'


def _date_style(name, pattern):
    parts = [found.group() for found in re.finditer(r"hh:mm|([a-z])\1*|[^a-z]", pattern)]
    shown = "".join(DAYS.get(part) or f"<number:text>{part}</number:text>" for part in parts)
    return f'<number:date-style style:name="{name}">{shown}</number:date-style>'


def _cell_style(name, box, letters="", paragraph="", data=""):
    shown = f' style:data-style-name="{data}"' if data else ""
    text = f"<style:text-properties {letters}/>" if letters else ""
    return (
        f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="Default"{shown}>'
        f"<style:table-cell-properties {box}/>{paragraph}{text}</style:style>"
    )
