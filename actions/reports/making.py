"""What the worker does with a run: judge its filters once more, read everything in one look, freeze it, write formats.

What somebody may see is asked at this moment, with the rights that they hold now: a run that waited, or that a
schedule asks for, gives nobody what they have lost. A refusal ends the run and not the job: no operator could mend it.
"""

import datetime
import logging

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from actions.models import ReportRun
from actions.models.report import RunState
from actions.packs.building import one_look
from actions.reports import filters, kinds, telling
from actions.reports.context import Context, TooMuch
from cdp import audit, jobs, words
from cdp.exports import PUBLISHER
from cdp.papers import content, formats, store
from partners.models import Person

logger = logging.getLogger(__name__)
UNFINISHED_RUNS = (RunState.WAITING.value, RunState.RUNNING.value)
RELATED = ("asked_by", "report", "frozen")
LEFT = "Whoever asked for it has left, so that nothing is made for them."
SAMPLE = "Sample data. The areas in this paper do not exist; every figure is made up."
SOME_SAMPLE = "Holds sample data, made up: {}."
RESTRICTED = "Holds figures that are withheld from others. Do not pass it on; every download is recorded."


class Refused(Exception):
    """The message says why it is not made."""


def run_job(claim):
    run = ReportRun.objects.select_related(*RELATED).filter(pk=claim.payload.get("run"), job=claim.job).first()
    if run is None:
        logger.warning("Job %s has no report to make", claim.job.pk)
        return
    if run.state in UNFINISHED_RUNS:
        with transaction.atomic():
            claim.hold()
            run.state = RunState.RUNNING
            run.save(update_fields=["state"])
        try:
            paper, as_at, chosen = build(run, check=claim.check)
        except Refused as refusal:
            fail(run, str(refusal), claim=claim)
            return
        freeze(run, paper, chosen, as_at=as_at, claim=claim)
    if run.state == RunState.MADE:
        write_formats(run, claim)


def build(run, *, check=lambda: None):
    """(the paper, its moment, what was chosen); Refused where it may not or cannot be made. Nothing is written."""
    with one_look():
        as_at = timezone.now()
        person = Person.objects.get(pk=run.asked_by_id)
        if not person.is_active:
            raise Refused(LEFT)
        try:
            kind = kinds.of(run.kind)
            chosen = filters.read(run.filters, person=person, known=kind.filters)
            context = Context(person=person, chosen=chosen, as_at=as_at, on=timezone.localdate(as_at), check=check)
            sections = kind.build(context)
        except kinds.UnknownKind as refusal:
            raise Refused(str(refusal)) from refusal
        except (filters.FiltersRefused, TooMuch) as refusal:
            raise Refused(f"{str(refusal).rstrip('.')}.") from refusal
        return _paper(run, kind, context, sections), as_at, chosen


def _paper(run, kind, context, sections):
    chosen, partnerships = context.chosen, context.chosen.partnerships
    moment = words.moment(context.as_at)
    one = partnerships[0].name if len(partnerships) == 1 else ""
    return content.Paper(
        title=content.clean(run.report.name if run.report else kind.title).strip() or kind.title,
        subtitle=content.clean(", ".join(filter(None, [kind.title, one or f"{len(partnerships)} partnerships"]))),
        publisher=content.clean(one or PUBLISHER),
        as_at=context.as_at.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        as_at_words=moment,
        sections=sections,
        facts=(
            ("Report", kind.title),
            *chosen.pairs,
            ("Asked for by", context.person.name),
            ("Figures and statuses as at", moment),
            ("It holds", "What this person may see"),
        ),
        notices=_notices(chosen),
        watermark=f"Restricted: for {context.person.name}, {moment}" if chosen.is_restricted else "",
        address=f"{settings.SITE_ADDRESS.rstrip('/')}{run.get_absolute_url()}",
    )


def _notices(chosen):
    sample = [one.name for one in chosen.partnerships if one.is_sample]
    said = []
    if sample:
        said.append(SAMPLE if len(sample) == len(chosen.partnerships) else SOME_SAMPLE.format(", ".join(sample)))
    if chosen.is_restricted:
        said.append(RESTRICTED)
    return tuple(said)


def freeze(run, paper, chosen, *, as_at, claim):
    """Keep the content and say so in one transaction; a second worker finds it made and keeps nothing."""
    with transaction.atomic():
        claim.fence()
        row = ReportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if row.state not in UNFINISHED_RUNS:
            raise jobs.GiveUp(f"The report is {row.get_state_display().lower()}, so that it was not kept again.")
        row.frozen = store.keep(paper=paper, as_at=as_at, is_restricted=chosen.is_restricted)
        row.state, row.ended_at, row.is_restricted = RunState.MADE, timezone.now(), chosen.is_restricted
        # Which they were at that moment: whoever may no longer see one of them opens it no longer.
        row.filters = row.filters | {"partnerships": [one.slug for one in chosen.partnerships]}
        row.save()
        partnership = chosen.partnerships[0] if len(chosen.partnerships) == 1 else None
        told = {"sha256": row.frozen.sha256, "filters": row.filters}
        audit.record(
            kind="report.made", by=run.asked_by, subject=row, changes=told, partnership=partnership,
            is_restricted=chosen.is_restricted,
        )  # fmt: skip
        if row.slot:
            telling.made(row)
    run.refresh_from_db()


def fail(run, sentence, *, claim):
    with transaction.atomic():
        claim.finish()
        row = ReportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        _end(row, RunState.FAILED, sentence)


def job_ended(job):
    """The job was parked or cancelled: so is its run."""
    run = ReportRun.objects.select_for_update(of=("self",)).filter(job=job, state__in=UNFINISHED_RUNS).first()
    if run is None:
        return
    if job.state == "cancelled":
        _end(run, RunState.CANCELLED, "")
    else:
        _end(run, RunState.FAILED, job.error or "Its worker stopped.")


def _end(run, state, fault):
    run.state, run.fault, run.ended_at = state, fault, timezone.now()
    run.save(update_fields=["state", "fault", "ended_at"])
    if state == RunState.FAILED:
        audit.record(kind="report.failed", subject=run, reason=fault)
        if run.slot:
            telling.failed(run)


def write_formats(run, claim):
    """One after the other; what cannot be written is tried again when somebody asks for it."""
    for key in formats.FORMATS:
        claim.check()
        try:
            store.written(run.frozen, key)
        except Exception:
            logger.exception("The %s of report %s could not be written", key, run.pk)
