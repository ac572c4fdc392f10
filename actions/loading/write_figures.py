"""Writing the figures of a document: series and observations, and the figures that recommendations rest on."""

from actions.loading.account import Changes, keep_account
from actions.loading.figures import evidence_key, ranked
from actions.models import EvidenceFigure
from indicators.loading.differences import bring_into_line, remove
from indicators.models import Area, Indicator, Observation, Series, SupersededObservation
from indicators.models.series import FigureFields

FIGURE_COLUMNS = [field.attname for field in FigureFields._meta.get_fields()]


def write_figures(package, source, *, started_at, report):
    """(the run that tells what changed or None, {evidence key: standing observation}).

    A figure that changed or is gone is kept as superseded, so that it can be shown as it was known.
    """
    figures = ranked([row for _, row in package.figures])
    series = _write_series(figures, report.tally("Series"))
    wanted = {
        (series[figure.row.series_key].pk, *figure.key[6:]): _values(figure, series, source) for figure in figures
    }
    figures_of_source = Observation.objects.filter(source=source).select_related("series__indicator", "series__area")
    standing = {_key(row): row for row in figures_of_source}
    changes = Changes(
        series={row.pk: row for row in series.values()},
        new=[values for key, values in wanted.items() if key not in standing],
        changed=[
            (row, wanted[key])
            for key, row in standing.items()
            if key in wanted and any(getattr(row, name) != value for name, value in wanted[key].items())
        ],
        gone=[row for key, row in standing.items() if key not in wanted],
        total=len(wanted),
    )
    run = _publish(package, source, changes, started_at=started_at)
    tally = report.tally("Figures")
    tally.superseded += [str(row) for row in changes.gone]
    remove(Observation, changes.gone, tally=tally)
    rows = bring_into_line(Observation, standing=standing, wanted=wanted, tally=tally)
    return run, {
        evidence_key(figure.row): rows[series[figure.row.series_key].pk, *figure.key[6:]]
        for figure in figures
        if figure.variant == 0
    }


def _publish(package, source, changes, *, started_at):
    """The run that the new and the changed figures are of, with what they replace kept; None where nothing differs."""
    if not changes:
        return None
    run = keep_account(package, source, changes, started_at=started_at)
    supersede([row for row, _ in changes.changed] + changes.gone, run)
    for values in (*changes.new, *(values for _, values in changes.changed)):
        values["refresh_id"] = run.pk
    return run


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


def supersede(rows, refresh):
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
