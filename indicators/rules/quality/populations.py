"""Rules about the population that a rate and its count imply: it changes slowly, and no area has more than England."""

from collections import defaultdict
from itertools import product
from statistics import median
from typing import NamedTuple

from indicators.periods import whole_months
from indicators.rules.quality import words
from indicators.rules.quality.rows import EVERYBODY, Found
from indicators.rules.quality.spans import Span, count_span, have_a_number_in_common, span_of
from indicators.rules.quality.ties import tied


class Pace(NamedTuple):
    """How far two figures of one population may be apart: at once, and more with each year between them."""

    at_once: float
    a_year: float


# Residents change slowly; what a rate of an unknown kind is per, births or care leavers, may change faster.
RESIDENTS = Pace(0.05, 0.02)
ANYBODY = Pace(0.15, 0.05)
# A standardised rate is not its count over its people, but nowhere near half of that or twice that.
SLACK = {"crude_rate": 0, "rate": 0, "directly_standardised_rate": 0.35}
MOST_SLACK = 0.5
PER_MANY = 1000
FEWEST = 10  # below this count a rate's rounding says next to nothing of the population
MONTHS_A_YEAR = 12


def implied_population(book):
    known = _known(book, lambda row: row.indicator)
    for found in known.values():
        yield from _odd_ones_out(found, book, ANYBODY)
    yield from _above_england(known, book)
    yield from _men_and_women(book)


def across_indicators(book):
    """The same residents in rates that relations.yaml names, and in one rate whatever its category."""
    rates = {code: names for names in book.relations.same_population for code in names}
    for found in _known(book, lambda row: rates.get(row.indicator)).values():
        if len({row.indicator for row, _ in found}) > 1:
            yield from _odd_ones_out(found, book, RESIDENTS)
    yield from _across_categories(book)


def _known(book, name):
    """{(name, area, sex, age): [(row, the people it implies)]} of the rows that have a name."""
    known = defaultdict(list)
    for row in book.rows:
        if not row.category and name(row) and (people := implied(row, book.facts(row))):
            known[name(row), row.area, row.sex, row.age].append((row, people))
    return known


def implied(row, facts):
    """The span of the people that a rate with its count is a rate of, in one year; None where it says nothing."""
    if facts.value_type not in SLACK or facts.multiplier < PER_MANY or row.qualifier != "exact":
        return None
    if row.count is None or row.count < FEWEST or not row.value or row.value < 0 or not row.start or not row.end:
        return None
    months = whole_months(row.start, row.end)
    people = count_span(row.count, facts).times(facts.multiplier).over(span_of(row, facts))
    return people and months and people.times(MONTHS_A_YEAR / months if months > MONTHS_A_YEAR else 1)


def _odd_ones_out(known, book, pace):
    """Two that cannot both be; of more, each that cannot be beside the middle one of the others."""
    if len(known) == 2:
        (one, its), (other, others) = known
        slack = _slack(known, book, pace)
        if not its.widened(slack).agrees_with(others):
            yield Found(
                (one, other),
                f"{_said(one, its, book)}, {_said(other, others, book)}: the same residents, and no population changes "
                f"so fast.",
            )
    elif len(known) > 2:
        slack = _slack(known, book, pace)
        middles = [(span.low + span.high) / 2 for _, span in known]
        for place, (row, span) in enumerate(known):
            rest = median(middles[:place] + middles[place + 1 :])
            if not span.widened(slack).agrees_with(Span(rest, rest)):
                yield Found(
                    (row,), f"{_said(row, span, book)}, against {words.number(rest, 0)} in the middle of other years."
                )


def _slack(known, book, pace):
    years = [row.end.year for row, _ in known]
    at_once = max(pace.at_once, *(SLACK[book.facts(row).value_type] for row, _ in known))
    return min(MOST_SLACK, at_once + pace.a_year * (max(years) - min(years)))


def _said(row, people, book):
    return f"{words.number(row.count)} at {words.said(row, book.facts(row))} means {words.people(people)} residents"


def _above_england(known, book):
    for (name_, area, sex, age), found in known.items():
        for country in (code for code in book.ancestors(area) if book.areas[code].area_type == "country"):
            larger = {row.when: span for row, span in known.get((name_, country, sex, age), [])}
            for row, span in found:
                whole = larger.get(row.when)
                if whole and whole.widened(RESIDENTS.at_once).is_below(span):
                    name = book.areas[country].name
                    yield Found((row,), f"{_said(row, span, book)}, more than {name} has by the same arithmetic.")


def _men_and_women(book):
    """Crude rates only: what the rates of men and of women imply adds up to what that of all implies."""
    for row in book.rows:
        facts = book.facts(row)
        if row.sex == "Male" and facts.value_type == "crude_rate":
            three = [row, *book.values_of(row, sex="Female")[:1], *book.values_of(row, sex=EVERYBODY)[:1]]
            spans = [implied(each, facts) for each in three]
            if len(three) == 3 and all(spans) and not (spans[0] + spans[1]).widened(0.02).agrees_with(spans[2]):
                said = words.joined(_said(each, span, book) for each, span in zip(three, spans, strict=True))
                yield Found(tuple(three), f"{said}: the first two do not make the third.")


def _across_categories(book):
    residents = defaultdict(list)
    for tie, rows in tied(book, "rate"):
        spans = [people for rate, count in product(*rows) if (people := _people(rate, count, tie.times, book))]
        if spans:
            first = rows[0][0]
            residents[tie, first.area, first.sex, first.age, first.when].append((rows, spans))
    for known in residents.values():
        if len(known) > 1 and not _may_be_one(known):
            odd_first = sorted(known, key=lambda one: not _may_be_one([other for other in known if other is not one]))
            figures = tuple(row for rows, _ in odd_first for each in rows for row in each)
            said = words.joined(_rate_said(rows, spans[0], book) for rows, spans in odd_first)
            yield Found(figures, f"{said}, and they are the same residents.")


def _people(rate, count, times, book):
    spans = [span_of(row, book.facts(row)) for row in (count, rate)]
    return None if None in spans else spans[0].times(times).over(spans[1])


def _may_be_one(known):
    return any(have_a_number_in_common(spans) for spans in product(*(each for _, each in known)))


def _rate_said(rows, people, book):
    rate, count = rows[0][0], rows[1][0]
    said = words.said(count, book.facts(count)), words.said(rate, book.facts(rate))
    return f"{said[0]} at {said[1]} means {words.people(people)} residents"
