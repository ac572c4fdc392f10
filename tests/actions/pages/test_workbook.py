import pytest
from bs4 import BeautifulSoup

from actions.models import Batch
from actions.operations import updates
from actions.workbook import layout
from actions.workbook.applying import apply
from actions.workbook.checking import check
from cdp.models import AuditEvent
from tests.actions.updates.story import approved
from tests.actions.workbook.filling import downloaded, filled, given, opened, uploaded
from tests.factories import ActionAgencyFactory, ActionFactory, MembershipFactory, PersonFactory
from tests.pages import words

pytestmark = pytest.mark.django_db
PAGE = "/northshire/workbook/"
WHOLE = {"delivery_status": "At risk", "confidence": "Some doubt", "narrative": "The clinic has opened."}


@pytest.fixture(autouse=True)
def _kept_elsewhere(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def deputy(partnership, agency):
    person = PersonFactory(name="Dot Deputy")
    MembershipFactory(user=person, partnership=partnership, agency=agency, role="deputy")
    return person


def filled_in(partnership, agency, ref="1.1", **answers):
    return filled(downloaded(partnership, agency), {(ref, key): text for key, text in answers.items()})


def checked(partnership, agency, by, **answers):
    return uploaded(partnership, filled_in(partnership, agency, **answers), by)


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def headline(response):
    return " ".join(soup(response).h1.get_text().split())


@pytest.mark.parametrize(
    ("person", "status", "agencies"),
    [
        ("lead_officer", 200, ["Northshire Probation"]),
        ("deputy", 200, ["Northshire Probation"]),
        ("partnership_lead", 200, ["Northshire Probation"]),
        ("other_officer", 200, ["Northshire Housing"]),
        ("viewer", 404, None),
        ("data_lead", 404, None),
        ("stranger", 404, None),
    ],
)
def test_each_role_finds_its_own_agencies_or_no_page(client, action, person, status, agencies, request):
    client.force_login(request.getfixturevalue(person))

    response = client.get(PAGE)

    assert response.status_code == status
    if agencies:
        assert [agency.name for agency, _ in response.context["agencies"]] == agencies


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("lead_officer", 200),
        ("deputy", 200),
        ("partnership_lead", 200),
        ("other_officer", 404),
        ("viewer", 404),
        ("stranger", 404),
    ],
)
def test_a_workbook_that_was_uploaded_is_the_agencys_and_the_leads(
    client, partnership, agency, action, lead_officer, person, status, request
):
    batch = checked(partnership, agency, lead_officer, **WHOLE)
    client.force_login(request.getfixturevalue(person))

    assert client.get(batch.get_absolute_url()).status_code == status
    assert client.post(batch.get_absolute_url(), {"undo": "1"}).status_code == (302 if status == 200 else 404)
    assert client.post(batch.get_absolute_url(), {"save": "1"}).status_code == (302 if status == 200 else 404)


def test_it_downloads_for_ones_own_agency_and_is_audited(client, partnership, agency, action, lead_officer):
    client.force_login(lead_officer)

    response = client.get(f"{PAGE}?agency=northshire-probation&format=xlsx")

    assert response["Content-Disposition"].startswith('attachment; filename="updates-northshire-northshire-probation-')
    assert response["Cache-Control"] == "private, no-store"
    assert opened(response.content)[layout.SHEET]["A2"].value == "1.1"
    event = AuditEvent.objects.get(kind="export.downloaded")
    assert (event.person_name, event.subject_name) == (
        "Olu Officer",
        "Progress updates of Northshire Probation to fill in",
    )


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("agency=northshire-housing&format=xlsx", 404),
        ("agency=nothing&format=xlsx", 404),
        ("agency=northshire-probation&format=csv", 400),
        ("agency=northshire-probation&format=ods", 400),
        ("format=xlsx", 200),
    ],
)
def test_it_downloads_nothing_else(client, action, other_officer, lead_officer, query, status):
    client.force_login(lead_officer)

    assert client.get(f"{PAGE}?{query}").status_code == status


