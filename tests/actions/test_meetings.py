"""Meetings are set, changed and called off; what they decide and ask for goes on until somebody closes it."""

import datetime

import pytest
from django.utils import timezone

from actions.models import Decision, Meeting
from actions.operations import meetings
from actions.operations.updates.refusals import NotTheirs, NotWhole, WrongState
from actions.owing import window
from actions.presenters.decisions import meeting_page, owned_by, window_sentence
from cdp import audit
from partners.roles import Role
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    DecisionFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db

SPRING = datetime.date(2027, 3, 10)


def today():
    return timezone.localdate()


def day(days):
    return today() + datetime.timedelta(days=days)


def dates(**changes):
    return {
        "title": "Board meeting", "held_on": SPRING, "papers_due_on": datetime.date(2027, 2, 24),
        "reporting_opens_on": datetime.date(2027, 1, 25), "reporting_closes_on": datetime.date(2027, 2, 19), **changes,
    }  # fmt: skip


@pytest.fixture
def held(partnership):
    return MeetingFactory(partnership=partnership, held_on=day(-7))


def asked(lead, **changes):
    return {"kind": "ask", "text": "Find rooms for the second clinic", "owner": lead, **changes}


def test_a_meeting_is_set_with_its_window(partnership, partnership_lead):
    meeting = meetings.plan_meeting(partnership=partnership, by=partnership_lead, **dates())

    assert (meeting.held_on, meeting.reporting_closes_on) == (SPRING, datetime.date(2027, 2, 19))
    assert audit.history_of(meeting).get().kind == "meeting.planned"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"held_on": None}, "held_on"),
        ({"held_on": datetime.date(206, 3, 10), "papers_due_on": None, "reporting_opens_on": None,
          "reporting_closes_on": None}, "held_on"),
        ({"papers_due_on": datetime.date(2027, 3, 11)}, "papers_due_on"),
        ({"reporting_closes_on": None}, "reporting_closes_on"),
        ({"reporting_opens_on": None}, "reporting_opens_on"),
        ({"reporting_opens_on": datetime.date(2027, 2, 20)}, "reporting_closes_on"),
        ({"reporting_closes_on": datetime.date(2027, 3, 11)}, "reporting_closes_on"),
        ({"title": "x" * 201}, "title"),
    ],
)  # fmt: skip
def test_dates_out_of_order_are_refused_beside_the_date_to_change(partnership, partnership_lead, changes, field):
    with pytest.raises(NotWhole) as refusal:
        meetings.plan_meeting(partnership=partnership, by=partnership_lead, **dates(**changes))

    assert list(refusal.value.errors) == [field]
    assert not Meeting.objects.exists()


def test_papers_may_be_due_and_reporting_may_close_on_the_day_itself(partnership, partnership_lead):
    same = dict.fromkeys(["papers_due_on", "reporting_opens_on", "reporting_closes_on"], SPRING)

    assert meetings.plan_meeting(partnership=partnership, by=partnership_lead, **dates(**same)).pk


def test_two_meetings_of_one_name_on_one_day_are_refused_in_words(partnership, partnership_lead):
    first = meetings.plan_meeting(partnership=partnership, by=partnership_lead, **dates())
    meetings.cancel_meeting(meeting=first, by=partnership_lead)

    with pytest.raises(NotWhole) as refusal:
        meetings.plan_meeting(partnership=partnership, by=partnership_lead, **dates())

    said = "There is a meeting of this name on 10 March 2027 already. It is cancelled, and can be held after all."
    assert refusal.value.errors == {"held_on": said}
    assert meetings.plan_meeting(partnership=partnership, by=partnership_lead, **dates(title="Extraordinary")).pk


def test_a_change_tells_from_what_to_what(partnership, partnership_lead):
    meeting = meetings.plan_meeting(partnership=partnership, by=partnership_lead, **dates())

    meetings.change_meeting(meeting=meeting, by=partnership_lead, **dates(held_on=datetime.date(2027, 3, 17)))

    assert audit.history_of(meeting).first().changes == {"held_on": ["2027-03-10", "2027-03-17"]}


