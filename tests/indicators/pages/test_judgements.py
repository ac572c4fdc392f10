"""The page of what sources say of their figures beside what we say."""

import io

import openpyxl
import pytest

from indicators.models import PublishedJudgement, SourceKind
from tests.factories import (
    AreaFactory,
    DocumentFactory,
    IndicatorFactory,
    ObservationFactory,
    ReadingFactory,
    RefreshFactory,
    SeriesFactory,
    SourceFactory,
)
from tests.pages import rows_of_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return RefreshFactory(source=SourceFactory(slug="fingertips", name="Fingertips", kind=SourceKind.FINGERTIPS))


def judged(run, *, indicator, area=None, source=None, period=None, reading=None, **words):
    """A series whose newest figure both judge; we say "worse than England", and "rising and getting worse"."""
    series = SeriesFactory(indicator=indicator, area=area or AreaFactory())
    observation = ObservationFactory(series=series, refresh=run if source is None else RefreshFactory(source=source))
    ours = {
        "trend": "increasing",
        "trend_verdict": "getting_worse",
        "standing_england": "worse",
        "standing_england_998": "similar",
        "standing_region": "similar",
        **(reading or {}),
    }
    ReadingFactory(observation=observation, series=series, **ours)
    said = {
        "recent_trend": "Increasing and getting worse",
        "compared_with_england": "Worse",
        "compared_with_parent": "Similar",
        "compared_with_goal": "",
        **words,
    }
    end = period or observation.period_end
    return PublishedJudgement.objects.create(
        series=series, source=run.source, refresh=run, period=observation.period, period_end=end, **said
    )


@pytest.fixture
def deaths():
    return IndicatorFactory(code="deaths", name="Deaths from drug misuse")


def words(response):
    return " ".join(response.content.decode().split())


def differing(response):
    return [
        (row.judgement.series.area.name, one.words, one.theirs, one.ours, one.reason)
        for row in response.context["rows"]
        for one in row.differing
    ]


def test_a_difference_is_listed_with_its_reason(client, run, deaths, northshire):
    judged(run, indicator=deaths, area=northshire, compared_with_england="Similar")

    response = client.get("/data/judgements/")

    page = words(response)
    assert "In 1 series the source and we judge apart" in page
    assert '<a class="govuk-link" href="/indicators/deaths/?areas=E06000001">Deaths from drug misuse</a>' in page
    reason = "Theirs is what the 99.8% interval says; ours goes by the 95% interval."
    assert differing(response) == [("Northshire", "Compared with England", "Similar", "Worse", reason)]
    assert reason in page


def test_agreement_difference_and_what_cannot_be_compared_are_counted(client, run, deaths, northshire):
    judged(run, indicator=deaths)
    judged(run, indicator=deaths, recent_trend="Increasing", compared_with_england="Lowest quintile")
    judged(run, indicator=deaths, area=northshire, period="2019-12-31", recent_trend="Decreasing")

    response = client.get("/data/judgements/")

    assert [(one.aspect, one.agree, one.differ, one.cannot) for one in response.context["counted"]] == [
        ("trend", 1, 1, 1),
        ("england", 1, 0, 2),
        ("region", 2, 0, 1),
        ("goal", 0, 0, 3),
    ]
    assert dict(response.context["counted"][1].why_not) == {
        "The two are about different periods.": 1,
        "Fingertips places the area among others by percentiles, and makes no comparison by the interval.": 1,
    }
    # What is about another period is never listed as differing.
    assert "Northshire" not in words(response)


def test_a_reading_on_another_source_is_the_reason_where_it_differs(client, run, deaths):
    other = SourceFactory(name="ONS")
    judged(run, indicator=deaths, source=other, compared_with_england="Better")

    assert differing(client.get("/data/judgements/"))[0][4] == "Our reading stands on another source: ONS."


