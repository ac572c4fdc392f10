"""Whether the changes from period to period are more than chance: the control chart and what it says."""

from dataclasses import dataclass
from typing import ClassVar

from cdp import words
from indicators import figures
from indicators.charts import control
from indicators.charts.chart import Chart
from indicators.models import ValueType
from indicators.presenters import sentences
from indicators.presenters.page import aims
from indicators.presenters.page.fetch import Facts
from indicators.presenters.page.over_time import sources_of
from indicators.rules import spacing
from indicators.statistics import spc
from indicators.statistics.spc import Assurance, Cause, PointType

NEVER_CHARTED = (ValueType.RANK, ValueType.CHANGE)
EXACT_ENOUGH = ("exact", "about")
VERDICTS = {
    PointType.IMPROVEMENT: "better",
    PointType.CONCERN: "worse",
    PointType.NEUTRAL_HIGH: "higher",
    PointType.NEUTRAL_LOW: "lower",
}
CAUSES = {
    Cause.ABOVE_LIMITS: "above the upper limit",
    Cause.BELOW_LIMITS: "below the lower limit",
    Cause.RISING: "one of 7 or more that rise in a row",
    Cause.FALLING: "one of 7 or more that fall in a row",
    Cause.TWO_IN_THREE_ABOVE: "one of 2 in 3 close to the upper limit",
    Cause.TWO_IN_THREE_BELOW: "one of 2 in 3 close to the lower limit",
    Cause.RUN_ABOVE: "one of 7 or more in a row above the mean",
    Cause.RUN_BELOW: "one of 7 or more in a row below the mean",
}
# The first part of the headline, by what the newest figure is.
MESSAGES = {
    PointType.COMMON_CAUSE: "The newest figure of {area} differs from the earlier ones by no more than chance",
    PointType.IMPROVEMENT: "The newest figure of {area} is better than chance explains: it is {cause}",
    PointType.CONCERN: "The newest figure of {area} is worse than chance explains: it is {cause}",
    PointType.NEUTRAL_HIGH: "The newest figure of {area} is higher than chance explains: it is {cause}",
    PointType.NEUTRAL_LOW: "The newest figure of {area} is lower than chance explains: it is {cause}",
    PointType.NOT_KNOWN: "One figure of {area} since the last step change has no limits yet",
}
SHOWN = {  # the mark of each in cdp/words.py
    PointType.COMMON_CAUSE: "no_change",
    PointType.IMPROVEMENT: "getting_better",
    PointType.CONCERN: "getting_worse",
    PointType.NEUTRAL_HIGH: "higher",
    PointType.NEUTRAL_LOW: "lower",
    PointType.NOT_KNOWN: "not_enough_data",
    Assurance.MEETS: "better",
    Assurance.MISSES: "worse",
    Assurance.INCONSISTENT: "similar",
    Assurance.NOT_ASSESSED: "cannot_say",
}


@dataclass(frozen=True)
class Control:
    anchor: ClassVar = "control"
    heading: ClassVar = "Is it more than chance?"
    template: ClassVar = "indicators/sections/control.html"

    absent: str = ""
    chart: Chart | None = None
    variation: tuple[str, str] = ("", "")  # mark and words
    assurance: tuple[str, str] = ("", "")
    aim: str = ""
    is_provisional: bool = False
    changes: tuple = ()
    mark_url: str = ""


def section(facts: Facts):
    if facts.indicator.value_type in NEVER_CHARTED or len(facts.own.marks) < 2:
        return None
    marks = [mark for mark in facts.own.marks if mark.middle and mark.is_drawn]
    if absent := _absent(marks, facts.focus.name):
        return Control(absent=absent)
    return _control(facts, marks[spacing.unbroken(_spans(marks))])


def _spans(marks):
    return [
        spacing.Span(
            mark.start, mark.end, mark.value is not None and mark.qualifier in EXACT_ENOUGH and mark.is_for_comparison
        )
        for mark in marks
    ]


def _absent(marks, area):
    spans = _spans(marks)
    number = len(spans[spacing.unbroken(spans)])
    if spacing.overlap(spans):
        return (
            "Each figure shares years with the next, so neighbouring figures are alike by the way they are counted. "
            "A control chart would take that for a signal, and is not drawn."
        )
    if number < spacing.FEWEST:
        return (
            f"A control chart tells chance from change. It needs {spacing.FEWEST} figures that follow each other "
            f"without a gap; {area} has {number or 'none'}."
        )
    return ""


