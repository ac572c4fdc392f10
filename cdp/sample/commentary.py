"""What people of Exampleshire have written of its figures: one that holds, and one that a newer figure contradicts."""

from actions.board import rows
from actions.commentary import standing
from actions.operations.commentary import write
from partners.sight import BoardOf

WRITTEN_BEFORE = -20  # days

HOLDS = "{area} stands at {value} in {period}, where England has {england}. The figure has moved {change}."
HELD_ONCE = "We are past the worst: the last figures point the right way."


def write_commentaries(setting):
    """Chosen by what the figures say, so that another draw of them makes the same points."""
    lines = rows.measure_lines(setting.partnership, on=setting.calendar.today, user=BoardOf(setting.partnership))
    told = [(line, standing.words_of(line.row, target=line.target_text)) for line in lines if line.row]
    worse = next(((line, words) for line, words in told if line.row.trend == "getting_worse"), None)
    better = next(
        (
            (line, words)
            for line, words in told
            if line.row.trend == "getting_better" and words["england"] and words["change"]
        ),
        None,
    )
    by = setting.people["data_lead"]
    for chosen, text, claim in ((better, HOLDS, "better"), (worse, HELD_ONCE, "better")):
        if chosen:
            line, words = chosen
            write(
                partnership=setting.partnership,
                series=line.measure.series,
                text=text,
                claim=claim,
                words=words,
                by=by,
                now=setting.calendar.moment(WRITTEN_BEFORE, 0),
            )
