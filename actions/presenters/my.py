"""What one person can report on, by the attention it needs."""

from dataclasses import dataclass

from actions.models import Action
from actions.presenters.actions import COLUMNS, ActionRow, action_rows
from cdp import words
from cdp.exports import SAMPLE_NOTE, Column, Table
from partners.roles import Permission, roles_granting

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class Work:
    rows: list[ActionRow]
    finished: list[ActionRow]
    memberships: list
    headline: str
    nothing: str

    @property
    def in_several(self):
        return len({row.action.partnership_id for row in (*self.rows, *self.finished)}) > 1

    @property
    def to_read(self):
        """Where there is nothing to report there is still much to read: the strategies of one's own partnerships."""
        return sorted({one.partnership for one in self.memberships}, key=lambda partnership: partnership.name)

    def table(self):
        rows = [*self.rows, *self.finished]
        cells = [
            [row.action.partnership.name, *row.cells(), row.action.partnership.is_sample, row.action.get_absolute_url()]
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
    everything = action_rows(Action.objects.reportable_by(person), on=on)
    memberships = list(person.memberships.select_related("partnership", "agency"))
    rows = sorted((row for row in everything if row.delivery.state != "complete"), key=attention)
    return Work(
        rows=rows,
        finished=[row for row in everything if row.delivery.state == "complete"],
        memberships=memberships,
        headline=headline(rows, len(everything)),
        nothing=nothing(memberships),
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
    late = sum(row.delivery.state == "late" for row in rows)
    silent = sum(row.delivery.state == "not_reported" for row in rows)
    said = [f"{_number(late)} {'is' if late == 1 else 'are'} late"] if late else []
    if silent:
        said.append(f"{_number(silent)} {'has' if silent == 1 else 'have'} no update yet")
    start = f"You can report on {words.plural(len(rows), 'action')}"
    return f"{start}: {' and '.join(said)}" if said else start


def _number(count):
    return NUMBERS[count] if count < len(NUMBERS) else str(count)
