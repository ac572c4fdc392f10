"""The sections of an indicator's page: what each says, and why it is not there."""

import datetime

import pytest

from tests.factories import (
    AreaFactory,
    DocumentFactory,
    FootprintFactory,
    IndicatorFactory,
    ObservationFactory,
    PartnershipFactory,
    ReadingFactory,
    RuleFindingFactory,
    SeriesFactory,
    SourceFactory,
    StepChangeFactory,
)
from tests.indicators.pages.figures import days, series_of
from tests.indicators.pages.reading import ADDRESS, headline_of, page_of, section_of, words_of
from tests.indicators.pages.world import action_on, areas_of_size, counted_series, deciles, neighbours_of

pytestmark = pytest.mark.django_db
LEVEL = [160, 162, 158, 161, 159, 163, 160, 158, 162, 160, 159, 161, 160, 162]


@pytest.fixture
def exits():
    return IndicatorFactory(
        code="early-exits", name="Early exits", polarity="higher_is_better", value_type="proportion", multiplier=100,
        unit="%",
    )  # fmt: skip


# What is aimed at, and what was begun


def test_a_target_has_its_line_its_course_and_a_sentence(client, exits, northshire, partnership):
    series = counted_series(exits, northshire, LEVEL)
    action_on(series, partnership, starts_on=datetime.date(2020, 7, 1))

    section = section_of(page_of(client), "trend")

    table = [words_of(row) for row in section.select("tbody tr")][-4:]
    assert table == [
        "Target by March 2028 60% What is to be reached",
        "Expected course 2019 40% Baseline",
        "Expected course March 2028 60% Target",
        "Action 2.4 began 1 July 2020",
    ]
    assert words_of(section.select(".cdp-said li")[0]) == (
        "Action 2.4 aims at 60% by March 2028. On a straight line from 40% in 2019 it would be 44.9% by December 2021. "
        "It is 40.5%, which is too near that line to tell."
    )


@pytest.mark.parametrize(
    ("starts_on", "said"),
    [
        (
            datetime.date(2022, 4, 1),
            "began on 1 April 2022; {ends}, before it, so no figure shown here can tell what it did.",
        ),
        (datetime.date(2021, 4, 1), "began on 1 April 2021; {ends} and counts months before it too."),
        (datetime.date(2021, 1, 1), "began on 1 January 2021; all that the newest figure counts came after."),
        (datetime.date(2999, 1, 1), "is to begin on 1 January 2999."),
    ],
)
def test_the_lag_between_an_action_and_the_newest_figure_is_said(
    client, exits, northshire, partnership, starts_on, said
):
    series = counted_series(exits, northshire, LEVEL)
    action_on(series, partnership, starts_on=starts_on)

    lag = words_of(section_of(page_of(client), "trend").select(".cdp-said li")[-1])

    assert lag == f"Action 2.4 {said.format(ends='the newest figure ends on 31 December 2021')}"


def test_an_archived_action_a_hidden_one_and_one_of_another_area_are_not_drawn(client, exits, northshire, partnership):
    series = counted_series(exits, northshire, LEVEL)
    elsewhere = counted_series(exits, AreaFactory(name="Otherton"), LEVEL)
    starts_on = datetime.date(2020, 1, 1)
    archived = action_on(series, partnership, starts_on=starts_on, ref="9.1").action
    archived.archived_at = datetime.datetime(2021, 1, 1, tzinfo=datetime.UTC)
    archived.archive_reason = "Done elsewhere"
    archived.save()
    action_on(series, PartnershipFactory(is_published=False), starts_on=starts_on, ref="9.2")
    action_on(elsewhere, partnership, starts_on=starts_on, ref="9.3")

    words = words_of(section_of(page_of(client), "trend"))

    assert [ref for ref in ("9.1", "9.2", "9.3") if ref in words] == []


def test_an_interval_of_ours_is_marked_as_such(client, exits, northshire):
    series = counted_series(exits, northshire, LEVEL)
    series.observations.update(lower_95=None, upper_95=None)

    section = section_of(page_of(client), "trend")

    assert "The intervals are worked out here from count and denominator" in words_of(section.select_one("figure"))
    assert words_of(section.select("tbody tr")[0].select("td")[2]) == "35.8 to 45.4 worked out here"


# More than chance


def test_chance_is_called_chance(client, exits, northshire):
    counted_series(exits, northshire, LEVEL)

    section = section_of(page_of(client), "control")

    assert (
        headline_of(section) == "The newest figure of Northshire differs from the earlier ones by no more than chance"
    )
    assert [words_of(one) for one in section.select(".cdp-verdicts dd")] == [
        "Common cause, no significant change",
        "Not set against a target",
    ]


def test_a_signal_is_named_with_its_rule_and_set_against_the_target(client, exits, northshire, partnership):
    series = counted_series(exits, northshire, [*LEVEL, 120], denominator=400)
    action_on(series, partnership, starts_on=None, target=60)

    section = section_of(page_of(client), "control")

    assert headline_of(section) == (
        "The newest figure of Northshire is worse than chance explains: it is below the lower limit"
    )
    assert [words_of(one) for one in section.select(".cdp-verdicts dd")] == [
        "Special cause, getting worse",
        "Likely to miss the target every time unless something changes",
    ]
    assert "Against the target of 60% by March 2028" in words_of(section)


