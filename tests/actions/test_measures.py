import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from actions.measures import (
    SHOWN,
    MeasureFacts,
    MeasureVerdict,
    expected,
    is_at_target,
    outcome,
    said_against_measured,
    sentence,
    verdict,
)

TODAY = datetime.date(2026, 11, 21)
LAST_YEAR = datetime.date(2025, 11, 21)
NEXT_YEAR = datetime.date(2027, 11, 21)
END = datetime.date(2026, 3, 31)

FACTS = MeasureFacts(
    name="Prison leavers starting treatment",
    scope="service",
    polarity="higher_is_better",
    unit="%",
    value=46.3,
    period="2025/26",
    period_end=END,
)
FALLING = replace(FACTS, trend="decreasing", trend_verdict="getting_worse")
RISING = replace(FACTS, name="Naloxone kits", trend="increasing", trend_verdict="getting_better")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, MeasureVerdict.NOT_ENOUGH_DATA),
        ({"value": None, "target": Decimal(60), "target_on": LAST_YEAR}, MeasureVerdict.NOT_ENOUGH_DATA),
        ({"trend": "no_significant_change"}, MeasureVerdict.NO_CLEAR_CHANGE),
        ({"trend": "increasing", "trend_verdict": "plain", "polarity": "not_judged"}, MeasureVerdict.NOT_JUDGED),
        ({"trend": "increasing", "trend_verdict": "getting_better"}, MeasureVerdict.RIGHT_WAY),
        ({"trend": "decreasing", "trend_verdict": "getting_worse"}, MeasureVerdict.WRONG_WAY),
        ({"target": Decimal(60), "target_on": LAST_YEAR}, MeasureVerdict.MISSED),
        ({"target": Decimal(60), "target_on": LAST_YEAR, "is_for_comparison": False}, MeasureVerdict.NOT_JUDGED),
        ({"target": Decimal(46), "target_on": NEXT_YEAR, "is_for_comparison": False}, MeasureVerdict.NOT_JUDGED),
        ({"target": Decimal(60), "target_on": NEXT_YEAR}, MeasureVerdict.NOT_ENOUGH_DATA),
        ({"target": Decimal(46), "target_on": NEXT_YEAR}, MeasureVerdict.MET),
        (
            {"trend": "decreasing", "trend_verdict": "getting_worse", "target": Decimal(60), "target_on": LAST_YEAR},
            MeasureVerdict.WRONG_WAY,
        ),
        (
            {"trend": "decreasing", "trend_verdict": "getting_worse", "target": Decimal(46), "target_on": NEXT_YEAR},
            MeasureVerdict.WRONG_WAY,
        ),
    ],
)
def test_the_wrong_direction_outweighs_target_and_date(changes, expected):
    assert verdict(replace(FACTS, **changes), on=TODAY) is expected


def test_a_figure_that_is_not_for_comparison_is_held_against_no_target():
    facts = replace(FACTS, target=Decimal(46), target_on=LAST_YEAR, is_for_comparison=False)

    assert sentence(facts, on=TODAY) == (
        "Now 46.3% (2025/26). The source says that this figure is not for comparison. Target 46% by 21 November 2025."
    )


# From 46 on 31 March 2025 to 60 on 31 March 2027 the line is at 53 on 31 March 2026, after 365 of 730 days.
AIMED = replace(
    FACTS,
    baseline=Decimal(46),
    baseline_period="2024/25",
    target=Decimal(60),
    target_on=datetime.date(2027, 3, 31),
)
BETTER = {"trend": "increasing", "trend_verdict": "getting_better"}
WORSE = {"trend": "decreasing", "trend_verdict": "getting_worse"}
FLAT = {"trend": "no_significant_change", "trend_verdict": "plain"}


