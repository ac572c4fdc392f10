"""A light is shown otherwise than its rule says: by whom, why, until when, and how that ends."""

import datetime

import pytest
from django.utils import timezone

from actions.models import LightOverride
from actions.operations.lights import override_light, take_back
from actions.operations.updates.refusals import NotTheirs, NotWhole, WrongState
from actions.presenters import lights
from actions.queries import with_overrides
from cdp import audit
from partners.roles import Role
from tests.factories import LightOverrideFactory, MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db

WEEK = datetime.timedelta(days=7)


def today():
    return timezone.localdate()


def said(**changes):
    return {"light": "delivery", "state": "at_risk", "reason": "The building has flooded", "until": today() + WEEK,
            **changes}  # fmt: skip


def shown(action, on=None):
    on = on or today()
    return lights.delivery_of(with_overrides(type(action).objects.all(), on=on).get(pk=action.pk), on=on)


def test_an_overridden_light_keeps_what_its_rule_says(action, partnership_lead):
    override_light(action=action, by=partnership_lead, **said())

    light = shown(action)

    assert (light.state, light.by_rule.state) == ("at_risk", "not_reported")
    assert (light.override.set_by, light.override.set_on, light.override.until) == ("Lee Lead", today(), today() + WEEK)


def test_it_holds_on_its_last_day_and_not_on_the_next(action, partnership_lead):
    override_light(action=action, by=partnership_lead, **said())

    assert shown(action, today() + WEEK).is_overridden
    assert not shown(action, today() + WEEK + datetime.timedelta(days=1)).is_overridden


def test_each_light_has_its_own(action, partnership_lead):
    override_light(action=action, by=partnership_lead, **said(light="confidence", state="not_confident"))
    override_light(action=action, by=partnership_lead, **said(light="outcome", state="behind"))
    found = with_overrides(type(action).objects.all(), on=today()).get()

    assert not lights.delivery_of(found, on=today()).is_overridden
    assert lights.confidence_of(found, on=today()).said_how == "Not confident, overridden"
    assert lights.outcome_shown(found, [], on=today()).said_how == "Behind, overridden"


def test_what_was_set_before_ends_when_another_takes_its_place(action, partnership_lead):
    first = override_light(action=action, by=partnership_lead, **said())

    second = override_light(action=action, by=partnership_lead, instead_of=first, **said(state="late"))

    first.refresh_from_db()
    assert (first.ended_by, shown(action).state) == (partnership_lead, "late")
    assert action.overrides.standing(on=today()).get() == second


def test_nobody_replaces_what_they_have_not_seen(action, partnership_lead):
    override_light(action=action, by=partnership_lead, **said())

    with pytest.raises(WrongState, match="Lee Lead has set this light since you opened the page"):
        override_light(action=action, by=partnership_lead, **said(state="late"))

    assert shown(action).state == "at_risk"


def test_one_that_ended_by_itself_is_in_nobodys_way(action, partnership_lead):
    LightOverrideFactory(action=action, until=today() - WEEK)

    override_light(action=action, by=partnership_lead, **said(state="late"))

    assert shown(action).state == "late"


def test_taken_back_the_light_is_as_its_rule_says(action, partnership_lead):
    override = override_light(action=action, by=partnership_lead, **said())

    take_back(override=override, by=partnership_lead)

    assert not shown(action).is_overridden
    with pytest.raises(WrongState, match="Lee Lead has ended this override"):
        take_back(override=override, by=partnership_lead)


def test_what_has_ended_by_itself_cannot_be_taken_back(action, partnership_lead):
    override = LightOverrideFactory(action=action, until=today() - WEEK)

    with pytest.raises(WrongState, match="has ended by itself"):
        take_back(override=override, by=partnership_lead)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " \n"}, "reason"),
        ({"reason": "x" * 1_001}, "reason"),
        ({"reason": "He was born on 3 March 1980"}, "reason"),
        ({"state": "complete"}, "state"),
        ({"state": "on_course"}, "state"),
        ({"until": None}, "until"),
        ({"until": datetime.date(2020, 1, 1)}, "until"),
        ({"until": datetime.date(9999, 1, 1)}, "until"),
    ],
)
def test_it_needs_a_state_a_reason_and_an_end(action, partnership_lead, changes, field):
    with pytest.raises(NotWhole) as refusal:
        override_light(action=action, by=partnership_lead, **said(**changes))

    assert list(refusal.value.errors) == [field]
    assert not LightOverride.objects.exists()


@pytest.mark.parametrize("person", ["lead_officer", "other_officer", "viewer", "data_lead", "stranger"])
def test_only_those_who_hold_the_permission_override(action, person, request):
    override = LightOverrideFactory(action=action, until=today())

    with pytest.raises(NotTheirs):
        override_light(action=action, by=request.getfixturevalue(person), **said())
    with pytest.raises(NotTheirs):
        take_back(override=override, by=request.getfixturevalue(person))


def test_the_senior_responsible_owner_overrides_too(action, partnership):
    person = PersonFactory()
    MembershipFactory(user=person, partnership=partnership, role=Role.SENIOR_RESPONSIBLE_OWNER)

    override_light(action=action, by=person, **said())

    assert shown(action).is_overridden


def test_an_archived_action_has_no_lights_to_set(action, partnership_lead):
    type(action).objects.update(archived_at=timezone.now(), archive_reason="Done elsewhere")

    with pytest.raises(NotTheirs):
        override_light(action=action, by=partnership_lead, **said())


def test_the_history_of_the_action_tells_of_both(action, partnership_lead):
    override = override_light(action=action, by=partnership_lead, **said())
    take_back(override=override, by=partnership_lead)

    events = [(one.kind, one.changes["delivery light"], one.reason) for one in audit.history_of(action)]

    assert events == [
        ("light.restored", ["at_risk", "as its rule says"], "It was set because: The building has flooded"),
        ("light.overridden", ["as its rule says", "at_risk"], "The building has flooded"),
    ]
