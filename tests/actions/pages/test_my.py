import datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from actions.operations import updates
from actions.operations.progress import report_progress
from cdp import words as date_words
from tests.actions.updates.story import returned, submitted
from tests.factories import ActionAgencyFactory, ActionFactory, MeetingFactory, MilestoneFactory, RefreshFactory
from tests.pages import refs_of, rows_of_csv, words

pytestmark = pytest.mark.django_db


def test_a_lead_officer_sees_the_actions_of_their_agency(client, partnership, action, lead_officer):
    ActionFactory(partnership=partnership, ref="of others")
    client.force_login(lead_officer)

    work = client.get("/my/").context["work"]

    assert refs_of(work.rows, "action") == ["1.1"]
    assert work.headline == "You can report on 1 action: one has no update yet"


def test_a_partnership_lead_sees_all_actions_by_the_attention_they_need(client, partnership, partnership_lead):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    for position, (ref, status, due) in enumerate(
        [
            ("on track", "on_track", None),
            ("complete", "complete", yesterday),
            ("silent", None, None),
            ("at risk", "at_risk", None),
            ("past its date", "on_track", yesterday),
        ]
    ):
        action = ActionFactory(partnership=partnership, ref=ref, position=position, due_on=due)
        if status:
            report_progress(
                action=action, delivery_status=status, confidence="confident", narrative="So", by=partnership_lead
            )
    client.force_login(partnership_lead)

    work = client.get("/my/").context["work"]

    assert refs_of(work.rows, "action") == ["past its date", "silent", "at risk", "on track"]
    assert refs_of(work.finished, "action") == ["complete"]
    assert work.headline == "You can report on 4 actions: one is late and one has no update yet"


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ("viewer", "Your role lets you read, not report. A partnership lead can change that."),
        (
            "other_officer",
            "No action has been entered for you or your agency to lead. A partnership lead can add one.",
        ),
        (
            "stranger",
            (
                "You are not a member of a partnership yet. A partnership lead can add you; "
                "until then you can read all that is published."
            ),
        ),
    ],
)
def test_with_nothing_to_report_the_page_says_why(client, action, person, why, request):
    client.force_login(request.getfixturevalue(person))

    work = client.get("/my/").context["work"]

    assert (work.rows, work.nothing) == ([], why)


def test_a_data_lead_sees_the_runs_that_wait_for_review(client, data_lead, viewer):
    run = RefreshFactory(outcome="held", source__name="Fingertips", added=3)
    RefreshFactory(outcome="changed")
    client.force_login(data_lead)

    response = client.get("/my/")

    assert list(response.context["held"]) == [run]
    assert f'<a class="govuk-link" href="/data/refreshes/{run.pk}/">Fingertips</a>' in words(response)
    client.force_login(viewer)
    assert list(client.get("/my/").context["held"]) == []


def test_signed_out_it_asks_to_sign_in(client):
    assert client.get("/my/").url == "/sign-in/?next=/my/"


@pytest.mark.parametrize("count", [1, 3])
def test_my_work_makes_the_same_queries(client, partnership, agency, lead_officer, count, django_assert_num_queries):
    for _ in range(count):
        action = ActionFactory(partnership=partnership)
        ActionAgencyFactory(action=action, agency=agency)
        MilestoneFactory(action=action)
    client.force_login(lead_officer)

    with django_assert_num_queries(13):
        response = client.get("/my/")

    assert len(response.context["work"].rows) == count


def test_what_one_can_report_on_downloads(client, partnership, action, lead_officer):
    ActionFactory(partnership=partnership, ref="of others")
    client.force_login(lead_officer)

    (row,) = rows_of_csv(client.get("/my/?format=csv"))

    assert (row["ref"], row["partnership"], row["sample_data"]) == ("1.1", partnership.name, "no")
    assert (row["delivery"], row["address"]) == ("No update yet", "/northshire/actions/1.1/")


