"""Each night: what has been kept long enough goes, and an event says how much of what."""

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from oauth2_provider.models import AccessToken

from actions.operations.imports import forget as forget_imports
from cdp import audit, changes
from cdp.access import personal
from cdp.audit import digests
from cdp.audit.redaction import REDACTED
from cdp.models import AuditEvent, FrozenPaper, IdempotentAnswer, PersonalToken, Rendering
from cdp.privacy.retention import BY_KEY, KEPT
from partners.models import AccessRequest, Invitation, Person

AT_ONCE = 200
TOLD = "retention.applied"
WHY = "Kept long enough: see the table on the privacy page."
CLOSED_HOST = "closed.invalid"
SIGN_IN_EVENTS = ("person.sign_in_refused", "person.sign_in_limited", "person.session_ended", "client.refused")


def apply(*, now=None, check=lambda: None):
    """{key: number} of what went. Each kind in small transactions of its own, so that no writer waits long."""
    now = now or timezone.now()
    gone = {}
    for kept in KEPT:
        if kept.after is not None:
            gone[kept.key] = _until_done(RULES[kept.key], now - kept.after, check)
    went = {key: number for key, number in gone.items() if number}
    audit.record(kind=TOLD, changes=went, reason="" if went else "Nothing was due.", now=now)
    return gone


def _until_done(rule, before, check):
    total = 0
    while True:
        check()
        with transaction.atomic():
            number = rule(before)
        total += number
        if number < AT_ONCE:
            return total


def _deleted(rows):
    found = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    rows.model._base_manager.filter(pk__in=found).delete()
    return len(found)


def accounts(before):
    """Closed for good: nobody signs in with it again. Staff are looked after by hand."""
    last = Coalesce("last_login", "date_joined")
    people = Person.objects.annotate(seen_at=last).filter(
        seen_at__lt=before,
        memberships=None,
        national_roles=None,
        is_staff=False,
        is_superuser=False,
        is_service=False,
    )
    found = list(people.exclude(email__endswith=f"@{CLOSED_HOST}").order_by("pk")[:AT_ONCE])
    for person in found:
        _close(person)
    return len(found)


def _close(person):
    for label in ("mfa.Authenticator", "socialaccount.SocialAccount", "usersessions.UserSession"):
        apps.get_model(label).objects.filter(user=person).delete()
    person.mails_off.all().delete()
    personal.end_all(person=person, reason=WHY)
    person.email, person.is_active = f"{person.pk}@{CLOSED_HOST}", False
    person.set_unusable_password()
    person.save(update_fields=["email", "is_active", "password"])
    # Earlier addresses stand in the events of a change.
    for event in audit.history_of(person).filter(kind="person.changed"):
        if "email" in event.changes:
            _redact(event, ["changes.email"])
    audit.record(kind="person.changed", subject=person, changes={"is_active": [True, False]}, reason=WHY)


def sessions(before):
    """Ours beside the framework's: a row whose session has gone is of no use to anybody."""
    Session.objects.filter(expire_date__lt=before).delete()
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    return _deleted(apps.get_model("usersessions.UserSession").objects.filter(~Exists(alive), last_seen_at__lt=before))


def invitations(before):
    over = Invitation.objects.filter(
        Q(accepted_at__lt=before) | Q(withdrawn_at__lt=before) | Q(accepted_at=None, expires_at__lt=before)
    ).order_by("pk")[:AT_ONCE]
    found = list(over)
    for invitation in found:
        if invitation.accepted_at is None:
            for event in audit.history_of(invitation).exclude(kind=REDACTED):
                _redact(event, ["subject_name", *_changes_of(event)])
        invitation.delete()
    return len(found)


def access_requests(before):
    found = list(AccessRequest.objects.filter(decided_at__lt=before).order_by("pk")[:AT_ONCE])
    for request in found:
        for event in audit.history_of(request).exclude(kind=REDACTED):
            _redact(event, ["reason", *_changes_of(event)])
        request.delete()
    return len(found)


