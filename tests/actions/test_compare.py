"""Two to five partnerships side by side: differences only where intervals lie apart, and never a rank."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from tests.factories import (
    ActionFactory,
    FootprintFactory,
    FrameworkMetricFactory,
    IndicatorFactory,
    MeetingFactory,
    MilestoneFactory,
    ObservationFactory,
    PartnershipFactory,
    PersonFactory,
    ReadingFactory,
    SeriesFactory,
)
from tests.pages import rows_of_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator():
    return IndicatorFactory(name="Deaths from drug misuse", framework_metric=FrameworkMetricFactory(code="H5"))


def placed(slug, **fields):
    """A partnership of one area of the same name."""
    partnership = PartnershipFactory(slug=slug, name=f"{slug} partnership", short_name=slug, **fields)
    FootprintFactory(partnership=partnership, area__name=f"{slug} area")
    return partnership


def figure(partnership, indicator, value, lower=None, upper=None, year=2021, **fields):
    area = partnership.footprint.get().area
    observation = ObservationFactory(
        series=SeriesFactory(area=area, indicator=indicator),
        value=value,
        period=str(year),
        period_start=datetime.date(year, 1, 1),
        period_end=datetime.date(year, 12, 31),
    )
    return ReadingFactory(observation=observation, lower_95=lower, upper_95=upper, **fields)


def compared(client, *slugs, **query):
    return client.get("/compare/", {"with": slugs, **query})


def page_of(client, *slugs):
    return compared(client, *slugs).context["page"]


def test_without_a_choice_the_page_offers_every_partnership_that_one_may_see(client):
    placed("beeshire"), placed("ayshire"), placed("hidden", is_published=False)

    boxes = BeautifulSoup(client.get("/compare/").content, "html.parser").select('input[type="checkbox"]')

    assert [box["value"] for box in boxes] == ["ayshire", "beeshire"]


@pytest.mark.parametrize(
    ("slugs", "said"),
    [
        ([""], "Choose the partnerships to compare"),
        (["one", ""], "Choose at least 2 partnerships: you have chosen 1"),
        (["one"], "Choose at least 2 partnerships: you have chosen 1"),
        (["one", "one"], "Choose at least 2 partnerships: you have chosen 1"),
        (["one", "two", "three", "four", "five", "six"], "Choose at most 5 partnerships: you have chosen 6"),
        (["one", "nowhere"], "There is no partnership “nowhere” that you may see"),
        (["one", "hidden"], "There is no partnership “hidden” that you may see"),
        (["<script>", "two"], "There is no partnership “<script>” that you may see"),
    ],
)
@pytest.mark.parametrize("query", [{}, {"format": "csv"}])
def test_what_cannot_be_compared_is_said_in_a_sentence(client, slugs, said, query):
    for slug in ("one", "two", "three", "four", "five", "six"):
        placed(slug)
    placed("hidden", is_published=False)

    response = compared(client, *slugs, **query)
    summary = BeautifulSoup(response.content, "html.parser").select_one(".govuk-error-summary__list")

    assert summary.get_text(strip=True) == said
    assert "page" not in response.context


def test_partnerships_stand_by_name_whatever_their_figures_and_the_address_say(client, indicator):
    for slug, value in (("ayshire", 1), ("beeshire", 9), ("ceeshire", 5)):
        figure(placed(slug), indicator, value)

    [line] = page_of(client, "ceeshire", "beeshire", "ayshire").outcomes

    assert [one.slug for one, _ in line.cells] == ["ayshire", "beeshire", "ceeshire"]


@pytest.mark.parametrize(
    ("other", "called", "not_called"),
    [
        ((9, 8, 10), ["ayshire area is better than beeshire area."], ""),
        ((6, 5, 8), [], "No difference can be called: the intervals meet."),
        ((9, None, None), [], "Not compared: a figure has no interval, so that a difference may be chance."),
        ((9, 8, 10, 2022), [], "Not compared: the figures are of different periods."),
    ],
)
def test_a_difference_is_called_only_where_the_intervals_of_one_period_lie_apart(
    client, indicator, other, called, not_called
):
    figure(placed("ayshire"), indicator, 5, 4, 6)
    figure(placed("beeshire"), indicator, *other)

    [line] = page_of(client, "ayshire", "beeshire").outcomes

    assert (line.called, line.not_called) == (called, not_called)


def test_what_lies_apart_is_said_once_for_each_pair(client, indicator):
    for slug, value in (("ayshire", 5), ("beeshire", 9), ("ceeshire", 9), ("deeshire", 1)):
        figure(placed(slug), indicator, value, value - 1, value + 1)

    [line] = page_of(client, "ayshire", "beeshire", "ceeshire", "deeshire").outcomes

    assert line.called == [
        "ayshire area is better than beeshire area and ceeshire area.",
        "ayshire area is worse than deeshire area.",
        "beeshire area is worse than deeshire area.",
        "ceeshire area is worse than deeshire area.",
    ]
    assert line.not_called == "1 pair cannot be told apart: the intervals meet."


def test_a_figure_that_is_not_for_comparison_is_in_no_difference(client, indicator):
    figure(placed("ayshire"), indicator, 5, 4, 6)
    figure(placed("beeshire"), indicator, 9, 8, 10, state="not_comparable")

    [line] = page_of(client, "ayshire", "beeshire").outcomes

    assert line.called == []


def test_counts_of_areas_of_different_size_are_not_compared(client, indicator):
    indicator.value_type = "count"
    indicator.save()
    figure(placed("ayshire"), indicator, 5, 4, 6)
    figure(placed("beeshire"), indicator, 90, 80, 100)

    [line] = page_of(client, "ayshire", "beeshire").outcomes

    assert (line.called, line.not_called) == ([], "A count is not compared between areas of different size.")


def test_areas_of_one_partnership_are_not_set_against_each_other(client, indicator):
    first = placed("ayshire")
    figure(first, indicator, 5, 4, 6)
    second = FootprintFactory(partnership=first, is_main=False, area__name="Another of its areas")
    observation = ObservationFactory(series=SeriesFactory(area=second.area, indicator=indicator), value=90)
    ReadingFactory(observation=observation, lower_95=80, upper_95=100)
    placed("beeshire")

    [line] = page_of(client, "ayshire", "beeshire").outcomes

    assert (line.called, line.not_called) == ([], "Only one of them has a figure.")
    assert [len(found) for _, found in line.cells] == [2, 0]


def test_delivery_says_what_was_reported_in_the_window_and_how_old_it_is(client):
    first, _ = placed("ayshire"), placed("beeshire")
    today = timezone.localdate()
    MeetingFactory(partnership=first, held_on=today - datetime.timedelta(days=30))
    MeetingFactory(partnership=first, held_on=today + datetime.timedelta(days=30))
    by = {"reported_by": PersonFactory()}
    now, earlier = timezone.now(), timezone.now() - datetime.timedelta(days=60)
    ActionFactory(partnership=first, delivery_status="on_track", reported_at=now, **by)
    late = ActionFactory(partnership=first, delivery_status="late", reported_at=earlier, **by)
    ActionFactory(partnership=first, delivery_status="complete", reported_at=earlier, **by)
    MilestoneFactory(action=late, planned_on=today, done_on=today)
    MilestoneFactory(action=late, planned_on=today)

    one, other = page_of(client, "ayshire", "beeshire").deliveries

    assert (one.reported_words, one.milestones_words) == ("1 of 2 open actions", "1 of 2 met")
    assert one.last_update == today
    assert (other.reported_words, other.milestones_words) == ("No open action", "No milestone entered")


def test_the_download_has_the_figures_of_the_page_and_the_mark_of_sample_data(client, indicator):
    figure(placed("ayshire"), indicator, 5, 4, 6)
    figure(placed("beeshire", is_sample=True), indicator, 9, 8, 10)

    rows = rows_of_csv(compared(client, "ayshire", "beeshire", format="csv"))

    outcomes = [row for row in rows if row["kind"] == "Outcome"]
    assert [
        [row[key] for key in ("partnership", "value", "lower_95", "upper_95", "sample_data")] for row in outcomes
    ] == [
        ["ayshire partnership", "5.0", "4.0", "6.0", "no"],
        ["beeshire partnership", "9.0", "8.0", "10.0", "yes"],
    ]
    assert {row["note"] for row in outcomes} == {"Not compared: sample data are made up and not set against real ones."}


def test_what_one_may_not_see_is_not_compared(client, indicator):
    placed("ayshire"), placed("hidden", is_published=False)

    assert "page" not in compared(client, "ayshire", "hidden").context


def test_without_two_partnerships_the_page_says_so(client):
    placed("ayshire")

    assert "There are not two partnerships to compare yet." in client.get("/compare/").content.decode()


@pytest.mark.parametrize("count", [2, 5])
def test_a_comparison_makes_the_same_queries_for_two_and_for_five(client, indicator, count, django_assert_num_queries):
    slugs = [f"place-{number}" for number in range(count)]
    for slug in slugs:
        partnership = placed(slug)
        figure(partnership, indicator, 5, 4, 6)
        MilestoneFactory(action=ActionFactory(partnership=partnership))
        MeetingFactory(partnership=partnership)

    with django_assert_num_queries(7):
        response = compared(client, *slugs)

    assert len(response.context["page"].deliveries) == count


def test_the_national_page_leads_to_the_comparison(client):
    assert BeautifulSoup(client.get("/").content, "html.parser").select('a[href="/compare/"]')
