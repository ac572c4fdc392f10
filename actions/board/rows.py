"""What a partnership's board pages are made of, fetched in a fixed number of queries."""

from collections import Counter
from dataclasses import dataclass, field, replace

from django.db.models import Max, OuterRef, Q, Subquery

from actions import measures
from actions.listed import list_parts, with_parts
from actions.measures import MeasureVerdict
from actions.models import Action, Measure, Priority, Recommendation
from actions.presenters import lights
from actions.presenters.readings import hides_reading, seen_reading
from actions.queries import with_overrides
from cdp import words
from indicators.models import Area, FrameworkMetric, Reading
from indicators.presenters import combined
from indicators.presenters.partnership import readings_below
from indicators.presenters.scorecard import ScorecardRow, headline_readings, scorecard_row

OF_THE_TARGET = {MeasureVerdict.MET, MeasureVerdict.MISSED, MeasureVerdict.BEHIND, MeasureVerdict.ON_COURSE}


@dataclass(frozen=True)
class ActionLine:
    """An action with its delivery and confidence as judged on the day, or as somebody has set them."""

    action: Action
    delivery: object
    confidence: object
    leads: list
    against: measures.Contradiction | None = None

    @property
    def status(self):
        return self.delivery.state

    @property
    def is_open(self):
        """Whether it is complete is for the rule to say: nobody closes an action by showing it otherwise."""
        return self.delivery.ruled_state != "complete"

    @property
    def lead_names(self):
        return ", ".join(agency.name for agency in self.leads)


@dataclass(frozen=True)
class MeasureLine:
    """A measure of the strategy: its scorecard row, its target and who is held to it."""

    measure: Measure
    row: ScorecardRow | None
    facts: object
    verdict: MeasureVerdict
    course: str  # where it should be by now and where it is, in a sentence that stands beside the verdict
    held_by: dict = field(
        default_factory=dict
    )  # {action: its own measure's facts}, of every action held to this series
    said: object = None  # what somebody has written of it (actions.commentary)

    @property
    def status(self):
        return self.row.trend if self.row else "not_enough_data"

    @property
    def is_service(self):
        return self.facts.is_service

    @property
    def target_text(self):
        """ "60% by March 2028"; the four decimals of the column are nobody's."""
        if self.measure.target is None:
            return ""
        target = words.value(self.measure.target.normalize(), unit=self.facts.unit)
        return f"{target} by {words.month(self.measure.target_on)}"

    @property
    def target_verdict(self):
        """What is said beside the target; empty where only the trend speaks, which has a cell of its own."""
        return measures.SHOWN[self.verdict][1].lower() if self.verdict in OF_THE_TARGET else ""

    @property
    def priority_id(self):
        owner = self.measure.action or self.measure.recommendation
        return owner.priority_id if owner else self.measure.priority_id


@dataclass
class PriorityBoard:
    """One priority: its measures, its actions, and what the document says under it."""

    priority: Priority
    number: int
    actions: list[ActionLine] = field(default_factory=list)
    measures: list[MeasureLine] = field(default_factory=list)
    recommendations: list[Recommendation] = field(default_factory=list)

    @property
    def delivery(self):
        return delivery_counts(self.actions)

    @property
    def delivery_items(self):
        return delivery_items(self.actions)

    @property
    def confidence_items(self):
        return confidence_items(self.actions)

    @property
    def outcomes(self):
        return Counter(line.status for line in self.measures)

    @property
    def measures_by_kind(self):
        """Population outcomes first: they are what the strategy is for."""
        return sorted(self.measures, key=lambda line: line.is_service)

    @property
    def open_actions(self):
        return [line for line in self.actions if line.is_open]

    @property
    def unanswered(self):
        return [recommendation for recommendation in self.recommendations if not recommendation.is_answered]


def delivery_counts(lines):
    """As shown; what is shown otherwise than by its rule is told apart by delivery_items()."""
    return Counter(line.status for line in lines)


