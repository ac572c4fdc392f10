"""Places in a sentence that fill themselves: "It fell to {value} in {period}". Pure.

A text is plain words with names of places in braces; a brace that is meant is written twice. Nothing else of Python's
formats is known: no attribute, no index, no width.
"""

import re

PLACES = {
    "value": "the newest figure with its unit",
    "period": "the period of the newest figure",
    "interval": "its 95% interval",
    "change": "its change and since when",
    "trend": "the official trend in words",
    "england": "England’s figure for the same period",
    "target": "the target and by when",
    "area": "the area",
}
CLAIMS = {"better": "It gets better", "worse": "It gets worse", "no_change": "It does not change clearly"}
VERDICTS = {"getting_better": "better", "getting_worse": "worse", "no_change": "no_change"}
AGAINST_BEFORE = {"better": "better", "worse": "worse", "similar": "no_change"}
EMPTY = "(not known)"
PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


class PlacesRefused(ValueError):
    """The message is a sentence for the page: what is wrong, and what is allowed."""


def used(text):
    """The names of the places in a text, in order, each once; PlacesRefused for one that there is not."""
    found = {}
    for part in PART.finditer(text):
        if part.group() in ("{", "}"):
            raise PlacesRefused(
                "A brace opens and closes a place, such as {value}. Write {{ or }} for one that is meant"
            )
        if part.group(1) is not None:
            found[part.group(1)] = None
    if unknown := [name for name in found if name not in PLACES]:
        allowed = ", ".join(f"{{{name}}}" for name in PLACES)
        raise PlacesRefused(f"{{{unknown[0]}}} is no place that can be filled. Use {allowed}")
    return tuple(found)


def filled(text, words):
    """The text with each place as `words` ({place: words}) has it, EMPTY for what they lack."""

    def one(part):
        if part.group(1) is None:
            return part.group()[0]
        return words.get(part.group(1), "") or EMPTY

    return PART.sub(one, text)


def direction(*, trend, since_then):
    """Where the figure goes: better, worse or no_change; "" where that cannot be said.

    `trend` is the status of the official test, `since_then` how the figure stands against the one before. The test
    comes first: it rests on five figures, the other on two.
    """
    return VERDICTS.get(trend) or AGAINST_BEFORE.get(since_then, "")


def contradicts(claim, newest):
    """Whether words that claim this direction are at odds with the newest figures."""
    return bool(claim and newest and claim != newest)
