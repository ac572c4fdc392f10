"""How the figures and the judgements of an indicator come about, in plain words: (subject, sentences)."""

from indicators.models import ValueType
from indicators.presenters.comparisons import NOT_COMPARED_TYPES
from indicators.presenters.page.fetch import Facts
from indicators.statistics.trend import PUBLISHED_TYPES

INTERVALS = {
    ValueType.PROPORTION: "Wilson’s method",
    ValueType.CRUDE_RATE: "Byar’s method, and exactly where there are fewer than ten events",
}


def method_of(indicator, facts: Facts | None = None, sections=()):
    """Without facts only what follows from the kind of figure."""
    shown = {section.anchor for section in sections if getattr(section, "chart", None)}
    return [
        ("Kind of figure", _kind(indicator)),
        *([("Intervals", _intervals(indicator, facts))] if facts else []),
        ("Better or worse", _comparison(indicator)),
        ("Trend", _trend(indicator)),
        *([("Control chart", CONTROL)] if "control" in shown else []),
        *([("Funnel", FUNNEL)] if "funnel" in shown else []),
        *([("Inequality", INEQUALITY)] if "inequality" in shown else []),
    ]


CONTROL = (
    "An XmR chart as in NHS England’s Making Data Count: the mean of the figures, and limits at 2.66 times the average "
    "step from one figure to the next."
)
FUNNEL = (
    "Limits at 95% and 99.8% around the figure of England, wider for smaller areas: from Wilson’s interval for "
    "proportions, from the exact Poisson interval for rates and ratios."
)
INEQUALITY = (
    "The ratio and the difference between the most and the least deprived group, and the slope index of inequality: a "
    "straight line through all groups, each weighted by the people in it."
)


def _kind(indicator):
    unit = indicator.unit
    scale = "per cent" if unit == "%" else unit
    return f"{indicator.get_value_type_display()}, {scale if scale.startswith('per ') else f'in {scale}'}."


def _intervals(indicator, facts):
    marks = [mark for line in facts.lines for mark in line.marks if mark.lower is not None]
    ours = sum(mark.interval_is_computed for mark in marks)
    how = f"worked out here from count and denominator by {INTERVALS.get(indicator.value_type, 'the official method')}"
    if not marks:
        return "No interval is given, and none can be worked out, so no difference is told from chance."
    if not ours:
        return "The 95% intervals are as published."
    if ours == len(marks):
        return f"The source gives none. The 95% intervals are {how}."
    return f"As published where the source gives them; the others are {how}. The table says which."


def _comparison(indicator):
    if what := NOT_COMPARED_TYPES.get(indicator.value_type):
        return f"{what} is not compared with that of other areas: a larger area has more of everything."
    said = (
        "A figure differs from England, the region or the neighbours where its 95% interval leaves out their value, "
        "clearly so where its 99.8% interval does too."
    )
    if indicator.polarity == "not_judged":
        return f"{said} Neither way is better."
    return f"{said} {indicator.get_polarity_display()}."


def _trend(indicator):
    if indicator.value_type not in list(PUBLISHED_TYPES):
        return "There is no official trend test for this kind of figure."
    return (
        "The official recent trend: the newest five yearly figures without gap or overlap, tested at 99.8%. With fewer "
        "nothing is said."
    )
