"""Recommendations as rows of a list."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch

from actions.models import Action, Recommendation
from cdp.exports import Column

COLUMNS = [
    Column("ref", "Reference"),
    Column("recommendation", "Recommendation"),
    Column("evidence", "Evidence"),
    Column("outcome", "Outcome"),
    Column("priority", "Priority"),
    Column("partners", "Partners named"),
    Column("figures", "Figures", numeric=True),
    Column("actions", "Actions that answer it"),
    Column("response", "Response of the partnership"),
    Column("place", "Place in the document"),
]


@dataclass(frozen=True)
class RecommendationRow:
    """One line of the list: a recommendation, what it rests on and what came of it."""

    recommendation: Recommendation
    partners: list
    actions: list
    figures: int

    @property
    def outcome(self):
        one = self.recommendation
        return one.outcome.name if one.outcome else one.outcome_in_source

    @property
    def is_answered(self):
        return bool(self.actions)

    def cells(self):
        one = self.recommendation
        return [
            one.ref,
            one.title,
            one.evidence,
            self.outcome,
            one.priority.title if one.priority else "",
            "; ".join(agency.name for agency in self.partners),
            self.figures,
            "; ".join(action.ref for action in self.actions),
            one.get_response_display(),
            one.place,
        ]


SORTS = {
    "ref": lambda row: row.recommendation.position,
    "outcome": lambda row: row.outcome or None,
    "priority": lambda row: row.recommendation.priority.position if row.recommendation.priority else None,
    "figures": lambda row: row.figures,
}


def recommendation_rows(recommendations):
    answers = Prefetch("actions", Action.objects.current().order_by("position"), to_attr="answers")
    found = (
        recommendations.select_related("outcome", "priority")
        .prefetch_related("partners", answers)
        .annotate(figures=Count("evidence_figures"))
        .order_by("position")
    )
    return [RecommendationRow(one, list(one.partners.all()), one.answers, one.figures) for one in found]


def list_headline(total, answered):
    if not total:
        return "No recommendation has been entered"
    noun = "recommendation" if total == 1 else "recommendations"
    if not answered:
        return f"{total} {noun}, and no action answers {'it' if total == 1 else 'any of them'} yet"
    if answered == total:
        return f"{total} {noun}, {'' if total == 1 else 'each '}answered by an action"
    return f"{total} {noun}, {total - answered} of them without an action"
