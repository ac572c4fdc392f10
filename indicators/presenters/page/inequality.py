"""The most deprived set against the least deprived: the gap and the slope over all groups, in words and drawn."""

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import ClassVar

from indicators import figures
from indicators.charts import inequality as drawing
from indicators.charts.areas import Reference
from indicators.charts.chart import Chart
from indicators.charts.lines import Mark
from indicators.models import Area, AreaType, ValueType
from indicators.presenters import sentences
from indicators.presenters.page.fetch import Facts
from indicators.presenters.page.over_time import sources_of
from indicators.rules import deprivation, gaps
from indicators.statistics import differences, inequality
from indicators.statistics.inequality import Gap, Scale
from indicators.statistics.inputs import TooFewValues, ValueNotPossible
from indicators.statistics.intervals import Estimate

# Which error belongs to which kind of figure; others have no slope here.
SCALES = {
    ValueType.PROPORTION: Scale.LOGIT,
    ValueType.CRUDE_RATE: Scale.LOG,
    ValueType.DIRECTLY_STANDARDISED_RATE: Scale.LOG,
}
# How the gap is worked out where the figure is its count over its denominator.
COUNTED = {
    ValueType.PROPORTION: (differences.proportion_difference, differences.proportion_ratio),
    ValueType.CRUDE_RATE: (differences.rate_difference, differences.rate_ratio),
}


@dataclass(frozen=True)
class ByDeprivation:
    """One area's groups by deprivation in one period, the most deprived first."""

    area: Area
    category_type: str
    of: int
    groups: tuple  # (category, Mark)

    @property
    def marks(self) -> list[Mark]:
        return [mark for _, mark in self.groups]

    @property
    def share(self):
        """ "tenth"."""
        return deprivation.SHARES[self.of]

    @property
    def unit(self):
        """ "neighbourhoods"."""
        return deprivation.unit(self.category_type)


@dataclass(frozen=True)
class Inequality:
    anchor: ClassVar = "inequality"
    heading: ClassVar = "Inequality"
    template: ClassVar = "indicators/sections/inequality.html"

    chart: Chart
    said: tuple[str, ...] = ()
    elsewhere: str = ""  # where the area in focus has no such figures


def section(facts: Facts):
    found = _choose(facts)
    if found is None:
        return None
    slope = _slope(found, facts.indicator)
    elsewhere = (
        ""
        if found.area == facts.focus
        else f"There are no figures by deprivation for {facts.focus.name}, so these are those of {found.area.name}."
    )
    return Inequality(_chart(facts, found, slope), tuple(_sentences(facts, found, slope)), elsewhere)


def _choose(facts) -> ByDeprivation | None:
    """The area in focus before England, the newest period, then tenths before fifths."""
    found = []
    for (area, category_type, period), groups in _sets(facts).items():
        by_place = {deprivation.place(category): (category, mark) for category, mark in groups}
        by_place.pop(None, None)
        of = max((place.of for place in by_place), default=0)
        ordered = [by_place[place] for place in sorted(by_place) if place.of == of]
        has_ends = ordered and ordered[0][1].value is not None and ordered[-1][1].value is not None
        if of and len(ordered) == of and has_ends:
            found.append(((area == facts.focus, period[1], of), ByDeprivation(area, category_type, of, tuple(ordered))))
    return max(found, key=lambda pair: pair[0], default=(None, None))[1]


def _sets(facts):
    """{(area, category type, days): [(category, mark)]} of the group's sex and age, or of the one there is."""
    sex_and_age = facts.selection.group.key[:2] if facts.selection.group else ()
    of_group = [one for one in facts.by_deprivation if (one.series.sex, one.series.age) == sex_and_age]
    if not of_group and len({(one.series.sex, one.series.age) for one in facts.by_deprivation}) == 1:
        of_group = facts.by_deprivation
    found = defaultdict(list)
    for one in of_group:
        for mark in one.marks:
            if mark.start and mark.end:
                key = (one.series.area, one.series.category_type, (mark.start, mark.end))
                found[key].append((one.series.category, mark))
    return found


def _slope(found, indicator):
    """The slope index with its intercept, in the unit of the figures; None where it cannot be worked out."""
    scale = SCALES.get(indicator.value_type)
    marks = found.marks
    if scale is None or any(None in (mark.value, mark.lower, mark.upper, mark.denominator) for mark in marks):
        return None
    per = indicator.multiplier if scale == Scale.LOGIT else 1
    values, lower, upper = ([getattr(mark, name) / per for mark in marks] for name in ("value", "lower", "upper"))
    try:
        errors = inequality.standard_errors(lower, upper, scale=scale)
        index = inequality.slope_index(
            values, [mark.denominator for mark in marks], errors, scale=scale, multiplier=per
        )
    except (TooFewValues, ValueNotPossible):
        return None
    return None if math.isnan(index.slope.value) else (index.slope, index.intercept * per)


