"""What each series says now, worked out for all of them at once: pure, no database.

figures    the arrays that the rules work on
choosing   which of a series' figures stand, one a period
course     the change, the recent trend and the spark of a series
beside     an area beside its comparators, its neighbours and those it is ranked among
"""

from dataclasses import dataclass

import numpy as np

from indicators.rules import limits
from indicators.rules.readings import beside, course
from indicators.rules.readings.choosing import is_new, standing
from indicators.rules.readings.figures import COMPARATORS, QUALIFIERS, STATES, Areas, Figures, Subjects, Words, counted
from indicators.statistics.comparison import STANDINGS, Standing, compare_many
from indicators.statistics.goals import compare_goal_many, compare_goal_range_many

NOT_COMPARED = STANDINGS.index(Standing.NOT_COMPARED)
STANDING_TEXTS = tuple(standing.value for standing in STANDINGS)


@dataclass(frozen=True)
class Readings:
    """One row a series that has figures: columns by the names of the model's fields.

    A column is an array of numbers (nan, UNKNOWN_DAY or, in what is ranked, 0 where there is none) or Words. Periods
    are places in the caller's list of labels.
    """

    columns: dict

    def __len__(self):
        return len(self.columns["series_id"])


def work_out(figures: Figures, *, subjects: Subjects, areas: Areas, labels) -> Readings | None:
    """The readings of these subjects; None where no figure stands."""
    figures = standing(figures.take(~beside.is_no_value(figures, subjects, areas)))
    if not len(figures):
        return None
    begins = is_new(figures.series)
    subjects = subjects.take(figures.series[begins])
    figures = _with(figures, series=np.cumsum(begins) - 1)
    figures, is_computed = _with_limits(figures, subjects)
    latest = np.append(np.flatnonzero(begins)[1:], len(figures)) - 1
    now = figures.take(latest)
    at_998 = limits.fill_998(
        counted(now, value_type=subjects.value_type, multiplier=subjects.multiplier),
        lower=now.lower_998,
        upper=now.upper_998,
        lower_95=now.lower_95,
        upper_95=now.upper_95,
    )
    now = _with(now, lower_998=at_998.lower, upper_998=at_998.upper)
    exists = beside.exists_through(areas, subjects.area, now.end)
    return Readings(
        _newest(now, subjects, is_computed[latest])
        | _course(figures, latest, subjects, exists=exists, labels=labels)
        | _standings(figures, latest, now, subjects, areas, exists=exists)
        | {"standing_goal": _against_goals(now, subjects, exists)}
    )


def _with(figures, **columns):
    return type(figures)(**{**vars(figures), **columns})


def _with_limits(figures, subjects):
    """With our 95% limits where the source has none, and where they are ours."""
    is_computed = np.zeros(len(figures), dtype=bool)
    has_gap = (np.isnan(figures.lower_95) | np.isnan(figures.upper_95)) & ~np.isnan(figures.value)
    gaps = np.flatnonzero(has_gap & subjects.is_countable[figures.series])
    if not gaps.size:
        return figures, is_computed
    there = figures.take(gaps)
    of = subjects.take(there.series)
    countable = counted(there, value_type=of.value_type, multiplier=of.multiplier)
    lower, upper = figures.lower_95.copy(), figures.upper_95.copy()
    lower[gaps], upper[gaps], is_computed[gaps] = limits.fill_95(countable, lower=there.lower_95, upper=there.upper_95)
    return _with(figures, lower_95=lower, upper_95=upper), is_computed


def _newest(now, subjects, is_computed):
    return {
        "series_id": subjects.id,
        "indicator_id": subjects.indicator_id,
        "area_id": subjects.area_id,
        "is_headline": subjects.is_headline,
        "observation_id": now.id,
        "value": now.value,
        "lower_95": now.lower_95,
        "upper_95": now.upper_95,
        "lower_998": now.lower_998,
        "upper_998": now.upper_998,
        "interval_is_computed": is_computed,
        "count": now.count,
        "denominator": now.denominator,
        "state": Words(now.state, STATES),
        "qualifier": Words(now.qualifier, QUALIFIERS),
        "period": now.label,
        "period_start": now.start,
        "period_end": now.end,
    }


def _course(figures, latest, subjects, *, exists, labels):
    places = np.flatnonzero(course.is_comparable(figures, latest[figures.series]))
    alike = course.runs(places, figures.series[places], len(latest))
    earlier = course.previous(figures, latest, alike)
    trend = course.trends(figures, alike, polarity=subjects.polarity, has_trend=subjects.has_trend)
    there = earlier >= 0
    value, count = (np.where(there, column[earlier], np.nan) for column in (figures.value, figures.count))
    differs = there & figures.has_a_difference[latest] & figures.has_a_difference[earlier]
    differs &= figures.is_for_comparison[latest]  # the earlier one is
    both = differs & ~np.isnan(figures.value[latest] - value)
    return {
        "previous_value": value,
        "previous_period": np.where(there, figures.label[earlier], -1),
        "previous_count": count,
        "change": np.where(differs, course.change(figures.value[latest], value), np.nan),
        # The count of a suppressed figure is not said by the back door.
        "change_count": np.where(both, course.change(figures.count[latest], count), np.nan),
        "standing_previous": Words(
            course.standing_previous(figures, latest, earlier, polarity=subjects.polarity, is_compared=both & exists),
            STANDING_TEXTS,
        ),
        "trend": trend.direction,
        "trend_verdict": trend.verdict,
        "trend_reason": trend.reason,
        "trend_points": trend.points,
        "spark": course.sparks(figures, alike, labels),
    }


def _standings(figures, latest, now, subjects, areas, *, exists):
    """The area against its comparators, each in the same period and for the same group of people, and its rank."""
    around = beside.Beside(figures, subjects, areas, latest)
    judged = subjects.is_compared & exists & ~np.isnan(now.value) & now.is_for_comparison
    columns = {}
    for kind, name in enumerate(COMPARATORS):
        values, can_be = around.values_of(kind)
        if name == "neighbours":
            values, basis = beside.neighbours(around, values)
            columns["neighbours_basis"] = Words(basis, beside.BASES)
        columns[f"{name}_value"] = values
        for suffix, lower, upper in (("", now.lower_95, now.upper_95), ("_998", now.lower_998, now.upper_998)):
            codes = compare_many(lower=lower, upper=upper, comparator=values, polarity=subjects.polarity)
            columns[f"standing_{name}{suffix}"] = Words(np.where(judged & can_be, codes, NOT_COMPARED), STANDING_TEXTS)
    return columns | beside.places(around)._asdict()


def _against_goals(now, subjects, exists):
    """One limit is reached or not; between two is neither. A bound such as "over 50%" is set against no goal."""
    low, high = subjects.goal_lower, subjects.goal_upper
    goal = np.where(np.isnan(low), high, low)
    one = compare_goal_many(value=now.value, goal=goal, polarity=subjects.polarity)
    two = compare_goal_range_many(value=now.value, low=low, high=high, polarity=subjects.polarity)
    codes = np.where(np.isnan(low + high), one, two)
    return Words(np.where(exists & now.has_a_difference & now.is_for_comparison, codes, NOT_COMPARED), STANDING_TEXTS)
