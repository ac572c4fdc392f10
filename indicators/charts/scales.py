"""Where numbers and words stand: round axes, places on a scale, the width of a text, labels moved apart. Pure.

The width of a text is estimated from a wide font, so that a narrower one leaves room and never loses letters.
"""

import itertools
import math
from dataclasses import dataclass, replace

MOST_STEPS = 5
FAR, FARTHEST = 70, 200  # pixels from a point to its name
SMALLEST = 1e-100  # below this a number is nought to the eye and to the arithmetic of the axis
NARROW_LETTERS, WIDE_LETTERS = "ijl.,:;'|!()[] ’", "mwMWQO%@—…"
NARROW, WIDE, CAPITAL, OTHER = 0.36, 0.95, 0.72, 0.62  # of the size of the type


@dataclass(frozen=True)
class Ticks:
    """An axis of round numbers: `low + step * n` up to `high`."""

    low: float
    high: float
    step: float

    @property
    def numbers(self):
        count = round((self.high - self.low) / self.step)
        return [tidy(self.low + self.step * place, self.step) for place in range(count + 1)]


def ticks(numbers, *, from_zero=True, most=MOST_STEPS):
    """Round ends and a round step, in about five steps, that hold every number; nought too unless told otherwise."""
    known = [number for number in numbers if number is not None]
    if from_zero or not known:
        known = [0, *known]
    low, high = min(known), max(known)
    if high == low:
        low, high = (0, 1) if high == 0 else (min(0, low), max(0, high))
    if max(high, -low) < SMALLEST:
        low, high = (0 if low >= 0 else -1), 1
    elif high - low < max(abs(high), abs(low)) * 1e-9:
        # Floating point cannot tell the steps of such an axis apart.
        low, high = min(0, low), max(0, high)
    rough = (high - low) / most
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * part for part in (1, 2, 2.5, 5, 10) if size * part >= rough * (1 - 1e-9))
    first, last = math.floor(low / step), math.ceil(high / step)
    # A number that misses a round one only by its binary fraction does not ask for another step.
    first += low - (first + 1) * step > -1e-9 * step
    last -= high - (last - 1) * step < 1e-9 * step
    return Ticks(tidy(first * step, step), tidy(last * step, step), tidy(step, step))


def tidy(number, step):
    """0.30000000000000004 with steps of 0.1 is 0.3."""
    places = max(2 - math.floor(math.log10(step)), 0)
    rounded = round(number, places) if places < 300 else number
    return int(rounded) if rounded == int(rounded) and abs(rounded) < 1e15 else rounded


def scale(low, high, start, end):
    """Where a number lies between two ends; a scale without width puts everything in the middle."""
    if high == low:
        return lambda number: round((start + end) / 2, 2)
    return lambda number: round(start + (number - low) / (high - low) * (end - start), 2)


# Words ----------------------------------------------------------------------------------------------------------------


def width(words, size):
    """Pixels that these words take at most in type of this size."""
    parts = (
        NARROW if one in NARROW_LETTERS else WIDE if one in WIDE_LETTERS else CAPITAL if one.isupper() else OTHER
        for one in words
    )
    return size * sum(parts)


def wrapped(words, room, size):
    """Lines of whole words that fit the room; a single word that does not is broken where it must be."""
    found = [""]
    for word in words.split():
        for piece in _pieces(word, room, size):
            longer = f"{found[-1]} {piece}".strip()
            if width(longer, size) <= room or not found[-1]:
                found[-1] = longer
            else:
                found.append(piece)
    return found


def _pieces(word, room, size):
    while width(word, size) > room and len(word) > 1:
        cut = max(next(n for n in range(len(word), 0, -1) if n == 1 or width(word[:n], size) <= room), 1)
        yield word[:cut]
        word = word[cut:]
    yield word


def fitting(items, place_of, size, gap=14):
    """Every item, or every second, third … from the last, so that the labels of (place, words) do not touch."""
    for step in range(1, len(items) + 1):
        shown = list(reversed(list(reversed(items))[::step]))
        ends = [(place_of(at), width(words, size) / 2) for at, words in shown]
        if all(b - a >= half_a + half_b + gap for (a, half_a), (b, half_b) in itertools.pairwise(ends)):
            return shown
    return items[-1:]


# Labels ---------------------------------------------------------------------------------------------------------------


