"""What the database itself refuses of partnerships, agencies and memberships."""

import pytest
from django.db import IntegrityError, transaction

from partners.models import RESERVED_SLUGS
from partners.roles import ROLES_OF_AN_AGENCY, Role
from tests.factories import (
    AgencyAliasFactory,
    AgencyFactory,
    DocumentFactory,
    DocumentNoteFactory,
    MembershipFactory,
    PartnershipFactory,
    PersonFactory,
    PrincipleFactory,
    SeatFactory,
    StakeholderCategoryFactory,
)
from tests.refusals import refuses

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", sorted(ROLES_OF_AN_AGENCY))
def test_a_role_of_an_agency_without_an_agency_is_refused(role):
    refuses("a_lead_officer_has_an_agency", MembershipFactory, role=role, agency=None)
    assert MembershipFactory(role=role, agency=AgencyFactory()).pk


def test_a_person_has_a_role_once_with_an_agency_and_once_without():
    first = MembershipFactory(role=Role.READER)
    same = {"user": first.user, "partnership": first.partnership, "role": first.role}
    agency = AgencyFactory()

    refuses("UNIQUE", MembershipFactory, **same, agency=None)
    assert MembershipFactory(**same, agency=agency).pk
    refuses("UNIQUE", MembershipFactory, **same, agency=agency)
    assert MembershipFactory(**same, agency=AgencyFactory()).pk


@pytest.mark.parametrize("slug", RESERVED_SLUGS)
def test_a_partnership_cannot_have_the_address_of_a_page(slug):
    refuses("partnership_slug_is_not_a_page_of_ours", PartnershipFactory, slug=slug)


def test_an_agency_is_not_its_own_parent():
    agency = AgencyFactory(parent=AgencyFactory())
    agency.parent = agency

    with pytest.raises(IntegrityError, match="agency_is_not_its_own_parent"), transaction.atomic():
        agency.save()


@pytest.mark.parametrize(
    ("factory", "same"),
    [
        (PartnershipFactory, ("slug",)),
        (PartnershipFactory, ("name",)),
        (AgencyFactory, ("slug",)),
        (PersonFactory, ("email",)),
        (AgencyAliasFactory, ("agency", "name")),
        (DocumentFactory, ("partnership", "title")),
        (DocumentNoteFactory, ("document", "subject")),
        (PrincipleFactory, ("partnership", "position")),
        (PrincipleFactory, ("partnership", "name")),
        (SeatFactory, ("partnership", "agency")),
        (StakeholderCategoryFactory, ("document", "version", "position")),
    ],
)
def test_a_key_stands_once(factory, same):
    first = factory()

    refuses("UNIQUE", factory, **{name: getattr(first, name) for name in same})
