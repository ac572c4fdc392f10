"""What the worker does with a pack that is to be frozen: read everything in one look, freeze it, write the formats.

The reading is one snapshot: a refresh that publishes meanwhile is in it wholly or not at all. On PostgreSQL that is a
transaction of REPEATABLE READ; on SQLite one that only reads, which keeps nobody from writing. How far it is must be
seen while the snapshot is open, so it is written over a connection of its own (progress.py). The freezing is a second,
short transaction behind the fence of the job: however often a worker is killed, one content is kept.
"""

import datetime
import logging
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from actions.models import Pack
from actions.models.pack import BEING_BUILT, PackState
from actions.packs import differing, sections
from actions.packs.context import Context, earlier_of, sight_of
from actions.packs.progress import Progress
from cdp import audit, jobs, words
from cdp.papers import content, formats, store
from indicators.models import Refresh

logger = logging.getLogger(__name__)
WATERMARK = "Restricted: not for all members"
RELATED = ("partnership", "meeting", "template", "addendum_to__frozen", "made_by", "job__asked_by")
AGAIN_AFTER = 5


class SectionFailed(Exception):
    """The message names the section and says what went wrong."""


def run_job(claim):
    """Build the pack that the job is about; one that is frozen already only gets the formats that it lacks."""
    pack = Pack.objects.select_related(*RELATED).filter(pk=claim.payload.get("pack"), job=claim.job).first()
    if pack is None:
        logger.warning("Job %s has no pack to build", claim.job.pk)
        return
    if pack.state in BEING_BUILT:
        _begin(pack, claim)
        try:
            paper, as_at = build(pack, check=claim.check, progress=Progress(pack, claim))
        except SectionFailed as fault:
            logger.exception("Pack %s could not be built", pack.pk)
            raise jobs.GiveUp(str(fault)) from fault
        freeze(pack, paper, as_at=as_at, claim=claim)
    if pack.state == PackState.FROZEN:
        write_formats(pack, claim)


def job_ended(job):
    """The job was parked or cancelled: so is its pack. What was frozen before that stays frozen."""
    pack = Pack.objects.select_for_update(of=("self",)).filter(job=job, state__in=BEING_BUILT).first()
    if pack is None:
        return
    pack.state = PackState.CANCELLED if job.state == "cancelled" else PackState.FAILED
    pack.fault = "" if job.state == "cancelled" else job.error or "Its worker stopped."
    pack.save(update_fields=["state", "fault"])
    if pack.state == PackState.FAILED:
        audit.record(kind="pack.failed", subject=pack, reason=pack.fault)


def _begin(pack, claim):
    with transaction.atomic():
        claim.hold()
        # One step more than there are sections: the freezing.
        pack.state, pack.step, pack.steps_done, pack.steps_all = PackState.BUILDING, "", 0, len(pack.sections) + 1
        pack.save(update_fields=["state", "step", "steps_done", "steps_all"])


def build(pack, *, check=lambda: None, progress=lambda number, step: None):
    """(the paper, its moment). Nothing is written."""
    with one_look():
        as_at = timezone.now()
        # The first question fixes what is seen; the moment of the snapshot is not before it.
        partnership = type(pack.partnership).objects.get(pk=pack.partnership_id)
        context = Context(
            pack=pack,
            partnership=partnership,
            meeting=pack.meeting,
            as_at=as_at,
            on=timezone.localdate(as_at),
            user=sight_of(pack),
            earlier=earlier_of(pack),
            check=check,
        )
        built = []
        for number, key in enumerate(pack.sections):
            kind = sections.of(key)
            check()
            progress(number, kind.title)
            built.append(_section(kind, context))
        progress(len(built), "Putting it together")
        return _paper(context, built), as_at


def _section(kind, context):
    try:
        return kind.build(context)
    except (jobs.Cancelled, jobs.LeaseLost, OperationalError):
        raise
    except Exception as fault:
        said = str(fault).rstrip(".") or type(fault).__name__
        raise SectionFailed(f"In the section “{kind.title}”: {said}. Nothing was frozen.") from fault


@contextmanager
def one_look():
    """Everything asked within is answered as at one moment. Within another transaction, that one's rules hold."""
    if connection.in_atomic_block:
        yield
        return
    is_sqlite = connection.vendor == "sqlite"
    if is_sqlite:
        # Of the settings every transaction is one that writes; this one must keep nobody else from writing.
        connection.ensure_connection()
        before, connection.transaction_mode = connection.transaction_mode, None
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if is_sqlite:
            connection.transaction_mode = before