def test_few_figures_have_provisional_limits_and_fewer_have_none(client, exits, northshire):
    counted_series(exits, northshire, LEVEL[:7])
    few = words_of(section_of(page_of(client), "control"))
    exits.series.get().observations.filter(period="2015").delete()

    fewer = words_of(section_of(page_of(client), "control"))

    assert "fewer than 12 figures are provisional" in few
    assert "It needs 7 figures that follow each other without a gap; Northshire has 6." in fewer


def test_years_that_overlap_are_not_charted(client, exits, northshire):
    series = SeriesFactory(indicator=exits, area=northshire, is_headline=True)
    for year in range(2010, 2022):
        newest = ObservationFactory(
            series=series,
            value=40,
            period=f"{year} - {year % 100 + 2}",
            period_start=datetime.date(year, 1, 1),
            period_end=datetime.date(year + 2, 12, 31),
        )
    ReadingFactory(observation=newest)

    section = section_of(page_of(client), "control")

    assert section.select("figure") == []
    assert words_of(section).startswith("Is it more than chance? Each figure shares years with the next")


def test_a_step_change_parts_the_limits_and_its_author_is_named_to_members_only(
    client, exits, northshire, partnership, partnership_lead, viewer, stranger
):
    FootprintFactory(partnership=partnership, area=northshire)
    series = counted_series(exits, northshire, [*LEVEL[:7], *(count + 60 for count in LEVEL[7:])])
    StepChangeFactory(
        series=series, starts_on=datetime.date(2015, 1, 1), reason="A new service", marked_by=partnership_lead
    )

    section = section_of(page_of(client), "control")

    rows = [words_of(row) for row in section.select("tbody tr")]
    assert [row for row in rows if row.startswith("Mean")] == ["Mean 2008 to 2014 40.1%", "Mean 2015 to 2021 55.1%"]
    assert "Limits worked out anew 1 January 2015 A new service" in rows
    assert "From 1 January 2015 the limits are worked out anew: A new service" in words_of(section)
    assert "Lee Lead" not in words_of(section)
    client.force_login(stranger)
    assert "Lee Lead" not in words_of(section_of(page_of(client), "control"))
    client.force_login(viewer)
    assert "Marked by Lee Lead" in words_of(section_of(page_of(client), "control"))


def test_a_rank_has_no_control_chart(client, northshire):
    rank = IndicatorFactory(code="early-exits", value_type="rank", unit="rank of 10")
    series_of(rank, northshire, [1, 2, 3, 2, 1, 2, 3, 4])

    assert section_of(page_of(client), "control") is None


# Method, doubts


def finding(indicator, area, **fields):
    figures = [{"observation": 1, "said": "18% (2021)", "indicator": indicator.code, "area": area.code}]
    return RuleFindingFactory(rule="jump", indicator=indicator, area=area, figures=figures, **fields)


def test_what_looks_doubtful_is_listed_and_another_areas_is_not(client, exits, northshire, partnership):
    counted_series(exits, northshire, [160])
    finding(exits, northshire, sentence="From 40 to 18 in a year")
    finding(exits, AreaFactory(), sentence="Something about another area")
    partnership.is_published = False
    partnership.save()
    hidden = SourceFactory(kind="document", document=DocumentFactory(partnership=partnership))
    finding(exits, northshire, source=hidden, sentence="Something from a draft")

    section = page_of(client).select_one("section[aria-labelledby=findings]")

    assert [one.get_text() for one in section.select("dd")[:2]] == ["From 40 to 18 in a year", "18% (2021)"]
    assert len(section.select("dt")) == 1


def test_the_method_says_where_the_intervals_are_from(client, exits, northshire):
    series = counted_series(exits, northshire, LEVEL)
    facts = {row.dt.get_text(): row.dd.get_text() for row in page_of(client).select("section dl > div")}
    series.observations.update(lower_95=None, upper_95=None)

    later = {row.dt.get_text(): row.dd.get_text() for row in page_of(client).select("section dl > div")}

    assert facts["Intervals"] == "The 95% intervals are as published."
    assert later["Intervals"] == (
        "The source gives none. The 95% intervals are worked out here from count and denominator by Wilson’s method."
    )
    assert "Making Data Count" in facts["Control chart"]
    assert "Funnel" not in facts


# All of it


def full(exits, northshire, england, partnership, others):
    counted_series(exits, england, [40_000], denominator=100_000)
    series = counted_series(exits, northshire, LEVEL)
    areas = areas_of_size(exits, *((500 + 100 * place, 0.4) for place in range(others)))
    neighbours_of(northshire, areas)
    deciles(exits, northshire, [80, 76, 72, 68, 64, 60, 56, 52, 48, 40])
    for place in range(others):
        action_on(series, partnership, starts_on=datetime.date(2015 + place, 4, 1), ref=f"2.{place}")
        StepChangeFactory(series=series, starts_on=days(2012 + 3 * place)["period_start"])
        finding(exits, northshire)


@pytest.mark.parametrize("others", [1, 3])
def test_the_page_costs_the_same_for_one_and_three_and_at_most_twenty_queries(
    client, exits, northshire, england, partnership, partnership_lead, others, django_assert_num_queries
):
    full(exits, northshire, england, partnership, others)
    client.force_login(partnership_lead)

    with django_assert_num_queries(18):
        response = client.get(ADDRESS)

    assert len(response.context["facts"].step_changes) == others
