"""Who hears of a step in the life of an update, and of what a board asks."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from actions.models import Mail
from actions.operations import meetings, updates
from actions.operations.progress import report_progress
from tests.actions.updates.story import SAID, approved, returned, submitted
from tests.factories import ActionAgencyFactory, ActionFactory, MeetingFactory
from tests.mails import deliver, mails, path_in

pytestmark = pytest.mark.django_db


def told():
    return [(each.kind, each.to) for each in mails()]


def test_those_who_approve_hear_of_an_update_that_waits(action, lead_officer, partnership_lead, viewer):
    submitted(action, lead_officer)

    deliver()

    assert told() == [("to_approve", "lead@example.org")]
    message = mail.outbox[0]
    assert message.subject == "For approval: action 1.1, at risk"
    assert "Olu Officer of Northshire Probation sent a progress update" in message.body
    assert "The first clinic has opened." in message.body
    assert "http://localhost:8000/northshire/approvals/" in message.body
    assert "because you approve updates of Northshire" in message.body


def test_two_hundred_updates_are_not_two_hundred_mails(action, agency, lead_officer, partnership_lead):
    second = ActionFactory(partnership=action.partnership, ref="2.1")
    ActionAgencyFactory(action=second, agency=agency)

    first = submitted(action, lead_officer)
    submitted(second, lead_officer)
    assert told() == [("to_approve", "lead@example.org")]

    # The queue is worked off: what comes next is told of again.
    for update in (first, second.updates.get()):
        updates.approve(update=update, version=update.version, by=partnership_lead)
    submitted(action, lead_officer, narrative="And another one")
    assert [kind for kind, _ in told()].count("to_approve") == 2


def test_whoever_sent_it_hears_why_it_came_back_and_can_mend_it_by_the_link(
    client, action, lead_officer, partnership_lead
):
    returned(action, lead_officer, partnership_lead)
    deliver()

    message = mail.outbox[-1]
    assert (message.to, message.subject) == (["officer@example.org"], "Sent back: your update on action 1.1")
    assert "Lee Lead sent back your progress update" in message.body
    assert "Which clinic?" in message.body
    page = client.get(path_in(message.body, "/m/")).content.decode()
    assert "Which clinic?" in page
    assert "The first clinic has opened." in page


def test_whoever_sent_it_hears_that_it_is_approved(action, lead_officer, partnership_lead):
    approved(action, lead_officer, partnership_lead)

    deliver()

    assert told() == [("to_approve", "lead@example.org"), ("approved", "officer@example.org")]
    assert "Lee Lead approved your progress update on action 1.1" in mail.outbox[-1].body


def test_nobody_is_written_to_about_what_they_did_themselves(action, partnership_lead):
    report_progress(action=action, by=partnership_lead, **SAID)

    assert told() == []


def test_nobody_is_called_to_a_queue_that_is_empty(action, lead_officer, partnership_lead):
    approved(action, lead_officer, partnership_lead)

    deliver()

    dropped = Mail.objects.get(kind="to_approve")
    assert (dropped.state, dropped.error) == ("dropped", "Nothing waits for approval any more.")


def test_what_is_entered_afterwards_is_history(action, lead_officer, partnership_lead):
    long_ago = timezone.now() - datetime.timedelta(days=40)

    report_progress(action=action, by=lead_officer, now=long_ago, **SAID)

    assert told() == []


def test_a_refused_step_writes_nothing(action, lead_officer, partnership_lead):
    update = submitted(action, lead_officer)
    Mail.objects.all().delete()

    with pytest.raises(updates.Stale):
        updates.approve(update=update, version=update.version + 1, by=partnership_lead)

    assert told() == []


@pytest.fixture
def meeting(partnership):
    return MeetingFactory(partnership=partnership, held_on=timezone.localdate() - datetime.timedelta(days=1))


def decide(meeting, by, **said):
    said = {"kind": "ask", "text": "Find out how many wait.", "due_on": None, "owner": None, "agency": None} | said
    return meetings.record_decision(meeting=meeting, by=by, **said)


def test_who_is_asked_something_by_a_board_hears_of_it_once(meeting, partnership_lead, viewer, agency):
    due_on = timezone.localdate() + datetime.timedelta(days=30)
    decision = decide(meeting, partnership_lead, owner=viewer, due_on=due_on)
    meetings.change_decision(decision=decision, by=partnership_lead, text="Find out how many wait, and where.")

    deliver()

    assert told() == [("decision", viewer.email)]
    message = mail.outbox[0]
    assert message.subject.startswith("Ask of the board of ")
    assert "asked this of you, by " in message.body
    assert "Find out how many wait." in message.body
    assert decision.get_absolute_url() in message.body


def test_who_is_given_what_was_another_s_hears_of_it(meeting, partnership_lead, viewer, agency):
    decision = decide(meeting, partnership_lead, agency=agency)
    assert told() == []

    meetings.change_decision(decision=decision, by=partnership_lead, owner=viewer)

    assert told() == [("decision", viewer.email)]


def test_what_a_board_asks_of_whoever_writes_it_down_is_no_news(meeting, partnership_lead):
    decide(meeting, partnership_lead, owner=partnership_lead)

    assert told() == []
