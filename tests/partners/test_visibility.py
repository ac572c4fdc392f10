import pytest
from django.contrib.auth.models import AnonymousUser

from partners.models import Partnership
from partners.roles import GRANTS, Permission, Role, roles_granting
from tests.factories import MembershipFactory, NationalRoleFactory, PartnershipFactory

pytestmark = pytest.mark.django_db


def test_a_published_partnership_is_visible_to_everyone(partnership, stranger):
    assert list(Partnership.objects.visible_to(AnonymousUser())) == [partnership]
    assert list(Partnership.objects.visible_to(stranger)) == [partnership]


def test_an_unpublished_partnership_is_visible_to_its_members_alone(stranger, viewer, partnership):
    partnership.is_published = False
    partnership.save()

    assert list(Partnership.objects.visible_to(AnonymousUser())) == []
    assert list(Partnership.objects.visible_to(stranger)) == []
    assert list(Partnership.objects.visible_to(viewer)) == [partnership]


def test_a_role_counts_only_in_its_own_partnership(partnership_lead, partnership):
    other = PartnershipFactory()
    MembershipFactory(user=partnership_lead, partnership=other, role=Role.READER)

    assert list(Partnership.objects.where(partnership_lead, Permission.REPORT_ANY_PROGRESS)) == [partnership]


def test_a_national_role_counts_in_every_partnership_and_grants_no_more_than_it_says(stranger):
    hidden = [PartnershipFactory(is_published=False) for _ in range(2)]
    NationalRoleFactory(person=stranger)

    assert list(Partnership.objects.visible_to(stranger).order_by("pk")) == hidden
    assert list(Partnership.objects.where(stranger, Permission.REPORT_PROGRESS)) == []


def test_a_person_with_two_roles_finds_the_partnership_once(partnership_lead, partnership):
    MembershipFactory(user=partnership_lead, partnership=partnership, role=Role.DATA_LEAD)

    assert list(Partnership.objects.where(partnership_lead, Permission.VIEW)) == [partnership]


def test_every_role_has_its_line_in_the_table():
    assert set(GRANTS) == set(Role)


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (Permission.REPORT_PROGRESS, {"partnership_lead", "lead_officer", "deputy"}),
        (Permission.REPORT_ANY_PROGRESS, {"partnership_lead"}),
        (Permission.APPROVE_UPDATES, {"partnership_lead", "sro"}),
        (Permission.EDIT_PLAN, {"partnership_lead"}),
        (Permission.MANAGE_PEOPLE, {"partnership_lead"}),
        (Permission.SEE_AUDIT, {"partnership_lead", "sro"}),
        (Permission.REDACT, {"partnership_lead"}),
        (Permission.EXPORT_RESTRICTED, {"partnership_lead", "data_lead", "commissioner"}),
        (Permission.REFRESH_SOURCES, {"partnership_lead", "data_lead"}),
        (Permission.VIEW, set(Role.values)),
    ],
)
def test_what_each_role_may_do(permission, roles):
    assert set(roles_granting(permission)) == roles
