"""What one person owes and by when, what waits for their decision, what was sent back, and what they can report on."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from actions.commentary.standing import no_longer_true
from actions.models import Action, Meeting, ProgressUpdate, UpdateMove, UpdateState
from actions.owing import window
from actions.presenters import decisions
from actions.presenters.actions import COLUMNS, ActionRow, action_rows
from cdp import words
from cdp.exports import SAMPLE_NOTE, Column, Table
from partners.roles import Permission, roles_granting

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class Owed:
    """One action to report on, with what is said of it already."""

    row: ActionRow
    due_on: datetime.date | None = None  # None: nothing is owed at the moment
    update: ProgressUpdate | None = None  # the open one
    is_mine: bool = True  # of this person or their agency; a partnership lead may report on all others too

    @property
    def action(self):
        return self.row.action

    @property
    def delivery(self):
        return self.row.delivery

    @property
    def leads(self):
        return self.row.leads

    @property
    def differs(self):
        return self.row.differs

    @property
    def is_owed(self):
        return self.due_on is not None

    @property
    def is_complete(self):
        """As reported: however a light is shown, it takes no work off anybody."""
        return self.row.delivery.ruled_state == "complete"

    @property
    def returned(self):
        """The step by which it was sent back last."""
        steps = [move for move in self.update.moves.all() if move.to_state == UpdateState.RETURNED]
        return steps[-1]


@dataclass(frozen=True)
class Work:
    rows: list[Owed]
    finished: list[ActionRow]
    memberships: list
    headline: str
    nothing: str
    to_approve: list[ProgressUpdate]
    waiting: list[ProgressUpdate]
    decisions: list  # open ones of this person and of the agencies that they act for
    contradicted: list  # what this person has said of figures, where the newest ones say otherwise
    windows: list[tuple]  # (partnership, until when reporting for its next board is open)

    @property
    def owed(self):
        """Soonest first; among equals by the attention they need."""
        return sorted((row for row in self.rows if row.is_owed and row.is_mine), key=lambda row: row.due_on)

    @property
    def others_owe(self):
        return [row for row in self.rows if row.is_owed and not row.is_mine]

    @property
    def not_owed(self):
        return [row for row in self.rows if not row.is_owed and not row.update]

    @property
    def drafts(self):
        return [row for row in self._open(UpdateState.DRAFT) if not row.is_owed]

    @property
    def returned(self):
        return self._open(UpdateState.RETURNED)

    def _open(self, state):
        every = [*self.rows, *self.finished]
        return [row for row in every if row.is_mine and row.update and row.update.state == state]

    @property
    def in_several(self):
        return len({row.action.partnership_id for row in (*self.rows, *self.finished)}) > 1

    @property
    def by_workbook(self):
        """The partnerships in which this person may report on several actions at once, by Excel."""
        reporting = {*roles_granting(Permission.REPORT_PROGRESS), *roles_granting(Permission.REPORT_ANY_PROGRESS)}
        theirs = {one.partnership for one in self.memberships if one.role in reporting}
        with_actions = {row.action.partnership_id for row in (*self.rows, *self.finished)}
        return sorted((one for one in theirs if one.pk in with_actions), key=lambda one: one.name)

    @property
    def to_read(self):
        """Where there is nothing to report there is still much to read: the strategies of one's own partnerships."""
        return sorted({one.partnership for one in self.memberships}, key=lambda partnership: partnership.name)

    def table(self):
        rows = [*self.rows, *self.finished]
        cells = [
            [
                row.action.partnership.name,
                *row.row.cells(),
                row.action.partnership.is_sample,
                row.action.get_absolute_url(),
            ]
            for row in rows
        ]
        columns = [
            Column("partnership", "Partnership"),
            *COLUMNS,
            Column("sample_data", "Sample data"),
            Column("address", "Address here"),
        ]
        notes = [SAMPLE_NOTE] if any(row.action.partnership.is_sample for row in rows) else []
        return Table("my-work", "What you can report on", columns, cells, notes)


