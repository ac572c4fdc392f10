"""A comparator's figure that is the area's own, digit for digit: a sign that one was copied into the other's place."""

from indicators.rules.quality import words
from indicators.rules.quality.rows import Found
from indicators.rules.quality.spans import significant_digits

COMPARATORS = {"country", "region", "neighbour_group"}
# 13.5 and 13.5 are equal once in a while; 13.48215 twice are not.
ENOUGH_DIGITS = 5
LARGE_COUNT = 100


def copied_comparator(book):
    for row in book.rows:
        if row.value is None or book.areas[row.area].area_type in COMPARATORS:
            continue
        for code in book.ancestors(row.area):
            if book.areas[code].area_type in COMPARATORS:
                for other in book.values_of(row, area=code):
                    if other.value == row.value and _is_no_chance(row, other):
                        name = book.areas[code].name
                        what = words.said(row, book.facts(row))
                        yield Found((row, other), f"{what} is printed for the area and, digit for digit, for {name}.")


def _is_no_chance(row, other):
    same_count = row.count is not None and row.count == other.count and row.count >= LARGE_COUNT
    return same_count or significant_digits(row.value) >= ENOUGH_DIGITS
