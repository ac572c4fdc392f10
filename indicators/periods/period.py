"""The period itself: its days, its order, the one before it, and how long ago it ended."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, total_ordering

from indicators.periods import kinds, texts
from indicators.periods.kinds import Kind, add_months, whole_months
from indicators.periods.texts import PeriodNotUnderstood

ONE_DAY = timedelta(days=1)
DAYS_IN_A_YEAR = 365.25
# Under this, days are said; then weeks, until there are two whole months.
WEEKS_FROM_DAYS = 21


class PeriodHasNoBounds(ValueError):
    """The period has no first or no last day, so that nothing can come before it."""

    def __init__(self, period):
        super().__init__(f"“{period}” has no first or no last day.")


@total_ordering
@dataclass(frozen=True, eq=False)
class Period:
    """From its first day to its last, both included. Equal when the days are: "2022/23" is "Apr 2022 - Mar 2023"."""

    start: date | None
    end: date | None
    label: str
    kind: Kind

    @classmethod
    def parse(cls, text, *, academic=False):
        """Read a text of the field; PeriodNotUnderstood if it has no form of ours or names an impossible date.

        A split year such as "2018/19" is the financial year, April to March, unless academic=True makes it September
        to August: Fingertips writes both alike. "2021-22" and "2021 to 2022" are refused, because they are used for
        two calendar years and for one financial year; "2021 - 22" is Fingertips' form of the two calendar years.
        """
        return _parse(text, academic)

    @classmethod
    def from_dates(cls, start, end, kind=None):
        """The period between two days, of the plainest kind that they fit, or of the kind that is asked for."""
        if start is not None and end is not None and start > end:
            raise PeriodNotUnderstood(f"{start} to {end}", "it ends before it begins")
        if kind is None:
            kind = kinds.plain_kind(start, end)
        elif not kinds.fits(kind, start, end):
            raise PeriodNotUnderstood(f"{start} to {end}", f"not the days of a period of the kind {Kind(kind)}")
        return cls(start, end, kinds.write(Kind(kind), start, end), Kind(kind))

    @classmethod
    def undated(cls, label=""):
        """A period of which only the words are known ("last decade"). It sorts first and overlaps nothing."""
        return cls(None, None, label, Kind.UNDATED)

    def __str__(self):
        return self.label

    @property
    def _order(self):
        # What is still open ends last; what has no dates at all comes first, and is told apart by its words.
        end = self.end or (date.max if self.start else date.min)
        return end, self.start or date.min, self.label if self.kind == Kind.UNDATED else ""

    def __eq__(self, other):
        return self._order == other._order if isinstance(other, Period) else NotImplemented

    def __lt__(self, other):
        return self._order < other._order if isinstance(other, Period) else NotImplemented

    def __hash__(self):
        return hash(self._order)

    @property
    def is_bounded(self):
        return self.start is not None and self.end is not None

    @property
    def months(self):
        """Whole months from the first to the last day; None where the days are not the edges of months."""
        return whole_months(self.start, self.end) if self.is_bounded else None

    @property
    def years(self):
        """Length in years: 1.0 for "2018/19", 3.0 for "2017 - 19", days / 365.25 for odd days; None if unbounded."""
        if not self.is_bounded:
            return None
        if self.months is not None:
            return self.months / 12
        return ((self.end - self.start).days + 1) / DAYS_IN_A_YEAR

    def previous(self):
        """The period of the same kind and length that ends on the day before this one begins."""
        if not self.is_bounded:
            raise PeriodHasNoBounds(self)
        end = self.start - ONE_DAY
        if self.kind in (Kind.DAY, Kind.RANGE):
            start = self.start - (self.end - self.start) - ONE_DAY
        else:
            start = add_months(self.start, -self.months)
        return Period.from_dates(start, end, self.kind)

    def overlaps(self, other):
        """Whether some day is in both. An open period goes on for ever; an undated one overlaps nothing."""
        if Kind.UNDATED in (self.kind, other.kind):
            return False
        return (self.start or date.min) <= (other.end or date.max) and (other.start or date.min) <= (
            self.end or date.max
        )

    def age(self, on):
        """How long ago the period ended; None where it has no end."""
        return None if self.end is None else age(self.end, on)


@lru_cache(maxsize=4096)
def _parse(text, academic):
    kind, start, end = texts.read(text, academic=academic)
    return Period.from_dates(start, end, kind)


@dataclass(frozen=True, order=True)
class Age:
    """Completed years, then completed months, then days."""

    years: int
    months: int
    days: int


def age(since, on):
    """Time from one day to another as a calendar counts it; nothing where the day is still to come."""
    if on <= since:
        return Age(0, 0, 0)
    months = (on.year - since.year) * 12 + on.month - since.month
    if add_months(since, months) > on:
        months -= 1
    return Age(months // 12, months % 12, (on - add_months(since, months)).days)


def age_in_words(since, on):
    """ "4 years 4 months", "3 months", "3 weeks", "15 days": no finer than a reader needs."""
    lapsed = age(since, on)
    if lapsed.years:
        months = f" {_counted(lapsed.months, 'month')}" if lapsed.months else ""
        return _counted(lapsed.years, "year") + months
    if lapsed.months > 1:
        return _counted(lapsed.months, "month")
    days = max((on - since).days, 0)
    return _counted(days // 7, "week") if days >= WEEKS_FROM_DAYS else _counted(days, "day")


def _counted(number, noun):
    return f"{number} {noun}{'' if number == 1 else 's'}"
