"""Which figures of one indicator lie apart: only where two 95% intervals of one period do not touch."""

import itertools
from collections import defaultdict
from dataclasses import dataclass

from cdp import words
from indicators.models import State
from indicators.presenters.comparisons import NOT_COMPARED_TYPES
from indicators.presenters.scorecard import ScorecardRow
from indicators.statistics.comparison import Polarity, Standing, compare_intervals

NOTHING_CALLED = (Standing.SIMILAR, Standing.NOT_COMPARED)
MADE_UP = "sample data are made up and not set against real ones"
NOT_COMPARABLE = "the source says that a figure is not for comparison"
OTHER_PERIOD = "the figures are of different periods"
NO_INTERVAL = "a figure has no interval, so that a difference may be chance"


@dataclass(frozen=True)
class Pair:
    """Two areas of different partnerships, the first by name first."""

    one: ScorecardRow
    other: ScorecardRow
    is_mixed: bool = False  # one is made up and the other is not


def differences(indicator, cells):
    """([sentences of what lies apart, one for each area and standing], why nothing, or nothing more, is called).

    `cells` holds (partnership, its rows of the indicator); areas of one partnership are not set against each other.
    """
    if kind := NOT_COMPARED_TYPES.get(indicator.value_type):
        return [], f"{kind} is not compared between areas of different size."
    pairs = _pairs(cells)
    if not pairs:
        return [], "Only one of them has a figure."
    reasons = [_why_not(pair) for pair in pairs]
    usable = [pair for pair, reason in zip(pairs, reasons, strict=True) if not reason]
    if not usable:
        return [], f"Not compared: {reasons[0]}."
    standings = [(pair, _standing(indicator, pair)) for pair in usable]
    apart = [(pair, standing) for pair, standing in standings if standing not in NOTHING_CALLED]
    if not apart and len(usable) == len(pairs):
        return [], "No difference can be called: the intervals meet."
    meeting, other = len(usable) - len(apart), len(pairs) - len(usable)
    left = [f"{words.plural(meeting, 'pair')} cannot be told apart: the intervals meet."] if meeting else []
    left += [f"{words.plural(other, 'pair')} not compared: {next(filter(None, reasons))}."] if other else []
    return _sentences(apart), " ".join(left)


def _pairs(cells):
    """An area that two partnerships share is not its own other."""
    found = [
        Pair(*sorted((one, other), key=lambda row: row.area.name), is_mixed=first.is_sample != second.is_sample)
        for (first, ones), (second, others) in itertools.combinations(cells, 2)
        for one, other in itertools.product(ones, others)
        if one.area.pk != other.area.pk
    ]
    return sorted(found, key=lambda pair: (pair.one.area.name, pair.other.area.name))


def _sentences(apart):
    """ "Ayshire is better than Beeshire and Ceeshire.": each pair once, so that nobody can read a rank out of it."""
    grouped = defaultdict(list)
    for pair, standing in apart:
        grouped[pair.one.area.name, standing].append(pair.other.area.name)
    return [f"{name} is {standing.value} than {joined(others)}." for (name, standing), others in grouped.items()]


def joined(names):
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _why_not(pair):
    first, second = pair.one.reading, pair.other.reading
    if pair.is_mixed:
        return MADE_UP
    if State.NOT_COMPARABLE in (first.state, second.state):
        return NOT_COMPARABLE
    if not first.period or (first.period_start, first.period_end) != (second.period_start, second.period_end):
        return OTHER_PERIOD
    if first.lower_95 is None or second.lower_95 is None:
        return NO_INTERVAL
    return ""


def _standing(indicator, pair):
    first, second = pair.one.reading, pair.other.reading
    return compare_intervals(
        lower=first.lower_95,
        upper=first.upper_95,
        other_lower=second.lower_95,
        other_upper=second.upper_95,
        polarity=Polarity(indicator.polarity),
    )
