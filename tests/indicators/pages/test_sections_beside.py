"""The sections of an indicator's page that set areas and groups side by side."""

import pytest

from tests.factories import AreaFactory, IndicatorFactory
from tests.indicators.pages.figures import series_of
from tests.indicators.pages.reading import headline_of, page_of, section_of, words_of
from tests.indicators.pages.world import areas_of_size, counted_series, deciles, neighbours_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def exits():
    return IndicatorFactory(
        code="early-exits", name="Early exits", polarity="higher_is_better", value_type="proportion", multiplier=100,
        unit="%",
    )  # fmt: skip


# Areas, funnel, neighbours


def test_areas_outside_the_funnel_are_named(client, exits, northshire, england):
    counted_series(exits, england, [40_000], denominator=100_000)
    counted_series(exits, northshire, [190], denominator=400)
    areas_of_size(exits, (1000, 0.3), (900, 0.4), (300, 0.41), (2000, 0.4))

    section = section_of(page_of(client), "funnel")

    assert headline_of(section) == (
        "Northshire is better than England by more than its size explains; 1 other area differs too"
    )
    assert [words_of(one) for one in section.select(".cdp-verdicts > div")] == [
        "Worse Area 1000 (30). Outside the 99.8% limits.",
        # 7.5 points above England's; at 400 people the limits are 4.8 and 7.57 points away.
        "Better Northshire (47.5). Outside the 95% limits only.",
    ]


def test_too_few_areas_make_no_funnel(client, exits, northshire):
    counted_series(exits, northshire, [160])
    areas_of_size(exits, (1000, 0.3))

    section = section_of(page_of(client), "funnel")

    assert section.select("figure") == []
    assert "It needs 5 areas" in words_of(section)


def test_a_count_has_no_funnel(client, northshire):
    count = IndicatorFactory(code="early-exits", value_type="count", unit="people")
    series_of(count, northshire, [40])
    series_of(count, AreaFactory(), [50])

    assert section_of(page_of(client), "funnel") is None


def test_neighbours_are_ranked_and_keep_the_one_without_a_figure(client, exits, northshire):
    counted_series(exits, northshire, [160], neighbours_value=35, neighbours_basis="pooled")
    high, low = areas_of_size(exits, (1000, 0.5), (900, 0.3))
    neighbours_of(northshire, [low, AreaFactory(name="Silentham"), high])

    section = section_of(page_of(client), "neighbours")

    assert words_of(section.select_one(".cdp-standfirst")) == (
        "Northshire is 2nd of 3 among itself and its neighbours with a figure for 2021 (1st is the best). "
        "Together they stand at 35%."
    )
    assert [words_of(row) for row in section.select("tbody tr")] == [
        "Northshire 40% 35.3 to 44.9 160 of 400",
        "1 Area 900 30% 27.1 to 33.1 270 of 900",
        "2 Silentham No figure None Not given",
        "3 Area 1000 50% 46.9 to 53.1 500 of 1,000",
    ]
    assert "Source: A published list." in words_of(section)
    assert "all their counts over all their denominators" in words_of(section)


def test_neighbours_without_a_figure_are_said_in_a_sentence(client, exits, northshire):
    counted_series(exits, northshire, [160])
    neighbours_of(northshire, [AreaFactory(name="Silentham")])

    section = section_of(page_of(client), "neighbours")

    assert section.select("table") == []
    assert "None of the 1 neighbours has a figure" in words_of(section)


# Inequality


def test_the_most_deprived_tenth_is_set_against_the_least(client, exits, northshire):
    counted_series(exits, northshire, [160])
    deciles(exits, northshire, [80, 76, 72, 68, 64, 60, 56, 52, 48, 40])

    section = section_of(page_of(client), "inequality")

    assert headline_of(section) == (
        "In the most deprived tenth of neighbourhoods the figure is 2.0 times that in the least deprived tenth: "
        "20% against 10%"
    )
    gap, slope = (words_of(one) for one in section.select(".cdp-said li"))
    assert gap == (
        "That is more than chance: the ratio between the two is 2.00 (95% interval 1.40 to 2.85), the difference "
        "10.0 percentage points (5.1 to 14.9)."
    )
    assert slope.startswith("Over all 10 groups the figure falls by 10.5 percentage points from the most to the least")
    groups = [words_of(row) for row in section.select("tbody tr")]
    assert groups[0].startswith("Most deprived decile 2021 20% 16.4 to 24.2")
    assert groups[9].startswith("Least deprived decile 2021 10% 7.4 to 13.3")


def test_england_stands_in_where_an_area_has_no_figures_by_deprivation(client, exits, northshire, england):
    counted_series(exits, northshire, [160])
    counted_series(exits, england, [4000], denominator=10_000)
    deciles(exits, england, [800, 760, 720, 680, 640, 600, 560, 520, 480, 400], denominator=4000)

    section = section_of(page_of(client), "inequality")

    assert words_of(section.select_one(".cdp-standfirst")) == (
        "There are no figures by deprivation for Northshire, so these are those of England."
    )


@pytest.mark.parametrize("missing", ["Most deprived decile", "Fourth more deprived decile"])
def test_a_missing_tenth_leaves_the_ends_or_nothing(client, exits, northshire, missing):
    counted_series(exits, northshire, [160])
    deciles(exits, northshire, [80, 76, 72, 68, 64, 60, 56, 52, 48, 40])
    held = exits.series.get(category=missing).observations
    held.update(value=None, state="suppressed", lower_95=None, upper_95=None, count=None)

    section = section_of(page_of(client), "inequality")

    if missing.startswith("Most"):
        assert section is None
    else:
        assert "Suppressed" in words_of(section.select("tbody tr")[3])
        assert "slope index" not in words_of(section)


def test_an_area_without_deprivation_has_no_such_section(client, exits, northshire):
    counted_series(exits, northshire, [160])

    assert section_of(page_of(client), "inequality") is None
