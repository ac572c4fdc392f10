"""How a reading stands against England, the region, the neighbours, its goal and its own past, in words."""

from dataclasses import dataclass

from cdp import words
from indicators import figures
from indicators.models import AreaType, State, ValueType

# A larger area has larger counts and spends more: neither says that it does better or worse.
NOT_COMPARED_TYPES = {
    ValueType.COUNT: "A count",
    ValueType.MONEY: "A sum of money",
    ValueType.RANK: "A rank",
    ValueType.CHANGE: "A change",
}
PARTED = {"better", "worse", "higher", "lower"}
NOT_FOR_COMPARISON = "The source says that this figure is not for comparison"
BASIS_WORDS = {"pooled": "pooled", "published": ""}


@dataclass(frozen=True)
class Comparison:
    """How a reading stands against one other figure: the standing, that figure, and why there is none."""

    name: str
    status: str
    figure: str = ""
    reason: str = ""
    note: str = ""
    mark: str = ""  # the standing at both levels; empty where there is only one

    @property
    def is_compared(self):
        return self.status != "not_compared"

    @property
    def shown(self):
        return self.mark or self.status

    @property
    def said(self):
        """ "England 55.8%", "The neighbours 50.9%, pooled"."""
        return self._with_figure(sentence(self.name))

    @property
    def label(self):
        """The same for a narrow column: "Neighbours 50.9%, pooled"."""
        return self._with_figure(sentence(self.name.removeprefix("the ")))

    def _with_figure(self, name):
        return ", ".join(filter(None, [f"{name} {self.figure}".rstrip(), self.note]))

    @property
    def sentence(self):
        """ "England 55.8%: clearly worse.", "The region 5%. No interval, so the difference may be chance."."""
        if self.is_compared:
            return f"{self.said}: {words.shape_and_word(self.shown)[1].lower()}."
        return f"{self.said}. {self.reason}." if self.figure else f"{self.reason}."


def comparison(reading, key, name):
    """One area's figure. What cannot be compared says why, and still gives the other's figure if there is one."""
    if reading.area.area_type == AreaType.COUNTRY:
        return Comparison(name, "not_compared", "", "A country has no comparator here")
    other, status = getattr(reading, f"{key}_value"), getattr(reading, f"standing_{key}")
    said = "" if other is None else _short(other, reading)
    note = BASIS_WORDS.get(reading.neighbours_basis, "") if key == "neighbours" and said else ""
    if status != "not_compared":
        return Comparison(name, status, said, note=note, mark=standing_at_both(reading, key))
    return Comparison(name, "not_compared", said, why_not_compared(reading, name, other), note=note)


def standing_at_both(reading, key):
    """The standing at both levels: "clearly_worse" where it holds at 99.8% too, "worse" where only at 95%."""
    at_95, at_998 = getattr(reading, f"standing_{key}"), getattr(reading, f"standing_{key}_998")
    return f"clearly_{at_95}" if at_95 in PARTED and at_998 == at_95 else at_95


def goal_comparison(reading):
    """The goal of the indicator, where it has one; None where it has none."""
    goal = goal_words(reading.indicator)
    if not goal:
        return None
    status = reading.standing_goal
    if status != "not_compared":
        return Comparison("the goal", status, goal)
    return Comparison("the goal", "not_compared", goal, _why_not_the_goal(reading))


def _why_not_the_goal(reading):
    if reading.value is None:
        return "There is no figure to compare"
    if reading.state == State.NOT_COMPARABLE:
        return NOT_FOR_COMPARISON
    return "The goal is not compared with this figure"


def goal_words(indicator):
    """ "75%", "90% to 95%"; empty without a goal."""
    limits = [limit for limit in (indicator.goal_lower, indicator.goal_upper) if limit is not None]
    unit = "" if figures.is_rate(indicator.unit) else indicator.unit
    return " to ".join(figures.text(limit, unit=unit) for limit in limits)


def why_not_compared(reading, name, other):
    ended = reading.area.valid_to
    if reading.value is None:
        return "There is no figure to compare"
    if reading.state == State.NOT_COMPARABLE:
        return NOT_FOR_COMPARISON
    if what := NOT_COMPARED_TYPES.get(reading.indicator.value_type):
        return f"{what} is not compared"
    if other is None:
        return f"No figure for {name} in this period"
    if ended and reading.period_end and reading.period_end > ended:
        return "The area had been abolished by then"
    if reading.lower_95 is not None:
        return f"The source says that the figure for {name} is not for comparison"
    return "No interval, so the difference may be chance"


def sentence(text):
    return f"{text[:1].upper()}{text[1:]}"


def _short(number, reading):
    unit = reading.indicator.unit
    return figures.text(number, unit="" if figures.is_rate(unit) else unit)