def test_where_the_figures_do_not_say_why_the_page_says_so(client, run, deaths):
    judged(run, indicator=deaths, recent_trend="No significant change")

    assert differing(client.get("/data/judgements/"))[0][4] == "The figures alone do not say why."


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("", ["A", "B"]),
        ("?indicator=deaths", ["A"]),
        ("?aspect=trend", ["B"]),
        ("?aspect=goal", []),
        ("?indicator=deaths&aspect=england", ["A"]),
    ],
)
def test_the_list_is_narrowed(client, run, deaths, query, seen):
    judged(run, indicator=deaths, area=AreaFactory(name="A"), compared_with_england="Better")
    judged(run, indicator=IndicatorFactory(code="use"), area=AreaFactory(name="B"), recent_trend="Decreasing")

    response = client.get(f"/data/judgements/{query}")

    assert sorted(row.judgement.series.area.name for row in response.context["rows"]) == seen


@pytest.mark.parametrize("query", ["?indicator=unheard-of", "?aspect=height", "?page=9", "?format=pdf"])
def test_what_the_address_cannot_mean_is_refused(client, run, deaths, query):
    judged(run, indicator=deaths)

    assert client.get(f"/data/judgements/{query}").status_code == 400


def test_an_empty_page_says_what_follows(client):
    page = words(client.get("/data/judgements/"))

    assert "No source has judged its figures yet" in page
    assert '<a class="govuk-link" href="/data/">See which sources were read</a>' in page


def test_where_all_agree_the_page_says_so(client, run, deaths):
    judged(run, indicator=deaths)

    assert "No judgement differs" in words(client.get("/data/judgements/"))


def test_our_judgement_of_an_unpublished_figure_is_not_shown(client, viewer, run, deaths, partnership):
    partnership.is_published = False
    partnership.save()
    own = SourceFactory(kind=SourceKind.DOCUMENT, document=DocumentFactory(partnership=partnership))
    judged(run, indicator=deaths, source=own, compared_with_england="Better")

    seen_by_all = client.get("/data/judgements/")
    client.force_login(viewer)
    seen_by_a_member = client.get("/data/judgements/")

    assert (len(seen_by_all.context["rows"]), len(seen_by_a_member.context["rows"])) == (0, 1)


def test_differences_are_downloaded_as_csv_and_excel(client, run, deaths, northshire):
    judged(run, indicator=deaths, area=northshire, compared_with_england="Better", recent_trend="Increasing")

    rows = rows_of_csv(client.get("/data/judgements/?format=csv&aspect=england"))
    both = rows_of_csv(client.get("/data/judgements/?format=csv"))
    book = openpyxl.load_workbook(io.BytesIO(client.get("/data/judgements/?format=xlsx").content))

    assert rows[0] == {
        "source": "Fingertips",
        "indicator": "deaths",
        "indicator_name": "Deaths from drug misuse",
        "area": "E06000001",
        "area_name": "Northshire",
        "group": "",
        "period": "2021",
        "aspect": "Compared with England",
        "theirs": "Better",
        "ours": "Worse",
        "reason": "The same difference is judged by the opposite polarity, or from the other side.",
        "sample_data": "no",
    }
    assert [row["aspect"] for row in rows] == ["Compared with England"]
    assert [row["aspect"] for row in both] == ["Recent trend", "Compared with England"]
    assert book["Table"]["I4"].value == "Increasing"


def test_sample_figures_say_so(client, deaths):
    run = RefreshFactory(source=SourceFactory(kind=SourceKind.SAMPLE))
    judged(run, indicator=deaths, compared_with_england="Better")

    assert "Sample data, made up." in words(client.get("/data/judgements/"))
    assert rows_of_csv(client.get("/data/judgements/?format=csv"))[0]["sample_data"] == "yes"


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_makes_seven_queries(client, run, count, django_assert_num_queries):
    for number in range(count):
        judged(run, indicator=IndicatorFactory(), compared_with_england=["Better", "Similar", "Better"][number])

    with django_assert_num_queries(7):
        response = client.get("/data/judgements/")

    assert response.context["page"].paginator.count == count
