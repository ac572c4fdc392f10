"""Taking a published run back: what it replaced stands again, what it brought goes, and both are kept as history.

A roll-back is a run like any other, with a time from which its figures stand. So the days on which the run stood go
on showing what was shown then, and a roll-back can itself be taken back.
"""

import datetime
import logging

from django.db import connection, transaction
from django.db.models import Count, F, Min
from django.utils import timezone
from django.utils.formats import date_format

from indicators.models import (
    Observation,
    PublishedJudgement,
    Refresh,
    RefreshChange,
    RefreshPart,
    Series,
    Source,
    SourceKind,
    SupersededObservation,
)
from indicators.models.series import FigureFields
from indicators.models.source import REFERENCE_KINDS
from indicators.operations import disclosure, follow_up
from indicators.operations.headlines import mark_headlines
from indicators.operations.quality import forget_findings
from indicators.operations.readings import recompute_readings
from indicators.operations.staging.tables import LOCKED

logger = logging.getLogger(__name__)

FIGURE = [field.column for field in FigureFields._meta.fields]
KEPT = ["series_id", "source_id", *FIGURE]
TABLES = {"observation": Observation._meta.db_table, "superseded": SupersededObservation._meta.db_table}


class RollbackRefused(Exception):
    """This run cannot be taken back; the message says why."""


@transaction.atomic
def roll_back(*, run, by, note="", now=None) -> Refresh:
    """Take a run back as a whole; the run that does so. RollbackRefused where that would not be sound."""
    source = _lock(run.source_id)
    run = Refresh.objects.get(pk=run.pk)
    _refuse_unsound(run, source)
    changes = _changes_by_indicator(run)
    undoing = _record(run, source, changes, by=by, note=note, now=now or timezone.now())
    _exchange(run, undoing, source, changes)
    _follow(source, set(changes))
    follow_up.ask(undoing, check=True)
    follow_up.tell(undoing, kind="figures.taken_back")
    logger.info("Run %s of %s taken back by person %s: %s", run.pk, source.slug, by and by.pk, note)
    return undoing


def _lock(source_id):
    """Whoever publishes or takes back figures of the source waits here until the other has ended.

    In the order in which a refresh takes the two locks, or each could wait for the other.
    """
    if connection.vendor == "postgresql":
        _execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCKED, source_id])
    return Source.objects.select_for_update().get(pk=source_id)


def taken_back(source, sha256) -> str:
    """A sentence if these bytes were published and then taken back, else "": they wait for a person, then."""
    runs = Refresh.objects.filter(source=source, sha256=sha256, outcome=Refresh.Outcome.CHANGED, undoes=None)
    run = runs.order_by("-published_at", "-pk").first() if sha256 else None
    stands = True
    while run and (undoing := Refresh.objects.filter(undoes=run).first()):
        run, stands = undoing, not stands
    if stands:
        return ""
    reason = f": {run.review_note.rstrip('.')}" if run.review_note else ""
    return f"These figures were taken back on {_day(run.published_at)}{reason}."


def can_be_rolled_back(run) -> bool:
    try:
        _refuse_unsound(run, run.source)
    except RollbackRefused:
        return False
    return True


def _refuse_unsound(run, source):
    if source.kind == SourceKind.DOCUMENT:
        raise RollbackRefused("The figures of a document belong to its text. Load the document as it was before.")
    if source.kind in REFERENCE_KINDS:
        raise RollbackRefused("This run brought areas or neighbours, and only figures can be taken back.")
    if run.outcome != Refresh.Outcome.CHANGED:
        raise RollbackRefused("This run changed no figure, so there is nothing to take back.")
    if undoing := Refresh.objects.filter(undoes=run).first():
        raise RollbackRefused(f"This run was taken back on {_day(undoing.published_at)}.")
    changing = Refresh.objects.filter(source=source, outcome=Refresh.Outcome.CHANGED)
    newest = changing.order_by("-published_at", "-pk").first()
    if newest.pk != run.pk:
        raise RollbackRefused(
            f"A later run changed figures of this source on {_day(newest.published_at)}. "
            "Only the newest run that changed figures can be taken back."
        )


def _day(moment):
    return date_format(timezone.localtime(moment), "j F Y")