def test_a_change_that_changes_nothing_is_no_event(partnership, partnership_lead):
    meeting = meetings.plan_meeting(partnership=partnership, by=partnership_lead, **dates())

    meetings.change_meeting(meeting=meeting, by=partnership_lead, **dates())

    assert audit.history_of(meeting).count() == 1


def test_a_cancelled_meeting_owes_nobody_an_update_until_it_is_held_after_all(partnership, partnership_lead):
    meeting = MeetingFactory(partnership=partnership, held_on=day(9))

    meetings.cancel_meeting(meeting=meeting, by=partnership_lead)
    assert window(partnership.meetings.all(), on=today()) is None
    with pytest.raises(WrongState):
        meetings.change_meeting(meeting=meeting, by=partnership_lead, title="Another")

    meetings.hold_after_all(meeting=meeting, by=partnership_lead)
    assert window(partnership.meetings.all(), on=today()).held_on == day(9)


def test_a_meeting_that_decided_something_was_held(held, partnership_lead):
    DecisionFactory(meeting=held)

    with pytest.raises(WrongState, match="It has been held"):
        meetings.cancel_meeting(meeting=held, by=partnership_lead)


def test_decisions_keep_the_order_in_which_they_were_recorded(held, partnership_lead):
    for text in ("First", "Second", "Third"):
        meetings.record_decision(meeting=held, by=partnership_lead, **asked(partnership_lead, text=text))

    assert [one.text for one in held.decisions.order_by("position")] == ["First", "Second", "Third"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "wish"}, "kind"),
        ({"text": " "}, "text"),
        ({"text": "x" * 2_001}, "text"),
        ({"owner": None}, "owner"),
        ({"due_on": datetime.date(2020, 1, 1)}, "due_on"),
        ({"due_on": datetime.date(9999, 1, 1)}, "due_on"),
    ],
)
def test_what_was_decided_has_words_an_owner_and_a_date_that_can_be(held, partnership_lead, changes, field):
    with pytest.raises(NotWhole) as refusal:
        meetings.record_decision(meeting=held, by=partnership_lead, **asked(partnership_lead, **changes))

    assert list(refusal.value.errors) == [field]


def test_nothing_is_asked_of_strangers(held, partnership_lead, stranger):
    elsewhere = {"owner": stranger, "agency": AgencyFactory(), "action": ActionFactory()}

    with pytest.raises(NotWhole) as refusal:
        meetings.record_decision(meeting=held, by=partnership_lead, **asked(partnership_lead, **elsewhere))

    assert set(refusal.value.errors) == {"owner", "agency", "action"}


def test_whoever_has_left_keeps_what_was_asked_of_them(held, partnership_lead, lead_officer):
    decision = meetings.record_decision(meeting=held, by=partnership_lead, **asked(lead_officer))
    lead_officer.memberships.all().delete()

    meetings.change_decision(decision=decision, by=partnership_lead, due_on=today())

    decision.refresh_from_db()
    assert (decision.owner, decision.due_on) == (lead_officer, today())


def test_before_its_day_a_meeting_decides_nothing(partnership, partnership_lead):
    with pytest.raises(WrongState, match="can be recorded from then on"):
        meetings.record_decision(
            meeting=MeetingFactory(partnership=partnership, held_on=day(1)),
            by=partnership_lead,
            **asked(partnership_lead),
        )


def test_it_is_closed_with_what_came_of_it_and_opened_again(held, partnership_lead):
    decision = DecisionFactory(meeting=held)

    with pytest.raises(NotWhole):
        meetings.close_decision(decision=decision, note=" ", by=partnership_lead)
    meetings.close_decision(decision=decision, note="Rooms at the library", by=partnership_lead)
    with pytest.raises(WrongState):
        meetings.close_decision(decision=decision, note="Once more", by=partnership_lead)
    with pytest.raises(WrongState):
        meetings.change_decision(decision=decision, text="Other words", by=partnership_lead)
    assert not Decision.objects.open().exists()

    meetings.reopen_decision(decision=decision, by=partnership_lead)
    assert Decision.objects.open().get() == decision
    assert audit.history_of(decision).first().changes == {"closing_note": ["Rooms at the library", ""]}