def _control(facts, marks):
    indicator, values = facts.indicator, [mark.value for mark in marks]
    target, aim = _target(facts)
    starts = [mark.start for mark in marks]
    changes = [one for one in facts.step_changes if one.starts_on in starts[1:]]
    improvement = spc.IMPROVEMENTS[indicator.polarity]
    found = spc.xmr(
        values,
        improvement=improvement,
        target=target.value if target else None,
        baselines_at=[starts.index(one.starts_on) for one in changes],
    )
    return Control(
        chart=_chart(facts, marks, found, target, changes),
        variation=(SHOWN[found.variation], found.variation_words),
        assurance=(SHOWN[found.assurance], found.assurance_words),
        aim=aim,
        is_provisional=found.is_provisional,
        changes=tuple(facts.step_changes),
        mark_url=f"{indicator.get_absolute_url()}step-changes/?{facts.selection.query}" if facts.may_mark else "",
    )


def _target(facts):
    """What the process is set against, and in words what that is: the soonest target, else a goal of one limit."""
    measures = aims.with_targets(facts)
    if measures:
        one = measures[0]
        # Only the target's own line: the course to it belongs to the trend.
        return aims.Target(float(one.goal), one.target_on), f"{one.target} by {words.month(one.target_on)}"
    goals = aims.goals_of(facts.indicator)
    if len(goals) == 1:
        return aims.Target(goals[0].value, name="Goal"), figures.text(goals[0].value, unit=facts.indicator.unit)
    return None, ""


def _chart(facts, marks, found, target, changes):
    indicator = facts.indicator
    low, high = _possible(indicator)
    points = [_point(mark, point, low, high) for mark, point in zip(marks, found.points, strict=True)]
    return control.build(
        points,
        uid="control",
        name=facts.focus.name,
        unit=indicator.unit,
        target=target,
        changes=[control.Change(one.starts_on, one.reason) for one in changes],
        headline=_message(facts, found),
        title=f"{indicator.name}, {sentences.unit(indicator)}, {marks[0].period} to {marks[-1].period}: "
        f"{facts.focus.name}, control chart of single values",
        sources=sources_of(marks),
        notes=tuple(_notes(found, low, high, facts, marks)),
    )


def _point(mark, point, low, high):
    return control.ControlPoint(
        mark.period,
        mark.start,
        mark.end,
        point.value,
        point.mean,
        None if point.lower is None else max(point.lower, low),
        None if point.upper is None else min(point.upper, high),
        CAUSES.get(point.cause, ""),
        VERDICTS.get(point.type, ""),
        mark.state == "provisional",
        point.is_provisional,
    )


def _possible(indicator):
    """What a figure of this kind can be at least and at most; a limit beyond that would be no figure."""
    if indicator.value_type == ValueType.PROPORTION:
        return 0.0, float(indicator.multiplier)
    return (float("-inf") if indicator.value_type == ValueType.MEAN else 0.0), float("inf")


def _message(facts, found):
    cause = CAUSES.get(found.points[-1].cause, "")
    newest = [mark for mark in facts.own.marks if mark.is_drawable][-1]
    which = facts.focus.name if newest.is_for_comparison else f"{facts.focus.name} that can be compared"
    return MESSAGES[found.variation].format(area=which, cause=cause)


def _notes(found, low, high, facts, marks):
    if found.is_provisional:
        yield "Limits that rest on fewer than 12 figures are provisional: they still move with each new figure."
    known = [point for point in found.points if point.lower is not None]
    if any(point.lower < low or point.upper > high for point in known):
        yield "A limit beyond what such a figure can be is drawn at its end."
    drawable = [mark for mark in facts.own.marks if mark.is_drawable]
    marked = sum(not mark.is_for_comparison for mark in drawable)
    if marked:
        is_one = marked == 1
        yield (
            f"{words.plural(marked, 'figure')} that the source says {'is' if is_one else 'are'} not for comparison "
            f"{'is' if is_one else 'are'} left out."
        )
    if left_out := len(drawable) - marked - len(marks):
        yield f"{words.plural(left_out, 'earlier figure')} before a gap {'is' if left_out == 1 else 'are'} left out."
