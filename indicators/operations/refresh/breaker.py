"""A source that fails again and again is left alone by the schedule for longer and longer; a person may still try."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from indicators.models import Source

FAILURES_BEFORE_A_PAUSE = 3
FIRST_PAUSE = timedelta(hours=6)
LONGEST_PAUSE = timedelta(days=7)


def note_failure(source_id):
    Source.objects.filter(pk=source_id).update(failures_in_a_row=F("failures_in_a_row") + 1)
    failures = Source.objects.values_list("failures_in_a_row", flat=True).get(pk=source_id)
    if pause := pause_after(failures):
        Source.objects.filter(pk=source_id).update(paused_until=timezone.now() + pause)


def note_success(source_id):
    Source.objects.filter(pk=source_id).update(failures_in_a_row=0, paused_until=None)


def pause_after(failures):
    """Six hours after the third failure in a row, twice as long after each further one, a week at most; or None."""
    if failures < FAILURES_BEFORE_A_PAUSE:
        return None
    # The exponent is bounded, so that a source that fails for years overflows nothing.
    return min(FIRST_PAUSE * 2 ** min(failures - FAILURES_BEFORE_A_PAUSE, 10), LONGEST_PAUSE)
