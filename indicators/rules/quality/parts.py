"""Rules about parts and their total: counts that add up, and a share or a mean between those of its parts."""

from itertools import islice, product

from indicators.rules.quality import words
from indicators.rules.quality.families import SEXES, families
from indicators.rules.quality.rows import Found
from indicators.rules.quality.spans import COUNT, Span, count_span, span_of, total

WEIGHTED_MEANS = {"proportion", "crude_rate", "rate", "mean"}
# A standardised rate is a mean of means with other weights, so it may lie a little beyond those of its parts.
STANDARDISED = "directly_standardised_rate"
STANDARDISED_SLACK = 0.05
# Attributable fractions give counts such as 923.4; each is printed rounded.
FRACTION = Span(-0.5, 0.5)
# Treatment monitoring publishes numbers of people to the nearest five.
HALF_FIVES = Span(-2.5, 2.5)
ENOUGH_FIVES = 3
MOST_COMBINATIONS = 64
FIELDS = {"value": "", "count": "The counts ", "denominator": "The denominators "}


def parts_and_total(book):
    for family in families(book):
        facts = book.facts(family.total)
        for name in _fields_that_add(book, family, facts):
            if found := _adds_up(book, family, facts, name):
                yield found
                break
    yield from _unions(book)


def _fields_that_add(book, family, facts):
    if facts.value_type == COUNT:
        return ["value"]
    if family.by in {split.by for split in book.relations.splits_of(facts.code)}:
        return ["value"]
    return ["count", "denominator"]


def _adds_up(book, family, facts, name):
    """A finding where the parts do not add up to any value that is printed for their total."""
    totals, parts = book.values_of(family.total), [book.values_of(part) for part in family.parts]
    if _is_plainly_right(totals, parts, name):
        return None
    in_fives = _in_fives([family.total, *family.parts], name)
    total_spans = _spans(totals, facts, name, in_fives)
    part_spans = [_spans(rows, facts, name, in_fives) for rows in parts]
    if not total_spans or not all(part_spans):
        return None
    sums = [total(spans) for spans in islice(product(*part_spans), MOST_COMBINATIONS)]
    if family.is_whole:
        fits = any(added.agrees_with(one) for added in sums for one in total_spans)
    else:
        fits = any(not one.is_below(added) for added in sums for one in total_spans)
    if fits:
        return None
    numbers = [getattr(row, name) for row in family.parts]
    unit = "%" if name == "value" and facts.unit == "%" else ""
    added = _joined_numbers(numbers, unit)
    printed = words.either(f"{words.number(getattr(row, name))}{unit}" for row in totals)
    how = "is printed as their total" if family.is_whole else "is printed for the whole, which is less"
    figures = (*totals, *(row for rows in parts for row in rows))
    return Found(figures, _begun(f"{FIELDS[name]}{added}; {printed} {how}."))


def _is_plainly_right(totals, parts, name):
    """Nearly all tables are, and spans take their time."""
    numbers = [getattr(rows[0], name) for rows in (totals, *parts)]
    return None not in numbers and numbers[0] == sum(numbers[1:])


def _joined_numbers(numbers, unit):
    """Six numbers are named, thirty are counted."""
    said = [f"{words.number(number)}{unit}" for number in numbers]
    many = f"{len(numbers)} parts" if len(numbers) > words.MANY else words.joined(said)
    return f"{many} add up to {words.number(sum(numbers))}{unit}"


def _begun(sentence):
    return sentence[:1].upper() + sentence[1:]


def _in_fives(rows, name):
    """Whether all end in 0 or 5, so that they are rounded to the nearest five; of three by chance one set in 125."""
    return len(rows) >= ENOUGH_FIVES and all(
        (number := getattr(row, name)) is not None and number % 5 == 0 for row in rows
    )


