"""What a report is narrowed by: read from what is kept, and judged against what the asker may see at this moment.

A value that the asker may not see is answered as one that does not exist, so that asking gives nothing away.
"""

import datetime
from dataclasses import dataclass

from actions.models import Action, DeliveryStatus, Priority
from cdp import words
from indicators.models import Area, Indicator, Reading
from partners.models import Agency, Partnership, Seat
from partners.roles import Permission

MOST_VALUES = 200
LABELS = {
    "partnerships": "Partnerships",
    "priorities": "Priorities",
    "agencies": "Agencies",
    "status": "Delivery",
    "indicators": "Indicators",
    "areas": "Areas",
    "from": "From",
    "until": "Until",
    "restricted": "Restricted figures",
}
LISTS = ("partnerships", "priorities", "agencies", "status", "indicators", "areas")
DAYS = ("from", "until")
# Every kind is of partnerships; the others are named by the kinds that know them.
ALWAYS = ("partnerships",)


class FiltersRefused(Exception):
    """`errors` is {filter: sentence}."""

    def __init__(self, errors):
        self.errors = errors
        super().__init__(". ".join(errors.values()))


@dataclass(frozen=True)
class Chosen:
    """What was asked for, found. An empty tuple is no narrowing; `partnerships` is never empty."""

    partnerships: tuple[Partnership, ...]
    is_own_choice: bool  # partnerships were named, and not taken from the asker's roles
    priorities: tuple[Priority, ...] = ()
    agencies: tuple[Agency, ...] = ()
    status: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    areas: tuple[Area, ...] = ()
    since: datetime.date | None = None
    until: datetime.date | None = None
    is_restricted: bool = False

    @property
    def pairs(self):
        """((filter, what was chosen), …) in words, for the page and the paper."""
        said = {
            "partnerships": ", ".join(one.name for one in self.partnerships),
            "priorities": ", ".join(f"{one.code} {one.title}" for one in self.priorities),
            "agencies": ", ".join(one.name for one in self.agencies),
            "status": ", ".join(DeliveryStatus(one).label for one in self.status),
            "indicators": ", ".join(one.name for one in self.indicators),
            "areas": ", ".join(one.name for one in self.areas),
            "from": words.day(self.since) if self.since else "",
            "until": words.day(self.until) if self.until else "",
            "restricted": "Included" if self.is_restricted else "",
        }
        return tuple((LABELS[name], text) for name, text in said.items() if text)


def tidy(filters):
    """Only what says something, in one shape, so that the same question is always kept as the same words."""
    kept = {}
    for name in LISTS:
        if values := list(dict.fromkeys(str(one) for one in filters.get(name) or ())):
            kept[name] = values
    for name in DAYS:
        if value := filters.get(name):
            kept[name] = value.isoformat() if isinstance(value, datetime.date) else str(value)
    return kept | ({"restricted": True} if filters.get("restricted") else {})


def read(filters, *, person, known):
    """Chosen, or FiltersRefused. `known` are the names that this kind of report knows."""
    errors = {}
    allowed = {*ALWAYS, *known}
    for name in filters:
        if name not in LABELS:
            raise FiltersRefused({"": f"“{str(name)[:40]}” is not a filter of reports. Known are: {', '.join(LABELS)}"})
        if name not in allowed:
            errors[name] = f"This kind of report is not narrowed by “{LABELS[name].lower()}”"
        elif name in LISTS and len(filters[name]) > MOST_VALUES:
            errors[name] = f"Choose at most {MOST_VALUES} {LABELS[name].lower()}"
    if errors:
        raise FiltersRefused(errors)
    found = {name: tuple(filters.get(name, ())) for name in LISTS}
    partnerships = _partnerships(found["partnerships"], person, errors)
    chosen = Chosen(
        partnerships=partnerships,
        is_own_choice=bool(found["partnerships"]),
        priorities=_priorities(found["priorities"], partnerships, errors),
        agencies=_agencies(found["agencies"], partnerships, errors),
        status=_status(found["status"], errors),
        indicators=_indicators(found["indicators"], person, errors),
        areas=_areas(found["areas"], partnerships, errors),
        since=_day(filters, "from", errors),
        until=_day(filters, "until", errors),
        is_restricted=bool(filters.get("restricted")),
    )
    if chosen.since and chosen.until and chosen.since > chosen.until:
        errors["until"] = "The last day must not be before the first"
    if chosen.is_restricted and not errors:
        _require_restricted(chosen.partnerships, person, errors)
    if errors:
        raise FiltersRefused(errors)
    return chosen


