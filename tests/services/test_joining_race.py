"""Two people at the same link."""

import threading

import pytest
from django.db import connections

from partners.operations import invitations
from partners.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_accept_at_once_one_gets_the_role(partnership, partnership_lead, stranger, viewer):
    made = invitations.invite(
        email="new@example.org", name="Nia New", partnership=partnership, role=Role.DATA_LEAD, by=partnership_lead
    )
    start, outcomes = threading.Barrier(2), []

    def accept(person):
        start.wait()
        try:
            invitations.accept(invitation=made, by=person)
            outcomes.append("accepted")
        except invitations.UsedAlready:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=accept, args=[person]) for person in (stranger, viewer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["accepted", "refused"]
    assert partnership.memberships.filter(role=Role.DATA_LEAD).count() == 1
