"""Rows shaped for a page: what a reading says, in words; all from the reading, so that a long list costs no query."""

import json
import re
from dataclasses import dataclass

from cdp import words
from indicators import figures
from indicators.models import Indicator, Reading, Scope, State, ValueType
from indicators.models.series import STATES_WITHOUT_A_VALUE
from indicators.presenters.comparisons import Comparison, comparison, goal_comparison, sentence
from indicators.statistics.trend import DIRECTION_WORDS, REASON_WORDS, Direction, Reason

# In the order of a scorecard: what it is, and what that means for those who answer for it.
SCOPES = (
    (Scope.POPULATION, "Population outcomes", "what happens to residents; they belong to the whole partnership"),
    (Scope.SERVICE, "Service measures", "what services do; an action can be held to them"),
    (Scope.SURVEY, "Survey findings", "what people said when they were asked"),
    (Scope.CONTEXT, "Context", "what the area is like; nobody's performance"),
)
TREND_STATUSES = {
    Direction.INCREASING: "rising",
    Direction.DECREASING: "falling",
    Direction.NO_SIGNIFICANT_CHANGE: "no_change",
}
NO_TREND = ("not_enough_data", "cannot_say")
FEWEST_POINTS = 3  # below these nothing is drawn over time
ROOM_BELOW_A_SPARK = 20  # letters, both ends together
YEAR = re.compile(r"\d{4}(?:/\d{2})?|\d{2}/\d{2}")
STATE_WORDS = {
    State.PROVISIONAL: "Provisional",
    State.MODELLED: "Modelled estimate",
    State.NOT_COMPARABLE: State.NOT_COMPARABLE.label,
}
VERDICT_WORDS = {"getting_better": "better", "getting_worse": "worse"}


@dataclass(frozen=True)
class ScorecardRow:
    """One line of a scorecard: an indicator in an area, what it says now and how it stands."""

    reading: Reading
    indicator: Indicator
    area: object
    url: str
    metric: str
    figure: str
    unit: str
    value_text: str
    printed: str
    count: str
    interval: str
    period: str
    age: str
    is_old: bool
    state: str
    change: str
    change_note: str
    count_change: str
    since_then: str
    trend: str
    trend_word: str
    trend_note: str
    england: Comparison
    region: Comparison
    neighbours: Comparison
    goal: Comparison | None
    spark: list
    spark_first: str
    spark_last: str

    @property
    def comparisons(self):
        return tuple(one for one in (self.england, self.region, self.neighbours, self.goal) if one)

    @property
    def against(self):
        """What the cell lists: those that are compared, and the figures of those that cannot be."""
        return [one for one in self.comparisons if one.is_compared or one.figure]

    @property
    def left_out(self):
        """Why the others are not in that list: "No figure for the region in this period"."""
        return ". ".join(dict.fromkeys(one.reason for one in self.comparisons if not (one.is_compared or one.figure)))

    @property
    def interval_note(self):
        """Where the limits that a standing rests on are ours and not the source's."""
        return "Interval worked out here" if self.reading.interval_is_computed and self.is_compared else ""

    @property
    def has_comparison(self):
        return any(one.is_compared or one.figure for one in self.comparisons)

    @property
    def is_compared(self):
        return any(one.is_compared for one in self.comparisons)

    @property
    def others(self):
        """The others' figures in one line, where nothing is compared: "England 55.8%, the region 53%"."""
        return ", ".join(f"{one.name} {one.figure}" for one in self.comparisons if one.figure)

    @property
    def is_drawn(self):
        return len(self.spark) >= FEWEST_POINTS

    @property
    def says_nothing_more(self):
        """No change, no standing, no trend and no course: six cells would say so six times."""
        is_alone = self.reading.previous_value is None and self.trend in NO_TREND
        return is_alone and not self.is_compared and not self.is_drawn

    @property
    def nothing_more(self):
        """ "One figure. England 55.8%. No interval, so the difference may be chance."."""
        if self.reading.value is None:
            return "There is no figure to compare."
        start = "One figure." if len(self.spark) < 2 else "No earlier figure to set it against."
        if self.others:
            return f"{start} {sentence(self.others)}. {self.england.reason}."
        return f"{start} Nothing to compare it with yet."


def headline_readings(*areas, user=None):
    """The readings that stand for their indicators in these areas, as far as this person may see them."""
    readings = Reading.objects.visible_to(user) if user is not None else Reading.objects.all()
    return (
        readings.filter(is_headline=True, area__in=areas)
        .select_related("indicator__framework_metric", "area")
        .order_by("indicator__name", "area__name", "pk")
    )


def scorecard_rows(readings, *, on):
    """A row for each reading; `on` is the day from which ages are counted."""
    return [scorecard_row(reading, on=on) for reading in readings]


