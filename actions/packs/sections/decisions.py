"""What boards decided and asked for: all that is open, and what came of what was closed since the last meeting."""

from django.db.models import Q

from actions.models import Decision
from actions.packs import cells
from actions.presenters.decisions import SOONEST, rows_of
from cdp.papers.content import Section, Table, Text

TITLE = "Decisions and asks"


def build(context):
    every = Decision.objects.filter(meeting__partnership=context.partnership)
    since = context.last_meeting.held_on if context.last_meeting else None
    wanted = Q(closed_at=None) | (Q(closed_at__date__gte=since) if since else Q())
    rows = rows_of(every.filter(wanted).order_by(*SOONEST), on=context.on)
    if not rows:
        return Section("decisions", TITLE, (Text(("No decision or ask is open, and none was closed.",)),))
    table = Table(
        "decisions",
        "Open decisions and asks, and those closed since the last meeting",
        (
            cells.text("what", "What"), cells.text("kind", "Decision or ask"), cells.text("meeting", "Of the meeting"),
            cells.text("whose", "Whose"), cells.date("due", "Due"), cells.text("state", "State"),
            cells.text("came", "What came of it"),
        ),
        tuple(_row(row) for row in rows),
        identity=("what", "meeting"),
    )  # fmt: skip
    return Section("decisions", TITLE, (table,))


def _row(row):
    one = row.decision
    state = "Closed" if one.closed_at else "Overdue" if row.is_overdue else "Open"
    return (
        one.text, one.get_kind_display(), str(one.meeting), row.whose, cells.day(one.due_on), state, one.closing_note,
    )  # fmt: skip
