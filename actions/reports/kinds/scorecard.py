"""The indicator scorecard: figure with interval, comparators, trend, judgement, age, target, and what is said of it.

Population outcomes and service measures are never mixed. Beyond the measures of the strategy it holds the figures of
any indicator that was asked for, in the areas of the partnerships.
"""

from actions.commentary import standing
from actions.packs import cells
from actions.reports.kinds.tables import section, table
from cdp.papers.content import Text
from indicators import figures
from indicators.models import Scope
from indicators.presenters.scorecard import headline_readings, scorecard_row

COLUMNS = (
    cells.text("measure", "Measure"),
    cells.text("area", "Area"),
    cells.text("period", "Period"),
    cells.number("value", "Figure"),
    cells.text("unit", "Unit"),
    cells.number("lower", "95% interval, lower"),
    cells.number("upper", "95% interval, upper"),
    cells.number("england", "England"),
    cells.text("against", "Against England"),
    cells.number("neighbours", "Neighbours"),
    cells.text("beside", "Against neighbours"),
    cells.text("trend", "Trend"),
    cells.text("age", "Age of the figure"),
    cells.text("target", "Target"),
    cells.text("course", "Against the target"),
    cells.text("comment", "Commentary"),
)
NOTES = (
    "Better, worse and similar compare the 95% interval of the newest figure with the other figure of that period.",
    "The trend is the official test over the last five yearly figures; where there are fewer, nothing is said.",
)
BANDS = (
    ("population", "Population outcomes", "What happens to residents. It belongs to the whole partnership.", False),
    ("service", "Service measures", "What services do. An action can be held to it.", True),
)


def build(context):
    found = {False: [], True: []}
    sources = {False: {}, True: {}}
    for partnership in context.chosen.partnerships:
        context.check()
        lines = context.measures_of(partnership)
        said = standing.beside(partnership, lines)
        for line in lines:
            comment = said.get(line.measure.series_id)
            found[line.is_service].append(_measured(context, partnership, line, comment))
            _note_source(sources[line.is_service], line.row)
    for partnership, row in _asked_for(context):
        is_service = row.indicator.scope == Scope.SERVICE
        found[is_service].append((*context.of(partnership), *_figure(row), "No target", "", ""))
        _note_source(sources[is_service], row)
    return tuple(
        section(
            key,
            title,
            Text((about,)),
            table(
                context, f"scorecard-{key}", title, COLUMNS, found[is_service], identity=("measure", "area"),
                notes=NOTES, source="; ".join(sources[is_service]),
            ),
            empty="Nothing here matches what was asked for.",
        )
        for key, title, about, is_service in BANDS
    )  # fmt: skip


def _measured(context, partnership, line, comment):
    end = (line.target_text or "No target", line.course, _said(comment))
    if line.row is not None:
        return (*context.of(partnership), *_figure(line.row), *end)
    series = line.measure.series
    nothing = cells.figure(None, "No figure", mark="x")
    start = (series.indicator.name, series.area.name, "", nothing, series.indicator.unit)
    return (*context.of(partnership), *start, None, None, None, "", None, "", "Not enough data", "", *end)


def _said(comment):
    """What somebody wrote, with the newest figures; where these no longer bear it out, that is said too."""
    return " ".join(filter(None, (comment.text, comment.fault))) if comment else ""


def _figure(row):
    one = row.reading
    trend = " ".join(filter(None, (row.trend_word, f"({row.trend_note})" if row.trend_note else "")))
    return (
        row.indicator.name,
        row.area.name,
        row.period,
        cells.reading(row),
        row.indicator.unit,
        *(cells.figure(value, _plain(one, value)) for value in (one.lower_95, one.upper_95)),
        *_beside(one.england_value, row.england),
        *_beside(one.neighbours_value, row.neighbours),
        trend,
        row.age,
    )


def _beside(value, comparison):
    shown = cells.figure(value, comparison.figure) if comparison.figure else None
    return shown, cells.status(comparison.shown) if comparison.is_compared else "Not compared"


def _plain(reading, value):
    """Both ends with as many decimals, as the page writes the interval."""
    return figures.plain(value, figures.decimals([reading.lower_95, reading.upper_95])) if value is not None else ""


def _asked_for(context):
    """(partnership, row) of the indicators that were named and are no measure of the strategy."""
    chosen = context.chosen
    if not chosen.indicators or chosen.priorities:
        return
    wanted = {one.pk for one in chosen.areas}
    for partnership in chosen.partnerships:
        theirs = {one.area_id for one in partnership.footprint.all()}
        measured = {line.measure.series_id for line in context.measured[partnership]}
        readings = headline_readings(*(theirs & wanted if wanted else theirs), user=context.person)
        for reading in readings.filter(indicator__in=chosen.indicators).exclude(series__in=measured):
            if context.is_within(reading.period_end):
                yield partnership, scorecard_row(reading, on=context.on)


def _note_source(sources, row):
    if row:
        sources[row.indicator.source_body or "The partnership’s own figures"] = None
