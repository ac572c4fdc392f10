"""The figures of a partnership with several councils, added up for all of them where that can be done."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Prefetch, Q, prefetch_related_objects

from indicators import figures
from indicators.models import Area, Footprint, Indicator, State, WithheldFigure
from indicators.presenters.scorecard import state_words
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
    def period_end(self):
        return self.readings[0].period_end

    @property
    def state(self):
        """That of the least certain part."""
        is_provisional = any(one.state == State.PROVISIONAL for one in self.readings)
        return State.PROVISIONAL if is_provisional else State.PUBLISHED

    @property
    def state_words(self):
        return state_words(self.state)

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

    @property
    def number_of_areas(self):
        return len(self.readings)


@dataclass(frozen=True)
class NotAddedUp:
    """One indicator of which the areas have figures that cannot be added up, and why."""

    indicator: Indicator
    group: str
    period: str  # empty where the areas have not the same
    reason: str


@dataclass(frozen=True)
class Together:
    """What a page shows of the areas together: the rows, and what could not be added up."""

    areas: list
    rows: list
    left_out: list  # of NotAddedUp

    @property
    def refused(self):
        """{reason: number of indicators}, the most frequent first."""
        return dict(Counter(one.reason for one in self.left_out).most_common())

    @property
    def names(self):
        *others, last = [area.name for area in self.areas]
        return f"{', '.join(others)} and {last}"


def together(partnership, readings, *, on, also=frozenset()):
    """The figures of the partnership's councils added up; None where it has not several that lie side by side.

    `readings` is a query for those of the page, with their indicators, areas and series. Of an indicator the group that
    stands for it is added up, and the groups of the series in `also`.
    """
    areas = side_by_side(partnership, on=on)
    if not areas:
        return None
    ids = {area.pk for area in areas}
    rows, left_out = [], []
    for alike in _by_group(readings, partnership, ids, also):
        own, others = _parted(alike, ids)
        if _is_given(own, others):
            continue
        try:
            rows.append(_row(own, areas))
        except CannotBeAddedUp as reason:
            left_out.append(_not_added_up(own, str(reason)))
    return Together(areas, sorted(rows, key=_by_name), sorted(left_out, key=_by_name))


def _by_group(readings, partnership, ids, also):
    """Lists of readings of one indicator and one group of people, of those groups that are to be added up.

    An indicator has a dozen groups for one that is added up, so that the database leaves the others where they are.
    """
    standing = readings.filter(Q(is_headline=True) | Q(pk__in=also), area__in=ids)
    same_group = {f"series__{name}": OuterRef(f"series__{name}") for name in GROUP_FIELDS}
    chosen = readings.filter(
        Exists(standing.filter(indicator=OuterRef("indicator"), **same_group)),
        area__in={line.area_id for line in partnership.footprint.all()},
    )
    withheld = WithheldFigure.objects.filter(observation=OuterRef("observation_id"))
    found = {}
    for reading in chosen.annotate(is_withheld=Exists(withheld)):
        key = reading.indicator_id, *(getattr(reading.series, name) for name in GROUP_FIELDS)
        found.setdefault(key, []).append(reading)
    return found.values()


def fetch_footprint(partnership, *, on):
    """The footprint with its areas, so that side_by_side() asks for nothing more."""
    ids = Area.objects.filter(footprints__partnership=partnership).valid_on(on).order_by().values("pk")
    lines = Footprint.objects.select_related("area").annotate(is_within=_is_within(ids, OuterRef("area")))
    prefetch_related_objects([partnership], Prefetch("footprint", lines))


def side_by_side(partnership, *, on):
    """The areas of the footprint that exist, where there are several of one kind, none within another; else none."""
    lines = partnership.footprint.all()
    if len(lines) < 2:
        return []
    areas = _fetched_areas(lines, on) if hasattr(lines[0], "is_within") else _areas({one.area_id for one in lines}, on)
    if len(areas) < 2 or len({area.level for area in areas}) > 1 or any(area.is_within for area in areas):
        return []
    return areas


def _areas(own, on):
    there = Area.objects.filter(pk__in=own).valid_on(on)
    return list(there.annotate(is_within=_is_within(there.order_by().values("pk"), OuterRef("pk"))))


def _is_within(ids, area):
    return Exists(Area.objects.filter(Q(parents__in=ids) | Q(parents__parents__in=ids), pk=area))


def _fetched_areas(lines, on):
    for line in lines:
        line.area.is_within = line.is_within
    areas = (line.area for line in lines)
    there = [one for one in areas if (one.valid_from or on) <= on <= (one.valid_to or on)]
    return sorted(there, key=lambda area: (area.name, area.code))


def _by_name(one):
    return one.indicator.name.casefold(), one.group


def _parted(readings, ids):
    """(those of the areas side by side, those of other areas of the footprint)"""
    own = sorted((one for one in readings if one.area_id in ids), key=lambda one: one.area.name)
    return own, [one for one in readings if one.area_id not in ids]


def _is_given(own, others):
    """Whether a source gives a figure for the whole in that period or a later one, as of a county of before."""
    ends = [one.period_end for one in own if one.period_end]
    return any(one.value is not None and one.period_end and ends and one.period_end >= max(ends) for one in others)


def _not_added_up(readings, reason):
    periods = {one.period for one in readings}
    period = periods.pop() if len(periods) == 1 else ""
    return NotAddedUp(readings[0].indicator, group_of(readings[0].series), period, reason)


def _row(readings, areas):
    first, indicator = readings[0], readings[0].indicator
    parts = [Part(one.value, one.count, one.denominator, one.state, one.qualifier, one.is_withheld) for one in readings]
    if len(readings) < len(areas):
        parts.append(Part(None))
    combined = combine(parts, value_type=indicator.value_type, multiplier=indicator.multiplier)
    days = {(one.period_start, one.period_end) for one in readings}
    if len(days) > 1 or None in days.pop():
        raise CannotBeAddedUp("the newest figures are of different periods")
    return Row(indicator, group_of(first.series), first.period, combined, readings)
