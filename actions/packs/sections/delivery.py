"""The actions under each priority: who leads, how it goes, how sure the lead is, how old that is, what comes next."""

from django.utils.text import slugify

from actions.packs import cells
from cdp.papers.content import Section, Table, Text

TITLE = "Delivery by priority"
COLUMNS = (
    cells.text("ref", "Reference"),
    cells.text("action", "Action"),
    cells.text("leads", "Lead agencies"),
    cells.text("delivery", "Delivery"),
    cells.text("confidence", "Confidence"),
    cells.date("due", "Due"),
    cells.text("age", "Age of the update"),
    cells.text("next", "Next step"),
)


def build(context):
    blocks = []
    for number, one in enumerate(context.board.priorities, start=1):
        context.check()
        heading = f"{one.priority.code} {one.priority.title}"
        if not one.actions:
            blocks.append(Text(("No action has been agreed under this priority.",), heading=heading))
            continue
        key = f"delivery-{slugify(one.priority.code) or number}".replace("_", "-")
        blocks.append(
            Table(key, heading, COLUMNS, tuple(_row(line, context) for line in one.actions), identity=("ref",))
        )
    return Section("delivery", TITLE, _distinct(blocks) or (Text(("The strategy has no priority yet.",)),))


def _row(line, context):
    action = line.action
    return (
        action.ref,
        action.title,
        line.lead_names,
        line.delivery.said_how,
        line.confidence.said_how if line.is_open else "",
        cells.day(action.due_on),
        line.delivery.age,
        context.said_of(action, "next_step"),
    )


def _distinct(blocks):
    """Codes such as "A/1" and "A-1" make one key; the later one is counted."""
    taken, found = set(), []
    for block in blocks:
        if isinstance(block, Table):
            key, number = block.key, 2
            while key in taken:
                key, number = f"{block.key}-{number}", number + 1
            taken.add(key)
            block = Table(key, block.title, block.columns, block.rows, identity=block.identity)
        found.append(block)
    return tuple(found)
