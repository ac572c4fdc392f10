"""The monthly reports of NDTMS: provisional numbers in treatment for rolling twelve months, an area a page.

/Monthly/Adults and /Monthly/YoungPeople of https://www.ndtms.net are forms. A page carries a token, and the numbers and
months of the reports; GetDATByPHECentre lists the authorities of a region; the form, sent with all of these, answers
the page of one authority. Where the token is refused, the answer is the page of England with status 200, so that no
page is taken before its heading and its report are those that were asked for.

The columns are twelve months each and begin a month apart ("Jun24 - May25", "Jul24 - Jun25"), so that neighbours share
eleven months. Were they one series with the yearly figures, a change of one month would pass for that of a year and an
unrevised figure for a final one: they have indicators of their own.
"""

import datetime
import json
import re
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple
from urllib.parse import urljoin, urlsplit

from pydantic import BaseModel, ConfigDict, Field

from indicators.models import State
from indicators.periods import Kind, Period, PeriodNotUnderstood
from indicators.sources import ndtms
from indicators.sources.base import Group, Key, Known, NotOurs, Reject, Row, SourceNotReadable
from indicators.sources.files import HTML, JSON
from indicators.sources.ndtms_pages import TOKEN, VERSIONS, read_page
from indicators.sources.numbers import NotANumber, read_number

DEFAULT_LOCATION = "https://www.ndtms.net"
PATHS = {"adults": "/Monthly/Adults", "young_people": "/Monthly/YoungPeople"}
AREAS_PATH = "/Monthly/GetDATByPHECentre"
REGIONS = tuple(f"E1200000{number}" for number in range(1, 10))
ENGLAND = "England"
# What the form calls all regions and all authorities.
ALL_REGIONS, NOTHING_CHOSEN = "Z", "0"
INDICATORS = {
    "adults": {"number in treatment": "adults-in-treatment-rolling-year"},
    "young_people": {"number in treatment": "young-people-in-treatment-rolling-year"},
}
COLUMN = re.compile(r"([a-z]{3})[a-z]* ?'?(\d\d|\d{4})\s*(?:-|–|to)\s*([a-z]{3})[a-z]* ?'?(\d\d|\d{4})", re.IGNORECASE)
NOTHING = re.compile(r"[-–—]\s*[^\d\s].*")
MONTHS_OF_A_COLUMN = 12


