import datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from actions.board import national
from indicators.models import FrameworkMetric
from tests.factories import (
    ActionFactory,
    DocumentFactory,
    FootprintFactory,
    FrameworkMetricFactory,
    IndicatorFactory,
    ObservationFactory,
    PartnershipFactory,
    PersonFactory,
    QualityFindingFactory,
    ReadingFactory,
    RecommendationFactory,
    RefreshFactory,
    SeriesFactory,
    SourceFactory,
)
from tests.pages import rows_of_csv

pytestmark = pytest.mark.django_db


def full(**fields):
    """A partnership with one of everything that the national list counts."""
    partnership = PartnershipFactory(**fields)
    document = DocumentFactory(partnership=partnership)
    source = SourceFactory(kind="document", document=document, number_of_figures=1)
    metric = FrameworkMetricFactory(level=FrameworkMetric.Level.HEADLINE)
    series = SeriesFactory(
        area=FootprintFactory(partnership=partnership).area, indicator=IndicatorFactory(framework_metric=metric)
    )
    ReadingFactory(observation=ObservationFactory(series=series, refresh=RefreshFactory(source=source)))
    QualityFindingFactory(document=document)
    RecommendationFactory(partnership=partnership)
    ActionFactory(
        partnership=partnership, delivery_status="on_track", reported_at=timezone.now(), reported_by=PersonFactory()
    )
    return partnership


def picture(user=None):
    from django.contrib.auth.models import AnonymousUser

    return national.national_picture(user=user or AnonymousUser())


def test_a_line_counts_what_a_partnership_has():
    full()

    [line] = picture().published

    assert (line.recommendations, line.unanswered, line.actions, line.updated) == (1, 1, 1, 1)
    assert (line.figures, line.clashes, len(line.metrics)) == (1, 1, 1)
    assert line.newest == datetime.date(2021, 12, 31)


def test_without_a_document_nothing_is_counted_and_the_line_says_so(client):
    PartnershipFactory(name="Empty")
    other = PartnershipFactory(name="Other")
    series = SeriesFactory(area=FootprintFactory(partnership=other).area)
    ReadingFactory(observation=ObservationFactory(series=series))
    full(name="With a document")

    lines = {line.partnership.name: line for line in picture().published}
    figures = {row["partnership"]: row["figures"] for row in rows_of_csv(client.get("/?format=csv"))}
    cells = BeautifulSoup(client.get("/").content, "html.parser").select('td[data-label="Figures"]')

    assert {name: line.figures_note for name, line in lines.items()} == {
        "Empty": "no document",
        "Other": "no document",
        "With a document": "1 clash",
    }
    assert figures == {"Empty": "", "Other": "", "With a document": "1"}
    assert {cell.get_text(" ", strip=True) for cell in cells} == {"– no document", "1 1 clash"}


def test_archived_actions_are_not_counted_and_answer_nothing(partnership):
    recommendation = RecommendationFactory(partnership=partnership)
    ActionFactory(partnership=partnership, archived_at=timezone.now()).recommendations.add(recommendation)

    [line] = picture().published

    assert (line.actions, line.unanswered) == (0, 1)


def test_an_unpublished_partnership_is_listed_for_its_members_alone(partnership, viewer, stranger):
    partnership.is_published = False
    partnership.save()

    assert picture().published == []
    assert picture(stranger).published == []
    assert [line.partnership for line in picture(viewer).published] == [partnership]


def test_a_sample_partnership_stands_apart_and_in_no_sentence(partnership):
    full(is_sample=True)

    shown = picture()

    assert [line.partnership for line in shown.published] == [partnership]
    assert len(shown.sample) == 1
    assert shown.headline == "Of one partnership, none has actions and none has reported progress yet"


@pytest.mark.parametrize(
    ("actions", "updated", "said"),
    [
        ([0, 0], [0, 0], "Of two partnerships, none has actions and none has reported progress yet"),
        ([34, 0], [0, 0], "Of two partnerships, one has actions and none has reported progress yet"),
        ([34, 2], [1, 0], "Of two partnerships, two have actions and one has reported progress"),
        ([34, 2], [1, 2], "Of two partnerships, two have actions and two have reported progress"),
    ],
)
def test_the_headline_says_who_has_agreed_and_who_has_reported(actions, updated, said):
    lines = [
        national.PartnershipLine(None, actions=agreed, updated=told)
        for agreed, told in zip(actions, updated, strict=True)
    ]

    assert national.headline(lines) == said


@pytest.mark.parametrize("count", [1, 3])
def test_the_national_list_makes_eleven_queries(client, count, django_assert_num_queries):
    for _ in range(count):
        full()

    with django_assert_num_queries(11):
        response = client.get("/")

    assert len(response.context["picture"].published) == count


def test_the_list_downloads_with_the_mark_of_sample_data(client):
    full(name="Real partnership")
    full(name="Made-up partnership", is_sample=True)

    rows = rows_of_csv(client.get("/?format=csv"))

    assert {row["partnership"]: row["sample_data"] for row in rows} == {
        "Real partnership": "no",
        "Made-up partnership": "yes",
    }


def test_without_a_partnership_the_page_says_what_is_missing(client):
    main = BeautifulSoup(client.get("/").content, "html.parser").find("main")

    assert main.h1.get_text(strip=True) == "No partnership is published yet"
