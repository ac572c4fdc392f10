"""What was done through a token or a program says so in the audit, and what is done on a page does not."""

import pytest
from django.test import Client

from cdp import audit
from cdp.models import AuditEvent
from partners.roles import Role
from tests.signing_in import main_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def writes(asks, action):
    def writes(bearer):
        response = asks(
            f"/api/v1/actions/{action.partnership.slug}:{action.ref}/updates/", bearer, "post",
            data={}, content_type="application/json",
        )  # fmt: skip
        assert response.status_code == 201, response.content
        return AuditEvent.objects.get(kind="update.started")

    return writes


def test_an_event_names_the_token_and_the_page_of_the_audit_shows_it(
    client, writes, lead_officer, partnership_lead, token_of
):
    row, text = token_of(lead_officer, scopes=["read", "write:updates"])

    event = writes(text)

    words = f"the token “Power BI” (cdp_{row.prefix}…)"
    assert event.changes["through"] == [None, words]
    client.force_login(partnership_lead)
    assert f"began a progress update on {event.subject_name} , with {words}" in main_text(
        client.get("/northshire/audit/")
    )
    found = client.get("/northshire/audit/", {"q": f"cdp_{row.prefix}"})
    assert words in main_text(found)
    assert words in client.get("/northshire/audit/?format=csv").getvalue().decode()
    assert text not in str(event.changes)


def test_an_event_names_the_program(writes, program, asks_for_token, agency, action):
    made, secret = program(role=Role.LEAD_OFFICER, agency=agency, scopes=["read", "write:updates"])

    event = writes(asks_for_token(made, secret).json()["access_token"])

    assert event.person_name == "Data platform (program)"
    assert event.changes["through"] == [None, f"the program “Data platform” ({made.application.client_id[:8]}…)"]


def test_the_next_request_is_not_taken_for_it(client, writes, lead_officer, partnership_lead, token_of):
    writes(token_of(lead_officer, scopes=["read", "write:updates"])[1])
    Client().get("/api/v1/actions/")

    assert "through" not in audit.record(kind="person.signed_in", by=lead_officer).changes
    client.force_login(partnership_lead)
    client.get("/northshire/actions/?format=csv")
    assert "through" not in AuditEvent.objects.filter(kind="export.downloaded").get().changes


def test_it_is_in_the_chain_and_can_be_taken_out_of_it(writes, lead_officer, partnership_lead, token_of):
    event = writes(token_of(lead_officer, scopes=["read", "write:updates"])[1])

    audit.redact(event=event, by=partnership_lead, reason="A name", fields=["changes.through"])

    event.refresh_from_db()
    assert event.changes["through"] == ["[removed]", "[removed]"]
