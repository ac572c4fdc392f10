"""Giving and taking roles, and what happens when somebody leaves.

What a role was is told by the audit alone: the row of a role that ended is gone. All of these wait for one another at
the row of the partnership, so that two leads who take each other's role away cannot leave it without one.
"""

from django.db import transaction
from django.utils import timezone

from cdp import audit, privacy
from cdp.access import personal
from partners import emails
from partners.models import Membership, Partnership
from partners.operations import invitations
from partners.operations.looking_after import locked
from partners.roles import Role


class RoleRefused(Exception):
    """It cannot be done; the message says why and what to do. Nothing has been written."""


class HeldAlready(RoleRefused):
    pass


class EndedAlready(RoleRefused):
    """Somebody else was quicker."""


class LastLead(RoleRefused):
    """A partnership always keeps somebody who can let others in."""


class OwnLastLead(RoleRefused):
    """Nobody locks themselves out: another lead does it."""


def leads_of(partnership):
    """Those who lead it and can sign in."""
    return Membership.objects.filter(
        partnership=partnership, role=Role.PARTNERSHIP_LEAD, user__is_active=True
    ).select_related("user")


@transaction.atomic
def give_role(*, person, partnership, role, by, agency=None, reason="", now=None) -> Membership:
    """Raises HeldAlready, or ValidationError for a role without its agency."""
    partnership = locked(partnership, by=by)
    if Membership.objects.filter(user=person, partnership=partnership, role=role, agency=agency).exists():
        raise HeldAlready(f"{person} has this role already.")
    membership = Membership(user=person, partnership=partnership, role=role, agency=agency)
    membership.full_clean()
    membership.save(force_insert=True)
    _record("role.given", membership, by=by, reason=reason, now=now or timezone.now())
    if person.pk != by.pk:
        emails.about_role(person=person, by=by, sentence=f"You are now {in_words(membership)}.")
    return membership


@transaction.atomic
def take_role(*, membership, by, reason="", kept=(), now=None):
    """Raises EndedAlready, LastLead, OwnLastLead, or PersonalData that nobody has chosen to keep."""
    privacy.refuse({"reason": reason}, kept=kept)
    now = now or timezone.now()
    partnership = locked(membership.partnership, by=by)
    found = Membership.objects.select_related("user", "agency", "partnership").filter(pk=membership.pk).first()
    if found is None:
        raise EndedAlready("This role has ended already.")
    _end([found], partnership=partnership, by=by, reason=reason, now=now)
    _tell_of_kept(found.user, partnership, reason, kept, by=by, now=now)
    if found.user_id != by.pk:
        emails.about_role(person=found.user, by=by, sentence=f"You are no longer {in_words(found)}.", reason=reason)


@transaction.atomic
def leave(*, person, partnership, by, reason="", kept=(), now=None) -> list:
    """All roles of a person in a partnership end, and their open invitations to it are taken back.

    What they have written stays, drafts included: it belongs to their agency, whose others go on with it.
    """
    privacy.refuse({"reason": reason}, kept=kept)
    now = now or timezone.now()
    partnership = locked(partnership, by=by)
    held = list(Membership.objects.filter(user=person, partnership=partnership).select_related("user", "agency"))
    if not held:
        raise EndedAlready(f"{person} has no role in {partnership} any more.")
    _end(held, partnership=partnership, by=by, reason=f"Left the partnership. {reason}".strip(), now=now)
    _tell_of_kept(person, partnership, reason, kept, by=by, now=now)
    for invitation in invitations.open_ones(email=person.email, partnership=partnership):
        invitations.withdraw(invitation=invitation, by=by, now=now)
    if person.pk != by.pk:
        sentence = f"Your roles in {partnership} have ended."
        emails.about_role(person=person, by=by, sentence=sentence, reason=reason)
    return held


@transaction.atomic
def leave_by_oneself(*, person, partnership, reason="", kept=(), now=None) -> list:
    """As leave(), but nobody else does it: also a lead may go, as long as another one stays. Nobody is sent a mail.

    Raises EndedAlready, LastLead, or PersonalData that the person has not chosen to keep.
    """
    privacy.refuse({"reason": reason}, kept=kept)
    now = now or timezone.now()
    partnership = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    held = list(Membership.objects.filter(user=person, partnership=partnership).select_related("user", "agency"))
    if not held:
        raise EndedAlready(f"You have no role in {partnership} any more.")
    _require_another_lead(held, partnership=partnership)
    for membership in held:
        _record("role.left", membership, by=person, subject=partnership, reason=reason.strip(), now=now)
        membership.delete()
    personal.end_where_nothing_is_left(person=person, by=person, now=now)
    _tell_of_kept(person, partnership, reason, kept, by=person, now=now)
    for invitation in invitations.open_ones(email=person.email, partnership=partnership):
        invitations.decline(invitation=invitation, by=person, now=now)
    return held


def is_last_lead(person, partnership):
    """Whether nobody else could let others in once this person is gone."""
    leads = leads_of(partnership)
    is_lead = Membership.objects.filter(user=person, partnership=partnership, role=Role.PARTNERSHIP_LEAD).exists()
    return is_lead and not leads.exclude(user=person).exists()


def in_words(membership):
    """ "lead officer of Northshire Probation in Northshire Combating Drugs Partnership" """
    agency = f" of {membership.agency}" if membership.agency else ""
    return f"{membership.get_role_display().lower()}{agency} in {membership.partnership}"


def _end(memberships, *, partnership, by, reason, now):
    _keep_a_lead(memberships, partnership=partnership, by=by)
    for membership in memberships:
        _record("role.taken", membership, by=by, reason=reason, now=now)
        membership.delete()
    for person in {membership.user for membership in memberships}:
        personal.end_where_nothing_is_left(person=person, by=by, now=now)


def _tell_of_kept(person, partnership, reason, kept, *, by, now):
    privacy.tell_of_kept(texts={"reason": reason}, kept=kept, by=by, subject=person, partnership=partnership, now=now)


def _require_another_lead(ending, *, partnership):
    """Those who lead it besides; nothing to ask where no lead goes."""
    if not any(membership.role == Role.PARTNERSHIP_LEAD for membership in ending):
        return []
    others = list(leads_of(partnership).exclude(pk__in=[membership.pk for membership in ending]))
    if not others:
        raise LastLead(f"{partnership} would be without a partnership lead. Make somebody else partnership lead first.")
    return others


def _keep_a_lead(ending, *, partnership, by):
    others = _require_another_lead(ending, partnership=partnership)
    if not others:
        return
    is_own = any(membership.user_id == by.pk for membership in ending)
    if is_own and not any(membership.user_id == by.pk for membership in others):
        names = " or ".join(sorted({str(membership.user) for membership in others}))
        raise OwnLastLead(f"You cannot take away your own role as partnership lead. Ask {names}.")


def _record(kind, membership, *, by, reason, now, subject=None):
    def pair(value):
        return [None, value] if kind == "role.given" else [value, None]

    changes = {"role": pair(membership.role)}
    if membership.agency:
        changes["agency"] = pair(membership.agency)
    audit.record(
        kind=kind,
        by=by,
        subject=subject or membership.user,
        partnership=membership.partnership,
        changes=changes,
        reason=reason,
        now=now,
    )
