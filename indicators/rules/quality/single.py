"""Rules about one figure alone: its interval, its bounds, its count and denominator."""

from indicators.rules.quality import words
from indicators.rules.quality.rows import Found
from indicators.rules.quality.spans import count_span, decimals_of, span_of

INTERVALS = (("95%", "lower_95", "upper_95"), ("99.8%", "lower_998", "upper_998"))
# count / denominator is the value itself; a standardised rate is weighted and a mean is of something else.
VALUE_IS_A_QUOTIENT = {"proportion", "crude_rate"}
NEVER_NEGATIVE = {"proportion", "crude_rate", "directly_standardised_rate", "rate", "count", "rank", "money"}


def outside_its_interval(book):
    """Both are rounded, and rounding to the same decimals never turns an order round: so they are compared so."""
    for row in _all(book):
        for name, lower, upper in INTERVALS:
            low, high = getattr(row, lower), getattr(row, upper)
            if row.value is None or low is None or high is None or row.qualifier != "exact":
                continue
            places = min(decimals_of(row.value, row.printed), max(decimals_of(low), decimals_of(high)))
            value = round(row.value, places)
            if not round(low, places) <= value <= round(high, places):
                side = "below" if row.value < low else "above"
                limits = words.between((low, high), places=max(decimals_of(low), decimals_of(high)))
                what = words.said(row, book.facts(row))
                yield Found((row,), f"{what} lies {side} its own {name} interval, {limits}.")


def beyond_what_is_possible(book):
    for row in _all(book):
        facts = book.facts(row)
        if row.value is not None and (reason := _impossible(row, facts)):
            yield Found((row,), f"{reason}, and {words.said(row, facts)} is printed.")


def _impossible(row, facts):
    if facts.value_type == "proportion" and facts.unit == "%" and row.value > 100:
        return "A share cannot be above 100%"
    if facts.value_type in NEVER_NEGATIVE and row.value < 0:
        return "It cannot be below 0"
    if facts.value_type == "change" and facts.unit == "%" and row.value < -100:
        return "Nothing can fall by more than 100%"
    if facts.value_type == "rank" and not _is_a_place(row):
        return f"Places go from 1 to {words.number(row.denominator)}" if row.denominator else "The first place is 1"
    return ""


def _is_a_place(row):
    return row.value >= 1 and row.value == int(row.value) and (not row.denominator or row.value <= row.denominator)


def count_over_denominator(book):
    """Within the rounding of what is printed; a count above its denominator is one too many."""
    for row in _all(book):
        if row.denominator is None or row.denominator <= 0:
            continue
        facts = book.facts(row)
        counted = row.value if facts.value_type == "count" else row.count
        if counted is None or counted < 0 or facts.value_type not in VALUE_IS_A_QUOTIENT | {"count"}:
            continue
        whole = words.number(row.denominator)
        if facts.value_type != "crude_rate" and count_span(row.denominator, facts).is_below(count_span(counted, facts)):
            yield Found((row,), f"The count, {words.number(counted)}, is above the number it is out of, {whole}.")
        elif facts.value_type in VALUE_IS_A_QUOTIENT and row.value is not None:
            implied = count_span(counted, facts).over(count_span(row.denominator, facts)).times(facts.multiplier)
            if not implied.agrees_with(span_of(row, facts)):
                worked_out = counted / row.denominator * facts.multiplier
                places = decimals_of(row.value, row.printed) + 1
                unit = "%" if facts.unit == "%" else f" {facts.unit}"
                yield Found(
                    (row,),
                    f"{words.number(counted)} of {whole} is {words.number(worked_out, min(places, 2))}{unit}; "
                    f"{words.said(row, facts)} is printed.",
                )


def _all(book):
    """Each printed figure for itself, the second one of a key too."""
    for rows in book.printed.values():
        yield from rows
