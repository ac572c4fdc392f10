"""A source whose figures change from day to day, and what each day left behind, kept as plain dictionaries."""

import datetime

from django.db.models import F

from indicators.models import Observation, Reading, Refresh, RefreshChange, Series, Source, SupersededObservation
from indicators.models.series import FigureFields
from indicators.operations.headlines import mark_headlines
from indicators.operations.readings import recompute_readings
from tests.factories import RefreshFactory
from tests.indicators.pages.figures import days

COLUMNS = [field.attname for field in FigureFields._meta.fields]
OF_AN_OBSERVATION = [field.attname for field in Observation._meta.concrete_fields]
OF_A_READING = [field.attname for field in Reading._meta.concrete_fields]


def at(day, hour=12, minute=0):
    """A moment in universal time, "2026-05-03" or a date."""
    day = datetime.date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.datetime.combine(day, datetime.time(hour, minute), datetime.UTC)


def publish(source, wanted, *, moment, tells=True, **figure):
    """Make the source say exactly {(series, year): value}, as a run that was published at that moment does."""
    run = RefreshFactory(source=source, started_at=moment, finished_at=moment)
    standing = {(row.series_id, row.period): row for row in Observation.objects.filter(source=source)}
    wanted = {(series.pk, str(year)): value for (series, year), value in wanted.items()}
    changed = [row for key, row in standing.items() if key in wanted and row.value != wanted[key]]
    gone = [row for key, row in standing.items() if key not in wanted]
    _supersede([*changed, *gone], run)
    for row in changed:
        row.value, row.refresh_id = wanted[row.series_id, row.period], run.pk
        row.save()
    Observation.objects.filter(pk__in=[row.pk for row in gone]).delete()
    new = [key for key in wanted if key not in standing]
    for series_id, year in new:
        values = {"value": wanted[series_id, year], **days(int(year)), **figure}
        Observation.objects.create(series_id=series_id, source=source, refresh=run, **values)
    touched = {row.series_id for row in (*changed, *gone)} | {series_id for series_id, _ in new}
    indicators = dict(Series.objects.filter(pk__in=touched).values_list("pk", "indicator"))
    _count(run, source, indicators, added=new, changed=changed, removed=gone, tells=tells)
    mark_headlines(indicator_ids=set(indicators.values()))
    recompute_readings(series_ids=touched)
    return run


def _supersede(rows, run):
    SupersededObservation.objects.bulk_create(
        SupersededObservation(
            observation_id=row.pk,
            series_id=row.series_id,
            source_id=row.source_id,
            refresh_id=row.refresh_id,
            known_until=run.published_at,
            replaced_by=run,
            **{name: getattr(row, name) for name in COLUMNS},
        )
        for row in rows
    )


def _count(run, source, indicators, *, added, changed, removed, tells):
    counts = {}
    for word, series_ids in (
        ("added", [series_id for series_id, _ in added]),
        ("changed", [row.series_id for row in changed]),
        ("removed", [row.series_id for row in removed]),
    ):
        for series_id in series_ids:
            each = counts.setdefault(indicators[series_id], dict.fromkeys(("added", "changed", "removed"), 0))
            each[word] += 1
    totals = {word: sum(each[word] for each in counts.values()) for word in ("added", "changed", "removed")}
    outcome = Refresh.Outcome.CHANGED if counts else Refresh.Outcome.UNCHANGED
    Refresh.objects.filter(pk=run.pk).update(outcome=outcome, **totals)
    run.refresh_from_db()
    number = F("number_of_figures") + totals["added"] - totals["removed"]
    Source.objects.filter(pk=source.pk).update(number_of_figures=number, last_checked_at=run.published_at)
    if counts:
        Source.objects.filter(pk=source.pk).update(last_changed_at=run.published_at)
    if tells:
        RefreshChange.objects.bulk_create(
            RefreshChange(refresh=run, indicator_id=indicator_id, **each) for indicator_id, each in counts.items()
        )


def photograph():
    """All that a day leaves behind, in plain values."""
    return {
        "observations": _rows(Observation.objects.order_by("pk"), OF_AN_OBSERVATION),
        "readings": _rows(Reading.objects.order_by("pk"), OF_A_READING),
        "headlines": set(Series.objects.filter(is_headline=True).values_list("pk", flat=True)),
        "superseded": set(SupersededObservation.objects.values_list("pk", flat=True)),
        "sources": _rows(
            Source.objects.order_by("pk"), ["id", "last_checked_at", "last_changed_at", "number_of_figures"]
        ),
        "runs": _rows(Refresh.objects.order_by("pk"), ["id", "outcome", "published_at", "added", "changed", "removed"]),
    }


def _rows(queryset, columns):
    return [dict(zip(columns, row, strict=True)) for row in queryset.values_list(*columns)]
