"""Saying what a source means by a word of its own."""

import pytest
from django.forms import ValidationError

from indicators.mending import MendForm, area_meant, field_of, near
from indicators.operations.run_notes import PASSED_OVER
from tests.factories import AreaFactory, IndicatorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bedford():
    return AreaFactory(code="E06000055", name="Bedford", area_type="unitary")


@pytest.fixture
def bristol():
    return AreaFactory(code="E06000023", name="Bristol, City of", area_type="unitary")


@pytest.mark.parametrize(
    ("reason", "column", "value", "field"),
    [
        ("Unknown area.", "Area Code", "Bristol UA", "area"),
        ("Unknown area.", "", "Bristol UA", "area"),
        ("Unknown area.", "Area Code", "", ""),
        (f"{PASSED_OVER}3 rows of indicator 41001.", "Indicator ID", "41001", "indicator"),
        (f"{PASSED_OVER}3 rows that another file has.", "", "", ""),
        ("Not a sex.", "Sex", "Both", "sex"),
        ("Not an age.", "Age group", "Adults", "age"),
        ("Not a period.", "Time period", "Christmas", "period"),
        ("Not a period.", "DATE_NAME", "Christmas", "period"),
        ("Not a period.", "Financial year", "Christmas", "period"),
        ("This is not a number.", "Value", "1 in 5", ""),
        ("This is not a number.", "Rate in the year ending June 2023", "x", ""),
        ("This is not a number.", "Age 18 to 24", "x", ""),
        ("The row has 3 fields where the header has 4.", "", "", ""),
    ],
)
def test_which_of_our_words_a_text_stands_in_the_place_of(reason, column, value, field):
    assert field_of(reason=reason, column=column, value=value) == field


@pytest.mark.parametrize("text", ["E06000023", "e06000023", "Bristol, City of", "bristol, city of", "Bristol"])
def test_an_area_is_found_by_its_code_or_its_name(bristol, bedford, text):
    assert area_meant(text) == bristol


def test_of_several_areas_with_one_name_the_code_is_asked_for(bedford):
    AreaFactory(code="E07000999", name="Bedford", area_type="district")

    with pytest.raises(ValidationError) as refusal:
        area_meant("Bedford")

    assert refusal.value.message == (
        "Several areas are called “Bedford”. Give the code of one of them: "
        "E06000055 (Unitary authority), E07000999 (District)."
    )
    assert area_meant("E07000999").area_type == "district"


def test_an_area_that_nobody_knows_is_refused_with_what_is_near(bristol):
    with pytest.raises(ValidationError, match="Near to it: Bristol, City of"):
        area_meant("Bristol and Bath")
    with pytest.raises(ValidationError, match="Codes look like E06000023"):
        area_meant("Atlantis")


def test_the_likest_come_first(bristol):
    AreaFactory(code="E05000001", name="Bristol Docklands and Harbour", area_type="ward")

    assert near("Bristol UA") == ["Bristol, City of (E06000023)", "Bristol Docklands and Harbour (E05000001)"]
    assert near("★") == []


@pytest.mark.parametrize(
    ("field", "answer", "said"),
    [
        ("sex", "Female", {"value": "Female"}),
        ("age", "18+", {"value": "18+"}),
        ("age", "", {"value": ""}),
        ("period", "2023/24", {"value": "2023/24"}),
    ],
)
def test_a_sex_an_age_and_a_period_are_said_as_text(field, answer, said):
    form = MendForm({"answer": answer}, field=field, text="x")

    assert form.is_valid()
    assert form.said == said


def test_an_indicator_and_an_area_are_said_as_what_they_are(bristol):
    indicator = IndicatorFactory(code="deaths")
    by_code = MendForm({"answer": "deaths"}, field="indicator", text="41001")
    by_name = MendForm({"answer": "Bristol"}, field="area", text="Bristol UA")

    assert (by_code.is_valid(), by_name.is_valid()) == (True, True)
    assert (by_code.said, by_name.said) == ({"indicator": indicator}, {"area": bristol})


@pytest.mark.parametrize(
    ("field", "answer", "refusal"),
    [
        ("sex", "Everybody", "Select one of the list"),
        ("sex", "", "Select a sex"),
        ("indicator", "", "Select an indicator"),
        ("indicator", "unknown", "Select an indicator of the list"),
        ("area", "", "Enter the name or the code of an area"),
        ("period", "Christmas", "“Christmas” is not a period we understand."),
        ("period", "Since Oct 2021", "The period must have a first and a last day"),
        ("age", "x" * 61, "at most 60 characters"),
    ],
)
def test_what_is_not_sound_is_refused(field, answer, refusal):
    form = MendForm({"answer": answer}, field=field, text="x")

    assert not form.is_valid()
    assert refusal in form.errors["answer"][0]


def test_areas_are_offered_without_wards_and_those_that_are_no_more(bristol):
    AreaFactory(code="E05000001", name="A ward", area_type="ward")
    AreaFactory(code="E10000021", name="Northamptonshire", area_type="upper_tier", valid_to="2021-03-31")

    assert list(MendForm(field="area", text="x").offered) == [("E06000023", "Bristol, City of")]
    assert list(MendForm(field="sex", text="x").offered) == []
