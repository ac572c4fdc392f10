"""Inviting somebody to a role, and coming in by the link that they were sent.

Whoever holds the link of an open invitation is the one who was invited: it is random, known from one email alone, works
once and for a fortnight. Only its digest is kept, so that a copy of the database opens nothing.
"""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cdp import audit
from partners import emails
from partners.models import Invitation, Membership, Person
from partners.operations.looking_after import locked

DAYS = 14


class InvitationNotUsable(Exception):
    """The link leads nowhere; the message says why, and `ask` whom to ask for a new one."""

    status = 410

    def __init__(self, sentence, ask="the person who leads your partnership"):
        super().__init__(sentence)
        self.ask = ask


class NotAnInvitation(InvitationNotUsable):
    status = 404


class Expired(InvitationNotUsable):
    pass


class UsedAlready(InvitationNotUsable):
    pass


class Withdrawn(InvitationNotUsable):
    pass


class AlreadyAMember(Exception):
    """The person holds this role already."""


class AccountExists(Exception):
    """The address belongs to somebody who can sign in: they must, before they accept."""


def digest_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(*, email, name, partnership, role, by, agency=None, now=None) -> Invitation:
    """Sends the link. An open invitation of the same address is withdrawn: of two links one would be the wrong one.

    Raises AlreadyAMember, or ValidationError for a role without its agency and other things that make no sense;
    NotTheirs where `by` does not look after the people of the partnership.
    """
    now = now or timezone.now()
    partnership = locked(partnership, by=by)
    email = email.strip().lower()
    held = Membership.objects.filter(user__email__iexact=email, partnership=partnership, role=role, agency=agency)
    if held.exists():
        raise AlreadyAMember(f"{held.first().user} has this role already.")
    for earlier in open_ones(email=email, partnership=partnership):
        withdraw(invitation=earlier, by=by, now=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        email=email,
        name=name.strip(),
        partnership=partnership,
        agency=agency,
        role=role,
        token_digest=digest_of(token),
        invited_at=now,
        invited_by=by,
        expires_at=now + timedelta(days=DAYS),
    )
    invitation.full_clean()
    invitation.save(force_insert=True)
    said = {"email": email, "role": invitation.get_role_display(), "agency": str(agency or "")}
    audit.record(kind="invitation.sent", by=by, subject=invitation, changes=said, now=now)
    emails.invite(invitation=invitation, link=emails.address(reverse("join", args=[token])))
    return invitation


@transaction.atomic
def send_again(*, invitation, by, now=None) -> Invitation:
    """The same invitation with a new link and a new fortnight; the link before no longer works."""
    locked(invitation.partnership, by=by)
    found = _locked(invitation)
    if found.accepted_at:
        raise UsedAlready("The invitation has been accepted already.")
    if found.withdrawn_at:
        raise Withdrawn("The invitation has been withdrawn. Invite the person anew.")
    said = {name: getattr(found, name) for name in ("email", "name", "partnership", "role", "agency")}
    return invite(**said, by=by, now=now)


@transaction.atomic
def withdraw(*, invitation, by, now=None) -> Invitation:
    locked(invitation.partnership, by=by)
    return _withdraw(invitation, by=by, now=now)


@transaction.atomic
def decline(*, invitation, by, now=None) -> Invitation:
    """By whom it was sent to, who does not want it; the caller has made sure of that."""
    return _withdraw(invitation, by=by, now=now)


def _withdraw(invitation, *, by, now):
    now = now or timezone.now()
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.accepted_at:
        raise UsedAlready("The invitation has been accepted. Take the role away instead.")
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at, invitation.withdrawn_by = now, by
        invitation.save(update_fields=["withdrawn_at", "withdrawn_by"])
        audit.record(kind="invitation.withdrawn", by=by, subject=invitation, now=now)
    return invitation


def find(*, digest, now=None) -> Invitation:
    """The open invitation of a link; else an InvitationNotUsable that says what became of it."""
    people = ("partnership", "agency", "invited_by", "withdrawn_by")
    invitation = Invitation.objects.select_related(*people).filter(token_digest=digest).first()
    if invitation is None:
        raise NotAnInvitation("This is not the link of an invitation. Perhaps a part of it was lost on the way.")
    _check(invitation, now or timezone.now())
    return invitation


def _check(invitation, now):
    ask = f"{invitation.invited_by} ({invitation.invited_by.email})"
    if invitation.accepted_at:
        raise UsedAlready("This invitation has been accepted already. Its link worked once.", ask)
    if invitation.withdrawn_at:
        raise Withdrawn("This invitation has been withdrawn. You may have been sent a newer one.", ask)
    if now >= invitation.expires_at:
        raise Expired(f"This invitation has expired. It was open for {DAYS} days.", ask)


@transaction.atomic
def accept(*, invitation, by, now=None) -> Membership:
    """`by`, who is signed in, takes the role. Of two who come at once one is told that the link was used."""
    now = now or timezone.now()
    invitation = _locked(invitation)
    _check(invitation, now)
    invitation.accepted_at, invitation.accepted_by = now, by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    membership, is_new = Membership.objects.get_or_create(
        user=by, partnership=invitation.partnership, role=invitation.role, agency=invitation.agency
    )
    audit.record(kind="invitation.accepted", by=by, subject=invitation, now=now)
    if is_new:
        given = {"role": [None, invitation.get_role_display()], "agency": [None, str(invitation.agency or "")]}
        reason = f"Invited by {invitation.invited_by}"
        partnership = invitation.partnership
        audit.record(
            kind="role.given", by=by, subject=by, partnership=partnership, changes=given, reason=reason, now=now
        )
    return membership


@transaction.atomic
def accept_as_new(*, invitation, password=None, now=None) -> Person:
    """Make the account that the invitation is for, and accept. Without a password it is opened some other way."""
    now = now or timezone.now()
    invitation = _locked(invitation)
    _check(invitation, now)
    if Person.objects.filter(email__iexact=invitation.email).exists():
        raise AccountExists(invitation.email)
    person = Person(email=invitation.email, name=invitation.name, date_joined=now)
    person.set_password(password)
    person.save(force_insert=True)
    accept(invitation=invitation, by=person, now=now)
    return person


def _locked(invitation):
    related = Invitation.objects.select_related("partnership", "agency", "invited_by")
    return related.select_for_update(of=("self",)).get(pk=invitation.pk)


def open_ones(*, email, partnership):
    """Neither accepted nor withdrawn; their time may be over."""
    return Invitation.objects.filter(
        email__iexact=email, partnership=partnership, accepted_at__isnull=True, withdrawn_at__isnull=True
    )