def _chart(facts, found, slope):
    indicator, marks = facts.indicator, found.marks
    total = sum(mark.denominator or 0 for mark in marks)
    has_shares = all(mark.denominator for mark in marks)
    reference = _reference(facts, found)
    return drawing.build(
        [
            drawing.Group(
                category,
                str(place),
                mark.value,
                mark.lower,
                mark.upper,
                mark.denominator / total if has_shares else None,
                "" if mark.value is not None else figures.text(None, unit=indicator.unit, state=mark.state),
            )
            for place, (category, mark) in enumerate(found.groups, start=1)
        ],
        period=marks[0].period,
        slope=drawing.Slope(slope[1], slope[1] + slope[0].value) if slope else None,
        reference=reference,
        axis_title=f"From the most deprived {found.share} of {found.unit} (1) to the least deprived ({found.of})",
        uid="inequality",
        unit=indicator.unit,
        headline=_message(found, indicator),
        title=f"{indicator.name}, {sentences.unit(indicator)}, {marks[0].period}: {found.area.name}, "
        f"{found.share}s of {found.unit} by deprivation",
        sources=sources_of(marks),
        notes=(f"The groups are those of “{found.category_type}”.",),
    )


def _reference(facts, found):
    """The figure of the whole area, where it is of the same period."""
    line = next((line for line in facts.lines if line.name == found.area.name), None)
    days = (found.marks[0].start, found.marks[0].end)
    mark = next((mark for mark in (line.marks if line else ()) if (mark.start, mark.end) == days), None)
    if mark is None or mark.value is None:
        return None
    style = "england" if found.area.area_type == AreaType.COUNTRY else "area"
    return Reference(f"All of {found.area.name}", mark.value, style)


def _message(found, indicator):
    most, least = found.marks[0], found.marks[-1]
    high, low = ("most", "least") if most.value >= least.value else ("least", "most")
    above, below = sorted((most.value, least.value), reverse=True)
    if above == below:
        return f"The most and the least deprived {found.share} of {found.unit} have the same figure"
    ratio = f"{above / below:.1f} times" if below else "above"
    said, other = (
        figures.text(value, unit="" if figures.is_rate(indicator.unit) else indicator.unit) for value in (above, below)
    )
    return (
        f"In the {high} deprived {found.share} of {found.unit} the figure is {ratio} that in the {low} deprived "
        f"{found.share}: {said} against {other}"
    )


def _sentences(facts, found, slope):
    indicator = facts.indicator
    yield _gap_sentence(found, indicator)
    if slope:
        yield _slope_sentence(slope[0], indicator, found)


def _gap_sentence(found, indicator):
    ends = sorted((found.marks[0], found.marks[-1]), key=lambda mark: -mark.value)
    gap = _gap(*ends, indicator)
    if gap is None or math.isnan(gap.ratio.value):
        return "Neither counts nor intervals are given for both, so nobody can tell whether that is chance."
    unit = "percentage points" if indicator.unit == "%" else indicator.unit
    difference, ratio = gap
    verdict = "That may be chance" if ratio.lower <= 1 <= ratio.upper else "That is more than chance"
    return (
        f"{verdict}: the ratio between the two is {ratio.value:.2f} (95% interval {ratio.lower:.2f} to "
        f"{ratio.upper:.2f}), the difference {difference.value:.1f} {unit} ({_interval(difference)})."
    )


def _gap(high, low, indicator) -> Gap | None:
    """From counts where they make the figure, else from the limits."""
    counted = [one for mark in (high, low) for one in (mark.count, mark.denominator)]
    if indicator.value_type in COUNTED and all(one is not None for one in counted):
        difference, ratio = COUNTED[indicator.value_type]
        return Gap(difference(*counted, multiplier=indicator.multiplier), ratio(*counted))
    if None in (high.lower, low.lower):
        return None
    try:
        return gaps.from_limits(*(Estimate(mark.value, mark.lower, mark.upper) for mark in (high, low)))
    except gaps.LimitsNotPossible:
        return None


def _slope_sentence(slope: Estimate, indicator, found):
    way = "falls" if slope.value < 0 else "rises"
    unit = "percentage points" if indicator.unit == "%" else indicator.unit
    size, ends = abs(slope.value), sorted((abs(slope.lower), abs(slope.upper)))
    if math.isnan(slope.lower):
        return f"Over all {found.of} groups the figure {way} by {size:.1f} {unit} from the most to the least deprived."
    if slope.lower <= 0 <= slope.upper:
        return f"Over all {found.of} groups there is no clear slope from the most to the least deprived."
    return (
        f"Over all {found.of} groups the figure {way} by {size:.1f} {unit} from the most to the least deprived person "
        f"(slope index of inequality; 95% interval {ends[0]:.1f} to {ends[1]:.1f})."
    )


def _interval(estimate):
    return f"{estimate.lower:.1f} to {estimate.upper:.1f}".replace("-", "−")
