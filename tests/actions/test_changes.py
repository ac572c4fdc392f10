import datetime

import pytest
from django.utils import timezone

from actions.board.changes import changes_between, end_of
from actions.board.changes.shape import Change, Changes
from actions.operations import meetings, plan
from cdp import words
from tests.factories import (
    ActionFactory,
    DecisionFactory,
    DocumentFactory,
    IndicatorFactory,
    MeasureFactory,
    MeetingFactory,
    MilestoneFactory,
    ObservationFactory,
    PartnershipFactory,
    PersonFactory,
    PriorityFactory,
    ProgressUpdateFactory,
    ReadingFactory,
    RecommendationFactory,
    RefreshFactory,
    SeriesFactory,
    SourceFactory,
    SupersededObservationFactory,
)

pytestmark = pytest.mark.django_db
SINCE = end_of(datetime.date(2026, 9, 9))
UNTIL = end_of(datetime.date(2026, 11, 21))
BEFORE, AFTER = SINCE - datetime.timedelta(days=30), SINCE + datetime.timedelta(days=30)


def changed(partnership, since=SINCE, until=UNTIL, user=None):
    return list(changes_between(partnership, since=since, until=until, user=user or PersonFactory()))


def told(change):
    return change.kind, change.what, change.from_words, change.to_words


def approved(action, status, at, confidence="confident"):
    update = ProgressUpdateFactory(
        action=action, delivery_status=status, confidence=confidence, reported_at=at, decided_at=at,
        decided_by=PersonFactory(), agency=None,
    )  # fmt: skip
    type(action).objects.filter(pk=action.pk).update(
        delivery_status=status, confidence=confidence, reported_at=at, reported_by=update.reported_by
    )
    return update


@pytest.fixture
def action(partnership):
    return ActionFactory(partnership=partnership, ref="1.1", title="Open the clinic", due_on=None)


def test_nothing_has_changed_where_nothing_happened(partnership, action):
    approved(action, "on_track", BEFORE)

    assert changed(partnership) == []


def test_an_action_moves_from_what_was_said_before_to_what_was_said_last(partnership, action):
    approved(action, "on_track", BEFORE)
    approved(action, "late", AFTER)
    update = approved(action, "at_risk", AFTER + datetime.timedelta(days=1))

    assert [told(one) for one in changed(partnership)] == [("status", "1.1 Open the clinic", "On track", "At risk")]
    assert changed(partnership)[0].who == update.reported_by.name


def test_an_action_that_moved_and_moved_back_has_not_changed(partnership, action):
    approved(action, "on_track", BEFORE)
    approved(action, "late", AFTER)
    approved(action, "on_track", AFTER + datetime.timedelta(days=1))

    assert changed(partnership) == []


def test_what_was_approved_after_the_end_is_not_told(partnership, action):
    approved(action, "on_track", BEFORE)
    approved(action, "at_risk", UNTIL + datetime.timedelta(days=1))

    assert changed(partnership) == []


def test_an_action_becomes_late_by_the_clock_on_the_day_after_its_milestone_was_due(partnership, action):
    approved(action, "on_track", BEFORE)
    MilestoneFactory(action=action, due_on=datetime.date(2026, 10, 1), done_on=None)

    (one,) = changed(partnership)

    assert told(one) == ("status", "1.1 Open the clinic", "On track", "Late")
    assert (one.when, one.who) == (datetime.date(2026, 10, 2), "Nobody: a date went by")


def test_an_action_that_was_late_already_did_not_become_so(partnership, action):
    MilestoneFactory(action=action, due_on=datetime.date(2026, 9, 1), done_on=None)
    MilestoneFactory(action=action, due_on=datetime.date(2026, 10, 1), done_on=None)

    assert changed(partnership) == []


def test_a_completed_action_is_closed_and_another_confidence_is_told(partnership, action):
    approved(action, "on_track", BEFORE)
    approved(action, "complete", AFTER)
    other = ActionFactory(partnership=partnership, ref="1.2", title="Train staff", due_on=None)
    approved(other, "on_track", BEFORE)
    approved(other, "on_track", AFTER, confidence="some_doubt")

    assert [told(one) for one in changed(partnership)] == [
        ("closed", "1.1 Open the clinic", "On track", "Complete"),
        ("confidence", "1.2 Train staff", "Confident", "Some doubt"),
    ]


def test_what_is_put_in_put_off_and_archived_is_told_with_its_reason(partnership, partnership_lead):
    since = timezone.now() - datetime.timedelta(seconds=1)
    kept = ActionFactory(partnership=partnership, ref="1.1", title="Keep", due_on=datetime.date(2026, 12, 1))
    gone = ActionFactory(partnership=partnership, ref="1.2", title="Drop", due_on=None)
    plan.postpone(action=kept, version=1, due_on=datetime.date(2027, 3, 1), reason="No room yet.", by=partnership_lead)
    plan.archive(record=gone, version=1, reason="Done elsewhere.", by=partnership_lead)

    found = changed(partnership, since=since, until=timezone.now())

    assert [(*told(one), one.why) for one in found] == [
        ("delayed", "1.1 Keep", "1 December 2026", "1 March 2027", "No room yet."),
        ("archived", "1.2 Drop", "Action", "Archived", "Done elsewhere."),
    ]
    assert {one.who for one in found} == {partnership_lead.name}


