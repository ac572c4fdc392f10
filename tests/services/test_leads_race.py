"""Two partnership leads at the same moment."""

import threading

import pytest
from django.db import connections

from partners.operations import membership
from partners.operations.looking_after import NotTheirs
from partners.roles import Role
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """What came of each: its exception, or None."""
    start, outcomes = threading.Barrier(len(works)), []

    def run(work):
        start.wait()
        try:
            work()
            outcomes.append(None)
        except (NotTheirs, membership.RoleRefused) as problem:
            outcomes.append(type(problem))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_of_two_leads_who_take_each_others_role_one_stays(partnership, partnership_lead):
    other = MembershipFactory(partnership=partnership, role=Role.PARTNERSHIP_LEAD)
    own = partnership_lead.memberships.get()

    outcomes = at_once(
        lambda: membership.take_role(membership=other, by=partnership_lead),
        lambda: membership.take_role(membership=own, by=other.user),
    )

    assert set(outcomes) == {None, NotTheirs}
    assert partnership.memberships.filter(role=Role.PARTNERSHIP_LEAD).count() == 1


def test_of_two_leads_who_leave_by_themselves_one_stays(partnership, partnership_lead):
    other = MembershipFactory(partnership=partnership, role=Role.PARTNERSHIP_LEAD).user

    outcomes = at_once(
        lambda: membership.leave_by_oneself(person=partnership_lead, partnership=partnership),
        lambda: membership.leave_by_oneself(person=other, partnership=partnership),
    )

    assert set(outcomes) == {None, membership.LastLead}
    assert partnership.memberships.filter(role=Role.PARTNERSHIP_LEAD).count() == 1


def test_a_role_that_two_give_at_once_is_given_once(partnership, partnership_lead, stranger):
    def give():
        membership.give_role(person=stranger, partnership=partnership, role=Role.READER, by=partnership_lead)

    outcomes = at_once(give, give)

    assert set(outcomes) == {None, membership.HeldAlready}
    assert stranger.memberships.count() == 1
