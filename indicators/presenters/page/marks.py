"""The marks of series from their observations: one a period, the best source's, with ours where limits are missing."""

from typing import NamedTuple

import numpy as np

from indicators import figures
from indicators.charts.lines import Mark
from indicators.models import Qualifier, State, ValueType
from indicators.presenters.ended import as_it_counts, note_of
from indicators.rules import limits
from indicators.rules.readings.choosing import by_period, is_new
from indicators.rules.readings.course import is_comparable
from indicators.rules.readings.figures import (
    DAY_NOUGHT,
    PUBLIC,
    QUALIFIERS,
    STATES,
    UNKNOWN_DAY,
    Figures,
    counted,
)

# A value that one source prints elsewhere for the same period comes after those of all other sources.
LAST = 1_000_000


class Interval(NamedTuple):
    """95% limits, and whether they are ours."""

    lower: float | None
    upper: float | None
    is_computed: bool = False


def marks_by_series(observations, *, indicator):
    """(a series' observations, its marks) for each series: one mark a period, oldest first.

    The best source's figure stands and the others are named beside it.
    """
    observations = [as_it_counts(each) for each in observations]
    if not observations:
        return []
    figures = _as_figures(observations)
    order, is_first = by_period(figures)
    stands = order[is_first]
    standing = figures.take(stands)
    begins = is_new(standing.series)
    newest = np.append(np.flatnonzero(begins)[1:], len(standing)) - 1
    # One scale of time: a quarter is not drawn beside a year.
    is_drawn = is_comparable(standing, newest[np.cumsum(begins) - 1])
    countable = counted(standing, value_type=indicator.value_type, multiplier=indicator.multiplier)
    intervals = _filled(countable, standing.lower_95, standing.upper_95)
    found = {}
    for place, period in enumerate(np.split(order, np.flatnonzero(is_first)[1:])):
        first, *others = (observations[each] for each in period)
        rows, marks = found.setdefault(first.series_id, ([], []))
        rows += [first, *others]
        marks.append(
            mark_of(first, others, indicator=indicator, interval=intervals[place], is_drawn=bool(is_drawn[place]))
        )
    return list(found.values())


def intervals_of(observations):
    """The interval of each observation, whatever series it belongs to; where each came from is not asked."""
    observations = list(observations)
    indicators = [each.series.indicator for each in observations]
    numbers = {
        name: np.array([getattr(each, name) for each in observations], dtype=float)
        for name in ("value", "count", "denominator", "lower_95", "upper_95")
    }
    countable = limits.Counted(
        is_proportion=np.array([each.value_type == ValueType.PROPORTION for each in indicators], dtype=bool),
        is_rate=np.array([each.value_type == ValueType.CRUDE_RATE for each in indicators], dtype=bool),
        multiplier=np.array([each.multiplier for each in indicators], dtype=float),
        value=numbers["value"],
        count=numbers["count"],
        denominator=numbers["denominator"],
        is_exact=np.array(
            [each.qualifier == Qualifier.EXACT and each.state != State.MODELLED for each in observations], dtype=bool
        ),
    )
    return _filled(countable, numbers["lower_95"], numbers["upper_95"])


def _filled(countable, lower, upper):
    filled = limits.fill_95(countable, lower=lower, upper=upper)
    return [
        Interval(None if np.isnan(lower) else lower, None if np.isnan(upper) else upper, is_computed)
        for lower, upper, is_computed in zip(*(column.tolist() for column in filled), strict=True)
    ]


def mark_of(observation, others, *, indicator, interval, is_drawn):
    document = observation.source.document
    said = figures.text(
        observation.value, unit=indicator.unit, qualifier=observation.qualifier, state=observation.state
    )
    return Mark(
        period=observation.period or "Period not stated",
        start=observation.period_start,
        end=observation.period_end,
        value=observation.value,
        lower=interval.lower,
        upper=interval.upper,
        interval_is_computed=interval.is_computed,
        count=observation.count,
        denominator=observation.denominator,
        state=observation.state,
        qualifier=observation.qualifier,
        printed=observation.printed if figures.is_said_otherwise(observation.printed, said) else "",
        note=note_of(observation),
        place=observation.place,
        source=str(document or observation.source),
        source_url=document.get_absolute_url() if document else "",
        also=tuple(_also(other, indicator) for other in others),
        is_drawn=is_drawn,
    )


def _as_figures(observations):
    """The arrays of the rules; each series' number is that of its first observation here."""
    numbers = {}
    of = {name: np.array([getattr(each, name) for each in observations]) for name in ("pk", "refresh_id", "variant")}
    rank = np.array([each.source.rank for each in observations])
    columns = ("value", "lower_95", "upper_95", "lower_998", "upper_998", "count", "denominator")
    return Figures(
        id=of["pk"],
        series=np.array([numbers.setdefault(each.series_id, len(numbers)) for each in observations]),
        label=np.unique([each.period for each in observations], return_inverse=True)[1],
        start=_days(each.period_start for each in observations),
        end=_days(each.period_end for each in observations),
        **{name: np.array([getattr(each, name) for each in observations], dtype=float) for name in columns},
        state=np.array([STATES.index(each.state) for each in observations]),
        qualifier=np.array([QUALIFIERS.index(each.qualifier) for each in observations]),
        rank=rank + np.where(of["variant"] > 0, LAST, 0),
        refreshed=np.array([each.refresh.started_at.timestamp() for each in observations]),
        refresh=of["refresh_id"],
        # The reader sees all of these.
        unpublished=np.full(len(observations), PUBLIC),
    )


def _days(dates):
    nought = DAY_NOUGHT.item().toordinal()
    return np.array([UNKNOWN_DAY if day is None else day.toordinal() - nought for day in dates], dtype=np.int64)


def _also(other, indicator):
    said = other.printed or figures.text(other.value, unit=indicator.unit, qualifier=other.qualifier, state=other.state)
    where = ", ".join(part for part in (str(other.source.document or other.source), other.place) if part)
    return f"{said} ({where})"
