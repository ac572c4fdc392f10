"""Writes the strategy of Exampleshire: priorities, recommendations, actions, measures and the rest of its document."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from actions.models import (
    Action,
    ActionAgency,
    EvidenceFigure,
    Finding,
    IntelligenceGap,
    Measure,
    Milestone,
    Opportunity,
    Priority,
    Recommendation,
    Scheme,
    Strategy,
    SubRecommendation,
    Theme,
)
from actions.operations import updates
from actions.operations.progress import report_progress
from cdp.sample import texts
from cdp.sample.calendar import Calendar
from cdp.sample.figures import EXAMPLESHIRE
from indicators.models import Observation, Outcome
from partners.models import Document, Partnership

PRIORITY_FILES = ("supply", "treatment", "demand", "together")


@dataclass
class Setting:
    """What the writers of the strategy refer to."""

    partnership: Partnership
    document: Document
    calendar: Calendar
    agencies: dict
    people: dict
    recommendations: dict = field(default_factory=dict)
    # What people said of the actions: (when, how to say it).
    reports: list = field(default_factory=list)

    def observations(self, indicator):
        """Exampleshire's figures of an indicator, newest first."""
        return (
            Observation.objects.filter(
                series__area__code=EXAMPLESHIRE, series__indicator__code=indicator, series__is_headline=True
            )
            .select_related("series")
            .order_by("-period_end")
        )


def write_strategy(setting):
    general = texts.read("strategy")
    strategy = Strategy.objects.create(
        partnership=setting.partnership,
        document=setting.document,
        title=setting.document.title,
        period=setting.document.covers,
    )
    outcomes = {outcome.code: outcome for outcome in Outcome.objects.all()}
    written = [(texts.read(name), name) for name in PRIORITY_FILES]
    priorities = []
    for position, (words, _) in enumerate(written, 1):
        priorities.append(
            Priority.objects.create(
                partnership=setting.partnership,
                strategy=strategy,
                code=words["code"],
                title=words["title"],
                national_priority=words["national_priority"],
                place=f"Section {position + 2}",
                position=position,
            )
        )
        _write_measures(setting, words["measures"], priority=priorities[-1])
        for recommendation in words["recommendations"]:
            _write_recommendation(setting, recommendation, priorities[-1], outcomes)
    for priority, (words, _) in zip(priorities, written, strict=True):
        for action in words["actions"]:
            _write_action(setting, action, priority)
    # In the order of the year, as the history of the partnership is read.
    for _, say in sorted(setting.reports, key=lambda report: report[0]):
        say()
    by_code = {priority.code: priority for priority in priorities}
    _write_schemes(setting, general["schemes"], by_code)
    _write_findings(setting, general, by_code)


def _write_measures(setting, measures, **owner):
    for words in measures:
        observations = list(setting.observations(words["indicator"]))
        baseline = observations[min(words.get("baseline", len(observations) - 1), len(observations) - 1)]
        target = words.get("target")
        Measure.objects.create(
            series=observations[0].series,
            baseline=Decimal(f"{baseline.value:.1f}"),
            baseline_period=baseline.period,
            target=None if target is None else Decimal(str(target)),
            target_on=None if target is None else setting.calendar.end_of_march(words["in_years"]),
            **owner,
        )


def _write_recommendation(setting, words, priority, outcomes):
    position = len(setting.recommendations) + 1
    recommendation = Recommendation.objects.create(
        partnership=setting.partnership,
        document=setting.document,
        ref=words["ref"],
        title=words["title"],
        evidence=words["evidence"],
        outcome=outcomes[words["outcome"]],
        outcome_in_source=outcomes[words["outcome"]].name,
        priority=priority,
        place=f"Section {priority.position + 2}, recommendation {position}",
        position=position,
        response=words.get("response", "accepted"),
        response_reason=words.get("response_reason", ""),
    )
    recommendation.partners.set([setting.agencies[f"exampleshire-{slug}"] for slug in words["partners"]])
    SubRecommendation.objects.bulk_create(
        SubRecommendation(recommendation=recommendation, position=place, text=text)
        for place, text in enumerate(words.get("parts", []), 1)
    )
    for place, figure in enumerate(words.get("figures", []), 1):
        _write_evidence_figure(setting, recommendation, place, figure)
    setting.recommendations[words["ref"]] = recommendation


