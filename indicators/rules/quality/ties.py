"""Rules about figures of several indicators that their definitions tie together, as relations.yaml has them."""

import re
from itertools import product

from indicators.periods import Period, PeriodNotUnderstood
from indicators.rules.quality import words
from indicators.rules.quality.rows import Found
from indicators.rules.quality.shares import one_whole
from indicators.rules.quality.spans import Span, count_span, span_of, total

FROM_TO = re.compile(r"(.+?)\s+to\s+(.+)")


def share_against_count(book):
    """A share or a mean against the two figures that it is the quotient of."""
    for tie, rows in tied(book, "quotient"):
        yield from _unless_any(
            book, tie, rows, lambda value, part, whole, tie=tie: (q := part.over(whole)) and q.times(tie.times)
        )


def sums_across_indicators(book):
    for tie, rows in tied(book, "sum", "to_100"):
        if tie.kind == "to_100":
            yield from _to_100(book, tie, rows)
        else:
            yield from _unless_any(book, tie, rows, lambda value, *parts: total(parts))


def changes(book):
    """A change that is printed against the two values that it is a change of."""
    for tie, rows in tied(book, "excess"):
        yield from _unless_any(book, tie, rows, lambda value, more, less: _growth(less, more))
    for tie in book.relations.ties:
        if tie.kind == "change":
            yield from _changes(book, tie)


def wholes_across_indicators(book):
    for _, rows in tied(book, "same_whole"):
        if found := one_whole([each[0] for each in rows], book):
            yield found


def tied(book, *kinds):
    """(tie, [all that is printed for each of its figures]) where every figure is printed."""
    for tie in book.relations.ties:
        if tie.kind in kinds:
            first, *others = tie.picks
            for row in book.rows:
                if row.indicator == first.indicator and _is_picked(row, first):
                    found = [book.values_of(row), *(_pick(book, row, pick) for pick in others)]
                    if all(found):
                        yield tie, found


def _is_picked(row, pick):
    return all(getattr(row, name) == wanted for name, wanted in _wanted(pick).items())


def _pick(book, row, pick):
    return book.values_of(row, indicator=pick.indicator, **_wanted(pick))


def _wanted(pick):
    """Where the key of a figure is given; the rest is as in the tie's first figure."""
    named = {name: getattr(pick, name) for name in ("sex", "age", "category_type", "category")}
    return {name: wanted for name, wanted in named.items() if wanted is not None}


def _span(row, pick, book):
    if pick.field == "value":
        return span_of(row, book.facts(row))
    number = getattr(row, pick.field)
    return None if number is None else count_span(number, book.facts(row))


def _unless_any(book, tie, rows, worked_out):
    """A finding unless the first figure agrees with what follows from the others, for any that are printed."""
    answers, worked = [], None
    for combination in product(*rows):
        spans = [_span(row, pick, book) for row, pick in zip(combination, tie.picks, strict=True)]
        if any(span is None for span in spans) or (worked := worked_out(*spans)) is None:
            continue
        answers.append(worked.agrees_with(spans[0]))
    if answers and not any(answers):
        yield Found(_figures(rows), _sentence(book, tie, rows, worked))


def _figures(rows):
    return tuple(dict.fromkeys(row for each in rows for row in each))


def _sentence(book, tie, rows, worked):
    first, others = rows[0], rows[1:]
    named = [_named(each[0], pick, book) for each, pick in zip(others, tie.picks[1:], strict=True)]
    said = words.either(_named(row, tie.picks[0], book) for row in first)
    if len(named) == 1:
        return f"By their definitions one number, and it is printed as {said} and as {named[0]}."
    unit = "%" if book.facts(first[0]).unit == "%" and tie.picks[0].field == "value" else ""
    makes = words.between(worked, unit=unit, places=1 if worked.low != int(worked.low) else None)
    verb = {"quotient": " over ".join, "excess": " against ".join}.get(tie.kind)
    return (
        f"{verb(named)} makes {makes}; {said} is printed."
        if verb
        else f"{words.joined(named)} make {makes}; {said} is printed."
    )


def _named(row, pick, book):
    return words.said(row, book.facts(row)) if pick.field == "value" else words.number(getattr(row, pick.field))


def _to_100(book, tie, rows):
    spans = [[span_of(row, book.facts(row)) for row in each if row.value is not None] for each in rows]
    if all(spans) and not any(total(each).agrees_with(Span(100, 100)) for each in product(*spans)):
        said = words.joined(words.said(each[0], book.facts(each[0])) for each in rows)
        added = words.share(sum(each[0].value for each in rows))
        yield Found(_figures(rows), f"{said} are all there is and add up to {added}.")


def _growth(before, after):
    """The change in per cent as a span; None from nothing."""
    if before.low <= 0:
        return None
    return Span((after.low / before.high - 1) * 100, (after.high / before.low - 1) * 100)


def _changes(book, tie):
    first, *others = tie.picks
    for row in book.rows:
        ends = _ends(row) if row.indicator == first.indicator else None
        if not ends:
            continue
        for pick in others:
            before, after = (book.values_of(row, indicator=pick.indicator, when=when) for when in ends)
            if before and after:
                yield from _change_found(book, book.values_of(row), before, after)


def _ends(row):
    """The first and the last period of "2014/15 to 2018/19", as a row's `when`; None where they are unclear."""
    match = FROM_TO.fullmatch(row.period)
    try:
        return match and [_when(text) for text in match.groups()]
    except PeriodNotUnderstood:
        return None


def _when(text):
    period = Period.parse(text)
    return (period.start, period.end, "") if period.is_bounded else (None, None, text)


def _change_found(book, rows, before, after):
    in_points = book.facts(rows[0]).unit != "%"
    answers, worked = [], None
    for row, early, late in product(rows, before, after):
        spans = [span_of(each, book.facts(each)) for each in (row, early, late)]
        if any(span is None for span in spans):
            continue
        worked = spans[2].minus(spans[1]) if in_points else _growth(spans[1], spans[2])
        if worked is not None:
            answers.append(worked.agrees_with(spans[0]))
    if answers and not any(answers):
        early, late = (words.said(each[0], book.facts(each[0])) for each in (before, after))
        change = _difference(before[0].value, after[0].value, in_points=in_points)
        said = words.either(words.said(row, book.facts(row)) for row in rows)
        yield Found((*rows, *before, *after), f"From {early} to {late} is a change of {change}; {said} is printed.")


def _difference(early, late, *, in_points):
    return f"{words.number(late - early)} points" if in_points else f"{words.number((late / early - 1) * 100, 2)}%"
