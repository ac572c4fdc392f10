"""Those who follow a source are told of a run that changed its figures, waits for a review, or failed."""

from django.db import transaction
from django.utils import timezone

from indicators import emails
from indicators.models import Notice, Refresh, Source, Subscription

KINDS = {
    Refresh.Outcome.CHANGED: Notice.Kind.CHANGED,
    Refresh.Outcome.HELD: Notice.Kind.HELD,
    Refresh.Outcome.FAILED: Notice.Kind.FAILED,
}


def tell_subscribers(*, run) -> int:
    """Email everybody who follows the source of this run; the number of emails sent now.

    It may be called again after a fault: a person's row is written before the email goes, and marked once it has gone,
    so that nobody is told twice and those whose email did not go get it then.
    """
    kind = KINDS.get(run.outcome)
    if kind is None:
        return 0
    _write_notices(run, kind)
    sent = 0
    for notice in Notice.objects.filter(refresh=run, kind=kind, sent_at=None).select_related(
        "person", "refresh__source"
    ):
        emails.send_notice(notice)
        sent += Notice.objects.filter(pk=notice.pk, sent_at=None).update(sent_at=timezone.now())
    return sent


@transaction.atomic
def _write_notices(run, kind):
    now = timezone.now()
    following = Subscription.objects.filter(source=run.source, person__is_active=True).select_related("person")
    Notice.objects.bulk_create(
        (
            Notice(person=subscription.person, refresh=run, kind=kind, made_at=now)
            for subscription in following
            # Somebody may have lost sight of it since.
            if Source.objects.visible_to(subscription.person).filter(pk=run.source_id).exists()
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def follow(*, source, by):
    """Tell this person of the source's runs from now on; following twice is following once."""
    Subscription.objects.get_or_create(person=by, source=source, defaults={"made_at": timezone.now()})


@transaction.atomic
def stop_following(*, source, by):
    Subscription.objects.filter(person=by, source=source).delete()
