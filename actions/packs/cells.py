"""Cells of a paper’s tables: a figure as the page says it with its number, a day, the words of a light."""

import datetime
import re

from django.utils import timezone

from cdp import words
from cdp.papers.content import Column, Day, Figure, Kind
from indicators import figures
from indicators.models import State

NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?")
MARKS = {
    State.SUPPRESSED: "c",
    State.NOT_AVAILABLE: "x",
    State.PROVISIONAL: "p",
    State.MODELLED: "e",
}


def text(key, heading):
    return Column(key, heading)


def number(key, heading):
    return Column(key, heading, Kind.NUMBER)


def date(key, heading):
    return Column(key, heading, Kind.DATE)


def day(on):
    """None stays an empty cell."""
    return Day(words.day(on), _iso(on)) if on else None


def _iso(on):
    return (timezone.localdate(on) if isinstance(on, datetime.datetime) else on).isoformat()


def count(value):
    return Figure(f"{value:,}", value, 0)


def figure(value, said="", *, mark=""):
    """`said` is how the page says it. Where the words round otherwise than a computer does, the words stand.

    Words whose first number is another one, as "£21.5 billion" of 21,500,000,000, are kept as words: a table that
    held both would say two things.
    """
    if value is None:
        return Figure(said, None, 0, mark) if said or mark else None
    said = said or figures.plain(value)
    found = NUMBER.findall(said)
    if not found:
        return Figure(said, None, 0, mark) if mark else said
    printed = found[0].replace(",", "").replace("−", "-")
    places = len(printed.partition(".")[2])
    if abs(float(printed) - value) > 0.5 * 10**-places + 1e-9:
        return said
    is_same = f"{round(value, places):.{places}f}" == f"{float(printed):.{places}f}"
    return Figure(said, value if is_same else float(printed), places, mark)


def reading(row):
    """The newest figure of a scorecard row."""
    one = row.reading
    mark = MARKS.get(one.state, "")
    return figure(one.value, row.figure, mark="x" if one.value is None and not mark else mark)


def status(state):
    """The word alone: the shape beside it on a page is decoration."""
    return words.shape_and_word(state)[1]


def because(sentence):
    """A reason as a sentence of its own."""
    return f"{sentence[:1].upper()}{sentence[1:]}"
