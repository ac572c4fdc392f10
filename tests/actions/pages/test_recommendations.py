import pytest
from django.utils import timezone

from tests.factories import (
    ActionFactory,
    AgencyFactory,
    DocumentFactory,
    DocumentNoteFactory,
    EvidenceFigureFactory,
    OutcomeFactory,
    PartnershipFactory,
    PriorityFactory,
    ReadingFactory,
    RecommendationFactory,
    SchemeFactory,
    SeatFactory,
    SubRecommendationFactory,
)
from tests.pages import refs_of, rows_of_csv

pytestmark = pytest.mark.django_db

LIST = "/northshire/recommendations/"


def full_recommendation(partnership, **fields):
    """One with something in each of its lists, so that a query a row would show."""
    document = DocumentFactory(partnership=partnership)
    one = RecommendationFactory(
        partnership=partnership,
        document=document,
        outcome=OutcomeFactory(),
        priority=PriorityFactory(partnership=partnership),
        **fields,
    )
    for _ in range(2):
        agency = AgencyFactory()
        SeatFactory(partnership=partnership, agency=agency)
        one.partners.add(agency)
        scheme = SchemeFactory(partnership=partnership, priority=one.priority)
        scheme.agencies.add(agency)
        EvidenceFigureFactory(recommendation=one)
        SubRecommendationFactory(recommendation=one)
        ActionFactory(partnership=partnership).recommendations.add(one)
        DocumentNoteFactory(document=document)
    return one


def test_the_list_shows_every_recommendation_in_the_order_of_the_document(client, partnership):
    RecommendationFactory(partnership=partnership, ref="B", position=2)
    RecommendationFactory(partnership=partnership, ref="A", position=1)
    RecommendationFactory(ref="elsewhere")

    response = client.get(LIST)

    assert refs_of(response.context["rows"], "recommendation") == ["A", "B"]
    assert response.context["headline"] == "2 recommendations, and no action answers any of them yet"


def test_an_unpublished_partnership_shows_nothing_to_others(client, partnership, viewer):
    RecommendationFactory(partnership=partnership, ref="R1")
    type(partnership).objects.update(is_published=False)

    outside = [client.get(LIST).status_code, client.get(f"{LIST}R1/").status_code]
    client.force_login(viewer)

    assert outside == [404, 404]
    assert [client.get(LIST).status_code, client.get(f"{LIST}R1/").status_code] == [200, 200]


def test_an_archived_action_answers_nothing(client, partnership):
    one = RecommendationFactory(partnership=partnership)
    ActionFactory(partnership=partnership, archived_at=timezone.now()).recommendations.add(one)

    response = client.get(LIST)

    assert response.context["headline"] == "1 recommendation, and no action answers it yet"
    assert response.context["rows"][0].actions == []


@pytest.fixture
def three(partnership):
    """A: answered, priority P; B: outcome O, partner G; C: neither."""
    answered = RecommendationFactory(
        partnership=partnership, ref="A", position=1, priority=PriorityFactory(partnership=partnership, code="P")
    )
    ActionFactory(partnership=partnership).recommendations.add(answered)
    named = RecommendationFactory(
        partnership=partnership, ref="B", position=2, outcome=OutcomeFactory(code="o"), evidence="Naloxone saves lives"
    )
    named.partners.add(AgencyFactory(slug="g"))
    EvidenceFigureFactory(recommendation=named)
    return [answered, named, RecommendationFactory(partnership=partnership, ref="C", position=3)]


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("", ["A", "B", "C"]),
        ("priority=P", ["A"]),
        ("outcome=o", ["B"]),
        ("agency=g", ["B"]),
        ("answered=yes", ["A"]),
        ("answered=no", ["B", "C"]),
        ("q=naloxone", ["B"]),
        ("q=naloxone+lives", ["B"]),
        ("q=naloxone+deaths", []),
        ("priority=gone", ["A", "B", "C"]),
        ("priority=P&outcome=o", []),
        ("sort=-ref", ["C", "B", "A"]),
        ("sort=-figures", ["B", "A", "C"]),
        ("sort=outcome", ["B", "A", "C"]),
        ("sort=-outcome", ["B", "A", "C"]),
        ("sort=nonsense", ["A", "B", "C"]),
    ],
)
def test_the_address_filters_and_sorts_page_and_download_alike(client, three, query, refs):
    page = client.get(f"{LIST}?{query}")
    download = client.get(f"{LIST}?{query}&format=csv")

    assert refs_of(page.context["rows"], "recommendation") == refs
    assert [row["ref"] for row in rows_of_csv(download)] == refs


def test_the_download_names_all_partners(client, partnership):
    one = RecommendationFactory(partnership=partnership)
    one.partners.add(AgencyFactory(name="Police"), AgencyFactory(name="Housing"))

    (row,) = rows_of_csv(client.get(f"{LIST}?format=csv"))

    assert row["partners"] == "Housing; Police"


