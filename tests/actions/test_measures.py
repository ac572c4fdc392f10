import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from actions.measures import MeasureFacts, MeasureVerdict, is_at_target, outcome, said_against_measured, verdict

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


@pytest.mark.parametrize("scope", ["population", "survey", "context"])
def test_a_population_outcome_never_colours_an_action(scope):
    light = outcome([replace(FALLING, scope=scope)], on=TODAY)

    assert (light.state, light.said) == ("cannot_say", "Cannot be judged")


def test_a_population_outcome_changes_nothing_beside_a_service_measure():
    deaths = replace(FALLING, name="Drug deaths", scope="population")

    assert outcome([deaths, RISING], on=TODAY) == outcome([RISING], on=TODAY)


def test_the_outcome_light_has_the_age_of_its_figure():
    assert outcome([FALLING], on=TODAY).age == "Figure ends 31 March 2026, 7 months old"


@pytest.mark.parametrize(
    ("status", "measures", "names"),
    [
        ("on_track", [FALLING], ["Prison leavers starting treatment"]),
        ("on_track", [RISING, FALLING], ["Prison leavers starting treatment"]),
        ("complete", [FALLING], ["Prison leavers starting treatment"]),
        ("on_track", [RISING], []),
        ("on_track", [replace(FALLING, scope="population")], []),
        ("at_risk", [FALLING], []),
        ("late", [FALLING], []),
        ("not_reported", [FALLING], []),
    ],
)
def test_said_against_measured(status, measures, names):
    assert said_against_measured(status=status, measures=measures, on=TODAY) == names
