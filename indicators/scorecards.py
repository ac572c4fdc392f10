"""What stands on a partnership's scorecard: one reading an indicator, of the area that answers for it best."""

from dataclasses import dataclass

from django.db.models import Q

from cdp.exports import Column, Table
from indicators import figures
from indicators.models import Area
from indicators.presenters import SCOPES
from indicators.selection import group_words
from indicators.visibility import visible_observations, visible_readings

SAMPLE_NOTE = "Sample data, made up."
NO_DAY = 0


@dataclass(frozen=True)
class Chosen:
    """The reading that stands for an indicator, and the other areas that have one."""

    reading: object
    others: int


@dataclass(frozen=True)
class Line:
    """A row of the scorecard with its group of people and the number of other areas that have a figure."""

    row: object
    indicator: object
    group: str
    others: int


def areas_of(partnership):
    """The footprint, the main area first, and the areas below it."""
    footprint = {line.area_id: line.is_main for line in partnership.footprint.all()}
    below = Q(parents__in=footprint) | Q(parents__parents__in=footprint)
    areas = Area.objects.filter(Q(pk__in=footprint) | below).distinct()
    return sorted(areas, key=lambda area: (area.pk not in footprint, not footprint.get(area.pk), area.name))


def readings_below(areas, *, user, condition):
    return (
        visible_readings(user)
        .filter(condition, area__in=areas)
        .select_related("indicator__framework_metric", "area", "series")
    )


def one_an_indicator(readings, areas, *, sort="name"):
    """The main area's headline series stands; without it the next area's, or a group's that says for whom it is."""
    order = {area.pk: place for place, area in enumerate(areas)}
    of_indicator = {}
    for reading in readings:
        of_indicator.setdefault(reading.indicator_id, []).append(reading)
    chosen = [
        Chosen(min(found, key=lambda reading: _preference(reading, order)), len({one.area_id for one in found}) - 1)
        for found in of_indicator.values()
    ]
    key = _newest if sort.endswith("newest") else _name
    # "newest" puts the newest first, so that its plain form is the descending one.
    chosen.sort(key=key, reverse=sort in ("-name", "newest"))
    kinds = [scope for scope, *_ in SCOPES]
    return sorted(chosen, key=lambda one: kinds.index(one.reading.indicator.scope))


def with_other_areas(rows, chosen):
    """The group and the other areas beside each row, for the template."""
    return [
        Line(row, row.indicator, _group(one.reading.series), one.others) for row, one in zip(rows, chosen, strict=True)
    ]


def figures_of(partnership, *, user, condition):
    """Every figure that the partnership's documents print; for a sample partnership all figures of its areas."""
    theirs = Q(source__document__partnership=partnership)
    if partnership.is_sample:
        theirs |= Q(series__area__in=areas_of(partnership), series__area__is_sample=True)
    return (
        visible_observations(user)
        .filter(theirs, condition)
        .select_related("series__indicator", "series__area", "source")
        .order_by("series__indicator__name", "series__area__name", "series", "period_end", "period_start", "pk")
    )


def figure_row(observation):
    series = observation.series
    said = figures.text(
        observation.value, unit=series.indicator.unit, qualifier=observation.qualifier, state=observation.state
    )
    return {
        "observation": observation,
        "indicator": series.indicator,
        "area": series.area,
        "group": _group(series),
        "said": said,
        "printed": observation.printed if figures.is_said_otherwise(observation.printed, said) else "",
        "count": figures.count_words(observation.count, observation.denominator),
        "interval": figures.interval(observation.lower_95, observation.upper_95),
    }


def scorecard_table(partnership, rows):
    columns = [
        Column("indicator", "Indicator code"),
        Column("name", "Indicator"),
        Column("scope", "Kind"),
        Column("metric", "Framework metric"),
        Column("area", "Area code"),
        Column("area_name", "Area"),
        Column("group", "Group"),
        Column("period", "Period"),
        Column("qualifier", "Qualifier"),
        Column("value", "Value", numeric=True),
        Column("unit", "Unit"),
        Column("state", "State"),
        Column("printed", "As printed"),
        Column("lower_95", "95% lower limit", numeric=True),
        Column("upper_95", "95% upper limit", numeric=True),
        Column("count", "Count", numeric=True),
        Column("denominator", "Denominator", numeric=True),
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
    return Table(
        f"{partnership.slug}-indicators",
        f"Indicators of {partnership.name}",
        columns,
        [_scorecard_cells(row) for row in rows],
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


OBSERVATION_COLUMNS = [
    Column("indicator", "Indicator code"),
    Column("name", "Indicator"),
    Column("area", "Area code"),
    Column("area_name", "Area"),
    Column("group", "Group"),
    Column("period", "Period"),
    Column("period_start", "Period start"),
    Column("period_end", "Period end"),
    Column("qualifier", "Qualifier"),
    Column("value", "Value", numeric=True),
    Column("unit", "Unit"),
    Column("state", "State"),
    Column("printed", "As printed"),
    Column("lower_95", "95% lower limit", numeric=True),
    Column("upper_95", "95% upper limit", numeric=True),
    Column("count", "Count", numeric=True),
    Column("denominator", "Denominator", numeric=True),
    Column("variant", "Printed again with another value", numeric=True),
    Column("is_disputed", "The source contradicts itself"),
    Column("source", "Source"),
    Column("place", "Place in the source"),
    Column("note", "Note"),
]


def observation_cells(observation):
    series = observation.series
    return [
        series.indicator.code,
        series.indicator.name,
        series.area.code,
        series.area.name,
        _group(series),
        observation.period,
        observation.period_start,
        observation.period_end,
        observation.qualifier,
        observation.value,
        series.indicator.unit,
        observation.state,
        observation.printed,
        observation.lower_95,
        observation.upper_95,
        observation.count,
        observation.denominator,
        observation.variant,
        observation.is_disputed,
        observation.source.name,
        observation.place,
        observation.note,
    ]


def notes_of(partnership):
    if partnership.is_sample:
        return [SAMPLE_NOTE]
    return ["Figures as printed in the documents of the partnership, and of official sources where they are loaded."]


def _scorecard_cells(row):
    reading = row.reading
    return [
        row.indicator.code,
        row.indicator.name,
        row.indicator.get_scope_display(),
        row.metric,
        row.area.code,
        row.area.name,
        _group(reading.series),
        reading.period,
        reading.qualifier,
        reading.value,
        row.indicator.unit,
        reading.state,
        reading.printed,
        reading.lower_95,
        reading.upper_95,
        reading.count,
        reading.denominator,
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


def _group(series):
    words = group_words((series.sex, series.age, series.category_type, series.category))
    return "" if words == "Everybody" else words


def _preference(reading, order):
    """The smallest stands."""
    series = reading.series
    return (
        order[reading.area_id],
        not reading.is_headline,
        bool(series.category),
        series.sex != "Persons",
        bool(series.age),
        -_day(reading),
        reading.pk,
    )


def _day(reading):
    return reading.period_end.toordinal() if reading.period_end else NO_DAY


def _name(chosen):
    return chosen.reading.indicator.name.casefold()


def _newest(chosen):
    return _day(chosen.reading)
