"""All actions in one table, as every set of minutes has it."""

from actions.packs import cells
from actions.reports.kinds.tables import section, table

COLUMNS = (
    cells.text("ref", "Reference"),
    cells.text("action", "Action"),
    cells.text("priority", "Priority"),
    cells.text("leads", "Lead agencies"),
    cells.date("due", "Due"),
    cells.text("delivery", "Status"),
    cells.text("confidence", "Confidence"),
    cells.date("updated", "Last update"),
    cells.text("said", "What it said"),
    cells.text("next", "Next step"),
)


def build(context):
    lines = [line for line in context.lines if context.is_within(line.action.due_on)]
    rows = [_row(context, line) for line in lines]
    log = table(context, "action-log", "Actions with their last update", COLUMNS, rows, identity=("ref",))
    return (section("action-log", "Action log", log, empty="No action matches what was asked for."),)


def _row(context, line):
    action = line.action
    return (
        *context.of(action.partnership),
        action.ref,
        action.title,
        action.priority.title,
        line.lead_names or "Nobody named",
        cells.day(action.due_on),
        line.delivery.said_how,
        line.confidence.said_how if line.is_open else "",
        cells.day(action.reported_at),
        context.said_of(action, "narrative") or "No update yet",
        context.said_of(action, "next_step"),
    )