def _changes_by_indicator(run):
    """{indicator id: what taking the run back does to its figures}, in the words of a RefreshChange."""
    of_run = Observation.objects.filter(refresh=run)
    replaced = SupersededObservation.objects.filter(replaced_by=run)
    brought, gave_way, exchanged = (
        dict(rows.order_by().values_list("series__indicator").annotate(Count("pk")))
        for rows in (of_run, replaced, of_run.filter(pk__in=replaced.values("observation_id")))
    )
    return {
        indicator_id: {
            "changed": exchanged.get(indicator_id, 0),
            "added": gave_way.get(indicator_id, 0) - exchanged.get(indicator_id, 0),
            "removed": brought.get(indicator_id, 0) - exchanged.get(indicator_id, 0),
        }
        for indicator_id in brought.keys() | gave_way.keys()
    }


def _record(run, source, changes, *, by, note, now):
    # Clocks of two machines may differ; what undoes comes after what it undoes.
    now = max(now, run.published_at + datetime.timedelta(microseconds=1))
    counts = {word: sum(each[word] for each in changes.values()) for word in ("changed", "added", "removed")}
    undoing = Refresh.objects.create(
        source=source, outcome=Refresh.Outcome.CHANGED, started_at=now, finished_at=now, published_at=now,
        started_by=by, undoes=run, reviewed_at=now, reviewed_by=by, review_note=note, **counts,
    )  # fmt: skip
    RefreshChange.objects.bulk_create(
        RefreshChange(refresh=undoing, indicator_id=indicator_id, **each) for indicator_id, each in changes.items()
    )
    Source.objects.filter(pk=source.pk).update(
        last_changed_at=now, number_of_figures=F("number_of_figures") + counts["added"] - counts["removed"]
    )
    return undoing


def _exchange(run, undoing, source, changes):
    """The figures themselves, with their true numbers; what is to be hidden is hidden again before anybody looks."""
    bound = disclosure.bound_by_a_rule(changes)
    if bound:
        seen = disclosure.seen_so_far(indicator_ids=bound)
        disclosure.restore(indicator_ids=bound, source_id=source.pk)
    _supersede(run, undoing)
    _put_back_changed(run, undoing)
    _take_out_added(run)
    _put_back_removed(run, undoing)
    PublishedJudgement.objects.filter(refresh=run).delete()
    if bound:
        disclosure.withhold(indicator_ids=bound, seen=seen)


def _supersede(run, undoing):
    _execute(
        "INSERT INTO {superseded} (observation_id, known_until, replaced_by_id, refresh_id, {kept}) "
        "SELECT o.id, %s, %s, o.refresh_id, {o_kept} FROM {observation} o WHERE o.refresh_id = %s",
        [connection.ops.adapt_datetimefield_value(undoing.published_at), undoing.pk, run.pk],
    )


def _put_back_changed(run, undoing):
    _execute(
        "UPDATE {observation} SET {set_figure}, refresh_id = %s FROM {superseded} s "
        "WHERE s.replaced_by_id = %s AND s.observation_id = {observation}.id AND {observation}.refresh_id = %s",
        [undoing.pk, run.pk, run.pk],
    )


def _take_out_added(run):
    """What still bears the run's name replaced nothing."""
    added = Observation.objects.filter(refresh=run)
    # The statement below asks nobody, so that what may lose its figure is told here.
    for relation in Observation._meta.related_objects:
        if relation.field.null and relation.field.db_constraint:
            rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": added.values("pk")})
            rows.update(**{relation.field.name: None})
    _execute("DELETE FROM {observation} WHERE refresh_id = %s", [run.pk])


def _put_back_removed(run, undoing):
    """Under the numbers that they had, so that who looks back finds one figure and not two."""
    _execute(
        "INSERT INTO {observation} (id, refresh_id, {kept}) SELECT s.observation_id, %s, {s_kept} FROM {superseded} s "
        "WHERE s.replaced_by_id = %s AND NOT EXISTS (SELECT 1 FROM {observation} o WHERE o.id = s.observation_id)",
        [undoing.pk, run.pk],
    )


def _execute(sql, params):
    names = {
        **TABLES,
        "kept": _list("", KEPT),
        "o_kept": _list("o.", KEPT),
        "s_kept": _list("s.", KEPT),
        "set_figure": ", ".join(f'"{name}" = s."{name}"' for name in FIGURE),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**names), params)


def _list(alias, names):
    return ", ".join(f'{alias}"{name}"' for name in names)


def _follow(source, indicator_ids):
    """What follows from the figures, and what would make the next run believe that it has read its file already."""
    RefreshPart.objects.filter(source=source, indicator__in=indicator_ids).delete()
    mark_headlines(indicator_ids=indicator_ids)
    one_each = Series.objects.filter(indicator__in=indicator_ids).order_by().values("indicator").annotate(one=Min("pk"))
    recompute_readings(series_ids=[row["one"] for row in one_each])
    forget_findings(indicator_ids=disclosure.bound_by_a_rule(indicator_ids))
