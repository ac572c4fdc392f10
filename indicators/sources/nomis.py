"""Nomis, the labour market and population service of the Office for National Statistics.

Asked: api/v01/dataset/<id>.data.csv with dimensions as parameters. An answer holds at most 25,000 rows; each row says
how many there are in all (RECORD_COUNT), and RecordOffset asks for the next ones. Columns are found by name, since
`select` and re-saved files leave some out. A status says why a number is missing.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urljoin

from pydantic import BaseModel, ConfigDict, Field, field_validator

from indicators.models import State
from indicators.periods import Period, PeriodNotUnderstood
from indicators.sources.base import UNKNOWN_AREA, Group, Key, NotOurs, Reject, Row, SourceNotReadable
from indicators.sources.files import CSV
from indicators.sources.fingertips_csv import age_group
from indicators.sources.numbers import NotANumber, read_number

DEFAULT_LOCATION = "https://www.nomisweb.co.uk/api/v01/"
AREAS_A_REQUEST = 100
# Country, regions, unitary authorities, districts, metropolitan and London boroughs, counties.
ENGLISH = re.compile(r"E(92|12|06|07|08|09|10)\d{6}")
COLUMNS = (
    "DATE_NAME", "DATE_CODE", "GEOGRAPHY_CODE", "GEOGRAPHY_NAME", "GENDER_NAME", "C_AGE_NAME", "AGE_NAME",
    "MEASURES_NAME", "OBS_VALUE", "OBS_STATUS", "OBS_STATUS_NAME", "OBS_CONF_NAME", "RECORD_OFFSET", "RECORD_COUNT",
)  # fmt: skip
NEEDED = ("GEOGRAPHY_CODE", "OBS_VALUE")
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
EVERYBODY = {"", "total", "persons", "all persons", "people"}
ALL_AGES = {"", "all ages", "total (all ages)"}


class Dataset(BaseModel):
    """One question to Nomis, and the indicator that its answer is of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dataset: str = Field(pattern=r"^NM_\d+_\d+$", description="The data set's number, such as NM_2002_1.")
    indicator: str = Field(description="The code of our indicator.")
    date: str = Field(default="latestMINUS9-latest", description="The dates, in Nomis' own words.")
    dimensions: dict[str, str] = Field(
        default={}, description='The other dimensions, such as {"gender": "0", "c_age": "200", "measures": "20100"}.'
    )
    age: str = Field(default="", description="Whom the figures are about where the answer does not say it, as 16+.")


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    datasets: list[Dataset] = Field(
        default=[
            Dataset(
                dataset="NM_2002_1",
                indicator="population",
                dimensions={"gender": "0", "c_age": "200", "measures": "20100"},
            ),
            Dataset(
                dataset="NM_162_1",
                indicator="claimant-count",
                date="latestMINUS36-latest",
                dimensions={"gender": "0", "age": "0", "measure": "1", "measures": "20100"},
                age="16+",
            ),
            Dataset(
                dataset="NM_162_1",
                indicator="claimant-share",
                date="latestMINUS36-latest",
                dimensions={"gender": "0", "age": "0", "measure": "2", "measures": "20100"},
                age="16-64",
            ),
        ],
        description="What is asked for, one after the other.",
        min_length=1,
    )
    areas: list[str] = Field(default=[], description="Codes of areas; all English areas that are known if left out.")

    @field_validator("areas")
    @classmethod
    def _are_codes(cls, codes):
        if wrong := [code for code in codes if not ENGLISH.fullmatch(code)]:
            raise ValueError(f"{wrong[0]} is not the code of an English area, such as E06000060")
        return codes


def fetch(fetcher, *, location, options, known):
    """One file for each data set, hundred areas and page of the answer."""
    codes = options.areas or sorted(code for code in known.areas if ENGLISH.fullmatch(code))
    kept = []
    for asked in options.datasets:
        for start in range(0, len(codes), AREAS_A_REQUEST):
            kept += _pages(fetcher, location, asked, codes[start : start + AREAS_A_REQUEST])
    return kept


def _pages(fetcher, location, asked, codes):
    offset, kept = 0, []
    while True:
        params = {"geography": ",".join(codes), "date": asked.date, **asked.dimensions, "select": ",".join(COLUMNS)}
        if offset:
            params["RecordOffset"] = str(offset)
        name = f"{asked.dataset} {asked.indicator}, {codes[0]} to {codes[-1]}, from row {offset + 1}.csv"
        address = urljoin(location.rstrip("/") + "/", f"dataset/{asked.dataset}.data.csv")
        file = fetcher.get(address, params=params, name=name, about=asked.model_dump(), expects=CSV)
        kept.append(file)
        rows, total = _extent(file)
        offset += rows
        if not rows or offset >= total:
            return kept
        fetcher.pause(0.5)


