"""The list of figures that were changed later."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from indicators.models import SupersededObservation
from indicators.presenters.revisions import page_of, revisions_for
from tests.factories import (
    AreaFactory,
    DocumentFactory,
    IndicatorFactory,
    PartnershipFactory,
    SeriesFactory,
    SourceFactory,
)
from tests.indicators.as_of.history import at, publish
from tests.pages import rows_of_csv

pytestmark = pytest.mark.django_db


def words(response):
    return " ".join(response.content.decode().split())


def told(client, query=""):
    rows = client.get(f"/data/revisions/{query}").context["page"].rows
    return [(row.figure.period, row.was_words, row.now_words, row.figure.replaced_by) for row in rows]


def test_each_change_is_listed_newest_first_with_what_the_figure_is_now(client, runs):
    assert told(client) == [
        ("2021", "51.5%", "53.5%", runs[2]),
        ("2020", "42.5%", "43.5%", runs[2]),
        ("2020", "41.5%", "43.5%", runs[1]),
    ]
    page = words(client.get("/data/revisions/"))
    assert 'href="/indicators/early-exits/?areas=E06000001">Early exits</a>' in page
    assert f'href="/data/refreshes/{runs[2].pk}/">3 June 2026 at 1:00pm</a><small>Yearbook</small>' in page


def test_a_figure_that_is_given_no_longer_says_so(client, source, series, runs):
    publish(source, {(series, 2021): 53.5}, moment=at("2026-07-03"))

    assert told(client)[0][:3] == ("2020", "43.5%", "No longer given")


def test_looking_back_lists_what_had_been_changed_by_then(client, runs):
    assert told(client, "?as_of=2026-05-03") == [("2020", "41.5%", "42.5%", runs[1])]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("?source=yearbook", 3),
        ("?source=other", 1),
        ("?indicator=early-exits", 3),
        ("?indicator=EARLY-exits", 3),
        ("?indicator=exits+early", 3),
        ("?indicator=nothing+of+the+kind", 0),
        ("?area=northsh", 3),
        ("?area=E06000001", 3),
        ("?area=nowhere", 0),
        ("?since=2026-06-03", 3),
        ("?until=2026-06-02", 1),
        ("?since=2026-05-03&until=2026-05-03&source=yearbook", 1),
    ],
)
def test_the_list_is_narrowed(client, runs, query, number):
    other, elsewhere = SourceFactory(slug="other"), SeriesFactory(area=AreaFactory(name="Southshire"))
    publish(other, {(elsewhere, 2020): 1.5}, moment=at("2026-05-04"))
    publish(other, {(elsewhere, 2020): 2.5}, moment=at("2026-06-04"))

    assert len(told(client, query)) == number
    assert len(rows_of_csv(client.get(f"/data/revisions/{query}&format=csv"))) == number


def test_a_code_means_its_indicator_alone(client, source):
    names = {"arrests": "Arrests", "supply": "Arrests for supply"}
    series = [SeriesFactory(indicator=IndicatorFactory(code=code, name=name)) for code, name in names.items()]
    for month, value in (("05", 1.5), ("06", 2.5)):
        publish(source, dict.fromkeys(((one, 2020) for one in series), value), moment=at(f"2026-{month}-01"))

    assert len(told(client, "?indicator=arrests")) == 1
    assert len(told(client, "?indicator=arrest")) == 2


def test_the_filters_do_not_grow_with_the_indicators(client, runs):
    def size():
        return len(client.get("/data/revisions/").content)

    before = size()
    IndicatorFactory.create_batch(3)

    assert size() == before


@pytest.mark.parametrize("query", ["?source=nobody", "?since=yesterday", "?before=x", "?before=99999999999999999999"])
def test_what_cannot_be_is_refused(client, runs, query):
    assert client.get(f"/data/revisions/{query}").status_code == 400


def test_pages_follow_each_other_without_a_gap_also_where_all_changed_at_once(source):
    series = [SeriesFactory(indicator=IndicatorFactory()) for _ in range(7)]
    publish(source, dict.fromkeys(((one, 2020) for one in series), 1.5), moment=at("2026-05-01"))
    publish(source, dict.fromkeys(((one, 2020) for one in series), 2.5), moment=at("2026-05-02"))
    publish(source, dict.fromkeys(((one, 2020) for one in series[:2]), 3.5), moment=at("2026-05-03"))
    revisions, seen, after = revisions_for(AnonymousUser(), Q()), [], None
    for _ in range(9):
        page = page_of(revisions, after=after, size=3)
        seen += [row.figure.pk for row in page.rows]
        if (after := page.after) is None:
            break

    newest_first = SupersededObservation.objects.order_by("-known_until", "-pk")
    assert seen == list(newest_first.values_list("pk", flat=True))


def test_the_pages_are_linked(client, source, monkeypatch):
    monkeypatch.setattr("indicators.presenters.revisions.page_of.__kwdefaults__", {"after": None, "size": 2})
    series = [SeriesFactory() for _ in range(3)]
    publish(source, dict.fromkeys(((one, 2020) for one in series), 1.5), moment=at("2026-05-01"))
    publish(source, dict.fromkeys(((one, 2020) for one in series), 2.5), moment=at("2026-05-02"))

    first = client.get("/data/revisions/?source=yearbook")
    second = client.get(f"/data/revisions/{first.context['next']}")

    assert first.context["first"] is None
    assert [len(one.context["page"].rows) for one in (first, second)] == [2, 1]
    assert (second.context["first"], second.context["next"]) == ("?source=yearbook", None)


def test_figures_of_an_unpublished_document_are_their_members_alone(client, viewer, partnership):
    partnership.is_published = False
    partnership.save()
    source = SourceFactory(kind="document", document=DocumentFactory(partnership=partnership))
    series = SeriesFactory()
    publish(source, {(series, 2020): 1.5}, moment=at("2026-05-01"))
    publish(source, {(series, 2020): 2.5}, moment=at("2026-05-02"))

    assert told(client) == []
    client.force_login(viewer)
    assert len(told(client)) == 1


def test_the_download_has_what_it_was_and_what_it_is(client, runs):
    rows = rows_of_csv(client.get("/data/revisions/?format=csv"))

    assert [(row["was"], row["now"], row["unit"], row["replaced_by"]) for row in rows] == [
        ("51.5", "53.5", "%", str(runs[2].pk)),
        ("42.5", "43.5", "%", str(runs[2].pk)),
        ("41.5", "43.5", "%", str(runs[1].pk)),
    ]
    assert {row["sample_data"] for row in rows} == {"no"}


@pytest.mark.parametrize("query", ["", "?format=csv", "?format=xlsx"])
def test_more_changes_take_no_more_queries(client, query):
    def queries(number):
        for _ in range(number):
            of_document = SourceFactory(kind="document", document=DocumentFactory(partnership=PartnershipFactory()))
            series = SeriesFactory()
            publish(of_document, {(series, 2020): 1.5}, moment=at("2026-05-01"))
            publish(of_document, {(series, 2020): 2.5}, moment=at("2026-05-02"))
        with CaptureQueriesContext(connection) as found:
            response = client.get(f"/data/revisions/{query}")
            assert response.status_code == 200
            response.getvalue() if response.streaming else response.content
        return len(found)

    one = queries(1)
    assert queries(2) == one
    assert one <= 20


def test_the_page_of_an_indicator_leads_here(client, runs):
    assert 'href="/data/revisions/?indicator=early-exits"' in words(client.get("/indicators/early-exits/"))
