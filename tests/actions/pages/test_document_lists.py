"""The lists of a document's page, read back from their downloads."""

import io

import openpyxl
import pytest
from bs4 import BeautifulSoup

from actions.presenters.document_lists import LISTS, PRINCIPLES
from tests.factories import (
    DocumentFactory,
    DocumentNoteFactory,
    IntelligenceGapFactory,
    MeasureWantedFactory,
    OpportunityFactory,
    PrincipleFactory,
    PriorityFactory,
    QualityFindingFactory,
    ReturnOnInvestmentFactory,
    StakeholderCategoryFactory,
    ThemeFactory,
)
from tests.pages import rows_of_csv

pytestmark = pytest.mark.django_db
ADDRESS = "/northshire/document/"


@pytest.fixture
def document(partnership):
    return DocumentFactory(partnership=partnership, title="Needs assessment")


def fill(document):
    """A row in every list, the stakeholders with one below another."""
    QualityFindingFactory(document=document, kind="two_values", description="5 and 6", where="p 3")
    IntelligenceGapFactory(document=document, ref="G1", gap="Who drinks alone")
    ThemeFactory(document=document, kind="what_works", name="Trust")
    OpportunityFactory(document=document, theme="Schools", ideas=["Talk", "Listen"])
    parent = StakeholderCategoryFactory(document=document, name="Health", position=1)
    StakeholderCategoryFactory(document=document, name="Pharmacies", parent=parent, position=2)
    ReturnOnInvestmentFactory(document=document, group="Adults", per_pound_in_treatment="4.00")
    MeasureWantedFactory(document=document, priority=None, heading="Fewer deaths")
    DocumentNoteFactory(document=document, subject="section_7", text="Read twice")
    if not document.partnership.principles.exists():
        PrincipleFactory(partnership=document.partnership, name="Dignity")


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("contradictions", [{"kind": "One measure, two values", "description": "5 and 6", "place": "p 3"}]),
        ("gaps", [{"ref": "G1", "gap": "Who drinks alone"}]),
        ("themes", [{"kind": "what works", "theme": "Trust"}]),
        ("opportunities", [{"theme": "Schools", "ideas": "Talk; Listen"}]),
        ("stakeholders", [{"category": "Health", "part_of": ""}, {"category": "Pharmacies", "part_of": "Health"}]),
        ("returns", [{"group": "Adults", "per_pound_in_treatment": "4.00"}]),
        ("measures-wanted", [{"heading": "Fewer deaths", "priority": ""}]),
        ("notes", [{"subject": "section 7", "note": "Read twice"}]),
        ("principles", [{"principle": "Dignity"}]),
    ],
)
def test_every_list_downloads(client, document, asked, read):
    fill(document)
    fill(DocumentFactory(title="Of another partnership"))

    rows = rows_of_csv(client.get(f"{ADDRESS}?list={asked}&format=csv"))

    assert [{key: row[key] for key in expected} for row, expected in zip(rows, read, strict=True)] == read
    if asked != "principles":
        assert {row["document"] for row in rows} == {"Needs assessment"}


def test_the_returns_download_with_what_they_come_to(client, document):
    ReturnOnInvestmentFactory(document=document, group="Adults")
    ReturnOnInvestmentFactory(document=document, group="Nobody", per_pound_in_treatment=0)

    found, nothing = rows_of_csv(client.get(f"{ADDRESS}?list=returns&format=csv"))

    worked_out = {key: cell for key, cell in found.items() if key.endswith("_treatment") and "in_treatment" not in key}
    assert worked_out == {
        "cost_per_person_treatment": "1065.53",
        "cost_at_least_treatment": "1064.50",
        "cost_at_most_treatment": "1066.56",
        "per_pound_treatment": "6.11",
        "net_benefit_per_person_treatment": "5440.47",
        "per_pound_cost_lower_treatment": "7.63",
        "per_pound_cost_higher_treatment": "5.09",
        "per_pound_benefit_lower_treatment": "4.88",
        "per_pound_benefit_higher_treatment": "7.33",
    }
    assert {nothing[key] for key in worked_out} == {""}


def test_the_workbook_has_the_list_and_says_where_it_is_from(client, document):
    fill(document)

    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{ADDRESS}?list=gaps&format=xlsx").content))

    words = {cell.value for sheet in book for line in sheet for cell in line}
    assert {"Who drinks alone", "What is not known yet: Northshire Combating Drugs Partnership"} <= words


def test_the_page_offers_every_list_that_there_is(client, document):
    fill(document)

    page = BeautifulSoup(client.get(ADDRESS).content, "html.parser")

    offered = [link["href"] for link in page.select(".cdp-downloads a")]
    assert sorted(offered) == sorted(
        f"?format={kind}&list={name}" for name in [*LISTS, PRINCIPLES] for kind in ("csv", "xlsx", "ods")
    )


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (
            "list=secrets&format=csv",
            "“secrets” is not a list of this page. Say which with “list”: contradictions, gaps",
        ),
        ("format=csv", "This page has several lists. Say which with “list”: contradictions, gaps"),
        ("list=gaps&format=pdf", "“pdf” is not a format that this page can be downloaded in."),
    ],
)
def test_what_the_page_cannot_give_is_said(client, document, query, sentence):
    response = client.get(f"{ADDRESS}?{query}")

    assert response.status_code == 400
    assert sentence in " ".join(response.content.decode().split())


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("asked", LISTS)
def test_a_list_makes_the_same_queries(client, partnership, asked, count, django_assert_num_queries):
    for _ in range(count):
        document = DocumentFactory(partnership=partnership)
        fill(document)
        MeasureWantedFactory(document=document, priority=PriorityFactory(partnership=partnership))

    with django_assert_num_queries(2):
        rows = rows_of_csv(client.get(f"{ADDRESS}?list={asked}&format=csv"))

    assert len(rows) >= count
