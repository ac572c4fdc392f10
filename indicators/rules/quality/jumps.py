"""A jump from one period to the next that neither the intervals nor the series' own course allow."""

from collections import defaultdict
from itertools import pairwise

from indicators.periods import whole_months
from indicators.rules.quality import words
from indicators.rules.quality.rows import Found
from indicators.rules.quality.spans import COUNT, Span, span_of

# The upper limit of a chart of moving ranges of two: D4 of NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2.
MOVING_RANGE_LIMIT = 3.267
# Three times beyond that limit: a finding is a figure to look at, not each of the many years that stand out a little.
BEYOND = 3
ENOUGH_RANGES = 6
STRETCH = 3.0902 / 1.9600  # the normal quantiles of 99.8% over 95%
NOT_JUDGED = {"change", "rank", "money"}


def jump(book):
    series = defaultdict(list)
    for row in book.rows:
        if row.value is not None and row.start and row.end and book.facts(row).value_type not in NOT_JUDGED:
            series[row.series, whole_months(row.start, row.end)].append(row)
    for (_, months), rows in series.items():
        if months and len(rows) > ENOUGH_RANGES:
            yield from _jumps(sorted(rows, key=lambda row: row.start), book)


def _jumps(rows, book):
    """Each jump once: of a figure that stands out alone, the jump back is the same fault."""
    steps = [(one, next_) for one, next_ in pairwise(rows) if one.end < next_.start]
    ranges = [abs(next_.value - one.value) for one, next_ in steps]
    last = None
    for place, ((one, next_), moved) in enumerate(zip(steps, ranges, strict=True)):
        # The step after a figure that stands out is as large; neither may widen the limit by which it is judged.
        others = ranges[: max(place - 1, 0)] + ranges[place + 2 :]
        if len(others) < ENOUGH_RANGES - 2 or last is one:
            continue
        limit = MOVING_RANGE_LIMIT * sum(others) / len(others)
        if moved > BEYOND * limit and limit > 0 and not _interval(one, book).agrees_with(_interval(next_, book)):
            last = next_
            facts = book.facts(next_)
            yield Found(
                (one, next_),
                f"From {words.said(one, facts)} ({one.period}) to {words.said(next_, facts)} ({next_.period}): a step "
                f"of {words.number(moved)}, where the other steps of the series allow {words.number(limit)} and the "
                f"intervals do not overlap.",
            )


def _interval(row, book):
    """The 99.8% interval; where only the 95% one is published, that one stretched to it."""
    if row.lower_998 is not None and row.upper_998 is not None:
        return Span(row.lower_998, row.upper_998)
    if row.lower_95 is not None and row.upper_95 is not None:
        return Span(row.value - STRETCH * (row.value - row.lower_95), row.value + STRETCH * (row.upper_95 - row.value))
    facts = book.facts(row)
    if facts.value_type == COUNT and row.value > 0:
        # Three standard errors of a count of events.
        return Span(row.value - 3 * row.value**0.5, row.value + 3 * row.value**0.5)
    return span_of(row, facts)
