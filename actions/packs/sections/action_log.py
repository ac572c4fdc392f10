"""All actions in one table, as every set of minutes has it."""

from actions.packs import cells
from cdp.papers.content import Section, Table, Text

TITLE = "Action log"


def build(context):
    lines = context.board.actions
    if not lines:
        return Section("action-log", TITLE, (Text(("No action has been entered.",)),))
    table = Table(
        "action-log",
        "All actions with their last update",
        (
            cells.text("ref", "Reference"), cells.text("action", "Action"), cells.text("leads", "Lead agencies"),
            cells.date("due", "Due"), cells.text("delivery", "Delivery"), cells.text("update", "Last update"),
            cells.date("updated", "Reported on"),
        ),
        tuple(
            (
                line.action.ref, line.action.title, line.lead_names, cells.day(line.action.due_on),
                line.delivery.said_how, context.said_of(line.action, "narrative") or "No update yet",
                cells.day(line.action.reported_at),
            )
            for line in lines
        ),
        identity=("ref",),
    )  # fmt: skip
    return Section("action-log", TITLE, (table,))