def apart(wanted, sizes, low, high):
    """Middles near the wanted ones so that things of these sizes do not lie on each other, within low and high."""
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    placed = []
    for place in order:
        least = placed[-1] + (sizes[place] + sizes[order[len(placed) - 1]]) / 2 if placed else low + sizes[place] / 2
        placed.append(max(wanted[place], least))
    for rank in reversed(range(len(placed))):
        size = sizes[order[rank]]
        after = placed[rank + 1] - (size + sizes[order[rank + 1]]) / 2 if rank + 1 < len(placed) else high - size / 2
        placed[rank] = min(placed[rank], after)
    found = [0.0] * len(wanted)
    for middle, place in zip(placed, order, strict=True):
        found[place] = round(middle, 1)
    return found


@dataclass(frozen=True)
class Flag:
    """Words at the top of an upright line: on which side of it, in which row, and how far down they begin."""

    anchor: str  # "start": to the right of the line, "end": to its left
    lines: list[str]
    row: int
    top: float = 0


def flags(items, left, right, size, *, gap=12):
    """(the flags of these (place, words), the height of all rows): each in the first row where it meets no other."""
    taken, found = [], {}
    for number in sorted(range(len(items)), key=lambda number: items[number][0]):
        at, words = items[number]
        to_right, to_left = right - at - 6, at - 6 - left
        anchor = "start" if width(words, size) <= to_right or to_right >= to_left else "end"
        lines = wrapped(words, to_right if anchor == "start" else to_left, size)
        length = max(width(line, size) for line in lines)
        start = at + 6 if anchor == "start" else at - 6 - length
        row = 0
        while any(row == other and start < end + gap and start + length > begin - gap for other, begin, end in taken):
            row += 1
        taken.append((row, start, start + length))
        found[number] = Flag(anchor, lines, row)
    tops, top = {}, 0
    for row in sorted({flag.row for flag in found.values()}):
        tops[row] = top
        top += max(len(flag.lines) for flag in found.values() if flag.row == row) * (size + 3) + 4
    return [replace(found[number], top=tops[found[number].row]) for number in range(len(items))], top


@dataclass(frozen=True)
class Name:
    """Where the name of a point stands: its base line from the point, and whether a line leads to it."""

    right: float
    down: float
    anchor: str
    is_led: bool = False


def beside(points, labels, box, *, size, far=FAR, clear=11):
    """For each (x, y, words) a Name where it meets no point, no other name and no edge, else None.

    The names come in order of importance. Where there is no room beside its point a name stands farther off, with a
    line that leads to it: at most so far, the first as far as it has to.
    """
    taken, found, points = [], [], list(points)
    for number, (x, y, words) in enumerate(labels):
        choices = [*_near(size, clear), *_far(size, FARTHEST if number == 0 else far)]
        free = (
            (name, area)
            for name in choices
            if _inside(area := _area(x, y, words, name, size), box)
            and not any(_meets(area, other) for other in taken)
            and not any(_touches(area, spot) for spot in points)
            and not any(_touches(other, spot, 2) for spot in _leader(x, y, name) for other in taken)
        )
        name, area = next(free, (None, None))
        found.append(name)
        if name:
            taken.append(area)
            points += _leader(x, y, name)
    return found


def _leader(x, y, name):
    """Points along the line that leads to a name."""
    return [(x + name.right * part / 20, y + name.down * part / 20) for part in range(18)] if name.is_led else []


def _near(size, clear):
    middle = size * 0.36
    yield from (Name(clear, middle, "start"), Name(-clear, middle, "end"))
    yield from (Name(0, -clear, "middle"), Name(0, clear + size * 0.75, "middle"))


def _far(size, most):
    for away in range(30, most, 10):
        for right in (0, 40, -40, 90, -90):
            yield from (Name(right, -away, "middle", True), Name(right, away, "middle", True))


def _area(x, y, words, name, size):
    length = width(words, size)
    start = x + name.right - {"start": 0, "middle": length / 2, "end": length}[name.anchor]
    foot = y + name.down
    return start, foot - size * 0.85, start + length, foot + size * 0.25


def _inside(area, box):
    return area[0] >= box[0] and area[1] >= box[1] and area[2] <= box[2] and area[3] <= box[3]


def _touches(area, spot, sign=8):
    x, y = spot
    return area[0] - sign < x < area[2] + sign and area[1] - sign < y < area[3] + sign


def _meets(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
