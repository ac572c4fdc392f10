"""Figures and what they are of, as arrays: a million series are read like one."""

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np

from indicators.rules.limits import Counted
from indicators.statistics.trend import PUBLISHED_TYPES, ValueType

# Days are counted from here, as PostgreSQL counts them; its "-infinity" is the day that is not known.
DAY_NOUGHT = np.datetime64("2000-01-01")
UNKNOWN_DAY = np.iinfo(np.int32).min
PUBLIC = 0

# Codes of states and qualifiers are places in these lists.
STATES = ("published", "provisional", "modelled", "not_comparable", "suppressed", "not_available")
QUALIFIERS = ("exact", "about", "over", "under", "at_least", "at_most")
EXACT, ABOUT = QUALIFIERS.index("exact"), QUALIFIERS.index("about")
MODELLED, NOT_COMPARABLE = STATES.index("modelled"), STATES.index("not_comparable")
# What an area is set against, in the order of Areas.comparators.
COMPARATORS = ("england", "region", "neighbours")

# A larger area has larger counts and spends more money: neither says that it does better or worse.
COMPARED_VALUE_TYPES = (
    ValueType.PROPORTION,
    ValueType.CRUDE_RATE,
    ValueType.DIRECTLY_STANDARDISED_RATE,
    ValueType.RATE,
    ValueType.MEAN,
    ValueType.RATIO,
)


class _Columns:
    """Arrays of one length."""

    def take(self, places):
        return type(self)(**{field.name: getattr(self, field.name)[places] for field in fields(self)})


@dataclass(frozen=True)
class Figures(_Columns):
    """Printed or published figures, and how much their sources count; nan is a number that is not known."""

    id: np.ndarray
    # Which of the subjects it belongs to, as a place there.
    series: np.ndarray
    # Its period's words, as a place in a list that the caller keeps.
    label: np.ndarray
    start: np.ndarray
    end: np.ndarray
    value: np.ndarray
    lower_95: np.ndarray
    upper_95: np.ndarray
    lower_998: np.ndarray
    upper_998: np.ndarray
    count: np.ndarray
    denominator: np.ndarray
    state: np.ndarray
    qualifier: np.ndarray
    # Of the source; the smaller stands.
    rank: np.ndarray
    refreshed: np.ndarray
    refresh: np.ndarray
    # The unpublished partnership whose document it is from; PUBLIC where everybody may see it.
    unpublished: np.ndarray

    def __len__(self):
        return len(self.id)

    @property
    def is_dated(self):
        return (self.start != UNKNOWN_DAY) & (self.end != UNKNOWN_DAY)

    @property
    def has_a_difference(self):
        """The difference of "over 50%" and "under 40%" is no number."""
        return (self.qualifier == EXACT) | (self.qualifier == ABOUT)

    @property
    def is_for_comparison(self):
        """What its source says cannot be compared is in no judgement: not by itself, and not as what others are set
        against.
        """
        return self.state != NOT_COMPARABLE


YEARLY = 2 * 12


def lengths(start, end):
    """Whole months, or days where the edges are not those of months, in one number; UNKNOWN_DAY where undated."""
    first, after = DAY_NOUGHT + start.astype("m8[D]"), DAY_NOUGHT + (end.astype("m8[D]") + 1)
    first_month, month_after = first.astype("M8[M]"), after.astype("M8[M]")
    is_whole = (first_month.astype("M8[D]") == first) & (month_after.astype("M8[D]") == after)
    months = (month_after - first_month).astype(np.int64)
    # Even for months and odd for days, so that no number of days is taken for one of months.
    length = np.where(is_whole, 2 * months, 2 * (end.astype(np.int64) - start) + 1)
    return np.where((start != UNKNOWN_DAY) & (end != UNKNOWN_DAY), length, UNKNOWN_DAY)


@dataclass(frozen=True)
class Subjects(_Columns):
    """Series and what their indicators say about them; `area` and `group` are places, the ids those of the tables."""

    id: np.ndarray
    indicator_id: np.ndarray
    area_id: np.ndarray
    area: np.ndarray
    # Same for the series of one indicator and one group of people.
    group: np.ndarray
    is_headline: np.ndarray
    value_type: np.ndarray
    polarity: np.ndarray
    multiplier: np.ndarray
    goal_lower: np.ndarray
    goal_upper: np.ndarray

    def __len__(self):
        return len(self.id)

    @property
    def is_compared(self):
        return np.isin(self.value_type, COMPARED_VALUE_TYPES)

    @property
    def has_trend(self):
        return np.isin(self.value_type, list(PUBLISHED_TYPES))

    @property
    def is_countable(self):
        return np.isin(self.value_type, (ValueType.PROPORTION, ValueType.CRUDE_RATE))


@dataclass(frozen=True)
class Areas:
    """What areas are set against, as places among themselves; −1 where there is nothing."""

    # Shape (kinds of comparator, areas).
    comparators: np.ndarray
    # Shape (areas, most neighbours), the nearest first.
    neighbours: np.ndarray
    # What an area shares with those that it is ranked among.
    peers: np.ndarray
    # The last day on which it existed.
    valid_to: np.ndarray


class Words(NamedTuple):
    """A column of few different texts: for each row a place in the list."""

    codes: np.ndarray
    texts: tuple[str, ...]


def counted(figures, *, value_type, multiplier):
    """The figures as limits.py wants them; value type and multiplier are one each, or one for each figure."""
    kind, multiplier = np.asarray(value_type, dtype=str), np.asarray(multiplier, dtype=float)
    return Counted(
        is_proportion=np.broadcast_to(kind == ValueType.PROPORTION, len(figures)),
        is_rate=np.broadcast_to(kind == ValueType.CRUDE_RATE, len(figures)),
        multiplier=np.broadcast_to(multiplier, len(figures)),
        value=figures.value,
        count=figures.count,
        denominator=figures.denominator,
        is_exact=(figures.qualifier == EXACT) & (figures.state != MODELLED),
    )
