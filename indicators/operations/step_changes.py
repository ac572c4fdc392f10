"""Marking the day from which a process is another one, so that a control chart's limits are worked out anew."""

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from cdp import audit, changes
from indicators.models import Observation, Series, StepChange
from indicators.models.series import Qualifier
from indicators.periods import whole_months
from indicators.rules import spacing
from partners.models import Partnership
from partners.roles import Permission


class NotTheirsToMark(Exception):
    """This person may not mark step changes of this series."""


class PeriodNotInSeries(Exception):
    """No figure of the series begins on that day, or the first one does, before which nothing could change."""


class AlreadyMarked(Exception):
    """A step change is marked on that day."""


class TooFewFigures(Exception):
    """A mean on so few figures would be none."""


@transaction.atomic
def mark_step_change(*, series, starts_on, reason, by, now=None):
    """Mark that from the period that begins on `starts_on` the figures are those of a changed process."""
    _refuse_others(series, by)
    if StepChange.objects.filter(series=series, starts_on=starts_on).exists():
        raise AlreadyMarked("A step change is already marked on that day.")
    starts, marked = begins(series, user=by), _marked(series)
    if starts_on not in starts[1:]:
        raise PeriodNotInSeries("Choose a period that has a figure, and one after the first.")
    if not _leaves_enough(starts, marked, starts_on):
        raise TooFewFigures(
            f"Limits need at least {spacing.FEWEST_BETWEEN_CHANGES} figures on either side of a step change."
        )
    now = now or timezone.now()
    try:
        with transaction.atomic():
            made = StepChange.objects.create(
                series=series, starts_on=starts_on, reason=reason, marked_by=by, marked_at=now
            )
    except IntegrityError as clash:
        raise AlreadyMarked("A step change is already marked on that day.") from clash
    _tell("chart.step_marked", "step_change.marked", made, by, now, reason=reason)
    return made


@transaction.atomic
def remove_step_change(*, step_change, by, now=None):
    """Take the mark away: the limits are worked out across that day again."""
    _refuse_others(step_change.series, by)
    _tell("chart.step_removed", "step_change.removed", step_change, by, now or timezone.now())
    step_change.delete()


def _tell(event, kind, step_change, by, now, reason=""):
    """In the audit of the partnership whose member did it, and to all who read these figures."""
    series = step_change.series
    theirs = Partnership.objects.where(by, Permission.MARK_STEP_CHANGES).filter(footprint__area=series.area_id)
    audit.record(kind=event, by=by, subject=step_change, partnership=theirs.first(), reason=reason, now=now)
    for partnership in _readers_of(series):
        changes.record(kind=kind, noun="step-changes", thing=step_change.pk, partnership=partnership, now=now)


def _readers_of(series):
    """None stands for everybody; of what a partnership's own document alone measures, that partnership."""
    if Series.objects.visible_to(AnonymousUser()).filter(pk=series.pk).exists():
        return [None]
    measured = Observation.objects.filter(series=series).order_by().values("source__document__partnership")
    return list(Partnership.objects.filter(pk__in=measured))


def can_be_marked(series, *, user):
    """The days on which this person may mark another step change, oldest first."""
    starts, marked = begins(series, user=user), _marked(series)
    return [day for day in starts[1:] if day not in marked and _leaves_enough(starts, marked, day)]


def begins(series, *, user):
    """The first days of the figures that a control chart of this series shows, oldest first."""
    found = (
        Observation.objects.visible_to(user)
        .filter(
            series=series,
            value__isnull=False,
            qualifier__in=(Qualifier.EXACT, Qualifier.ABOUT),
            period_start__isnull=False,
            period_end__isnull=False,
        )
        .order_by("period_end", "period_start")
        .values_list("period_start", "period_end")
        .distinct()
    )
    spans = [spacing.Span(*days) for days in found]
    alike = [span for span in spans if _length(span) == _length(spans[-1])]
    return [span.start for span in alike[spacing.unbroken(alike)]]


def _marked(series):
    return set(series.step_changes.values_list("starts_on", flat=True))


def _leaves_enough(starts, marked, day):
    """Whether there are figures enough in each part if the process changed on this day too."""
    cuts = [place for place, start in enumerate(starts) if place and (start in marked or start == day)]
    return spacing.shortest_part(len(starts), cuts) >= spacing.FEWEST_BETWEEN_CHANGES


def _length(span):
    """In whole months, or days where the edges are not those of months: a quarter is not charted beside years."""
    return whole_months(span.start, span.end) or span.end - span.start


def _refuse_others(series, person):
    if not Series.objects.markable_by(person).filter(pk=series.pk).exists():
        raise NotTheirsToMark(f"{person} may not mark step changes of {series}.")