def drafts(before):
    """Never approved, and untouched: an update that waits or was sent back is somebody's turn, and stays."""
    updates = apps.get_model("actions.ProgressUpdate").objects
    found = list(updates.filter(state__in=["draft", "withdrawn"], saved_at__lt=before).order_by("pk")[:AT_ONCE])
    for update in found:
        for event in audit.history_of(update).exclude(kind=REDACTED):
            _redact(event, ["reason", *_changes_of(event, but=("state",))])
        _forget_files([each.file for each in update.evidence.exclude(file="")], "actions.Evidence", update=update)
        changes.of_record(
            kind="update.removed", subject=update, partnership=update.action.partnership, now=timezone.now()
        )
        update.delete()
    return len(found)


def mails(before):
    return _deleted(apps.get_model("actions.Mail").objects.filter(made_at__lt=before))


def mail_links(before):
    return _deleted(apps.get_model("actions.MailLink").objects.filter(expires_at__lt=before))


def workbooks(before):
    number = 0
    for label in ("actions.Batch", "actions.PlanImport"):
        model = apps.get_model(label)
        for each in model.objects.filter(uploaded_at__lt=before).order_by("pk")[: AT_ONCE - number]:
            _forget_files([each.file], label, pk=each.pk)
            each.delete()
            number += 1
    return number


def imports(before):
    return forget_imports(before=before, most=AT_ONCE)


def renderings(before):
    """Files of papers. What they were written from stays."""
    return _deleted(Rendering.objects.filter(made_at__lt=before))


def report_runs(before):
    """With what came of them: nothing else points at it."""
    runs = apps.get_model("actions.ReportRun").objects.filter(asked_at__lt=before).order_by("pk")
    found = list(runs.values_list("pk", "frozen")[:AT_ONCE])
    runs.model.objects.filter(pk__in=[pk for pk, _ in found]).delete()
    FrozenPaper.objects.filter(pk__in=[paper for _, paper in found if paper]).delete()
    return len(found)


def shared_links(before):
    over = Q(expires_at__lt=before) | Q(revoked_at__lt=before)
    return _deleted(apps.get_model("actions.SharedLink").objects.filter(over))


def sign_in_events(before):
    events = AuditEvent.objects.filter(kind__in=SIGN_IN_EVENTS, happened_at__lt=before, redacted_at=None)
    # What has nothing to lose is not looked at each night anew.
    events = events.exclude(reason="", changes={})
    found = list(events.order_by("pk")[:AT_ONCE])
    return sum(_redact(event, ["reason", *_changes_of(event)]) for event in found)


def api_tokens(before):
    """With what is left of programs' own, of which each works for a quarter of an hour."""
    AccessToken.objects.filter(expires__lt=before).delete()
    return _deleted(PersonalToken.objects.filter(Q(expires_at__lt=before) | Q(revoked_at__lt=before)))


def idempotent_answers(before):
    return _deleted(IdempotentAnswer.objects.filter(created_at__lt=before))


def _changes_of(event, but=()):
    return [f"{digests.CHANGE}{name}" for name in event.changes if name not in but]


def _redact(event, fields):
    """Whether there was something to take out."""
    try:
        audit.redact(event=event, by=None, reason=WHY, fields=fields)
    except audit.NothingToRedact:
        return False
    return True


def _forget_files(files, label, **mine):
    """Deleted once the rows are, unless another record holds the same file."""
    others = apps.get_model(label).objects.exclude(**mine)
    for file in files:
        if file and not others.filter(file=file.name).exists():
            transaction.on_commit(lambda file=file: file.storage.delete(file.name), robust=True)


RULES = {
    "accounts": accounts,
    "sessions": sessions,
    "invitations": invitations,
    "access_requests": access_requests,
    "drafts": drafts,
    "mails": mails,
    "mail_links": mail_links,
    "workbooks": workbooks,
    "imports": imports,
    "renderings": renderings,
    "report_runs": report_runs,
    "shared_links": shared_links,
    "sign_in_events": sign_in_events,
    "api_tokens": api_tokens,
    "idempotent_answers": idempotent_answers,
}
assert RULES.keys() == {kept.key for kept in BY_KEY.values() if kept.after is not None}