def own_partnerships(person):
    """Where this person holds a role; all that everybody may see where they hold none."""
    own = Partnership.objects.where(person, Permission.VIEW)
    return own if own.exists() else Partnership.objects.visible_to(person)


def restricted_of(person):
    return Partnership.objects.where(person, Permission.EXPORT_RESTRICTED)


def agencies_of(partnerships):
    """Those that sit in them or have a part in their work."""
    seated = Seat.objects.filter(partnership__in=partnerships).values("agency")
    working = Action.agencies.through.objects.filter(action__partnership__in=partnerships).values("agency")
    return Agency.objects.filter(pk__in=seated) | Agency.objects.filter(pk__in=working)


def priority_key(priority):
    """Two partnerships may both have a P1."""
    return f"{priority.partnership.slug}:{priority.code}"


def _partnerships(slugs, person, errors):
    if not slugs:
        found = tuple(own_partnerships(person).order_by("name"))
        if not found:
            errors["partnerships"] = "There is no partnership that you may see"
        return found
    found = {one.slug: one for one in Partnership.objects.visible_to(person).filter(slug__in=slugs)}
    _all_found(slugs, found, "partnerships", "There is no partnership “{}” that you may see", errors)
    return tuple(sorted(found.values(), key=lambda one: one.name))


def _priorities(keys, partnerships, errors):
    if not keys:
        return ()
    codes = {key.partition(":")[2] for key in keys}
    every = Priority.objects.filter(partnership__in=partnerships, code__in=codes).select_related("partnership")
    found = {priority_key(one): one for one in every}
    _all_found(keys, found, "priorities", "The partnerships chosen have no priority “{}”", errors)
    return tuple(found[key] for key in keys if key in found)


def _agencies(slugs, partnerships, errors):
    found = {one.slug: one for one in agencies_of(partnerships).filter(slug__in=slugs)} if slugs else {}
    _all_found(slugs, found, "agencies", "No agency “{}” works in the partnerships chosen", errors)
    return tuple(found[slug] for slug in slugs if slug in found)


def _status(values, errors):
    _all_found(values, DeliveryStatus.values, "status", "There is no delivery status “{}”", errors)
    return tuple(one for one in DeliveryStatus.values if one in values)


def _indicators(codes, person, errors):
    if not codes:
        return ()
    readings = Reading.objects.visible_to(person).filter(indicator__code__in=codes)
    every = Indicator.objects.filter(code__in=codes, pk__in=readings.order_by().values("indicator"))
    found = {one.code: one for one in every}
    _all_found(codes, found, "indicators", "There is no figure that you may see for an indicator “{}”", errors)
    return tuple(found[code] for code in codes if code in found)


def _areas(codes, partnerships, errors):
    if not codes:
        return ()
    every = Area.objects.filter(code__in=codes, footprints__partnership__in=partnerships).distinct()
    found = {one.code: one for one in every}
    _all_found(codes, found, "areas", "The partnerships chosen do not answer for an area “{}”", errors)
    return tuple(found[code] for code in codes if code in found)


def _all_found(wanted, found, name, sentence, errors):
    if missing := [one for one in wanted if one not in found]:
        errors[name] = sentence.format(missing[0][:60])


def _day(filters, name, errors):
    if not (text := filters.get(name)):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except (TypeError, ValueError):
        errors[name] = f"“{str(text)[:20]}” is not a day. Write 2026-03-31 for 31 March 2026"
        return None


def _require_restricted(partnerships, person, errors):
    allowed = set(restricted_of(person).values_list("pk", flat=True))
    if refused := [one.name for one in partnerships if one.pk not in allowed]:
        errors["restricted"] = f"Your role does not let you take out restricted figures of {', '.join(refused)}"
