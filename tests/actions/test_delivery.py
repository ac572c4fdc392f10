import datetime

import pytest

from actions.delivery import Override, Step, Update, confidence, delivery, overdue, overridden

TODAY = datetime.date(2026, 11, 21)
YESTERDAY = datetime.date(2026, 11, 20)
TOMORROW = datetime.date(2026, 11, 22)
REPORTED = datetime.date(2026, 11, 6)


def judged(status=None, *, steps=(), starts_on=None, due_on=None):
    update = Update(status, "some_doubt", REPORTED, "Jo") if status else None
    return delivery(update=update, steps=steps, starts_on=starts_on, due_on=due_on, on=TODAY)


OPEN_AND_PAST = [Step("Open the clinic", YESTERDAY)]
OPEN_AND_AHEAD = [Step("Open the clinic", TOMORROW)]
DONE = [Step("Open the clinic", YESTERDAY, YESTERDAY)]


@pytest.mark.parametrize(
    ("status", "steps", "due_on", "state"),
    [
        (None, [], None, "not_reported"),
        (None, OPEN_AND_AHEAD, TOMORROW, "not_reported"),
        (None, DONE, None, "not_reported"),
        (None, OPEN_AND_PAST, None, "late"),
        (None, [], YESTERDAY, "late"),
        ("on_track", [], None, "on_track"),
        ("on_track", DONE, TODAY, "on_track"),
        ("on_track", OPEN_AND_AHEAD, TOMORROW, "on_track"),
        ("on_track", OPEN_AND_PAST, None, "late"),
        ("on_track", DONE, YESTERDAY, "late"),
        ("at_risk", OPEN_AND_AHEAD, None, "at_risk"),
        ("at_risk", OPEN_AND_PAST, None, "late"),
        ("late", OPEN_AND_AHEAD, TOMORROW, "late"),
        ("complete", OPEN_AND_PAST, YESTERDAY, "complete"),
    ],
)
def test_delivery_is_as_reported_unless_a_date_has_slipped(status, steps, due_on, state):
    assert judged(status, steps=steps, due_on=due_on).state == state


def test_an_action_reported_on_track_past_its_date_says_both():
    light = judged("on_track", due_on=YESTERDAY)

    assert light.inputs == ("The action was due on 20 November 2026. Yet the update of 6 November 2026 says on track.")


def test_a_started_action_with_its_first_milestone_open_is_in_progress():
    light = judged(starts_on=YESTERDAY, steps=OPEN_AND_AHEAD)

    assert light.inputs == (
        "In progress since 20 November 2026. 0 of 1 milestone is done. Nobody has reported on it yet."
    )


def test_an_action_that_has_not_begun_says_when_it_starts():
    assert judged(starts_on=TOMORROW).inputs == "Starts on 22 November 2026. Nobody has reported on it yet."


def test_complete_with_open_milestones_says_so():
    light = judged("complete", steps=[*DONE, *OPEN_AND_AHEAD])

    assert light.inputs == (
        "1 of 2 milestones is done. The update calls it complete with 1 still open. "
        "The update of 6 November 2026 says complete."
    )


def test_what_is_due_today_is_not_late():
    assert overdue(steps=[Step("Open the clinic", TODAY)], due_on=TODAY, on=TODAY) == []


def test_every_overdue_milestone_is_named():
    steps = [Step("First", YESTERDAY), Step("Second", YESTERDAY), Step("Third", TOMORROW)]

    assert overdue(steps=steps, due_on=None, on=TODAY) == [
        "“First” was due on 20 November 2026 and is not done.",
        "“Second” was due on 20 November 2026 and is not done.",
    ]


@pytest.mark.parametrize(("status", "age"), [(None, "Never reported"), ("on_track", "Update 15 days old")])
def test_delivery_has_its_age(status, age):
    assert judged(status).age == age


def test_confidence_is_what_the_lead_said():
    light = confidence(update=Update("late", "some_doubt", REPORTED, "Jo Sample"), on=TODAY)

    assert (light.state, light.inputs) == ("some_doubt", "Jo Sample said “some doubt” on 6 November 2026.")


def test_without_an_update_no_confidence_is_claimed():
    assert confidence(update=None, on=TODAY).state == "not_said"


SET = Override("on_track", "The builder has caught up", "Lee Lead", YESTERDAY, until=TODAY)


def test_an_overridden_light_says_who_why_until_when_and_what_its_rule_says():
    by_rule = judged("at_risk", due_on=YESTERDAY)

    light = overridden(by_rule, SET, on=TODAY)

    assert (light.state, light.said, light.said_how) == ("on_track", "On track", "On track, overridden")
    assert light.by_rule == by_rule
    assert light.inputs == (
        "Lee Lead shows it so until 21 November 2026: “The builder has caught up”. By its rule it is “late”. "
        "The action was due on 20 November 2026. Yet the update of 6 November 2026 says at risk."
    )
    assert light.age == "Override 1 day old. Update 15 days old"


def test_an_override_ends_by_itself_after_its_last_day():
    by_rule = judged("at_risk")

    assert overridden(by_rule, SET, on=TOMORROW) == by_rule


def test_without_an_override_a_light_is_as_its_rule_says():
    light = overridden(judged("at_risk"), None, on=TODAY)

    assert (light, light.said_how, light.is_overridden) == (judged("at_risk"), "At risk", False)
