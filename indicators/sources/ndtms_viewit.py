"""Exports of NDTMS ViewIt: each line is a year, an area, a sex, an age and a substance group, each column a measure.

An export has up to 244 columns; most are shares of people entering treatment or reasons for leaving, which no indicator
of ours counts, so that only the columns of the option `measures` are read. The whole is called "Total", "TOTAL" or, by
some exports, nothing; "NULL" is a number that was not asked for in that year. Local numbers are rounded to 5 by ViewIt,
so that a 0 may stand for 1 or 2 people; those of England are not.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from indicators.models import State
from indicators.periods import Period, PeriodNotUnderstood
from indicators.sources import ndtms
from indicators.sources.base import Group, Key, Known, NotOurs, Reject, Row, SourceNotReadable
from indicators.sources.files import CSV
from indicators.sources.numbers import NotANumber, read_number

DEFAULT_LOCATION = ""
COLUMNS = {
    "period": ("reportingperiod", "period", "year"),
    "area_code": ("areacode", "datcode", "gsscode"),
    "area": ("area", "areaname", "localauthority"),
    "sex": ("sex", "gender"),
    "age": ("agegroup", "age"),
    "group": ("druggroup", "substancegroup", "substancecategory"),
}
MEASURES = {
    "adults": {
        "intreatment_allintx": "adults-in-treatment",
        "newpresentation_newtx": "adults-new-to-treatment",
    },
    "young_people": {
        "intreatment_allintx": "young-people-in-treatment",
        "newpresentation_newtx": "young-people-new-to-treatment",
    },
}


class Options(BaseModel):
    """What is read from the export."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cohort: Literal["adults", "young_people"] = Field(default="adults", description="Whom the export is about.")
    measures: dict[str, str] = Field(
        default={},
        description=(
            "Columns of the export and the codes of our indicators, such as "
            '{"intreatment_allintx": "adults-in-treatment"}; numbers in treatment and new to treatment if left out.'
        ),
    )
    area: str = Field(default="", description="Name or code of the area, where the export has no column that says it.")
    rounded_to: int = Field(default=5, ge=1, description="What local numbers are rounded to; 1 if they are not.")

    @property
    def wanted(self):
        return self.measures or MEASURES[self.cohort]


def fetch(fetcher, *, location, options, known):
    return fetcher.open(location, expects=CSV)


def read(
    kept, *, known: Known, options: Options, on_bytes: Callable[[int], None] | None = None
) -> Iterator[Row | Reject | NotOurs]:
    """A row for each measure of each line; SourceNotReadable where the file is damaged or another one."""
    with kept.path.open("rb") as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        records = csv.reader(text, strict=True)
        line = 1
        try:
            export = _Export(next(records, []), kept.name, known, options)
            yield from export.not_ours
            line = records.line_num + 1
            for fields in records:
                if any(field.strip() for field in fields):
                    yield from export.read(line, fields)
                line = records.line_num + 1
                if on_bytes:
                    on_bytes(raw.tell())
        except csv.Error as error:
            raise SourceNotReadable(f"{kept.name} is damaged: the row that begins on line {line}: {error}.") from error
        except UnicodeDecodeError as error:
            raise SourceNotReadable(
                f"{kept.name} is not UTF-8 text (after line {line}). Save it again as “CSV UTF-8”."
            ) from error


def measure_key(heading):
    """A measure for looking up: "Num_InTreatment_AllInTx" and "intreatment_allintx" are one."""
    return re.sub(r"[^a-z0-9]", "", heading.casefold().removeprefix("num_"))


class _Unsound(Exception):
    """The line cannot be read, whatever its measures."""

    def __init__(self, column, value, reason):
        super().__init__(reason)
        self.column, self.value, self.reason = column, value, reason


