"""One recommendation with the whole chain around it."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse

from actions.models import Action, Decision, Measure, Recommendation, Scheme
from actions.presenters import evidence_figures
from actions.presenters.chain import Line, Link, gap, joined
from actions.presenters.decisions import state_of
from cdp import words

# Subjects of document notes that bear on a recommendation: what is our reading and not the document's.
NOTES = ("outcomes", "priorities", "recommendations")


@dataclass(frozen=True)
class RecommendationPage:
    recommendation: Recommendation
    total: int
    figures: list
    standfirst: str
    actions: list
    chain: list
    partners: list
    schemes: list
    notes: list
    previous: Recommendation | None
    next: Recommendation | None
    anything_entered: bool


def recommendation_page(recommendation, *, on, user):
    partnership = recommendation.partnership
    others = partnership.recommendations.current().order_by("position")
    figures = evidence_figures.figures_of(recommendation, user=user)
    actions = list(
        recommendation.actions.current()
        .select_related("priority")
        .prefetch_related(
            "action_agencies__agency",
            Prefetch("measures", Measure.objects.current().select_related("series__indicator")),
            Prefetch("decisions", Decision.objects.select_related("meeting")),
        )
        .order_by("position")
    )
    partners = list(recommendation.partners.all())
    return RecommendationPage(
        recommendation=recommendation,
        total=others.count(),
        figures=figures,
        standfirst=evidence_figures.standfirst(figures, on=on) if figures else "",
        actions=actions,
        chain=chain_of(recommendation, figures, actions, partners),
        partners=[(agency, kind_in_words(agency)) for agency in partners],
        schemes=running(recommendation, partners),
        notes=list(recommendation.document.notes.filter(subject__in=NOTES)) if recommendation.document else [],
        previous=others.filter(position__lt=recommendation.position).last(),
        next=others.filter(position__gt=recommendation.position).first(),
        anything_entered=Action.objects.current().filter(partnership=partnership).exists(),
    )


def kind_in_words(agency):
    if agency.is_generic:
        return "a kind of partner"
    kind = agency.get_kind_display()
    return kind if kind.isupper() else kind[0].lower() + kind[1:]


def running(recommendation, partners):
    """Schemes already under way: the same priority, and an agency in common that is one named body."""
    named = [agency for agency in partners if not agency.is_generic]
    if not named or recommendation.priority_id is None:
        return []
    schemes = Scheme.objects.filter(
        partnership=recommendation.partnership, priority=recommendation.priority_id, agencies__in=named
    )
    return list(schemes.distinct().order_by("position"))


def chain_of(recommendation, figures, actions, partners):
    leads = {part.agency: None for action in actions for part in action.action_agencies.all() if part.role == "lead"}
    measures = [measure for action in actions for measure in action.measures.all()]
    slug = recommendation.partnership.slug
    return joined(
        [
            need(figures, recommendation.evidence),
            Link("Recommendation", [_recommendation(recommendation)]),
            Link(
                "Action", [Line(str(action), href=_href("action", slug, action.ref), strong=True) for action in actions]
            )
            if actions
            else gap("Action", "None yet."),
            Link("Lead agency", [Line(agency.name, href=_href("agency", slug, agency.slug)) for agency in leads])
            if leads
            else gap("Lead agency", _no_lead(partners)),
            Link(
                "Measure", [Line(m.series.indicator.name, href=m.series.indicator.get_absolute_url()) for m in measures]
            )
            if measures
            else gap("Measure", _no_measure(figures)),
            _decisions(actions, slug),
        ]
    )


def _decisions(actions, slug):
    """What boards decided or asked for on the actions that answer it, the newest first."""
    decided = sorted(
        (one for action in actions for one in action.decisions.all()),
        key=lambda one: (one.meeting.held_on, one.position),
        reverse=True,
    )
    lines = [
        Line(
            one.text,
            href=_href("decision", slug, one.meeting_id, one.pk),
            note=f"{one.get_kind_display()} of {words.day(one.meeting.held_on)}. {state_of(one)}",
        )
        for one in decided
    ]
    return Link("Decisions", lines) if lines else gap("Decisions", "None recorded.")


def need(figures, evidence):
    if not figures:
        return gap("Need", "No figure stands behind it." if evidence else "The document gives no evidence for it.")
    shown = [Line(f"{figure.value}: {figure.name}", note=figure.about, href=figure.href) for figure in figures[:3]]
    if len(figures) > 3:
        more = len(figures) - 3
        shown.append(Line(f"and {words.plural(more, 'more figure')}, above"))
    return Link("Need", shown)


def _recommendation(recommendation):
    response = recommendation.get_response_display().lower()
    reason = f": {recommendation.response_reason}" if recommendation.response_reason else "."
    return Line(
        f"{recommendation.ref}. {recommendation.title}",
        strong=True,
        note=f"Response of the partnership: {response}{reason}",
    )


def _no_lead(partners):
    if not partners:
        return "None yet. The document names no partner."
    count = evidence_figures.NUMBERS[len(partners)].lower() if len(partners) < 10 else str(len(partners))
    return f"None yet. The document names {count} {'partner' if len(partners) == 1 else 'partners'}."


def _no_measure(figures):
    names = list(dict.fromkeys(figure.name for figure in figures))[:2]
    return f"None yet. {' and '.join(names)} could serve." if names else "None yet."


def _href(name, *parts):
    return reverse(name, args=parts)
