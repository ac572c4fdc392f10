"""How rules say numbers. Pure."""

import math

from indicators import figures

LONGEST_PRINTED = 30
MANY = 6


def said(row, facts):
    """A figure as its source prints it, else with its unit."""
    if row.printed and len(row.printed) <= LONGEST_PRINTED:
        return row.printed
    return figures.text(row.value, unit=facts.unit, qualifier=row.qualifier)


def number(value, places=None):
    """A number that was worked out: whole where it is whole, else with few decimals."""
    if places is None:
        places = 0 if abs(value - round(value)) < 1e-9 or abs(value) >= 1000 else 1 if abs(value) >= 1 else 2
    return figures.plain(round(value, places), places)


def between(span, *, unit="", places=1):
    """ "834 to 896"; one number where the span holds but one."""
    low, high = (number(end, places) for end in span)
    return f"{low}{unit}" if low == high else f"{low}{unit} to {high}{unit}"


def people(span):
    """The whole people in a span."""
    return between((math.ceil(span.low - 1e-6), math.floor(span.high + 1e-6)), places=0)


def share(value):
    return f"{number(value)}%"


def joined(texts):
    """ "a", "a and b", "a, b and c"."""
    texts = list(texts)
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def either(texts):
    texts = list(dict.fromkeys(texts))
    return " or ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def described(row, facts, area, *, with_indicator=False):
    """ "18% (England, 2020/21, Table 4)": a figure of a finding with what tells it from the others."""
    group = [row.category, "" if row.sex == "Persons" else row.sex, row.age]
    about = [area.name, *group, row.period or "no date given", row.place]
    name = f"{facts.name}: " if with_indicator else ""
    counted = figures.count_words(row.count, row.denominator)
    counted = f", count {counted}" if counted and row.value is not None else ""
    return f"{name}{said(row, facts)}{counted} ({', '.join(filter(None, about))})"
