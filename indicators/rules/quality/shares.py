"""Rules about shares of one whole: what they add up to, and of how many people they are shares."""

from collections import defaultdict

from indicators.rules.quality import words
from indicators.rules.quality.families import shares_of_one_whole
from indicators.rules.quality.rows import EVERYBODY, Found
from indicators.rules.quality.spans import Span, count_span, have_a_number_in_common, span_of, total

HUNDRED = Span(100, 100)
# A breakdown that nobody has named is exclusive where it adds up to 100 nearly always.
ENOUGH_OTHER_SETS = 4
NEARLY_ALWAYS = 0.8
ALL_KINDS = {"whole", "parts", "overlapping"}


def shares_of_whole(book):
    for shares in shares_of_one_whole(book, {"whole", "parts"}):
        if all(_is_share(row, book) for row in shares.rows):
            spans = [span_of(row, book.facts(row)) for row in shares.rows]
            if found := _off_100(shares.rows, spans, must_be_all=shares.is_whole):
                yield found
    yield from _by_custom(book)


def _is_share(row, book):
    facts = book.facts(row)
    return facts.value_type == "proportion" and facts.unit == "%" and row.value is not None


def _off_100(rows, spans, *, must_be_all):
    added = total(spans)
    if added.agrees_with(HUNDRED) or (added.is_below(HUNDRED) and not must_be_all):
        return None
    numbers = sum(row.value for row in rows)
    most = len(rows) * max(span.high - span.low for span in spans) / 2
    sentence = f"The {len(rows)} shares of one whole add up to {words.number(numbers)}%"
    return Found(tuple(rows), f"{sentence}; rounding explains no more than {words.number(most)} points.")


def _by_custom(book):
    """Sets with the same labels that add up to 100 in nearly all other years and areas."""
    named = {(code, split.by) for split in book.relations.splits for code in split.indicators}
    alike = defaultdict(list)
    for (by, _), rows in _sets(book).items():
        if len(rows) > 2 and (rows[0].indicator, by) not in named:
            labels = frozenset((row.age, row.category) for row in rows)
            alike[rows[0].indicator, by, labels].append(rows)
    for sets in alike.values():
        if len(sets) <= ENOUGH_OTHER_SETS:
            continue
        spans = [[span_of(row, book.facts(row)) for row in rows] for rows in sets]
        fits = [total(each).agrees_with(HUNDRED) for each in spans]
        for rows, own, fit in zip(sets, spans, fits, strict=True):
            if not fit and sum(fits) / (len(sets) - 1) >= NEARLY_ALWAYS:
                yield _off_100(rows, own, must_be_all=True)


def _sets(book):
    sets = defaultdict(list)
    for row in book.rows:
        if row.sex == EVERYBODY and _is_share(row, book) and book.relations.is_part(row.category_type):
            if row.category:
                sets[row.category_type, row._replace(category="").key].append(row)
            if row.age:
                sets["age", row._replace(age="").key].append(row)
    return sets


def different_wholes(book):
    """Counts over shares say of how many people they are shares; for parts of one whole that is one number."""
    for shares in shares_of_one_whole(book, ALL_KINDS):
        if found := one_whole(shares.rows, book):
            yield found


def one_whole(rows, book):
    """A finding where no number of people fits the counts and shares of all of these rows."""
    known = [(row, whole) for row in rows if (whole := people_in_all(row, book.facts(row)))]
    if len(known) < 2:
        return None
    if have_a_number_in_common(whole for _, whole in known):
        return None
    least, most = max(known, key=lambda one: one[1].low), min(known, key=lambda one: one[1].high)
    said = [_people(row, whole, book.facts(row)) for row, whole in (least, most)]
    return Found(tuple(row for row, _ in known), f"{words.joined(said)}, but they are shares of the same whole.")


def people_in_all(row, facts):
    """The whole's size as a span: the denominator where it is printed, else the count over the share; else None."""
    if facts.value_type != "proportion":
        return None
    if row.denominator:
        return count_span(row.denominator, facts)
    if not row.count or row.value is None:
        return None
    return count_span(row.count, facts).times(facts.multiplier).over(span_of(row, facts))


def _people(row, whole, facts):
    if row.denominator:
        return f"{words.said(row, facts)} is of {words.number(row.denominator)}"
    return f"{words.number(row.count)} at {words.said(row, facts)} is of {words.people(whole)}"
