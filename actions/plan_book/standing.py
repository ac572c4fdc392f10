"""A partnership's plan as it is, in the values of the workbook: what an export writes and an import is compared with.

Only what is current is in it. What is archived, merged or superseded by another action is kept, but is no part of the
plan that a workbook holds.
"""

from dataclasses import dataclass, field

from django.db.models import Prefetch, Q
from django.utils import timezone

from actions.models import Action, ActionAgency, Measure, Milestone, Recommendation
from actions.plan_book.cells import even, line
from actions.plan_book.columns import Kind
from actions.plan_book.known import Agencies, Figures, key_of, listed, read_list
from actions.plan_book.sheets import BY_KEY, SHEETS
from partners.roles import Permission

OWNERS = ("priority", "recommendation", "action")


@dataclass
class Standing:
    """`rows` is {sheet: {identity: {column: value}}}, `records` the same with the records themselves."""

    partnership: object
    agencies: Agencies
    figures: Figures
    rows: dict = field(default_factory=lambda: {sheet.key: {} for sheet in SHEETS})
    records: dict = field(default_factory=lambda: {sheet.key: {} for sheet in SHEETS})
    archived: dict = field(default_factory=dict)  # {sheet: what tells apart what is archived of what is current}
    members: dict = field(default_factory=dict)  # {email: person}
    invited: set = field(default_factory=set)  # emails with an open invitation
    may_invite: bool = False

    def add(self, key, record, **values):
        sheet = BY_KEY[key]
        for column in sheet.columns:
            if column.key not in values:
                value = getattr(record, column.key)
                values[column.key] = even(column, value) if isinstance(value, str) else value
            elif isinstance(values[column.key], str) and column.kind in (Kind.LINE, Kind.TEXT):
                values[column.key] = even(column, values[column.key])
        identity = tuple(values[name] for name in sheet.identity)
        self.rows[key][identity] = values
        self.records[key][identity] = record


def standing_plan(partnership, *, user, now=None) -> Standing:
    now = now or timezone.now()
    plan = Standing(partnership, Agencies(partnership, user), Figures(partnership, user))
    plan.may_invite = type(partnership).objects.where(user, Permission.MANAGE_PEOPLE).filter(pk=partnership.pk).exists()
    _add_strategies(plan)
    recommendations = _add_recommendations(plan)
    actions = _add_actions(plan)
    _add_measures(plan, recommendations, actions)
    for seat in partnership.seats.select_related("agency", "partnership").order_by("agency__name", "pk"):
        agency = seat.agency
        kept = {
            "agency": plan.agencies.know(agency.slug),
            "kind": agency.kind,
            "short_name": agency.short_name,
            "is_new": "",
        }
        plan.add("agencies", seat, **kept)
    _add_people(plan, now)
    return plan


def _add_strategies(plan):
    titles = {}
    for strategy in plan.partnership.strategies.select_related("successor").order_by("title", "pk"):
        titles[strategy.pk] = line(strategy.title)
        plan.add("strategies", strategy, successor=line(strategy.successor.title) if strategy.successor else "")
    for priority in plan.partnership.priorities.order_by("position", "pk"):
        plan.add("priorities", priority, strategy=titles[priority.strategy_id])


def _add_recommendations(plan):
    partners = listed(Recommendation.partners.through.objects.all(), "recommendation", "agency__slug")
    everything = plan.partnership.recommendations.select_related("outcome", "priority").order_by("position", "pk")
    rows = list(everything.annotate(partners_named=partners).prefetch_related("sub_recommendations"))
    plan.archived["recommendations"] = {line(row.ref) for row in rows if row.archived_at}
    current = [row for row in rows if not row.archived_at]
    for row in current:
        plan.add(
            "recommendations",
            row,
            outcome=line(row.outcome.name) if row.outcome else "",
            priority=line(row.priority.code) if row.priority else "",
            partners=tuple(sorted(plan.agencies.know(slug) for (slug,) in read_list(row.partners_named))),
        )
        for part in row.sub_recommendations.all():
            plan.add("parts", part, recommendation=line(row.ref))
    return current


