"""The pages of the NDTMS monthly reports: what the form offers, of which area the page is, and its tables.

A table belongs to the link "#collapseN" before it, whose words are its heading ("Number in treatment: Manchester").
Tables without such a heading are not figures. What is hidden from the eye, such as "No data available" behind a dash,
is left out.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser

FORM = "form1"
TOKEN = "__RequestVerificationToken"  # noqa: S105 the name of a field, not a secret
VERSIONS = "ReportVersionId"
HIDDEN = {"sr-only", "visually-hidden", "hidden", "d-none"}
# These have no end tag, so that nothing is inside them.
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Table:
    """One table: its heading, and its rows as (line of the page, cells)."""

    heading: str
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    @property
    def name(self):
        """The heading without the area behind it."""
        return self.heading.rpartition(":")[0].strip() or self.heading

    @property
    def area(self):
        return self.heading.rpartition(":")[2].strip() if ":" in self.heading else ""


@dataclass
class Page:
    heading: str = ""
    token: str = ""
    versions: dict[str, str] = field(default_factory=dict)  # the month by the version's number, newest first
    version: str = ""  # the one that is shown
    tables: list[Table] = field(default_factory=list)

    @property
    def area(self):
        """The area that the page says it is of: "Community adult treatment performance reports - Manchester"."""
        return self.heading.partition(" - ")[2].strip()

    @property
    def month(self):
        return self.versions.get(self.version, "")


def read_page(text):
    """What a page says; a page of another kind has no heading, no token and no tables."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if not reader.page.version and reader.page.versions:
        # Where none is marked, a browser shows the first.
        reader.page.version = next(iter(reader.page.versions))
    return reader.page


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.page = Page()
        self._words = None  # of the thing that is being read
        self._hidden = []  # open tags since the first that is hidden
        self._is_in_form = self._is_in_versions = False
        self._option, self._is_selected = "", False
        self._heading = self._table = self._row = self._row_line = None

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        if self._hidden:
            if tag not in VOID:
                self._hidden.append(tag)
            return
        if tag not in VOID and (HIDDEN & set(attrs.get("class", "").split()) or tag in {"script", "style"}):
            self._hidden.append(tag)
            return
        begin = getattr(self, f"_begin_{tag}", None)
        if begin is not None:
            begin(attrs)

    def handle_endtag(self, tag):
        if self._hidden:
            if tag in self._hidden:
                while self._hidden.pop() != tag:
                    pass
            return
        end = getattr(self, f"_end_{tag}", None)
        if end is not None:
            end()

    def handle_data(self, data):
        if self._words is not None and not self._hidden:
            self._words.append(data)

    def _said(self):
        words, self._words = " ".join("".join(self._words or ()).split()), None
        return words

    def _begin_h1(self, attrs):
        self._words = []

    def _end_h1(self):
        said = self._said()
        self.page.heading = self.page.heading or said

    def _begin_form(self, attrs):
        self._is_in_form = attrs.get("id") == FORM

    def _end_form(self):
        self._is_in_form = False

    def _begin_input(self, attrs):
        if self._is_in_form and attrs.get("name") == TOKEN:
            self.page.token = attrs.get("value", "")

    def _begin_select(self, attrs):
        self._is_in_versions = VERSIONS in {attrs.get("id"), attrs.get("name")}

    def _end_select(self):
        self._end_option()
        self._is_in_versions = False

    def _begin_option(self, attrs):
        self._end_option()
        if self._is_in_versions:
            self._option, self._is_selected, self._words = attrs.get("value", ""), "selected" in attrs, []

    def _end_option(self):
        if not self._option:
            return
        self.page.versions[self._option] = self._said()
        if self._is_selected:
            self.page.version = self._option
        self._option = ""

    def _begin_a(self, attrs):
        target = attrs.get("href") or attrs.get("data-target") or attrs.get("data-bs-target") or ""
        if self._table is None and target.startswith("#collapse"):
            self._heading, self._words = "", []

    def _end_a(self):
        if self._heading == "" and self._table is None:
            self._heading = self._said()

    def _begin_table(self, attrs):
        self._table = Table(self._heading or "")

    def _end_table(self):
        self._end_tr()
        if self._table is not None and self._table.heading:
            self.page.tables.append(self._table)
        self._table = self._heading = None

    def _begin_tr(self, attrs):
        self._end_tr()
        if self._table is not None:
            self._row, self._row_line = [], self.getpos()[0]

    def _end_tr(self):
        self._end_td()
        if self._table is not None and self._row:
            self._table.rows.append((self._row_line, self._row))
        self._row = None

    def _begin_td(self, attrs):
        self._end_td()
        if self._row is not None:
            self._words = []

    def _end_td(self):
        if self._row is not None and self._words is not None:
            self._row.append(self._said())

    _begin_th, _end_th = _begin_td, _end_td
