"""Asking for a role, and the answer. Those who lead the partnership decide, and the person is told what they said."""

from django.db import transaction
from django.utils import timezone

from cdp import audit, privacy
from partners import emails
from partners.models import AccessRequest, Membership, Partnership
from partners.operations import membership as memberships
from partners.operations.looking_after import NotTheirs, locked
from partners.roles import Role


class RequestRefused(Exception):
    """It cannot be done; the message says why."""


class AskedAlready(RequestRefused):
    pass


class HeldAlready(RequestRefused):
    pass


class NobodyToAsk(RequestRefused):
    """Nobody leads the partnership here, so that nobody would ever answer."""


class AnsweredAlready(RequestRefused):
    pass


@transaction.atomic
def ask(*, partnership, role, why, by, agency=None, kept=(), now=None) -> AccessRequest:
    """Raises a RequestRefused, PersonalData, or ValidationError for a role without its agency."""
    privacy.refuse({"why": why}, kept=kept)
    partnership = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    if not Partnership.objects.visible_to(by).filter(pk=partnership.pk).exists():
        raise NotTheirs(f"{by} does not see this partnership.")
    if Membership.objects.filter(user=by, partnership=partnership, role=role, agency=agency).exists():
        raise HeldAlready("You have this role already.")
    if AccessRequest.objects.filter(person=by, partnership=partnership, decided_at=None).exists():
        raise AskedAlready(f"Your earlier request to {partnership} has not been answered yet.")
    leads = list(memberships.leads_of(partnership))
    if not leads:
        raise NobodyToAsk(f"Nobody leads {partnership} here yet, so nobody could answer.")
    request = AccessRequest(
        person=by, partnership=partnership, role=role, agency=agency, why=why.strip(), asked_at=now or timezone.now()
    )
    request.full_clean()
    request.save(force_insert=True)
    changes = {"role": role} | ({"agency": agency} if agency else {})
    audit.record(kind="access.asked", by=by, subject=request, changes=changes, reason=request.why, now=request.asked_at)
    privacy.tell_of_kept(texts={"why": why}, kept=kept, by=by, subject=request, now=request.asked_at)
    for lead in {membership.user_id: membership.user for membership in leads}.values():
        emails.asked_for_access(lead=lead, request=request)
    return request


@transaction.atomic
def take_back(*, request, by, now=None):
    """Whoever asked no longer wants it. Raises AnsweredAlready; of the request only the audit tells."""
    Partnership.objects.select_for_update(of=("self",)).get(pk=request.partnership_id)
    request = AccessRequest.objects.select_related("partnership", "agency", "decided_by").get(pk=request.pk, person=by)
    if request.decided_at:
        raise AnsweredAlready(f"{request.decided_by} has answered this request already.")
    audit.record(kind="access.taken_back", by=by, subject=request, now=now)
    request.delete()


@transaction.atomic
def grant(*, request, by, role=None, agency=None, answer="", now=None) -> Membership:
    """Gives what was asked for, or another `role`, which then comes with its own `agency`."""
    now = now or timezone.now()
    request = _open(request, by=by)
    if role is None:
        role, agency = request.role, request.agency
    held = {"user": request.person, "partnership": request.partnership, "role": role, "agency": agency}
    membership = Membership.objects.filter(**held).first()
    _decide(request, by=by, is_granted=True, answer=answer, now=now)
    changes = {"role": role} | ({"agency": agency} if agency else {})
    audit.record(kind="access.granted", by=by, subject=request, changes=changes, reason=request.answer, now=now)
    if membership is None:
        membership = memberships.give_role(
            person=request.person, partnership=request.partnership, role=role, agency=agency, by=by, now=now,
            reason="Asked for access",
        )  # fmt: skip
    return membership


@transaction.atomic
def refuse(*, request, by, answer, kept=(), now=None) -> AccessRequest:
    """Raises AnsweredAlready, or PersonalData that nobody has chosen to keep."""
    now = now or timezone.now()
    privacy.refuse({"answer": answer}, kept=kept)
    request = _open(request, by=by)
    _decide(request, by=by, is_granted=False, answer=answer, now=now)
    audit.record(kind="access.refused", by=by, subject=request, reason=request.answer, now=now)
    privacy.tell_of_kept(texts={"answer": answer}, kept=kept, by=by, subject=request, now=now)
    sentence = f"Your request to be {Role(request.role).label.lower()} in {request.partnership} was refused."
    emails.about_role(person=request.person, by=by, sentence=sentence, reason=request.answer)
    return request


def _open(request, *, by):
    partnership = locked(request.partnership, by=by)
    related = AccessRequest.objects.select_related("person", "agency", "decided_by")
    request = related.get(pk=request.pk, partnership=partnership)
    request.partnership = partnership
    if request.decided_at:
        raise AnsweredAlready(f"{request.decided_by} has answered this request already.")
    return request


def _decide(request, *, by, is_granted, answer, now):
    request.decided_at, request.decided_by, request.is_granted, request.answer = now, by, is_granted, answer.strip()
    request.full_clean()
    request.save(update_fields=["decided_at", "decided_by", "is_granted", "answer"])
