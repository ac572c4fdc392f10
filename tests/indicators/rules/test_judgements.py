"""A source's judgement beside ours: agree, differ, or not to be compared, and why."""

import pytest

from indicators.rules.judgements import (
    OurTrend,
    Outcome,
    standing_outcome,
    trend_outcome,
    why_not_compared,
    why_standings_differ,
    why_trends_differ,
)

AGREE, DIFFER, CANNOT = Outcome.AGREE, Outcome.DIFFER, Outcome.CANNOT
RISING_WORSE = OurTrend("increasing", "getting_worse")
UNTESTED = OurTrend("cannot_be_calculated", "", "fewer_than_five")


@pytest.mark.parametrize(
    ("theirs", "ours", "outcome"),
    [
        ("Increasing and getting worse", RISING_WORSE, AGREE),
        (" increasing AND getting worse ", RISING_WORSE, AGREE),
        ("Increasing", OurTrend("increasing", "plain"), AGREE),
        ("Increasing", RISING_WORSE, DIFFER),
        ("No significant change", RISING_WORSE, DIFFER),
        ("Cannot be calculated", UNTESTED, AGREE),
        ("No significant change", UNTESTED, DIFFER),
        # Fingertips calls it no change where there is no interval to test with.
        ("No significant change", OurTrend("cannot_be_calculated", "", "no_intervals"), AGREE),
        ("", RISING_WORSE, CANNOT),
        ("Going up a bit", RISING_WORSE, CANNOT),
    ],
)
def test_trends_are_compared_in_the_words_of_the_source(theirs, ours, outcome):
    assert trend_outcome(theirs, ours) == outcome


@pytest.mark.parametrize(
    ("theirs", "ours", "outcome"),
    [
        ("Better", "better", AGREE),
        ("Similar", "similar", AGREE),
        ("Not compared", "not_compared", AGREE),
        ("Worse", "better", DIFFER),
        ("Similar", "worse", DIFFER),
        ("Better", "not_compared", DIFFER),
        ("Higher", "worse", DIFFER),
        ("Not compared", "worse", CANNOT),
        ("Lowest quintile", "better", CANNOT),
        ("", "better", CANNOT),
    ],
)
def test_standings_are_compared_where_both_compare(theirs, ours, outcome):
    assert standing_outcome(theirs, ours) == outcome


@pytest.mark.parametrize(
    ("theirs", "ours", "reason"),
    [
        ("No significant change", UNTESTED, "We did not test it: fewer than five yearly figures."),
        ("Cannot be calculated", RISING_WORSE, "Fingertips did not test it; we found figures enough."),
        ("Increasing", RISING_WORSE, "The direction is the same; what it means is judged by another polarity."),
        ("Increasing and getting better", RISING_WORSE,
         "The direction is the same; what it means is judged by another polarity."),
        ("No significant change", RISING_WORSE, ""),
    ],
)  # fmt: skip
def test_why_trends_differ(theirs, ours, reason):
    assert why_trends_differ(theirs, ours) == reason


@pytest.mark.parametrize(
    ("theirs", "fields", "reason"),
    [
        ("Better", {"ours": "not_compared", "surer": "not_compared"},
         "We made no comparison: the figure has no interval, or there is none that it may be compared with."),
        ("Similar", {"ours": "worse", "surer": "similar"},
         "Theirs is what the 99.8% interval says; ours goes by the 95% interval."),
        ("Higher", {"ours": "worse"}, "The side is the same; only one of the two judges it."),
        ("Lower", {"ours": "worse"}, "Only one of the two judges it."),
        ("Worse", {"ours": "higher", "polarity": "not_judged"}, "Only one of the two judges it."),
        ("Better", {"ours": "worse"},
         "The same difference is judged by the opposite polarity, or from the other side."),
        ("Worse", {"ours": "similar", "is_computed": True},
         "Our interval was worked out here, because the source gives none."),
        ("Worse", {"ours": "similar"}, ""),
    ],
)  # fmt: skip
def test_why_standings_differ(theirs, fields, reason):
    given = {"surer": fields["ours"], "polarity": "lower_is_better", "is_computed": False, **fields}

    assert why_standings_differ(theirs, **given) == reason


@pytest.mark.parametrize(
    ("theirs", "same_period", "reason"),
    [
        ("Better", False, "The two are about different periods."),
        ("", True, "Fingertips says nothing."),
        ("2nd lowest quintile", True,
         "Fingertips places the area among others by percentiles, and makes no comparison by the interval."),
        ("Not compared", True, "Fingertips makes no comparison."),
        ("Going up a bit", True, "This word of Fingertips’ has no counterpart here."),
    ],
)  # fmt: skip
def test_why_two_words_are_not_compared(theirs, same_period, reason):
    assert why_not_compared(theirs, same_period=same_period) == reason