def work_of(person, *, on):
    reportable = Action.objects.reportable_by(person)
    everything = action_rows(reportable, on=on)
    memberships = list(person.memberships.select_related("partnership", "agency"))
    updates = _updates(reportable, everything)
    windows = _windows(everything, on=on)
    named = {row.action.partnership_id: row.action.partnership for row in everything}
    agencies = {membership.agency_id for membership in memberships if membership.agency_id}
    rows = [
        _owed(
            row,
            updates.get(row.action.pk, []),
            windows.get(row.action.partnership_id),
            is_mine=_is_mine(row, person, agencies),
        )
        for row in everything
    ]
    begun = [row for row in rows if not row.is_complete]
    return Work(
        rows=(ordered := sorted(begun, key=attention)),
        finished=[row for row in rows if row.is_complete],
        memberships=memberships,
        headline=headline(ordered, len(everything)),
        nothing=nothing(memberships),
        to_approve=list(_to_approve(person)),
        waiting=[row.update for row in rows if row.update and row.update.state == UpdateState.SUBMITTED],
        decisions=decisions.owned_by(person, on=on),
        contradicted=no_longer_true(person, on=on),
        windows=[(named[pk], decisions.window_sentence(one, on=on)) for pk, one in windows.items() if one],
    )


def _updates(reportable, rows):
    """{action: its open updates}, of which there is one at most."""
    if not rows:
        return {}
    found = defaultdict(list)
    actions = {row.action.pk: row.action for row in rows}
    opened = (
        ProgressUpdate.objects.open()
        .filter(action__in=reportable)
        .select_related("saved_by", "reported_by")
        .prefetch_related(Prefetch("moves", UpdateMove.objects.select_related("moved_by")))
    )
    for update in opened:
        update.action = actions[update.action_id]
        found[update.action_id].append(update)
    return found


def _windows(rows, *, on):
    """{partnership: the window in which an update is owed}."""
    meetings = defaultdict(list)
    partnerships = {row.action.partnership_id for row in rows}
    for meeting in Meeting.objects.filter(partnership__in=partnerships).order_by("held_on") if partnerships else ():
        meetings[meeting.partnership_id].append(meeting)
    return {pk: window(held, on=on) for pk, held in meetings.items()}


def _is_mine(row, person, agencies):
    """What nobody leads is whoever's who may report on it."""
    leads = {agency.pk for agency in row.leads}
    return row.action.lead_officer_id == person.pk or not leads or bool(leads & agencies)


def _owed(row, updates, one, *, is_mine):
    update = updates[0] if updates else None
    reported = row.action.reported_at
    reported_on = timezone.localdate(reported) if reported else None
    is_sent = update is not None and update.state == UpdateState.SUBMITTED
    is_complete = row.delivery.ruled_state == "complete"
    owes = one is not None and not is_sent and not is_complete and one.is_owed(reported_on)
    return Owed(row, one.due_on if owes else None, update, is_mine)


def _to_approve(person):
    return (
        ProgressUpdate.objects.approvable_by(person)
        .select_related("action__partnership", "reported_by", "agency")
        .order_by("reported_at", "pk")
    )


def nothing(memberships):
    """Why there is nothing to report on, and who can change it."""
    if not memberships:
        return (
            "You are not a member of a partnership yet. A partnership lead can add you; "
            "until then you can read all that is published."
        )
    reporting = {*roles_granting(Permission.REPORT_PROGRESS), *roles_granting(Permission.REPORT_ANY_PROGRESS)}
    if any(membership.role in reporting for membership in memberships):
        return "No action has been entered for you or your agency to lead. A partnership lead can add one."
    return "Your role lets you read, not report. A partnership lead can change that."


def attention(row):
    """Late first, then what nobody has reported on, then at risk; among equals the oldest update first."""
    place = {"late": 0, "not_reported": 1, "at_risk": 2}.get(row.delivery.state, 3)
    reported = row.action.reported_at
    return (place, reported.timestamp() if reported else 0, row.action.partnership.name, row.action.position)


def headline(rows, total):
    if not total:
        return "There is nothing for you to report on"
    if not rows:
        return "All of your actions are complete"
    owed = [row for row in rows if row.is_owed and row.is_mine]
    if owed:
        first = min(row.due_on for row in owed)
        return f"You owe {words.plural(len(owed), 'update')}, the first by {words.day(first)}"
    late = sum(row.delivery.state == "late" for row in rows)
    silent = sum(row.delivery.state == "not_reported" for row in rows)
    said = [f"{_number(late)} {'is' if late == 1 else 'are'} late"] if late else []
    if silent:
        said.append(f"{_number(silent)} {'has' if silent == 1 else 'have'} no update yet")
    start = f"You can report on {words.plural(len(rows), 'action')}"
    return f"{start}: {' and '.join(said)}" if said else start


def _number(count):
    return NUMBERS[count] if count < len(NUMBERS) else str(count)
