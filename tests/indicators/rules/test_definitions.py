"""Our definitions beside the official ones: what differs, in sentences."""

import pytest

from indicators.rules.definitions import Difference, Official, Part, definition_differences, official_of
from tests.factories import IndicatorFactory

ENTRY = {
    "Descriptive": {"Name": "Deaths from  drug misuse", "DataSource": "OHID,\r\nbased on ONS data"},
    "Unit": {"Id": 3, "Value": 100000.0, "Label": "per 100,000"},
    "ValueType": {"Id": 1, "Name": "Directly standardised rate"},
    "YearType": {"Id": 1, "Name": "Calendar"},
    "ConfidenceIntervalMethod": {"Id": 4, "Name": "Dobson & Byar's methods", "Description": None},
    "DataChange": {"LastUploadedAt": "2025-01-29T08:29:34"},
}
OFFICIAL = Official(1, "Name", "%", 100.0, "Proportion", "Wilson Score method", "Financial", "RAG - Low is good")


def ours(**fields):
    return IndicatorFactory.build(code="ours", fingertips_id=1, **fields)


def differences(official=OFFICIAL, **fields):
    return definition_differences({1: official}, [ours(**fields)])["ours"]


def test_the_official_definition_is_read_from_both_answers():
    found = official_of(92432, ENTRY, {"Polarity": "RAG - Low is good   ", "Indicator": "Another name"})

    assert found == Official(
        92432,
        "Deaths from drug misuse",
        "per 100,000",
        100000.0,
        "Directly standardised rate",
        "Dobson & Byar's methods",
        "Calendar",
        "RAG - Low is good",
        "",
        "OHID, based on ONS data",
        "2025-01-29T08:29:34",
    )


def test_what_an_answer_leaves_out_is_not_known():
    assert official_of(1, None) == Official(1)
    assert official_of(1, {"DataChange": {"LastUploadedAt": "0001-01-01T00:00:00"}, "Unit": None}) == Official(1)


def test_definitions_that_agree_have_no_differences():
    assert differences() == []


@pytest.mark.parametrize(
    ("fields", "part", "sentence"),
    [
        ({"unit": "per 1,000"}, Part.UNIT, "Theirs is “%”, ours “per 1,000”."),
        ({"multiplier": 1000}, Part.MULTIPLIER, "Theirs is 100, ours 1,000: shares would be scaled apart."),
        ({"value_type": "mean"}, Part.VALUE_TYPE, "Theirs is “Proportion”, ours “Mean”."),
        (
            {"polarity": "higher_is_better"},
            Part.POLARITY,
            "Theirs is “RAG - Low is good”, ours “Higher is better”: standings are judged apart.",
        ),
        (
            {"polarity": "not_judged"},
            Part.POLARITY,
            "Theirs is “RAG - Low is good”, ours “Not judged”: standings are judged apart.",
        ),
    ],
)
def test_a_difference_is_said_in_a_sentence(fields, part, sentence):
    assert differences(**fields) == [Difference(part, sentence)]


@pytest.mark.parametrize(
    ("method", "sentence"),
    [
        ("Byar's method", "Theirs is by “Byar's method”; where one is missing, ours is Wilson’s."),
        (
            "Other method - see below",
            (
                "Theirs are made by a method that is not named (“Other method - see below”); where one is missing, "
                "ours is Wilson’s."
            ),
        ),
        (
            "No confidence intervals available",
            "Theirs has none (“No confidence intervals available”); where one is missing, ours is Wilson’s.",
        ),
    ],
)
def test_a_limit_that_we_would_fill_in_by_another_method_is_told(method, sentence):
    official = Official(1, unit="%", value_type="Proportion", interval_method=method)

    assert differences(official) == [Difference(Part.INTERVAL, sentence)]


@pytest.mark.parametrize(
    ("official", "fields"),
    [
        # A standardised rate gets no limits from us.
        (Official(1, value_type="Directly standardised rate", interval_method="Dobson & Byar's methods"),
         {"value_type": "directly_standardised_rate"}),
        (Official(1, value_type="Crude rate", interval_method="Byar's method"), {"value_type": "crude_rate"}),
        # Ours does not say which kind of rate it is.
        (Official(1, value_type="Crude rate"), {"value_type": "rate"}),
        (Official(1, value_type="Count", unit="£"), {"value_type": "money", "unit": "£"}),
        (Official(1, polarity="BOB - Blue orange blue"), {"polarity": "not_judged"}),
        (Official(1, polarity="Not applicable"), {"polarity": "not_judged"}),
        # Nothing said is nothing contradicted.
        (Official(1), {}),
    ],
)  # fmt: skip
def test_what_agrees_in_other_words_is_no_difference(official, fields):
    assert differences(official, **fields) == []


def test_an_indicator_that_the_metadata_does_not_have_is_told_and_one_without_number_left_out():
    found = definition_differences({}, [ours(), IndicatorFactory.build(code="local", fingertips_id=None)])

    assert found == {"ours": [Difference(Part.MISSING, "The official metadata has no indicator 1.")]}
