"""A partnership's indicators: the one reading that stands for each, and the figures in its documents."""

from dataclasses import dataclass

from django.db.models import Q

from indicators import figures
from indicators.models import Area, Observation, Reading
from indicators.presenters.scorecard import SCOPES
from indicators.presenters.selection import group_of

NO_DAY = 0


@dataclass(frozen=True)
class Chosen:
    """The reading that stands for an indicator, and the other areas that have one."""

    reading: object
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


def one_an_indicator(readings, areas, *, sort="name"):
    """The main area's headline series stands; without it the next area's, or a group's that says for whom it is."""
    order = {area.pk: place for place, area in enumerate(areas)}
    of_indicator = {}
    for reading in readings:
        of_indicator.setdefault(reading.indicator_id, []).append(reading)
    chosen = [
        Chosen(min(found, key=lambda reading: _preference(reading, order)), len({one.area_id for one in found}) - 1)
        for found in of_indicator.values()
    ]
    key = _newest if sort.endswith("newest") else _name
    # "newest" puts the newest first, so that its plain form is the descending one.
    chosen.sort(key=key, reverse=sort in ("-name", "newest"))
    kinds = [scope for scope, *_ in SCOPES]
    return sorted(chosen, key=lambda one: kinds.index(one.reading.indicator.scope))


def with_other_areas(rows, chosen):
    """The group and the other areas beside each row, for the template."""
    return [
        Line(row, row.indicator, group_of(one.reading.series), one.others)
        for row, one in zip(rows, chosen, strict=True)
    ]


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
    series = reading.series
    return (
        order[reading.area_id],
        not reading.is_headline,
        bool(series.category),
        series.sex != "Persons",
        bool(series.age),
        -_day(reading),
        reading.pk,
    )


def _day(reading):
    return reading.period_end.toordinal() if reading.period_end else NO_DAY


def _name(chosen):
    return chosen.reading.indicator.name.casefold()


def _newest(chosen):
    return _day(chosen.reading)
