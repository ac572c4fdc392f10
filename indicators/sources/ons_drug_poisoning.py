"""Deaths related to drug poisoning and drug misuse by local authority, in a workbook of the ONS.

Each sheet says in its first lines which deaths and which sex it is about. Then follow columns of codes, of names
(spread over up to three columns, one for each level of area) and either one column a year, or for each three years
in which deaths were registered a block of deaths, rate, lower and upper limit, newest first. The blocks have been four
to six columns wide, so that each column is taken for what its headings say. ":" stands where no rate was
calculated, "u" beside or behind a rate that rests on fewer than 20 deaths.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from pydantic import BaseModel, ConfigDict, Field

from indicators.models import State
from indicators.periods import Period, PeriodNotUnderstood
from indicators.sources.base import UNKNOWN_AREA, Group, Key, NotOurs, Reject, Row, SourceNotReadable
from indicators.sources.files import WORKBOOK
from indicators.sources.numbers import NotANumber, read_number
from indicators.sources.workbooks import open_workbook

DEFAULT_LOCATION = (
    "https://www.ons.gov.uk/peoplepopulationandcommunity/birthsdeathsandmarriages/deaths/datasets/"
    "drugmisusedeathsbylocalauthority"
)
CODE = re.compile(r"[EKJW]\d{8}")
# Wales, and totals that hold it.
ELSEWHERE = ("W", "K", "J")
YEAR = re.compile(r"(?:19|20)\d{2}")
YEARS = re.compile(r"((?:19|20)\d{2})\s*(?:to|-|–|—)\s*((?:19|20)?\d{2})")
# "[note 3]" behind a heading, "unreliable rate marker" as one: neither tells what the column holds.
NOTE = re.compile(r"\s*\[[^\]]*\]")
MARKER = re.compile("unreliable|marker")
HEADINGS = (("count", "death"), ("count", "number"), ("lower_95", "lower"), ("upper_95", "upper"), ("value", "rate"))
ROWS_BEFORE_THE_TABLE = 20
UNRELIABLE = "Unreliable: fewer than 20 deaths."
NOT_CALCULATED = "Not calculated: too few deaths."


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    misuse_number: str = Field(default="drug-misuse-deaths-number", description="The indicator of deaths by misuse.")
    misuse_rate: str = Field(default="drug-misuse-deaths", description="The indicator of their rate.")
    poisoning_number: str = Field(
        default="drug-poisoning-deaths-number", description="The indicator of deaths by poisoning."
    )
    poisoning_rate: str = Field(default="drug-poisoning-deaths", description="The indicator of their rate.")


def fetch(fetcher, *, location, options, known):
    """The newest edition's workbook: each page of the service has its contents as JSON under /data."""
    if re.search(r"\.xlsx?$", location, re.IGNORECASE) or not location.startswith("http"):
        return fetcher.open(location, expects=WORKBOOK)
    page = fetcher.get_json(f"{location.rstrip('/')}/data")
    editions = [one.get("uri", "") for one in page.get("datasets", []) if one.get("uri")]
    if not editions:
        raise SourceNotReadable(f"The page {location} lists no edition of the data set.")
    edition = fetcher.get_json(urljoin(location, f"{editions[0]}/data"))
    names = [one.get("file", "") for one in edition.get("downloads", [])]
    wanted = next((name for name in names if re.search(r"\.xlsx?$", name, re.IGNORECASE)), None)
    if wanted is None:
        raise SourceNotReadable(
            f"The edition {editions[0]} has no workbook among its files: {', '.join(names) or 'none'}."
        )
    address = urljoin(location, "/file")
    return [fetcher.get(address, params={"uri": f"{editions[0]}/{wanted}"}, name=wanted, expects=WORKBOOK)]


@dataclass(frozen=True)
class Column:
    """What a column holds: the deaths of a year, or one number of a block."""

    place: int
    what: str
    period: Period
    heading: str


@dataclass
class Table:
    """A sheet of figures: which deaths, of whom, and what its columns are."""

    cause: str
    sex: str
    code: int
    columns: list[Column] = field(default_factory=list)

    @property
    def has_rates(self):
        return any(column.what == "value" for column in self.columns)


def read(kept, *, known, options, on_bytes=None) -> Iterator[Row | Reject | NotOurs]:
    book, tables = open_workbook(kept.path, kept.name), 0
    for sheet in book.sheet_names:
        rows = book.rows(sheet)
        table, first = _table(rows)
        if table is None:
            continue
        tables += 1
        yield from _rows(table, first, rows, sheet, known, options)
    if not tables:
        raise SourceNotReadable(f"{kept.name} has no sheet with a column of area codes and columns of years.")
    if on_bytes:
        on_bytes(kept.size)


