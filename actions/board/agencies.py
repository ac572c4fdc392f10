"""Who sits in a partnership, and what each agency leads, supports and is named for."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q

from actions.board import over_time, rows
from actions.board.promises import Promises, promises
from actions.models import Action, ActionAgency, Decision, Recommendation, Scheme
from actions.owing import window
from actions.presenters import decisions
from actions.presenters.lights import milestones_of
from cdp import words
from partners.models import Agency, Seat


@dataclass
class AgencyLine:
    """One agency of the list."""

    seat: Seat
    leads: list[rows.ActionLine] = field(default_factory=list)
    supports: int = 0
    recommendations: int = 0
    schemes: int = 0

    @property
    def agency(self):
        return self.seat.agency

    @property
    def delivery_items(self):
        return rows.delivery_items(self.leads)


@dataclass(frozen=True)
class AgencyPage:
    seat: Seat
    leads: list[rows.ActionLine]
    supports: list[rows.ActionLine]
    recommendations: list[Recommendation]
    schemes: list[Scheme]
    hosted: bool
    elsewhere: list[Seat]
    due: list[over_time.Due]
    due_words: str
    window_sentence: str
    promises: Promises
    burn_up: over_time.BurnUp
    decisions: list[decisions.Row]
    answered: list  # [(recommendation, the lines of those of its actions that answer it)]

    @property
    def delivery_items(self):
        return rows.delivery_items(self.leads)

    @property
    def promised(self):
        """ "Leads 3 actions with 8 milestones and supports 1." """
        said = []
        if self.leads:
            steps = sum(len(milestones_of(line.action)) for line in self.leads)
            with_steps = f" with {words.plural(steps, 'milestone')}" if steps else ""
            said.append(f"leads {words.plural(len(self.leads), 'action')}{with_steps}")
        if self.supports:
            said.append(f"supports {words.plural(len(self.supports), 'action')}")
        text = " and ".join(said) or "leads no action yet"
        return f"{text[:1].upper()}{text[1:]}."

    @property
    def open_decisions(self):
        return [row for row in self.decisions if not row.decision.closed_at]

    @property
    def closed_decisions(self):
        return [row for row in self.decisions if row.decision.closed_at]


def agency_lines(partnership, *, on):
    lines = {
        seat.agency_id: AgencyLine(seat)
        for seat in partnership.seats.select_related("agency__parent").order_by("agency__name", "pk")
    }
    for action in rows.action_lines(partnership.actions, on=on):
        for agency in action.leads:
            if agency.pk in lines:
                lines[agency.pk].leads.append(action)
    ours = Q(agency__recommendations__partnership=partnership)
    counts = partnership.seats.order_by().values("agency").annotate(
        named=Count("agency__recommendations", filter=ours, distinct=True),
        running=Count("agency__schemes", filter=Q(agency__schemes__partnership=partnership), distinct=True),
        helping=Count(
            "agency__action_agencies",
            filter=Q(
                agency__action_agencies__role=ActionAgency.Role.SUPPORTING,
                agency__action_agencies__action__partnership=partnership,
                agency__action_agencies__action__archived_at__isnull=True,
            ),
            distinct=True,
        ),
    )  # fmt: skip
    for row in counts:
        line = lines[row["agency"]]
        line.recommendations, line.schemes, line.supports = row["named"], row["running"], row["helping"]
    return list(lines.values())


def agency_page(seat, *, on, visible):
    """What one agency has to do with the partnership; `visible` are the partnerships the reader may see."""
    partnership, agency = seat.partnership, seat.agency
    parts = defaultdict(set)
    for part in ActionAgency.objects.filter(agency=agency, action__partnership=partnership):
        parts[part.role].add(part.action_id)
    actions = rows.action_lines(partnership.actions.filter(agencies=agency), on=on)
    leads = [line for line in actions if line.action.pk in parts[ActionAgency.Role.LEAD]]
    due = over_time.due_next(leads, on=on)
    meetings = list(partnership.meetings.all())
    return AgencyPage(
        seat=seat,
        leads=leads,
        supports=[line for line in actions if line.action.pk in parts[ActionAgency.Role.SUPPORTING]],
        recommendations=list(
            agency.recommendations.current().filter(partnership=partnership).select_related("partnership")
        ),
        schemes=list(agency.schemes.filter(partnership=partnership).select_related("partnership")),
        hosted=partnership.host_agency_id == agency.pk,
        elsewhere=list(
            agency.seats.filter(partnership__in=visible)
            .exclude(partnership=partnership)
            .select_related("partnership", "agency")
        ),
        due=due,
        due_words=over_time.soon_words(due, on=on),
        window_sentence=decisions.window_sentence(window(meetings, on=on), on=on),
        promises=promises(leads, meetings, on=on),
        burn_up=over_time.burn_up([line.action for line in leads], on=on, whose=f"the actions led by {agency.name}"),
        decisions=decisions.rows_of(
            Decision.objects.filter(agency=agency, meeting__partnership=partnership).order_by(*decisions.SOONEST), on=on
        ),
        answered=_answered(actions),
    )


def _answered(lines):
    """The recommendations that these actions answer, in the order of the document: from here the chains begin."""
    by_pk = {line.action.pk: line for line in lines}
    found = {}
    joins = Action.recommendations.through.objects.filter(
        action__in=by_pk, recommendation__archived_at__isnull=True
    ).select_related("recommendation")
    for join in joins.order_by("recommendation__position", "action__position"):
        found.setdefault(join.recommendation, []).append(by_pk[join.action_id])
    return list(found.items())


def kinds(lines):
    """The kinds of agency there are, in words and sorted, for the filter."""
    present = {line.agency.kind for line in lines}
    return [choice for choice in sorted(Agency.kind.field.choices, key=lambda c: c[1]) if choice[0] in present]
