"""The funnel of one indicator over the areas of all partnerships: which differ by more than their size explains."""

from collections import defaultdict
from dataclasses import replace
from types import SimpleNamespace

from indicators.charts import layers
from indicators.charts.lines import Mark
from indicators.models import Area, AreaType
from indicators.presenters.page import funnel
from indicators.presenters.page.fetch import AreaFigure, Facts, Period


def section(indicator, readings, *, uid):
    """A presenters.page.funnel.Funnel of the period and level that most areas share; None where too few do.

    Its points stand by name in the table: by how far they lie out, they would be a league.
    """
    alike = defaultdict(list)
    for reading in readings:
        if reading.period_end:
            alike[reading.period_start, reading.period_end, reading.area.level].append(reading)
    together = max(alike.values(), key=len, default=[])
    if len(together) < funnel.FEWEST_AREAS:
        return None
    figures = [AreaFigure(reading.area, _mark(reading)) for reading in together]
    england = next((reading.england_value for reading in together if reading.england_value is not None), None)
    if england is not None:
        country = Area(name="England", area_type=AreaType.COUNTRY)
        figures.append(AreaFigure(country, Mark(together[0].period, value=england)))
    of_nobody = SimpleNamespace(indicator=indicator, focus=None)
    found = funnel.section(Facts(of_nobody, None, period=Period(together[0].area.level, tuple(figures))))
    if found is None or found.chart is None:
        return None
    return replace(found, chart=_by_name(replace(found.chart, uid=uid)))


def _mark(reading):
    return Mark(
        reading.period,
        reading.period_start,
        reading.period_end,
        reading.value,
        reading.lower_95,
        reading.upper_95,
        count=reading.count,
        denominator=reading.denominator,
        state=reading.state,
        qualifier=reading.qualifier,
        source=str(reading.source.document or reading.source),
    )


def _by_name(chart):
    return replace(
        chart,
        layers=tuple(
            replace(layer, points=tuple(sorted(layer.points, key=lambda point: point.name)))
            if isinstance(layer, layers.Dots)
            else layer
            for layer in chart.layers
        ),
    )