def test_the_list_as_a_workbook(client, partnership):
    assert client.get(f"{LIST}?format=xlsx").status_code == 200


def test_without_recommendations_the_page_says_what_follows(client, partnership):
    assert client.get(LIST).context["headline"] == "No recommendation has been entered"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_makes_the_same_queries(client, partnership, viewer, count, django_assert_num_queries):
    for _ in range(count):
        full_recommendation(partnership)
    client.force_login(viewer)

    with django_assert_num_queries(11):
        response = client.get(LIST)

    assert len(response.context["rows"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_recommendation_makes_the_same_queries(client, partnership, viewer, count, django_assert_num_queries):
    one = full_recommendation(partnership, ref="R-9")
    for _ in range(count):
        EvidenceFigureFactory(recommendation=one)
        full_recommendation(partnership)
    client.force_login(viewer)

    with django_assert_num_queries(19):
        client.get(f"{LIST}R-9/")


def test_a_recommendation_shows_its_figures_as_printed(client, partnership):
    one = RecommendationFactory(partnership=partnership, ref="R1")
    EvidenceFigureFactory(recommendation=one, printed="about 1 in 5", value=20)

    (figure,) = client.get(f"{LIST}R1/").context["page"].figures

    assert (figure.value, figure.period, figure.newer) == ("about 1 in 5", "2021", "")


def test_a_place_in_a_ranking_is_drawn(client, partnership):
    figure = EvidenceFigureFactory(
        recommendation__partnership=partnership,
        recommendation__ref="R1",
        observation__value=2,
        observation__denominator=16,
        observation__series__indicator__value_type="rank",
        printed="2nd",
    )

    (shown,) = client.get(f"{LIST}R1/").context["page"].figures

    assert shown.value == "2nd of 16"
    assert shown.drawing.count("cdp-chart__place") == 15
    assert figure.observation.denominator == 16


def test_a_newer_figure_is_pointed_out(client, partnership):
    figure = EvidenceFigureFactory(recommendation__partnership=partnership, recommendation__ref="R1")
    ReadingFactory(observation=figure.observation, value=9.5, period="2024", period_end="2024-12-31")

    page = client.get(f"{LIST}R1/").context["page"]

    assert page.figures[0].newer == "9.5% (2024)"
    assert page.standfirst.endswith("A newer figure has been loaded.")


def test_the_chain_breaks_where_no_action_answers(client, partnership):
    one = RecommendationFactory(partnership=partnership, ref="R1")
    EvidenceFigureFactory(recommendation=one)

    chain = client.get(f"{LIST}R1/").context["page"].chain

    assert [(link.kind, link.gap, link.last) for link in chain] == [
        ("Need", False, False),
        ("Recommendation", False, True),
        ("Action", True, False),
        ("Lead agency", True, False),
        ("Measure", True, False),
        ("Decisions", True, False),
    ]


def test_already_running_needs_the_same_priority_and_one_named_agency(client, partnership):
    priority, other = PriorityFactory.create_batch(2, partnership=partnership)
    named, generic = AgencyFactory(), AgencyFactory(is_generic=True)
    one = RecommendationFactory(partnership=partnership, ref="R1", priority=priority)
    one.partners.add(named, generic)
    for ref, scheme_priority, agency in [("yes", priority, named), ("no", other, named), ("kind", priority, generic)]:
        SchemeFactory(partnership=partnership, ref=ref, priority=scheme_priority).agencies.add(agency)

    page = client.get(f"{LIST}R1/").context["page"]

    assert [scheme.ref for scheme in page.schemes] == ["yes"]


def test_the_notes_say_what_is_our_reading(client, partnership):
    document = DocumentFactory(partnership=partnership)
    DocumentNoteFactory(document=document, subject="outcomes", text="Our reading.")
    DocumentNoteFactory(document=document, subject="vision", text="Another matter.")
    RecommendationFactory(partnership=partnership, ref="R1", document=document)

    assert [note.text for note in client.get(f"{LIST}R1/").context["page"].notes] == ["Our reading."]


def test_previous_and_next_follow_the_document(client, partnership):
    for position, ref in enumerate(["A", "B", "C"]):
        RecommendationFactory(partnership=partnership, ref=ref, position=position)

    page = client.get(f"{LIST}B/").context["page"]

    assert (page.previous.ref, page.next.ref, page.total) == ("A", "C", 3)


def test_the_figures_of_a_recommendation_download(client, partnership):
    EvidenceFigureFactory(
        recommendation__partnership=partnership, recommendation__ref="R1", printed="about 20%", qualifier="about"
    )

    (row,) = rows_of_csv(client.get(f"{LIST}R1/?format=csv"))

    assert (row["value"], row["qualifier"], row["printed"], row["period"]) == ("12.5", "about", "about 20%", "2021")


def test_a_recommendation_of_another_partnership_is_not_found(client, partnership):
    RecommendationFactory(partnership=PartnershipFactory(), ref="R1")

    assert client.get(f"{LIST}R1/").status_code == 404
