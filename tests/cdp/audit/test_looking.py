"""What is taken out, and views of restricted figures."""

import datetime

import pytest
from allauth.core.exceptions import ReauthenticationRequired
from django.test import RequestFactory
from django.utils import timezone

from cdp import audit, exports
from cdp.logs import current_request, request_id_middleware
from cdp.models import AuditEvent
from partners import step_up
from tests.factories import RefreshFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
def test_a_download_is_told_with_its_filters(client, action, lead_officer, file_format):
    client.force_login(lead_officer)

    response = client.get(f"/northshire/actions/?format={file_format}&q=prison")

    event = AuditEvent.objects.get()
    assert event.kind == "export.downloaded"
    assert (event.person, event.partnership) == (lead_officer, action.partnership)
    assert event.changes == {"format": [None, file_format], "filters": [None, {"q": "prison"}]}
    assert (event.subject_kind, event.subject_address) == ("page", "/northshire/actions/")
    assert event.request_id == response["X-Request-ID"]
    assert not event.is_restricted


def test_of_a_visitor_nothing_is_kept(client, action):
    assert client.get("/northshire/actions/?format=csv").status_code == 200

    assert not AuditEvent.objects.exists()


def test_a_page_that_is_only_looked_at_is_not_told(client, action, lead_officer):
    client.force_login(lead_officer)
    client.get("/northshire/actions/")
    client.head("/northshire/actions/?format=csv")

    assert not AuditEvent.objects.exists()


def test_a_download_of_an_earlier_day_is_told_too(client, action, lead_officer):
    now = timezone.now()
    RefreshFactory(started_at=now - datetime.timedelta(days=9))
    yesterday = timezone.localdate(now) - datetime.timedelta(days=1)
    client.force_login(lead_officer)

    response = client.get(f"/data/?format=csv&as_of={yesterday}")

    assert b"".join(response.streaming_content)
    assert AuditEvent.objects.get().changes["filters"] == [None, {"as_of": yesterday.isoformat()}]


@pytest.fixture
def takes_out(rf, stranger):
    table = exports.Table("small", "Small numbers", [exports.Column("n", "N")], [[1]], is_restricted=True)

    def view(request):
        request.user, request.resolver_match = stranger, None
        return exports.respond("csv", table)

    return lambda: request_id_middleware(view)(rf.get("/somewhere/"))


def test_restricted_figures_are_told_of_whoever_takes_them_out(takes_out, stranger, monkeypatch):
    monkeypatch.setattr(step_up, "is_recent", lambda request: True)

    takes_out()

    event = AuditEvent.objects.get()
    assert (event.kind, event.is_restricted) == ("export.restricted", True)
    assert (event.subject_name, event.person) == ("Small numbers", stranger)
    assert current_request.get() is None


def test_whoever_takes_out_restricted_figures_has_just_proved_who_they_are(takes_out, monkeypatch):
    monkeypatch.setattr(step_up, "is_recent", lambda request: False)

    with pytest.raises(ReauthenticationRequired):
        takes_out()

    assert not AuditEvent.objects.exists()


def test_a_command_that_makes_a_table_is_no_download():
    exports.respond("csv", exports.Table("small", "Small", [exports.Column("n", "N")], [], is_restricted=True))

    assert audit.saw_restricted(title="Nothing") is None
    assert not AuditEvent.objects.exists()


@pytest.fixture
def rf():
    return RequestFactory()
