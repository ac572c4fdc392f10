"""One action: its three lights, the chain it stands in, its history."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from actions import drawings, measures
from actions.delivery import Light
from actions.models import (
    Action,
    ActionAgency,
    Decision,
    EvidenceFigure,
    Finding,
    Measure,
    ProgressUpdate,
    UpdateMove,
)
from actions.presenters import lights
from actions.presenters.chain import Line, Link, gap, joined
from actions.presenters.decisions import state_of
from actions.presenters.evidence_figures import value_of
from actions.presenters.readings import visible_readings
from actions.presenters.timeline import timeline_of
from actions.queries import with_overrides
from cdp import words
from indicators import figures as plain_figures

LEADS = {
    "late": "The work is late.",
    "at_risk": "The work is at risk.",
    "on_track": "The lead says that the work is on track.",
    "complete": "The work is complete.",
    "not_reported": "Nobody has reported on this action yet, so nothing can be said about its delivery.",
}


@dataclass(frozen=True)
class MilestoneLine:
    title: str
    state: str
    on: datetime.date
    note: str


@dataclass(frozen=True)
class ActionPage:
    action: Action
    lead: str
    delivery: Light
    outcome: Light
    confidence: Light
    against: measures.Contradiction | None
    lag: str
    chain: list
    leads: list
    history: list
    answered: list  # recommendations that have a chain


def full_actions(partnership, *, user, on):
    """Actions with all that their page shows, in a fixed number of queries: also archived ones, which stay readable."""
    findings = Finding.objects.filter(priority=OuterRef("priority")).order_by().values("priority")
    return (
        with_overrides(Action.objects.all(), on=on)
        .filter(partnership=partnership)
        .annotate(number_of_findings=Coalesce(Subquery(findings.annotate(number=Count("pk")).values("number")), 0))
        .select_related("priority", "reported_by", "lead_officer", "document", "archived_by", "superseded_by")
        .prefetch_related(
            "milestones",  # archived ones too, whose events are part of the history
            Prefetch(
                "updates",
                ProgressUpdate.objects.readable_by(user).select_related(
                    "reported_by", "decided_by", "saved_by", "agency"
                ),
            ),
            Prefetch("updates__moves", UpdateMove.objects.select_related("moved_by")),
            Prefetch("action_agencies", ActionAgency.objects.select_related("agency")),
            Prefetch("decisions", Decision.objects.select_related("meeting").order_by("-meeting__held_on", "position")),
            Prefetch(
                "measures",
                Measure.objects.current().select_related("series__indicator").prefetch_related(visible_readings(user)),
            ),
            Prefetch(
                "recommendations__evidence_figures",
                EvidenceFigure.objects.select_related("series__indicator", "series__area", "observation"),
            ),
        )
    )


def action_page(action, *, on, findings=0):
    tied = list(action.measures.all())
    facts = [lights.facts_of(measure) for measure in tied]
    delivery = lights.delivery_of(action, on=on)
    outcome = lights.outcome_shown(action, facts, on=on)
    against = measures.said_against_measured(status=action.delivery_status, measures=facts, on=on)
    return ActionPage(
        action=action,
        lead=" ".join(filter(None, [_delivery_lead(delivery), _outcome_lead(outcome)])),
        delivery=delivery,
        outcome=outcome,
        confidence=lights.confidence_of(action, on=on),
        against=against,
        lag=_lag(action, tied, against.names if against else (), on=on),
        chain=_chain(action, tied, facts, findings=findings, on=on),
        leads=_agencies(action, ActionAgency.Role.LEAD),
        history=timeline_of(action),
        answered=[one for one in action.recommendations.all() if one.archived_at is None],
    )


def _delivery_lead(delivery):
    if delivery.is_overridden:
        return f"{delivery.override.set_by} shows the work as “{delivery.said.lower()}”, otherwise than its rule says."
    return LEADS[delivery.state]


def _outcome_lead(outcome):
    if outcome.is_overridden:
        return ""
    return {
        "getting_worse": "A measure that it should move is moving the wrong way.",
        "worse": "A measure has missed its target.",
        "behind": "A measure is behind the line to its target.",
        "on_course": "The measure that it should move is on course to its target.",
        "getting_better": "The measure that it should move is moving the right way.",
        "better": "Its target is met.",
        "no_change": "The measure that it should move shows no clear change.",
    }.get(outcome.state, "")


def _agencies(action, role):
    return [part.agency for part in action.action_agencies.all() if part.role == role]


def _lag(action, tied, contradicted, *, on):
    """Drawn for the first measure that contradicts what was said."""
    for measure in tied:
        reading = getattr(measure.series, "reading", None)
        is_dated = reading and reading.period_start and reading.period_end
        if is_dated and action.starts_on and measure.series.indicator.name in contradicted:
            return drawings.lag(start=reading.period_start, end=reading.period_end, began=action.starts_on, today=on)
    return ""


def _chain(action, tied, facts, *, findings, on):
    slug = action.partnership.slug
    recommendations = list(action.recommendations.all())
    return joined(
        [
            _need(action, recommendations, findings),
            Link("Recommendation", [_recommendation(one, slug) for one in recommendations])
            if recommendations
            else gap("Recommendation", _no_recommendation(action)),
            Link("Action", [Line(f"{action.ref}. {action.title}", note=_dates(action), strong=True)]),
            _agencies_link(action, slug),
            Link("Milestones", milestones=_milestones(action, on=on))
            if lights.milestones_of(action)
            else gap("Milestones", "None yet, so that lateness can only be told from the action’s own date."
                     if action.due_on else "None yet, and no date: lateness can only be reported, not seen."),
            Link("Measure", [_measure(measure, one, on=on) for measure, one in zip(tied, facts, strict=True)])
            if tied
            else gap("Measure", "None yet, so its outcome cannot be judged. A partnership lead can tie one to it."),
            _decisions(action, slug),
        ]
    )  # fmt: skip


def _need(action, recommendations, findings):
    figures = [figure for one in recommendations for figure in one.evidence_figures.all()]
    lines = [
        Line(
            f"{value_of(figure)}: {figure.series.indicator.name}",
            href=f"{figure.series.indicator.get_absolute_url()}?areas={figure.series.area.code}",
            note=", ".join(filter(None, [figure.series.group, figure.series.area.name, figure.period])),
        )
        for figure in figures[:3]
    ]
    if lines:
        return Link("Need", lines)
    if not findings:
        return gap("Need", "No figure is tied to it.")
    address = reverse("findings", args=[action.partnership.slug])
    found = "1 finding" if findings == 1 else f"{findings} findings"
    return Link("Need", [
        Line(f"{found} under the same priority", href=f"{address}?priority={action.priority.code}",
             note="No figure is tied to this action itself."),
    ])  # fmt: skip


def _no_recommendation(action):
    if action.partnership.recommendations.exists():
        return "None. This action answers no recommendation."
    return "None. The document makes no recommendations; it goes straight to actions."


def _recommendation(one, slug):
    said = one.get_response_display().lower()
    return Line(str(one), href=reverse("recommendation", args=[slug, one.ref]), strong=True, note=f"Response: {said}.")


def _dates(action):
    return (
        words.dates(action.starts_on, action.due_on)
        if action.starts_on or action.due_on
        else "No dates in the document"
    )


def _agencies_link(action, slug):
    lead = _agencies(action, ActionAgency.Role.LEAD)
    supporting = _agencies(action, ActionAgency.Role.SUPPORTING)
    if not lead:
        return gap("Lead agency", "None named, so nobody can be asked.")
    lines = [Line(agency.name, href=reverse("agency", args=[slug, agency.slug])) for agency in lead]
    lines += [Line(f"With {agency.name}", href=reverse("agency", args=[slug, agency.slug])) for agency in supporting]
    return Link("Lead agency" if len(lead) == 1 else "Lead agencies", lines)


def _decisions(action, slug):
    """What boards decided or asked for on this action."""
    lines = [
        Line(
            one.text,
            href=reverse("decision", args=[slug, one.meeting_id, one.pk]),
            note=f"{one.get_kind_display()} of {words.day(one.meeting.held_on)}. {state_of(one)}",
        )
        for one in action.decisions.all()
    ]
    return Link("Decisions", lines) if lines else gap("Decisions", "None recorded.")


def _milestones(action, *, on):
    lines = []
    for one in lights.milestones_of(action):
        planned = f"planned {words.day(one.planned_on)}"
        if one.done_on:
            lines.append(MilestoneLine(one.title, "done", one.done_on, planned if one.done_on > one.planned_on else ""))
        else:
            late = one.due_on < on
            moved = planned if one.due_on != one.planned_on else ""
            lines.append(MilestoneLine(one.title, "overdue" if late else "due", one.due_on, moved))
    return lines


def _measure(measure, facts, *, on):
    said = measures.SHOWN[measures.verdict(facts, on=on)][1]
    held = (
        "A service measure: this action can be held to it."
        if facts.is_service
        else "Not a service measure: it belongs to the partnership, and this action is not coloured by it."
    )
    return Line(
        facts.name,
        href=measure.series.indicator.get_absolute_url(),
        strong=True,
        note=f"{said}. {measures.sentence(facts, on=on, follows_verdict=True)} {held}",
    )


def reporter_hint(leads):
    """Whom to ask, for someone signed in who may not report on the action."""
    names = " or ".join(agency.name for agency in leads) or "no agency yet"
    return f"You cannot report on this action. A lead officer of {names}, or the partnership lead, can."


def aim_of(action):
    """The target that a lead is asked to be confident of; empty where none is set."""
    for measure in action.measures.all():
        if (
            measure.archived_at is None
            and measure.target is not None
            and measure.series.indicator.scope == measures.SERVICE
        ):
            target = plain_figures.text(float(measure.target), unit=measure.series.indicator.unit)
            return f"{target} by {words.month(measure.target_on)}"
    return ""
