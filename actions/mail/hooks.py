"""Who hears of a step in the life of an update, and of what a board asks of somebody."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from actions.mail import letters
from actions.mail.links import NewLink
from actions.mail.writing import write
from actions.models import Action, Mail, MailKind, ProgressUpdate
from actions.queries import approvers_of
from cdp import words
from cdp.sealing import harmless
from partners.emails import address

# What is entered afterwards, such as a sample or what was agreed on paper, is history: nobody is written to about it.
NEWS = timedelta(days=1)


def submitted(update, *, by, now):
    """To all who may approve it, but once while the queue is not worked off: two hundred updates are not 200 mails."""
    partnership = update.action.partnership
    if not _is_news(now) or _told_already(update, partnership, now):
        return
    for person in approvers_of(partnership).exclude(pk=by.pk):
        text = letters.rendered(
            "to_approve",
            person=person,
            update=update,
            queue=address(reverse("approvals", args=[partnership.slug])),
        )
        write(
            kind=MailKind.TO_APPROVE,
            key=_key(update),
            person=person,
            partnership=partnership,
            subject=f"For approval: action {update.action.ref}, {update.get_delivery_status_display().lower()}",
            text=text,
            why=f"you approve updates of {partnership}.",
            now=now,
        )


def returned(update, *, by, reason, now):
    person = update.reported_by
    if not _is_news(now) or person.pk == by.pk:
        return
    action = update.action
    links = [NewLink(action)] if Action.objects.reportable_by(person).filter(pk=action.pk).exists() else []
    text = letters.rendered(
        "returned",
        person=person,
        by=by,
        update=update,
        reason=harmless(reason),
        short=links[0].sealed if links else "",
        page=address(reverse("report-progress", args=[action.partnership.slug, action.ref])),
    )
    write(
        kind=MailKind.RETURNED,
        key=_key(update),
        person=person,
        partnership=action.partnership,
        subject=f"Sent back: your update on action {action.ref}",
        text=text,
        why="you sent this update for approval.",
        links=links,
        now=now,
    )


def approved(update, *, by, now):
    person = update.reported_by
    if not _is_news(now) or person.pk == by.pk:
        return
    action = update.action
    page = address(action.get_absolute_url())
    write(
        kind=MailKind.APPROVED,
        key=_key(update),
        person=person,
        partnership=action.partnership,
        subject=f"Approved: your update on action {action.ref}",
        text=letters.rendered("approved", person=person, by=by, update=update, page=page),
        why="you sent this update for approval.",
        now=now,
    )


def decided(decision, *, by, now):
    """To the person whose it is, when it is recorded and when it becomes theirs."""
    person, partnership = decision.owner, decision.meeting.partnership
    if person is None or person.pk == by.pk or not _is_news(now):
        return
    text = letters.rendered(
        "decision",
        person=person,
        partnership=partnership,
        decision=decision,
        text=harmless(decision.text),
        page=address(decision.get_absolute_url()),
    )
    held_on = words.day(decision.meeting.held_on)
    write(
        kind=MailKind.DECISION,
        key=f"decision:{decision.pk}",
        person=person,
        partnership=partnership,
        subject=f"{decision.get_kind_display()} of the board of {held_on}",
        text=text,
        why=f"the board of {partnership} gave it to you.",
        now=now,
    )


def _is_news(now):
    return timezone.now() - now < NEWS


def _key(update):
    """Of this very step: an update can be sent, and sent back, several times a day."""
    return f"update:{update.pk}:{update.version}"


def _told_already(update, partnership, now):
    """Whether approvers were written to today about others that still wait; the queue shows this one too."""
    today = timezone.localdate(now)
    others = ProgressUpdate.objects.waiting().filter(action__partnership=partnership).exclude(pk=update.pk)
    told = Mail.objects.filter(kind=MailKind.TO_APPROVE, partnership=partnership, day=today)
    first = told.order_by("made_at").first()
    return first is not None and others.filter(reported_at__gte=first.made_at).exists()
