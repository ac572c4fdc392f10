"""How a figure of an indicator is said: its number, unit and qualifier, its count, its change. Pure."""

import re
from decimal import ROUND_HALF_UP, Decimal

from cdp import words

BIG_MONEY = {"£ billion": Decimal(10**9), "£ million": Decimal(10**6)}
RANK = "rank"
MOST_DECIMALS = 2
# Fingertips shows three figures or so: up to which size how many decimals.
FINGERTIPS_DECIMALS = ((1, 3), (10, 2), (1000, 1))


def decimals(numbers):
    """How many decimals these figures share: as published up to two, else one (two below 1); sources publish ten."""
    known = [Decimal(str(number)) for number in numbers if number is not None]
    places = max((-number.normalize().as_tuple().exponent for number in known), default=0)
    if places <= MOST_DECIMALS:
        return max(places, 0)
    return 1 if max(abs(number) for number in known) >= 1 else MOST_DECIMALS


def parts(number, *, unit, qualifier="exact", state="published", places=None):
    """The figure and its unit apart: ("over £21 billion", ""), ("about 1,600", "people"), ("Suppressed", "")."""
    if number is None or words.status_key(state) in words.STATES:
        return words.value_parts(None, state=state)
    if unit in BIG_MONEY:
        number, unit, places = Decimal(str(number)) * BIG_MONEY[unit], "£", None
    elif places is None:
        places = decimals([number])
    if unit.startswith(RANK):
        return words.value_parts(number, qualifier=qualifier, of="all")[0], "place"
    if unit == "times":
        unit = "time" if number == 1 else "times"
    # Pounds are written whole, with pence, or as millions as short as they are exact: `money` knows when.
    return words.value_parts(number, unit=unit, qualifier=qualifier, decimals=None if unit == "£" else places)


def text(number, **options):
    return " ".join(part for part in parts(number, **options) if part)


def plain(number, places=None):
    """The bare number of a table cell, whose column has the unit in its heading."""
    return "" if number is None else words.figure(number, decimals([number]) if places is None else places)


def interval(lower, upper, places=None):
    if lower is None or upper is None:
        return ""
    places = decimals([lower, upper]) if places is None else places
    return f"{words.figure(lower, places)} to {words.figure(upper, places)}"


def as_fingertips(number, *, is_proportion=False, largest=None):
    """The figure as Fingertips prints it, to set beside its pages: "0.432", "45.8", "4568", "-" where there is none.

    Decimals go by the size of the largest figure of the indicator where it is known, else by that of this one; a
    proportion then has one. A proportion of 100 is whole. Our own pages say figures as `plain` does: no decimals that
    nobody published, and commas. Source: the unit tests of Fingertips' own formatter.
    """
    if number is None or number != number:  # only nan differs from itself
        return "-"
    size = abs(number if largest is None else largest)
    places = next((places for limit, places in FINGERTIPS_DECIMALS if size < limit), 0)
    if is_proportion and largest is None:
        places = 1
    rounded = Decimal(str(number)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return "100" if is_proportion and rounded == 100 else f"{rounded:f}"


def count_words(count, denominator):
    if count is None:
        return f"of {plain(denominator)}" if denominator is not None else ""
    return f"{plain(count)} of {plain(denominator)}" if denominator is not None else plain(count)


def difference(value, earlier):
    """Exact, so that 50.5 − 46.3 is 4.2 and not 4.200000000000003."""
    return Decimal(str(value)) - Decimal(str(earlier))


def change_words(change, *, unit, places=None):
    """ "Up 2.5 points", "Down 12 people", "Unchanged"."""
    if change == 0:
        return "Unchanged"
    unit = "points" if unit in ("%", "percentage points") else "" if is_rate(unit) else unit
    size = " ".join(p for p in parts(abs(change), unit=unit, places=places) if p)
    if unit == "points" and abs(change) == 1:
        size = "1 point"
    return f"{'Up' if change > 0 else 'Down'} {size}"


def is_rate(unit):
    """Whether the unit only repeats how the figure is scaled; beside a figure that has it, it may be left out."""
    return unit.startswith("per ")


def is_said_otherwise(printed, said):
    """Whether the document's own words hold more than our figure does: "nearly half (42%)", but not "42%"."""
    rest = _bare(said).removeprefix(_bare(printed))
    # "2,057" says as much as "2,057 offences", for the unit stands beside it; but "2" is not "20%".
    return bool(printed) and (rest == _bare(said) or rest[:1].isdigit() or rest[:1] == ".")


def _bare(words_):
    return re.sub(r"\.0+(?!\d)", "", words_.casefold().replace(" ", "").replace(",", ""))