class Options(BaseModel):
    """Which of the reports are read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cohorts: list[Literal["adults", "young_people"]] = Field(
        default=["adults", "young_people"], min_length=1, description="Adults, young people or both."
    )
    regions: list[Literal[REGIONS]] = Field(
        default=list(REGIONS), description="The regions whose authorities are asked for; none for England alone."
    )
    areas: list[str] = Field(
        default=[],
        description="Names, NDTMS codes or ONS codes of authorities; all of the regions that are known if left out.",
    )
    version: str = Field(
        default="newest",
        pattern=r"^(newest|\d+)$",
        description="The report's number (219 is that of June 2026), or newest.",
    )
    seconds_between: float = Field(default=1, ge=0, le=30, description="A pause between two requests, to be polite.")


def fetch(fetcher, *, location, options, known):
    """The page of England and of each wanted authority, for each cohort; or the saved pages of a file or folder."""
    parts = urlsplit(location)
    if parts.scheme.lower() not in {"http", "https"}:
        return fetcher.open(location, expects=HTML)
    site = _Site(fetcher, f"{parts.scheme}://{parts.netloc}", options)
    return [kept for cohort in options.cohorts for kept in site.reports(cohort, known)]


class Listed(NamedTuple):
    """An authority as the form offers it: whether it is to be asked for, or why it cannot be."""

    code: str
    name: str
    is_wanted: bool
    fault: str = ""


class _Site:
    """The forms of the service, asked one after the other."""

    def __init__(self, fetcher, base, options):
        self.fetcher, self.base, self.options = fetcher, base, options

    def reports(self, cohort, known):
        form, version = self._form(cohort)
        yield self._report(cohort, version, form, ALL_REGIONS, Listed(NOTHING_CHOSEN, ENGLAND, True))
        for region in self.options.regions:
            listed = self._areas(cohort, region, version)
            yield listed
            for one in areas_listed(listed, self.options, known):
                if one.is_wanted and not one.fault:
                    yield self._report(cohort, version, form, region, one)

    def _form(self, cohort):
        """(the page with its token, the number of the wanted report)."""
        address = urljoin(self.base, PATHS[cohort])
        page = read_page(self.fetcher.get_bytes(address, expects=HTML).decode("utf-8", errors="replace"))
        if not page.token or not page.versions:
            raise SourceNotReadable(f"{address} is not the form of the NDTMS monthly reports any more.")
        version = page.version if self.options.version == "newest" else self.options.version
        if version not in page.versions:
            oldest, newest = list(page.versions)[-1], next(iter(page.versions))
            raise SourceNotReadable(f"NDTMS has no report {version}. It has {oldest} to {newest}.")
        return page, version

    def _areas(self, cohort, region, version):
        self.fetcher.pause(self.options.seconds_between)
        return self.fetcher.get(
            urljoin(self.base, AREAS_PATH),
            params={"pheCentre": region, "vernum": version},
            name=f"{cohort}-{version}-{region}.json",
            about={"cohort": cohort, "version": version, "region": region},
            expects=JSON,
        )

    def _report(self, cohort, version, form, region, area):
        """The page of one area; with a new token once, should the old one be refused."""
        kept, fault = self._ask(cohort, version, form.token, region, area)
        if fault:
            form.token = self._form(cohort)[0].token
            kept, fault = self._ask(cohort, version, form.token, region, area)
        if fault:
            raise SourceNotReadable(f"NDTMS did not answer the report on {area.name}: {fault}", is_passing=True)
        return kept

    def _ask(self, cohort, version, token, region, area):
        self.fetcher.pause(self.options.seconds_between)
        kept = self.fetcher.get(
            urljoin(self.base, PATHS[cohort]),
            data={"RegionId": region, "DatCodeId": area.code, "AgencyId": "0", VERSIONS: version, TOKEN: token},
            name=f"{cohort}-{version}-{area.code if area.code != NOTHING_CHOSEN else ENGLAND}.html",
            about={"cohort": cohort, "version": version, "area": area.name, "code": area.code},
            expects=HTML,
        )
        return kept, _fault(_page(kept), kept.about)


def areas_listed(kept, options, known) -> list[Listed]:
    """The authorities of a region's list, in its order."""
    try:
        offered = [
            (str(each["value"]), " ".join(str(each["text"]).split())) for each in json.loads(kept.path.read_bytes())
        ]
    except (ValueError, TypeError, KeyError) as error:
        raise SourceNotReadable(f"{kept.name} is not the list of a region's areas.") from error
    wanted = {text.strip().casefold() for text in options.areas}
    listed = []
    for code, name in offered:
        if code == NOTHING_CHOSEN:  # the heading of the list
            listed.append(Listed(code, name, False))
            continue
        names, fault = {code.casefold(), name.casefold()}, ""
        try:
            # The list is of today, so that of several codes the newest is meant.
            area_id = ndtms.find_area(name, known=known, on=datetime.date.max).area_id
            if wanted:
                names |= {text.casefold() for text, pk in known.areas.items() if pk == area_id}
        except ndtms.NotAnArea as error:
            fault = str(error)
        listed.append(Listed(code, name, not wanted or bool(names & wanted), fault))
    return listed


def _page(kept):
    return read_page(kept.path.read_bytes().decode("utf-8", errors="replace"))


def _fault(page, about):
    """Why a page is not the one that was asked for; "" if it is."""
    if "area" in about and page.area.casefold() != about["area"].casefold():
        return f"the page is that of “{page.area or page.heading or 'nothing'}”."
    if "version" in about and page.version != about["version"]:
        return f"the page is of report {page.version or 'without a number'}, not {about['version']}."
    return ""


