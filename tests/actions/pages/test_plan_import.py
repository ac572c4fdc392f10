"""The plan as a workbook on its pages: who finds them, uploading, mapping, the dry run, applying."""

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache

from actions.models import Action, PlanImport
from actions.operations import plan_import
from cdp.models import AuditEvent
from partners.roles import Role
from tests.actions.plan_book.made import PLAN, PRIORITIES, STRATEGY, book, kept, uploaded
from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    AgencyAliasFactory,
    AreaFactory,
    FootprintFactory,
    InvitationFactory,
    MeasureFactory,
    MembershipFactory,
    MilestoneFactory,
    OutcomeFactory,
    PartnershipFactory,
    PersonFactory,
    PriorityFactory,
    RecommendationFactory,
    SeatFactory,
    SubRecommendationFactory,
)

pytestmark = pytest.mark.django_db

ADDRESS = "/northshire/plan/import/"
MOST_QUERIES = {"check": 19, "list": 5, "export": 19}
PAGES = [ADDRESS, f"{ADDRESS}{{}}/", "/northshire/plan/export/", "/northshire/plan/export/?template"]


@pytest.fixture
def lead(client, partnership_lead, agency):
    client.force_login(partnership_lead)
    return client


def page_of(response):
    return BeautifulSoup(response.content, "html.parser")


def headline(response):
    return " ".join(page_of(response).h1.text.split())


@pytest.mark.parametrize("person", ["viewer", "lead_officer", "data_lead", "stranger"])
@pytest.mark.parametrize("address", PAGES)
def test_the_pages_are_there_for_those_who_change_the_plan_alone(
    client, partnership, partnership_lead, person, address, request
):
    run = kept(partnership, partnership_lead, book(STRATEGY))
    client.force_login(request.getfixturevalue(person))

    assert client.get(address.format(run.pk)).status_code == 404
    assert client.post(address.format(run.pk), {"apply": "1"}).status_code == 404


def test_a_workbook_of_another_partnership_is_not_there(lead, partnership_lead):
    other = PartnershipFactory(slug="southshire")
    own = MembershipFactory(partnership=other, role=Role.PARTNERSHIP_LEAD)
    run = kept(other, own.user, book(STRATEGY))

    assert lead.get(f"{ADDRESS}{run.pk}/").status_code == 404


def test_from_the_template_to_the_plan(lead, partnership):
    upload = lead.post(ADDRESS, {"file": uploaded(book(*PLAN))})
    page = lead.get(upload.url)
    digest = page_of(page).find("input", {"name": "digest"})["value"]
    response = lead.post(upload.url, {"apply": "1", "digest": digest}, follow=True)

    assert headline(page) == "4 additions, no fault"
    assert "The plan says what the workbook says: 4 added." in response.content.decode()
    assert headline(response) == "This workbook has been applied"
    assert Action.objects.get().title == "Open a clinic"
    assert AuditEvent.objects.filter(kind="plan.imported").count() == 1


def test_who_gives_away_roles_shows_once_more_who_they_are(lead, partnership, partnership_lead):
    run = kept(
        partnership, partnership_lead, book(["People", ["Email", "Name", "Role"], ["a@example.org", "A", "Reader"]])
    )
    digest = plan_import.check(run, user=partnership_lead).digest

    response = lead.post(f"{ADDRESS}{run.pk}/", {"apply": "1", "digest": digest})

    run.refresh_from_db()
    assert (response.status_code, run.applied_at, partnership.invitations.count()) == (302, None, 0)


def test_a_file_that_is_no_workbook_is_refused_on_the_form(lead):
    response = lead.post(ADDRESS, {"file": uploaded(b"Reference,Title", "plan.csv")})

    page = page_of(response)
    assert page.title.text.startswith("Error: ")
    assert "plan.csv is another kind of file" in page.find(class_="govuk-error-summary").text
    assert PlanImport.objects.count() == 0


def test_no_file_at_all(lead):
    assert "Select a workbook" in lead.post(ADDRESS).content.decode()


def test_faults_stand_with_their_cells_and_nothing_can_be_applied(lead, partnership, partnership_lead):
    run = kept(partnership, partnership_lead, book(STRATEGY, [*PRIORITIES[:2], ["P1", "T", "Another", "Police"]]))

    response = lead.get(f"{ADDRESS}{run.pk}/")

    page = page_of(response)
    cells = [" ".join(row.th.text.split()) for row in page.find(id="faults").parent.tbody.find_all("tr")]
    assert cells == ["Priorities C2Strategy", "Priorities D2National priority"]
    assert page.find("button", {"name": "apply"}) is None


