"""What the board has to decide: what falls due, what leads say is in their way, what nobody has answered."""

from django.db.models import Q

from actions.models import Decision
from actions.packs import cells
from actions.presenters.decisions import SOONEST, rows_of
from cdp import words
from cdp.papers.content import Section, Table, Text

TITLE = "Decisions needed"


def build(context):
    blocks = [_due(context), _blocked(context), _unanswered(context)]
    found = tuple(block for block in blocks if block)
    return Section("decisions-needed", TITLE, found or (Text(("Nothing waits for a decision of the board.",)),))


def _due(context):
    until = max(context.meeting.held_on, context.on)
    still = Decision.objects.open().filter(meeting__partnership=context.partnership)
    rows = rows_of(still.filter(Q(due_on__lte=until)).order_by(*SOONEST), on=context.on)
    if not rows:
        return None
    return Table(
        "due-decisions",
        f"Decisions and asks due by {words.day(until)} and still open",
        (
            cells.text("what", "What"), cells.text("kind", "Decision or ask"), cells.text("whose", "Whose"),
            cells.date("due", "Due"), cells.text("meeting", "Of the meeting"),
        ),
        tuple(
            (row.decision.text, row.decision.get_kind_display(), row.whose, cells.day(row.decision.due_on),
             str(row.decision.meeting))
            for row in rows
        ),
        identity=("what", "meeting"),
    )  # fmt: skip


def _blocked(context):
    blocked = [line for line in context.board.open_actions if context.said_of(line.action, "blocker")]
    if not blocked:
        return None
    return Table(
        "blockers",
        "What leads say is in their way",
        (
            cells.text("ref", "Reference"), cells.text("action", "Action"), cells.text("leads", "Lead agencies"),
            cells.text("blocker", "In the way"),
        ),
        tuple(
            (line.action.ref, line.action.title, line.lead_names, context.said_of(line.action, "blocker"))
            for line in blocked
        ),
        identity=("ref",),
    )  # fmt: skip


def _unanswered(context):
    open_ones = [one for one in context.board.unanswered if one.response != "declined"]
    if not open_ones:
        return None
    return Table(
        "unanswered",
        "Recommendations without an action",
        (cells.text("ref", "Reference"), cells.text("recommendation", "Recommendation")),
        tuple((one.ref, one.title) for one in open_ones),
        identity=("ref",),
    )
