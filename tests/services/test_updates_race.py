"""Many people at one update at the same moment, on PostgreSQL: one goes through, the others are told."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from actions.operations import updates
from cdp.models import AuditEvent
from partners.roles import Role
from tests.actions.updates.story import SAID, again, submitted
from tests.factories import MembershipFactory, MilestoneFactory, PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*operations):
    """What came of each: its result, or the name of what it was refused with."""
    start = threading.Barrier(len(operations))

    def run(operation):
        try:
            start.wait(timeout=30)
            return operation()
        except updates.UpdateRefused as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(operations)) as pool:
        return list(pool.map(run, operations))


def outcomes(results):
    return Counter(result if isinstance(result, str) else "done" for result in results)


@pytest.fixture
def sro(partnership):
    person = PersonFactory(name="Sri Owner")
    MembershipFactory(user=person, partnership=partnership, role=Role.SENIOR_RESPONSIBLE_OWNER)
    return person


def test_of_twenty_saves_of_one_version_one_is_kept_and_nineteen_are_told(action, lead_officer):
    update = updates.start(action=action, by=lead_officer)

    def save(number):
        return lambda: updates.save(update=update, version=1, by=lead_officer, narrative=f"Words {number}")

    results = at_once(*map(save, range(20)))

    kept = [result for result in results if not isinstance(result, str)]
    assert outcomes(results) == {"done": 1, "Stale": 19}
    assert (again(update).version, again(update).narrative) == (2, kept[0].narrative)
    assert AuditEvent.objects.filter(subject_id=str(update.pk)).count() == 1


def test_of_twenty_pages_that_save_at_once_one_is_kept_and_the_others_keep_their_words(action, lead_officer):
    """As browsers send it: each has begun with an empty form, so that nobody had begun an update yet."""

    def send(number):
        client = Client()
        client.force_login(lead_officer)
        said = {"version": "0", "narrative": f"Words {number}"}
        address = f"/northshire/actions/{action.ref}/report/"
        return lambda: str(client.post(address, said, headers={"Accept": "application/json"}).status_code)

    results = at_once(*map(send, range(20)))

    assert Counter(results) == {"200": 1, "409": 19}
    update = action.updates.get()
    assert (update.narrative, update.version) == (f"Words {results.index('200')}", 2)


def test_an_approval_while_the_author_takes_it_back_and_edits_never_mixes_the_two(
    action, lead_officer, partnership_lead
):
    """Either the words that were sent stand approved, or the author has them back and nothing is approved."""
    update = submitted(action, lead_officer)

    def edit():
        withdrawn = updates.withdraw(update=update, by=lead_officer)
        return updates.save_on(action=withdrawn.action, version=0, by=lead_officer, narrative="Other words")

    results = at_once(lambda: updates.approve(update=update, version=update.version, by=partnership_lead), edit)

    assert outcomes(results) == {"done": 1, "WrongState": 1}
    states = list(action.updates.order_by("pk").values_list("state", "narrative"))
    assert states in (
        [("approved", SAID["narrative"])],
        [("withdrawn", SAID["narrative"]), ("draft", "Other words")],
    )


def test_an_approval_while_the_author_saves_an_old_page_changes_no_word(action, lead_officer, partnership_lead):
    update = submitted(action, lead_officer)

    results = at_once(
        lambda: updates.approve(update=update, version=update.version, by=partnership_lead),
        *[lambda: updates.save(update=update, version=update.version - 1, by=lead_officer, narrative="Late")] * 5,
    )

    assert outcomes(results) == {"done": 1, "Stale": 5}
    assert (again(update).state, again(update).narrative) == ("approved", SAID["narrative"])


def test_twenty_who_begin_at_once_find_one_draft(action, lead_officer):
    results = at_once(*[lambda: updates.start(action=action, by=lead_officer)] * 20)

    assert len({update.pk for update in results}) == action.updates.count() == 1


def test_of_two_approvals_one_counts(action, lead_officer, partnership_lead, sro):
    milestone = MilestoneFactory(action=action)
    update = submitted(action, lead_officer, milestones=[{"milestone": milestone, "met_on": milestone.due_on}])

    def approve(by):
        return lambda: updates.approve(update=update, version=update.version, by=by)

    results = at_once(approve(partnership_lead), approve(sro))

    action.refresh_from_db()
    assert outcomes(results) == {"done": 1, "WrongState": 1}
    assert again(update).moves.filter(to_state="approved").count() == 1
    assert (action.delivery_status, action.version) == (SAID["delivery_status"], 2)


def test_an_approval_and_a_withdrawal_end_in_one_of_the_two(action, lead_officer, partnership_lead):
    update = submitted(action, lead_officer)

    results = at_once(
        lambda: updates.approve(update=update, version=update.version, by=partnership_lead),
        lambda: updates.withdraw(update=update, by=lead_officer),
    )

    action.refresh_from_db()
    assert outcomes(results) == {"done": 1, "WrongState": 1}
    assert (again(update).state == "approved") is (action.delivery_status == SAID["delivery_status"])


def test_nothing_has_changed_pressed_ten_times_is_said_once(action, lead_officer, partnership_lead):
    update = submitted(action, lead_officer)
    updates.approve(update=update, version=update.version, by=partnership_lead)

    results = at_once(*[lambda: updates.no_change(action=action, by=lead_officer)] * 10)

    assert outcomes(results) == {"done": 1, "WrongState": 9}