def test_changes_are_shown_from_and_to(lead, partnership, partnership_lead):
    ActionFactory(partnership=partnership, ref="A1", title="Open")
    run = kept(partnership, partnership_lead, book(["Actions", ["Reference", "Title"], ["A1", "Close <b>"]]))

    row = page_of(lead.get(f"{ADDRESS}{run.pk}/")).find(id="s-actions").parent.tbody.tr

    assert [" ".join(cell.text.split()) for cell in row.find_all(["th", "td"])] == [
        "A1 Close <b>B2", "Title", "Open", "Close <b>",
    ]  # fmt: skip


def test_everything_can_be_downloaded_as_a_list(lead, partnership, partnership_lead):
    ActionFactory(partnership=partnership, ref="A1", title="Open")
    run = kept(partnership, partnership_lead, book(["Actions", ["Reference", "Title"], ["A1", "Shut"], ["A2", "New"]]))

    response = lead.get(f"{ADDRESS}{run.pk}/?format=csv")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()

    assert lines[1] == "Fault,Actions,Row 3,,Priority,,,“Priority” cannot be empty."
    assert "Change,Actions,B2,A1 Shut,Title,Open,Shut," in lines


def test_columns_that_are_called_otherwise_are_said_on_a_page(lead, partnership):
    PriorityFactory(partnership=partnership, code="P1")
    sheet = ["What we do", ["No.", "What", "Under", "By whom"], ["A1", "Open a clinic", "P1", "Nina"]]
    upload = lead.post(ADDRESS, {"file": uploaded(book(sheet))})

    asked = lead.get(upload.url)
    columns = lead.post(upload.url, {"actions-sheet": "What we do", "look": "1"})
    missing = lead.post(upload.url, {"actions-sheet": "What we do", "check": "1"})
    said = {"actions-sheet": "What we do", "actions-row": "1", "actions-ref-column": "No."}
    said |= {"actions-title-column": "What", "actions-priority-column": "Under", "check": "1"}
    checked = lead.post(upload.url, said, follow=True)

    assert headline(asked) == "Which column is what?"
    options = page_of(columns).find("select", {"name": "actions-ref-column"}).find_all("option")
    assert [option.text for option in options] == ["No column", "No.", "What", "Under", "By whom"]
    assert "Choose the column with the reference of each action." in missing.content.decode()
    assert headline(checked) == "1 addition, no fault"
    assert "Of the sheet What we do: By whom" in " ".join(page_of(checked).find(id="left").parent.text.split())


def test_one_heading_is_one_column(lead, partnership):
    upload = lead.post(ADDRESS, {"file": uploaded(book(["X", ["No.", "What"], ["A1", "Open"]]))})
    said = {"actions-sheet": "X", "actions-row": "1", "actions-ref-column": "No.", "actions-title-column": "No."}

    response = lead.post(upload.url, {**said, "check": "1"})

    assert "“No.” is chosen for reference already. Choose another." in response.content.decode()
    assert PlanImport.objects.get().mapping == {}


def test_what_was_guessed_can_be_said_otherwise(lead, partnership, partnership_lead):
    run = kept(partnership, partnership_lead, book(["Actions", ["Ref", "Note", "Text"], ["A1", "x", "y"]]))

    page = page_of(lead.get(f"{ADDRESS}{run.pk}/?map"))

    chosen = page.find("select", {"name": "actions-ref-column"}).find("option", selected=True)
    assert chosen.text == "Ref"


def test_a_workbook_is_discarded(lead, partnership, partnership_lead):
    run = kept(partnership, partnership_lead, book(*PLAN))

    response = lead.post(f"{ADDRESS}{run.pk}/", {"discard": "1"}, follow=True)

    assert "plan.xlsx is discarded. Nothing was changed." in response.content.decode()
    assert PlanImport.objects.count() == 0


def test_what_somebody_changed_meanwhile_is_shown_before_anything_is_applied(lead, partnership, partnership_lead):
    run = kept(partnership, partnership_lead, book(*PLAN))

    response = lead.post(f"{ADDRESS}{run.pk}/", {"apply": "1", "digest": "of before"}, follow=True)

    assert "The plan has changed since you looked." in response.content.decode()
    assert headline(response) == "4 additions, no fault"


def test_a_file_that_is_gone_says_so(lead, partnership, partnership_lead):
    run = kept(partnership, partnership_lead, book(*PLAN))
    cache.clear()
    run.file.storage.delete(run.file.name)

    assert "plan.xlsx is no longer kept here. Upload it again." in lead.get(f"{ADDRESS}{run.pk}/").content.decode()


