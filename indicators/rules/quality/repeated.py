"""Rules about one key for which one source prints two values."""

from indicators.rules.quality import words
from indicators.rules.quality.rows import Found
from indicators.rules.quality.spans import decimals_of, have_a_number_in_common, span_of

NEARLY = 0.05


def two_values(book):
    for rows in _printed_twice(book):
        if not _is_rounded(rows, book):
            yield Found(tuple(rows), f"One figure, {_values(rows, book)}.")


def rounded_elsewhere(book):
    for rows in _printed_twice(book):
        if _is_rounded(rows, book):
            yield Found(tuple(rows), f"One figure, {_values(rows, book)}: the one may be a rounding of the other.")


def _printed_twice(book):
    for rows in book.printed.values():
        values = [row for row in rows if row.value is not None]
        if len({(row.value, row.qualifier) for row in values}) > 1:
            yield values


def _values(rows, book):
    said = list(dict.fromkeys(words.said(row, book.facts(row)) for row in rows))
    return f"printed as {words.joined(said)}"


def _is_rounded(rows, book):
    """Whether all may stand for one number, or are a round number and one near it ("£3 million", £2,975,833)."""
    exact = [decimals_of(row.value, row.printed) for row in rows if row.qualifier == "exact"]
    # Two numbers with as many decimals are no rounding of each other, though 26% and 27% meet at 26.5.
    if len(set(exact)) == len(exact) and have_a_number_in_common(span_of(row, book.facts(row)) for row in rows):
        return True
    rounder = min(rows, key=lambda row: len(str(row.value).rstrip("0.")))
    return _is_round(rounder.value) and all(
        abs(row.value - rounder.value) <= NEARLY * abs(rounder.value) for row in rows
    )


def _is_round(value):
    """One digit and at least three noughts."""
    return abs(value) >= 1000 and len(f"{abs(value):.0f}".rstrip("0")) == 1
