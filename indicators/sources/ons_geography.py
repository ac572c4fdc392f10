"""Areas and what they lie in, from the ONS Open Geography portal.

The portal is an ArcGIS feature server. A layer is asked a page at a time (resultOffset) until an answer no longer says
exceededTransferLimit; a fault comes as status 200 with {"error": …}. Layers are lookups, a row a district or unitary
authority, whose fields carry the year in their names (LAD24CD, RGN24CD). They are told apart by their fields, so that
a newer year, a page kept as a file and the code history (GEOGCD, GEOGCD_P, OPER_DATE) need no setting of their own.
"""

import csv
import json
import re
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from indicators.models import AreaType
from indicators.sources.base import Reject, SourceNotReadable
from indicators.sources.files import JSON
from indicators.sources.records import AreaRecord

DEFAULT_LOCATION = "https://services1.arcgis.com/ESMARspQHYMw9BZ9/arcgis/rest/services"
SERVICE = r"^[A-Za-z0-9_()]+$"
MOST_PAGES = 500
CODE_FIELD = re.compile(r"(LAD|CTYUA|CTY|RGN|CSP|PFA)(\d\d)CD")
# The kinds that a lookup relates, the smallest first.
KINDS = {
    "LAD": None,  # a district or a unitary authority: the code says which
    "CTY": AreaType.UPPER_TIER,
    "CTYUA": None,
    "CSP": AreaType.CSP,
    "PFA": AreaType.POLICE_FORCE,
    "RGN": AreaType.REGION,
}
BY_CODE = {
    "E06": AreaType.UNITARY,
    "E07": AreaType.DISTRICT,
    "E08": AreaType.UNITARY,
    "E09": AreaType.UNITARY,
    "E10": AreaType.UPPER_TIER,
    "E12": AreaType.REGION,
    "E22": AreaType.CSP,
    "E23": AreaType.POLICE_FORCE,
    "E92": AreaType.COUNTRY,
}
ENGLISH = re.compile(r"E\d{8}")
ENGLAND = "E92000001"
CHANGE_FIELDS = {"GEOGCD", "GEOGCD_P", "OPER_DATE"}


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    counties: str = Field("LAD24_CTYUA24_EW_LU", pattern=SERVICE, description="Which county a district lies in.")
    regions: str = Field("LAD24_RGN24_EN_LU", pattern=SERVICE, description="Which region an authority lies in.")
    police: str = Field(
        "LAD24_CSP24_PFA24_EW_LU",
        pattern=SERVICE,
        description="Which community safety partnership and which police force area an authority lies in.",
    )
    changes: str = Field(
        "",
        pattern=r"^[A-Za-z0-9_()]*$",
        description="A layer of the code history (GEOGCD, GEOGCD_P, OPER_DATE): which code followed which, and when.",
    )
    page: int = Field(1000, ge=1, le=2000, description="Rows asked for at once.")

    @property
    def services(self):
        return list(dict.fromkeys(filter(None, (self.counties, self.regions, self.police, self.changes))))


def fetch(fetcher, *, location, options, known):
    """Every page of every layer; or the files of a folder, where the location is one."""
    if not location.startswith(("http://", "https://")):
        return fetcher.open(location)
    return [kept for service in options.services for kept in _pages(fetcher, location.rstrip("/"), service, options)]


def _pages(fetcher, location, service, options):
    address = f"{location}/{service}/FeatureServer/0/query"
    offset = 0
    for number in range(MOST_PAGES):
        kept = fetcher.get(
            address,
            params={
                "f": "json", "where": "1=1", "outFields": "*", "returnGeometry": "false",
                "resultOffset": offset, "resultRecordCount": options.page,
            },
            name=f"{service}-{number + 1}.json",
            about={"service": service, "offset": offset},
            expects=JSON,
        )  # fmt: skip
        yield kept
        answer = _answer(kept)
        rows = len(answer["features"])
        if not answer.get("exceededTransferLimit"):
            return
        if not rows:
            raise SourceNotReadable(f"{service} says that there is more, and gives no more rows after {offset}.")
        offset += rows
    raise SourceNotReadable(f"{service} has no end: more than {MOST_PAGES} pages.")


def _answer(kept):
    """The page as the server gives it; an error that comes as a good answer is said in its own words."""
    try:
        answer = json.loads(kept.path.read_bytes())
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise SourceNotReadable(f"{kept.name} is no JSON.") from error
    if isinstance(answer, dict) and isinstance(answer.get("error"), dict):
        fault = answer["error"]
        said = " ".join(str(part) for part in (fault.get("message", ""), *fault.get("details", ())) if part)
        code = fault.get("code", 0)
        raise SourceNotReadable(
            f"The map server refuses {kept.name}: {said or 'it gives no reason'} (code {code}).",
            is_passing=isinstance(code, int) and (code == 429 or code >= 500),
        )
    if not isinstance(answer, dict) or not isinstance(answer.get("features"), list):
        raise SourceNotReadable(f"{kept.name} has no features: it is no page of a map server.")
    return answer