def test_an_export_is_told_to_the_audit(lead, partnership):
    response = lead.get("/northshire/plan/export/")

    assert response["Content-Disposition"].startswith('attachment; filename="northshire-plan-')
    assert AuditEvent.objects.get(kind="export.downloaded").subject_name == (
        "the plan of Northshire Combating Drugs Partnership as a workbook"
    )


def test_the_page_leads_to_earlier_workbooks(lead, partnership, partnership_lead):
    run = kept(partnership, partnership_lead, book(*PLAN))
    check = plan_import.check(run, user=partnership_lead)
    plan_import.apply(run=run, digest=check.digest, by=partnership_lead)

    row = page_of(lead.get(ADDRESS)).find(id="earlier").parent.tbody.tr

    assert row.a["href"] == f"{ADDRESS}{run.pk}/"
    assert "Applied" in row.text


@pytest.fixture(scope="module")
def seen():
    """Page -> queries that it made with one row."""
    return {}


def _plan_of(partnership, count):
    """A plan with something on every sheet, and a workbook that brings as much to each."""
    sheets = [
        ["Strategies", ["Title", "Period"]],
        ["Priorities", ["Code", "Title", "Strategy", "National priority"]],
        ["Recommendations", ["Reference", "Title", "Outcome", "Priority", "Partners"]],
        ["Parts of recommendations", ["Recommendation", "Text"]],
        ["Actions", ["Reference", "Title", "Priority", "Lead agencies", "Recommendations"]],
        ["Milestones", ["Action", "Milestone", "Due on"]],
        ["Measures", ["Belongs to", "Its code or reference", "Indicator", "Area"]],
        ["Agencies", ["Agency", "New here", "Kind"]],
        ["People", ["Email", "Name", "Role", "Agency"]],
    ]
    for number in range(count):
        priority = PriorityFactory(partnership=partnership, strategy__partnership=partnership)
        action = ActionFactory(partnership=partnership, priority=priority, lead_officer=PersonFactory())
        recommendation = RecommendationFactory(partnership=partnership, priority=priority, outcome=OutcomeFactory())
        recommendation.actions.add(action)
        SubRecommendationFactory(recommendation=recommendation)
        # One that has no seat here, and is known from an unpublished partnership alone.
        agency = SeatFactory(partnership__is_published=False).agency
        recommendation.partners.add(agency)
        ActionAgencyFactory(action=action, agency=agency)
        MilestoneFactory(action=action)
        series = MeasureFactory(action=action).series
        FootprintFactory(partnership=partnership, area=AreaFactory(), is_main=not number)
        seat = SeatFactory(partnership=partnership)
        AgencyAliasFactory(agency=seat.agency)
        MembershipFactory(partnership=partnership, agency=seat.agency, role=Role.LEAD_OFFICER)
        InvitationFactory(partnership=partnership, agency=seat.agency)
        new = f"New agency {number}"
        rows = [
            [f"Strategy {number}", "2022 to 2032"],
            [
                f"P.new.{number}",
                "Treatment",
                f"Strategy {number}",
                "Deliver a world-class treatment and recovery system",
            ],
            [f"R.new.{number}", "Fund a clinic", recommendation.outcome.name, f"P.new.{number}", new],
            [f"R.new.{number}", "Find a house"],
            [f"A.new.{number}", "Open a clinic", f"P.new.{number}", new, f"R.new.{number}"],
            [f"A.new.{number}", "The house is found", "31/03/2027"],
            ["Action", f"A.new.{number}", series.indicator.name, series.area.name],
            [new, "Yes", "Treatment provider"],
            [f"new.{number}@example.org", "Nina New", "Reader", seat.agency.name],
        ]
        for sheet, row in zip(sheets, rows, strict=True):
            sheet.append(row)
    return sheets


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("what", "queries"), MOST_QUERIES.items())
def test_queries_do_not_grow_with_the_plan(
    lead, partnership, partnership_lead, agency, what, queries, count, seen, django_assert_max_num_queries
):
    content = book(*_plan_of(partnership, count))
    runs = [kept(partnership, partnership_lead, content) for _ in range(count)]
    address = {"check": f"{ADDRESS}{runs[0].pk}/", "list": ADDRESS, "export": "/northshire/plan/export/"}[what]

    with django_assert_max_num_queries(queries) as made:
        response = lead.get(address)

    if what == "check":
        assert ([str(one) for one in response.context["check"].faults], len(response.context["check"].changes)) == (
            [],
            9 * count,
        )
    assert seen.setdefault(what, len(made)) == len(made)
