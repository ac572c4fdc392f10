"""Giving and taking roles, and leaving: what is written, what is refused, and what the audit says."""

import pytest
from django.core.exceptions import ValidationError

from actions.models import Action, Mail, ProgressUpdate
from actions.operations import updates
from cdp.models import AuditEvent
from partners.models import Membership
from partners.operations import invitations, membership
from partners.operations.looking_after import NotTheirs
from partners.roles import Role
from tests.factories import AgencyFactory, MembershipFactory, PartnershipFactory, PersonFactory
from tests.signing_in import with_password

pytestmark = pytest.mark.django_db


def mails():
    return list(Mail.objects.order_by("pk"))


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("kind", "person_name", "subject_name", "reason"))


def held_by(person):
    return sorted(person.memberships.values_list("role", flat=True))


def test_a_role_is_given_with_an_event_and_a_mail(partnership, partnership_lead, viewer, agency):
    membership.give_role(
        person=viewer,
        partnership=partnership,
        role=Role.DEPUTY,
        agency=agency,
        by=partnership_lead,
    )

    assert held_by(viewer) == ["board_member", "deputy"]
    event = AuditEvent.objects.get()
    assert (event.kind, event.person_name, event.subject_name, event.partnership_slug) == (
        "role.given",
        "Lee Lead",
        "Vic Viewer",
        "northshire",
    )
    assert event.changes == {
        "role": [None, "deputy"],
        "agency": [None, {"id": agency.pk, "name": "Northshire Probation"}],
    }
    assert [(each.to, each.subject) for each in mails()] == [
        (
            "viewer@example.org",
            "You are now deputy lead officer of Northshire Probation in Northshire Combating Drugs Partnership",
        )
    ]
    assert "lead@example.org" in mails()[0].why


def test_a_role_is_not_given_twice(partnership, partnership_lead, viewer):
    with pytest.raises(membership.HeldAlready, match="Vic Viewer has this role already"):
        membership.give_role(person=viewer, partnership=partnership, role=Role.BOARD_MEMBER, by=partnership_lead)

    assert events() == []


@pytest.mark.parametrize("role", [Role.LEAD_OFFICER, Role.NATIONAL_READER, "emperor"])
def test_what_cannot_be_is_not_given(partnership, partnership_lead, viewer, role):
    with pytest.raises(ValidationError):
        membership.give_role(person=viewer, partnership=partnership, role=role, by=partnership_lead)

    assert held_by(viewer) == ["board_member"]


@pytest.mark.parametrize("who", ["viewer", "lead_officer", "data_lead", "stranger"])
def test_who_does_not_look_after_people_changes_none(request, partnership, partnership_lead, agency, who):
    person = request.getfixturevalue(who)
    role = partnership_lead.memberships.get()

    for work, what in (
        (
            membership.give_role,
            {"person": person, "partnership": partnership, "role": Role.DATA_LEAD, "agency": agency},
        ),
        (membership.take_role, {"membership": role}),
        (membership.leave, {"person": partnership_lead, "partnership": partnership}),
    ):
        with pytest.raises(NotTheirs):
            work(**what, by=person)
    assert held_by(partnership_lead) == ["partnership_lead"]
    assert events() == []


def test_the_lead_of_another_partnership_is_a_stranger_here(partnership, viewer):
    other = MembershipFactory(role=Role.PARTNERSHIP_LEAD).user

    with pytest.raises(NotTheirs):
        membership.take_role(membership=viewer.memberships.get(), by=other)


def test_a_role_is_taken_with_a_reason_that_the_person_reads(partnership, partnership_lead, lead_officer):
    membership.take_role(membership=lead_officer.memberships.get(), by=partnership_lead, reason="Moved to Leeds")

    assert held_by(lead_officer) == []
    assert events() == [("role.taken", "Lee Lead", "Olu Officer", "Moved to Leeds")]
    assert AuditEvent.objects.get().changes["role"] == ["lead_officer", None]
    assert mails()[0].to == "officer@example.org"
    assert "Reason: Moved to Leeds" in mails()[0].text


def test_a_role_that_somebody_else_ended_first(partnership_lead, viewer):
    role = viewer.memberships.get()
    membership.take_role(membership=Membership.objects.get(pk=role.pk), by=partnership_lead)

    with pytest.raises(membership.EndedAlready):
        membership.take_role(membership=role, by=partnership_lead)


def test_the_last_lead_stays(partnership, partnership_lead):
    with pytest.raises(membership.LastLead, match="Make somebody else partnership lead first"):
        membership.take_role(membership=partnership_lead.memberships.get(), by=partnership_lead)
    with pytest.raises(membership.LastLead):
        membership.leave(person=partnership_lead, partnership=partnership, by=partnership_lead)

    assert held_by(partnership_lead) == ["partnership_lead"]
    assert events() == []


