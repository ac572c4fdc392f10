"""Writing the figures of a document: series and observations, and the figures that recommendations rest on."""

from django.utils import timezone

from actions.loading.figures import evidence_key, ranked
from actions.models import EvidenceFigure
from indicators.loading.differences import bring_into_line, remove
from indicators.models import Area, Indicator, Observation, Refresh, Series, SupersededObservation
from indicators.models.series import FigureFields

FIGURE_COLUMNS = [field.attname for field in FigureFields._meta.get_fields()]


def write_figures(package, source, *, started_at, report):
    """(ids of the indicators whose figures changed, {evidence key: standing observation}).

    A figure that changed or is gone is kept as superseded, so that it can be shown as it was known.
    """
    figures = ranked([row for _, row in package.figures])
    series = _write_series(figures, report.tally("Series"))
    wanted = {
        (series[figure.row.series_key].pk, *figure.key[6:]): _values(figure, series, source) for figure in figures
    }
    figures_of_source = Observation.objects.filter(source=source).select_related("series__indicator", "series__area")
    standing = {_key(row): row for row in figures_of_source}
    changed = [
        row
        for key, row in standing.items()
        if key in wanted and any(getattr(row, name) != value for name, value in wanted[key].items())
    ]
    gone = [row for key, row in standing.items() if key not in wanted]
    new = len(wanted) - len(standing) + len(gone)
    touched = {row.series_id for row in changed + gone} | {key[0] for key in wanted if key not in standing}
    if changed or gone or new:
        refresh = _record(package, source, started_at, added=new, changed=changed, gone=gone, wanted=wanted)
        _supersede(changed + gone, refresh)
        of_refresh = {_key(row) for row in changed} | (wanted.keys() - standing.keys())
        for key in of_refresh:
            wanted[key]["refresh_id"] = refresh.pk
    tally = report.tally("Figures")
    tally.superseded += [str(row) for row in gone]
    remove(Observation, gone, tally=tally)
    rows = bring_into_line(Observation, standing=standing, wanted=wanted, tally=tally)
    return _indicators_of(touched), {
        evidence_key(figure.row): rows[series[figure.row.series_key].pk, *figure.key[6:]]
        for figure in figures
        if figure.variant == 0
    }


def _indicators_of(series_ids):
    rows = Series.objects.order_by().values_list("pk", "indicator")
    return {indicator for pk, indicator in rows.filter(pk__in=series_ids)}


def _write_series(figures, tally):
    """{series key: series}. A series belongs to no source, so none is ever gone."""
    keys = dict.fromkeys(figure.row.series_key for figure in figures)
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    areas = Area.objects.ids_by_code()
    wanted = {}
    for code, area, *group in keys:
        names = ("sex", "age", "category_type", "category")
        wanted[indicators[code], areas[area], *group] = {
            "indicator_id": indicators[code],
            "area_id": areas[area],
            **dict(zip(names, group, strict=True)),
        }
    standing = {
        (row.indicator_id, row.area_id, row.sex, row.age, row.category_type, row.category): row
        for row in Series.objects.filter(indicator__in={key[0] for key in wanted})
    }
    rows = bring_into_line(Series, standing=standing, wanted=wanted, tally=tally)
    return {key: rows[indicators[key[0]], areas[key[1]], *key[2:]] for key in keys}


def _key(row):
    """As a figure's key: the days where both are known, else the words."""
    if row.period_start and row.period_end:
        return row.series_id, row.period_start, row.period_end, "", row.variant
    return row.series_id, None, None, row.period, row.variant


def _values(figure, series, source):
    row = figure.row
    return {
        "series_id": series[row.series_key].pk,
        "source_id": source.pk,
        "period": row.period,
        "period_start": row.period_start,
        "period_end": row.period_end,
        "value": row.value,
        "lower_95": row.lower_ci,
        "upper_95": row.upper_ci,
        "count": row.count,
        "denominator": row.denominator,
        "state": row.state,
        "qualifier": row.qualifier,
        "printed": row.printed,
        "note": row.note,
        "place": row.place,
        "variant": figure.variant,
        "is_disputed": figure.is_disputed,
    }


def _record(package, source, started_at, *, added, changed, gone, wanted):
    now = timezone.now()
    file = package.figures_file
    source.last_checked_at = source.last_changed_at = now
    source.number_of_figures = len(wanted)
    source.save(update_fields=["last_checked_at", "last_changed_at", "number_of_figures"])
    return Refresh.objects.create(
        source=source,
        outcome=Refresh.Outcome.CHANGED,
        started_at=started_at,
        finished_at=now,
        published_at=now,
        file_name=file.name,
        sha256=file.sha256,
        bytes_read=file.size,
        rows_read=len(package.figures),
        added=added,
        changed=len(changed),
        unchanged=len(wanted) - added - len(changed),
        gone=len(gone),
    )


def _supersede(rows, refresh):
    SupersededObservation.objects.bulk_create(
        [
            SupersededObservation(
                observation_id=row.pk,
                series_id=row.series_id,
                source_id=row.source_id,
                refresh_id=row.refresh_id,
                known_until=refresh.published_at,
                replaced_by=refresh,
                **{name: getattr(row, name) for name in FIGURE_COLUMNS},
            )
            for row in rows
        ],
        batch_size=500,
    )


def write_evidence_figures(content, recommendations, observations, *, report):
    """Each figure is linked to its series and copied, so that it stays what the document printed."""
    wanted = {}
    for entry in content.recommendations:
        for position, figure in enumerate(entry.evidence_figures, 1):
            row = observations[evidence_key(figure)]
            wanted[recommendations[entry.ref].pk, position] = {
                "recommendation_id": recommendations[entry.ref].pk,
                "position": position,
                "series_id": row.series_id,
                "observation_id": row.pk,
                "period": row.period,
                "period_end": row.period_end,
                "value": row.value,
                "qualifier": row.qualifier,
                "printed": row.printed,
            }
    owners = [row.pk for row in recommendations.values()]
    standing = {
        (row.recommendation_id, row.position): row for row in EvidenceFigure.objects.filter(recommendation__in=owners)
    }
    tally = report.tally("Evidence figures")
    remove(EvidenceFigure, [row for key, row in standing.items() if key not in wanted], tally=tally)
    bring_into_line(EvidenceFigure, standing=standing, wanted=wanted, tally=tally)
