"""The downloads of the indicator pages: their columns, and a row's cells."""

from cdp.exports import SAMPLE_NOTE, Column, Table
from indicators.models import Observation
from indicators.presenters.selection import group_filter, group_of

SUBJECT_COLUMNS = [Column("indicator", "Indicator code"), Column("name", "Indicator")]
PLACE_COLUMNS = [Column("area", "Area code"), Column("area_name", "Area"), Column("group", "Group")]
FIGURE_COLUMNS = [
    Column("qualifier", "Qualifier"),
    Column("value", "Value", numeric=True),
    Column("unit", "Unit"),
    Column("state", "State"),
    Column("printed", "As printed"),
    Column("lower_95", "95% lower limit", numeric=True),
    Column("upper_95", "95% upper limit", numeric=True),
    Column("count", "Count", numeric=True),
    Column("denominator", "Denominator", numeric=True),
]
OBSERVATION_COLUMNS = [
    *SUBJECT_COLUMNS,
    *PLACE_COLUMNS,
    Column("period", "Period"),
    Column("period_start", "Period start"),
    Column("period_end", "Period end"),
    *FIGURE_COLUMNS,
    Column("variant", "Printed again with another value", numeric=True),
    Column("is_disputed", "The source contradicts itself"),
    Column("source", "Source"),
    Column("place", "Place in the source"),
    Column("note", "Note"),
]
SCORECARD_COLUMNS = [
    *SUBJECT_COLUMNS,
    Column("scope", "Kind"),
    Column("metric", "Framework metric"),
    *PLACE_COLUMNS,
    Column("period", "Period"),
    *FIGURE_COLUMNS,
    Column("change", "Change"),
    Column("change_since", "Change since"),
    Column("trend", "Trend"),
    *(
        column
        for key, name in (("england", "England"), ("region", "Region"), ("neighbours", "Neighbours"))
        for column in (
            Column(f"{key}_value", f"{name} value", numeric=True),
            Column(f"standing_{key}", f"Against {name}"),
        )
    ),
]


def scorecard_table(partnership, rows):
    return Table(
        f"{partnership.slug}-indicators",
        f"Indicators of {partnership.name}",
        SCORECARD_COLUMNS,
        [scorecard_cells(row) for row in rows],
        notes_of(partnership),
    )


def figures_table(partnership, observations):
    return Table(
        f"{partnership.slug}-figures",
        f"Figures in the documents of {partnership.name}",
        OBSERVATION_COLUMNS,
        (observation_cells(observation) for observation in observations.iterator()),
        notes_of(partnership),
    )


def observations_table(selection, *, user):
    """The download: the figures of the areas and the group on the page, comparators included."""
    areas = [area for area, _ in selection.drawn] + selection.left_out
    observations = (
        Observation.objects.visible_to(user)
        .filter(series__indicator=selection.indicator, series__area__in=areas, **group_filter(selection.group))
        .select_related("series__indicator", "series__area", "source")
        .order_by("series__area__name", "period_end", "period_start", "source__rank", "variant", "pk")
    )
    return Table(
        selection.indicator.code,
        selection.indicator.name,
        OBSERVATION_COLUMNS,
        [observation_cells(observation) for observation in observations],
        [SAMPLE_NOTE] if selection.is_sample else [],
    )


def notes_of(partnership):
    if partnership.is_sample:
        return [SAMPLE_NOTE]
    return ["Figures as printed in the documents of the partnership, and of official sources where they are loaded."]


def observation_cells(observation):
    series = observation.series
    return [
        series.indicator.code,
        series.indicator.name,
        *_place_cells(series.area, series),
        observation.period,
        observation.period_start,
        observation.period_end,
        *_figure_cells(observation, series.indicator),
        observation.variant,
        observation.is_disputed,
        observation.source.name,
        observation.place,
        observation.note,
    ]


def scorecard_cells(row):
    reading = row.reading
    return [
        row.indicator.code,
        row.indicator.name,
        row.indicator.get_scope_display(),
        row.metric,
        *_place_cells(row.area, reading.series),
        reading.period,
        *_figure_cells(reading, row.indicator),
        row.change,
        reading.previous_period if row.change else "",
        row.trend_word,
        reading.england_value,
        reading.standing_england,
        reading.region_value,
        reading.standing_region,
        reading.neighbours_value,
        reading.standing_neighbours,
    ]


def _place_cells(area, series):
    return [area.code, area.name, group_of(series)]


def _figure_cells(figure, indicator):
    """Of an observation or a reading."""
    return [
        figure.qualifier,
        figure.value,
        indicator.unit,
        figure.state,
        figure.printed,
        figure.lower_95,
        figure.upper_95,
        figure.count,
        figure.denominator,
    ]