def read(kept, *, known, options, on_bytes=None):
    """AreaRecords and Rejects of one page or file. Areas outside England are passed over."""
    rows = list(_rows(kept))
    if on_bytes:
        on_bytes(kept.size)
    if not rows:
        return
    fields = rows[0].cells.keys()
    if fields >= CHANGE_FIELDS:
        yield from _changes(rows)
        return
    columns = {match[1]: match for name in fields if (match := CODE_FIELD.fullmatch(name))}
    if "LAD" not in columns or len(columns) < 2:
        raise SourceNotReadable(
            f"{kept.name} is no list of areas that we know. Needed: LAD24CD and one of CTYUA24CD, RGN24CD, CSP24CD and "
            f"PFA24CD (of any year), or GEOGCD, GEOGCD_P and OPER_DATE. Found: {', '.join(list(fields)[:12])}."
        )
    yield from _lookup(rows, columns)


class Cells(NamedTuple):
    line: int
    cells: dict


def _rows(kept):
    """Rows of a page, counted from 1; of a CSV file, by their lines."""
    if kept.name.lower().endswith(".csv"):
        try:
            text = kept.path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise SourceNotReadable(f"{kept.name} is not written in UTF-8.") from error
        reader = csv.DictReader(text.splitlines())
        for row in reader:
            yield Cells(reader.line_num, {name.strip(): (row[name] or "").strip() for name in row if name})
        return
    for line, feature in enumerate(_answer(kept)["features"], 1):
        found = feature.get("attributes") if isinstance(feature, dict) else None
        yield Cells(line, found if isinstance(found, dict) else {})


def _lookup(rows, columns):
    """A record an area; one that holds others (a county, a partnership, a police force) names its parts."""
    kinds = [kind for kind in KINDS if kind in columns]
    held, names, first = defaultdict(dict), {}, {}
    year = 2000 + int(next(iter(columns.values()))[2])
    for row in rows:
        codes = {kind: _text(row.cells.get(columns[kind][0])) for kind in kinds}
        own = codes["LAD"]
        if own and not own.startswith("E") and own[0].isalpha():
            continue
        if wrong := next((kind for kind in kinds if not ENGLISH.fullmatch(codes[kind])), None):
            column = columns[wrong][0]
            yield Reject(row.line, column, codes[wrong], "This is no code of an area: E and eight digits.")
            continue
        for kind in kinds:
            code = codes[kind]
            names.setdefault(code, _text(row.cells.get(columns[kind][0].removesuffix("CD") + "NM")))
            first.setdefault(code, row.line)
            held[code].setdefault("type", KINDS[kind] or BY_CODE.get(code[:3]))
            if code != own:
                held[code].setdefault("parts", []).append(own)
        above = [codes[kind] for kind in kinds if kind not in ("LAD", "CSP") and codes[kind] != own]
        held[own].setdefault("parents", []).extend(above)
        if "CSP" in codes and "PFA" in codes:
            held[codes["CSP"]].setdefault("parents", []).append(codes["PFA"])
        for kind in ("RGN", "PFA"):
            if kind in codes:
                held[codes[kind]].setdefault("parents", []).append(ENGLAND)
    for code, one in held.items():
        if one["type"] is None:
            yield Reject(first[code], "", code, "We keep no areas of this kind.")
            continue
        yield AreaRecord(
            first[code], code, names[code], one["type"], _once(one.get("parents")), _once(one.get("parts")), year=year
        )


def _changes(rows):
    """The code of before ends the day before the new one begins. Only codes of the kinds that we keep are taken."""
    for row in rows:
        new, old = _text(row.cells.get("GEOGCD")), _text(row.cells.get("GEOGCD_P"))
        if old[:3] not in BY_CODE or new[:3] not in BY_CODE or old == new:
            continue
        begins = _day(row.cells.get("OPER_DATE"))
        if begins is None:
            yield Reject(row.line, "OPER_DATE", _text(row.cells.get("OPER_DATE")), "This is no day.")
            continue
        name, old_name = _text(row.cells.get("GEOGNM")), _text(row.cells.get("GEOGNM_P"))
        yield AreaRecord(row.line, new, name, BY_CODE[new[:3]], valid_from=begins)
        yield AreaRecord(
            row.line, old, old_name, BY_CODE[old[:3]], valid_to=begins - timedelta(days=1), successors=(new,)
        )


def _text(cell):
    return "" if cell is None else str(cell).strip()


def _once(codes):
    return tuple(dict.fromkeys(codes or ()))


def _day(cell):
    """Milliseconds since 1970, as the server gives days; or 01/04/2025 and 2025-04-01, as files do."""
    if isinstance(cell, int) and not isinstance(cell, bool):
        try:
            return datetime.fromtimestamp(cell / 1000, tz=UTC).date()
        except (OverflowError, ValueError, OSError):
            return None
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)|(\d\d)/(\d\d)/(\d{4})", _text(cell))
    if not found:
        return None
    year, month, day = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
