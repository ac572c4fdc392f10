"""Street-level crime as the police forces give it to data.police.uk, month by month: drug crimes.

Of a force, and of the authorities in its area, the monthly archive is counted (police_archive.py): the service has no
question for a whole force, and its limit of 10,000 crimes would cut large areas. An authority's crimes are those that
its force places in a neighbourhood of the census named after it; crimes without a place count for the force alone.
Police neighbourhoods, where options ask for them, are counted by the service itself (police_neighbourhoods.py).

A force that gave nothing, or no drug crime at all, in a month has no figure for it: some have missed months, Greater
Manchester years. What is missing is told once for each force. The British Transport Police is no force of an area.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import urljoin

from pydantic import BaseModel, ConfigDict, Field, field_validator

from indicators.models import State
from indicators.periods import Period
from indicators.periods.kinds import add_months
from indicators.sources import police, police_archive, police_neighbourhoods
from indicators.sources.base import UNKNOWN_AREA, Group, Key, NotOurs, Reject, Row, SourceNotReadable, plain, plain_name
from indicators.sources.fetching.expecting import JSON
from indicators.sources.fetching.keeping import KeptFile, keep, too_large

DEFAULT_LOCATION = "https://data.police.uk/api"
DRUGS = "drugs"
TRANSPORT_POLICE = "british transport police"
# 15 requests a second are allowed; half of that is polite.
SECONDS_BETWEEN_REQUESTS = 0.13
MONTHS_WITHOUT_AN_ARCHIVE = 3
MISSING_FILE = "what-is-missing.jsonl"
APPROXIMATE = "Counted by points on a map that crimes are moved to, so near the boundary some belong elsewhere."
ENGLISH_AREA = re.compile(r"E\d{8}")


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    indicator: str = Field(default="drug-crimes-street-level", description="The code of our indicator.")
    forces: list[str] = Field(
        default=[],
        description='Ids of forces, such as "kent"; those of the areas that are known if left out.',
    )
    months: int = Field(default=24, ge=1, le=36, description="How many months are read, the newest included.")
    authorities: bool = Field(default=True, description="Whether the authorities in a force's area are counted too.")
    neighbourhoods_of: list[str] = Field(
        default=[], description="Ids of forces whose police neighbourhoods are counted. Each has hundreds."
    )
    neighbourhood_months: int = Field(
        default=3, ge=1, le=12, description="How many months of them: each is one request for each neighbourhood."
    )

    @field_validator("forces", "neighbourhoods_of")
    @classmethod
    def _are_forces(cls, ids):
        if wrong := [each for each in ids if each not in police.forces()]:
            raise ValueError(f"{wrong[0]} is not a force of England. They are {', '.join(sorted(police.forces()))}")
        return ids


# --- Fetching --------------------------------------------------------------------------------------------------------


def fetch(fetcher, *, location, options, known):
    """One file for each force, one for its neighbourhoods where they are wanted, and one that says what is missing."""
    if not location.startswith(("http://", "https://")) or re.search(r"\.zip$", location, re.IGNORECASE):
        return fetcher.open(location, expects=police_archive.ZIP)
    base = location.rstrip("/") + "/"
    address, newest, members = _newest_archive(fetcher, base)
    first = add_months(newest, 1 - options.months)
    months = [f"{add_months(first, number):%Y-%m}" for number in range(options.months)]
    forces = _wanted(options, known)
    members = [member for member in members if member.force in forces and member.month in months]
    if sum(member.packed for member in members) > fetcher.max_bytes:
        raise too_large(fetcher.max_bytes)
    kept, missing = [], []
    for force in forces:
        found = {member.month: member for member in members if member.force == force}
        if found:
            kept.append(_keep_force(fetcher, address, force, [found[month] for month in sorted(found)]))
        if absent := [month for month in months if month not in found]:
            missing.append({"force": force, "months": absent})
    if not kept:
        raise SourceNotReadable(f"{address} has no file of a wanted force for {months[0]} to {months[-1]}.")
    for force in options.neighbourhoods_of:
        wanted = months[-options.neighbourhood_months :]
        kept.append(police_neighbourhoods.fetch(fetcher, base, force, wanted, SECONDS_BETWEEN_REQUESTS))
    return kept + _keep_missing(fetcher, missing)


def _wanted(options, known):
    if options.forces:
        return options.forces
    found = {force.id for force in police.forces().values() if known.area(force.code) is not None}
    found |= {place.force for place in police.districts().values() if any(code in known.areas for code in place.areas)}
    return sorted(found)


def _newest_archive(fetcher, base):
    """(address, the newest month, its members): the archive may appear some days after the service has the month."""
    said = fetcher.get_json(urljoin(base, "crime-last-updated"))
    try:
        newest = date.fromisoformat(said["date"]).replace(day=1)
    except (TypeError, KeyError, ValueError) as error:
        raise SourceNotReadable("data.police.uk did not say which month is its newest.") from error
    refusals = []
    for number in range(MONTHS_WITHOUT_AN_ARCHIVE):
        month = add_months(newest, -number)
        address = urljoin(base, f"../data/archive/{month:%Y-%m}.zip")
        try:
            members = police_archive.contents(fetcher, address)
        except SourceNotReadable as error:
            if error.is_passing or "answered 404" not in str(error):
                raise SourceNotReadable(
                    f"The archive {address} could not be read in parts: {error} A saved archive can be read as a file.",
                    is_passing=error.is_passing,
                ) from error
            refusals.append(f"{month:%Y-%m}.zip")
            continue
        return address, _newest_month(members, month, address), members
    raise SourceNotReadable(f"data.police.uk has no archive for its newest months: {', '.join(refusals)}.")


def _newest_month(members, month, address):
    if not members:
        raise SourceNotReadable(f"{address} holds no file like 2026-07/2026-07-kent-street.csv.")
    return min(month, date.fromisoformat(f"{max(member.month for member in members)}-01"))


def _keep_force(fetcher, address, force, members):
    def packed():
        for member in members:
            yield police_archive.packed_bytes(fetcher, address, member)
            fetcher.pause(SECONDS_BETWEEN_REQUESTS)

    name = f"{members[0].month} to {members[-1].month}, {force}.parts"
    about = {"kind": "archive", "force": force, "archive": address, "members": [list(member) for member in members]}
    return _keep(fetcher, packed(), name, about, police_archive.PARTS, address=f"{address}#{force}")


def _keep_missing(fetcher, missing):
    if not missing:
        return []
    content = "".join(f"{json.dumps(line)}\n" for line in missing).encode()
    return [_keep(fetcher, [content], MISSING_FILE, {"kind": "missing"}, JSON)]


def _keep(fetcher, chunks, name, about, expects, address=""):
    path, sha256, size = keep(chunks, name=name, folder=fetcher.folder, expects=expects, told=lambda size: None)
    return KeptFile(name, path, sha256, size, address=address, about=about, fetched_at=datetime.now(UTC))


# --- Reading ---------------------------------------------------------------------------------------------------------


def read(kept, *, known, options, on_bytes=None) -> Iterator[Row | Reject | NotOurs]:
    indicator_id = known.indicator(options.indicator)
    if indicator_id is None:
        yield NotOurs(1, options.indicator, kept.name[:200])
    elif kept.about.get("kind") == "missing":
        yield from _read_missing(kept)
    elif kept.about.get("kind") == "neighbourhoods":
        yield from police_neighbourhoods.read(kept, known=known, indicator_id=indicator_id)
    else:
        yield from _Archive(kept, known, options, indicator_id).read()
    if on_bytes:
        on_bytes(kept.size)


def _read_missing(kept):
    for number, line in enumerate(kept.path.read_text(encoding="utf-8").splitlines(), 1):
        said = json.loads(line)
        yield missing(number, said["force"], said["months"], "The archive has no file of this force for")


def missing(number, force, months, words):
    """One line for all months of a force that have no figure."""
    months = sorted(months)
    shown = ", ".join(months[:6]) + (f" and {len(months) - 6} more, up to {months[-1]}" if len(months) > 6 else "")
    return Reject(number, "Month", force, f"{words} {shown}. That is missing, not 0.")


@dataclass
class _Count:
    """Crimes in one place in one month: of all kinds, drug crimes, and the line of the first of these."""

    crimes: int = 0
    drugs: int = 0
    line: int = 1

    def add(self, line, is_drug):
        self.crimes += 1
        if is_drug:
            self.line = self.line if self.drugs else line
            self.drugs += 1


@dataclass
class _Month:
    force: _Count = field(default_factory=_Count)
    districts: dict[str, _Count] = field(default_factory=dict)
    of_other_months: int = 0


class _Archive:
    """Reads the months of one kept file, of one force or of several."""

    def __init__(self, kept, known, options, indicator_id):
        self.kept, self.known, self.options = kept, known, options
        self.group = Group(indicator_id, "Persons", "", "", "")
        self.without, self.unknown, self.months = {}, set(), {}

    def read(self):
        wanted = set(self.options.forces or police.forces())
        for force, month, name, opened in police_archive.members_of(self.kept):
            if force not in wanted:
                continue
            self.months.setdefault(force, set()).add(month)
            found = yield from self._count(force, month, name, opened)
            yield from self._figures(force, month, found)
        for force, months in sorted(self.without.items()):
            yield missing(1, force, months, "The files of this force hold no drug crime for")
        yield from self._gaps()

    def _gaps(self):
        """A saved archive says itself which months it is of; of one on a server that was told when it was fetched."""
        if self.kept.about:
            return
        every = set().union(*self.months.values())
        for force, months in sorted(self.months.items()):
            if every - months:
                yield missing(1, force, every - months, f"{self.kept.name} has no file of this force for")

    def _count(self, force, month, name, opened):
        found = _Month()
        for line, (of_month, reported_by, code, neighbourhood, crime_type) in police_archive.crimes(name, opened):
            if reported_by.strip().casefold() == TRANSPORT_POLICE:
                continue
            if of_month != month:
                found.of_other_months += 1
                continue
            is_drug = crime_type.strip().casefold() == DRUGS
            found.force.add(line, is_drug)
            if ENGLISH_AREA.fullmatch(code) and neighbourhood:
                district = neighbourhood.rpartition(" ")[0]
                found.districts.setdefault(district, _Count()).add(line, is_drug)
        if found.of_other_months:
            yield Reject(1, "Month", name, f"Crimes of another month, which do not count: {found.of_other_months:,}.")
        return found

    def _figures(self, force, month, found):
        if not found.force.drugs:
            self.without.setdefault(force, []).append(month)
            return
        period = Period.parse(f"{date.fromisoformat(f'{month}-01'):%B %Y}")
        code = police.forces()[force].code
        if (area_id := self.known.area(code)) is not None:
            yield self._figure(area_id, found.force, period, "")
        else:
            yield from self._unknown(1, "force", code)
        if self.options.authorities:
            areas = {}
            for name, count in found.districts.items():
                yield from self._add_to_areas(areas, force, name, count)
            for area_id, count in areas.items():
                yield self._figure(area_id, count, period, APPROXIMATE)

    def _add_to_areas(self, areas, force, name, count):
        """What a force places beyond its border is no part of the other force's figures."""
        district = police.districts().get(plain_name(name))
        alias = self.known.aliases.get(("area", plain(name)))
        ids = [alias] if alias is not None else []
        if alias is None and district is None:
            yield from self._unknown(count.line, "LSOA name", name)
        elif alias is None and district.force == force:
            found = {code: self.known.area(code) for code in district.areas}
            ids = [area_id for area_id in found.values() if area_id is not None]
            for code in (code for code, area_id in found.items() if area_id is None):
                yield from self._unknown(count.line, "LSOA name", code)
        for area_id in ids:
            area = areas.setdefault(area_id, _Count(line=count.line))
            area.line = min([each.line for each in (area, count) if each.drugs] or [area.line])
            area.crimes, area.drugs = area.crimes + count.crimes, area.drugs + count.drugs

    def _unknown(self, line, column, text):
        """Told once for each file."""
        if text not in self.unknown:
            self.unknown.add(text)
            yield Reject(line, column, text, UNKNOWN_AREA)

    def _figure(self, area_id, count, period, note):
        key = Key(self.group, area_id, period.start, period.end)
        return Row(
            count.line, key, period.label, float(count.drugs), None, None, None, None, None, None,
            State.PUBLISHED.value, note,
        )  # fmt: skip
