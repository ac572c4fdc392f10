"""What is aimed at with a series and what was begun for it: as marks of a chart, and in sentences."""

from cdp import words
from indicators import figures
from indicators.charts.trend import Began, Goal, Target
from indicators.periods import Period, PeriodNotUnderstood
from indicators.presenters.page.fetch import Facts
from indicators.statistics import course
from indicators.statistics.course import Place

MOST_TARGETS = 2
MOST_BEGUN = 3
# The same words as on the page of an action.
PLACE_WORDS = {
    Place.BEYOND: "ahead of that line",
    Place.SHORT: "behind that line",
    Place.TOO_NEAR: "too near that line to tell",
}


def goals_of(indicator):
    """What is aimed at everywhere, as lines across a chart."""
    ends = {indicator.goal_lower: "Goal, lower end", indicator.goal_upper: "Goal, upper end"}
    known = {value: name for value, name in ends.items() if value is not None}
    return [Goal(value, name if len(known) > 1 else "Goal") for value, name in known.items()]


def with_targets(facts: Facts):
    """The measures with a target of their own, one a target and day, the soonest first."""
    found = {}
    for one in facts.own_measures:
        if one.goal is not None:
            found.setdefault((one.target_on, one.goal), one)
    return [found[key] for key in sorted(found)]


def targets_of(facts: Facts):
    """As the chart draws them; without room for more than two."""
    measures = with_targets(facts)[:MOST_TARGETS]
    return [
        Target(
            float(one.goal),
            one.target_on,
            _baseline(one),
            "Target" if len(measures) == 1 else f"Target of {one.name[0].lower()}{one.name[1:]}",
        )
        for one in measures
    ]


def target_sentences(facts: Facts):
    return [_target_sentence(facts, one) for one in with_targets(facts)]


def _target_sentence(facts, one):
    said = f"{one.name} aims at {one.target} by {words.month(one.target_on)}"
    newest, baseline = _newest(facts), _baseline(one)
    polarity = facts.indicator.polarity
    if newest is None:
        return f"{said}."
    if not newest.is_for_comparison:
        return f"{said}. The source says that the newest figure is not for comparison."
    if course.reaches(newest.value, one.goal, polarity=polarity):
        return f"{said}: the newest figure is there."
    if baseline is None or not baseline[1] < newest.end:
        return f"{said}."
    line = course.expected_position(
        baseline=one.baseline,
        target=one.goal,
        elapsed=(newest.end - baseline[1]).days,
        total=(one.target_on - baseline[1]).days,
    )
    where = course.place(newest.value, line, polarity=polarity, lower=newest.lower, upper=newest.upper)
    now = figures.text(newest.value, unit=facts.indicator.unit, qualifier=newest.qualifier)
    expected = figures.text(round(float(line), 1), unit=facts.indicator.unit)
    verdict = f", which is {PLACE_WORDS[where]}" if where else ""
    return (
        f"{said}. On a straight line from {figures.text(one.baseline.normalize(), unit=facts.indicator.unit)} in "
        f"{one.baseline_period} it would be {expected} by {words.month(newest.end)}. It is {now}{verdict}."
    )


def begun(facts: Facts, *, since):
    """Upright lines for the actions that began within the chart or later, those of one day together."""
    by_day = {}
    for one in _actions(facts):
        if one.starts_on >= since:
            by_day.setdefault(one.starts_on, []).append(one.ref)
    days = sorted(by_day, reverse=True)[:MOST_BEGUN]
    return [
        Began(f"{_actions_words(by_day[day])} {'began' if day <= facts.on else 'to begin'}", day)
        for day in sorted(days)
    ]


def lag_sentences(facts: Facts):
    """What the newest figure can say of an action: nothing where it ends before the action began."""
    newest = _newest(facts)
    return [_lag(one, newest, facts.on) for one in _actions(facts)] if newest else []


def _lag(action, newest, on):
    if action.starts_on > on:
        return f"{action.name} is to begin on {words.day(action.starts_on)}."
    began = f"{action.name} began on {words.day(action.starts_on)}"
    ends = f"the newest figure ends on {words.day(newest.end)}"
    if newest.end < action.starts_on:
        return f"{began}; {ends}, before it, so no figure shown here can tell what it did."
    if newest.start < action.starts_on:
        return f"{began}; {ends} and counts months before it too."
    return f"{began}; all that the newest figure counts came after."


def _actions(facts):
    found = {one.ref: one for one in facts.own_measures if one.kind == "action" and one.starts_on}
    return sorted(found.values(), key=lambda one: (one.starts_on, one.ref))


def _actions_words(refs):
    listed = " and ".join(refs) if len(refs) < 3 else f"{', '.join(refs[:-1])} and {refs[-1]}"
    return f"Action {listed}" if len(refs) == 1 else f"Actions {listed}"


def _newest(facts):
    return next((mark for mark in reversed(facts.own.drawn)), None)


def _baseline(one):
    """(period, its last day, value), from which the straight line starts; None where it cannot be drawn."""
    if one.baseline is None:
        return None
    try:
        day = Period.parse(one.baseline_period).end
    except PeriodNotUnderstood:
        return None
    return (one.baseline_period, day, float(one.baseline)) if day and day < one.target_on else None