def _add_actions(plan):
    parts = listed(ActionAgency.objects.all(), "action", "position", "pk", "role", "agency__slug")
    answered = Action.recommendations.through.objects.filter(recommendation__archived_at__isnull=True)
    rows = list(
        Action.objects.filter(partnership=plan.partnership)
        .annotate(parts_had=parts, refs_answered=listed(answered, "action", "recommendation__ref"))
        .select_related("priority", "lead_officer", "partnership")
        .prefetch_related(Prefetch("milestones", Milestone.objects.order_by("position")))
        .order_by("position", "pk")
    )
    plan.archived["milestones"] = {}
    plan.archived["actions"] = {line(row.ref) for row in rows if row.archived_at}
    current = [row for row in rows if not row.archived_at]
    for row in current:
        parts = [(role, plan.agencies.know(slug)) for _, _, role, slug in sorted(read_list(row.parts_had))]
        by_role = {role: tuple(slug for its, slug in parts if its == role) for role in ActionAgency.Role}
        plan.add(
            "actions",
            row,
            priority=line(row.priority.code),
            lead_agencies=by_role[ActionAgency.Role.LEAD],
            supporting_agencies=by_role[ActionAgency.Role.SUPPORTING],
            recommendations=tuple(sorted(line(ref) for (ref,) in read_list(row.refs_answered))),
            lead_officer=row.lead_officer.email.lower() if row.lead_officer else "",
        )
        for milestone in row.milestones.all():
            if milestone.archived_at:
                plan.archived["milestones"][line(row.ref), milestone.position] = line(milestone.title)
            else:
                plan.add("milestones", milestone, action=line(row.ref))
    return current


def _add_measures(plan, recommendations, actions):
    of_current = {
        "priority": {row.pk: line(row.code) for row in plan.records["priorities"].values()},
        "recommendation": {row.pk: line(row.ref) for row in recommendations},
        "action": {row.pk: line(row.ref) for row in actions},
    }
    own = Q()
    for owner in OWNERS:
        own |= Q(**{f"{owner}__partnership": plan.partnership})
    plan.archived["measures"] = set()
    rows = Measure.objects.filter(own).select_related("series__indicator", "series__area").order_by("pk")
    for owner in OWNERS:
        for row in rows:
            name = of_current[owner].get(getattr(row, f"{owner}_id"))
            if name is None:
                continue
            if row.archived_at:
                plan.archived["measures"].add((owner, name, *key_of(row.series)))
                continue
            indicator, area, sex, age, category_type, category = key_of(row.series)
            plan.add(
                "measures",
                row,
                belongs_to=owner,
                owner=name,
                indicator=indicator,
                area=area,
                sex=sex,
                age=age,
                category_type=category_type,
                category=category,
                baseline=_normal(row.baseline),
                target=_normal(row.target),
            )


def _normal(number):
    return None if number is None else number.normalize() + 0


def _add_people(plan, now):
    """Members, and those whose invitation is open: both hold the role as far as a plan goes."""
    members = plan.partnership.memberships.filter(user__is_active=True).select_related("user", "agency")
    for row in members.order_by("user__name", "user__email", "role", "pk"):
        person = row.user
        plan.members[person.email.lower()] = person
        _add_person(plan, row, person.email, person.name)
    invitations = plan.partnership.invitations.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)
    for row in invitations.select_related("agency").order_by("name", "email"):
        plan.invited.add(row.email.lower())
        _add_person(plan, row, row.email, row.name)
    # In one order, whoever has joined and who has not yet.
    people = sorted(plan.rows["people"].items(), key=lambda item: (item[1]["name"], item[0]))
    plan.rows["people"] = dict(people)


def _add_person(plan, row, email, name):
    agency = plan.agencies.know(row.agency.slug) if row.agency else ""
    identity = (email.lower(), row.role, agency)
    if identity not in plan.rows["people"]:
        plan.add("people", row, email=email.lower(), name=name, agency=agency)
