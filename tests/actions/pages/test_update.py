"""One update, the queue of those that wait, and the files that they rest on."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actions.operations import updates
from partners.roles import Role
from tests.actions.updates.story import again, approved, returned, submitted
from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    MeasureFactory,
    MembershipFactory,
    MilestoneFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db

QUEUE = "/northshire/approvals/"
QUERIES = 11


@pytest.fixture
def sro(partnership):
    person = PersonFactory(email="sro@example.org", name="Sri Owner")
    MembershipFactory(user=person, partnership=partnership, role=Role.SENIOR_RESPONSIBLE_OWNER)
    return person


@pytest.fixture
def waiting(action, lead_officer):
    return submitted(action, lead_officer)


def address(update):
    return reverse("update", args=["northshire", "1.1", update.pk])


def buttons(response):
    page = BeautifulSoup(response.content, "html.parser")
    return [button.get("name") for button in page.select("main button")]


def sentences(response):
    page = BeautifulSoup(response.content, "html.parser")
    return [each.get_text() for each in page.select("section[aria-labelledby=do] > p.cdp-small")]


def test_the_lead_approves(client, action, waiting, partnership_lead):
    client.force_login(partnership_lead)
    assert "approve" in buttons(client.get(address(waiting)))

    client.post(address(waiting), {"approve": "1", "version": str(waiting.version)})

    action.refresh_from_db()
    assert (again(waiting).state, action.delivery_status) == ("approved", "at_risk")


def test_the_lead_sends_back_with_a_reason(client, waiting, partnership_lead):
    client.force_login(partnership_lead)

    client.post(address(waiting), {"send_back": "1", "version": str(waiting.version), "reason": "Which clinic?"})

    assert (again(waiting).state, again(waiting).moves.last().reason) == ("returned", "Which clinic?")


def test_sent_back_without_a_reason_it_is_asked_for(client, waiting, partnership_lead):
    client.force_login(partnership_lead)

    response = client.post(address(waiting), {"send_back": "1", "version": str(waiting.version), "reason": " "})

    assert response.context["form"].errors == {"reason": ["Say what has to change before you can approve it"]}
    assert again(waiting).state == "submitted"


def test_the_author_withdraws_and_writes_on(client, waiting, lead_officer):
    client.force_login(lead_officer)

    response = client.post(address(waiting), {"withdraw": "1"})

    assert (response.url, again(waiting).state) == ("/northshire/actions/1.1/report/", "withdrawn")


def test_an_approval_of_what_changed_since_is_refused_in_words(client, waiting, partnership_lead):
    client.force_login(partnership_lead)

    response = client.post(address(waiting), {"approve": "1", "version": "1"}, follow=True)

    assert again(waiting).state == "submitted"
    assert [str(one) for one in response.context["messages"]] == [
        "Somebody else has changed this update since you opened it."
    ]


@pytest.mark.parametrize("person", ["lead_officer", "other_officer", "viewer", "stranger", "data_lead"])
@pytest.mark.parametrize("said", [{"approve": "1"}, {"send_back": "1", "reason": "No"}])
def test_nobody_else_decides(client, waiting, person, said, request):
    client.force_login(request.getfixturevalue(person))

    response = client.post(address(waiting), {**said, "version": str(waiting.version)})

    assert (response.status_code, again(waiting).state) == (404, "submitted")


@pytest.mark.parametrize(
    ("person", "status"),
    [("lead_officer", 200), ("partnership_lead", 200), ("sro", 200), ("other_officer", 404), ("viewer", 404),
     ("stranger", 404), (None, 404)],
)  # fmt: skip
def test_an_open_update_is_read_by_those_who_report_or_decide(client, waiting, person, status, request):
    if person:
        client.force_login(request.getfixturevalue(person))

    assert client.get(address(waiting)).status_code == status


@pytest.mark.parametrize("person", ["viewer", "stranger", None])
def test_an_approved_update_is_read_by_everybody_who_sees_the_action(
    client, action, lead_officer, partnership_lead, person, request
):
    update = approved(action, lead_officer, partnership_lead)
    if person:
        client.force_login(request.getfixturevalue(person))

    response = client.get(address(update))

    assert (response.status_code, response.context["controls"]) == (200, None)
    assert buttons(response) == []


def test_of_an_unpublished_partnership_nothing_is_read(client, action, lead_officer, partnership_lead, stranger):
    update = approved(action, lead_officer, partnership_lead)
    action.partnership.is_published = False
    action.partnership.save()
    client.force_login(stranger)

    assert client.get(address(update)).status_code == 404


def test_an_update_is_not_found_under_another_action(client, partnership, waiting, partnership_lead):
    ActionFactory(partnership=partnership, ref="2.2")
    client.force_login(partnership_lead)

    assert client.get(reverse("update", args=["northshire", "2.2", waiting.pk])).status_code == 404


@pytest.mark.parametrize(
    ("person", "bring", "offered", "said"),
    [
        ("partnership_lead", "draft", [], ["It can be approved once it has been sent for approval."]),
        (
            "lead_officer",
            "submitted",
            ["withdraw"],
            [
                "You cannot approve it. Lee Lead or Sri Owner can.",
                "To change it, withdraw it first: your words begin the next one.",
            ],
        ),
        (
            "sro",
            "submitted",
            ["approve", "send_back"],
            [
                "You cannot change it. A lead officer of Northshire Probation, or the partnership lead, can.",
                "You cannot withdraw it. A lead officer of Northshire Probation, or the partnership lead, can.",
            ],
        ),
        (
            "lead_officer",
            "approved",
            [],
            ["Lee Lead approved it. It never changes; a correction is a new update."],
        ),
    ],
)
def test_what_is_not_offered_says_why_and_whom_to_ask(
    client, action, lead_officer, partnership_lead, sro, person, bring, offered, said, request
):
    if bring == "draft":
        update = updates.start(action=action, by=lead_officer)
    else:
        update = (
            approved(action, lead_officer, partnership_lead) if bring == "approved" else submitted(action, lead_officer)
        )
    client.force_login(request.getfixturevalue(person))

    response = client.get(address(update))

    assert [name for name in buttons(response) if name not in ("withdraw",) or name in offered] == offered
    assert sentences(response) == said


def test_who_sent_it_is_told_who_else_can_approve(client, action, partnership_lead, sro):
    update = submitted(action, partnership_lead)
    client.force_login(partnership_lead)

    response = client.get(address(update))

    assert "approve" not in buttons(response)
    assert "You sent this update, so you cannot approve it. Sri Owner can." in sentences(response)


# The queue


def test_the_queue_holds_what_waits_the_longest_first(client, partnership, action, lead_officer, partnership_lead):
    second = ActionFactory(partnership=partnership)
    submitted(second, partnership_lead)
    submitted(action, lead_officer)
    client.force_login(partnership_lead)

    response = client.get(QUEUE)

    assert [one.update.action for one in response.context["waiting"]] == [second, action]


@pytest.mark.parametrize("person", ["lead_officer", "viewer", "stranger", "data_lead"])
def test_for_those_who_do_not_decide_there_is_no_queue(client, waiting, person, request):
    client.force_login(request.getfixturevalue(person))

    assert client.get(QUEUE).status_code == 404


def test_approved_from_the_queue_one_is_led_back_to_it(client, waiting, partnership_lead):
    client.force_login(partnership_lead)

    response = client.post(address(waiting), {"approve": "1", "version": str(waiting.version), "next": "approvals"})

    assert (response.url, client.get(QUEUE).context["waiting"]) == (QUEUE, [])


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_makes_the_same_queries(client, partnership, agency, lead_officer, partnership_lead, count,
                                          django_assert_num_queries):  # fmt: skip
    for _ in range(count):
        action = ActionFactory(partnership=partnership)
        ActionAgencyFactory(action=action, agency=agency)
        milestone, measure = MilestoneFactory(action=action), MeasureFactory(action=action)
        update = submitted(
            action,
            lead_officer,
            milestones=[{"milestone": milestone, "met_on": milestone.due_on}],
            figures=[{"measure": measure, "period": "2025/26", "value": 4}],
        )
        update.evidence.create(
            title="x", strength="data", link="https://example.org/", added_at=update.saved_at, added_by=lead_officer
        )
    client.force_login(partnership_lead)

    with django_assert_num_queries(QUERIES):
        response = client.get(QUEUE)

    assert len(response.context["waiting"]) == count


# Files


@pytest.fixture
def minutes(action, lead_officer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    update = updates.start(action=action, by=lead_officer)
    file = SimpleUploadedFile("Minutes of May.pdf", b"%PDF-1.7 minutes")
    return updates.add_evidence(update=update, by=lead_officer, strength="document", file=file)


def file_address(evidence):
    return reverse("evidence-file", args=["northshire", "1.1", evidence.update_id, evidence.pk])


def test_a_file_is_handed_out_and_never_shown(client, minutes, lead_officer):
    client.force_login(lead_officer)

    response = client.get(file_address(minutes))

    assert b"".join(response.streaming_content) == b"%PDF-1.7 minutes"
    assert response["Content-Disposition"] == 'attachment; filename="Minutes of May.pdf"'
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize("person", ["other_officer", "viewer", "stranger", None])
def test_a_file_is_for_those_who_may_see_the_update(client, minutes, person, request):
    if person:
        client.force_login(request.getfixturevalue(person))

    assert client.get(file_address(minutes)).status_code == 404


def test_the_steps_of_a_returned_update_are_told(client, action, lead_officer, partnership_lead):
    update = returned(action, lead_officer, partnership_lead)
    client.force_login(lead_officer)

    words = [words for words, _ in client.get(address(update)).context["moves"]]

    assert words == ["Begun", "Sent for approval", "Sent back"]