class _Export:
    """Where one export has which column."""

    def __init__(self, header, file_name, known, options):
        self.header = [heading.strip() for heading in header]
        self.known, self.options = known, options
        plain = [re.sub(r"[^a-z0-9]", "", heading.casefold()).removesuffix("data") for heading in header]
        self.places = {}
        for ours, names in COLUMNS.items():
            places = [place for place, name in enumerate(plain) if name in names]
            if len(places) > 1:
                raise SourceNotReadable(f"{file_name} has two columns for one thing: “{header[places[1]]}”.")
            if places:
                self.places[ours] = places[0]
        wanted = {measure_key(column): code for column, code in options.wanted.items()}
        measures = {place: wanted[key] for place, key in enumerate(map(measure_key, header)) if key in wanted}
        if "period" not in self.places or not measures:
            needed = "the reporting period" if "period" not in self.places else f"any of {', '.join(options.wanted)}"
            raise SourceNotReadable(
                f"{file_name} is no ViewIt export: no column for {needed} among its {len(header)} columns."
            )
        if not {"area", "area_code"} & self.places.keys() and not options.area:
            raise SourceNotReadable(f"{file_name} does not say its area. Give it in the options as “area”.")
        self.indicators = {place: known.indicator(code) for place, code in measures.items()}
        self.not_ours = [
            NotOurs(1, code, self.header[place]) for place, code in measures.items() if self.indicators[place] is None
        ]

    def read(self, line, fields):
        if len(fields) != len(self.header):
            reason = f"The row has {len(fields)} fields where the header has {len(self.header)}."
            yield Reject(line, "", "", reason)
            return
        cells = {ours: fields[place].strip() for ours, place in self.places.items()}
        try:
            period = self._period(cells["period"])
            area, is_england = self._area(cells, period)
            sex, age, group = self._people(cells)
        except _Unsound as error:
            yield Reject(line, error.column, error.value, error.reason)
            return
        category_type = ndtms.GROUP_TYPE if group else ""
        for place, indicator_id in self.indicators.items():
            if indicator_id is not None:
                key = Key(Group(indicator_id, sex, age, category_type, group), area.area_id, period.start, period.end)
                yield self._figure(line, self.header[place], fields[place], key, period, area, is_england)

    def _heading(self, ours):
        return self.header[self.places[ours]] if ours in self.places else ours

    def _period(self, text):
        try:
            period = Period.parse(self.known.meant("period", text))
        except PeriodNotUnderstood as error:
            raise _Unsound(self._heading("period"), text, str(error)) from error
        if not period.is_bounded:
            raise _Unsound(self._heading("period"), text, "The period has no first or no last day.")
        return period

    def _area(self, cells, period):
        column = "area_code" if cells.get("area_code") else "area"
        text = cells.get(column) or self.options.area
        try:
            found = ndtms.find_area(text, known=self.known, on=period.end)
        except ndtms.NotAnArea as error:
            raise _Unsound(self._heading(column), text, str(error)) from error
        return found, text.casefold() in {"england", "e92000001"}

    def _people(self, cells):
        sex = ndtms.sex_of(self.known.meant("sex", cells.get("sex", "")))
        if sex not in {"Persons", "Male", "Female"}:
            raise _Unsound(self._heading("sex"), sex, "ViewIt has no such sex: M, F or Total.")
        said = self.known.meant("age", cells.get("age", ""))
        if (age := ndtms.age_of(said, self.options.cohort)) is None:
            people = self.options.cohort.replace("_", " ")
            reason = f"No age of {people}. The option “cohort” says whom the export is about."
            raise _Unsound(self._heading("age"), said, reason)
        if (group := ndtms.group_of(cells.get("group", ""))) is None:
            raise _Unsound(self._heading("group"), cells["group"], "We know no such substance group.")
        return sex, age, group

    def _figure(self, line, heading, cell, key, period, area, is_england):
        try:
            value, state, note = read_number(cell)
        except NotANumber as error:
            return Reject(line, heading, cell.strip(), str(error), key)
        if value is not None and value < 0:
            return Reject(line, heading, cell.strip(), "A count of people cannot be negative.", key)
        if value == 0 and not area.existed_in(period.start, period.end):
            value, state, note = None, State.NOT_AVAILABLE.value, "The area did not exist then: the 0 is no count."
        elif value is not None and not is_england and self.options.rounded_to > 1:
            small = "" if value else ", so that 0 may stand for a few people"
            note = f"Rounded to the nearest {self.options.rounded_to}{small}."
        return Row(line, key, period.label, value, None, None, None, None, None, None, state, note)
