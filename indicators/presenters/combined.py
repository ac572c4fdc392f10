"""The figures of a partnership with several councils, added up for all of them where that can be done."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q

from indicators import figures
from indicators.models import Area, Indicator, WithheldFigure
from indicators.presenters.selection import GROUP_FIELDS, group_of
from indicators.rules.combined import CannotBeAddedUp, Combined, Part, combine


@dataclass(frozen=True)
class Row:
    """One indicator for all areas together, and the readings that it was added up from."""

    indicator: Indicator
    group: str
    period: str
    combined: Combined
    readings: list

    @property
    def said(self):
        return figures.text(self.combined.value, unit=self.indicator.unit)

    @property
    def interval(self):
        return figures.interval(self.combined.lower, self.combined.upper)

    @property
    def count(self):
        return (
            ""
            if self.combined.denominator is None
            else figures.count_words(self.combined.count, self.combined.denominator)
        )

    @property
    def address(self):
        codes = [("areas", one.area.code) for one in self.readings]
        return f"{self.indicator.get_absolute_url()}?{urlencode(codes)}"

    @property
    def made_of(self):
        """ "North Northamptonshire 120, West Northamptonshire 98"."""
        unit = self.indicator.unit
        return ", ".join(f"{one.area.name} {figures.text(one.value, unit=unit)}" for one in self.readings)


@dataclass(frozen=True)
class Together:
    """What the scorecard shows of the areas together: the rows, and how many could not be added up and why."""

    areas: list
    rows: list
    refused: dict  # {reason: number of indicators}

    @property
    def names(self):
        *others, last = [area.name for area in self.areas]
        return f"{', '.join(others)} and {last}"


def together(partnership, readings, *, on):
    """The figures of the partnership's councils added up; None where it has not several that lie side by side.

    `readings` are those of the scorecard, with their indicators, areas and series.
    """
    areas = side_by_side(partnership, on=on)
    if not areas:
        return None
    ids = {area.pk for area in areas}
    found = {}
    for reading in readings:
        key = reading.indicator_id, *(getattr(reading.series, name) for name in GROUP_FIELDS)
        found.setdefault(key, []).append(reading)
    sets = [
        (own, others)
        for own, others in (_parted(some, ids) for some in found.values())
        if own and any(one.is_headline for one in own)
    ]
    withheld = _withheld([reading for own, _ in sets for reading in own])
    rows, refused = [], {}
    for own, others in sets:
        if _is_given(own, others, partnership):
            continue
        try:
            rows.append(_row(own, areas, withheld))
        except CannotBeAddedUp as reason:
            refused[str(reason)] = refused.get(str(reason), 0) + 1
    rows.sort(key=lambda row: row.indicator.name.casefold())
    return Together(areas, rows, dict(sorted(refused.items(), key=lambda item: -item[1])))


def side_by_side(partnership, *, on):
    """The areas of the footprint that exist, where there are several of one kind, none within another; else none."""
    own = {line.area_id for line in partnership.footprint.all()}
    if len(own) < 2:
        return []
    areas = list(Area.objects.filter(pk__in=own).valid_on(on))
    if len(areas) < 2 or len({area.level for area in areas}) > 1:
        return []
    ids = [area.pk for area in areas]
    within = Q(parents__in=ids) | Q(parents__parents__in=ids)
    if Area.objects.filter(within, pk__in=ids).exists():
        return []
    return areas


def _parted(readings, ids):
    """(those of the areas side by side, those of others)"""
    own = sorted((one for one in readings if one.area_id in ids), key=lambda one: one.area.name)
    return own, [one for one in readings if one.area_id not in ids]


def _is_given(own, others, partnership):
    """Whether a source gives a figure for the whole in that period or a later one, as of a county of before."""
    footprint = {line.area_id for line in partnership.footprint.all()}
    ends = [one.period_end for one in own if one.period_end]
    return any(
        one.area_id in footprint and one.value is not None and one.period_end and ends and one.period_end >= max(ends)
        for one in others
    )


def _withheld(readings):
    ids = [reading.observation_id for reading in readings]
    return set(WithheldFigure.objects.filter(observation__in=ids).values_list("observation_id", flat=True))


def _row(readings, areas, withheld):
    first, indicator = readings[0], readings[0].indicator
    parts = [
        Part(one.value, one.count, one.denominator, one.state, one.qualifier, one.observation_id in withheld)
        for one in readings
    ]
    if len(readings) < len(areas):
        parts.append(Part(None))
    combined = combine(parts, value_type=indicator.value_type, multiplier=indicator.multiplier)
    days = {(one.period_start, one.period_end) for one in readings}
    if len(days) > 1 or None in days.pop():
        raise CannotBeAddedUp("the newest figures are of different periods")
    return Row(indicator, group_of(first.series), first.period, combined, readings)
