"""The chain of a whole strategy: need, recommendation, action, lead agency, milestone, measure, decision.

Fetched in a fixed number of queries, and browsable from either end: every step knows what leads to it.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Prefetch

from actions.models import ActionAgency, EvidenceFigure, Measure, Milestone
from actions.presenters import lights
from actions.queries import with_overrides
from indicators.models import Reading
from indicators.statistics.trend.terms import Verdict


@dataclass
class Step:
    """An action with what it comes from and what hangs on it."""

    action: object
    delivery: object  # its light, as judged on the day
    recommendations: list = field(default_factory=list)
    decisions: list = field(default_factory=list)

    @property
    def leads(self):
        return [part.agency for part in self.action.lead_parts]

    @property
    def milestones(self):
        return self.action.milestones.all()

    @property
    def measures(self):
        return self.action.measures.all()


@dataclass
class Chains:
    partnership: object
    recommendations: list
    steps: list
    worsening: list  # readings of its measures that are getting worse and that no action is held to

    @cached_property
    def steps_of(self):
        found = {one.pk: [] for one in self.recommendations}
        for step in self.steps:
            for one in step.recommendations:
                found[one.pk].append(step)
        return found

    @property
    def chains(self):
        """[(recommendation, its steps)] in the order of the document."""
        return [(one, self.steps_of[one.pk]) for one in self.recommendations]

    @property
    def unanswered(self):
        return [one for one in self.recommendations if not self.steps_of[one.pk]]

    @property
    def unmeasured(self):
        return [step for step in self.steps if not step.measures]

    @property
    def unasked(self):
        """Actions that no recommendation asks for."""
        return [step for step in self.steps if not step.recommendations]

    @property
    def agencies(self):
        """[(agency, its steps)] by name: the chain from the other end."""
        return _by(self.steps, lambda step: step.leads, key=lambda agency: agency.name)

    @property
    def measures(self):
        """[(indicator, the steps that are held to it)] by name."""
        return _by(
            self.steps, lambda step: [one.series.indicator for one in step.measures], key=lambda one: one.name
        )  # fmt: skip

    @property
    def decided(self):
        """[(decision, its step)]: of those about an action."""
        return [(one, step) for step in self.steps for one in step.decisions]

    @property
    def headline(self):
        if not self.recommendations and not self.steps:
            return "Nothing has been recommended or agreed yet"
        gaps = [
            (len(self.unanswered), "recommendation without an action", "recommendations without an action"),
            (len(self.unmeasured), "action without a measure", "actions without a measure"),
            (len(self.worsening), "worsening measure without an action", "worsening measures without an action"),
        ]
        said = [f"{number} {one if number == 1 else several}" for number, one, several in gaps if number]
        if not said:
            return "From every need there is a way to an action and its measure"
        return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def chains_of(partnership, *, on, user, priority=None):
    """The same queries however much the strategy holds."""
    recommendations = partnership.recommendations.current()
    actions = partnership.actions.current()
    if priority:
        recommendations, actions = recommendations.filter(priority=priority), actions.filter(priority=priority)
    figures = EvidenceFigure.objects.select_related("series__indicator").order_by("position")
    recommendations = list(recommendations.prefetch_related(Prefetch("evidence_figures", figures)).order_by("position"))
    leads = ActionAgency.objects.filter(role=ActionAgency.Role.LEAD).select_related("agency")
    measures = Measure.objects.current().select_related("series__indicator")
    actions = (
        with_overrides(actions, on=on)
        .select_related("reported_by")
        .order_by("position")
        .prefetch_related(
            "recommendations",
            Prefetch("action_agencies", leads, to_attr="lead_parts"),
            Prefetch("milestones", Milestone.objects.current()),
            Prefetch("measures", measures),
            "decisions__meeting",
        )
    )
    known = {one.pk: one for one in recommendations}
    steps = []
    for action in actions:
        action.partnership = partnership  # its address needs the slug
        decisions = sorted(action.decisions.all(), key=lambda one: one.recorded_at)
        for one in decisions:
            one.meeting.partnership = partnership
        steps.append(
            Step(
                action,
                lights.delivery_of(action, on=on),
                [known[one.pk] for one in action.recommendations.all() if one.pk in known],
                decisions,
            )
        )
    for one in recommendations:
        one.partnership = partnership
    return Chains(partnership, recommendations, steps, _worsening(partnership, user, priority))


def _worsening(partnership, user, priority):
    held = Measure.objects.current().filter(action__partnership=partnership, action__archived_at__isnull=True)
    chosen = Measure.objects.current().filter(priority__partnership=partnership)
    if priority:
        chosen = chosen.filter(priority=priority)
    found = Reading.objects.visible_to(user).filter(
        series__in=chosen.order_by().values("series"), trend_verdict=Verdict.GETTING_WORSE
    )
    alone = found.exclude(series__in=held.order_by().values("series"))
    return list(alone.select_related("indicator", "area").order_by("indicator__name"))


def _by(steps, things_of, *, key):
    found = {}
    for step in steps:
        for thing in dict.fromkeys(things_of(step)):
            found.setdefault(thing, []).append(step)
    return sorted(found.items(), key=lambda pair: key(pair[0]))
