"""Offences that the police recorded, by community safety partnership: drug offences in the Home Office's tables.

GOV.UK lists workbooks such as prc-csp-mar2021-mar2026-tables-230726.ods among the police recorded crime open data
tables. Each has a sheet a financial year ("2022_23"), with a row for each quarter, partnership and offence code, and a
sheet of notes. Drug offences are the rows of that offence group; they are summed over their codes.

A partnership is one district, several, or a part of a new authority; police.partnerships() says of which authorities it
is a part, and only where all parts are there is their sum given. "Unassigned Kent" and airports count for their force
alone. A year is given once it has four quarters; the quarters are an indicator of their own, so that the first quarter
of a new year does not stand in for a year. What the notes say is in police_recorded_notes.py.
"""

import json
import re
from collections.abc import Iterator
from itertools import groupby
from urllib.parse import quote, urljoin, urlsplit

from pydantic import BaseModel, ConfigDict, Field

from indicators.periods import Period, PeriodNotUnderstood
from indicators.periods.kinds import MONTH_ABBREVIATIONS
from indicators.sources import police
from indicators.sources.base import NotOurs, Reject, Row, SourceNotReadable
from indicators.sources.fetching.expecting import HEAD_BYTES, ODS, looks_like
from indicators.sources.files import WORKBOOK
from indicators.sources.numbers import NotANumber, read_number
from indicators.sources.police_recorded_notes import find_notes
from indicators.sources.police_recorded_sums import Sums
from indicators.sources.workbooks import open_workbook
from indicators.sources.workbooks.reading import Limits
from indicators.sources.workbooks.streaming import stream_ods
from indicators.sources.workbooks.tables import table

DEFAULT_LOCATION = "https://www.gov.uk"
PUBLICATIONS = (
    "government/statistical-data-sets/police-recorded-crime-and-outcomes-open-data-tables",
    "government/statistics/police-recorded-crime-open-data-tables",
)
LINK = re.compile(
    r"""(?:https?://[^"'\\\s<>]+?)?/[^"'\\\s<>]*?(?P<name>prc-csp-[a-z0-9_-]+\.(?:ods|xlsx))""", re.IGNORECASE
)
FILE_NAME = re.compile(
    r"prc-csp-[a-z]{3}\d{2,4}(?:-to)?-(?P<month>[a-z]{3})(?P<year>\d{4}|\d{2})-tables-(?P<released>\d{6})",
    re.IGNORECASE,
)
YEAR_SHEET = re.compile(r"\s*(\d{4})\s*[_/ -]\s*(\d{2,4})\s*")
GROUP = "drug offences"
COLUMNS = {
    "year": ["Financial Year"],
    "quarter": ["Financial Quarter", "Quarter"],
    "force": ["Police Force", "Force Name", "Force"],
    "partnership": ["CSP Name", "Community Safety Partnership", "CSP"],
    "group": ["Offence Group"],
    "subgroup": ["Offence Subgroup", "Offence Sub-group"],
    "count": ["Offence Count", "Number of Offences", "Offences"],
}
QUARTER = re.compile(r"(?:q|quarter)?\s*([1-4])(?:\.0)?", re.IGNORECASE)
# A year of 350 partnerships has some 180,000 rows.
LARGE = Limits(megabytes=3000, cpu_seconds=600, seconds=900, cells=20_000_000)


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    indicator: str = Field(default="recorded-drug-offences", description="The indicator of offences in a year.")
    quarterly_indicator: str = Field(
        default="recorded-drug-offences-quarterly", description="The indicator of offences in a quarter."
    )
    earlier_files: int = Field(
        default=0, ge=0, le=5, description="How many workbooks of earlier years are read besides the newest."
    )


# --- Fetching --------------------------------------------------------------------------------------------------------


def fetch(fetcher, *, location, options, known):
    """The newest workbook by partnership, and earlier ones if wanted; or that of a file, a folder or an address."""
    parts = urlsplit(location)
    if parts.scheme not in ("http", "https") or re.search(r"\.(ods|xlsx)$", parts.path, re.IGNORECASE):
        return fetcher.open(location, expects=WORKBOOK)
    found = sorted(_workbooks(_content(fetcher, location)), key=_newness, reverse=True)
    # A file is published anew with each release; of one span of years the newest is wanted.
    newest = {_newness(link)[0]: link for link in reversed(found)}
    wanted = sorted(newest.values(), key=_newness, reverse=True)[: 1 + options.earlier_files]
    return [fetcher.get(urljoin(location, link), name=link.rsplit("/", 1)[-1], expects=WORKBOOK) for link in wanted]


