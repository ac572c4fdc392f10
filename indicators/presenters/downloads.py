"""The downloads of the indicator pages: their columns, and a row's cells."""

from itertools import islice

from cdp import words
from cdp.exports import SAMPLE_NOTE, Column, Table
from indicators import figures
from indicators.models import Observation, State, ValueType
from indicators.presenters.ended import as_it_counts, note_of
from indicators.presenters.page.fetch import BY_DEPRIVATION
from indicators.presenters.page.marks import Interval, intervals_of
from indicators.presenters.scorecard import metric_code
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
    Column("lower_998", "99.8% lower limit", numeric=True),
    Column("upper_998", "99.8% upper limit", numeric=True),
    Column("count", "Count", numeric=True),
    Column("denominator", "Denominator", numeric=True),
]
BATCH = 1000
OBSERVATION_COLUMNS = [
    *SUBJECT_COLUMNS,
    *PLACE_COLUMNS,
    Column("period", "Period"),
    Column("period_start", "Period start"),
    Column("period_end", "Period end"),
    *FIGURE_COLUMNS,
    Column("interval_basis", "Where the 95% interval is from"),
    Column("as_fingertips", "Value as Fingertips rounds it"),
    Column("variant", "Printed again with another value", numeric=True),
    Column("is_disputed", "The source contradicts itself"),
    Column("source", "Source"),
    Column("place", "Place in the source"),
    Column("note", "Note"),
]
AREA_COLUMNS = [
    *SUBJECT_COLUMNS,
    *PLACE_COLUMNS,
    Column("period", "Period"),
    Column("period_start", "Period start"),
    Column("period_end", "Period end"),
    *FIGURE_COLUMNS,
    Column("interval_basis", "Where the 95% interval is from"),
    Column("england_value", "England value", numeric=True),
    Column("standing_england", "Against England at 95%"),
    Column("standing_england_998", "Against England at 99.8%"),
    Column("rank", "Rank", numeric=True),
    Column("rank_of", "Ranked among", numeric=True),
]
COMPARATOR_NAMES = {"england": "England", "region": "Region", "neighbours": "Neighbours"}
INTERVAL_WORDS = {True: "worked out here", False: "published"}
SCORECARD_COLUMNS = [
    *SUBJECT_COLUMNS,
    Column("scope", "Kind"),
    Column("metric", "Framework metric"),
    *PLACE_COLUMNS,
    Column("period", "Period"),
    Column("period_end", "Period end"),
    Column("age", "Age"),
    *FIGURE_COLUMNS,
    Column("interval_basis", "Where the interval is from"),
    Column("change", "Change"),
    Column("change_value", "Change in value", numeric=True),
    Column("change_count", "Change in count", numeric=True),
    Column("change_since", "Change since"),
    Column("previous_value", "Previous value", numeric=True),
    Column("previous_count", "Previous count", numeric=True),
    Column("standing_previous", "Against the previous period"),
    Column("trend", "Trend"),
    *(
        column
        for key, name in COMPARATOR_NAMES.items()
        for column in (
            Column(f"{key}_value", f"{name} value", numeric=True),
            Column(f"standing_{key}", f"Against {name} at 95%"),
            Column(f"standing_{key}_998", f"Against {name} at 99.8%"),
        )
    ),
    Column("neighbours_basis", "How the neighbours' value came about"),
    Column("goal_lower", "Goal, lower limit", numeric=True),
    Column("goal_upper", "Goal, upper limit", numeric=True),
    Column("standing_goal", "Against the goal"),
    Column("goal_source", "Source of the goal"),
    Column("areas_together", "Areas added up", numeric=True),
    Column("together_note", "What was added up, or why not"),
]
TOGETHER_NOTE = (
    "Lines with a number under “Areas added up” are for {names} together: counts are added; shares and rates are "
    "worked out anew from the counts and the people counted. Nothing else can be added up; there the line has no "
    "value and says why."
)


def scorecard_table(partnership, rows, *, together=None, on):
    """A line for each indicator, and then those of all areas together (combined.Together) where there are several."""
    notes = notes_of(partnership)
    cells = [scorecard_cells(row) for row in rows]
    if together:
        notes = [*notes, TOGETHER_NOTE.format(names=together.names)]
        cells += [_together_cells(together, row, **_sum_cells(row, on=on)) for row in together.rows]
        cells += [_together_cells(together, one, **_refusal_cells(one)) for one in together.left_out]
    return Table(f"{partnership.slug}-indicators", f"Indicators of {partnership.name}", SCORECARD_COLUMNS, cells, notes)


def figures_table(partnership, observations):
    return Table(
        f"{partnership.slug}-figures",
        f"Figures in the documents of {partnership.name}",
        OBSERVATION_COLUMNS,
        _observation_rows(observations.iterator()),
        notes_of(partnership),
    )


def observations_table(selection, *, user):
    """The download: the figures of the areas and the group on the page, comparators included."""
    areas = [area for area, _ in selection.drawn] + selection.left_out
    return _observations_table(selection, user, series__area__in=areas, **group_filter(selection.group))


def deprivation_table(selection, *, user):
    """The figures by deprivation of the area in focus and of England."""
    areas = {selection.focus, selection.comparators.get("england")} - {None}
    wanted = {"series__area__in": areas, "series__category_type__icontains": BY_DEPRIVATION}
    return _observations_table(selection, user, **wanted)