def test_a_lead_who_cannot_sign_in_is_no_lead(partnership, partnership_lead):
    MembershipFactory(partnership=partnership, role=Role.PARTNERSHIP_LEAD, user=PersonFactory(is_active=False))

    with pytest.raises(membership.LastLead):
        membership.take_role(membership=partnership_lead.memberships.get(), by=partnership_lead)


def test_nobody_takes_away_their_own_last_lead_role(partnership, partnership_lead):
    other = MembershipFactory(partnership=partnership, role=Role.PARTNERSHIP_LEAD, user__name="Lou Lead").user

    with pytest.raises(membership.OwnLastLead, match="Ask Lou Lead"):
        membership.take_role(membership=partnership_lead.memberships.get(), by=partnership_lead)
    with pytest.raises(membership.OwnLastLead):
        membership.leave(person=partnership_lead, partnership=partnership, by=partnership_lead)
    membership.take_role(membership=partnership_lead.memberships.get(), by=other)
    assert held_by(partnership_lead) == []


def test_of_two_lead_roles_of_ones_own_one_can_go(partnership, partnership_lead, agency):
    second = MembershipFactory(
        partnership=partnership, role=Role.PARTNERSHIP_LEAD, user=partnership_lead, agency=agency
    )

    membership.take_role(membership=second, by=partnership_lead)

    assert held_by(partnership_lead) == ["partnership_lead"]


def test_who_leaves_loses_all_roles_here_and_none_elsewhere(partnership, partnership_lead, lead_officer):
    MembershipFactory(user=lead_officer, partnership=partnership, role=Role.BOARD_MEMBER)
    elsewhere = MembershipFactory(user=lead_officer, partnership=PartnershipFactory())
    invitations.invite(
        email="officer@example.org", name="Olu", partnership=partnership, role=Role.READER, by=partnership_lead
    )
    before = len(events())

    membership.leave(person=lead_officer, partnership=partnership, by=partnership_lead, reason="Retired")

    assert list(lead_officer.memberships.all()) == [elsewhere]
    assert sorted(kind for kind, *_ in events()[before:]) == ["invitation.withdrawn", "role.taken", "role.taken"]
    assert {reason for kind, *_, reason in events() if kind == "role.taken"} == {"Left the partnership. Retired"}
    assert partnership.invitations.get().withdrawn_by == partnership_lead
    assert [each.subject for each in mails()[-1:]] == [
        "Your roles in Northshire Combating Drugs Partnership have ended"
    ]


def test_who_has_no_role_cannot_leave(partnership, partnership_lead, stranger):
    with pytest.raises(membership.EndedAlready):
        membership.leave(person=stranger, partnership=partnership, by=partnership_lead)


def test_the_update_of_somebody_who_leaves_stays_with_their_agency(
    partnership, partnership_lead, lead_officer, agency, action
):
    deputy = MembershipFactory(partnership=partnership, role=Role.DEPUTY, agency=agency).user
    begun = updates.start(action=action, by=lead_officer)

    membership.leave(person=lead_officer, partnership=partnership, by=partnership_lead)

    assert list(Action.objects.reportable_by(lead_officer)) == []
    with pytest.raises(updates.NotTheirs):
        updates.save(update=begun, version=begun.version, by=lead_officer, narrative="After I left")
    going_on = updates.save(update=begun, version=begun.version, by=deputy, narrative="Taken over")
    assert (going_on.pk, ProgressUpdate.objects.get().narrative) == (begun.pk, "Taken over")


def test_a_closed_account_is_not_found_by_its_password(client, viewer, partnership):
    """The query that finds who is signed in keeps to Django's own rule."""
    client.force_login(with_password(viewer))
    viewer.is_active = False
    viewer.save()

    assert client.get("/my/").url == "/sign-in/?next=/my/"


def test_sending_again_makes_the_old_link_useless(partnership, partnership_lead):
    agency = AgencyFactory()
    first = invitations.invite(
        email="new@example.org", name="Nia New", partnership=partnership, role=Role.DEPUTY, agency=agency,
        by=partnership_lead,
    )  # fmt: skip

    second = invitations.send_again(invitation=first, by=partnership_lead)

    assert (second.email, second.name, second.role, second.agency) == ("new@example.org", "Nia New", "deputy", agency)
    with pytest.raises(invitations.Withdrawn):
        invitations.find(digest=first.token_digest)
    assert invitations.find(digest=second.token_digest) == second
    with pytest.raises(invitations.Withdrawn):
        invitations.send_again(invitation=first, by=partnership_lead)


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_only_who_looks_after_people_invites(request, partnership, partnership_lead, who):
    person = request.getfixturevalue(who)
    made = invitations.invite(
        email="new@example.org", name="Nia", partnership=partnership, role=Role.READER, by=partnership_lead
    )

    with pytest.raises(NotTheirs):
        invitations.invite(email="b@example.org", name="B", partnership=partnership, role=Role.READER, by=person)
    for work in (invitations.withdraw, invitations.send_again):
        with pytest.raises(NotTheirs):
            work(invitation=made, by=person)
    assert partnership.invitations.filter(withdrawn_at=None).get() == made
