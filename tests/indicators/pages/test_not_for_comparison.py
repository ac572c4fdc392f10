"""Figures that their publisher gives and says cannot be compared: shown with their mark, and judged by nothing."""

import pytest

from indicators.models import State
from indicators.operations.readings import recompute_readings
from tests.factories import (
    AreaFactory,
    FootprintFactory,
    IndicatorFactory,
    ObservationFactory,
    RefreshFactory,
    SeriesFactory,
)
from tests.indicators.pages.figures import days, series_of
from tests.indicators.pages.reading import page_of, section_of, words_of

pytestmark = pytest.mark.django_db
REASON = "The source says that this figure is not for comparison"
NOTE = "Not for comparison. Home Office: Crime of Medway is under an unassigned partnership."


@pytest.fixture
def medway(partnership):
    return FootprintFactory(partnership=partnership, area__name="Medway").area


@pytest.fixture
def offences(medway, england):
    """Eight years of a rate, the last of them marked by its source."""
    medway.parents.add(england)
    indicator = IndicatorFactory(
        code="offences", name="Offences", value_type="crude_rate", multiplier=1000, unit="per 1,000",
        polarity="lower_is_better",
    )  # fmt: skip
    refresh = RefreshFactory()
    for area, first in ((medway, 40), (england, 20)):
        series = SeriesFactory(indicator=indicator, area=area, is_headline=True)
        for place in range(8):
            count, marked = first - place, area == medway and place == 7
            ObservationFactory(
                series=series, refresh=refresh, value=float(count), count=count * 100, denominator=100_000,
                state=State.NOT_COMPARABLE if marked else State.PUBLISHED, note=NOTE if marked else "",
                **days(2014 + place),
            )  # fmt: skip
    recompute_readings()
    return indicator


def test_the_scorecard_shows_the_figure_with_its_mark_and_says_why_it_is_not_compared(client, medway, offences):
    row = words_of(page_of(client, "/northshire/indicators/").select_one("tbody tr:not(.cdp-band-row)"))

    assert "33 per 1,000" in row
    assert "Not for comparison" in row
    assert REASON in row
    assert "34 per 1,000 in 2020; the newest figure is not for comparison" in row
    assert "The source says that one of the newest five figures is not for comparison" in row
    assert not any(word in row for word in ("worse", "Falling", "Down"))


def test_the_indicators_page_shows_the_mark_and_the_note_and_judges_nothing(client, medway, offences):
    page = page_of(client, f"/indicators/offences/?areas={medway.code}")

    assert words_of(page.select_one("h1")) == "Offences: 33 per 1,000 in Medway"
    table = section_of(page, "trend")
    assert "Not for comparison" in words_of(table)
    assert NOTE in words_of(table)
    assert "went from 40 per 1,000 in 2014 to 34 per 1,000 in 2020" in words_of(table)
    control = words_of(section_of(page, "control"))
    assert "The newest figure of Medway that can be compared" in control
    assert "1 figure that the source says is not for comparison is left out." in control
    assert "before a gap" not in control
    assert "2021" not in control


def test_the_areas_side_by_side_place_no_figure_that_is_not_for_comparison(client, medway, england, offences):
    other = AreaFactory(name="Kent")
    other.parents.add(england)
    series_of(offences, other, [50])

    areas = words_of(section_of(page_of(client, f"/indicators/offences/?areas={medway.code}"), "areas"))
    of_kent = words_of(section_of(page_of(client, f"/indicators/offences/?areas={other.code}"), "areas"))

    assert "The source says that this area’s figure is not for comparison" in areas
    assert "Medway (not for comparison)" in areas
    assert "No area is higher than Kent and none is lower" in of_kent


def test_the_api_says_why_it_is_not_compared(client, medway, offences):
    (reading,) = client.get(f"/api/v1/readings/?area={medway.code}").json()["results"]
    (figure,) = client.get(f"/api/v1/observations/?area={medway.code}&state=not_comparable").json()["results"]

    assert (reading["value"], reading["state"], reading["standing_england"]) == (33, "not_comparable", "not_compared")
    assert reading["not_compared_england"] == REASON
    assert (reading["trend"], reading["trend_reason"]) == ("cannot_be_calculated", "not_for_comparison")
    assert (figure["value"], figure["note"]) == (33, NOTE)


def test_the_download_keeps_the_figure_and_its_mark(client, medway, offences):
    response = client.get(f"/indicators/offences/?areas={medway.code}&format=csv")

    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert sum("not_comparable" in line and NOTE in line for line in lines) == 1