def _observations_table(selection, user, **wanted):
    observations = (
        Observation.objects.visible_to(user)
        .filter(series__indicator=selection.indicator, **wanted)
        .select_related("series__indicator", "series__area", "source")
        .order_by("series__area__name", "series", "period_end", "period_start", "source__rank", "variant", "pk")
    )
    return Table(
        selection.indicator.code,
        selection.indicator.name,
        OBSERVATION_COLUMNS,
        list(_observation_rows(observations)),
        [SAMPLE_NOTE] if selection.is_sample else [],
    )


def areas_table(facts):
    """The newest figure of each area of the group on the page, and how it stands against England."""
    found = facts.readings.values()
    return Table(
        f"{facts.indicator.code}-areas",
        f"{facts.indicator.name}: newest figure of each area",
        AREA_COLUMNS,
        [
            _area_cells(facts.indicator, reading)
            for reading in sorted(found, key=lambda one: (one.area.name, one.area.code))
        ],
        [SAMPLE_NOTE] if facts.selection.is_sample else [],
    )


def notes_of(partnership):
    if partnership.is_sample:
        return [SAMPLE_NOTE]
    return ["Figures as printed in the documents of the partnership, and of official sources where they are loaded."]


def _observation_rows(observations):
    """A thousand at a time, so that a long download is worked out as arrays and still begins at once."""
    rest = iter(observations)
    while some := [as_it_counts(one) for one in islice(rest, BATCH)]:
        for observation, interval in zip(some, intervals_of(some), strict=True):
            yield observation_cells(observation, interval)


def observation_cells(observation, interval: Interval):
    series = observation.series
    return [
        series.indicator.code,
        series.indicator.name,
        *_place_cells(series.area, series),
        observation.period,
        observation.period_start,
        observation.period_end,
        *_figure_cells(observation, series.indicator, interval),
        "" if interval.lower is None else INTERVAL_WORDS[interval.is_computed],
        figures.as_fingertips(observation.value, is_proportion=series.indicator.value_type == ValueType.PROPORTION),
        observation.variant,
        observation.is_disputed,
        observation.source.name,
        observation.place,
        note_of(observation),
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
        reading.period_end,
        row.age,
        *_figure_cells(reading, row.indicator),
        "" if reading.lower_95 is None else INTERVAL_WORDS[reading.interval_is_computed],
        row.change,
        reading.change,
        reading.change_count,
        reading.previous_period if row.change else "",
        reading.previous_value,
        reading.previous_count,
        reading.standing_previous,
        row.trend_word,
        *(
            getattr(reading, name)
            for key in COMPARATOR_NAMES
            for name in (f"{key}_value", f"standing_{key}", f"standing_{key}_998")
        ),
        reading.neighbours_basis,
        row.indicator.goal_lower,
        row.indicator.goal_upper,
        reading.standing_goal,
        row.indicator.goal_source,
        None,
        "",
    ]


def _together_cells(together, line, **more):
    """A line for all areas together. It has a period of its own alone, so that nothing is judged."""
    indicator = line.indicator
    found = {
        "indicator": indicator.code,
        "name": indicator.name,
        "scope": indicator.get_scope_display(),
        "metric": metric_code(indicator),
        "area_name": together.names,
        "group": line.group,
        "period": line.period,
        "unit": indicator.unit,
        "areas_together": len(together.areas),
        **{column.key: "not_compared" for column in SCORECARD_COLUMNS if column.key.startswith("standing_")},
        **more,
    }
    return [found.get(column.key, None if column.numeric else "") for column in SCORECARD_COLUMNS]


def _sum_cells(row, *, on):
    found = row.combined
    return {
        "period_end": row.period_end,
        "age": words.age(row.period_end, on=on),
        "qualifier": "exact",
        "value": found.value,
        "state": row.state,
        "lower_95": found.lower,
        "upper_95": found.upper,
        "interval_basis": "" if found.lower is None else INTERVAL_WORDS[True],
        "count": found.count,
        "denominator": found.denominator,
        "together_note": f"Added up from {row.made_of}",
    }


def _refusal_cells(one):
    return {"state": State.NOT_AVAILABLE, "together_note": f"Not added up: {one.reason}"}


def _place_cells(area, series):
    return [area.code, area.name, group_of(series)]


def _area_cells(indicator, reading):
    return [
        indicator.code,
        indicator.name,
        *_place_cells(reading.area, reading.series),
        reading.period,
        reading.period_start,
        reading.period_end,
        *_figure_cells(reading, indicator),
        "" if reading.lower_95 is None else INTERVAL_WORDS[reading.interval_is_computed],
        reading.england_value,
        reading.standing_england,
        reading.standing_england_998,
        reading.rank,
        reading.rank_of,
    ]


def _figure_cells(figure, indicator, interval=None):
    """Of an observation, whose 95% limits may be ours, or of a reading."""
    interval = interval or Interval(figure.lower_95, figure.upper_95)
    return [
        figure.qualifier,
        figure.value,
        indicator.unit,
        figure.state,
        figure.printed,
        interval.lower,
        interval.upper,
        figure.lower_998,
        figure.upper_998,
        figure.count,
        figure.denominator,
    ]
