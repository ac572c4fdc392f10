"""A paper as one web page: for any browser, prints well, needs nothing beside it.

`body` is the paper alone, for a page of the site: classes only, no style of its own, because the content policy
refuses that; the page loads static/paper.css. `write` puts the same sheet into the file.
"""

from functools import lru_cache
from html import escape
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

from cdp.papers import shared
from cdp.papers.content import Kind, clean
from indicators.charts import standalone

SHEET = Path(__file__).resolve().parents[2] / "static" / "paper.css"
# The file loads nothing and runs nothing, whatever was written into it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

KINDS = {Kind.NUMBER: "paper-figure", Kind.DATE: "paper-date"}  # of columns, by their class


def write(paper) -> bytes:
    return "".join(
        (
            f'<!DOCTYPE html>\n<html lang="{escape(paper.language)}">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{escape(paper.title)} - {escape(paper.publisher)}</title>\n",
            f'<meta name="author" content="{escape(paper.publisher)}">\n',
            f'<meta name="dcterms.date" content="{escape(paper.as_at)}">\n',
            f"<style>\n{_sheet()}</style>\n</head>\n",
            '<body class="paper-page">\n<a class="paper-skip" href="#paper">Skip to main content</a>\n',
            f'<header class="paper-head"><p><strong>{_text(paper.publisher)}</strong></p>',
            f"<p>As at {_text(paper.as_at_words)}</p></header>\n",
            f'<main id="paper" tabindex="-1">\n{body(paper)}\n</main>\n',
            f'<footer class="paper-foot"><p>{_text(paper.publisher)}. As at {_text(paper.as_at_words)}.</p>',
            f'<p>Kept at <a href="{escape(paper.address)}">{escape(paper.address)}</a></p>' if _is_web(paper) else "",
            "</footer>\n</body>\n</html>\n",
        )
    ).encode()


def body(paper, *, level=1) -> SafeString:
    """The paper without the page around it; its title is a heading of `level`, its sections of the next."""
    page = _Page(level)
    return mark_safe("\n".join(page.paper(paper)))  # noqa: S308, every text went through escape()