def _paper(context, built):
    pack, partnership = context.pack, context.partnership
    paper = content.Paper(
        title=content.clean(pack.title) or "Board pack",
        subtitle=f"For the meeting {content.clean(str(pack.meeting))}",
        publisher=content.clean(partnership.name),
        as_at=context.as_at.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        as_at_words=words.moment(context.as_at),
        sections=tuple(built),
        facts=_facts(context),
        notices=_notices(context),
        watermark=WATERMARK if pack.is_restricted else "",
        address=f"{settings.SITE_ADDRESS.rstrip('/')}{pack.get_absolute_url()}",
    )
    return differing.with_what_differs(pack, paper) if pack.addendum_to else paper


def _facts(context):
    pack = context.pack
    asked_by = pack.job.asked_by if pack.job and pack.job.asked_by else pack.made_by
    figures = (
        Refresh.objects.filter(published_at__lte=context.as_at, source__is_scheduled=True)
        .order_by("-published_at")
        .values_list("published_at", flat=True)
        .first()
    )
    return (
        ("Partnership", context.partnership.name),
        ("Meeting", str(context.meeting)),
        ("For", pack.get_audience_display()),
        ("Put together by", asked_by.name),
        ("Figures and statuses as at", words.moment(context.as_at)),
        *((("Newest refresh of figures", words.moment(figures)),) if figures else ()),
        *((("Addendum to", f"{pack.addendum_to.title}, pack {pack.addendum_to.number}"),) if pack.addendum_to else ()),
        ("Pack", f"{pack.number} of this meeting"),
    )


def _notices(context):
    said = []
    if context.partnership.is_sample:
        said.append("Sample data. The areas in this paper do not exist; every figure is made up.")
    if context.pack.is_restricted:
        said.append(
            "Restricted: this paper is not for all members of the partnership. Do not pass it on; who reads or "
            "downloads it is recorded. Its figures are those that all members may see."
        )
    return tuple(said)


def freeze(pack, paper, *, as_at, claim=None, by=None):
    """Keep the content and say so in one transaction; a second worker finds it frozen and keeps nothing."""
    with transaction.atomic():
        if claim:
            claim.fence()
        row = Pack.objects.select_for_update(of=("self",)).get(pk=pack.pk)
        if row.state not in BEING_BUILT or (claim and row.job_id != claim.job.pk):
            raise jobs.GiveUp(f"The pack is {row.get_state_display().lower()}, so that it was not frozen again.")
        row.frozen = store.keep(paper=paper, as_at=as_at, is_restricted=row.is_restricted)
        row.state, row.frozen_at = PackState.FROZEN, timezone.now()
        row.frozen_by = by or (pack.job.asked_by if pack.job else None) or row.made_by
        row.step, row.steps_done, row.steps_all = "", len(row.sections) + 1, len(row.sections) + 1
        row.save()
        audit.record(kind="pack.frozen", by=row.frozen_by, subject=row, changes={"sha256": [None, row.frozen.sha256]})
    pack.refresh_from_db()


def write_formats(pack, claim):
    """One after the other; what cannot be written is named on the page and can be asked for again."""
    failed = []
    for key in formats.FORMATS:
        claim.check()
        try:
            written(pack, key)
        except Exception:
            logger.exception("The %s of pack %s could not be written", key, pack.pk)
            failed.append(formats.of(key).name)
    with transaction.atomic():
        claim.hold()
        Pack.objects.filter(pk=pack.pk).update(
            step=f"Could not be written: {', '.join(failed)}"[:200] if failed else ""
        )


def written(pack, file_format):
    """(bytes, sha256) of the frozen pack in this format: kept, or written now and kept."""
    kept = pack.frozen.renderings.filter(file_format=file_format).first()
    if kept is None:
        template = bytes(pack.template.data) if pack.template and file_format == "docx" else None
        data = formats.write(store.opened(pack.frozen), file_format, template=template)
        store.keep_rendering(pack.frozen, file_format, data)
        kept = pack.frozen.renderings.get(file_format=file_format)
    return bytes(kept.data), kept.sha256
