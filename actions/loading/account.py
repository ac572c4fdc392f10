"""What a load did to the figures of a document, told as a run of a source tells it: a run with its changes."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max
from django.utils import timezone

from indicators.models import Refresh, RefreshChange, RefreshDifference
from indicators.operations.disclosure import bound_by_a_rule
from indicators.operations.staging.comparing import MOST_DIFFERENCES

Kind = RefreshDifference.Kind


@dataclass(frozen=True)
class Changes:
    """Figures that are new, those that change with what they become, and those that are taken out; and their series."""

    total: int
    series: dict  # {id: series}
    new: list  # values
    changed: list  # (standing observation, values)
    gone: list  # standing observations

    def __bool__(self):
        return bool(self.new or self.changed or self.gone)

    @property
    def unchanged(self):
        return self.total - len(self.new) - len(self.changed)


def keep_account(package, source, changes, *, started_at):
    """The run, in the transaction of its figures."""
    file, now = package.figures_file, _moment(source, started_at)
    source.last_checked_at = source.last_changed_at = now
    source.number_of_figures = changes.total
    source.save(update_fields=["last_checked_at", "last_changed_at", "number_of_figures"])
    by_indicator = _by_indicator(changes)
    bound = bound_by_a_rule(by_indicator)
    moved = [pair for pair in changes.changed if _has_moved(*pair, source, bound)]
    run = Refresh.objects.create(
        source=source,
        outcome=Refresh.Outcome.CHANGED,
        started_at=started_at,
        finished_at=now,
        published_at=now,
        file_name=file.name,
        sha256=file.sha256,
        bytes_read=file.size,
        rows_read=len(package.figures),
        added=len(changes.new),
        changed=len(changes.changed),
        unchanged=changes.unchanged,
        gone=len(changes.gone),
        removed=len(changes.gone),
        moved=len(moved),
    )
    RefreshChange.objects.bulk_create(
        RefreshChange(refresh=run, indicator_id=pk, **counts) for pk, counts in sorted(by_indicator.items())
    )
    if moved or changes.gone:
        RefreshDifference.objects.bulk_create(_differences(run, changes, moved, bound)[:MOST_DIFFERENCES])
    return run


def _moment(source, started_at):
    """After that of the document's last load, whatever the clocks say: their order decides what is the newest."""
    newest = Refresh.objects.filter(source=source).aggregate(newest=Max("published_at"))["newest"]
    now = max(timezone.now(), started_at)
    return max(now, newest + timedelta(microseconds=1)) if newest else now


def _by_indicator(changes):
    found = {}
    for word, indicators in (
        ("added", (changes.series[values["series_id"]].indicator_id for values in changes.new)),
        ("changed", (row.series.indicator_id for row, _ in changes.changed)),
        ("removed", (row.series.indicator_id for row in changes.gone)),
    ):
        for pk, number in Counter(indicators).items():
            found.setdefault(pk, {})[word] = number
    return found


def _has_moved(row, values, source, bound):
    """As a run of a source judges it, also of what a disclosure rule binds."""
    was, now, is_bound = row.value, values["value"], row.series.indicator_id in bound
    if was is None or now is None:
        return (was is not now) and not is_bound
    change = now - was if is_bound else abs(now - was)
    return change > source.move_limit / 100 * abs(was)


def _differences(run, changes, moved, bound):
    """Moved figures first, then those that are gone, changed and new."""
    have_moved = {row.pk for row, _ in moved}
    rest = [pair for pair in changes.changed if pair[0].pk not in have_moved]
    told = [
        *((Kind.MOVED, row.series, row.period, row.value, values["value"]) for row, values in moved),
        *((Kind.GONE, row.series, row.period, row.value, None) for row in changes.gone),
        *((Kind.CHANGED, row.series, row.period, row.value, values["value"]) for row, values in rest),
        *((Kind.ADDED, changes.series[new["series_id"]], new["period"], None, new["value"]) for new in changes.new),
    ]
    return [_difference(run, *each, bound) for each in told]


def _difference(run, kind, series, period, was, now, bound):
    is_bound = series.indicator_id in bound
    return RefreshDifference(
        refresh=run,
        kind=kind,
        indicator_id=series.indicator_id,
        area_id=series.area_id,
        group=series.group,
        period=period,
        was=None if is_bound else was,
        now=None if is_bound else now,
        is_withheld=is_bound,
    )
