"""Who is written to at night about what is owed, and what the mail says."""

import pytest
from django.utils import timezone

from actions.mail.reminders import write_reminders
from actions.models import Mail, MailLink, MailOff
from cdp import jobs
from cdp.sealing import opened
from partners.models import Membership
from partners.roles import Role
from tests.actions.mail.story import board, later, link_of, reminded
from tests.actions.updates.story import approved, returned, submitted
from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    MembershipFactory,
    PartnershipFactory,
    PersonFactory,
    ReminderPlanFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def others(partnership, agency, partnership_lead):
    """A deputy and a board member of the agency that leads the action."""
    people = []
    for role, name in ((Role.DEPUTY, "deputy"), (Role.BOARD_MEMBER, "board")):
        person = PersonFactory(email=f"{name}@example.org", name=f"Dora {name.title()}")
        MembershipFactory(user=person, partnership=partnership, agency=agency, role=role)
        people.append(person)
    return people


def test_a_lead_officer_is_reminded_with_a_link_for_the_action(action, lead_officer, others):
    board(action.partnership)

    sent = reminded()

    message = sent.pop("officer@example.org")
    assert sent == {}
    assert message.subject.startswith("An update is due by ")
    assert "Dear Olu Officer," in message.body
    assert "1.1 Meet every prison leaver at the gate" in message.body
    assert ", in 7 days." in message.body
    assert "because you are lead officer for actions on which an update is owed." in message.body
    assert link_of(message).startswith("/m/")


def test_the_link_is_kept_as_a_digest_alone(action, lead_officer):
    board(action.partnership)

    message = reminded()["officer@example.org"]

    token = link_of(message).split("/")[2]
    written, link = Mail.objects.get(), MailLink.objects.get()
    assert token not in str({**Mail.objects.values().get(), **MailLink.objects.values().get()})
    assert token in opened(written.text)
    assert (link.person, link.action, link.mail, link.used_at) == (lead_officer, action, written, None)


def test_the_same_night_twice_writes_once(action, lead_officer):
    board(action.partnership)

    assert (write_reminders(), write_reminders()) == (1, 0)


def test_the_job_of_the_night_does_it(action, lead_officer):
    board(action.partnership)

    job = jobs.run_here(jobs.ask(kind="write_reminders", key=""))

    assert (job.state, Mail.objects.count()) == ("done", 1)


def test_overdue_it_goes_up_step_by_step(action, lead_officer, others):
    board(action.partnership, closes_in=0)

    told = {days: sorted(reminded(now=later(days))) for days in (1, 7, 30)}

    assert told == {
        1: ["deputy@example.org", "officer@example.org"],
        7: ["board@example.org", "deputy@example.org", "officer@example.org"],
        30: ["board@example.org", "deputy@example.org", "lead@example.org", "officer@example.org"],
    }


def test_whoever_may_not_report_gets_no_link_but_the_page_of_the_action(action, lead_officer, others):
    board(action.partnership, closes_in=0)

    message = reminded(now=later(7))["board@example.org"]

    assert "/m/" not in message.body
    assert "http://localhost:8000/northshire/actions/1.1/" in message.body
    assert message.subject == "An update is overdue"
    assert "have not come" in message.body


def test_where_nobody_stands_the_next_one_up_is_told_and_why(action, partnership_lead):
    board(action.partnership)

    sent = reminded()

    assert sorted(sent) == ["lead@example.org"]
    assert "because there is no lead officer who could be reminded" in sent["lead@example.org"].body
    assert "have no lead officer who could be reminded, so this comes to you" in sent["lead@example.org"].body


@pytest.mark.parametrize(
    "said",
    [
        lambda action, officer, lead: submitted(action, officer),
        lambda action, officer, lead: approved(action, officer, lead),
    ],
    ids=["waiting for approval", "approved"],
)
def test_nobody_is_reminded_of_what_was_said(action, lead_officer, partnership_lead, said):
    board(action.partnership)
    said(action, lead_officer, partnership_lead)

    assert write_reminders() == 0


def test_what_was_sent_back_is_still_owed(action, lead_officer, partnership_lead):
    board(action.partnership)
    returned(action, lead_officer, partnership_lead)

    assert write_reminders() == 1


def test_the_named_lead_officer_is_told_and_not_their_colleagues(action, agency, lead_officer):
    colleague = PersonFactory(email="colleague@example.org")
    MembershipFactory(user=colleague, partnership=action.partnership, agency=agency, role=Role.LEAD_OFFICER)
    board(action.partnership)
    action.lead_officer = lead_officer
    action.save()

    assert sorted(reminded()) == ["officer@example.org"]
    Membership.objects.filter(user=lead_officer).delete()
    assert sorted(reminded()) == ["colleague@example.org"]


def test_somebody_in_two_partnerships_gets_one_digest_and_both_find_it_in_their_log(action, agency, lead_officer):
    elsewhere = PartnershipFactory(slug="southshire", name="Southshire Partnership")
    second = ActionFactory(partnership=elsewhere, ref="S.1", title="Open a clinic")
    ActionAgencyFactory(action=second, agency=agency)
    MembershipFactory(user=lead_officer, partnership=elsewhere, agency=agency, role=Role.LEAD_OFFICER)
    for partnership in (action.partnership, elsewhere):
        board(partnership)

    message = reminded()["officer@example.org"]

    assert message.subject.startswith("Two updates are due by ")
    assert "S.1 Open a clinic (Southshire Partnership)" in message.body
    assert message.body.count("/m/") == 2
    assert Mail.objects.get().partnership is None


def test_the_words_and_days_of_the_partnership_hold(action, lead_officer):
    board(action.partnership, closes_in=3)
    plan = ReminderPlanFactory(
        partnership=action.partnership, days_before=[3], subject="Your turn", opening="Lee needs your words by Friday."
    )

    message = reminded()["officer@example.org"]

    assert message.subject == "Your turn"
    assert "Lee needs your words by Friday." in message.body
    Mail.objects.all().delete()
    plan.is_on = False
    plan.save()
    assert write_reminders() == 0


def test_whoever_has_switched_reminders_off_is_still_told_as_a_deputy(action, agency, lead_officer, others):
    for person in (lead_officer, others[0]):
        MailOff.objects.create(person=person, kind="reminder", switched_off_at=timezone.now())
    board(action.partnership, closes_in=0)

    assert sorted(reminded(now=later(1))) == ["deputy@example.org"]
    assert Mail.objects.get().kind == "escalation"


def test_a_reminder_that_could_not_be_sent_is_dropped_once_all_is_said(action, lead_officer, settings):
    board(action.partnership)
    write_reminders()
    submitted(action, lead_officer)

    assert reminded() == {}
    assert Mail.objects.get(kind="reminder").error == "All of it has been reported meanwhile."


@pytest.mark.parametrize("actions", [1, 3])
def test_the_queries_are_those_of_people_and_not_of_actions(
    action, agency, lead_officer, django_assert_max_num_queries, actions
):
    for number in range(actions - 1):
        more = ActionFactory(partnership=action.partnership, ref=f"9.{number}")
        ActionAgencyFactory(action=more, agency=agency)
    board(action.partnership)

    with django_assert_max_num_queries(28):
        assert write_reminders() == 1
