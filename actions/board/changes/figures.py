"""Figures at either end: new periods, revised ones, and such as the source gives no longer."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import F, Q, Value
from django.db.models.fields import DateTimeField
from django.utils import timezone
from django.utils.http import urlencode

from actions.board.changes.shape import Change
from actions.models import Measure
from cdp import words
from indicators import figures
from indicators.models import Indicator, Observation, Reading, Series, SupersededObservation

GONE = "No longer given"
COLUMNS = (
    "series", "period", "period_start", "period_end", "value", "state", "qualifier", "source__name", "source__rank",
    "refresh__published_at", "series__indicator__code", "series__indicator__name", "series__indicator__unit",
    "series__area__code", "series__area__name", "series__reading__period", "series__reading__previous_value",
    "series__reading__previous_period",
)  # fmt: skip


@dataclass(frozen=True)
class Version:
    """A figure as it stood from one moment until another."""

    row: dict

    @property
    def key(self):
        return self.row["series"], self.row["period_start"], self.row["period_end"], self.row["period"]

    def stood_at(self, moment):
        begun, ended = self.row["refresh__published_at"], self.row["gone_at"]
        return begun is not None and begun <= moment and (ended is None or ended > moment)

    @property
    def said(self):
        row = self.row
        return self._said(row["value"], row["period"], qualifier=row["qualifier"], state=row["state"])

    @property
    def before(self):
        """The figure before the newest one, as its reading has it; empty where this is not the newest."""
        row = self.row
        if row["series__reading__period"] != row["period"] or row["series__reading__previous_value"] is None:
            return ""
        return self._said(row["series__reading__previous_value"], row["series__reading__previous_period"])

    def _said(self, value, period, **options):
        number = figures.text(value, unit=self.row["series__indicator__unit"], **options)
        return f"{number} in {period}" if period else number

    @property
    def number(self):
        return self.row["value"], self.row["state"], self.row["qualifier"]

    @property
    def what(self):
        return f"{self.row['series__indicator__name']}, {self.row['series__area__name']}"

    @property
    def href(self):
        page = Indicator(code=self.row["series__indicator__code"]).get_absolute_url()
        return f"{page}?{urlencode({'areas': self.row['series__area__code']})}"


def changes(partnership, *, since, until, user, measured=None):
    """Of the series that the strategy is measured by, which may be at hand, and of its areas' on national metrics."""
    measured = measured_series(partnership) if measured is None else measured
    rows = sorted((Version(row) for row in _versions(partnership, measured, since, user)), key=_place)
    for _, of_series in groupby(rows, key=lambda one: one.row["series"]):
        yield from _of_series(list(of_series), since, until)


def measured_series(partnership):
    owned = (
        Q(priority__partnership=partnership)
        | Q(recommendation__partnership=partnership, recommendation__archived_at__isnull=True)
        | Q(action__partnership=partnership, action__archived_at__isnull=True)
    )
    return set(Measure.objects.current().filter(owned).order_by().values_list("series", flat=True))


def _versions(partnership, measured, since, user):
    """What came after `since` and what went after it, in one query; what only stood all the time is not fetched."""
    chosen = _series(partnership, measured)
    now = Observation.objects.visible_to(user).standing().filter(series__in=chosen, refresh__published_at__gt=since)
    then = SupersededObservation.objects.visible_to(user).filter(series__in=chosen, variant=0, known_until__gt=since)
    now = now.order_by().values(*COLUMNS, gone_at=Value(None, output_field=DateTimeField()))
    return now.union(then.order_by().values(*COLUMNS, gone_at=F("known_until")), all=True)


def _series(partnership, measured):
    """Their numbers, given one by one or out of an index: else the database would go through millions of figures."""
    of_framework = Reading.objects.filter(
        area__in=partnership.footprint.values("area"), is_headline=True, indicator__framework_metric__isnull=False
    )
    return (
        Series.objects.filter(pk__in=measured).order_by().values("pk").union(of_framework.order_by().values("series"))
    )


def _of_series(versions, since, until):
    """New periods of a series are one change: its newest figure. Each revised period is one of its own."""
    new = []
    for _, some in groupby(versions, key=lambda one: one.key):
        some = list(some)
        was, now = _standing(some, since), _standing(some, until)
        if was and now and was.number != now.number:
            yield _change("revised", now, was.said, now.said)
        elif was and now is None:
            yield _change("withdrawn", was, was.said, GONE)
        elif now and was is None:
            new.append(now)
    if new:
        more = len(new) - 1
        also = f", and {words.plural(more, 'earlier period')}" if more else ""
        yield _change("released", new[-1], new[-1].before or "No figure", f"{new[-1].said}{also}")


def _standing(versions, moment):
    """Where several sources hold one figure, the lowest rank stands."""
    return min((one for one in versions if one.stood_at(moment)), key=lambda one: one.row["source__rank"], default=None)


def _place(version):
    series, start, end, period = version.key
    return series, end.isoformat() if end else "", start.isoformat() if start else "", period


def _change(kind, version, was, now):
    row = version.row
    when = row["gone_at"] if kind == "withdrawn" else row["refresh__published_at"]
    day = timezone.localdate(when) if when else None
    return Change(kind, version.what, version.href, was, now, day, row["source__name"])