def read(
    kept, *, known: Known, options: Options, on_bytes: Callable[[int], None] | None = None
) -> Iterator[Row | Reject | NotOurs]:
    """The figures of one page, or what a list of areas names that is no area of ours."""
    if kept.path.suffix == ".json":
        for place, one in enumerate(areas_listed(kept, options, known), start=1):
            if one.is_wanted and one.fault:
                yield Reject(place, "text", one.name, one.fault)
        return
    page = _page(kept)
    if not page.area or not page.tables:
        raise SourceNotReadable(f"{kept.name} is not a monthly report of NDTMS: it names no area or has no table.")
    if fault := _fault(page, kept.about):
        raise SourceNotReadable(f"{kept.name} is not the report that was asked for: {fault}")
    cohort = kept.about.get("cohort") or ("young_people" if "young" in page.heading.casefold() else "adults")
    report = _Report(page, cohort, known)
    for table in page.tables:
        yield from report.read(table)
    if on_bytes:
        on_bytes(kept.size)


class _Report:
    """The page of one area for one cohort."""

    def __init__(self, page, cohort, known):
        self.page, self.cohort, self.known = page, cohort, known
        month = f", report of {page.month}" if page.month else ""
        self.note = f"Provisional, rolling twelve months{month}."

    def read(self, table):
        line = table.rows[0][0] if table.rows else 1
        code = INDICATORS[self.cohort].get(table.name.casefold())
        if code is None or (indicator_id := self.known.indicator(code)) is None:
            yield NotOurs(
                line, code or table.name[:100], f"{self.page.heading.partition(' - ')[0]}: {table.name}"[:200]
            )
        elif table.area.casefold() != self.page.area.casefold():
            yield Reject(line, "", table.heading, f"The table is not of {self.page.area}, of which the page is.")
        elif table.rows:
            yield from self._figures(table, indicator_id)

    def _figures(self, table, indicator_id):
        (line, header), *rows = table.rows
        columns = {}
        for place, heading in enumerate(header[1:], start=1):
            try:
                period = window(self.known.meant("period", heading))
                columns[place] = heading, period, self._area(period)
            except (PeriodNotUnderstood, ndtms.NotAnArea) as error:
                about_area = isinstance(error, ndtms.NotAnArea)
                yield Reject(line, heading, self.page.area if about_area else heading, str(error))
                if about_area:
                    return
        for line, cells in rows:
            yield from self._row(line, cells, len(header), columns, indicator_id)

    def _area(self, period):
        return ndtms.find_area(self.page.area, known=self.known, on=period.end)

    def _row(self, line, cells, width, columns, indicator_id):
        if len(cells) != width:
            yield Reject(line, "", cells[0], f"The row has {len(cells)} cells where the header has {width}.")
            return
        if (group := ndtms.group_of(cells[0])) is None:
            yield Reject(line, "", cells[0], "We know no such substance group.")
            return
        category_type = ndtms.GROUP_TYPE if group else ""
        people = Group(indicator_id, "Persons", ndtms.COHORT_AGES[self.cohort], category_type, group)
        for place, (heading, period, area) in columns.items():
            yield self._figure(line, heading, cells[place], Key(people, area.area_id, period.start, period.end), area)

    def _figure(self, line, heading, cell, key, area):
        period = Period.from_dates(key.start, key.end, Kind.YEAR_ENDING)
        try:
            # Some dashes have words behind them for those who do not see them.
            value, state, note = read_number("-" if NOTHING.fullmatch(cell) else cell)
        except NotANumber as error:
            return Reject(line, heading, cell, str(error), key)
        if value is not None and value < 0:
            return Reject(line, heading, cell, "A count of people cannot be negative.", key)
        if value == 0 and not area.existed_in(period.start, period.end):
            value, state, note = None, State.NOT_AVAILABLE.value, "The area did not exist then: the 0 is no count."
        elif value is not None:
            state, note = State.PROVISIONAL.value, self.note
        return Row(line, key, period.label, value, None, None, None, None, None, None, state, note)


def window(text):
    """The twelve months of a column such as "Jun24 - May25"; PeriodNotUnderstood where it is anything else."""
    if found := COLUMN.fullmatch(text.strip()):
        first, last = (
            f"{month} {year if len(year) == 4 else f'20{year}'}"
            for month, year in (found.group(1, 2), found.group(3, 4))
        )
        text = f"{first} - {last}"
    period = Period.parse(text)
    if period.months != MONTHS_OF_A_COLUMN:
        raise PeriodNotUnderstood(text, "a column of these reports is twelve months")
    return period
