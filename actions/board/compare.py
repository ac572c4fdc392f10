"""Two to five partnerships side by side: outcomes with their intervals, delivery counts, ages. Never a rank.

A difference is called only where two 95% intervals of one period do not touch. Everything else stands side by side and
says why nothing is made of it.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from actions.board import rows
from actions.board.differences import differences, joined
from actions.board.over_time import dates_of
from actions.models import Action, Meeting
from actions.owing import window
from actions.presenters.lights import milestones_of
from cdp import words
from indicators.models import Area, FrameworkMetric, Reading
from indicators.presenters.scorecard import ScorecardRow, headline_readings, scorecard_row
from partners.models import Partnership

FEWEST, MOST = 2, 5


@dataclass(frozen=True)
class OutcomeLine:
    """One indicator of a headline metric: for each partnership the rows of its areas, and what differs."""

    indicator: object
    cells: list[tuple[Partnership, list[ScorecardRow]]]
    called: list[str]
    not_called: str

    @property
    def metric(self):
        return self.indicator.framework_metric


@dataclass
class Delivery:
    """How the work of one partnership stands."""

    partnership: Partnership
    lines: list = field(default_factory=list)
    meetings: list = field(default_factory=list)
    newest_figure: datetime.date | None = None
    on: datetime.date | None = None

    @property
    def items(self):
        return rows.delivery_items(self.lines)

    @property
    def counts(self):
        return rows.delivery_counts(self.lines)

    @property
    def open_lines(self):
        return [line for line in self.lines if line.is_open]

    @property
    def window(self):
        return window(self.meetings, on=self.on)

    @property
    def is_window_open(self):
        return self.window is not None and (self.window.opens_on is None or self.window.opens_on <= self.on)

    @property
    def reported(self):
        """Of the open actions, those reported on in the window of the next board."""
        return sum(1 for line in self.open_lines if not self.window.is_owed(rows_day(line.action.reported_at)))

    @property
    def reported_words(self):
        if not self.open_lines:
            return "No open action"
        if self.window is None:
            return "No board is set, so that nothing is owed"
        if not self.is_window_open:
            return f"Reporting opens on {words.day(self.window.opens_on)}"
        return f"{self.reported} of {words.plural(len(self.open_lines), 'open action')}"

    @property
    def window_words(self):
        return f"for the board of {words.day(self.window.held_on)}" if self.is_window_open and self.open_lines else ""

    @property
    def milestones(self):
        return [dates_of(one) for line in self.lines for one in milestones_of(line.action)]

    @property
    def milestones_due(self):
        return [one for one in self.milestones if one.due_on <= self.on]

    @property
    def milestones_words(self):
        due = self.milestones_due
        if not due:
            return "None was to be met yet" if self.milestones else "No milestone entered"
        return f"{sum(one.is_met(self.on) for one in due)} of {len(due)} met"

    @property
    def last_update(self):
        return max((rows_day(line.action.reported_at) for line in self.lines if line.action.reported_at), default=None)


@dataclass(frozen=True)
class Comparison:
    partnerships: list[Partnership]
    on: datetime.date
    outcomes: list[OutcomeLine]
    deliveries: list[Delivery]
    missing: list[FrameworkMetric]

    @property
    def has_sample(self):
        return any(one.is_sample for one in self.partnerships)

    @property
    def number_of_columns(self):
        return len(self.partnerships) + 1

    @property
    def headline(self):
        return f"{joined([one.short_name for one in self.partnerships])} side by side"

    @property
    def lead(self):
        """What can be called apart at all, before anybody reads the table."""
        if not self.outcomes:
            return "No national headline metric has a local figure in any of them."
        called = sum(1 for line in self.outcomes if line.called)
        number = words.plural(len(self.outcomes), "indicator")
        if not called:
            return f"On none of {number} can a difference be called: intervals meet, or figures cannot be compared."
        return f"On {called} of {number} the intervals of at least two lie apart. Nothing is called on the others."


def comparison(partnerships, *, on, user):
    """The same queries for two partnerships and for five."""
    readings = _readings(partnerships, user)
    lines = _outcomes(partnerships, readings, on)
    with_figure = {line.indicator.framework_metric_id for line in lines}
    return Comparison(
        partnerships=partnerships,
        on=on,
        outcomes=lines,
        deliveries=_deliveries(partnerships, on=on, user=user),
        missing=[metric for metric in rows.headline_metrics() if metric.pk not in with_figure],
    )


def _areas(partnership):
    return [footprint.area_id for footprint in partnership.footprint.all()]


def _readings(partnerships, user):
    areas = {area for one in partnerships for area in _areas(one)}
    return list(
        headline_readings(*areas, user=user)
        .filter(indicator__framework_metric__level=FrameworkMetric.Level.HEADLINE, value__isnull=False)
        .order_by("indicator__framework_metric__position", "indicator__name", "area__name", "pk")
    )


def _outcomes(partnerships, readings, on):
    by_indicator = defaultdict(list)
    for reading in readings:
        by_indicator[reading.indicator].append(scorecard_row(reading, on=on))
    lines = []
    for indicator, found in by_indicator.items():
        cells = [(one, [row for row in found if row.area.pk in _areas(one)]) for one in partnerships]
        called, why = differences(indicator, cells)
        lines.append(OutcomeLine(indicator, cells, called, why))
    return lines


def _deliveries(partnerships, *, on, user):
    found = {one.pk: Delivery(one, on=on) for one in partnerships}
    theirs = Action.objects.filter(partnership__in=partnerships).select_related("partnership")
    for line in rows.action_lines(theirs, on=on):
        found[line.action.partnership_id].lines.append(line)
    for meeting in Meeting.objects.filter(partnership__in=partnerships):
        found[meeting.partnership_id].meetings.append(meeting)
    newest = _newest(partnerships, user)
    for one in found.values():
        one.newest_figure = max(filter(None, (newest.get(area) for area in _areas(one.partnership))), default=None)
    return list(found.values())


def _newest(partnerships, user):
    areas = {area for one in partnerships for area in _areas(one)}
    found = Reading.objects.visible_to(user).filter(area=OuterRef("pk"), period_end__isnull=False)
    newest = Subquery(found.order_by("-period_end").values("period_end")[:1])  # one step into an index an area
    return dict(Area.objects.filter(pk__in=areas).annotate(newest=newest).order_by().values_list("pk", "newest"))


def rows_day(moment):
    return None if moment is None else timezone.localdate(moment)
