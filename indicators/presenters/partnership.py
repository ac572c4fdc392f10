"""A partnership's indicators: the one reading that stands for each, and the figures in its documents."""

import datetime
from collections import Counter
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from django.db.models import Prefetch, Q

from cdp import words
from indicators import figures
from indicators.models import Area, Neighbour, NeighbourGroup, Observation, Reading
from indicators.presenters.comparisons import goal_words, standing_at_both
from indicators.presenters.ended import as_it_counts
from indicators.presenters.scorecard import NO_TREND, SCOPES, trend_status
from indicators.presenters.selection import group_of

NO_DAY = 0


class Brief(NamedTuple):
    """What a reading is chosen, sorted and summed up by. An area may have thousands; a page shows a hundred."""

    pk: int
    indicator_id: int
    area_id: int
    period_end: datetime.date | None
    standing_england: str
    standing_england_998: str
    trend: str
    trend_verdict: str
    trend_reason: str
    name: str
    scope: str
    is_headline: bool = True
    # Of a headline series it is not asked: there is one an area.
    sex: str = ""
    age: str = ""
    category: str = ""


# The index `reading_scorecard` has all that is asked of a headline reading, so that a page of a hundred does not fetch
# a thousand from all over a large table. A column more here is a column more there.
OF_READING = (
    "pk", "indicator_id", "area_id", "period_end", "standing_england", "standing_england_998", "trend",
    "trend_verdict", "trend_reason",
)  # fmt: skip
OF_SUBJECT = ("indicator__name", "indicator__scope")
OF_GROUP = ("is_headline", "series__sex", "series__age", "series__category")
# Readings that are alike in these are counted as one kind.
JUDGED = attrgetter("standing_england", "standing_england_998", "trend", "trend_verdict", "trend_reason")
PLACES = {scope: place for place, (scope, *_) in enumerate(SCOPES)}


class Chosen(NamedTuple):
    """The reading that stands for an indicator, and the other areas that have one."""

    reading: Brief
    others: int


@dataclass(frozen=True)
class Line:
    """A row of the scorecard with its group of people and the number of other areas that have a figure."""

    row: object
    indicator: object
    group: str
    others: int


def areas_of(partnership):
    """The footprint, the main area first, and the areas below it."""
    footprint = {line.area_id: line.is_main for line in partnership.footprint.all()}
    below = Q(parents__in=footprint) | Q(parents__parents__in=footprint)
    areas = Area.objects.filter(Q(pk__in=footprint) | below).distinct()
    return sorted(areas, key=lambda area: (area.pk not in footprint, not footprint.get(area.pk), area.name))


def readings_below(areas, *, user, condition):
    return (
        Reading.objects.visible_to(user)
        .filter(condition, area__in=areas)
        .select_related("indicator__framework_metric", "area", "series")
    )


def one_an_indicator(areas, *, user, condition, sort="name"):
    """The main area's headline series stands; without it the next area's, or a group's that says for whom it is."""
    order = {area.pk: place for place, area in enumerate(areas)}
    readings = Reading.objects.visible_to(user).filter(condition, area__in=areas)
    # Every group of people has its reading: millions, where a few thousand stand for their indicators.
    briefs = _briefs(readings.filter(is_headline=True))
    places = set(readings.order_by().values_list("indicator_id", "area_id").distinct())
    without = places.difference((one.indicator_id, one.area_id) for one in briefs)
    of_groups = readings.filter(is_headline=False, indicator__in={indicator for indicator, _ in without})
    briefs += [one for one in _briefs(of_groups, *OF_GROUP) if (one.indicator_id, one.area_id) in without]
    standing, others = {}, Counter(indicator for indicator, _ in places)
    for one in briefs:
        found = standing.setdefault(one.indicator_id, one)
        if found is not one and _preference(one, order) < _preference(found, order):
            standing[one.indicator_id] = one
    chosen = [Chosen(one, others[indicator] - 1) for indicator, one in standing.items()]
    chosen.sort(key=lambda one: one.reading.pk)
    key = {"newest": _newest, "worst": _worst}.get(sort.removeprefix("-"), _name)
    # "newest" puts the newest first, so that its plain form is the descending one.
    chosen.sort(key=key, reverse=sort in ("-name", "newest", "-worst"))
    return sorted(chosen, key=lambda one: PLACES[one.reading.scope])


