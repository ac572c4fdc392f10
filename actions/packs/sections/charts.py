"""One chart for each measure of the strategy: the trend with its interval, comparators, target, and what was begun.

The chart is that of the indicator's page, drawn so that it stands alone, and its table has every mark.
"""

from dataclasses import replace

from django.utils.text import slugify

from actions.packs import cells
from cdp.papers.content import Bullets, Section, Table, Text
from cdp.papers.content import Chart as PaperChart
from indicators.charts import labels, standalone
from indicators.charts.chart import axis_title
from indicators.presenters.page import over_time
from indicators.presenters.page.fetch import fetch_over_time
from indicators.presenters.selection import group_key, select

TITLE = "Charts of the measures"


def build(context):
    blocks, without = [], []
    for number, line in enumerate(context.board.measures, start=1):
        context.check()
        chart, why = _chart_of(line, context)
        if chart is None:
            series = line.measure.series
            without.append(f"{series.indicator.name}, {series.area.name}: {why}")
        else:
            blocks.append(_block(chart, line, number))
    if without:
        blocks.append(Bullets(tuple(without), heading="Measures without a chart"))
    return Section("charts", TITLE, tuple(blocks) or (Text(("No measure has been chosen yet.",)),))


def _chart_of(line, context):
    series = line.measure.series
    if line.row is None:
        return None, "no figure has been loaded."
    selection = select(series.indicator, user=context.user, codes=[series.area.code])
    group = next((one for one in selection.groups if one.key == group_key(series)), selection.group)
    facts = fetch_over_time(replace(selection, group=group), user=context.user, on=context.on)
    chart, why = over_time.chart_of(facts)
    return chart, f"{why[:1].lower()}{why[1:]}"


def _block(chart, line, number):
    series = line.measure.series
    name = slugify(f"{series.indicator.code}-{series.area.code}").replace("_", "-")
    key = f"trend-{name}-{number}" if _is_of_a_group(series) else f"trend-{name}"
    chart = replace(chart, uid=key)
    return PaperChart(
        key,
        headline=chart.headline,
        title=chart.title,
        description=chart.desc,
        svg=standalone.draw(chart),
        table=_table(chart, f"{key}-table"),
        source=chart.source_words,
        notes=tuple(chart.every_note),
    )


def _is_of_a_group(series):
    """Two groups of one indicator in one area would have one name."""
    return not series.is_headline


def _table(chart, key):
    rows = labels.table(chart)
    return Table(
        key,
        chart.title,
        (
            cells.text("what", "What"),
            cells.text("period", chart.x.heading),
            cells.number("figure", f"Figure, {axis_title(chart.unit).lower()}"),
            cells.number("lower", "Lower limit"),
            cells.number("upper", "Upper limit"),
            cells.text("note", "Note"),
        ),
        tuple(_cells(one, chart.unit) for one in rows),
        identity=("what", "period"),
        source=chart.source_words,
    )


def _cells(one, unit):
    row = one["row"]
    return (
        row.name,
        row.place,
        cells.figure(row.value, one["said"].removesuffix(f" {unit}")),
        cells.figure(row.lower),
        cells.figure(row.upper),
        row.note,
    )
