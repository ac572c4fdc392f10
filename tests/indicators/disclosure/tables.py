"""Made-up tables that add up, with all their totals, as the property tests and the whole-system test use them."""

import itertools
from fractions import Fraction

from indicators.statistics.recovery import total_of

ALL = "all"


def with_totals(parts, dimensions):
    """({key: count}, relations) of a table; `parts` are its single cells, whose keys are tuples of labels."""
    counts = {}
    for key in itertools.product(*([*labels, ALL] for labels in dimensions)):
        counts[key] = sum(
            count
            for cell, count in parts.items()
            if all(label in (ALL, own) for label, own in zip(key, cell, strict=True))
        )
    relations = [
        total_of(key, [(*key[:place], label, *key[place + 1 :]) for label in dimensions[place]])
        for key in counts
        for place, own in enumerate(key)
        if own == ALL
    ]
    return counts, relations


def changed_by_a_number(shown, relations):
    """Hidden cells that cannot be any other number whatever the others are: an attack by elimination, in fractions.

    Written apart from recovery.py, so that one fault cannot hide in both.
    """
    hidden = sorted({cell for relation in relations for cell, _ in relation if cell not in shown}, key=str)
    place = {cell: at for at, cell in enumerate(hidden)}
    rows = []
    for relation in relations:
        row = [Fraction(0)] * len(hidden)
        for cell, factor in relation:
            if cell in place:
                row[place[cell]] += factor
        rows.append(row)
    done = 0
    for column in range(len(hidden)):
        pivot = next((at for at in range(done, len(rows)) if rows[at][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        scale = rows[done][column]
        rows[done] = [number / scale for number in rows[done]]
        for at, row in enumerate(rows):
            if at != done and row[column]:
                rows[at] = [a - row[column] * b for a, b in zip(row, rows[done], strict=True)]
        done += 1
    # In reduced form a determined cell has a row to itself.
    return {hidden[row.index(1)] for row in rows[:done] if sum(bool(number) for number in row) == 1}
