"""In whatever order people act, each update stands in the queues in which it belongs and in no other."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from actions.models import ProgressUpdate
from actions.operations import updates
from actions.presenters.my import work_of
from partners.roles import Role
from tests.actions.updates.story import SAID
from tests.factories import MeetingFactory, MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db

# What each operation leads to from each state; everything else is refused and changes nothing.
LEADS_TO = {
    ("none", "start"): "draft",
    ("none", "save"): "draft",
    ("draft", "start"): "draft",
    ("draft", "save"): "draft",
    ("draft", "submit"): "submitted",
    ("draft", "withdraw"): "none",
    ("submitted", "start"): "submitted",
    ("submitted", "withdraw"): "none",
    ("submitted", "approve"): "none",
    ("submitted", "send_back"): "returned",
    ("returned", "start"): "returned",
    ("returned", "save"): "returned",
    ("returned", "submit"): "submitted",
    ("returned", "withdraw"): "none",
}


def machine_of(action, officer, lead, sro, on):
    """The machine is made anew for each run, and knows the people of the test."""

    class Queues(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.point = transaction.savepoint()
            self.state, self.approved, self.count = "none", 0, 0

        def teardown(self):
            transaction.savepoint_rollback(self.point)

        def open(self):
            return action.updates.open().first()

        def do(self, name, operation):
            expected = LEADS_TO.get((self.state, name))
            try:
                operation()
            except updates.UpdateRefused:
                assert expected is None, f"{name} was refused while {self.state}"
            else:
                assert expected is not None, f"{name} went through while {self.state}"
                self.approved += name == "approve"
                self.state = expected

        @rule()
        def start(self):
            self.do("start", lambda: updates.start(action=action, by=officer))

        @rule(by=st.sampled_from([officer, lead]))
        def save(self, by):
            self.count += 1
            said = {**SAID, "narrative": f"Word {self.count}"}
            version = self.open().version if self.open() else 0
            self.do("save", lambda: updates.save_on(action=action, version=version, by=by, **said))

        @precondition(lambda self: self.open() and self.open().narrative)
        @rule()
        def submit(self):
            update = self.open()
            self.do("submit", lambda: updates.submit(update=update, version=update.version, by=officer))

        @precondition(lambda self: self.open())
        @rule()
        def withdraw(self):
            self.do("withdraw", lambda: updates.withdraw(update=self.open(), by=officer))

        @precondition(lambda self: self.open())
        @rule(by=st.sampled_from([lead, sro]))
        def approve(self, by):
            update = self.open()
            self.do("approve", lambda: updates.approve(update=update, version=update.version, by=by))

        @precondition(lambda self: self.open())
        @rule(by=st.sampled_from([lead, sro]))
        def send_back(self, by):
            update = self.open()
            self.do(
                "send_back",
                lambda: updates.send_back(update=update, version=update.version, reason="Why?", by=by),
            )

        @invariant()
        def stands_where_it_belongs(self):
            mine, theirs = work_of(officer, on=on), work_of(sro, on=on)
            assert [row.update.state for row in mine.rows if row.update] == ([self.state] * (self.state != "none"))
            assert len(theirs.to_approve) == (self.state == "submitted")
            assert len(mine.waiting) == (self.state == "submitted")
            assert len(mine.returned) == (self.state == "returned")
            assert len(mine.owed) == (self.approved == 0 and self.state != "submitted")
            assert (mine.to_approve, theirs.rows, theirs.returned) == ([], [], [])

        @invariant()
        def the_steps_lead_to_the_state(self):
            for update in ProgressUpdate.objects.all():
                steps = list(update.moves.values_list("from_state", "to_state"))
                assert [to for _, to in steps[:-1]] == [came for came, _ in steps[1:]]
                assert steps[-1][1] == update.state

    return Queues


def test_each_update_stands_in_the_queues_in_which_it_belongs(action, lead_officer, partnership_lead):
    sro = PersonFactory(name="Sri Owner")
    MembershipFactory(user=sro, partnership=action.partnership, role=Role.SENIOR_RESPONSIBLE_OWNER)
    on = timezone.localdate()
    MeetingFactory(partnership=action.partnership, held_on=on + datetime.timedelta(days=9))

    run_state_machine_as_test(
        machine_of(action, lead_officer, partnership_lead, sro, on),
        settings=settings(
            max_examples=12,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