def _spans(rows, facts, name, in_fives):
    """Of each figure the numbers that it may stand for; empty where one has none."""
    numbers = [getattr(row, name) for row in rows]
    if name == "value":
        spans = [span_of(row, facts) for row in rows if row.value is not None]
    else:
        spans = [count_span(number, facts) + FRACTION for number in numbers if number is not None]
    return (
        [span + HALF_FIVES for span in spans] if in_fives and (name != "value" or facts.value_type == COUNT) else spans
    )


def _unions(book):
    """People in one or more of several groups: at least as many as the largest, at most as many as all together."""
    for union in book.relations.unions:
        for row in book.rows:
            if row.indicator != union.indicator or row.category_type != union.by or row.category != union.parts[0]:
                continue
            parts = [book.values_of(row, category=name) for name in union.parts]
            totals = book.values_of(row, category_type="", category="")
            if not totals or not all(parts):
                continue
            facts = book.facts(row)
            spans = [span_of(rows[0], facts) for rows in parts]
            if any(span is None for span in spans) or totals[0].value is None:
                continue
            limits = Span(max(span.low for span in spans), total(spans).high)
            if not any(span_of(one, facts).agrees_with(limits) for one in totals if one.value is not None):
                said = words.either(words.said(one, facts) for one in totals)
                least, most = words.number(max(rows[0].value for rows in parts)), sum(rows[0].value for rows in parts)
                yield Found(
                    (*totals, *(one for rows in parts for one in rows)),
                    f"A person may be in several of the groups, so that the total is from {least} to "
                    f"{words.number(most)}; {said} is printed.",
                )


def total_outside_its_parts(book):
    """A share of everybody lies between the shares of the groups that everybody is in."""
    for family in families(book):
        facts = book.facts(family.total)
        slack = STANDARDISED_SLACK if facts.value_type == STANDARDISED else 0
        if not family.is_whole or not (slack or facts.value_type in WEIGHTED_MEANS):
            continue
        if slack and family.by != "sex":
            continue
        if family.by in {split.by for split in book.relations.splits_of(facts.code)}:
            continue
        if found := _between(book, family, facts, slack):
            yield found


def _between(book, family, facts, slack):
    totals, parts = book.values_of(family.total), [book.values_of(part) for part in family.parts]
    spans = [span_of(row, facts) for rows in parts for row in rows if row.value is not None]
    total_spans = [span_of(row, facts) for row in totals if row.value is not None]
    if not total_spans or len({row.key for rows in parts for row in rows if row.value is not None}) < len(parts):
        return None
    limits = Span(min(span.low for span in spans), max(span.high for span in spans)).widened(slack)
    weighted = _weighted(family.parts, facts)
    is_between = any(limits.shares_more_than_an_end_with(span) for span in total_spans)
    is_mean = not weighted or any(weighted.agrees_with(span) for span in total_spans)
    if is_between and is_mean:
        return None
    figures = (*totals, *(row for rows in parts for row in rows))
    said = words.either(words.said(row, facts) for row in totals)
    if not is_between:
        names = words.joined(words.said(rows[0], facts) for rows in parts)
        who = "men and women" if [row.sex for row in family.parts] == list(SEXES) else "its parts"
        return Found(figures, f"{said} for all lies outside the figures for {who}, {names}.")
    makes = words.between(weighted, unit="%" if facts.unit == "%" else "")
    return Found(figures, f"The parts with their counts make {makes} for all; {said} is printed.")


def _weighted(parts, facts):
    """The span of the whole's share from the counts of its parts; None where a count is missing."""
    if facts.value_type not in ("proportion", "crude_rate") or any(not row.count for row in parts):
        return None
    counted = [count_span(row.count, facts) for row in parts]
    whole = []
    for row, count in zip(parts, counted, strict=True):
        if row.denominator:
            whole.append(count_span(row.denominator, facts))
        elif row.value is None or (people := count.times(facts.multiplier).over(span_of(row, facts))) is None:
            return None
        else:
            whole.append(people)
    people = total(whole)
    quotient = total(counted).over(people)
    return quotient and quotient.times(facts.multiplier)
