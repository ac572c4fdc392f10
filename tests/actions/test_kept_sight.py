"""A kept page is nobody's for another: whoever may see less gets a page with less, at once."""

import zlib

import pytest
from django.core.cache import caches

from partners.operations.membership import give_role, take_role
from partners.roles import Role
from tests.actions.strategies import plan_of
from tests.actions.test_kept_pages import CHANGED, text_of
from tests.factories import (
    DocumentFactory,
    IndicatorFactory,
    MeasureFactory,
    MembershipFactory,
    ObservationFactory,
    PartnershipFactory,
    ReadingFactory,
    SeriesFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(partnership):
    return plan_of(partnership)


@pytest.fixture
def hidden(partnership, plan):
    """A figure of another partnership's document, which is not published, beside the plan."""
    other = PartnershipFactory(slug="hidden", is_published=False)
    source = SourceFactory(kind="document", document=DocumentFactory(partnership=other))
    series = SeriesFactory(indicator=IndicatorFactory(name="Secret deaths"), is_headline=True)
    ReadingFactory(observation=ObservationFactory(series=series, source=source, value=987), value=987)
    MeasureFactory(action=None, priority=plan.priority, series=series)
    return other


@pytest.mark.parametrize("is_member_first", [True, False])
def test_what_only_its_members_see_is_in_no_others_page(client, hidden, viewer, stranger, is_member_first):
    MembershipFactory(user=viewer, partnership=hidden)

    def told(person):
        client.force_login(person) if person else client.logout()
        return "987" in text_of(client)

    people = [viewer, None, stranger]
    found = {person: told(person) for person in (people if is_member_first else reversed(people))}

    assert found == {viewer: True, None: False, stranger: False}


def test_who_loses_a_role_sees_what_is_left_at_the_next_page(client, hidden, viewer, partnership_lead):
    MembershipFactory(user=partnership_lead, partnership=hidden, role=Role.PARTNERSHIP_LEAD)
    membership = MembershipFactory(user=viewer, partnership=hidden, role=Role.BOARD_MEMBER)
    client.force_login(viewer)
    assert "987" in text_of(client)

    take_role(membership=membership, by=partnership_lead, reason="Left")

    assert "987" not in text_of(client)


def test_what_becomes_public_is_seen_at_once(client, hidden):
    assert "987" not in text_of(client)
    hidden.is_published = True
    hidden.save()

    assert "987" in text_of(client)


def test_who_is_given_a_role_finds_at_once_what_it_allows(client, plan, partnership, partnership_lead, viewer):
    client.force_login(viewer)
    assert "Share this page" not in text_of(client)

    give_role(person=viewer, partnership=partnership, role=Role.PARTNERSHIP_LEAD, by=partnership_lead)

    assert "Share this page" in text_of(client)


def test_visitors_and_members_are_never_mixed_up(client, plan, viewer, stranger):
    seen = {}
    for person in (viewer, stranger, None):
        client.force_login(person) if person else client.logout()
        seen[person] = text_of(client) + text_of(client)

    assert ("Vic Viewer" in seen[viewer], "Sam Stranger" in seen[viewer]) == (True, False)
    assert ("Vic Viewer" in seen[stranger], "Sam Stranger" in seen[stranger]) == (False, True)
    assert "Viewer" not in seen[None]
    assert [seen[person].count(">Reports</a>") for person in (viewer, stranger, None)] == [2, 2, 0]


def test_what_is_kept_knows_no_name_and_no_token(client, plan, viewer, partnership_lead):
    for person in (viewer, partnership_lead):
        client.force_login(person)
        text_of(client)
        text_of(client, CHANGED)

    kept = [_unpacked(one) for one in list(caches["parts"]._cache)]

    assert len(kept) == 4
    assert not [one for one in kept if "csrf" in one or "Vic Viewer" in one or "Lee Lead" in one]


def _unpacked(key):
    _, packed = caches["parts"].get(key.split(":", 2)[2])
    return zlib.decompress(packed).decode()