@pytest.mark.parametrize(
    ("changes", "verdict_then"),
    [
        # No interval: as printed.
        ({"value": 53}, MeasureVerdict.ON_COURSE),
        ({"value": 52.9}, MeasureVerdict.BEHIND),
        # The interval is clear of the line.
        ({"value": 55, "lower": 53.5, "upper": 56.5}, MeasureVerdict.ON_COURSE),
        ({"value": 50, "lower": 48, "upper": 52}, MeasureVerdict.BEHIND),
        ({"value": 50, "lower": 48, "upper": 52} | FLAT, MeasureVerdict.BEHIND),
        ({"value": 50, "lower": 48, "upper": 52} | BETTER, MeasureVerdict.BEHIND),
        # It holds the line: never green or red on noise.
        ({"value": 54, "lower": 52, "upper": 56}, MeasureVerdict.NO_CLEAR_CHANGE),
        ({"value": 52, "lower": 50, "upper": 54}, MeasureVerdict.NO_CLEAR_CHANGE),
        ({"value": 54, "lower": 52, "upper": 56} | FLAT, MeasureVerdict.NO_CLEAR_CHANGE),
        # Then the trend test may say so.
        ({"value": 54, "lower": 52, "upper": 56} | BETTER, MeasureVerdict.ON_COURSE),
        ({"value": 52, "lower": 50, "upper": 54} | BETTER, MeasureVerdict.RIGHT_WAY),
        # The wrong way outweighs everything.
        ({"value": 55, "lower": 53.5, "upper": 56.5} | WORSE, MeasureVerdict.WRONG_WAY),
        ({"value": 50, "lower": 48, "upper": 52} | WORSE, MeasureVerdict.WRONG_WAY),
        # Met and missed are about the target itself.
        ({"value": 60, "lower": 58, "upper": 62}, MeasureVerdict.MET),
        ({"value": 55, "target_on": LAST_YEAR}, MeasureVerdict.MISSED),
        # No line.
        ({"value": 50, "baseline": None, "baseline_period": ""}, MeasureVerdict.NOT_ENOUGH_DATA),
        ({"value": 50, "baseline_period": "last decade"}, MeasureVerdict.NOT_ENOUGH_DATA),
        ({"value": 50, "baseline_period": "2025/26"}, MeasureVerdict.NOT_ENOUGH_DATA),
        ({"value": 50, "period_end": None}, MeasureVerdict.NOT_ENOUGH_DATA),
        ({"value": None}, MeasureVerdict.NOT_ENOUGH_DATA),
        ({"value": 50, "polarity": "not_judged"}, MeasureVerdict.NOT_ENOUGH_DATA),
    ],
)
def test_a_measure_is_held_against_the_line_to_its_target(changes, verdict_then):
    facts = replace(AIMED, **changes)

    assert verdict(facts, on=TODAY) is verdict_then


def test_a_target_of_nought_is_a_target_like_any_other():
    facts = replace(AIMED, polarity="lower_is_better", baseline=Decimal(12), target=Decimal(0))

    assert expected(facts) == 6
    assert verdict(replace(facts, value=5), on=TODAY) is MeasureVerdict.ON_COURSE
    assert verdict(replace(facts, value=7), on=TODAY) is MeasureVerdict.BEHIND
    assert verdict(replace(facts, value=0), on=TODAY) is MeasureVerdict.MET


def test_a_level_that_is_to_be_held_has_a_flat_line():
    facts = replace(AIMED, baseline=Decimal(60), target=Decimal(60))

    assert expected(facts) == 60
    assert verdict(replace(facts, value=60), on=TODAY) is MeasureVerdict.MET
    assert verdict(replace(facts, value=59), on=TODAY) is MeasureVerdict.BEHIND
    assert verdict(replace(facts, value=59, lower=57, upper=61), on=TODAY) is MeasureVerdict.NO_CLEAR_CHANGE


