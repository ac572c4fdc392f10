"""What the evidence suggested, what the partnership said to it, and which actions answer it."""

from actions.packs import cells
from actions.presenters.recommendations import recommendation_rows
from cdp.papers.content import Section, Table, Text

TITLE = "Recommendations and what came of them"


def build(context):
    rows = recommendation_rows(context.partnership.recommendations.current())
    if not rows:
        return Section("recommendations", TITLE, (Text(("No recommendation has been entered.",)),))
    table = Table(
        "recommendations",
        "Recommendations, the response and the actions that answer each",
        (
            cells.text("ref", "Reference"), cells.text("recommendation", "Recommendation"),
            cells.text("priority", "Priority"), cells.text("response", "Response"), cells.text("reason", "Reason"),
            cells.text("actions", "Actions that answer it"),
        ),
        tuple(
            (
                row.recommendation.ref, row.recommendation.title,
                row.recommendation.priority.title if row.recommendation.priority else "",
                row.recommendation.get_response_display(), row.recommendation.response_reason,
                "; ".join(str(action) for action in row.actions) or "None",
            )
            for row in rows
        ),
        identity=("ref",),
    )  # fmt: skip
    return Section("recommendations", TITLE, (table,))
