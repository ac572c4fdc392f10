import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from actions.views.pages import download_notes
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    DocumentFactory,
    DocumentNoteFactory,
    FindingFactory,
    IntelligenceGapFactory,
    MeasureWantedFactory,
    ObservationFactory,
    OpportunityFactory,
    PartnershipFactory,
    PrincipleFactory,
    PriorityFactory,
    QualityFindingFactory,
    RecommendationFactory,
    RefreshFactory,
    ReturnOnInvestmentFactory,
    SchemeFactory,
    SourceFactory,
    StakeholderCategoryFactory,
    ThemeFactory,
)
from tests.pages import rows_of_csv

pytestmark = pytest.mark.django_db


def test_schemes_stand_under_their_priority(client, partnership):
    first, second = (PriorityFactory(partnership=partnership, position=n, title=f"P{n}") for n in range(2))
    for ref, priority in [("C", None), ("B", second), ("A", first)]:
        SchemeFactory(partnership=partnership, ref=ref, priority=priority)

    groups = client.get("/northshire/schemes/").context["groups"]

    assert [(group.title, [row.ref for row in group.rows]) for group in groups] == [
        ("P0", ["A"]),
        ("P1", ["B"]),
        ("Under no priority", ["C"]),
    ]


def test_the_schemes_download_with_their_agencies(client, partnership):
    SchemeFactory(partnership=partnership, ref="S1").agencies.add(AgencyFactory(name="B"), AgencyFactory(name="A"))

    (row,) = rows_of_csv(client.get("/northshire/schemes/?format=csv"))

    assert (row["ref"], row["agencies"]) == ("S1", "A; B")


@pytest.mark.parametrize("count", [1, 3])
def test_the_schemes_make_the_same_queries(client, partnership, count, django_assert_num_queries):
    for _ in range(count):
        SchemeFactory(partnership=partnership, priority=PriorityFactory(partnership=partnership)).agencies.add(
            AgencyFactory(), AgencyFactory()
        )

    with django_assert_num_queries(3):
        response = client.get("/northshire/schemes/")

    assert len(response.context["rows"]) == count


def test_a_scheme_points_to_recommendations_of_its_priority_that_name_its_agency(client, partnership):
    priority, other = PriorityFactory.create_batch(2, partnership=partnership)
    agency, generic = AgencyFactory(), AgencyFactory(is_generic=True)
    SchemeFactory(partnership=partnership, ref="S1", priority=priority).agencies.add(agency, generic)
    for ref, of, named in [("yes", priority, agency), ("no", other, agency), ("kind", priority, generic)]:
        RecommendationFactory(partnership=partnership, ref=ref, priority=of).partners.add(named)

    response = client.get("/northshire/schemes/S1/")

    assert [one.ref for one in response.context["recommendations"]] == ["yes"]


def test_a_scheme_of_another_partnership_is_not_found(client, partnership):
    SchemeFactory(ref="S1")

    assert client.get("/northshire/schemes/S1/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_scheme_makes_the_same_queries(client, partnership, count, django_assert_num_queries):
    priority = PriorityFactory(partnership=partnership)
    scheme = SchemeFactory(partnership=partnership, ref="S1", priority=priority)
    for _ in range(count):
        agency = AgencyFactory()
        scheme.agencies.add(agency)
        RecommendationFactory(partnership=partnership, priority=priority).partners.add(agency)

    with django_assert_num_queries(6):
        client.get("/northshire/schemes/S1/")


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("", ["A", "B"]),
        ("priority=P", ["B"]),
        ("q=heroin", ["A"]),
        ("q=heroin&priority=P", []),
        ("priority=x", ["A", "B"]),
    ],
)
def test_findings_are_filtered_on_page_and_in_download_alike(client, partnership, query, refs):
    priority = PriorityFactory(partnership=partnership, code="P")
    FindingFactory(partnership=partnership, ref="A", position=1, statement="Heroin use falls")
    FindingFactory(partnership=partnership, ref="B", position=2, priority=priority)
    FindingFactory(ref="elsewhere")

    page = client.get(f"/northshire/findings/?{query}")
    download = client.get(f"/northshire/findings/?{query}&format=csv")

    assert [row.ref for row in page.context["rows"]] == refs
    assert [row["ref"] for row in rows_of_csv(download)] == refs


@pytest.mark.parametrize("count", [1, 3])
def test_the_findings_make_the_same_queries(client, partnership, count, django_assert_num_queries):
    for _ in range(count):
        FindingFactory(partnership=partnership, priority=PriorityFactory(partnership=partnership))

    with django_assert_num_queries(3):
        response = client.get("/northshire/findings/")

    assert len(response.context["rows"]) == count


LISTS_OF_A_DOCUMENT = [
    DocumentNoteFactory,
    ThemeFactory,
    OpportunityFactory,
    IntelligenceGapFactory,
    ReturnOnInvestmentFactory,
    QualityFindingFactory,
]


def full_document(partnership):
    document = DocumentFactory(partnership=partnership)
    for factory in LISTS_OF_A_DOCUMENT:
        factory.create_batch(2, document=document)
    parent = StakeholderCategoryFactory(document=document)
    StakeholderCategoryFactory.create_batch(2, document=document, parent=parent)
    for _ in range(2):
        MeasureWantedFactory(document=document, priority=PriorityFactory(partnership=partnership))
    return document