def _table(rows):
    """(table, its first row of figures), or (None, None) where the sheet holds none."""
    above, headings = [], []
    for number, cells in rows:
        texts = [_text(cell) for cell in cells]
        code = next((place for place, text in enumerate(texts) if CODE.fullmatch(text)), None)
        if code is None:
            texts = [NOTE.sub("", text) for text in texts]
            (headings if headings or _is_heading(texts) else above).append(texts)
            if number > ROWS_BEFORE_THE_TABLE:
                return None, None
            continue
        columns = _columns(headings)
        title = " ".join(text for line in [*above, *headings] for text in line if text).casefold()
        if not columns or not re.search("poisoning|misuse", title):
            return None, None
        cause = "misuse" if "misuse" in title else "poisoning"
        return Table(cause, _sex(title), code, columns), (number, cells)
    return None, None


def _text(cell):
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else " ".join(str(cell).split())


def _is_heading(texts):
    filled = [text for text in texts if text]
    return (
        any(re.sub(r"[^a-z]", "", text.casefold()) in ("areacode", "areacodes", "code") for text in filled)
        or sum(bool(YEAR.fullmatch(text) or YEARS.search(text)) for text in filled) > 1
    )


def _sex(title):
    words = set(re.findall(r"[a-z]+", title))
    if words & {"female", "females"} and not words & {"male", "males"}:
        return "Female"
    return "Male" if words & {"male", "males"} and not words & {"female", "females"} else "Persons"


def _columns(headings):
    """Years stand in the row of the headings or in one above; a block's years stand above its first column alone."""
    found = []
    width = max(map(len, headings), default=0)
    period = None
    for place in range(width):
        words = [line[place] if place < len(line) else "" for line in headings]
        period = _period_in(words) or period
        what = _what(words)
        if period is not None and what:
            found.append(Column(place, what, period, " ".join(filter(None, words))))
    return found


def _period_in(words):
    for text in words:
        try:
            if span := YEARS.search(text):
                return Period.parse(f"{span[1]} - {span[2][-2:]}")
            if YEAR.fullmatch(text):
                return Period.parse(text)
        except PeriodNotUnderstood:
            continue
    return None


def _what(words):
    text = " ".join(words).casefold()
    if MARKER.search(text):
        return ""
    for what, word in HEADINGS:
        if word in text:
            return what
    return "count" if any(YEAR.fullmatch(one) for one in words) else ""


def _rows(table, first, rows, sheet, known, options):
    indicators = {"number": getattr(options, f"{table.cause}_number"), "rate": getattr(options, f"{table.cause}_rate")}
    code = indicators["rate" if table.has_rates else "number"]
    indicator_id = known.indicator(code)
    for number, cells in [first, *rows]:
        area = _text(cells[table.code]) if table.code < len(cells) else ""
        if not CODE.fullmatch(area) or area.startswith(ELSEWHERE):
            continue
        if indicator_id is None:
            yield NotOurs(number, code, sheet)
        elif (area_id := known.area(area)) is None:
            yield Reject(number, "Area code", area, UNKNOWN_AREA)
        else:
            group = Group(indicator_id, table.sex, "", "", "")
            yield from (_blocks if table.has_rates else _years)(table, number, cells, group, area_id, sheet)


def _cell(cells, place):
    return cells[place] if place < len(cells) else None


def _years(table, number, cells, group, area_id, sheet):
    """A sheet of counts: each column is a figure."""
    for column in table.columns:
        key = Key(group, area_id, column.period.start, column.period.end)
        try:
            value, state, note = read_number(_cell(cells, column.place))
        except NotANumber as error:
            yield Reject(number, f"{sheet}: {column.heading}", _text(_cell(cells, column.place)), str(error), key)
            continue
        yield Row(number, key, column.period.label, value, None, None, None, None, None, None, state, note)


def _blocks(table, number, cells, group, area_id, sheet):
    """A sheet of rates: four columns of one period are a figure."""
    blocks = {}
    for column in table.columns:
        blocks.setdefault(column.period, {})[column.what] = column
    for period, columns in blocks.items():
        key = Key(group, area_id, period.start, period.end)
        numbers, states, notes, reject = {}, {}, {}, None
        for what, column in columns.items():
            try:
                numbers[what], states[what], notes[what] = read_number(_cell(cells, column.place))
            except NotANumber as error:
                reject = Reject(
                    number, f"{sheet}: {column.heading}", _text(_cell(cells, column.place)), str(error), key
                )
        yield reject or _rate(number, key, period, numbers, states.get("value"), notes.get("value", ""), cells, columns)


def _rate(number, key, period, numbers, state, note, cells, columns):
    value = numbers.get("value")
    if value is None:
        return Row(
            number, key, period.label, None, None, None, None, None, numbers.get("count"), None,
            State.NOT_AVAILABLE.value, NOT_CALCULATED,
        )  # fmt: skip
    is_unreliable = _is_marked_unreliable(cells, columns) or note == UNRELIABLE
    limits = (numbers.get("lower_95"), numbers.get("upper_95"))
    if None in limits:
        limits = (None, None)
    return Row(
        number, key, period.label, value, *limits, None, None, numbers.get("count"), None, state,
        UNRELIABLE if is_unreliable else "",
    )  # fmt: skip


def _is_marked_unreliable(cells, columns):
    """The mark stands in a column of its own behind the rate or the upper limit."""
    after = [columns[what].place + 1 for what in ("value", "upper_95") if what in columns]
    return any(_text(_cell(cells, place)).casefold() == "u" for place in after)