def scorecard_row(reading, *, on):
    indicator, area = reading.indicator, reading.area
    unit = indicator.unit
    figure, after = figures.parts(reading.value, unit=unit, qualifier=reading.qualifier, state=reading.state)
    said = " ".join(part for part in (figure, after) if part)
    change, change_note = change_of(reading)
    trend, trend_word, trend_note = trend_of(reading)
    points = json.loads(reading.spark or "[]")
    first, last = spark_ends(points)
    has_ended = reading.period_end is not None
    return ScorecardRow(
        reading=reading,
        indicator=indicator,
        area=area,
        url=f"{indicator.get_absolute_url()}?areas={area.code}",
        metric=metric_code(indicator),
        figure=figure,
        unit=after,
        value_text=said,
        printed=reading.printed if figures.is_said_otherwise(reading.printed, said) else "",
        count=count_of(reading),
        interval=figures.interval(reading.lower_95, reading.upper_95),
        period=reading.period or "Period not stated",
        age=words.age(reading.period_end, on=on) if has_ended else "",
        is_old=has_ended and words.is_old(reading.period_end, on=on),
        state=state_words(reading.state),
        change=change,
        change_note=change_note,
        count_change=count_change(reading),
        since_then=reading.standing_previous if change else "not_compared",
        trend=trend,
        trend_word=trend_word,
        trend_note=trend_note,
        england=comparison(reading, "england", "England"),
        region=comparison(reading, "region", "the region"),
        neighbours=comparison(reading, "neighbours", "the neighbours"),
        goal=goal_comparison(reading),
        spark=[value for _, value in points],
        spark_first=first,
        spark_last=last,
    )


def spark_ends(points):
    """The first and the last period; where both are long, the years in which the course begins and ends."""
    if not points:
        return "", ""
    first, last = points[0][0], points[-1][0]
    if len(first) + len(last) <= ROOM_BELOW_A_SPARK:
        return first, last
    return (YEAR.findall(first) or [""])[0], (YEAR.findall(last) or [""])[-1]


def scorecard_groups(rows):
    """The rows under their kinds, in the order of SCOPES; a kind without a row is left out."""
    groups = []
    for scope, heading, meaning in SCOPES:
        if of_scope := [row for row in rows if row.indicator.scope == scope]:
            groups.append({"scope": scope, "heading": heading, "meaning": meaning, "rows": of_scope})
    return groups


def metric_code(indicator):
    """ "H10", where the metric came along with the indicator; asking for it here would be a query a row."""
    field = Indicator._meta.get_field("framework_metric")
    metric = indicator.framework_metric if field.is_cached(indicator) else None
    return metric.code if metric else ""


def state_words(state):
    """What a reader has to know about a figure that does stand: provisional, modelled. Nothing for a published one."""
    return STATE_WORDS.get(state, "")


def count_of(reading):
    """ "151 of 326"; nothing where the figure is that count itself, for it would stand there twice."""
    if reading.denominator is None and reading.count == reading.value:
        return ""
    return figures.count_words(reading.count, reading.denominator)


def change_of(reading):
    """The change in words, and since when; or nothing and why not."""
    if reading.state in STATES_WITHOUT_A_VALUE or reading.value is None:
        return "", ""
    if reading.previous_value is None:
        return "", "No earlier figure to set it against"
    if reading.change is None:
        earlier = figures.text(reading.previous_value, unit=reading.indicator.unit)
        if reading.state == State.NOT_COMPARABLE:
            return "", f"{earlier} in {reading.previous_period}; the newest figure is not for comparison"
        return "", f"{earlier} in {reading.previous_period}; neither is exact, so no difference is given"
    places = figures.decimals([reading.value, reading.previous_value])
    change = figures.difference(round(reading.value, places), round(reading.previous_value, places))
    unit = reading.indicator.unit
    return figures.change_words(change, unit=unit, places=places), f"since {reading.previous_period}"


def count_change(reading):
    """ "Count up 12"; nothing where the figure itself is a count, or the change is not known."""
    change = reading.change_count
    if change is None or reading.indicator.value_type == ValueType.COUNT:
        return ""
    return f"Count {'up' if change > 0 else 'down'} {figures.plain(abs(change))}" if change else "Count unchanged"


def trend_status(reading):
    """The status for the mark: the verdict where there is one, else the direction, else why there is no trend."""
    if reading.trend_verdict in VERDICT_WORDS and reading.trend in TREND_STATUSES:
        return reading.trend_verdict
    few = reading.trend_reason in (Reason.FEWER_THAN_FIVE, "")
    return TREND_STATUSES.get(reading.trend) or ("not_enough_data" if few else "cannot_say")


def trend_of(reading):
    """The status for the mark, its word ("Falling: worse") and, where there is no trend, the reason."""
    status = trend_status(reading)
    if status in NO_TREND:
        note = REASON_WORDS.get(reading.trend_reason, "fewer than five yearly figures")
        return status, "Not enough data" if status == "not_enough_data" else "Cannot say", sentence(note)
    word = DIRECTION_WORDS[reading.trend]
    if verdict := VERDICT_WORDS.get(status):
        return status, f"{word}: {verdict}", ""
    return status, word, "" if status == "no_change" else not_judged(reading.indicator)


def not_judged(indicator):
    return "Not judged" if indicator.polarity == "not_judged" else ""