def test_the_line_is_read_at_the_end_of_the_figures_period_and_not_today():
    assert [verdict(replace(AIMED, value=53), on=day) for day in (END, TODAY, AIMED.target_on)] == [
        MeasureVerdict.ON_COURSE
    ] * 3


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value": 50.1}, "now 50.1% (2025/26, no interval given): behind."),
        ({"value": 45.0}, "now 45% (2025/26, no interval given): behind, and worse than the baseline."),
        (
            {"value": 50.1, "lower": 48.0, "upper": 52.2},
            "now 50.1% (2025/26, 48.0 to 52.2): behind.",
        ),
        (
            {"value": 50.1, "lower": 48.0, "upper": 52.2} | BETTER,
            "now 50.1% (2025/26, 48.0 to 52.2): behind, though moving the right way.",
        ),
        ({"value": 52.0, "lower": 50.0, "upper": 54.0}, "now 52% (2025/26, 50 to 54): too near the line to tell."),
        (
            {"value": 52.0, "lower": 50.0, "upper": 54.0} | BETTER,
            "now 52% (2025/26, 50 to 54): too near the line to tell, and moving the right way.",
        ),
        ({"value": 55.0, "lower": 54.0, "upper": 56.0}, "now 55% (2025/26, 54 to 56): on course."),
        (
            {"value": 55.0, "lower": 54.0, "upper": 56.0} | WORSE,
            "now 55% (2025/26, 54 to 56): moving the wrong way.",
        ),
        ({"value": 55.0, "polarity": "not_judged"}, "now 55% (2025/26)."),
    ],
)
def test_the_arithmetic_is_shown(changes, said):
    assert sentence(replace(AIMED, **changes), on=TODAY) == (
        f"Expected by 31 March 2026: 53%, a straight line from 46% (2024/25) to 60% by 31 March 2027; {said}"
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value": 55.0, "lower": 54.0, "upper": 56.0} | WORSE, "now 55% (2025/26, 54 to 56)."),
        ({"value": 55.0, "lower": 54.0, "upper": 56.0}, "now 55% (2025/26, 54 to 56)."),
        ({"value": 45.0}, "now 45% (2025/26, no interval given), and worse than the baseline."),
        (
            {"value": 50.1, "lower": 48.0, "upper": 52.2} | BETTER,
            "now 50.1% (2025/26, 48.0 to 52.2), though moving the right way.",
        ),
        (
            {"value": 52.0, "lower": 50.0, "upper": 54.0} | BETTER,
            "now 52% (2025/26, 50 to 54): too near the line to tell.",
        ),
    ],
)
def test_beside_its_light_the_verdict_is_said_once(changes, said):
    facts = replace(AIMED, **changes)
    word = SHOWN[verdict(facts, on=TODAY)][1].lower()

    inputs = outcome([facts], on=TODAY).inputs

    assert inputs.startswith(f"Prison leavers starting treatment: {word}. Expected by 31 March 2026: 53%, ")
    assert inputs.endswith(said)
    assert inputs.count(word) == 1


def test_two_different_numbers_never_read_alike():
    said = sentence(replace(AIMED, value=52.9996), on=TODAY)

    assert said.startswith("Expected by 31 March 2026: 53.0000%, ")
    assert "; now 52.9996% " in said


def test_a_measure_that_moves_the_wrong_way_keeps_its_missed_date():
    facts = replace(AIMED, value=50, target_on=LAST_YEAR, **WORSE)

    assert sentence(facts, on=TODAY).endswith("its date has passed and it was not reached.")


def test_every_verdict_is_shown_worst_first():
    assert list(SHOWN) == [
        MeasureVerdict.WRONG_WAY,
        MeasureVerdict.MISSED,
        MeasureVerdict.BEHIND,
        MeasureVerdict.NO_CLEAR_CHANGE,
        MeasureVerdict.NOT_ENOUGH_DATA,
        MeasureVerdict.NOT_JUDGED,
        MeasureVerdict.RIGHT_WAY,
        MeasureVerdict.ON_COURSE,
        MeasureVerdict.MET,
    ]
    assert set(SHOWN) == set(MeasureVerdict)


