"""What the record answers: a function for each question that it can answer, named in a form's file.

Each gets a Year and gives a text, empty where the record says nothing. All is read with the eyes of the board, so that
an answer does not depend on who opens the page. Dates are of the year of the return; how things stand is as at today.
"""

import datetime
import re
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from actions.board import rows
from actions.board.strategy import delivery_board
from actions.models import Decision, Milestone, ProgressUpdate, Strategy
from actions.reports.kinds.exceptions import is_off
from cdp import words
from indicators.presenters.scorecard import scorecard_row
from partners.models import AgencyKind, Partnership
from partners.roles import Role
from partners.sight import BoardOf

PREFILLS = {}
YEAR = re.compile(r"(20\d{2})/(\d{2})")
MOST_LISTED = 12


class YearNotUnderstood(ValueError):
    def __init__(self, text):
        super().__init__(f"“{str(text)[:20]}” is not a year of returns. Write it as 2025/26")


def days_of(year):
    """(first, last): from 1 April to 31 March."""
    found = YEAR.fullmatch(year)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        raise YearNotUnderstood(year)
    begins = int(found[1])
    return datetime.date(begins, 4, 1), datetime.date(begins + 1, 3, 31)


@dataclass
class Year:
    partnership: Partnership
    year: str
    on: datetime.date

    @property
    def sight(self):
        return BoardOf(self.partnership)

    @cached_property
    def days(self):
        return days_of(self.year)

    @cached_property
    def board(self):
        return delivery_board(self.partnership, on=self.on, user=self.sight)

    @cached_property
    def updates(self):
        """Approved ones of all years, the oldest first."""
        said = ProgressUpdate.objects.approved().filter(action__partnership=self.partnership)
        return list(said.order_by("reported_at", "pk").only("action", "reported_at", "blocker", "next_step"))

    @cached_property
    def decided(self):
        """Decisions and asks of all years."""
        found = Decision.objects.filter(meeting__partnership=self.partnership).select_related("agency")
        return list(found.order_by("meeting__held_on", "position"))

    @cached_property
    def holders(self):
        held = self.partnership.memberships.filter(user__is_active=True).select_related("user")
        return list(held.order_by("user__name", "pk"))

    def is_within(self, moment):
        return self.days[0] <= timezone.localdate(moment) <= self.days[1]

    @cached_property
    def held(self):
        meetings = self.partnership.meetings.filter(cancelled_at=None, held_on__range=self.days)
        return list(meetings.order_by("held_on"))


def answers(function):
    PREFILLS[function.__name__] = function
    return function


def _listed(lines, noun):
    """A line each; the rest of a long list is counted and not left out in silence."""
    shown = [f"- {line}" for line in lines[:MOST_LISTED]]
    if left := len(lines) - MOST_LISTED:
        shown += [f"- and {words.plural(left, f'more {noun}')}"] if left > 0 else []
    return "\n".join(shown)


@answers
def partnership_name(year):
    return year.partnership.name


@answers
def areas(year):
    return ", ".join(one.area.name for one in year.partnership.footprint.select_related("area"))


@answers
def host(year):
    agency = year.partnership.host_agency
    return year.partnership.host or (agency.name if agency else "")


@answers
def senior_responsible_owner(year):
    return _holders(year, Role.SENIOR_RESPONSIBLE_OWNER)


@answers
def partnership_lead(year):
    return _holders(year, Role.PARTNERSHIP_LEAD)


def _holders(year, role):
    return ", ".join(one.user.name for one in year.holders if one.role == role)


@answers
def members(year):
    return "\n".join(f"- {seat.agency.name}" for seat in year.partnership.seats.select_related("agency"))


@answers
def meetings(year):
    if not year.held:
        return ""
    days = "; ".join(words.day(one.held_on) for one in year.held)
    return f"{words.plural(len(year.held), 'meeting')}: {days}."


@answers
def decisions(year):
    held = {one.pk for one in year.held}
    found = [one for one in year.decided if one.meeting_id in held and one.kind == Decision.Kind.DECISION]
    if not found:
        return ""
    closed = sum(one.closed_at is not None for one in found)
    start = f"{words.plural(len(found), 'decision')}, of which {closed} {'has' if closed == 1 else 'have'} been closed:"
    return f"{start}\n{_listed([one.text for one in found], 'decision')}"


@answers
def strategy(year):
    found = Strategy.objects.filter(partnership=year.partnership, successor=None).order_by("-pk").first()
    return ", ".join(filter(None, (found.title, found.period))) if found else ""


@answers
def number_of_actions(year):
    return str(len(year.board.actions)) if year.board.actions else ""


@answers
def actions_by_status(year):
    if not year.board.actions:
        return ""
    counted = [f"{number} {said.lower()}" for _, number, said in year.board.delivery_items if number]
    return f"As at {words.day(year.on)}: {', '.join(counted)}."


@answers
def changes(year):
    met = Milestone.objects.current().filter(action__partnership=year.partnership, done_on__range=year.days)
    met = met.filter(action__archived_at=None).select_related("action").order_by("done_on", "pk")
    complete = [str(line.action) for line in year.board.actions if line.status == "complete"]
    said = []
    if number := sum(year.is_within(one.reported_at) for one in year.updates):
        said.append(f"{words.plural(number, 'progress update')} approved in the year.")
    if met := [f"{one.title} ({one.action.ref}), {words.day(one.done_on)}" for one in met]:
        said.append(f"{words.plural(len(met), 'milestone')} met:\n{_listed(met, 'milestone')}")
    if complete:
        said.append(f"{words.plural(len(complete), 'action')} complete:\n{_listed(complete, 'action')}")
    return "\n\n".join(said)


@answers
def exceptions(year):
    off = [line for line in year.board.actions if is_off(line)]
    latest, lines = {one.action_id: one for one in year.updates}, []
    for line in off:
        update = latest.get(line.action.pk)
        told = (update.blocker, update.next_step) if update else ()
        why = " ".join(f"{one.rstrip('.')}." for one in told if one)
        lines.append(f"{line.action}: {line.delivery.said_how.lower()}. {why}".rstrip())
    return _listed(lines, "action")


@answers
def headline_metrics(year):
    areas_ = [one.area_id for one in year.partnership.footprint.all()]
    found = rows.framework_lines(areas_, on=year.on, user=year.sight)
    lines = [
        f"{row.metric}: {row.indicator.name}, {row.area.name}: {row.value_text} in {row.period}"
        + (f" (England {row.england.figure})" if row.england.figure else "")
        for row in found
        if row.reading.value is not None and row.indicator.framework_metric.level == "headline"
    ]
    return _listed(lines, "figure")


@answers
def measures(year):
    lines = []
    for line in year.board.measures:
        if line.row is None:
            continue
        row = scorecard_row(line.row.reading, on=year.on)
        lines.append(f"{row.indicator.name}, {row.area.name}: {row.value_text} in {row.period}. {row.trend_word}.")
    return _listed(lines, "measure")


@answers
def ahead(year):
    after = (year.days[1], year.days[1] + datetime.timedelta(days=366))
    found = Milestone.objects.current().filter(
        action__partnership=year.partnership, action__archived_at=None, done_on=None, due_on__range=after
    )
    lines = [f"{one.title}, due {words.day(one.due_on)}" for one in found.order_by("due_on", "pk")]
    return _listed(lines, "milestone")


@answers
def asks(year):
    government = [one for one in year.decided if one.agency and one.agency.kind == AgencyKind.GOVERNMENT]
    standing = [one.text for one in government if one.kind == Decision.Kind.ASK and one.closed_at is None]
    return _listed(standing, "ask")
