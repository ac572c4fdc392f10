"""What the database itself refuses of invitations, requests for access and national roles."""

import pytest
from django.utils import timezone

from partners.roles import NATIONAL_ROLES, ROLES_OF_A_PARTNERSHIP, ROLES_OF_AN_AGENCY, Role
from tests.factories import (
    AccessRequestFactory,
    AgencyFactory,
    InvitationFactory,
    MembershipFactory,
    NationalRoleFactory,
    PersonFactory,
)
from tests.refusals import refuses

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.mark.parametrize("role", ROLES_OF_AN_AGENCY)
@pytest.mark.parametrize(
    ("factory", "constraint"),
    [
        (InvitationFactory, "an_invitation_to_an_agency_role_has_an_agency"),
        (AccessRequestFactory, "a_request_for_an_agency_role_has_an_agency"),
    ],
)
def test_a_role_of_an_agency_is_offered_and_asked_for_with_the_agency(factory, constraint, role):
    refuses(constraint, factory, role=role)
    assert factory(role=role, agency=AgencyFactory()).pk


@pytest.mark.parametrize("done", ["accepted", "withdrawn"])
def test_what_became_of_an_invitation_is_dated_and_signed(done):
    article = "an" if done == "accepted" else "a"
    constraint = f"{article}_{done}_invitation_says_by_whom"

    refuses(constraint, InvitationFactory, **{f"{done}_at": NOW})
    refuses(constraint, InvitationFactory, **{f"{done}_by": PersonFactory()})
    assert InvitationFactory(**{f"{done}_at": NOW, f"{done}_by": PersonFactory()}).pk


def test_an_invitation_is_accepted_or_withdrawn():
    both = {"accepted_at": NOW, "accepted_by": PersonFactory(), "withdrawn_at": NOW, "withdrawn_by": PersonFactory()}

    refuses("an_invitation_is_accepted_or_withdrawn", InvitationFactory, **both)


def test_an_invitation_expires_later():
    refuses("an_invitation_expires_later", InvitationFactory, invited_at=NOW, expires_at=NOW)


def test_there_is_one_open_invitation_to_an_address():
    first = InvitationFactory()
    same = {"email": first.email, "partnership": first.partnership}

    refuses("UNIQUE", InvitationFactory, **same)
    assert InvitationFactory(email=first.email).pk
    assert InvitationFactory(**same, withdrawn_at=NOW, withdrawn_by=PersonFactory()).pk


def test_a_link_is_nobody_elses():
    refuses("UNIQUE", InvitationFactory, token_digest=InvitationFactory().token_digest)


def test_a_request_says_why():
    refuses("a_request_says_why", AccessRequestFactory, why="")


@pytest.mark.parametrize("missing", ["decided_at", "decided_by", "is_granted"])
def test_a_decided_request_says_by_whom(missing):
    decided = {"decided_at": NOW, "decided_by": PersonFactory(), "is_granted": True}

    refuses("a_decided_request_says_by_whom", AccessRequestFactory, **{**decided, missing: None})
    assert AccessRequestFactory(**decided).pk


def test_a_refused_request_says_why_not():
    refused = {"decided_at": NOW, "decided_by": PersonFactory(), "is_granted": False}

    refuses("a_refused_request_says_why_not", AccessRequestFactory, **refused)
    assert AccessRequestFactory(**refused, answer="Ask your own partnership").pk


def test_there_is_one_open_request_of_a_person():
    first = AccessRequestFactory()
    same = {"person": first.person, "partnership": first.partnership}

    refuses("UNIQUE", AccessRequestFactory, **same)
    assert AccessRequestFactory(**same, decided_at=NOW, decided_by=PersonFactory(), is_granted=True).pk


def test_a_national_role_is_national_and_given_once():
    refuses("a_national_role_is_national", NationalRoleFactory, role=Role.READER)
    refuses("UNIQUE", NationalRoleFactory, person=NationalRoleFactory().person)


@pytest.mark.parametrize("role", NATIONAL_ROLES)
def test_a_membership_has_a_role_of_a_partnership(role):
    refuses("a_membership_has_a_role_of_a_partnership", MembershipFactory, role=role)


@pytest.mark.parametrize("role", ROLES_OF_A_PARTNERSHIP)
def test_every_role_of_a_partnership_can_be_held(role):
    assert MembershipFactory(role=role, agency=AgencyFactory()).pk
