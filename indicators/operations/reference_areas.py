"""Areas as the Open Geography portal gives them, beside the areas that stand."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from cdp import words
from indicators.models import Area, AreaType
from indicators.sources.base import UNKNOWN_AREA, Reject, plain_name

# So that a place's partnership and its police are not taken for the place itself where a source gives names alone.
NAMED = {AreaType.CSP: "{} community safety partnership", AreaType.POLICE_FORCE: "{} police force area"}
MOST_NAMED = 12
OFFICIAL = "E"


@dataclass
class Found:
    """All that the records of a run say of one area."""

    line: int
    code: str
    name: str
    area_type: str
    parents: dict = field(default_factory=dict)  # codes, in their order
    parts: dict = field(default_factory=dict)
    successors: dict = field(default_factory=dict)
    valid_from: date | None = None
    valid_to: date | None = None
    year: int | None = None

    @property
    def full_name(self):
        return NAMED.get(self.area_type, "{}").format(self.name)


@dataclass
class AreaPlan:
    """What is to be written: areas by code, and links as pairs of codes."""

    new: dict = field(default_factory=dict)  # {code: {field: value}}
    changed: dict = field(default_factory=lambda: defaultdict(dict))
    add_parents: set = field(default_factory=set)
    remove_parents: set = field(default_factory=set)
    add_successors: set = field(default_factory=set)
    gone: list = field(default_factory=list)

    @property
    def codes(self):
        links = self.add_parents | self.remove_parents | self.add_successors
        return {*self.new, *self.changed, *(code for code, _ in links)}


def compare_areas(records, *, source, result):
    found = _together(records, result)
    standing = {area.code: area for area in Area.objects.filter(is_sample=False).prefetch_related("parents")}
    plan = result.plan = AreaPlan()
    kind_of = {code: area.area_type for code, area in standing.items()}
    kind_of |= {code: one.area_type for code, one in found.items() if code not in kind_of}
    for one in found.values():
        _add_parents_from_parts(one, found, kind_of)
    successors = set(Area.successors.through.objects.values_list("from_area__code", "to_area__code"))
    for one in found.values():
        own = standing.get(one.code)
        if own is None:
            if not one.name or one.valid_to:
                continue  # what ended before we knew it is of no use
            plan.new[one.code] = {"name": one.full_name, "area_type": one.area_type, "valid_from": one.valid_from}
        elif own.area_type != one.area_type:
            said = f"{own.name} is a {own.get_area_type_display().lower()} here and of another kind in the list."
            result.rejects.append(Reject(one.line, "", one.code, said))
            continue
        else:
            _compare_fields(one, own, plan, result)
        if own is None or own.valid_to is None:
            _compare_parents(one, own, kind_of, plan, result)
        known = kind_of.keys() - {one.code}
        plan.add_successors |= {(one.code, new) for new in one.successors if new in known} - successors
    _count(found, standing, plan, result)


def _together(records, result):
    found = {}
    for record in records:
        one = found.setdefault(record.code, Found(record.line, record.code, record.name, record.area_type))
        one.name = one.name or record.name
        one.parents |= dict.fromkeys(record.parents)
        one.parts |= dict.fromkeys(record.parts)
        one.successors |= dict.fromkeys(record.successors)
        for name in ("valid_from", "valid_to", "year"):
            days = [day for day in (getattr(one, name), getattr(record, name)) if day is not None]
            setattr(one, name, max(days, default=None))
    return found


def _add_parents_from_parts(one, found, kind_of):
    """A county lies in the region of its districts; a community safety partnership in what all its parts lie in."""
    if one.area_type not in (AreaType.UPPER_TIER, AreaType.CSP) or not one.parts:
        return
    if one.area_type == AreaType.CSP and len(one.parts) == 1:
        one.parents |= dict.fromkeys(one.parts)
        return
    shared = None
    for part in one.parts:
        above = [code for code in found[part].parents if code != one.code] if part in found else []
        shared = above if shared is None else [code for code in shared if code in above]
    counties = [code for code in shared if kind_of.get(code) == AreaType.UPPER_TIER]
    regions = [code for code in shared if kind_of.get(code) == AreaType.REGION]
    one.parents |= dict.fromkeys(counties or regions)


def _compare_fields(one, own, plan, result):
    """A name is ours as long as it is another way to write theirs; days are theirs where they give any."""
    if one.name and plain_name(own.name) not in (plain_name(one.name), plain_name(one.full_name)):
        plan.changed[one.code]["name"] = one.full_name
    if one.valid_to and own.valid_to is None:
        plan.changed[one.code]["valid_to"] = one.valid_to
        result.sentences.append(f"{own.name} ({own.code}) ended on {words.day(one.valid_to)}.")
    if one.valid_from and own.valid_from is None and not (own.valid_to and one.valid_from > own.valid_to):
        plan.changed[one.code]["valid_from"] = one.valid_from
    if own.valid_to and one.year and own.valid_to.year < one.year:
        result.sentences.append(
            f"The list still has {own.name} ({own.code}), which ended on {words.day(own.valid_to)}: it stays ended."
        )


def _compare_parents(one, own, kind_of, plan, result):
    """The parents of the kinds that the list speaks of are brought into line; those of other kinds stay."""
    unknown = [code for code in one.parents if code not in kind_of]
    result.rejects += [Reject(one.line, "", code, UNKNOWN_AREA) for code in unknown]
    wanted = {code for code in one.parents if code in kind_of and code != one.code}
    standing = {area.code: area.area_type for area in own.parents.all()} if own else {}
    kinds = {kind_of[code] for code in wanted}
    plan.add_parents |= {(one.code, code) for code in wanted - standing.keys()}
    plan.remove_parents |= {(one.code, code) for code, kind in standing.items() if kind in kinds and code not in wanted}


def _count(found, standing, plan, result):
    result.added = len(plan.new)
    result.changed = len(plan.codes - plan.new.keys())
    result.unchanged = len(found.keys() & standing.keys() - plan.codes)
    listed_kinds = {one.area_type for one in found.values() if one.year}
    year = max((one.year for one in found.values() if one.year), default=0)
    gone = [
        area
        for code, area in standing.items()
        if code not in found
        and code.startswith(OFFICIAL)
        and area.area_type in listed_kinds
        and area.valid_to is None
        and not (area.valid_from and area.valid_from.year > year)
    ]
    plan.gone = [area.code for area in gone]
    result.gone = len(gone)
    if gone:
        named = ", ".join(f"{area.name} ({area.code})" for area in gone[:MOST_NAMED])
        more = f" and {len(gone) - MOST_NAMED} more" if len(gone) > MOST_NAMED else ""
        result.sentences.append(f"Not in the list any more, and kept: {named}{more}.")
    for code, fields in plan.changed.items():
        if "name" in fields:
            result.sentences.append(f"{standing[code].name} ({code}) is now called {fields['name']}.")


def write_areas(plan):
    """The ids of the areas that are new or changed."""
    Area.objects.bulk_create([Area(code=code, **fields) for code, fields in plan.new.items()], batch_size=500)
    linked = {code for pair in plan.add_parents | plan.remove_parents | plan.add_successors for code in pair}
    areas = {area.code: area for area in Area.objects.filter(code__in={*plan.codes, *linked})}
    for code, fields in plan.changed.items():
        for name, value in fields.items():
            setattr(areas[code], name, value)
    Area.objects.bulk_update([areas[code] for code in plan.changed], ["name", "valid_from", "valid_to"], batch_size=200)
    ids = {code: area.pk for code, area in areas.items()}
    _link(Area.parents.through, plan.add_parents, ids)
    _link(Area.successors.through, plan.add_successors, ids)
    for code, parent in plan.remove_parents:
        Area.parents.through.objects.filter(from_area=ids[code], to_area=ids[parent]).delete()
    return {ids[code] for code in plan.codes}


def _link(through, pairs, ids):
    links = [through(from_area_id=ids[code], to_area_id=ids[other]) for code, other in sorted(pairs)]
    through.objects.bulk_create(links, batch_size=500)