def _briefs(readings, *of_group):
    rows = readings.order_by().values_list(*OF_READING, *OF_SUBJECT, *of_group)
    return [Brief(*row) for row in rows]


def readings_of(chosen):
    """The whole of the readings chosen, in their order."""
    found = Reading.objects.select_related("indicator__framework_metric", "area", "series").in_bulk(
        [one.reading.pk for one in chosen]
    )
    # One may be gone: a refresh can come between.
    return [found[one.reading.pk] for one in chosen if one.reading.pk in found]


def summary(chosen):
    """How many stand how against England, and how many go which way; None where not one of them tells."""
    alike = {}
    for one in chosen:
        alike.setdefault(JUDGED(one.reading), []).append(one.reading)
    england, trend = Counter(), Counter()
    for first, *rest in alike.values():
        england[standing_at_both(first, "england")] += 1 + len(rest)
        trend[trend_status(first)] += 1 + len(rest)
    if not england.keys() - {"not_compared"} and not trend.keys() - set(NO_TREND):
        return None
    return {"england": england, "trend": trend}


def neighbours_of(areas):
    """The groups of nearest neighbours of these areas, their members at hand, the nearest first."""
    members = Prefetch("neighbours", Neighbour.objects.select_related("area"), to_attr="members")
    return list(NeighbourGroup.objects.filter(area__in=areas).select_related("area").prefetch_related(members))


def goals_of(rows):
    """The indicators of these lines that have a goal, with the goal in words and who set it."""
    indicators = [line.indicator for line in rows if line.row.goal]
    return [{"name": one.name, "words": goal_words(one), "source": one.goal_source} for one in indicators]


def with_other_areas(rows, chosen):
    """The group and the other areas beside each row, for the template."""
    of = {one.reading.pk: one for one in chosen}
    return [Line(row, row.indicator, group_of(row.reading.series), of[row.reading.pk].others) for row in rows]


def figures_of(partnership, *, user, condition):
    """Every figure that the partnership's documents print; for a sample partnership all figures of its areas."""
    theirs = Q(source__document__partnership=partnership)
    if partnership.is_sample:
        theirs |= Q(series__area__in=areas_of(partnership), series__area__is_sample=True)
    return (
        Observation.objects.visible_to(user)
        .filter(theirs, condition)
        .select_related("series__indicator", "series__area", "source")
        .order_by("series__indicator__name", "series__area__name", "series", "period_end", "period_start", "pk")
    )


def figure_row(observation):
    observation = as_it_counts(observation)
    series = observation.series
    said = figures.text(
        observation.value, unit=series.indicator.unit, qualifier=observation.qualifier, state=observation.state
    )
    return {
        "observation": observation,
        "indicator": series.indicator,
        "area": series.area,
        "group": group_of(series),
        "said": said,
        "printed": observation.printed if figures.is_said_otherwise(observation.printed, said) else "",
        "count": figures.count_words(observation.count, observation.denominator),
        "interval": figures.interval(observation.lower_95, observation.upper_95),
    }


def _preference(reading, order):
    """The smallest stands."""
    return (
        order[reading.area_id],
        not reading.is_headline,
        bool(reading.category),
        reading.sex != "Persons",
        bool(reading.age),
        -_day(reading),
        reading.pk,
    )


def _day(reading):
    return reading.period_end.toordinal() if reading.period_end else NO_DAY


def _name(chosen):
    return chosen.reading.name.casefold()


def _worst(chosen):
    """Trouble first: against England, then where it is going; those that cannot be compared come last."""
    reading = chosen.reading
    england, trend = standing_at_both(reading, "england"), trend_status(reading)
    return (england == "not_compared", words.ORDER[england], words.ORDER[trend], _name(chosen))


def _newest(chosen):
    return _day(chosen.reading)
