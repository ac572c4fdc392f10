"""Each night: what is owed and who stands where, put before the rules; what they say is written as digests."""

import datetime
from collections import defaultdict

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from actions.mail import letters
from actions.mail.links import NewLink
from actions.mail.rules import Cadence, Level, Owed, digests, due
from actions.mail.writing import write
from actions.models import Action, ActionAgency, Mail, MailKind, MailLink, Meeting, ProgressUpdate, ReminderPlan
from partners.models import Membership, Person
from partners.roles import Role

DIGESTS = (MailKind.REMINDER.value, MailKind.ESCALATION.value)
LEVELS = {
    Role.LEAD_OFFICER.value: Level.OFFICER,
    Role.DEPUTY.value: Level.DEPUTY,
    Role.BOARD_MEMBER.value: Level.BOARD_MEMBER,
    Role.PARTNERSHIP_LEAD.value: Level.LEAD,
}


def write_reminders(*, on=None, now=None, check=lambda: None):
    """The number of digests written; on the same day a second time none.

    A few queries for all, then a transaction for each person, so that one who makes trouble keeps no other from it.
    """
    now = now or timezone.now()
    on = on or timezone.localdate(now)
    owed = owed_on(on)
    told = digests(owed, on=on, last_digest=_last_digests(), last_told=_last_told(owed))
    people = Person.objects.filter(is_active=True).in_bulk(told)
    written = 0
    for pk, lines in sorted(told.items()):
        check()
        if pk in people:
            written += _write(people[pk], lines, on=on, now=now)
    return written


@transaction.atomic
def _write(person, lines, *, on, now):
    """What is one's own to report may be switched off; what was escalated may not."""
    if MailKind.REMINDER.value in person.mails_off.values_list("kind", flat=True):
        lines = [line for line in lines if line.level != Level.OFFICER]
    if not lines:
        return 0
    may_report = set(
        Action.objects.reportable_by(person)
        .filter(pk__in=[line.owed.key for line in lines])
        .values_list("pk", flat=True)
    )
    actions = Action.objects.select_related("partnership").in_bulk([line.owed.key for line in lines])
    lines = [line for line in lines if line.owed.key in actions]
    links = {pk: NewLink(actions[pk]) for pk in may_report}
    partnerships = {action.partnership_id: action.partnership for action in actions.values()}
    only = next(iter(partnerships.values())) if len(partnerships) == 1 else None
    plan = plan_of(only) if only else None
    is_own = any(line.level == Level.OFFICER for line in lines)
    letter = letters.digest(person, lines, actions, links, plan=plan, on=on, now=now)
    mail = write(
        kind=MailKind.REMINDER if is_own else MailKind.ESCALATION,
        key="digest",
        day=on,
        person=person,
        partnership=only,
        links=links.values(),
        now=now,
        **letter,
    )
    return int(mail is not None and mail.is_new)


def plan_of(partnership) -> ReminderPlan:
    """As it was set, or else the usual one, which is not kept."""
    return ReminderPlan.objects.filter(partnership=partnership).first() or ReminderPlan(partnership=partnership)


def cadence_of(plan) -> Cadence:
    return Cadence(
        before=tuple(plan.days_before),
        after=tuple(plan.days_after),
        between=plan.days_between,
        deputy_after=plan.deputy_after,
        board_member_after=plan.board_member_after,
        lead_after=plan.lead_after,
        is_on=plan.is_on,
    )


def owed_on(on: datetime.date, *, partnership=None) -> list[Owed]:
    """Every action on which an update is, or was, due, with those who are to be told of it."""
    actions = Action.objects.open().order_by("partnership", "position")
    meetings = Meeting.objects.filter(cancelled_at=None)
    if partnership is not None:
        actions, meetings = actions.filter(partnership=partnership), meetings.filter(partnership=partnership)
    boards = defaultdict(list)
    for meeting in meetings:
        boards[meeting.partnership_id].append(meeting)
    actions = list(
        actions.filter(partnership__in=boards).exclude(pk__in=ProgressUpdate.objects.waiting().values("action"))
    )
    leads, members = _leads(boards), _members(boards)
    plans = {plan.partnership_id: cadence_of(plan) for plan in ReminderPlan.objects.filter(partnership__in=boards)}
    found = []
    for action in actions:
        reported_on = timezone.localdate(action.reported_at) if action.reported_at else None
        due_on = due(boards[action.partnership_id], reported_on=reported_on, on=on)
        if due_on is not None:
            people = _people(action, leads[action.pk], members[action.partnership_id])
            found.append(Owed(action.pk, due_on, people, plans.get(action.partnership_id, Cadence())))
    return found


def _leads(partnerships):
    """{action: its lead agencies}"""
    found = defaultdict(set)
    rows = ActionAgency.objects.filter(role=ActionAgency.Role.LEAD, action__partnership__in=partnerships)
    for action, agency in rows.values_list("action", "agency"):
        found[action].add(agency)
    return found


def _members(partnerships):
    """{partnership: [(level, agency, person)]}"""
    found = defaultdict(list)
    rows = Membership.objects.filter(role__in=LEVELS, user__is_active=True, partnership__in=partnerships)
    for partnership, role, agency, person in rows.values_list("partnership", "role", "agency", "user"):
        found[partnership].append((LEVELS[role], agency, person))
    return found


def _people(action, agencies, members):
    """Those of the agencies that lead the action, and whoever leads the partnership.

    Where the action names its lead officer and they still are one, they alone are told first.
    """
    levels = {level: set() for level in Level}
    for level, agency, person in members:
        if level == Level.LEAD or agency in agencies:
            levels[level].add(person)
    if action.lead_officer_id in levels[Level.OFFICER]:
        levels[Level.OFFICER] = {action.lead_officer_id}
    return {level: frozenset(people) for level, people in levels.items()}


def _last_digests():
    rows = Mail.objects.filter(kind__in=DIGESTS, person__isnull=False).exclude(state=Mail.State.DROPPED)
    return dict(rows.values_list("person").annotate(last=Max("day")))


def _last_told(owed):
    """A digest says all that its reader owes. Who may report has a link for each action, which tells of it even where
    the action came to them after a digest; for all others the last digest counts for all actions.
    """
    links = MailLink.objects.filter(action__in=[one.key for one in owed], mail__kind__in=DIGESTS).exclude(
        mail__state=Mail.State.DROPPED
    )
    found = {
        (person, action): day
        for person, action, day in links.values_list("person", "action").annotate(Max("mail__day"))
    }
    last = _last_digests()
    for one in owed:
        for level in (Level.BOARD_MEMBER,):
            for person in one.people.get(level, ()):
                if person in last:
                    found.setdefault((person, one.key), last[person])
    return found
