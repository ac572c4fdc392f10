"""Every event that changes what the API shows is a change of the feed, in its own transaction, and no other is."""

import datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from actions.operations import documents, meetings, plan
from cdp import audit, changes
from cdp.audit.kinds import KINDS
from cdp.changes import kinds, things
from cdp.models import Change
from indicators.operations import disclosure
from indicators.operations.publishing import publish_partnership, unpublish_partnership
from tests.actions.updates import story
from tests.factories import MeasureFactory, MilestoneFactory, SeatFactory, SeriesFactory

pytestmark = pytest.mark.django_db


def told():
    return list(Change.objects.order_by("pk").values_list("kind", "noun", "thing"))


def test_every_kind_of_event_is_a_change_or_on_the_list_of_those_that_are_none_with_the_reason():
    silent = {kind for kind in KINDS if kind in kinds.SILENT or kind.startswith(kinds.SILENT_FAMILIES)}

    assert kinds.CHANGES | silent == set(KINDS)
    assert not kinds.CHANGES & silent
    assert all(kinds.SILENT.values())


def test_no_kind_is_on_a_list_that_nobody_records():
    assert kinds.SILENT.keys() <= set(KINDS)
    assert not kinds.OTHERS.keys() & set(KINDS)


@pytest.mark.parametrize("label", [*things.THINGS, *things.LINES])
def test_the_things_are_models_that_are_there(label):
    app, _, model = label.partition(".")
    assert ContentType.objects.get_by_natural_key(app, model).model_class()


def test_a_change_names_the_thing_by_its_code_and_belongs_to_its_partnership(action, partnership_lead):
    plan.change_action(action=action, version=1, by=partnership_lead, title="Meet everybody")

    change = Change.objects.get()
    assert told() == [("action.changed", "actions", "northshire:1.1")]
    assert (change.partnership, change.sight, change.position) == (action.partnership, "everybody", None)


def test_what_is_rolled_back_has_not_changed(action, partnership_lead):
    with transaction.atomic():
        audit.record(kind="action.changed", by=partnership_lead, subject=action)
        transaction.set_rollback(True)

    assert told() == []


def test_who_signs_in_changes_nothing(partnership_lead):
    audit.signed_in(person=partnership_lead, method="password")

    assert told() == []


def test_a_part_changes_what_holds_it_too(action, partnership_lead):
    milestone = MilestoneFactory(action=action)
    plan.change_milestone(milestone=milestone, version=plan.version_of(milestone), by=partnership_lead, title="Open")

    assert told() == [
        ("milestone.changed", "milestones", str(milestone.pk)),
        ("milestone.changed", "actions", "northshire:1.1"),
    ]


def test_an_approved_update_changes_its_action_and_what_came_before_is_for_reporters(
    action, lead_officer, partnership_lead
):
    update = story.approved(action, lead_officer, partnership_lead)

    rows = Change.objects.order_by("pk").values_list("kind", "noun", "thing", "sight")
    assert list(rows)[-2:] == [
        ("update.approved", "progress-updates", str(update.pk), "everybody"),
        ("update.approved", "actions", "northshire:1.1", "everybody"),
    ]
    assert {sight for kind, *_, sight in rows if kind != "update.approved"} == {"reporters"}
    assert ("update.submitted", "progress-updates", str(update.pk), "reporters") in rows


def test_what_is_archived_and_what_ends_is_a_change(action, agency, partnership, partnership_lead):
    measure = MeasureFactory(action=action)
    seat = SeatFactory(partnership=partnership)
    plan.archive_part(part=measure, version=plan.version_of(measure), reason="Told twice", by=partnership_lead)
    plan.end_seat(seat=seat, version=plan.version_of(seat), reason="Closed", by=partnership_lead)
    plan.archive(record=action, version=2, reason="Done otherwise", by=partnership_lead)

    assert told() == [
        ("measure.archived", "measures", str(measure.pk)),
        ("measure.archived", "actions", "northshire:1.1"),
        ("seat.ended", "seats", f"northshire:{seat.agency.slug}"),
        ("seat.ended", "partnerships", "northshire"),
        ("action.archived", "actions", "northshire:1.1"),
    ]


def test_publishing_is_told_to_everybody_also_to_those_who_see_it_no_longer(partnership, data_lead):
    unpublish_partnership(partnership=partnership, by=data_lead)
    publish_partnership(partnership=partnership, by=data_lead)

    assert told() == [
        ("partnership.unpublished", "partnerships", "northshire"),
        ("partnership.published", "partnerships", "northshire"),
    ]
    assert not Change.objects.exclude(partnership=None).exists()


def test_a_partnership_that_is_removed_leaves_word(partnership):
    audit.record(kind="row.changed", subject=partnership)
    documents.remove_partnership(partnership=partnership)

    assert told() == [("partnership.removed", "partnerships", "northshire")]


def test_a_rule_on_small_numbers_says_which_indicators_to_read_again():
    series = SeriesFactory()
    disclosure.set_rule(indicators=[series.indicator], rule=None)

    assert told() == [("figures.withheld", "indicators", series.indicator.code)]


def test_a_load_of_much_is_told_as_one(partnership, partnership_lead):
    with changes.as_one():
        for day in range(1, 4):
            meetings.plan_meeting(partnership=partnership, by=partnership_lead, held_on=datetime.date(2027, 1, day))
    changes.record(kind="partnership.loaded", noun="partnerships", thing="northshire", partnership=partnership)

    assert told() == [("partnership.loaded", "partnerships", "northshire")]


def test_a_thing_of_a_partnership_without_one_is_told_to_nobody(action, caplog):
    changes.of_record(kind="row.changed", subject=action, partnership=None, now=None)

    assert told() == []
    assert "belongs to no partnership" in caplog.text


def test_what_is_no_event_needs_a_kind_of_its_own():
    with pytest.raises(ValueError, match="OTHERS"):
        changes.record(kind="figures.dreamt", noun="refreshes")
