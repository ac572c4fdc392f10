"""Several people at one plan at the same moment, on PostgreSQL: each change whole, none lost in another."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from actions.models import Action
from actions.operations import plan, updates
from cdp.models import AuditEvent
from tests.actions.updates.story import submitted
from tests.factories import MilestoneFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*operations):
    """What came of each: "done", or the name of what it was refused with."""
    start = threading.Barrier(len(operations))

    def run(operation):
        try:
            start.wait(timeout=30)
            operation()
            return "done"
        except (plan.PlanRefused, updates.UpdateRefused) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(operations)) as pool:
        return Counter(pool.map(run, operations))


def test_of_ten_changes_of_one_version_one_is_kept_and_nine_are_told(action, partnership_lead):
    def change(number):
        return lambda: plan.change_action(action=action, version=1, by=partnership_lead, title=f"Title {number}")

    assert at_once(*map(change, range(10))) == {"done": 1, "Stale": 9}

    action.refresh_from_db()
    assert (action.version, AuditEvent.objects.get().changes["title"][1]) == (2, action.title)


def test_two_actions_do_not_take_one_number(action, agency, partnership_lead):
    said = {"ref": "2.1", "title": "Open a clinic", "priority": action.priority, "leads": [agency]}

    def add():
        plan.add_action(partnership=action.partnership, by=partnership_lead, **said)

    assert at_once(*[add] * 4) == {"done": 1, "NotSound": 3}
    assert Action.objects.filter(ref="2.1").count() == 1


def test_a_change_and_an_approval_of_one_action_do_not_wait_for_each_other_for_ever(
    action, lead_officer, partnership_lead
):
    milestone = MilestoneFactory(action=action)
    met = [{"milestone": milestone.pk, "met_on": milestone.due_on}]
    update = submitted(action, lead_officer, milestones=met)

    came = at_once(
        lambda: updates.approve(update=update, version=update.version, by=partnership_lead),
        lambda: plan.change_action(action=action, version=1, by=partnership_lead, title="Meet them"),
    )

    action.refresh_from_db()
    assert came in ({"done": 2}, {"done": 1, "Stale": 1})
    assert action.delivery_status == "at_risk"
    assert (action.title == "Meet them") is (came["done"] == 2)
    assert action.version == 1 + came["done"]


def test_of_two_who_merge_two_actions_into_each_other_one_is_refused(action, partnership_lead):
    other = Action.objects.get(pk=action.pk)
    other.pk, other.ref, other.position = None, "1.2", action.position + 1
    other.save(force_insert=True)

    came = at_once(
        lambda: plan.stand_for(record=action, version=1, successor=other, by=partnership_lead),
        lambda: plan.stand_for(record=other, version=1, successor=action, by=partnership_lead),
    )

    assert came["done"] == 1
    assert Action.objects.current().count() == 1
