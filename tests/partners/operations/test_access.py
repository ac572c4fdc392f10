"""Asking for a role and the answer; roles across all partnerships."""

import pytest
from django.core.exceptions import ValidationError

from actions.models import Mail
from cdp.models import AuditEvent
from partners.models import AccessRequest, Partnership
from partners.operations import access, membership, national
from partners.operations.looking_after import NotTheirs
from partners.roles import Role
from tests.factories import MembershipFactory, PartnershipFactory, PersonFactory

pytestmark = pytest.mark.django_db


def ask(partnership, by, **more):
    return access.ask(
        **({"partnership": partnership, "role": Role.DATA_LEAD, "why": "I make the figures", "by": by} | more)
    )


def kinds():
    return list(AuditEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_a_request_is_kept_and_those_who_lead_are_told(partnership, partnership_lead, stranger):
    MembershipFactory(partnership=partnership, role=Role.PARTNERSHIP_LEAD, user__is_active=False)

    made = ask(partnership, stranger)

    assert AccessRequest.objects.get() == made
    assert [(each.to, each.subject) for each in Mail.objects.all()] == [
        ("lead@example.org", "Sam Stranger asks for access to Northshire Combating Drugs Partnership")
    ]
    assert f"/northshire/people/requests/{made.pk}/" in Mail.objects.get().text
    event = AuditEvent.objects.get()
    assert (event.kind, event.reason, event.partnership_slug) == ("access.asked", "I make the figures", "northshire")


def test_one_request_at_a_time(partnership, partnership_lead, stranger):
    ask(partnership, stranger)

    with pytest.raises(access.AskedAlready):
        ask(partnership, stranger, role=Role.READER)


def test_what_one_has_is_not_asked_for(partnership, partnership_lead, viewer):
    with pytest.raises(access.HeldAlready):
        ask(partnership, viewer, role=Role.BOARD_MEMBER)


def test_a_role_of_an_agency_is_asked_for_with_the_agency(partnership, partnership_lead, stranger):
    with pytest.raises(ValidationError, match="Choose the agency"):
        ask(partnership, stranger, role=Role.LEAD_OFFICER)


def test_where_nobody_leads_nobody_is_asked(partnership, viewer, stranger):
    with pytest.raises(access.NobodyToAsk):
        ask(partnership, stranger)


def test_what_one_does_not_see_one_cannot_ask_for(stranger):
    hidden = PartnershipFactory(is_published=False)
    MembershipFactory(partnership=hidden, role=Role.PARTNERSHIP_LEAD)

    with pytest.raises(NotTheirs):
        ask(hidden, stranger)
    assert AccessRequest.objects.count() == 0


def test_granting_gives_what_was_asked_for(partnership, partnership_lead, stranger):
    made = ask(partnership, stranger)

    access.grant(request=made, by=partnership_lead)

    made.refresh_from_db()
    assert (made.is_granted, made.decided_by) == (True, partnership_lead)
    assert stranger.memberships.get().role == Role.DATA_LEAD
    assert kinds() == ["access.asked", "access.granted", "role.given"]


def test_another_role_can_be_given_than_was_asked_for(partnership, partnership_lead, stranger, agency):
    made = ask(partnership, stranger, role=Role.LEAD_OFFICER, agency=agency)

    access.grant(request=made, role=Role.READER, by=partnership_lead)

    assert list(stranger.memberships.values_list("role", "agency")) == [("reader", None)]


def test_granting_what_was_given_meanwhile_only_answers(partnership, partnership_lead, stranger):
    made = ask(partnership, stranger)
    given = membership.give_role(person=stranger, partnership=partnership, role=Role.DATA_LEAD, by=partnership_lead)

    assert access.grant(request=made, by=partnership_lead) == given
    assert kinds().count("role.given") == 1


def test_a_refusal_says_why_and_the_person_reads_it(partnership, partnership_lead, stranger):
    made = ask(partnership, stranger)

    access.refuse(request=made, answer="We have a data lead already.", by=partnership_lead)

    assert stranger.memberships.count() == 0
    assert Mail.objects.latest("pk").to == "stranger@example.org"
    assert "We have a data lead already." in Mail.objects.latest("pk").text
    assert AuditEvent.objects.latest("pk").reason == "We have a data lead already."


def test_a_refusal_without_a_reason_is_none(partnership, partnership_lead, stranger):
    made = ask(partnership, stranger)

    with pytest.raises(ValidationError, match="Say why the request is refused"):
        access.refuse(request=made, answer="  ", by=partnership_lead)
    assert AccessRequest.objects.get().decided_at is None


def test_a_request_is_answered_once(partnership, partnership_lead, stranger):
    made = ask(partnership, stranger)
    access.refuse(request=made, answer="No", by=partnership_lead)

    for answer in (lambda: access.grant(request=made, by=partnership_lead),
                   lambda: access.refuse(request=made, answer="No", by=partnership_lead)):  # fmt: skip
        with pytest.raises(access.AnsweredAlready, match="Lee Lead has answered"):
            answer()
    assert ask(partnership, stranger).pk != made.pk


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_nobody_else_answers(request, partnership, partnership_lead, stranger, who):
    made = ask(partnership, stranger)

    for answer in (lambda by: access.grant(request=made, by=by),
                   lambda by: access.refuse(request=made, answer="No", by=by)):  # fmt: skip
        with pytest.raises(NotTheirs):
            answer(request.getfixturevalue(who))
    assert stranger.memberships.count() == 0


# Across all partnerships ---------------------------------------------------------------------------------------------


@pytest.fixture
def staff():
    return PersonFactory(name="Sue Staff", is_staff=True)


def test_staff_make_a_national_reader_and_unmake_one(staff, stranger):
    hidden = PartnershipFactory(is_published=False)

    given = national.give_national_role(person=stranger, by=staff)
    assert list(Partnership.objects.visible_to(stranger)) == [hidden]
    national.take_national_role(national_role=given, by=staff)

    assert list(Partnership.objects.visible_to(stranger)) == []
    assert list(AuditEvent.objects.order_by("pk").values_list("kind", "changes")) == [
        ("role.given", {"role": [None, "national_reader"]}),
        ("role.taken", {"role": ["national_reader", None]}),
    ]


def test_a_national_role_is_given_and_ended_once(staff, stranger):
    given = national.give_national_role(person=stranger, by=staff)

    with pytest.raises(membership.HeldAlready):
        national.give_national_role(person=stranger, by=staff)
    national.take_national_role(national_role=type(given).objects.get(), by=staff)
    with pytest.raises(membership.EndedAlready):
        national.take_national_role(national_role=given, by=staff)


def test_a_partnership_lead_gives_no_national_role(partnership_lead, stranger):
    with pytest.raises(NotTheirs):
        national.give_national_role(person=stranger, by=partnership_lead)
    assert stranger.national_roles.count() == 0
