"""A printed return on investment beside what its own arithmetic gives, and on what that depends."""

from dataclasses import dataclass
from functools import partial

from cdp import words
from indicators.statistics import investment
from indicators.statistics.investment import Assumptions, BenefitNotPossible, Line, RatioNotPossible

LINES = {Line.TREATMENT: "in treatment", Line.RECOVERY: "in treatment and recovery"}
PERCENT = f"{investment.SHARE:.0%}"
# What the table does not say and has to be taken as given.
ASSUMED = (
    (
        "The cost of treating a person is not printed. It is the printed benefit divided by the printed return. The "
        "return is rounded, so that the cost is a range; its middle is used."
    ),
    "Both returns of a group rest on one cost.",
    (
        "Benefits are gross, at the document’s prices, and count what the document says they count. Nothing is taken "
        "off for what would have happened without treatment."
    ),
    "The long-term benefit is that of people in treatment and recovery. How many recover is not printed.",
)

per_pound = partial(words.money, decimals=2)
whole = partial(words.money, decimals=0)


@dataclass(frozen=True)
class ReturnLine:
    """One line of a group: what is printed, what comes out, and how far one assumption moves it."""

    what: str
    gross: str
    cost: str
    cost_range: str
    printed: str
    worked_out: str
    net: str
    by_cost: str
    by_benefit: str


@dataclass(frozen=True)
class ReturnView:
    """A group's printed row, its lines worked out, and what is to be said of them."""

    row: object
    group: str
    lines: list
    said: str


@dataclass(frozen=True)
class ReturnsView:
    """The returns of a document; false where it prints none."""

    groups: list
    assumed: tuple = ASSUMED
    percent: str = PERCENT

    def __bool__(self):
        return bool(self.groups)

    @property
    def lines(self):
        return [line for group in self.groups for line in group.lines]


def returns_view(rows):
    return ReturnsView([return_view(row) for row in rows])


def return_view(row):
    group = f"{row.group[:1].upper()}{row.group[1:]}"
    try:
        costs = implied_costs(row)
    except (BenefitNotPossible, RatioNotPossible):
        return ReturnView(row, group, [], "The return or the benefit printed is nought, so no cost follows from it.")
    return ReturnView(row, group, [_line(row, group, line, cost) for line, cost in costs.items()], _said(costs))


def printed(row):
    """{line: (gross benefit a person, return for each pound)} as the document has them."""
    return {
        Line.TREATMENT: (row.gross_benefit_per_person, row.per_pound_in_treatment),
        Line.RECOVERY: (row.long_term_benefit_per_person, row.per_pound_in_treatment_and_recovery),
    }


def implied_costs(row):
    """{line: range of the cost a person}: the one range that fits both lines, or each line's own where none does."""
    lines = printed(row)
    step = investment.rounding_step([ratio for _, ratio in lines.values()])
    own = {line: investment.implied_cost(benefit, ratio, step=step) for line, (benefit, ratio) in lines.items()}
    shared = investment.shared_cost(*own.values())
    return dict.fromkeys(own, shared) if shared else own


def arithmetic_cells(row):
    """For the download, for each line: cost with its range, return, net benefit, and the returns of the sensitivity."""
    try:
        costs = implied_costs(row)
    except (BenefitNotPossible, RatioNotPossible):
        return [None] * (len(LINES) * 9)
    cells = []
    for line, cost in costs.items():
        found, by_cost, by_benefit = _worked_out(row, line, cost)
        moved = [by_cost.when_lower, by_cost.when_higher, by_benefit.when_lower, by_benefit.when_higher]
        cells += [cost.middle, cost.low, cost.high, found.per_pound, found.net, *moved]
    return [round(number, 2) for number in cells]


def _worked_out(row, line, cost):
    """The return of one line, and how a different cost and a different benefit would move it."""
    (treatment, _), (recovery, _) = printed(row).values()
    assumed = Assumptions(cost=cost.middle, treatment=treatment, recovery=recovery)
    moved = {each.assumption: each for each in investment.sensitivity(assumed) if each.line == line}
    return investment.returns(assumed)[line], moved["cost"], moved[line]


def _line(row, group, line, cost):
    found, by_cost, by_benefit = _worked_out(row, line, cost)
    return ReturnLine(
        what=f"{group}, {LINES[line]}",
        gross=whole(found.gross),
        cost=whole(found.cost),
        cost_range=f"{per_pound(cost.low)} to {per_pound(cost.high)}",
        printed=per_pound(printed(row)[line][1]),
        worked_out=per_pound(found.per_pound),
        net=whole(found.net),
        by_cost=_from_to(by_cost),
        by_benefit=_from_to(by_benefit),
    )


def _from_to(moved):
    low, high = sorted((moved.when_lower, moved.when_higher))
    return f"{per_pound(low)} to {per_pound(high)}"


def _said(costs):
    treatment, recovery = costs.values()
    if treatment == recovery:
        return f"Both printed returns fit one cost of about {whole(treatment.middle)} a person."
    return (
        f"The two printed returns fit no one cost: {whole(treatment.middle)} a person by the first, "
        f"{whole(recovery.middle)} by the second. Each is worked out from its own."
    )