def _content(fetcher, location):
    path = urlsplit(location).path.strip("/")
    refusal = None
    for publication in [path] if path else PUBLICATIONS:
        try:
            return fetcher.get_json(urljoin(location, f"/api/content/{quote(publication)}"))
        except SourceNotReadable as error:
            if error.is_passing or "answered 404" not in str(error):
                raise
            refusal = error
    raise SourceNotReadable(f"GOV.UK does not have the police recorded crime open data tables: {refusal}")


def _workbooks(content):
    """Links to workbooks by partnership, among the attachments or in the page's text."""
    # In the page's text quotation marks are escaped; as JSON they are so again.
    links = dict.fromkeys(found[0] for found in LINK.finditer(json.dumps(content, ensure_ascii=False)))
    if not links:
        raise SourceNotReadable("The page of police recorded crime lists no workbook called prc-csp-….ods or .xlsx.")
    return list(links)


def _newness(link):
    """((year, month) of the last figures, date of the release), by the name alone; the name itself says no more."""
    found = FILE_NAME.search(link)
    if found is None or (month := found["month"].title()[:3]) not in MONTH_ABBREVIATIONS:
        return (0, 0), ""
    year = int(found["year"][-2:])
    released = found["released"]
    return (year, MONTH_ABBREVIATIONS.index(month)), released[4:] + released[2:4] + released[:2]


# --- Reading ---------------------------------------------------------------------------------------------------------


def read(kept, *, known, options, on_bytes=None) -> Iterator[Row | Reject | NotOurs]:
    ids = {}
    for what, code in (("year", options.indicator), ("quarter", options.quarterly_indicator)):
        if (indicator_id := known.indicator(code)) is None:
            yield NotOurs(1, code, kept.name[:200])
        else:
            ids[what] = indicator_id
    if not ids:
        return
    sums, notes, years = Sums(), [], 0
    for sheet, rows in groupby(_rows(kept), key=lambda row: row[0]):
        lines = ((number, cells) for _, number, cells in rows)
        if YEAR_SHEET.fullmatch(sheet):
            years += 1
            yield from _read_year(sums, lines, kept.name, sheet)
        else:
            notes += [(number, " ".join(str(cell) for cell in cells if cell is not None)) for number, cells in lines]
    if not years:
        raise SourceNotReadable(f"{kept.name} has no sheet of a financial year, such as 2022_23.")
    said = find_notes(notes, sums.partnerships_by_force())
    yield from said.not_understood
    yield from sums.figures(known, ids, said)
    if on_bytes:
        on_bytes(kept.size)


def _is_wanted(sheet):
    return bool(YEAR_SHEET.fullmatch(sheet)) or "note" in sheet.casefold()


def _rows(kept):
    """(sheet, row number, cells) of the sheets that are wanted."""
    with kept.path.open("rb") as file:
        is_ods = looks_like(file.read(HEAD_BYTES)) is ODS
    if is_ods:
        yield from stream_ods(kept.path, kept.name, _is_wanted)
        return
    workbook = open_workbook(kept.path, kept.name, limits=LARGE)
    for sheet in filter(_is_wanted, workbook.sheet_names):
        for number, cells in workbook.rows(sheet):
            yield sheet, number, cells


def _read_year(sums, lines, name, sheet):
    """Adds the rows of drug offences to the sums; yields what cannot be added."""
    found = table(lines, COLUMNS, name=name, sheet=sheet)
    for number, cells in found:
        if _text(cells["group"]).casefold() != GROUP or police.is_elsewhere(_text(cells["force"])):
            continue
        try:
            year, quarter = _year(_text(cells["year"])), _quarter(_text(cells["quarter"]))
        except (PeriodNotUnderstood, _NoQuarter) as error:
            column = "year" if isinstance(error, PeriodNotUnderstood) else "quarter"
            yield Reject(number, f"{sheet}: {found.headings[column]}", _text(cells[column])[:200], str(error))
            continue
        force = police.force_named(_text(cells["force"]))
        if force is None:
            reason = "This is not the name of a police force that we know."
            yield Reject(number, f"{sheet}: {found.headings['force']}", _text(cells["force"])[:200], reason)
            continue
        try:
            value, _, _ = read_number(cells["count"])
        except NotANumber as error:
            yield Reject(number, f"{sheet}: {found.headings['count']}", str(cells["count"])[:200], error.reason)
            value = None
        sums.add(number, year, quarter, force.id, _text(cells["partnership"]), _text(cells["subgroup"]), value)


class _NoQuarter(ValueError):
    pass


def _text(cell):
    return "" if cell is None else " ".join(str(cell).split())


def _year(text):
    """ "2022/23" of that, "2022-23" or "2022_23"."""
    found = YEAR_SHEET.fullmatch(text)
    return Period.parse(f"{found[1]}/{found[2][-2:]}" if found else text).label


def _quarter(text):
    if (found := QUARTER.fullmatch(text)) is None:
        raise _NoQuarter("A quarter is 1 to 4, or Q1 to Q4.")
    return int(found[1])
