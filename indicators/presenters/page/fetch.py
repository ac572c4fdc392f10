"""Everything that an indicator's page is made from, fetched once and in a fixed number of queries."""

import datetime
from dataclasses import dataclass, field

from django.db.models import Q

from indicators.charts.lines import Line, Mark
from indicators.models import (
    Area,
    Neighbour,
    Observation,
    Reading,
    Series,
    StepChange,
    SupersededObservation,
)
from indicators.presenters import indicator_use
from indicators.presenters.page.marks import marks_by_series
from indicators.presenters.page.period import days_and_level
from indicators.presenters.quality import findings_of
from indicators.presenters.selection import Selection, group_filter, group_key
from indicators.rules.ended import is_after_the_end

MOST_REVISIONS = 20
# More bars make no picture.
MOST_BARS = 30
BY_DEPRIVATION = "depriv"


@dataclass(frozen=True)
class AreaFigure:
    """The figure of one area in the period in which areas are set side by side."""

    area: Area
    mark: Mark


@dataclass(frozen=True)
class Period:
    """All areas in one period; `level` is the kind of area that is set side by side. None where there is no such."""

    level: str | None = None
    figures: tuple[AreaFigure, ...] = ()

    @property
    def alike(self):
        return [one for one in self.figures if one.area.level == self.level]

    def of(self, area):
        return next((one.mark for one in self.figures if one.area == area), None)


@dataclass(frozen=True)
class GroupMarks:
    """The marks of one group by deprivation in one area."""

    series: Series
    marks: list[Mark]


@dataclass(frozen=True)
class Facts:
    selection: Selection
    on: datetime.date
    readings: dict = field(default_factory=dict)
    groups: list = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    period: Period = field(default_factory=Period)
    neighbours: list = field(default_factory=list)
    nearby: set | None = None
    by_deprivation: list[GroupMarks] = field(default_factory=list)
    step_changes: list = field(default_factory=list)
    may_mark: bool = False
    measures: list = field(default_factory=list)
    recommendations: list = field(default_factory=list)
    findings: list = field(default_factory=list)
    revisions: list = field(default_factory=list)
    now: dict = field(default_factory=dict)
    # What the area in focus came of, and what came of it.
    predecessors: list = field(default_factory=list)
    successors: list = field(default_factory=list)

    @property
    def indicator(self):
        return self.selection.indicator

    @property
    def focus(self):
        return self.selection.focus

    @property
    def reading(self):
        """What the series in focus says now."""
        return self.readings.get(self.focus.pk)

    @property
    def own(self):
        """The line of the series in focus."""
        return self.lines[0]

    @property
    def own_measures(self):
        """The measures that are held to the series in focus, not to the same indicator elsewhere."""
        return [one for one in self.measures if self.reading and one.series_id == self.reading.pk]


def fetch(selection, *, user, on):
    readings, groups = _readings(selection, user)
    revisions = _revisions(selection, user)
    period = _period(selection, readings, user)
    return Facts(
        selection,
        on,
        readings=readings,
        groups=groups,
        lines=_lines(selection, user),
        period=period,
        neighbours=list(
            Neighbour.objects.filter(group__area=selection.focus).select_related("group", "area").order_by("position")
        ),
        nearby=_nearby(selection, period),
        by_deprivation=_by_deprivation(selection, user),
        step_changes=list(
            StepChange.objects.filter(
                series__indicator=selection.indicator, series__area=selection.focus, **group_filter(selection.group)
            ).with_names_for(user)
        ),
        may_mark=Series.objects.markable_by(user)
        .filter(indicator=selection.indicator, area=selection.focus, **group_filter(selection.group, prefix=""))
        .exists(),
        findings=findings_of(selection.indicator, selection.areas, user),
        revisions=revisions,
        now=Observation.objects.in_bulk({one.observation_id for one in revisions}),
        predecessors=list(selection.focus.predecessors.all()) if selection.focus.valid_from else [],
        successors=list(selection.focus.successors.all()) if selection.focus.valid_to else [],
        **uses(selection, user=user),
    )


