"""The figures that recommendations rest on, as printed then, with what has been loaded since."""

from dataclasses import dataclass

from django.utils.http import urlencode

from actions import drawings
from actions.models import EvidenceFigure
from actions.presenters.readings import visible_readings
from cdp import words
from cdp.exports import Column
from indicators import figures as plain_figures
from indicators.models import Qualifier, ValueType

COLUMNS = [
    Column("indicator", "Indicator code"),
    Column("name", "Figure"),
    Column("area", "Area code"),
    Column("group", "Group"),
    Column("period", "Period"),
    Column("period_end", "Period ends"),
    Column("value", "Value", numeric=True),
    Column("qualifier", "Qualifier"),
    Column("unit", "Unit"),
    Column("printed", "As printed"),
    Column("place", "Place in the document"),
]

# What the first and the last place of a ranking mean.
RANK_ENDS = {"lower_is_better": ("best", "worst"), "higher_is_better": ("worst", "best")}
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


@dataclass(frozen=True)
class Figure:
    """One figure of the evidence, ready to be shown."""

    value: str
    name: str
    href: str
    about: str
    period: str
    period_end: object
    note: str
    place: str
    drawing: str
    newer: str
    cells: list


def figures_of(recommendation, *, user):
    rows = recommendation.evidence_figures.select_related(
        "series__indicator", "series__area", "observation"
    ).prefetch_related(visible_readings(user))
    return [figure_of(row) for row in rows]


def figure_of(row: EvidenceFigure):
    indicator, area, observation = row.series.indicator, row.series.area, row.observation
    places = _places(row)
    return Figure(
        value=value_of(row),
        name=indicator.name,
        href=f"{indicator.get_absolute_url()}?{urlencode({'areas': area.code})}",
        about=", ".join(filter(None, [row.series.group, area.name, row.period])),
        period=row.period,
        period_end=row.period_end,
        note=_note(observation, is_rank=bool(places)),
        place=observation.place if observation else "",
        drawing=_drawing(row, places),
        newer=_newer(row),
        cells=_cells(row),
    )


def _drawing(row, places):
    if not places:
        return ""
    best, worst = RANK_ENDS.get(row.series.indicator.polarity, ("", ""))
    title = f"{row.series.indicator.name}: place in the ranking"
    first, last = f"1 {best}".strip(), f"{places} {worst}".strip()
    return drawings.rank(f"rank-{row.pk}", place=row.value, of=places, title=title, first=first, last=last)


def value_of(row):
    """As printed; a place in a ranking with the number of places, which documents print elsewhere."""
    places = _places(row)
    if places and row.value is not None:
        return words.value(row.value, of=places, qualifier=row.qualifier)
    if row.printed:
        return row.printed
    state = row.observation.state if row.observation else ""
    return plain_figures.text(row.value, unit=row.series.indicator.unit, qualifier=row.qualifier, state=state)


def _places(row):
    if row.series.indicator.value_type != ValueType.RANK or not row.observation:
        return None
    places = row.observation.denominator
    return int(places) if places and places == int(places) else None


def _note(observation, *, is_rank):
    if observation is None:
        return "The figure has since been taken out of the data."
    parts = []
    if observation.lower_95 is not None:
        parts.append(f"95% interval {plain_figures.interval(observation.lower_95, observation.upper_95)}.")
    elif not is_rank:
        parts.append("No interval printed.")
    if observation.is_disputed:
        parts.append("The document contradicts itself here.")
    return " ".join(parts)


def _newer(row):
    """The figure that stands now, where it is of a later period than the one of the evidence."""
    reading = getattr(row.series, "reading", None)
    if not (reading and reading.period_end and row.period_end and reading.period_end > row.period_end):
        return ""
    value = plain_figures.text(
        reading.value, unit=row.series.indicator.unit, qualifier=reading.qualifier, state=reading.state
    )
    if reading.printed and reading.qualifier != Qualifier.EXACT:
        value = reading.printed
    return f"{value} ({reading.period})"


def standfirst(figures, *, on):
    """How many, how old, and whether anything newer is known."""
    count = NUMBERS[len(figures)] if len(figures) < len(NUMBERS) else str(len(figures))
    noun = "figure" if len(figures) == 1 else "figures"
    ends = [figure.period_end for figure in figures if figure.period_end]
    if not ends:
        age = "the document gives no date" if len(figures) == 1 else "the document dates none of them"
    else:
        age = words.age(max(ends), on=on)
        age = age if len(figures) == 1 else f"the newest of them {age}"
    newer = sum(bool(figure.newer) for figure in figures)
    since = f"A newer figure has been loaded for {newer} of them." if newer else "No newer figure has been loaded."
    since = "A newer figure has been loaded." if newer and len(figures) == 1 else since
    return f"{count} {noun}, {age}. {since}"


def _cells(row):
    indicator = row.series.indicator
    return [
        indicator.code,
        indicator.name,
        row.series.area.code,
        row.series.group,
        row.period,
        row.period_end,
        row.value,
        row.get_qualifier_display(),
        indicator.unit,
        row.printed,
        row.observation.place if row.observation else "",
    ]
