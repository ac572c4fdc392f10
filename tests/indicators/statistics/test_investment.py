from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.statistics.investment import (
    Assumptions,
    BenefitNotPossible,
    CostNotPossible,
    Line,
    Range,
    RatioNotPossible,
    ShareNotPossible,
    implied_cost,
    investment_return,
    returns,
    rounding_step,
    sensitivity,
    shared_cost,
)

POUNDS = st.decimals("0.01", 100_000, places=2)
# Worcestershire's needs assessment: for all, drugs and alcohol, £ for each £1 and £ a person.
PRINTED = [
    ("6.10", "51.70", 6506, 55088),
    ("7.00", "59.40", 8205, 69585),
    ("3.80", "32.00", 3296, 27713),
]


def test_a_return_is_benefit_over_cost_and_what_is_left():
    found = investment_return(600, 100)

    assert (found.per_pound, found.net) == (6, 500)


def test_a_benefit_below_its_cost_is_a_loss_and_no_error():
    found = investment_return(50, 100)

    assert (found.per_pound, found.net) == (Decimal("0.5"), -50)


@pytest.mark.parametrize(
    ("benefit", "cost", "error"),
    [
        (600, 0, CostNotPossible),
        (600, -1, CostNotPossible),
        (600, float("nan"), CostNotPossible),
        (600, float("inf"), CostNotPossible),
        (float("inf"), 100, BenefitNotPossible),
        (-1, 100, BenefitNotPossible),
    ],
)
def test_an_impossible_cost_or_benefit_is_refused(benefit, cost, error):
    with pytest.raises(error):
        investment_return(benefit, cost)


def test_one_assumption_moves_at_a_time():
    found = sensitivity(Assumptions(cost=Decimal(100), treatment=Decimal(600), recovery=Decimal(5000)), share="0.2")

    assert [(each.line, each.assumption, each.when_lower, each.when_higher) for each in found] == [
        (Line.TREATMENT, "cost", Decimal("7.5"), Decimal(5)),
        (Line.TREATMENT, "treatment", Decimal("4.8"), Decimal("7.2")),
        (Line.RECOVERY, "cost", Decimal("62.5"), Decimal(5000) / 120),
        (Line.RECOVERY, "recovery", Decimal(40), Decimal(60)),
    ]


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.5])
def test_a_share_lies_between_nothing_and_all(share):
    with pytest.raises(ShareNotPossible):
        sensitivity(Assumptions(Decimal(1), Decimal(1), Decimal(1)), share=share)


@pytest.mark.parametrize(
    ("ratios", "step"),
    [(["6.10", "51.70"], "0.1"), (["7.00", "59.00"], "1"), (["6.25", "50"], "0.01"), (["60", "100"], "1"), ([], "1")],
)
def test_the_last_noughts_tell_what_a_ratio_is_rounded_to(ratios, step):
    assert rounding_step(ratios) == Decimal(step)


@pytest.mark.parametrize(("in_treatment", "in_recovery", "gross", "long_term"), PRINTED)
def test_both_printed_lines_of_a_group_fit_one_cost_and_give_the_printed_returns(
    in_treatment, in_recovery, gross, long_term
):
    step = rounding_step([in_treatment, in_recovery])
    cost = shared_cost(implied_cost(gross, in_treatment, step=step), implied_cost(long_term, in_recovery, step=step))

    found = returns(Assumptions(cost.middle, Decimal(gross), Decimal(long_term)))

    assert [round(found[line].per_pound, 1) for line in Line] == [Decimal(in_treatment), Decimal(in_recovery)]


def test_the_cost_behind_the_printed_table_is_known_to_the_pound():
    step = rounding_step(["6.10", "51.70"])

    found = shared_cost(implied_cost(6506, "6.10", step=step), implied_cost(55088, "51.70", step=step))

    assert (round(found.low, 2), round(found.high, 2)) == (Decimal("1064.50"), Decimal("1066.56"))


def test_lines_that_fit_no_common_cost_are_told():
    assert shared_cost(Range(Decimal(1), Decimal(2)), Range(Decimal(3), Decimal(4))) is None
    assert shared_cost(Range(Decimal(1), Decimal(3)), Range(Decimal(3), Decimal(4))) == Range(Decimal(3), Decimal(3))


@pytest.mark.parametrize(
    ("benefit", "ratio", "error"),
    [
        (0, "6.1", BenefitNotPossible),
        (100, "0", RatioNotPossible),
        (100, "-2", RatioNotPossible),
        (100, "0.05", RatioNotPossible),
        (100, "nan", RatioNotPossible),
    ],
)
def test_no_cost_follows_from_nothing(benefit, ratio, error):
    with pytest.raises(error):
        implied_cost(benefit, ratio, step="0.1")


@settings(derandomize=True, deadline=None, max_examples=60)
@given(POUNDS, POUNDS)
def test_the_cost_of_a_ratio_that_was_rounded_is_found_again(benefit, cost):
    step = Decimal("0.1")
    ratio = round(benefit / cost, 1)

    if ratio > step / 2:
        found = implied_cost(benefit, ratio, step=step)
        # Rounding half to even puts a ratio on the edge now on the one side, now on the other.
        assert found.low * Decimal("0.9999999") <= cost <= found.high * Decimal("1.0000001")