def _extent(file):
    """(rows in this answer, rows in all)."""
    rows, total = 0, 0
    for _, cells in _records(file):
        rows += 1
        if text := cells.get("RECORD_COUNT", ""):
            total = int(text) if text.isdigit() else 0
    return rows, max(total, rows)


def read(kept, *, known, options, on_bytes=None) -> Iterator[Row | Reject | NotOurs]:
    """Rows of one answer; which indicator they are of is said by the question, not by the answer."""
    asked = _question(kept, options)
    indicator_id = known.indicator(asked.indicator)
    for line, cells in _records(kept):
        if indicator_id is None:
            yield NotOurs(line, asked.indicator, asked.dataset)
            continue
        yield _row(line, cells, indicator_id, asked, known)
    if on_bytes:
        on_bytes(kept.size)


def _question(kept, options):
    """A file that somebody saved says nothing of its question: then there must be but one."""
    if kept.about:
        return Dataset.model_validate(kept.about)
    if len(options.datasets) != 1:
        raise SourceNotReadable(
            f"{kept.name} does not say what it was asked for. Name one data set with its indicator in the options."
        )
    return options.datasets[0]


def _records(kept):
    """(line, {column: text}) of each row; blank columns that a program has put in front do no harm."""
    with kept.path.open(encoding="utf-8-sig", newline="") as text:
        start = text.read(200)
        text.seek(0)
        if "OBS_VALUE" not in text.readline().upper():
            said = " ".join(start.split())[:100]
            raise SourceNotReadable(f"{kept.name} is not an answer of Nomis: no column OBS_VALUE. It begins “{said}”.")
        text.seek(0)
        yield from _read_records(text, kept)


def _read_records(text: io.TextIOBase, kept):
    records = csv.reader(text, strict=True)
    header = [name.strip().upper() for name in next(records)]
    if missing := [name for name in NEEDED if name not in header]:
        raise SourceNotReadable(f"{kept.name} has no column {', '.join(missing)}.")
    if "DATE_NAME" not in header and "DATE_CODE" not in header:
        raise SourceNotReadable(f"{kept.name} has no column DATE_NAME or DATE_CODE.")
    line = records.line_num + 1
    try:
        for fields in records:
            if len(fields) != len(header):
                raise SourceNotReadable(
                    f"{kept.name} is damaged: line {line} has {len(fields)} fields where the header has {len(header)}."
                )
            yield line, dict(zip(header, map(str.strip, fields), strict=True))
            line = records.line_num + 1
    except csv.Error as error:
        raise SourceNotReadable(f"{kept.name} is damaged: the row that begins on line {line}: {error}.") from error
    except UnicodeDecodeError as error:
        raise SourceNotReadable(f"{kept.name} is not UTF-8 text (after line {line}).") from error


def _row(line, cells, indicator_id, asked, known):
    code = cells["GEOGRAPHY_CODE"]
    if (area_id := known.area(code)) is None:
        return Reject(line, "GEOGRAPHY_CODE", code, UNKNOWN_AREA if code else "The area is missing.")
    column = "DATE_NAME" if cells.get("DATE_NAME") else "DATE_CODE"
    try:
        period = _period(known.meant("period", cells[column]))
    except PeriodNotUnderstood as error:
        return Reject(line, column, cells[column], str(error))
    group = Group(indicator_id, _sex(cells, known), _age(cells, asked, known), "", "")
    key = Key(group, area_id, period.start, period.end)
    try:
        value, state, note = read_number(cells["OBS_VALUE"])
    except NotANumber as error:
        return Reject(line, "OBS_VALUE", cells["OBS_VALUE"], str(error), key)
    status = cells.get("OBS_STATUS_NAME", "")
    return Row(
        line, key, period.label, value, None, None, None, None, None, None, _state(value, state, status),
        note or ("" if status in ("", "Normal Value") else status),
    )  # fmt: skip


def _period(text):
    if found := MONTH.fullmatch(text):
        text = f"{date(int(found[1]), int(found[2]), 1):%B %Y}"
    return Period.parse(text)


def _sex(cells, known):
    text = known.meant("sex", cells.get("GENDER_NAME") or cells.get("SEX_NAME") or "")
    return "Persons" if text.casefold() in EVERYBODY else text


def _age(cells, asked, known):
    text = known.meant("age", asked.age or cells.get("C_AGE_NAME") or cells.get("AGE_NAME") or "")
    return "" if text.casefold() in ALL_AGES else age_group(re.sub(r"^Aged? ", "", text))


def _state(value, state, status):
    words = status.casefold()
    if value is None:
        return State.SUPPRESSED.value if "suppress" in words or "confidential" in words else state
    return State.PROVISIONAL.value if "provisional" in words else state