def test_another_format_is_refused_with_the_one_that_there_is(client, action, lead_officer):
    client.force_login(lead_officer)

    said = words(client.get(f"{PAGE}?agency=northshire-probation&format=ods"))

    assert "“ods” is not a format that this page can be downloaded in. Use xlsx." in said


def test_an_agency_without_an_action_has_nothing_to_download(client, action, other_officer):
    client.force_login(other_officer)

    assert client.get(f"{PAGE}?format=xlsx").status_code == 404
    assert "Northshire Housing leads no action yet. A partnership lead can add one." in words(client.get(PAGE))


def test_what_is_no_workbook_is_refused_beside_its_field(client, action, lead_officer):
    client.force_login(lead_officer)

    page = soup(client.post(PAGE, {"file": given(b"ref,status", "updates.csv")}))

    told = "updates.csv is another kind of file, not a workbook (XLSX, XLS or ODS)."
    assert page.select_one(".govuk-error-summary a").get_text() == told
    assert page.select_one("#id_file_error").get_text(" ", strip=True) == f"Error: {told}"
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("file", "told"),
    [(None, "Choose the workbook"), (b"", "The file is empty. Choose the workbook again.")],
)
def test_a_file_is_needed(client, action, lead_officer, file, told):
    client.force_login(lead_officer)

    page = soup(client.post(PAGE, {} if file is None else {"file": given(file)}))

    assert page.select_one(".govuk-error-summary a").get_text() == told


def test_from_the_upload_to_what_is_sent_and_undone(
    client, partnership, agency, action, lead_officer, partnership_lead
):
    approved(action, lead_officer, partnership_lead)
    client.force_login(lead_officer)
    content = filled_in(partnership, agency, delivery_status="Late", narrative="The clinic has closed again.")

    check_page = client.post(PAGE, {"file": given(content)}, follow=True)
    address = check_page.redirect_chain[-1][0]
    assert headline(check_page) == "1 update would change"
    cells = [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in soup(check_page).select("tbody tr")
    ]
    assert cells == [
        ["Status Cell G2", "At risk", "Late"],
        ["What happened Cell I2", "Nothing", "The clinic has closed again."],
    ]
    assert action.updates.count() == 1

    seen = soup(check_page).select_one("[name=seen]")["value"]
    done = client.post(address, {"seen": seen, "submit": "1"}, follow=True)
    assert headline(done) == "1 update sent for approval"
    assert action.updates.open().get().state == "submitted"

    back = client.post(address, {"undo": "1"}, follow=True)
    assert headline(back) == "This workbook was undone"
    assert "Every update is as it was before this workbook." in words(back)
    assert not action.updates.open().exists()
    assert list(
        AuditEvent.objects.filter(kind__startswith="workbook.").order_by("pk").values_list("kind", flat=True)
    ) == [
        "workbook.uploaded",
        "workbook.applied",
        "workbook.undone",
    ]


def test_rows_with_faults_have_to_be_left_out_knowingly(client, partnership, agency, action, lead_officer):
    second = ActionFactory(partnership=partnership, ref="1.2", position=30_000)
    ActionAgencyFactory(action=second, agency=agency)
    answers = {("1.1", "narrative"): "Begun", ("1.2", "delivery_status"): "Fine"}
    batch = uploaded(partnership, filled(downloaded(partnership, agency), answers), lead_officer)
    client.force_login(lead_officer)
    seen = {"seen": check(batch).seen, "save": "1"}

    refused = client.post(batch.get_absolute_url(), seen)

    assert soup(refused).select_one(".govuk-error-summary a").get_text().startswith("1 row cannot be saved.")
    assert "G3: “Fine” is not a status." in words(refused)
    assert headline(client.post(batch.get_absolute_url(), {**seen, "leave_out": "on"}, follow=True)) == (
        "1 update saved as draft"
    )
    assert (action.updates.count(), second.updates.count()) == (1, 0)