class _Page:
    """Writes pieces; knows the levels of headings and nothing else."""

    def __init__(self, level):
        self.level = level

    def heading(self, down, words, **more):
        tag = f"h{min(self.level + down, 6)}"
        return f"<{tag}{_attributes(words, **more)}>{_text(words)}</{tag}>"

    def paper(self, paper):
        mark = f' data-watermark="{escape(paper.watermark)}"' if paper.watermark else ""
        yield f'<div class="paper" lang="{escape(paper.language)}"{mark}>'
        if paper.watermark:
            yield f'<p class="paper-mark">{_text(paper.watermark)}</p>'
        if paper.notices:
            yield '<div class="paper-notices" role="note" aria-label="Read this first">'
            yield from (_tag("p", words) for words in paper.notices)
            yield "</div>"
        yield '<div class="paper-title">'
        yield self.heading(0, paper.title)
        if paper.subtitle:
            yield _tag("p", paper.subtitle, "paper-subtitle")
        yield f'<p class="paper-as-at">As at {_text(paper.as_at_words)}. {_text(paper.publisher)}.</p>'
        if paper.facts:
            yield _facts(paper.facts)
        yield "</div>"
        marks = shared.shorthand(paper)
        if len(paper.sections) > 1:
            yield from self.contents(paper, marks)
        for number, section, blocks in shared.numbered(paper):
            yield from self.section(number, section, blocks)
        if marks:
            yield '<section class="paper-section">'
            yield self.heading(1, "Shorthand in tables", id="paper-shorthand")
            yield _facts(marks)
            yield "</section>"
        yield "</div>"

    def contents(self, paper, marks):
        yield '<nav class="paper-contents" aria-labelledby="paper-contents">'
        yield self.heading(1, "Contents", id="paper-contents")
        yield '<ol class="paper-list">'
        for number, section in enumerate(paper.sections, start=1):
            yield (
                f'<li><span class="paper-number">{number}</span> '
                f'<a href="#section-{section.key}">{_text(section.title)}</a></li>'
            )
        if marks:
            yield '<li><span class="paper-number"></span> <a href="#paper-shorthand">Shorthand in tables</a></li>'
        yield "</ol>"
        yield "</nav>"

    def section(self, number, section, blocks):
        name = f"section-{section.key}"
        yield '<section class="paper-section">'
        tag = f"h{min(self.level + 1, 6)}"
        yield (
            f'<{tag}{_attributes(section.title, id=name)}><span class="paper-number">{number}</span> '
            f"{_text(section.title)}</{tag}>"
        )
        for block, numbers in blocks:
            if getattr(block, "heading", ""):
                yield self.heading(2, block.heading)
            yield from getattr(self, block.block)(block, numbers)
        yield "</section>"

    def text(self, block, numbers):
        for words, number in zip(block.paragraphs, numbers, strict=True):
            if number:
                yield (
                    f'<p{_attributes(words, "paper-numbered")}><span class="paper-number">{number}</span> '
                    f"<span>{_text(words)}</span></p>"
                )
            else:
                yield _tag("p", words)

    @staticmethod
    def bullets(block, _):
        if block.items:
            yield '<ul class="paper-bullets">'
            yield from (_tag("li", words) for words in block.items)
            yield "</ul>"

    @staticmethod
    def facts(block, _):
        if block.items:
            yield _facts(block.items)

    @staticmethod
    def table(block, _):
        name = f"table-{block.key}"
        # A table wider than the page moves within its own frame, which the keyboard reaches.
        yield f'<div class="paper-table" role="group" aria-labelledby="{name}" tabindex="0">'
        yield f'<table><caption id="{name}"{_attributes(block.title)}>{_text(block.title)}</caption>'
        yield "<thead><tr>"
        kinds = [KINDS.get(column.kind, "") for column in block.columns]
        for column, kind in zip(block.columns, kinds, strict=True):
            yield f'<th scope="col"{_class(kind)}>{_text(column.heading)}</th>'
        yield "</tr></thead><tbody>"
        for row in block.rows:
            yield "<tr>" + "".join(_cell(*each) for each in zip(row, kinds, range(len(row)), strict=True)) + "</tr>"
        yield "</tbody></table></div>"
        if not block.rows:
            yield _tag("p", shared.NOTHING, "paper-note")
        yield from _below(block)

    def chart(self, block, _):
        name = f"chart-{block.key}"
        yield f'<figure class="paper-chart" aria-labelledby="{name}">'
        yield self.heading(2, block.headline, id=name)
        yield _tag("p", block.title, "paper-caption")
        root = shared.drawing(block)
        root.set("role", "img")
        root.set("aria-label", f"{block.title}. {block.description}")
        root.set("focusable", "false")
        yield f'<div class="paper-drawing">{standalone.written(root)}</div>'
        yield from _below(block)
        yield from self.table(shared.table_of(block), _)
        yield "</figure>"


def _below(block):
    yield from (_tag("p", f"Note: {words}", "paper-note") for words in block.notes if words)
    if block.source:
        yield _tag("p", f"Source: {block.source}", "paper-note")


def _facts(pairs):
    said = "".join(f"<div>{_tag('dt', name)}{_tag('dd', words)}</div>" for name, words in pairs)
    return f'<dl class="paper-facts">{said}</dl>'


def _cell(cell, kind, place):
    words = shared.said(cell)
    kind = _class(kind)
    turned = ' dir="auto"' if shared.is_rtl(words) else ""
    if not place:
        return f'<th scope="row"{kind}{turned}>{_text(words)}</th>'
    return f"<td{kind}{turned}>{_text(words)}</td>"


def _class(kind):
    return f' class="{kind}"' if kind else ""


def _tag(tag, words, kind=""):
    return f"<{tag}{_attributes(words, kind)}>{_text(words)}</{tag}>"


def _attributes(words, kind="", **more):
    found = {"class": kind, **more, "dir": "auto" if shared.is_rtl(words) else ""}
    return "".join(f' {name}="{escape(value)}"' for name, value in found.items() if value)


def _text(words):
    return escape(clean(words)).replace("\n", "<br>")


def _is_web(paper):
    return paper.address.startswith(("https://", "http://"))


@lru_cache(maxsize=1)
def _sheet():
    return SHEET.read_text("utf-8")
