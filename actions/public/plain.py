"""What is said to residents, in short sentences of everyday words. Pure; names and texts come from the record.

A figure is said with its area, its period and whatever keeps it from being exact; the source stands beside it.
"""

from cdp import words
from indicators import figures

MOST_WORDS = 20  # of a sentence of ours, names and figures of the record apart
# What has become of a promise, in the order in which residents are told: (status, one, several).
PROMISES = (
    ("complete", "is done", "are done"),
    ("on_track", "is going to plan", "are going to plan"),
    ("at_risk", "may not be done in time", "may not be done in time"),
    ("late", "is late", "are late"),
    ("not_reported", "has no news yet", "have no news yet"),
)
STATES = {
    "complete": "Done.",
    "on_track": "Going to plan.",
    "at_risk": "This may not be done in time.",
    "late": "Late.",
    "not_reported": "No news yet.",
}
NO_NEWS = STATES["not_reported"]
# Reading.state: what keeps a figure from being the last word.
CAUTIONS = {
    "provisional": "This figure may still change.",
    "modelled": "This figure is an estimate.",
    "not_comparable": "This figure cannot be set beside others.",
}
NOT_BORNE_OUT = "Take care: the newest figure does not say so."
WELL, NOT_WELL = ("met", "on_course", "right_way"), ("wrong_way", "missed", "behind")
EVERY = {"per 100,000": "for every 100,000 people", "per 1,000": "for every 1,000 people"}
SMALL = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number(count):
    return SMALL[count] if 0 <= count < len(SMALL) else f"{count:,}"


def figure(value, *, unit, qualifier="exact", state="published"):
    """ "about 46%", "7.2 for every 100,000 people"."""
    if value is None:
        return ""
    if every := EVERY.get(unit):
        return f"{figures.text(value, unit='', qualifier=qualifier, state=state)} {every}"
    return figures.text(value, unit=unit, qualifier=qualifier, state=state)


def measured(*, name, said, area, period):
    """ "Deaths from drug misuse: 7.2 for every 100,000 people in Northshire (2021 to 2023)."."""
    when = f" ({period})" if period else ""
    return f"{name}: {said} in {area}{when}." if said else f"{name}: there is no figure for {area} yet."


def judged(verdict, *, target="", by=""):
    """How it goes, and what is aimed at; empty texts where nothing is aimed at."""
    aim = f"Our aim is {target} by {by}." if target else ""
    said = {
        "met": f"We have reached our aim of {target}.",
        "on_course": f"This is on course. {aim}",
        "right_way": f"This is getting better. {aim}",
        "wrong_way": f"This is getting worse. {aim}",
        "missed": f"Our aim was {target} by {by}. We did not reach it.",
        "behind": f"This is behind where it should be by now. {aim}",
        "no_clear_change": f"There is no clear change. {aim}",
        "not_judged": "This is neither good nor bad by itself.",
    }.get(str(verdict), f"It is too early to say how this is going. {aim}")
    return said.strip()


def caution(state):
    return CAUTIONS.get(str(getattr(state, "value", state)), "")


def commentary(*, period, is_contradicted, is_whole):
    """What is wrong with words that stand beside a figure; empty where nothing is."""
    if is_contradicted:
        return f"Take care: the newest figure, for {period}, does not say so." if period else NOT_BORNE_OUT
    return "" if is_whole else "Take care: part of this is not known any more."


def promises(counts):
    """What has become of the promises, a sentence a state: "Two are done. One is late."."""
    said = []
    for status, one, several in PROMISES:
        if count := counts.get(status, 0):
            said.append(f"{number(count).capitalize()} {one if count == 1 else several}.")
    return " ".join(said)


def promised(count):
    if not count:
        return "No work has been agreed under this aim yet."
    return f"We promised {number(count)} {'thing' if count == 1 else 'things'}."


def wanted(count):
    """What stands in place of promises where a document only recommends."""
    if count == 1:
        return "Our study says that one thing should be done. Nobody has agreed to do it yet."
    return f"Our study says that {number(count)} things should be done. Nobody has agreed to do them yet."


def state(status):
    return STATES.get(str(status), NO_NEWS)


def aims(count):
    return f"The plan has {number(count)} main {'aim' if count == 1 else 'aims'}." if count else ""


def measures_of(count):
    if not count:
        return "We have not chosen yet how to measure this."
    return f"We watch {number(count)} {'figure' if count == 1 else 'figures'}:"


def unclear(count):
    if count == 1:
        return "For one figure we cannot say yet if things are better or worse."
    return f"For {number(count)} figures we cannot say yet if things are better or worse."


def meeting(held_on):
    if held_on is None:
        return "No date is set for the next meeting yet."
    return f"The partnership meets next on {words.day(held_on)}."
