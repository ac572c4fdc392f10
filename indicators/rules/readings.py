"""Which of a series' figures stand, which is the newest, and what it may be set against: pure, no database."""

import json
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from indicators.periods import Period, whole_months
from indicators.statistics.trend import TrendPoint, recent_trend

SPARK_POINTS = 12
# The difference of "over 50%" and "under 40%" is no number.
QUALIFIERS_WITH_A_DIFFERENCE = {"exact", "about"}


class Figure(NamedTuple):
    """One printed or published figure, and how much its source counts."""

    id: int
    series_id: int
    period: str
    start: date | None
    end: date | None
    value: float | None
    lower_95: float | None
    upper_95: float | None
    count: float | None
    denominator: float | None
    state: str
    qualifier: str
    printed: str
    source_rank: int
    refreshed_at: datetime
    refresh_id: int
    # The unpublished partnership whose document it is from; None where everybody may see it.
    unpublished: int | None = None

    @property
    def is_dated(self):
        return self.start is not None and self.end is not None

    @property
    def key(self):
        """What makes two figures of a series figures of one period; without dates only the words can."""
        return (self.start, self.end, "" if self.is_dated else self.period)

    @property
    def precedence(self):
        """The smallest stands: the source's rank, then the newest refresh, then what was read first."""
        return (self.source_rank, -self.refreshed_at.timestamp(), -self.refresh_id, self.id)

    @property
    def age_order(self):
        """The largest is the newest. A figure that is still open, or undated, counts only where nothing is dated."""
        return (self.end or date.min, self.start or date.min)


def seen_together(figures):
    """The figures that one reading may be made of, so that whoever may see one of them may see all.

    The public ones. Without any, those of one unpublished partnership: that of the best source, then the first made.
    """
    public = [figure for figure in figures if figure.unpublished is None]
    if public or not figures:
        return public
    owner = min(figures, key=lambda figure: (figure.source_rank, figure.unpublished)).unpublished
    return [figure for figure in figures if figure.unpublished == owner]


def may_stand_beside(figure, other):
    """Whether whoever sees `figure` may see `other` too."""
    return other.unpublished in (None, figure.unpublished)


def standing(figures):
    """One figure a period: where several sources hold one period, the best source's stands."""
    chosen = {}
    for figure in figures:
        other = chosen.get(figure.key)
        if other is None or figure.precedence < other.precedence:
            chosen[figure.key] = figure
    # Two undated figures have no order of their own: the better source's counts as the newer.
    return sorted(chosen.values(), key=lambda figure: (figure.age_order, [-part for part in figure.precedence]))


def comparable_with(latest, figures):
    """The figures whose periods are as long as the newest one's: a quarter is not set beside a year."""
    if not latest.is_dated:
        return [latest]
    length = _length(latest.start, latest.end)
    return [figure for figure in figures if figure.is_dated and _length(figure.start, figure.end) == length]


def previous(latest, figures):
    """The newest earlier figure that shares no day with the latest; rolling windows are never differenced."""
    if not latest.is_dated:
        return None
    return next((figure for figure in reversed(figures) if figure.is_dated and figure.end < latest.start), None)


def change(latest, earlier):
    """The difference as it would be worked out on paper, so that 10.7 - 10.3 is 0.4."""
    if earlier is None or latest.value is None or earlier.value is None:
        return None
    if not {latest.qualifier, earlier.qualifier} <= QUALIFIERS_WITH_A_DIFFERENCE:
        return None
    return float(f"{latest.value - earlier.value:.12g}")


def spark(figures):
    points = [[figure.period, figure.value] for figure in figures[-SPARK_POINTS:]]
    return json.dumps(points, ensure_ascii=False, separators=(",", ":"))


def trend(figures, *, polarity, value_type):
    """The official recent trend of figures of one length."""
    points = (
        TrendPoint(
            period=_period(figure.start, figure.end),
            value=figure.value,
            lower=figure.lower_95,
            upper=figure.upper_95,
            count=figure.count,
            denominator=figure.denominator,
        )
        for figure in figures
        if figure.is_dated
    )
    return recent_trend(points, polarity=polarity, value_type=value_type)


@lru_cache(maxsize=4096)
def _period(start, end):
    return Period.from_dates(start, end)


@lru_cache(maxsize=4096)
def _length(start, end):
    """Whole months, or days where the edges are not those of months."""
    months = whole_months(start, end)
    return (months, 0) if months is not None else (0, (end - start).days)