def test_a_date_that_is_moved_in_time_keeps_an_action_from_having_been_late(partnership, partnership_lead):
    day = timezone.localdate()
    was, now = day - datetime.timedelta(days=3), day + datetime.timedelta(days=30)
    action = ActionFactory(partnership=partnership, due_on=was)
    since = timezone.now() - datetime.timedelta(seconds=1)
    plan.postpone(action=action, version=1, due_on=now, reason="Agreed.", by=partnership_lead)

    found = changed(partnership, since=since, until=timezone.now())

    assert [(one.kind, one.from_words, one.to_words) for one in found] == [
        ("status", "Late", "No update yet"),
        ("delayed", words.day(was), words.day(now)),
    ]


def test_an_added_action_answers_its_recommendation(partnership, partnership_lead, agency):
    since = timezone.now() - datetime.timedelta(seconds=1)
    recommendation = RecommendationFactory(partnership=partnership, ref="R1", title="Offer naloxone")
    plan.add_action(
        partnership=partnership, by=partnership_lead, ref="2.1", title="Give naloxone out", leads=[agency],
        priority=PriorityFactory(partnership=partnership), recommendations=[recommendation],
    )  # fmt: skip

    assert [(*told(one), one.href) for one in changed(partnership, since=since, until=timezone.now())] == [
        ("added", "2.1 Give naloxone out", "Not there", "Action", f"/{partnership.slug}/actions/2.1/"),
        ("answered", "R1 Offer naloxone", "", "Action 2.1 Give naloxone out", recommendation.get_absolute_url()),
    ]


def test_decisions_are_made_fall_due_and_are_closed(partnership, partnership_lead):
    meeting = MeetingFactory(partnership=partnership, held_on=datetime.date(2026, 9, 9))
    old = {"meeting": meeting, "recorded_at": BEFORE, "due_on": None}
    DecisionFactory(**old | {"text": "Name a lead", "due_on": datetime.date(2026, 10, 1), "position": 1})
    DecisionFactory(**old | {"text": "Keep an eye", "position": 2})
    DecisionFactory(**old | {"text": "New one", "recorded_at": AFTER, "position": 3})
    closed = DecisionFactory(**old | {"text": "Over", "position": 4})
    meetings.close_decision(decision=closed, note="It was done.", by=partnership_lead, now=AFTER)

    assert [told(one)[:2] + told(one)[3:] for one in changed(partnership)] == [
        ("made", "New one", "Open, with no date"),
        ("due", "Name a lead", "Past its date and open"),
        ("done", "Over", "It was done."),
    ]


def measured(partnership, **fields):
    series = SeriesFactory(indicator=IndicatorFactory(name="Deaths", unit="%"), is_headline=True)
    MeasureFactory(series=series, action=None, priority=PriorityFactory(partnership=partnership))
    return series


def figure(series, value, published_at, make=ObservationFactory, **fields):
    refresh = RefreshFactory(source=fields.pop("source", None) or SourceFactory(), published_at=published_at)
    return make(series=series, value=value, refresh=refresh, source=refresh.source, **fields)


def test_a_new_period_is_released_and_a_changed_one_revised(partnership):
    series = measured(partnership)
    first, second = (
        {"period": f"{year}/{year - 1999}", "period_start": datetime.date(year, 4, 1),
         "period_end": datetime.date(year + 1, 3, 31)}
        for year in (2023, 2024)
    )  # fmt: skip
    old = figure(series, 4, AFTER, **first)
    then = {"known_until": AFTER, "observation_id": old.pk, "source": old.source}
    figure(series, 3, BEFORE, make=SupersededObservationFactory, **then, **first)
    figure(series, 5, AFTER, **second)

    assert [(one.kind, one.from_words, one.to_words) for one in changed(partnership)] == [
        ("released", "No figure", "5% in 2024/25"),
        ("revised", "3% in 2023/24", "4% in 2023/24"),
    ]


def test_figures_of_hidden_sources_and_of_other_strategies_are_not_told(partnership):
    hidden = DocumentFactory(partnership=PartnershipFactory(is_published=False))
    figure(measured(partnership), 5, AFTER, source=SourceFactory(kind="document", document=hidden))
    figure(measured(PartnershipFactory()), 5, AFTER)

    assert changed(partnership) == []


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_seven_queries(partnership, count, django_assert_num_queries):
    meeting = MeetingFactory(partnership=partnership)
    for _ in range(count):
        action = ActionFactory(partnership=partnership)
        approved(action, "at_risk", AFTER)
        MilestoneFactory(action=action)
        DecisionFactory(meeting=meeting, recorded_at=AFTER)
        ReadingFactory(observation=figure(measured(partnership), 5, AFTER))
    person = PersonFactory()

    with django_assert_num_queries(7):
        found = changed(partnership, user=person)

    assert len(found) == 4 * count


def test_changes_are_counted_by_kind_and_the_newest_of_a_kind_is_first():
    days = [datetime.date(2026, 10, day) for day in (1, 2, 3)]
    changes = Changes.sorted(
        [Change("status", str(day), "", "", "", day) for day in days] + [Change("released", "x", "", "", "", days[0])]
    )

    assert [(group.kind.key, [one.what for one in group.changes]) for group in changes.groups] == [
        ("released", ["x"]),
        ("status", ["2026-10-03", "2026-10-02", "2026-10-01"]),
    ]
    assert changes.headline == "3 actions moved in delivery and 1 new figure"


@pytest.mark.parametrize(
    ("kind", "was", "now", "words"),
    [
        ("status", "On track", "At risk", "On track → At risk"),
        ("made", "Ask", "Due 8 December 2026", "Ask. Due 8 December 2026"),
        ("done", "Due 29 August 2026", "The van waits until two.", "Due 29 August 2026. The van waits until two."),
        ("answered", "", "Accepted", "Accepted"),
    ],
)
def test_a_change_is_told_from_what_to_what(kind, was, now, words):
    assert Change(kind, "Something", "", was, now, None).in_words == words
