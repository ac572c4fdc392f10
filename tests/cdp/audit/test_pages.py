import datetime

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.utils import timezone

from cdp import audit
from cdp.audit import presenters
from cdp.audit.chain import close_days
from cdp.models import AuditEvent
from partners.roles import Role
from tests.factories import ActionFactory, MembershipFactory, PartnershipFactory, PersonFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/northshire/audit/"


@pytest.fixture
def staff():
    return PersonFactory(email="staff@example.org", name="Stef Staff", is_staff=True)


def submitted(action, by, *, number=1, **said):
    changes = {"delivery_status": ["on_track", "at_risk"]}
    return [
        audit.record(kind="update.submitted", by=by, subject=action, changes=changes, **said) for _ in range(number)
    ]


def text(response):
    return " ".join(response.content.decode().split())


def rows(response):
    return [row.event for row in response.context["page"].rows]


def test_the_audit_says_who_did_what_and_why(client, action, lead_officer, partnership_lead):
    event = audit.record(
        kind="update.returned", by=partnership_lead, subject=action, reason="Say how many.",
        changes={"narrative": ["Short", "Long " * 30]},
    )  # fmt: skip
    client.force_login(partnership_lead)

    page = text(client.get(ADDRESS))

    assert "<strong>Lee Lead</strong> sent back a progress update on <a" in page
    assert 'href="/northshire/actions/1.1/">1.1 Meet every prison leaver at the gate</a>.' in page
    assert "Say how many." in page
    assert "Narrative, from what to what" in page
    assert f"?about=actions.action:{event.subject_id}" in page.replace("%3A", ":")


def test_what_was_not_there_before_is_shown_without_a_from_and_to(client, action, partnership_lead):
    audit.record(kind="pack.frozen", by=partnership_lead, subject=action, changes={"sha256": [None, "ab" * 32]})
    client.force_login(partnership_lead)

    details = BeautifulSoup(client.get(ADDRESS).content, "html.parser").select_one("main ol details, main details")

    assert details.summary.text.strip().startswith("Fingerprint (SHA-256), event ")
    assert details.select_one(".govuk-details__text").text.split() == ["ab" * 32]


def test_what_people_wrote_is_shown_as_text(client, action, partnership_lead):
    audit.record(kind="update.returned", by=partnership_lead, subject=action, reason="<script>alert(1)</script>")
    client.force_login(partnership_lead)

    assert "<script>alert" not in text(client.get(ADDRESS))


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.PARTNERSHIP_LEAD, 200),
        (Role.SENIOR_RESPONSIBLE_OWNER, 200),
        (Role.DATA_LEAD, 404),
        (Role.BOARD_MEMBER, 404),
        (Role.READER, 404),
    ],
)
def test_only_whoever_may_see_it_finds_it(client, partnership, role, status):
    person = PersonFactory()
    MembershipFactory(user=person, partnership=partnership, role=role)
    client.force_login(person)

    assert client.get(ADDRESS).status_code == status
    assert client.get("/audit/").status_code == 404


def test_another_partnership_is_not_found_and_its_events_are_not_shown(client, action, partnership_lead):
    other = ActionFactory(partnership=PartnershipFactory(slug="southshire"))
    submitted(other, partnership_lead)
    mine = submitted(action, partnership_lead)
    client.force_login(partnership_lead)

    assert rows(client.get(ADDRESS)) == mine
    assert client.get("/southshire/audit/").status_code == 404


def test_staff_see_everything_with_its_partnership(client, action, lead_officer, staff):
    audit.signed_in(person=lead_officer, method="passkey")
    submitted(action, lead_officer)
    client.force_login(staff)

    response = client.get("/audit/")

    assert [event.kind for event in rows(response)] == ["update.submitted", "person.signed_in"]
    assert 'href="/northshire/">Northshire</a>' in text(response)


def test_filters_narrow_by_person_kind_record_words_and_dates(client, action, lead_officer, partnership_lead):
    now = timezone.now()
    (first,) = submitted(action, lead_officer, now=now - datetime.timedelta(days=3))
    other = ActionFactory(partnership=action.partnership, ref="2.9", title="Écoles")
    second = audit.record(
        kind="update.returned",
        by=partnership_lead,
        subject=other,
        reason="Too short",
        changes={"narrative": ["", "Café"]},
    )
    third = audit.record(kind="role.given", by=partnership_lead, subject=lead_officer, partnership=action.partnership)
    client.force_login(partnership_lead)

    day = timezone.localdate()
    for query, found in (
        ("person=olu", [first]),
        ("kind=update.", [second, first]),
        ("kind=role.given", [third]),
        ("record=2.9", [second]),
        ("q=too+short", [second]),
        ("q=Café", [second]),
        ("q=at_risk", [first]),
        (f"since={day}", [third, second]),
        (f"until={day - datetime.timedelta(days=1)}", [first]),
        (f"about=actions.action:{action.pk}", [first]),
        ("person=lee&kind=update.returned", [second]),
    ):
        assert rows(client.get(f"{ADDRESS}?{query}")) == found, query


