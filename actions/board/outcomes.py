"""National outcomes of all partnerships: for one headline metric each area's newest figure with its interval, by name.

Never a league table: areas stand by name, and what is said of them is only how each stands against England in its own
period. Counts are not drawn side by side, for a larger area has a larger count.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from actions.board import outcomes_funnel
from cdp import exports, words
from indicators.charts import areas as drawing
from indicators.charts.chart import Chart
from indicators.charts.lines import Bar, Mark
from indicators.models import FrameworkMetric
from indicators.presenters import sentences
from indicators.presenters.comparisons import NOT_COMPARED_TYPES
from indicators.presenters.page.funnel import Funnel
from indicators.presenters.scorecard import headline_readings

SAMPLE = " (sample data)"
AGAINST = {
    "worse": "worse than England",
    "better": "better than England",
    "higher": "higher than England",
    "lower": "lower than England",
    "similar": "similar to England",
}
COLUMNS = [
    exports.Column("metric", "Metric"),
    exports.Column("indicator", "Indicator"),
    exports.Column("name", "Name"),
    exports.Column("unit", "Unit"),
    exports.Column("area_code", "Area code"),
    exports.Column("area", "Area"),
    exports.Column("partnerships", "Partnerships"),
    exports.Column("period", "Period"),
    exports.Column("value", "Value", numeric=True),
    exports.Column("lower_95", "Lower 95% limit", numeric=True),
    exports.Column("upper_95", "Upper 95% limit", numeric=True),
    exports.Column("state", "State"),
    exports.Column("england", "England", numeric=True),
    exports.Column("standing_england", "Against England"),
    exports.Column("sample_data", "Sample data"),
]


@dataclass(frozen=True)
class Figure:
    """The newest figure of one area; `partnerships` are those whose footprint it is in."""

    reading: object
    partnerships: list

    @property
    def is_sample(self):
        return all(one.is_sample for one in self.partnerships)

    @property
    def name(self):
        return f"{self.reading.area.name}{SAMPLE if self.is_sample else ''}"


@dataclass(frozen=True)
class OutcomeChart:
    """One indicator of the metric; without a chart `why_not` says why it is not drawn."""

    indicator: object
    figures: list[Figure]
    chart: Chart | None
    why_not: str = ""
    funnel: Funnel | None = None


@dataclass(frozen=True)
class Outcomes:
    metric: FrameworkMetric | None
    choices: list[FrameworkMetric]
    charts: list[OutcomeChart]

    @property
    def drawn(self):
        return [one for one in self.charts if one.chart]

    @property
    def not_drawn(self):
        return [one for one in self.charts if not one.chart]


def outcomes(picture, *, asked, user):
    """Of the metric that is asked for, or the first with a local figure; one query more than the picture itself."""
    found = set().union(*(line.metrics for line in picture.lines)) if picture.lines else set()
    choices = [metric for metric in picture.metrics if metric.pk in found]
    if not choices:
        return Outcomes(None, [], [])
    metric = next((one for one in choices if one.code == asked), choices[0])
    return Outcomes(metric, choices, _charts(picture, metric, user))


def _charts(picture, metric, user):
    partnerships = defaultdict(list)
    for line in picture.lines:
        for footprint in line.partnership.footprint.all():
            partnerships[footprint.area_id].append(line.partnership)
    readings = (
        headline_readings(*partnerships, user=user)
        .filter(indicator__framework_metric=metric, value__isnull=False)
        .select_related("indicator__framework_metric", "area", "source__document")
    )
    by_indicator = defaultdict(list)
    for reading in readings:
        by_indicator[reading.indicator].append(Figure(reading, partnerships[reading.area_id]))
    return [_outcome(indicator, found, place) for place, (indicator, found) in enumerate(by_indicator.items())]


def _outcome(indicator, found, place):
    found = sorted(found, key=lambda one: one.name)
    if kind := NOT_COMPARED_TYPES.get(indicator.value_type):
        return OutcomeChart(indicator, found, None, f"{kind} is not drawn side by side for areas of different size.")
    readings = [one.reading for one in found if not one.is_sample]
    funnel = outcomes_funnel.section(indicator, readings, uid=f"funnel-{place + 1}")
    return OutcomeChart(indicator, found, _chart(indicator, found, place), funnel=funnel)


def _chart(indicator, found, place):
    readings = [one.reading for one in found]
    periods = list(dict.fromkeys(reading.period or "not dated" for reading in readings))
    england = {(reading.period, reading.england_value) for reading in readings}
    when = periods[0] if len(periods) == 1 else "newest figure of each area"
    is_one = len(england) == 1 and readings[0].england_value is not None
    return drawing.build(
        [_bar(one, with_period=len(periods) > 1) for one in found],
        uid=f"outcome-{place + 1}",
        unit=indicator.unit,
        headline=headline(found),
        title=f"{indicator.name}, {sentences.unit(indicator)}, {when}: {_areas(found)} by name",
        sources=tuple(dict.fromkeys(str(one.source.document or one.source) for one in readings)),
        references=[drawing.Reference("England", readings[0].england_value)] if is_one else (),
        notes=tuple(_notes(found, is_one_period=len(periods) == 1)),
        ordered=drawing.by_name,
    )


def _areas(found):
    """All that are drawn; the sentence above them leaves out those that are made up."""
    made_up = sum(one.is_sample for one in found)
    sample = f", {made_up} of them sample data," if 0 < made_up < len(found) else ""
    return f"{words.plural(len(found), 'area')}{sample}"


def _bar(one, *, with_period):
    reading = one.reading
    mark = Mark(
        reading.period or "Not dated",
        value=reading.value,
        lower=reading.lower_95,
        upper=reading.upper_95,
        state=reading.state,
        qualifier=reading.qualifier,
    )
    name = f"{one.name}, {mark.period}" if with_period else one.name
    return Bar(name, mark, reading.area.code, standing=reading.standing_england)


def headline(found):
    """How many areas differ from England, each by its interval in its own period; sample data are not counted."""
    counted = Counter(one.reading.standing_england for one in found if not one.is_sample)
    total = sum(counted.values())
    if not total:
        return "Only made-up figures so far"
    compared = total - counted["not_compared"]
    areas = words.plural(total, "area")
    aside = " (sample data not counted)" if total < len(found) else ""
    if not compared:
        none = "The figure of" if total == 1 else "None of the figures of"
        return f"{none} {areas} {'cannot' if total == 1 else 'can'} be compared with England{aside}"
    said = [f"{counted[standing]} {AGAINST[standing]}" for standing in AGAINST if counted[standing]]
    left = [f"{counted['not_compared']} not compared"] if counted["not_compared"] else []
    return f"{areas}: {', '.join([*said, *left])}{aside}"


def _notes(found, *, is_one_period):
    yield "Areas stand by name. Whiskers are 95% intervals; a standing is given only where the interval allows it."
    if not is_one_period:
        yield "The figures are of different periods: each is set against England in its own, none against another."
    if any(one.reading.lower_95 is None for one in found):
        yield "Without whiskers: no interval is known, so that a difference may be chance."


def table(found):
    rows = [
        (
            found.metric.code, one.indicator.code, one.indicator.name, one.indicator.unit, each.reading.area.code,
            each.reading.area.name, "; ".join(place.name for place in each.partnerships), each.reading.period,
            each.reading.value, each.reading.lower_95, each.reading.upper_95, each.reading.get_state_display(),
            each.reading.england_value, words.shape_and_word(each.reading.standing_england)[1],
            "yes" if each.is_sample else "no",
        )
        for one in found.charts
        for each in one.figures
    ]  # fmt: skip
    title = f"{found.metric.code} {found.metric.name}: local figures by area" if found.metric else "Local figures"
    return exports.Table(
        name=f"outcomes-{found.metric.code}".lower() if found.metric else "outcomes",
        title=title,
        columns=COLUMNS,
        rows=rows,
        notes=["Areas stand by name. Figures of different periods are not set against each other."],
    )