def confidence_counts(lines):
    """Of open actions only: whoever has finished is no longer asked how it will go."""
    return Counter(line.confidence.state for line in lines if line.is_open)


def delivery_items(lines):
    return lights.light_items([line.delivery for line in lines])


def confidence_items(lines):
    return lights.light_items([line.confidence for line in lines if line.is_open])


def action_lines(actions, *, on):
    """`actions` know their partnership: they are taken from one, or fetched with theirs."""
    return [
        ActionLine(action, lights.delivery_of(action, on=on), lights.confidence_of(action, on=on), action.lead_agencies)
        for action in list_parts(with_parts(with_overrides(actions.current(), on=on)))
    ]


def held_against(lines, measured, *, on):
    """The same lines, each with what its own measures have against what was said of it."""
    facts = {}
    for line in measured:
        for action_id, one in line.held_by.items():
            facts.setdefault(action_id, []).append(one)
    return [
        replace(
            line,
            against=measures.said_against_measured(
                status=line.action.delivery_status, measures=facts[line.action.pk], on=on
            ),
        )
        if line.action.pk in facts
        else line
        for line in lines
    ]


def measure_lines(partnership, *, on, user):
    """The measures of the whole strategy, one line a series; what an action is held to comes before what is shared."""
    chosen = (
        Measure.objects.current()
        .filter(
            Q(priority__partnership=partnership)
            | Q(recommendation__partnership=partnership, recommendation__archived_at__isnull=True)
            | Q(action__partnership=partnership, action__archived_at__isnull=True)
        )
        .select_related(
            "action", "recommendation", "series__indicator__framework_metric__outcome", "series__area",
            "series__reading__indicator__framework_metric", "series__reading__area",
        )
        .annotate(is_hidden=hides_reading(user))
        .order_by("series__indicator__name", "pk")
    )  # fmt: skip
    lines = {}
    for measure in chosen:
        reading = seen_reading(measure)
        row = scorecard_row(reading, on=on) if reading else None
        facts = lights.facts_of(measure)
        course = measures.sentence(facts, on=on, follows_verdict=True)
        line = MeasureLine(measure, row, facts, measures.verdict(facts, on=on), course)
        standing = lines.get(measure.series_id)
        if standing is None or (measure.action_id and not standing.measure.action_id):
            if standing:
                line.held_by.update(standing.held_by)
            lines[measure.series_id] = line
        if measure.action_id:
            lines[measure.series_id].held_by[measure.action_id] = facts
    return list(lines.values())


def framework_lines(areas, *, on, user):
    """Readings of these areas that serve a metric of the national framework, by metric."""
    readings = headline_readings(*areas, user=user).filter(indicator__framework_metric__isnull=False)
    return [scorecard_row(reading, on=on) for reading in readings.order_by(
        "indicator__framework_metric__position", "indicator__name", "area__name"
    )]  # fmt: skip


def together(partnership, areas, board, *, on, user):
    """The figures of the page for all areas together: of its measures, or else of those on national metrics."""
    series = [line.measure.series for line in board.measures]
    condition = (
        Q(indicator__in={one.indicator_id for one in series})
        if series
        else Q(indicator__framework_metric__isnull=False)
    )
    readings = readings_below(areas, user=user, condition=condition)
    return combined.together(partnership, readings, on=on, also={one.pk for one in series})


def newest_local_figure(areas, *, user):
    """The last day of the newest dated figure of these areas."""
    readings = Reading.objects.visible_to(user).filter(area=OuterRef("pk"), period_end__isnull=False)
    newest = Subquery(readings.order_by("-period_end").values("period_end")[:1])  # one step into an index an area
    return Area.objects.filter(pk__in=areas).annotate(newest=newest).aggregate(Max("newest"))["newest__max"]


def headline_metrics():
    return list(FrameworkMetric.objects.filter(level=FrameworkMetric.Level.HEADLINE).select_related("outcome"))