@pytest.mark.parametrize("count", [1, 3])
def test_the_document_page_makes_the_same_queries(client, partnership, viewer, count, django_assert_num_queries):
    for _ in range(count):
        full_document(partnership)
    client.force_login(viewer)

    with django_assert_num_queries(17):
        response = client.get("/northshire/document/")

    assert len(response.context["documents"]) == count


def headings(response):
    return [heading.text for heading in BeautifulSoup(response.content, "html.parser").select("main h2")]


def test_an_empty_list_is_left_out(client, partnership):
    DocumentFactory(partnership=partnership)

    assert headings(client.get("/northshire/document/")) == []


def test_every_list_of_a_document_is_a_section(client, partnership):
    full_document(partnership)
    PrincipleFactory(partnership=partnership)
    type(partnership).objects.update(vision="Fewer deaths.")

    assert headings(client.get("/northshire/document/")) == [
        "What was taken from it",
        "Vision",
        "Principles",
        "What people said",
        "Opportunities",
        "What is not known yet",
        "Return on investment",
        "Measures announced but not defined",
        "Stakeholders on the systems map: 1",
        "How it was read",
        "Where it disagrees with itself",
    ]


def section_of_returns(client, document, **printed):
    ReturnOnInvestmentFactory(document=document, **printed)
    page = BeautifulSoup(client.get("/northshire/document/").content, "html.parser")
    return page.select_one("section[aria-labelledby=returns-1]")


def cells(table):
    return [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in table.select("tbody tr")]


def test_a_return_on_investment_is_worked_out_beside_what_is_printed(client, partnership):
    section = section_of_returns(client, DocumentFactory(partnership=partnership), group="all")

    as_printed, worked_out, moved = map(cells, section.select("table"))
    assert as_printed == [["All", "£6.10", "£51.70", "£6,506", "£55,088"]]
    assert worked_out == [
        ["All, in treatment", "£6,506", "£1,066 £1,064.50 to £1,066.56", "£6.10", "£6.11", "£5,440"],
        ["All, in treatment and recovery", "£55,088", "£1,066 £1,064.50 to £1,066.56", "£51.70", "£51.70", "£54,022"],
    ]
    assert moved == [
        ["All, in treatment", "£6.11", "£5.09 to £7.63", "£4.88 to £7.33"],
        ["All, in treatment and recovery", "£51.70", "£43.08 to £64.62", "£41.36 to £62.04"],
    ]
    assert "All: Both printed returns fit one cost of about £1,066 a person." in section.get_text()
    assert "The cost of treating a person is not printed." in section.get_text()
    assert "set 20% lower and 20% higher" in section.get_text()


def test_returns_that_fit_no_one_cost_are_told_apart(client, partnership):
    section = section_of_returns(
        client, DocumentFactory(partnership=partnership), group="all", per_pound_in_treatment="4.00"
    )

    assert (
        "All: The two printed returns fit no one cost: £1,627 a person by the first, £1,066 by the second. "
        "Each is worked out from its own."
    ) in section.get_text()


@pytest.mark.parametrize("nothing", [{"per_pound_in_treatment": 0}, {"gross_benefit_per_person": 0}])
def test_where_nothing_is_brought_back_no_cost_is_worked_out(client, partnership, nothing):
    section = section_of_returns(client, DocumentFactory(partnership=partnership), group="all", **nothing)

    assert "All: The return or the benefit printed is nought, so no cost follows from it." in section.get_text()
    assert len(section.select("table")) == 1


def test_contradictions_are_grouped_by_kind(client, partnership):
    document = DocumentFactory(partnership=partnership)
    for kind in ("narrative", "interval", "narrative"):
        QualityFindingFactory(document=document, kind=kind)

    (view,) = client.get("/northshire/document/").context["documents"]

    assert [(kind, len(found)) for kind, found in view.contradictions] == [
        ("Value outside its own limits", 1),
        ("Statements in tension, or missing text", 2),
    ]


@pytest.mark.parametrize("page", ["schemes", "findings", "document"])
def test_an_unpublished_partnership_shows_nothing_to_others(client, partnership, page, stranger):
    type(partnership).objects.update(is_published=False)
    client.force_login(stranger)

    assert client.get(f"/northshire/{page}/").status_code == 404


@pytest.mark.parametrize("page", ["schemes", "findings", "document"])
def test_an_empty_partnership_still_has_its_pages(client, partnership, page):
    assert client.get(f"/northshire/{page}/").status_code == 200


def test_the_document_page_counts_what_was_taken_from_it(client, partnership):
    source = SourceFactory(kind="document", document=DocumentFactory(partnership=partnership))
    refresh = RefreshFactory(source=source)
    one = ObservationFactory(refresh=refresh)
    ObservationFactory(refresh=refresh, series=one.series, variant=1)
    ObservationFactory()
    SchemeFactory.create_batch(2, partnership=partnership)
    SchemeFactory()
    priority = PriorityFactory(partnership=partnership)
    ActionFactory(partnership=partnership, priority=priority)
    ActionFactory(partnership=partnership, priority=priority, archived_at=timezone.now())

    holdings = client.get("/northshire/document/").context["holdings"]

    assert [(number, what) for number, what, _ in holdings] == [
        (1, "priority"),
        (1, "action"),
        (2, "schemes"),
        (2, "figures"),
        (1, "indicator"),
    ]


def test_a_download_of_sample_data_says_so_first():
    assert download_notes(PartnershipFactory.build(is_sample=True))[0] == "Sample data, made up."
