"""The message in words, and the three lights counted, each apart and with its rule: they are never blended."""

from actions import delivery
from actions.packs import cells
from cdp import words
from cdp.papers.content import Section, Table, Text

TITLE = "Summary"
OUTCOME_RULE = (
    "each measure of the strategy by the official trend test at 99.8%. A population outcome belongs to the whole "
    "partnership and is held against no single action."
)


def build(context):
    board = context.board
    rows = [
        *(("Delivery", cells.because(said), cells.count(number)) for _, number, said in board.delivery_items),
        *(("Confidence", cells.because(said), cells.count(number)) for _, number, said in board.confidence_items),
        *(("Outcome", cells.status(state), cells.count(board.outcomes[state])) for state in _worst_first(board)),
    ]
    table = Table(
        "lights",
        "The three lights, counted apart",
        (cells.text("light", "Light"), cells.text("state", "State"), cells.number("number", "Number")),
        tuple(rows),
        identity=("light", "state"),
        notes=(
            f"Delivery, of actions: {delivery.DELIVERY_RULE}",
            f"Confidence, of open actions: {delivery.CONFIDENCE_RULE}",
            f"Outcome, of measures: {OUTCOME_RULE}",
        ),
    )
    sentences = (f"{board.headline}.", board.lead, f"{board.freshness_state}.")
    return Section("summary", TITLE, (Text(sentences), table))


def _worst_first(board):
    return sorted(board.outcomes, key=lambda state: words.ORDER.get(words.status_key(state), len(words.ORDER)))