def _write_evidence_figure(setting, recommendation, position, figure):
    """The figure as it was when the strategy was written, some periods before the newest."""
    observation = setting.observations(figure["indicator"])[figure["back"]]
    EvidenceFigure.objects.create(
        recommendation=recommendation,
        position=position,
        series=observation.series,
        observation=observation,
        period=observation.period,
        period_end=observation.period_end,
        value=round(observation.value, 1),
    )


def _write_action(setting, words, priority):
    action = Action.objects.create(
        partnership=setting.partnership,
        document=setting.document,
        ref=words["ref"],
        title=words["title"],
        priority=priority,
        lead_officer=setting.people[words["officer"]],
        starts_on=setting.calendar.day(words["starts"]),
        due_on=setting.calendar.day(words["due"]),
        place=f"Section {priority.position + 2}, action plan",
        position=setting.partnership.actions.count() + 1,
    )
    action.recommendations.set([setting.recommendations[ref] for ref in words.get("recommendations", [])])
    parts = [(slug, ActionAgency.Role.LEAD) for slug in words["lead"]]
    parts += [(slug, ActionAgency.Role.SUPPORTING) for slug in words.get("supporting", [])]
    ActionAgency.objects.bulk_create(
        ActionAgency(action=action, agency=setting.agencies[f"exampleshire-{slug}"], role=role, position=place)
        for place, (slug, role) in enumerate(parts)
    )
    Milestone.objects.bulk_create(
        Milestone(
            action=action,
            position=place,
            title=title,
            planned_on=setting.calendar.day(planned),
            due_on=setting.calendar.day(due),
            done_on=setting.calendar.day(done),
        )
        for place, (title, planned, due, done) in enumerate(words["milestones"], 1)
    )
    _write_measures(setting, words.get("measures", []), action=action)
    _report(setting, action, words)


def _report(setting, action, words):
    """What was said over the year, to be entered as people enter it."""
    for place, update in enumerate(words.get("updates", [])):
        now = setting.calendar.moment(-update["ago"], action.position * 5 + place)
        say = partial(
            report_progress,
            action=action,
            delivery_status=update["status"],
            confidence=update["confidence"],
            narrative=update["says"],
            next_step=update.get("next", ""),
            blocker=update.get("blocker", ""),
            by=setting.people[update.get("by", words["officer"])],
            now=now,
        )
        setting.reports.append((now, say))
    if words.get("open"):
        now = setting.calendar.moment(-words["open"]["ago"], action.position * 5)
        setting.reports.append((now, partial(_report_openly, setting, action, words["open"], words["officer"], now)))


def _report_openly(setting, action, words, officer, now):
    """What still waits for approval, or was sent back, so that there is something to decide."""
    by, lead = setting.people[officer], setting.people["partnership_lead"]
    update = updates.save_on(
        action=action,
        version=0,
        by=by,
        now=now,
        delivery_status=words["status"],
        confidence=words["confidence"],
        narrative=words["says"],
        next_step=words.get("next", ""),
    )
    update = updates.submit(update=update, version=update.version, by=by, now=now)
    if words.get("sent_back"):
        updates.send_back(update=update, version=update.version, reason=words["sent_back"], by=lead, now=now)


def _write_schemes(setting, schemes, priorities):
    for position, words in enumerate(schemes, 1):
        scheme = Scheme.objects.create(
            partnership=setting.partnership,
            document=setting.document,
            ref=f"S{position}",
            name=words["name"],
            summary=words["summary"],
            priority=priorities[words["priority"]],
            place=f"Annex A, row {position}",
            position=position,
        )
        scheme.agencies.set([setting.agencies[f"exampleshire-{slug}"] for slug in words["agencies"]])


def _write_findings(setting, general, priorities):
    Finding.objects.bulk_create(
        Finding(
            partnership=setting.partnership,
            document=setting.document,
            ref=f"F{position}",
            statement=words["statement"],
            priority=priorities[words["priority"]],
            place="Section 2",
            position=position,
        )
        for position, words in enumerate(general["findings"], 1)
    )
    IntelligenceGap.objects.bulk_create(
        IntelligenceGap(document=setting.document, ref=f"G{place}", gap=gap, place="Section 2", position=place)
        for place, gap in enumerate(general["intelligence_gaps"], 1)
    )
    Theme.objects.bulk_create(
        Theme(document=setting.document, ref=f"T{place}", position=place, place="Section 2", **words)
        for place, words in enumerate(general["themes"], 1)
    )
    Opportunity.objects.bulk_create(
        Opportunity(document=setting.document, ref=f"O{place}", position=place, place="Section 7", **words)
        for place, words in enumerate(general["opportunities"], 1)
    )