def fetch_over_time(selection, *, user, on):
    """What the chart over time alone is made from: a paper draws sixty of them and needs no more."""
    readings, groups = _readings(selection, user)
    return Facts(
        selection,
        on,
        readings=readings,
        groups=groups,
        lines=_lines(selection, user),
        predecessors=list(selection.focus.predecessors.all()) if selection.focus.valid_from else [],
        successors=list(selection.focus.successors.all()) if selection.focus.valid_to else [],
        **uses(selection, user=user),
    )


def uses(selection, *, user):
    """Who acts on the indicator; known also of one that has no figure yet."""
    options = {"user": user, "is_sample": selection.is_sample}
    return {
        "recommendations": indicator_use.recommendations_citing(selection.indicator, **options),
        "measures": indicator_use.measures_using(selection.indicator, **options),
    }


def _readings(selection, user):
    """The readings of the chosen group by area, and [(group, its reading in the area in focus)]."""
    found = (
        Reading.objects.visible_to(user)
        .filter(indicator=selection.indicator, area__is_sample=selection.is_sample)
        .filter(Q(**group_filter(selection.group)) | Q(area=selection.focus))
        .select_related("series", "area")
    )
    by_area, by_group = {}, {}
    for reading in found:
        reading.indicator = selection.indicator  # the page has it already; asking again would be a query a row
        key = group_key(reading.series)
        if key == selection.group.key:
            by_area[reading.area_id] = reading
        if reading.area_id == selection.focus.pk:
            by_group[key] = reading
    return by_area, [(group, by_group.get(group.key)) for group in selection.groups]


def _observations(selection, user):
    return (
        Observation.objects.visible_to(user)
        .filter(series__indicator=selection.indicator)
        .select_related("series__area", "source__document__partnership", "refresh")
        .order_by("series_id", "period_end", "period_start", "period", "pk")
    )


def _lines(selection, user):
    """A line for each area drawn, and after them one for each that the chart has no room for."""
    drawn = [*selection.drawn, *((area, "") for area in selection.left_out)]
    observations = _observations(selection, user).filter(
        series__area__in=[area for area, _ in drawn], **group_filter(selection.group)
    )
    by_area = {
        rows[0].series.area_id: marks for rows, marks in marks_by_series(observations, indicator=selection.indicator)
    }
    return [Line(area.name, style, tuple(by_area.get(area.pk, ()))) for area, style in drawn]


def _period(selection, readings, user):
    days, level = days_and_level(selection, readings)
    if days is None:
        return Period()
    observations = _observations(selection, user).filter(
        series__area__is_sample=selection.is_sample,
        period_start=days[0],
        period_end=days[1],
        **group_filter(selection.group),
    )
    found = marks_by_series(observations, indicator=selection.indicator)
    figures = [AreaFigure(rows[0].series.area, marks[0]) for rows, marks in found]
    # What is given for an area after its end is set beside nothing.
    return Period(level, tuple(one for one in figures if not is_after_the_end(end=days[1], valid_to=one.area.valid_to)))


def _nearby(selection, period):
    """The areas of the same region, where there are too many for one picture; None where there are not."""
    region = selection.comparators.get("region")
    if len(period.alike) <= MOST_BARS or region is None:
        return None
    return set(Area.objects.filter(Q(parents=region) | Q(parents__parents=region)).values_list("pk", flat=True))


def _by_deprivation(selection, user):
    """The groups by deprivation of the area in focus and of England."""
    areas = {selection.focus, selection.comparators.get("england")} - {None}
    observations = _observations(selection, user).filter(
        series__area__in=areas, series__category_type__icontains=BY_DEPRIVATION
    )
    return [
        GroupMarks(rows[0].series, marks)
        for rows, marks in marks_by_series(observations, indicator=selection.indicator)
    ]


def _revisions(selection, user):
    """Figures that stood until a later refresh changed them, newest change first."""
    return list(
        SupersededObservation.objects.visible_to(user)
        .filter(
            series__indicator=selection.indicator, series__area__in=selection.areas, **group_filter(selection.group)
        )
        .select_related("series__area", "source", "replaced_by")
        .order_by("-known_until", "series", "-period_end")[:MOST_REVISIONS]
    )
