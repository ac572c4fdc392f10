import datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from tests.factories import ActionFactory, AuditEventFactory, MeetingFactory, PersonFactory, ProgressUpdateFactory
from tests.pages import rows_of_csv

pytestmark = pytest.mark.django_db
PAGE = "/northshire/what-changed/"


@pytest.fixture
def held(partnership):
    return MeetingFactory(partnership=partnership, held_on=timezone.localdate() - datetime.timedelta(days=30))


def moved(partnership, **fields):
    action = ActionFactory(partnership=partnership, due_on=None, **fields)
    ProgressUpdateFactory(action=action, delivery_status="at_risk", decided_at=timezone.now())
    return action


def page_of(response):
    return BeautifulSoup(response.content, "html.parser")


def test_without_a_day_it_is_since_the_last_meeting(client, partnership, held):
    action = moved(partnership)

    page = page_of(client.get(PAGE))

    assert [option["value"] for option in page.select("option[selected]")] == [held.held_on.isoformat()]
    assert str(action) in page.select_one("#changed-status ~ table").get_text()


def test_a_partnership_without_a_meeting_says_so(client, partnership):
    assert page_of(client.get(PAGE)).h1.get_text() == "No meeting has been held yet"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("yesterday", "“yesterday” is not a day. Choose a meeting, or give a day as in ?since=2026-09-09."),
        ("2026-02-30", "“2026-02-30” is not a day. Choose a meeting, or give a day as in ?since=2026-09-09."),
        ("2999-01-01", "1 January 2999 is not over yet. Choose an earlier day."),
        ("0001-01-01", "Nothing is recorded from 1. Choose a meeting, or give a day as in ?since=2026-09-09."),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_a_sentence(client, held, asked, said):
    response = client.get(PAGE, {"since": asked})

    assert response.status_code == 400
    assert page_of(response).select_one(".govuk-error-summary li").get_text(strip=True) == said
    assert client.get(PAGE, {"since": asked, "format": "csv"}).status_code == 400


def test_visitors_read_what_changed_and_members_by_whom(client, partnership, held, viewer):
    moved(partnership)

    assert "who" not in rows_of_csv(client.get(f"{PAGE}?format=csv"))[0]
    client.force_login(viewer)
    (row, _) = rows_of_csv(client.get(f"{PAGE}?format=csv"))
    assert (row["kind"], row["from"], row["to"], bool(row["who"])) == (
        "Delivery moved", "No update yet", "At risk", True,
    )  # fmt: skip


def test_markup_in_what_was_said_stays_text(client, partnership, held):
    AuditEventFactory(
        partnership=partnership, kind="recommendation.archived", subject_kind="actions.recommendation",
        subject_id="1", subject_name="<script>alert(1)</script>", reason="=cmd|' /C calc'!A0",
    )  # fmt: skip

    assert b"<script>alert" not in client.get(PAGE).content
    assert b"\n=cmd" not in b"".join(client.get(f"{PAGE}?format=csv").streaming_content)


@pytest.mark.parametrize("count", [1, 3])
def test_it_makes_ten_queries(client, partnership, held, count, viewer, django_assert_num_queries):
    for _ in range(count):
        moved(partnership)
        PersonFactory()
    client.force_login(viewer)

    with django_assert_num_queries(10):
        client.get(PAGE)


def test_of_hundreds_the_newest_are_shown_and_the_download_has_all(client, partnership, held, monkeypatch):
    monkeypatch.setattr("actions.board.changes.shape.SHOWN", 2)
    for _ in range(3):
        moved(partnership)

    page = page_of(client.get(PAGE))

    assert len(page.select("#changed-status ~ table tbody tr")) == 2
    assert "1 more: the downloads above hold all 3." in page.select_one("section[aria-labelledby=changed-status]").text
    rows = rows_of_csv(client.get(f"{PAGE}?format=csv"))
    assert len([row for row in rows if row["kind"] == "Delivery moved"]) == 3
