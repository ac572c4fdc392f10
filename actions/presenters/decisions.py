"""What boards decided and asked for, as lists and sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from actions.models import Decision, Meeting
from actions.queries import with_open_decisions
from cdp import words
from cdp.exports import Column, Table
from partners.models import Membership

COLUMNS = [
    Column("meeting", "Meeting"),
    Column("held_on", "Held on"),
    Column("kind", "Decision or ask"),
    Column("text", "What"),
    Column("owner", "Person"),
    Column("agency", "Agency"),
    Column("action", "Action"),
    Column("due_on", "Due"),
    Column("closed_on", "Closed on"),
    Column("came_of_it", "What came of it"),
]
MEETING_COLUMNS = [
    Column("title", "Meeting"),
    Column("held_on", "Held on"),
    Column("papers_due_on", "Papers due"),
    Column("reporting_opens_on", "Reporting opens"),
    Column("reporting_closes_on", "Reporting closes"),
    Column("is_cancelled", "Cancelled"),
    Column("open", "Decisions and asks still open", numeric=True),
]

# What has no date comes last, on every database.
SOONEST = (F("due_on").asc(nulls_last=True), "meeting__held_on", "position")


def state_of(decision):
    if decision.closed_at:
        return f"Closed on {words.day(decision.closed_at)}: {decision.closing_note}"
    return f"Open, due {words.day(decision.due_on)}." if decision.due_on else "Open, with no date."


def full_decisions(decisions):
    return decisions.select_related("meeting__partnership", "owner", "agency", "action", "closed_by")


@dataclass(frozen=True)
class Row:
    """A decision or ask in a list."""

    decision: Decision
    is_overdue: bool

    @property
    def whose(self):
        """ "Olu Officer, Northshire Probation" """
        named = [self.decision.owner, self.decision.agency]
        return ", ".join(one.name for one in named if one)

    def cells(self):
        one = self.decision
        return [
            one.meeting.title, one.meeting.held_on, one.get_kind_display(), one.text,
            one.owner.name if one.owner else "", one.agency.name if one.agency else "",
            one.action.ref if one.action else "", one.due_on,
            words.day(one.closed_at) if one.closed_at else "", one.closing_note,
        ]  # fmt: skip


def rows_of(decisions, *, on):
    return [Row(one, one.is_overdue(on=on)) for one in full_decisions(decisions)]


@dataclass(frozen=True)
class MeetingsPage:
    coming: Sequence[Meeting]
    past: Sequence[Meeting]
    open: Sequence[Row]

    @property
    def headline(self):
        standing = [one for one in self.coming if not one.cancelled_at]
        when = f"The board meets on {words.day(standing[0].held_on)}" if standing else "No meeting has been set"
        if not self.open:
            return when
        overdue = sum(row.is_overdue for row in self.open)
        late = f", {overdue} past {'its' if overdue == 1 else 'their'} date" if overdue else ""
        return f"{when}; {open_words(len(self.open))} open{late}"


def open_words(number):
    return "1 decision or ask is" if number == 1 else f"{number} decisions and asks are"


def meetings_page(partnership, *, on):
    """The next meeting first, then those after it; of the past the newest first."""
    meetings = list(with_open_decisions(partnership.meetings, on=on).order_by("held_on", "pk"))
    for meeting in meetings:
        meeting.partnership = partnership
    still = Decision.objects.open().filter(meeting__partnership=partnership)
    return MeetingsPage(
        coming=[one for one in meetings if one.held_on >= on],
        past=[one for one in reversed(meetings) if one.held_on < on],
        open=rows_of(still.order_by(*SOONEST), on=on),
    )


def meetings_table(page, partnership, notes):
    rows = [
        [one.title, one.held_on, one.papers_due_on, one.reporting_opens_on, one.reporting_closes_on,
         "yes" if one.cancelled_at else "no", one.number_open]
        for one in sorted([*page.coming, *page.past], key=lambda one: one.held_on)
    ]  # fmt: skip
    return Table(f"{partnership.slug}-meetings", f"Meetings of {partnership.name}", MEETING_COLUMNS, rows, notes)


def decisions_table(partnership, notes, *, on):
    every = Decision.objects.filter(meeting__partnership=partnership).order_by("meeting__held_on", "position")
    rows = [row.cells() for row in rows_of(every, on=on)]
    title = f"Decisions and asks of {partnership.name}"
    return Table(f"{partnership.slug}-decisions", title, COLUMNS, rows, notes)


@dataclass(frozen=True)
class MeetingPage:
    meeting: Meeting
    own: Sequence[Row]
    carried: Sequence[Row]

    @property
    def open_carried(self):
        return [row for row in self.carried if not row.decision.closed_at]

    @property
    def closed_carried(self):
        return [row for row in self.carried if row.decision.closed_at]


def meeting_page(meeting, *, on):
    """What it decided, and above that what came to it from earlier meetings and was not closed before it met."""
    came = (
        Decision.objects.filter(meeting__partnership=meeting.partnership, meeting__held_on__lt=meeting.held_on)
        .filter(Q(closed_at=None) | Q(closed_at__date__gte=meeting.held_on))
        .order_by("meeting__held_on", "position")
    )
    own = meeting.decisions.order_by("position")
    return MeetingPage(meeting, own=rows_of(own, on=on), carried=rows_of(came, on=on))


def dates_of(meeting):
    """What there is beside the day itself, in words."""
    opens, closes = meeting.reporting_opens_on, meeting.reporting_closes_on
    known = [f"Reporting from {words.day(opens)} to {words.day(closes)}"] if opens else []
    return [*known, f"Papers due {words.day(meeting.papers_due_on)}"] if meeting.papers_due_on else known


def window_sentence(one, *, on):
    """Of a window of actions.owing: whether updates are wanted now, and until when."""
    if one is None:
        return ""
    board = f"the board of {words.day(one.held_on)}"
    if one.opens_on and one.opens_on > on:
        return f"Reporting for {board} opens on {words.day(one.opens_on)} and closes on {words.day(one.due_on)}."
    if one.due_on < on:
        return f"Reporting for {board} closed on {words.day(one.due_on)}."
    return f"Reporting for {board} is open until {words.day(one.due_on)}."


def owned_by(person, *, on):
    """The open decisions and asks of this person and of the agencies that they act for, soonest first."""
    acts_for = Membership.objects.filter(
        user=person, agency=OuterRef("agency"), partnership=OuterRef("meeting__partnership")
    )
    mine = Decision.objects.open().visible_to(person).filter(Q(owner=person) | Exists(acts_for))
    return rows_of(mine.order_by(*SOONEST), on=on)