@pytest.mark.parametrize(
    ("polarity", "value", "target", "expected"),
    [
        ("higher_is_better", 60.0, "60", True),
        ("higher_is_better", 59.9, "60", False),
        ("higher_is_better", 60.1, "60", True),
        ("lower_is_better", 60.0, "60", True),
        ("lower_is_better", 60.1, "60", False),
        ("lower_is_better", 0.0, "0", True),
        ("lower_is_better", 0.0005, "0", False),
        ("higher_is_better", 0.1 + 0.2, "0.3", True),
        ("not_judged", 60.0, "60", True),
        ("not_judged", 60.1, "60", False),
        ("lower_is_better", None, "0", None),
        ("lower_is_better", 1.0, None, None),
    ],
)
def test_a_target_is_met_exactly(polarity, value, target, expected):
    facts = replace(FACTS, polarity=polarity, value=value, target=None if target is None else Decimal(target))

    assert is_at_target(facts) is expected


def test_a_baseline_that_equals_the_target_is_at_target():
    facts = replace(
        FACTS, value=60.0, baseline=Decimal(60), baseline_period="2023/24", target=Decimal(60), target_on=NEXT_YEAR
    )

    light = outcome([facts], on=TODAY)

    assert light.inputs == (
        "Prison leavers starting treatment: target met. Baseline 60% (2023/24). Now 60% (2025/26). "
        "Target 60% by 21 November 2027: at target."
    )


def test_of_a_rising_and_a_falling_measure_the_light_names_the_falling_one_first():
    light = outcome([RISING, FALLING], on=TODAY)

    assert light.state == "getting_worse"
    assert light.inputs == (
        "Prison leavers starting treatment: moving the wrong way. Now 46.3% (2025/26). No target has been set. "
        "Naloxone kits: moving the right way. Now 46.3% (2025/26). No target has been set."
    )


def test_of_a_measure_behind_and_one_on_course_the_light_names_the_one_behind():
    light = outcome([replace(AIMED, name="Kits", value=54), replace(AIMED, value=50)], on=TODAY)

    assert (light.state, light.said) == ("behind", "Behind")
    assert light.inputs.startswith("Prison leavers starting treatment: behind. Expected by 31 March 2026: 53%, ")


@pytest.mark.parametrize("scope", ["population", "survey", "context"])
def test_a_population_outcome_never_colours_an_action(scope):
    light = outcome([replace(FALLING, scope=scope)], on=TODAY)

    assert (light.state, light.said) == ("cannot_say", "Cannot be judged")


def test_a_population_outcome_changes_nothing_beside_a_service_measure():
    deaths = replace(FALLING, name="Drug deaths", scope="population")

    assert outcome([deaths, RISING], on=TODAY) == outcome([RISING], on=TODAY)


def test_the_outcome_light_has_the_age_of_its_figure():
    assert outcome([FALLING], on=TODAY).age == "Figure ends 31 March 2026, 7 months old"


LEAVERS = ("Prison leavers starting treatment",)
KITS = ("Naloxone kits",)
MISSED = replace(FACTS, name="Waiting", target=Decimal(60), target_on=LAST_YEAR)


@pytest.mark.parametrize(
    ("status", "measures", "names"),
    [
        ("on_track", [FALLING], LEAVERS),
        ("on_track", [RISING, FALLING], LEAVERS),
        ("complete", [FALLING], LEAVERS),
        ("on_track", [RISING], None),
        ("on_track", [replace(FALLING, scope="population")], None),
        ("at_risk", [FALLING], None),
        ("late", [FALLING], None),
        ("not_reported", [FALLING], None),
        ("late", [RISING], KITS),
        ("at_risk", [RISING], KITS),
        ("late", [RISING, FALLING], None),
        ("late", [RISING, MISSED], None),
        ("late", [replace(RISING, scope="population")], None),
        ("late", [replace(RISING, is_for_comparison=False)], None),
        ("not_reported", [RISING], None),
    ],
)
def test_said_against_measured(status, measures, names):
    found = said_against_measured(status=status, measures=measures, on=TODAY)

    assert (found.names if found else None) == names


def test_said_against_measured_names_the_measure_and_its_way():
    worse = said_against_measured(status="on_track", measures=[FALLING], on=TODAY)
    better = said_against_measured(status="late", measures=[RISING], on=TODAY)

    assert worse.sentence == "Reported on track; getting significantly worse: Prison leavers starting treatment."
    assert better.sentence == "Reported late; getting significantly better: Naloxone kits."