def test_who_cannot_report_is_led_to_the_strategy_first(client, action, viewer):
    client.force_login(viewer)

    page = BeautifulSoup(client.get("/my/").content, "html.parser")

    first, second, third = page.select("h1 ~ p")[:3]
    assert first.a["href"] == "/northshire/"
    assert first.get_text() == "Read how the strategy of Northshire Combating Drugs Partnership stands"
    assert second.a["href"] == "/northshire/meetings/"
    assert third.get_text() == "Your role lets you read, not report. A partnership lead can change that."


def test_a_stranger_has_no_strategy_to_be_led_to(client, action, stranger):
    client.force_login(stranger)

    page = BeautifulSoup(client.get("/my/").content, "html.parser")

    assert [link["href"] for link in page.select("h1 ~ p a")] == ["/reports/", "/access/"]


@pytest.fixture
def board(partnership):
    """Papers are due in a week."""
    today = timezone.localdate()
    return MeetingFactory(
        partnership=partnership,
        held_on=today + datetime.timedelta(days=21),
        papers_due_on=today + datetime.timedelta(days=7),
    )


def test_what_one_owes_says_by_when(client, action, board, lead_officer):
    client.force_login(lead_officer)

    work = client.get("/my/").context["work"]

    assert [(row.action.ref, row.due_on) for row in work.owed] == [("1.1", board.papers_due_on)]
    assert work.headline == f"You owe 1 update, the first by {date_words.day(board.papers_due_on)}"


def test_what_is_sent_is_owed_no_more(client, action, board, lead_officer):
    update = submitted(action, lead_officer)
    client.force_login(lead_officer)

    work = client.get("/my/").context["work"]

    assert (work.owed, work.waiting) == ([], [update])


def test_what_waits_for_approval_is_shown_to_those_who_decide(client, action, lead_officer, partnership_lead, viewer):
    update = submitted(action, lead_officer)
    for person, expected in ((partnership_lead, [update]), (lead_officer, []), (viewer, [])):
        client.force_login(person)

        assert client.get("/my/").context["work"].to_approve == expected


def test_what_was_sent_back_says_why(client, action, lead_officer, partnership_lead):
    returned(action, lead_officer, partnership_lead, reason="Which clinic?")
    client.force_login(lead_officer)

    response = client.get("/my/")

    assert [row.returned.reason for row in response.context["work"].returned] == ["Which clinic?"]
    assert words(response).count("<blockquote>Which clinic?</blockquote>") == 1


def test_a_draft_is_gone_on_with(client, action, lead_officer):
    updates.start(action=action, by=lead_officer)
    client.force_login(lead_officer)

    assert [row.action.ref for row in client.get("/my/").context["work"].drafts] == ["1.1"]


@pytest.mark.parametrize("count", [1, 3])
def test_with_everything_at_once_it_makes_the_same_queries(
    client, partnership, agency, board, lead_officer, partnership_lead, count, django_assert_num_queries
):
    for _ in range(count):
        for bring in (submitted, updates.start, None):
            action = ActionFactory(partnership=partnership)
            ActionAgencyFactory(action=action, agency=agency)
            if bring:
                bring(action=action, by=lead_officer)
        action = ActionFactory(partnership=partnership)
        ActionAgencyFactory(action=action, agency=agency)
        returned(action, lead_officer, partnership_lead)
    client.force_login(partnership_lead)

    with django_assert_num_queries(15):
        response = client.get("/my/")

    work = response.context["work"]
    assert (len(work.to_approve), len(work.waiting), len(work.owed), len(work.others_owe)) == (
        count,
        count,
        0,
        3 * count,
    )


def test_a_partnership_lead_owes_what_their_own_agency_leads_and_what_nobody_leads(
    client, partnership, action, board, partnership_lead
):
    own, nobodys = ActionFactory(partnership=partnership, ref="own"), ActionFactory(partnership=partnership, ref="none")
    agency = ActionAgencyFactory(action=own).agency
    partnership_lead.memberships.update(agency=agency)
    client.force_login(partnership_lead)

    work = client.get("/my/").context["work"]

    assert ({row.action for row in work.owed}, [row.action for row in work.others_owe]) == ({own, nobodys}, [action])
