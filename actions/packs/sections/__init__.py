"""What a pack can hold. A new section is a module here and a line in KINDS; its key is kept in packs and stays.

A module has build(context) -> content.Section, which reads through the context and decides nothing anew: words,
figures and lights are those of the pages.
"""

from collections.abc import Callable
from dataclasses import dataclass

from actions.packs.sections import (
    action_log,
    changes,
    charts,
    cover,
    decisions,
    definitions,
    delivery,
    exceptions,
    needed,
    quality,
    recommendations,
    scorecard,
    summary,
)


@dataclass(frozen=True)
class SectionKind:
    key: str
    title: str
    sentence: str  # for whoever chooses
    build: Callable


KINDS = {
    one.key: one
    for one in (
        SectionKind("cover", cover.TITLE, "The council’s headings with your texts", cover.build),
        SectionKind("summary", summary.TITLE, "The message, and how many of each light", summary.build),
        SectionKind("decisions-needed", needed.TITLE, "What is due, blocked or unanswered", needed.build),
        SectionKind("exceptions", exceptions.TITLE, "Off course, late, contradicted or untold", exceptions.build),
        SectionKind("changes", changes.TITLE, "From the record, since the board last met", changes.build),
        SectionKind("population", scorecard.POPULATION, "What happens to residents", scorecard.population),
        SectionKind("service", scorecard.SERVICE, "What services do", scorecard.service),
        SectionKind("charts", charts.TITLE, "A trend for each measure of the strategy", charts.build),
        SectionKind("delivery", delivery.TITLE, "Each action with its lead, status and next step", delivery.build),
        SectionKind("action-log", action_log.TITLE, "One table of all actions and their last update", action_log.build),
        SectionKind("decisions", decisions.TITLE, "Open ones, and what came of the others", decisions.build),
        SectionKind("recommendations", recommendations.TITLE, "Which are answered, and by what", recommendations.build),
        SectionKind("definitions", definitions.TITLE, "For each indicator that is shown", definitions.build),
        SectionKind("quality", quality.TITLE, "What is doubtful about the figures shown", quality.build),
    )
}


class UnknownSection(LookupError):
    def __init__(self, key):
        super().__init__(f"“{str(key)[:40]}” is not a section of a pack. Known are: {', '.join(KINDS)}.")


def of(key):
    try:
        return KINDS[key]
    except KeyError:
        raise UnknownSection(key) from None


def placed(keys, order):
    """`keys` as they stand in `order`; one that does not stand there comes behind what KINDS has before it."""
    found = [key for key in order if key in keys]
    known = list(KINDS)
    for place, key in enumerate(known):
        if key in keys and key not in found:
            before = next((one for one in reversed(known[:place]) if one in found), None)
            found.insert(found.index(before) + 1 if before else 0, key)
    return found
