"""Everything that is off course, unanswered or untold, worst first, as on the strategy's page."""

from actions.packs import cells
from cdp.papers.content import Section, Table, Text

TITLE = "Exceptions"


def build(context):
    found = context.board.exceptions
    if not found:
        return Section("exceptions", TITLE, (Text(("Nothing is off course, unanswered or untold.",)),))
    table = Table(
        "exceptions",
        "Exceptions, worst first",
        (
            cells.text("what", "What"), cells.text("why", "Why"), cells.text("detail", "In detail"),
            cells.date("since", "Since"), cells.text("whom", "Whose"),
        ),
        tuple((one.what, one.why, one.detail, cells.day(one.since), one.whom) for one in found),
        identity=("what", "why"),
    )  # fmt: skip
    return Section("exceptions", TITLE, (table,))
