"""The numbers of one row: read, multiplied, and judged together."""

from decimal import Decimal
from functools import lru_cache

from indicators.models import STATES_WITHOUT_A_VALUE, State
from indicators.sources.base import plain
from indicators.sources.mapped.layout import LIMITS
from indicators.sources.mapped.tables import text_of
from indicators.sources.numbers import NotANumber, read_number

SWAPPED = str.maketrans(",.", ".,")
SCALED = ("value", *LIMITS)
INTERVALS = (("lower_95", "upper_95", "95%"), ("lower_998", "upper_998", "99.8%"))
STATES = {word: state.value for state in State for word in (plain(state.value), plain(state.label))}


class Unsound(Exception):
    """One cell cannot be used: `name` is the field that it was read for."""

    def __init__(self, name, cell, reason):
        super().__init__(reason)
        self.name, self.value, self.reason = name, text_of(cell), reason


class Numbers:
    """How the cells of one layout are numbers."""

    def __init__(self, layout):
        self.multiply, self.decimal = layout.multiply, layout.decimal
        self.marks = {plain(mark): (state, f"Marked {mark} in the source") for mark, state in layout.marks.items()}

    def read(self, cells):
        """({field: number or None}, state, note) of {field: cell}; Unsound where a cell is no number."""
        found, state, note = {}, State.NOT_AVAILABLE.value, ""
        for name, cell in cells.items():
            try:
                found[name], said, remark = self._number(cell, self.multiply if name in SCALED else 1)
            except NotANumber as error:
                raise Unsound(name, cell, str(error)) from error
            if name == "value":
                state, note = said, remark
        return found, state, note

    def _number(self, cell, factor):
        if isinstance(cell, str):
            if self.marks and (mark := self.marks.get(plain(cell))):
                return None, *mark
            if factor != 1 and "%" in cell:
                raise NotANumber(
                    f"This is a percentage already, and the mapping multiplies it by {factor:g}. "
                    "Mend the mapping, or the cells that are not written like the others."
                )
            if self.decimal == "," and any(map(str.isdigit, cell)):
                return self._with_a_comma(cell, factor)
        number, state, note = read_number(cell)
        return _times(number, factor), state, note

    def _with_a_comma(self, cell, factor):
        try:
            number, state, note = read_number(cell.translate(SWAPPED))
        except NotANumber as error:
            raise NotANumber(
                "This is not a number as the mapping has them: 1.234,5 with a comma before the tenths."
            ) from error
        return _times(number, factor), state, note


@lru_cache(maxsize=4096)
def _times(number, factor):
    """In tens, as people reckon: 0.07 times 100 is 7, which it is not in twos."""
    if number is None or factor == 1:
        return number
    product = float(Decimal(repr(number)) * Decimal(repr(factor)))
    if abs(product) == float("inf"):
        raise NotANumber("This number is too large.")
    return product


def state_of(cell):
    """What a column of states says; None where it says nothing."""
    text = text_of(cell)
    if text and (state := STATES.get(plain(text))) is None:
        allowed = ", ".join(State.values)
        raise Unsound("state", cell, f"This is no state of a figure. Allowed are {allowed}.")
    return state if text else None


def check(numbers, cells, state):
    """Refuse what contradicts itself; `cells` are those that the numbers were read from."""
    value = numbers.get("value")
    if state in STATES_WITHOUT_A_VALUE and value is not None:
        raise Unsound("state", state, f"A figure that is {State(state).label.lower()} has no value, but one is given.")
    for name in ("count", "denominator"):
        if (number := numbers.get(name)) is not None and number < 0:
            raise Unsound(name, cells[name], "A count of people or events cannot be negative.")
    for lower, upper, words in INTERVALS:
        low, high = numbers.get(lower), numbers.get(upper)
        if (low is None) != (high is None):
            empty = lower if low is None else upper
            raise Unsound(empty, cells.get(empty), f"Half of the {words} interval is missing.")
        if low is not None and low > high:
            raise Unsound(
                lower, cells[lower], f"The lower limit of the {words} interval is above its upper limit, {high:g}."
            )
        if low is not None and value is not None and not low <= value <= high:
            reason = f"The value is outside its {words} interval, {low:g} to {high:g}."
            raise Unsound("value", cells["value"], reason)
