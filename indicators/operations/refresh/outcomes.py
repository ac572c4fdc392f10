"""How a run ends, or is put off: each of these leaves the run's row true, whatever else was going on."""

import datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from indicators.models import Indicator, Refresh, RefreshDifference, RefreshReject, Source
from indicators.operations import follow_up
from indicators.operations.disclosure import bound_by_a_rule
from indicators.operations.refresh import breaker

WRITTEN_AT_A_TIME = 500
REPLACED = "Replaced by a later run."


class RefreshTakenOver(Exception):
    """This run was ended by somebody else and must not publish any more."""


@transaction.atomic
def end(run, values, *, claim, now=None, notes=None, differences=()):
    """Publish: close the run's row and its source's; RefreshTakenOver, and with it a roll-back, where it was closed."""
    claim.finish()
    lock_source(run)
    now = now or moment_of_publishing(run)
    _close(run, {"finished_at": now, "published_at": now, **values})
    _write_down(run, notes, differences)
    checked = {"last_checked_at": now}
    is_changed = values["outcome"] == Refresh.Outcome.CHANGED
    if is_changed:
        checked["last_changed_at"] = now
        _decline_the_held_one(run, now)
        follow_up.tell(run)
    Source.objects.filter(pk=run.source_id).update(**checked)
    breaker.note_success(run.source_id)
    follow_up.ask(run, check=is_changed)


@transaction.atomic
def hold(run, comparison, notes, differences, reasons, *, claim):
    """Nothing is published until a person has looked at it."""
    claim.finish()
    lock_source(run)
    now = timezone.now()
    _decline_the_held_one(run, now)
    last = run.source.refreshes.filter(outcome=Refresh.Outcome.CHANGED).order_by("-published_at", "-pk").first()
    counts = counts_of(comparison, notes)
    _close(
        run,
        {
            "outcome": Refresh.Outcome.HELD,
            "hold_reasons": reasons,
            "compared_with": last,
            "reviewed_at": None,
            "reviewed_by": None,
            "review_note": "",
            **counts,
        },
    )
    _write_down(run, notes, differences)
    Source.objects.filter(pk=run.source_id).update(last_checked_at=now)
    breaker.note_success(run.source_id)
    if not claim.payload.get("is_looked_at"):
        follow_up.ask(run, check=False)


@transaction.atomic
def stop_for_the_held_one(run, *, claim):
    """Whether a run with the same bytes waits for a review already: another would say nothing new."""
    held = run.source.refreshes.filter(outcome=Refresh.Outcome.HELD, sha256=run.sha256).first()
    if held is None:
        return False
    claim.finish()
    lock_source(run)
    now = moment_of_ending(run)
    reason = f"The same file waits for a review already, since {held.started_at:%-d %B %Y}. Nothing was read again."
    _close(run, {"outcome": Refresh.Outcome.CANCELLED, "finished_at": now, "error": reason})
    Source.objects.filter(pk=run.source_id).update(last_checked_at=now)
    return True


@transaction.atomic
def fail(run, sentence, *, claim=None):
    """Close the run with the reason; nothing else of it remains."""
    if claim is not None:
        claim.finish()
    lock_source(run)
    unfinished = Refresh.objects.filter(pk=run.pk, outcome__in=Refresh.UNFINISHED)
    if unfinished.update(outcome=Refresh.Outcome.FAILED, finished_at=moment_of_ending(run), error=sentence):
        run.refresh_from_db()
        breaker.note_failure(run.source_id)
        follow_up.ask(run, check=False)


def put_off(run, sentence, *, claim):
    """The run waits for its job's next attempt, and says why; LeaseLost where another attempt has it already."""
    if not connection.in_atomic_block:
        # What went wrong may have been the connection itself.
        connection.close_if_unusable_or_obsolete()
    with transaction.atomic():
        claim.hold()
        running = Refresh.objects.filter(pk=run.pk, outcome=Refresh.Outcome.RUNNING)
        running.update(outcome=Refresh.Outcome.WAITING, error=sentence)


def lock_source(run):
    """Before the run's row, as everybody does who takes both: in another order two could wait for each other."""
    Source.objects.select_for_update(no_key=True).get(pk=run.source_id)


def moment_of_ending(run):
    """Now; but on a machine whose clock is behind, not before the run was asked for."""
    return max(timezone.now(), run.started_at)


def moment_of_publishing(run):
    """Nor before, or at, the moment from which the source's last run stands: their order decides what is the newest."""
    newest = Refresh.objects.filter(source=run.source_id).aggregate(newest=Max("published_at"))["newest"]
    moment = moment_of_ending(run)
    return max(moment, newest + datetime.timedelta(microseconds=1)) if newest else moment


def counts_of(comparison, notes):
    return {
        "rows_read": notes.rows_read,
        "added": comparison.added,
        "changed": comparison.changed,
        "unchanged": comparison.unchanged,
        "rejected": notes.rejected,
        "gone": comparison.gone,
        "moved": getattr(comparison, "moved", 0),
        "remarks": getattr(comparison, "sentences", []),
    }


def _close(run, values):
    running = Refresh.objects.filter(pk=run.pk, outcome=Refresh.Outcome.RUNNING)
    if not running.update(**values):
        raise RefreshTakenOver
    run.refresh_from_db()


def _decline_the_held_one(run, now):
    held = run.source.refreshes.filter(outcome=Refresh.Outcome.HELD).exclude(pk=run.pk)
    for one in held:
        ended = max(now, one.started_at)
        values = {"finished_at": ended, "reviewed_at": ended, "review_note": REPLACED}
        Refresh.objects.filter(pk=one.pk).update(outcome=Refresh.Outcome.DECLINED, **values)


def _write_down(run, notes, differences):
    """Rejects and differences of this attempt, in place of those of an earlier one."""
    RefreshReject.objects.filter(refresh=run).delete()
    RefreshDifference.objects.filter(refresh=run).delete()
    if notes is not None:
        bound = bound_by_a_rule(Indicator.objects.order_by().values_list("pk", flat=True))
        RefreshReject.objects.bulk_create(notes.rows_for(run, bound=bound), batch_size=WRITTEN_AT_A_TIME)
    for difference in differences:
        difference.refresh = run
    RefreshDifference.objects.bulk_create(differences, batch_size=WRITTEN_AT_A_TIME)