def test_what_is_open_is_carried_to_every_later_meeting(partnership, partnership_lead):
    first, second, third = (MeetingFactory(partnership=partnership, held_on=day(days)) for days in (-200, -100, 9))
    open_one, closed_one = DecisionFactory.create_batch(2, meeting=first)
    closed_at = timezone.now() - datetime.timedelta(days=50)
    meetings.close_decision(decision=closed_one, note="Done", by=partnership_lead, now=closed_at)

    def carried(meeting):
        return [row.decision for row in meeting_page(meeting, on=today()).carried]

    assert carried(first) == []
    assert carried(second) == [open_one, closed_one], "it was closed after that meeting"
    assert carried(third) == [open_one]


@pytest.mark.parametrize("person", ["lead_officer", "other_officer", "viewer", "data_lead", "stranger"])
def test_only_those_who_hold_meetings_change_anything(partnership, held, person, request):
    by, decision = request.getfixturevalue(person), DecisionFactory(meeting=held)
    attempts = [
        lambda: meetings.plan_meeting(partnership=partnership, by=by, **dates()),
        lambda: meetings.change_meeting(meeting=held, by=by, **dates()),
        lambda: meetings.cancel_meeting(meeting=held, by=by),
        lambda: meetings.hold_after_all(meeting=held, by=by),
        lambda: meetings.record_decision(meeting=held, by=by, **asked(by)),
        lambda: meetings.change_decision(decision=decision, by=by, text="Mine"),
        lambda: meetings.close_decision(decision=decision, note="Mine", by=by),
        lambda: meetings.reopen_decision(decision=decision, by=by),
    ]

    for attempt in attempts:
        with pytest.raises(NotTheirs):
            attempt()


def test_one_finds_ones_own_and_those_of_the_agency_one_acts_for(partnership, held, lead_officer, agency, viewer):
    by_name = DecisionFactory(meeting=held, owner=lead_officer, due_on=None)
    by_agency = DecisionFactory(meeting=held, owner=None, agency=agency, due_on=day(3))
    DecisionFactory(meeting=held, owner=viewer)
    # The same agency sits elsewhere too, where this person has nothing to say.
    DecisionFactory(meeting=MeetingFactory(), owner=None, agency=agency)

    assert [row.decision for row in owned_by(lead_officer, on=today())] == [by_agency, by_name]


def test_in_a_partnership_that_one_no_longer_sees_nothing_is_shown(partnership, held):
    person = PersonFactory()
    membership = MembershipFactory(user=person, partnership=partnership, role=Role.BOARD_MEMBER)
    DecisionFactory(meeting=held, owner=person)
    type(partnership).objects.update(is_published=False)

    assert len(owned_by(person, on=today())) == 1
    membership.delete()
    assert owned_by(person, on=today()) == []


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        (-9, 2, "Reporting for the board of {held} is open until {closes}."),
        (-9, 0, "Reporting for the board of {held} is open until {closes}."),
        (1, 2, "Reporting for the board of {held} opens on {opens} and closes on {closes}."),
        (-9, -1, "Reporting for the board of {held} closed on {closes}."),
    ],
)
def test_the_window_is_said_in_a_sentence(partnership, opens, closes, said):
    MeetingFactory(
        partnership=partnership, held_on=day(9), reporting_opens_on=day(opens), reporting_closes_on=day(closes)
    )
    days = {"held": day(9), "opens": day(opens), "closes": day(closes)}

    sentence = window_sentence(window(partnership.meetings.all(), on=today()), on=today())

    assert sentence == said.format(**{name: f"{one:%-d %B %Y}" for name, one in days.items()})
    assert window_sentence(None, on=today()) == ""
