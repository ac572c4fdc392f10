"""The yearly tables of NDTMS on GOV.UK: the sheets that are by authority.

"Substance misuse treatment for adults: statistics 2024 to 2025" and its like for young people are found by GOV.UK's
search, and their workbook by its content API. Of 44 sheets of the tables for adults of 2024 to 2025 one is by authority
(deaths in treatment for drugs); up to 2021 to 2022 there are estimates of prevalence as well. The other sheets are of
England alone, and are told as passed over.

A sheet begins with its title, notes and "Link back to the index"; footnotes follow its table. Where the table is and
what its columns mean is said by ndtms_sheets.py.
"""

import re
from collections.abc import Callable, Iterator
from typing import Literal
from urllib.parse import urljoin, urlsplit

from pydantic import BaseModel, ConfigDict, Field

from indicators.models import State
from indicators.periods import Period, PeriodNotUnderstood
from indicators.sources import ndtms
from indicators.sources.base import Group, Key, Known, NotOurs, Reject, Row, SourceNotReadable
from indicators.sources.files import WORKBOOK
from indicators.sources.ndtms_sheets import HeadingsNotUnderstood, Sheet, find_sheet
from indicators.sources.numbers import NotANumber, read_number
from indicators.sources.workbooks import open_workbook

DEFAULT_LOCATION = "https://www.gov.uk"
SEARCH_PATH = "/api/search.json"
CONTENT_PATH = "/api/content"
ANNOUNCEMENTS = "/government/statistics/announcements/"
MOST_FOUND = 100
TITLE = re.compile(
    r"Substance misuse treatment for (?P<cohort>adults|young people): statistics (?P<first>\d{4}) to (?P<second>\d{4})",
    re.IGNORECASE,
)
WORKBOOKS = {
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Options(BaseModel):
    """Which of the yearly publications are read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cohorts: list[Literal["adults", "young_people"]] = Field(
        default=["adults", "young_people"], min_length=1, description="Adults, young people or both."
    )
    years: list[str] = Field(
        default=[], description="Years of publications as 2024/25; the newest of each cohort if left out."
    )
    periods: dict[str, str] = Field(
        default={},
        description=(
            "For a sheet that does not say its period: a part of its title and the period, such as "
            '{"prevalence estimates": "2016/17"}.'
        ),
    )


def fetch(fetcher, *, location, options, known):
    """The workbook of each wanted publication; or that of a file, a folder or an address."""
    parts = urlsplit(location)
    if parts.scheme.lower() not in {"http", "https"} or parts.path.strip("/"):
        return fetcher.open(location, expects=WORKBOOK)
    found = _publications(fetcher, location)
    wanted = []
    for cohort in options.cohorts:
        there = sorted(year for of, year in found if of == cohort)
        years = options.years or there[-1:]
        if missing := set(years) - set(there) or ({"any year"} if not years else set()):
            raise SourceNotReadable(
                f"GOV.UK has no treatment statistics for {cohort.replace('_', ' ')} of {', '.join(sorted(missing))}. "
                f"It has {', '.join(there) or 'none'}."
            )
        wanted += [(cohort, year) for year in years]
    return [_workbook(fetcher, location, *found[key], *key) for key in wanted]


def _publications(fetcher, base):
    """{(cohort, year): (title, path)} of the publications that the search finds."""
    found = {}
    for people in ("adults", "young people"):
        asked = {
            "q": f"substance misuse treatment for {people} statistics",
            "count": MOST_FOUND,
            "fields": "title,link,public_timestamp",
        }
        answer = fetcher.get_json(urljoin(base, SEARCH_PATH), params=asked)
        results = answer.get("results") if isinstance(answer, dict) else None
        if not isinstance(results, list):
            raise SourceNotReadable("GOV.UK's search answered without a list of results.")
        for result in (each for each in results if isinstance(each, dict)):
            title, link = " ".join(str(result.get("title", "")).split()), str(result.get("link", ""))
            # What is only announced has the title already, and no tables.
            if (named := TITLE.fullmatch(title)) and link.startswith("/") and not link.startswith(ANNOUNCEMENTS):
                cohort = named["cohort"].casefold().replace(" ", "_")
                found[cohort, f"{named['first']}/{named['second'][2:]}"] = title, link
    return found


def _workbook(fetcher, base, title, link, cohort, year):
    content = fetcher.get_json(urljoin(base, f"{CONTENT_PATH}{link}"))
    details = content.get("details") if isinstance(content, dict) else None
    listed = details.get("attachments") if isinstance(details, dict) else None
    attachments = [each for each in listed or [] if isinstance(each, dict)]
    books = [each for each in attachments if each.get("content_type") in WORKBOOKS and each.get("url")]
    if not books:
        raise SourceNotReadable(f"“{title}” has no workbook (ODS or XLSX) among its {len(attachments)} attachments.")
    # Some publications have a second one, with the quality of the data.
    book = next((each for each in books if "table" in str(each.get("title", "")).casefold()), books[0])
    about = {"cohort": cohort, "year": year, "title": title, "published": str(content.get("public_updated_at", ""))}
    return fetcher.get(urljoin(base, book["url"]), about=about, expects=WORKBOOK)


def read(
    kept, *, known: Known, options: Options, on_bytes: Callable[[int], None] | None = None
) -> Iterator[Row | Reject | NotOurs]:
    """The figures of all sheets by authority; SourceNotReadable where the workbook is damaged."""
    workbook = open_workbook(kept.path, kept.name)
    for name in workbook.sheet_names:
        rows = list(workbook.rows(name))
        try:
            sheet = find_sheet(name, rows)
        except HeadingsNotUnderstood as error:
            yield Reject(error.row, name, error.title[:200], f"{error} The sheet was left out.")
            continue
        if sheet is None:
            if rows:
                yield NotOurs(rows[0][0], f"sheet {name}"[:100], _first_text(rows)[:200])
            continue
        yield from _Figures(sheet, known, options).read(rows)
    if on_bytes:
        on_bytes(kept.size)


def _first_text(rows):
    return next(
        (str(cell).strip() for _, cells in rows for cell in cells if isinstance(cell, str) and cell.strip()), ""
    )


class _Unsound(Exception):
    """The row cannot be read, whichever of its measures is asked for."""

    def __init__(self, column, value, reason):
        super().__init__(reason)
        self.column, self.value, self.reason = column, value, reason


class _Figures:
    """Reads the rows of one sheet."""

    def __init__(self, sheet: Sheet, known, options):
        self.sheet, self.known = sheet, known
        said = next(
            (period for part, period in options.periods.items() if part.casefold() in sheet.title.casefold()), ""
        )
        self.period = said or sheet.period

    def read(self, rows):
        ids = {measure: self.known.indicator(measure.indicator) for measure in self.sheet.measures}
        for measure in (measure for measure, pk in ids.items() if pk is None):
            yield NotOurs(self.sheet.header_row, measure.indicator, self.sheet.title[:200])
        for number, cells in rows:
            if number <= self.sheet.header_row or self.sheet.is_note(cells):
                continue
            try:
                period = self._period(cells)
                area = self._area(cells, period)
                sex, age = self._people(cells)
            except _Unsound as error:
                yield Reject(number, error.column, error.value, error.reason)
                continue
            for measure, indicator_id in ids.items():
                if indicator_id is not None:
                    group = Group(indicator_id, sex, age, ndtms.GROUP_TYPE if measure.group else "", measure.group)
                    key = Key(group, area.area_id, period.start, period.end)
                    yield self._figure(number, cells, measure, key, period, area)

    def _period(self, cells):
        text = self.known.meant("period", self.sheet.text(cells, "period") or self.period)
        if not text:
            reason = "The sheet does not say its period. Give it in the options as “periods”."
            raise _Unsound(self.sheet.heading("period"), "", reason)
        try:
            period = Period.parse(text)
        except PeriodNotUnderstood as error:
            raise _Unsound(self.sheet.heading("period"), text, str(error)) from error
        if not period.is_bounded:
            raise _Unsound(self.sheet.heading("period"), text, "The period has no first or no last day.")
        # "April 2022 to March 2025" is three financial years, as other sources say.
        return Period.from_dates(period.start, period.end)

    def _area(self, cells, period):
        # Where there is a code as well, it says more than the name.
        column = next(
            column for column in ("area_code", "area", "region") if self.sheet.text(cells, column) or column == "region"
        )
        text = self.sheet.text(cells, column)
        try:
            return ndtms.find_area(text, known=self.known, on=period.end)
        except ndtms.NotAnArea as error:
            raise _Unsound(self.sheet.heading(column), text, str(error)) from error

    def _people(self, cells):
        sex = ndtms.sex_of(self.known.meant("sex", self.sheet.text(cells, "sex")))
        if sex not in {"Persons", "Male", "Female"}:
            raise _Unsound(self.sheet.heading("sex"), sex, "We know no such sex: male, female or persons.")
        said = self.known.meant("age", self.sheet.text(cells, "age"))
        if (age := ndtms.age_of(said, "adults") if said else self.sheet.age) is None:
            raise _Unsound(self.sheet.heading("age"), said, "This is no age of adults.")
        return sex, age

    def _figure(self, number, cells, measure, key, period, area):
        read = {}
        for part, place in measure.places.items():
            cell = cells[place] if place < len(cells) else None
            try:
                read[part] = read_number(cell)
            except NotANumber as error:
                return Reject(number, self.sheet.headings[place], str(cell)[:200], str(error), key)
        (value, state, note), count = read["value"], read.get("count", (None,))[0]
        lower, upper = (read.get(part, (None,))[0] for part in ("lower", "upper"))
        if value is None:
            # With its limits and its count, what is withheld could be worked out again.
            return Row(number, key, period.label, None, None, None, None, None, None, None, state, note)
        column = self.sheet.headings[measure.places["value"]]
        if (lower is None) != (upper is None):
            return Reject(number, column, str(value), "Half of the 95% interval is missing.", key)
        if lower is not None and not lower <= value <= upper:
            # Not the source's slip but ours, most likely: a column that was taken for another.
            return Reject(
                number, column, str(value), f"The value is outside its 95% interval, {lower} to {upper}.", key
            )
        if min(value, count or 0) < 0:
            return Reject(number, column, str(value), "A count or a rate cannot be negative.", key)
        if value == 0 and not count and not area.existed_in(period.start, period.end):
            note = "The area did not exist then: the 0 is no figure."
            return Row(number, key, period.label, *(None,) * 7, State.NOT_AVAILABLE.value, note)
        if state == State.PUBLISHED.value:
            state = measure.state
        return Row(number, key, period.label, value, lower, upper, None, None, count, None, state, note)