@pytest.mark.parametrize(
    "query",
    [
        "kind=nothing",
        "since=yesterday",
        "since=2026-06-02&until=2026-06-01",
        "before=x",
        "about=x",
        "format=pdf",
        "person=%00",
    ],
)
def test_what_is_not_understood_is_said(client, partnership_lead, query):
    client.force_login(partnership_lead)

    assert client.get(f"{ADDRESS}?{query}").status_code == 400


def test_pages_follow_each_other_without_counting(client, action, partnership_lead, monkeypatch):
    monkeypatch.setattr(presenters, "EVENTS_A_PAGE", 2)
    events = submitted(action, partnership_lead, number=5)
    client.force_login(partnership_lead)

    first = client.get(ADDRESS)
    second = client.get(f"{ADDRESS}{first.context['next']}")
    third = client.get(f"{ADDRESS}{second.context['next']}")

    assert [rows(page) for page in (first, second, third)] == [events[:2:-1], events[2:0:-1], events[:1]]
    assert (first.context["first"], third.context["next"]) == (None, None)
    assert third.context["first"] == ADDRESS


@pytest.mark.parametrize("address", [ADDRESS, "/audit/"])
def test_the_queries_are_few_and_the_same_for_one_event_and_three(
    client, action, partnership_lead, staff, django_assert_max_num_queries, address
):
    client.force_login(staff if address == "/audit/" else partnership_lead)
    counts = []
    for _ in range(2):
        submitted(action, partnership_lead, number=len(counts) + 1)
        close_days(now=timezone.now() + datetime.timedelta(days=2))
        with django_assert_max_num_queries(20) as asked:
            client.get(address)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_the_download_has_each_event_and_is_an_event_itself(client, action, partnership_lead):
    submitted(action, partnership_lead)
    client.force_login(partnership_lead)

    lines = b"".join(client.get(f"{ADDRESS}?format=csv").streaming_content).decode().splitlines()

    assert lines[0].startswith("\ufeffevent,happened_at,person,kind,what,")
    assert ",export.downloaded," in lines[1]
    assert "delivery status from On track to At risk" in lines[2]
    assert client.get(f"{ADDRESS}?format=xlsx").status_code == 200
    assert AuditEvent.objects.filter(kind="export.downloaded").count() == 2


def test_an_empty_audit_says_so(client, partnership_lead):
    client.force_login(partnership_lead)

    assert "Nothing has been done yet." in text(client.get(ADDRESS))
    assert "No event matches these filters." in text(client.get(f"{ADDRESS}?person=x"))


def test_the_page_gives_the_digest_of_the_last_day_to_be_kept_elsewhere(client, story, partnership_lead):
    client.force_login(partnership_lead)

    response = client.get(ADDRESS)

    assert f"<code>{response.context['last_closed'].digest}</code>" in text(response)
    assert "Last day closed: 3 June 2026, 2 events on the whole site." in text(response)


# The history of one record ---------------------------------------------------------------------------------------


def drawn(record, user, *, code="{% history record %}"):
    class Request:
        pass

    request = Request()
    request.user = user
    return " ".join(Template(code).render(Context({"record": record, "request": request})).split())


def test_the_history_of_a_record_says_who_changed_what(action, lead_officer, partnership_lead):
    submitted(action, lead_officer, reason="As agreed")

    page = drawn(action, partnership_lead)

    assert "Changes to this action" in page
    assert "<strong>Olu Officer</strong> submitted a progress update on" in page
    assert "delivery status from On track to At risk" in page
    assert "Reason: As agreed" in page


def test_the_history_takes_in_the_parts_and_ends_in_a_link_to_the_whole(action, partnership_lead):
    submitted(action, partnership_lead, number=3)

    page = drawn(action, partnership_lead, code="{% history record record.milestones.all limit=2 %}")

    assert page.count("<li>") == 2
    assert f'href="/northshire/audit/?about=actions.action%3A{action.pk}"' in page


def test_the_history_leads_to_the_audit_that_one_may_see(action, lead_officer, partnership_lead, staff):
    submitted(action, lead_officer)
    about = f"?about=actions.action%3A{action.pk}"

    assert f'href="/northshire/audit/{about}">This action in the audit' in drawn(action, partnership_lead)
    assert f'href="/audit/{about}">This action in the audit' in drawn(action, staff)


def test_the_history_is_drawn_for_nobody_else(action, lead_officer, viewer, stranger, staff):
    submitted(action, lead_officer)

    assert [drawn(action, each) for each in (lead_officer, viewer, stranger, AnonymousUser())] == [""] * 4
    assert "Changes to this action" in drawn(action, staff)


def test_everybody_sees_the_history_of_their_own_account(lead_officer, viewer):
    audit.signed_in(person=lead_officer, method="passkey")

    assert "<strong>Olu Officer</strong> signed in: method passkey." in drawn(lead_officer, lead_officer)
    assert drawn(lead_officer, viewer) == ""


def test_the_history_asks_the_database_twice(action, partnership_lead, django_assert_num_queries):
    submitted(action, partnership_lead, number=3)

    with django_assert_num_queries(2):
        drawn(action, partnership_lead)