def test_a_clash_shows_both_sides_and_asks_which_is_to_stand(client, partnership, agency, action, lead_officer, deputy):
    content = filled_in(partnership, agency, narrative="What the workbook says")
    updates.save_on(action=action, version=0, by=deputy, narrative="What Dot says")
    batch = uploaded(partnership, content, lead_officer)
    client.force_login(lead_officer)

    page = client.get(batch.get_absolute_url())

    assert headline(page) == "1 was changed here meanwhile"
    assert "Draft: saved by Dot Deputy" in words(page)
    row = soup(page).select_one("tbody tr")
    assert [cell.get_text(strip=True) for cell in row.select("td")] == ["What Dot says", "What the workbook says"]
    assert soup(page).select_one("[name=clash-2][checked]")["value"] == "theirs"
    told = {"seen": soup(page).select_one("[name=seen]")["value"], "save": "1"}
    client.post(batch.get_absolute_url(), {**told, "clash-2": "theirs"})
    assert action.updates.get().narrative == "What Dot says"
    client.post(batch.get_absolute_url(), {**told, "clash-2": "mine"})
    assert action.updates.get().narrative == "What the workbook says"


def test_a_page_that_is_out_of_date_is_shown_anew(client, partnership, agency, action, lead_officer, deputy):
    batch = checked(partnership, agency, lead_officer, **WHOLE)
    seen = check(batch).seen
    updates.save_on(action=action, version=0, by=deputy, narrative="Meanwhile")
    client.force_login(lead_officer)

    response = client.post(batch.get_absolute_url(), {"seen": seen, "submit": "1", "clash-2": "mine"}, follow=True)

    assert "Something has changed here since this page was shown. Look at the changes again." in words(response)
    assert action.updates.get().state == "draft"


def test_why_it_can_no_longer_be_undone_is_said(client, partnership, agency, action, lead_officer, partnership_lead):
    batch = checked(partnership, agency, lead_officer, **WHOLE)
    apply(batch=batch, seen=check(batch).seen, by=lead_officer, submit=True)
    update = action.updates.get()
    updates.approve(update=update, version=update.version, by=partnership_lead)
    client.force_login(lead_officer)

    page = soup(client.get(batch.get_absolute_url()))

    assert page.select_one("[name=undo]") is None
    assert page.select_one("#undo ~ ul li").get_text(" ", strip=True).startswith("1.1 : Lee Lead has approved")


def test_it_is_found_from_my_work_and_from_what_a_lead_runs(
    client, action, lead_officer, partnership_lead, viewer, other_officer
):
    for person, links in ((lead_officer, 1), (partnership_lead, 1), (viewer, 0), (other_officer, 0)):
        client.force_login(person)

        assert len(soup(client.get("/my/")).select(f'a[href="{PAGE}"]')) == links

    client.force_login(partnership_lead)
    assert len(soup(client.get("/northshire/manage/")).select(f'main a[href="{PAGE}"]')) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_make_the_same_queries_for_one_and_for_three(
    client, partnership, agency, lead_officer, count, django_assert_num_queries
):
    actions = [ActionFactory(partnership=partnership) for _ in range(count)]
    answers = {}
    for one in actions:
        ActionAgencyFactory(action=one, agency=agency)
        updates.start(action=one, by=lead_officer)
        answers |= {(one.ref, key): text for key, text in WHOLE.items()}
    batches = [
        uploaded(partnership, filled(downloaded(partnership, agency), answers), lead_officer) for _ in range(count)
    ]
    client.force_login(lead_officer)

    with django_assert_num_queries(7):
        client.get(PAGE)
    with django_assert_num_queries(8):
        page = client.get(batches[0].get_absolute_url())
    assert len(page.context["check"].changes) == count
    apply(batch=batches[0], seen=check(batches[0]).seen, by=lead_officer, submit=False)
    with django_assert_num_queries(9):
        client.get(batches[0].get_absolute_url())
