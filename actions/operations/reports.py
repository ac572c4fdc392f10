"""Saved reports, and reports asked for: kept, changed, shared, archived, made, cancelled, each by whom it may be.

A shared report gives its readers the question and never the answer: whoever makes it sees what they may see themselves.
Refusals are those of progress updates: NotTheirs, WrongState, NotWhole with a sentence for each field, Stale.
"""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from actions.models import ReportRun, SavedReport
from actions.models.report import RunState, Schedule
from actions.operations.updates.refusals import NotTheirs, NotWhole, Stale, WrongState
from actions.operations.updates.said import clean
from actions.reports import filters as asking
from actions.reports import kinds, schedule
from cdp import audit, jobs
from cdp.jobs.changing import JobNotCancellable
from partners.models import Partnership, Person

KIND = "make_report"
NAME_LIMIT = 150
FIELDS = ("name", "filters", "schedule", "partnership")
# Of one person: a worker is there for all.
MOST_AT_ONCE = 5
UNFINISHED = (RunState.WAITING.value, RunState.RUNNING.value)


def reports_seen_by(person):
    """Their own, and those shared with a partnership in which they hold a role."""
    own = Q(owner=person)
    shared = Q(partnership__in=shareable_by(person))
    return SavedReport.objects.filter(own | shared, archived_at=None)


def runs_seen_by(person):
    """What was made for them; nobody else ever finds it."""
    return ReportRun.objects.filter(asked_by=person)


def shareable_by(person):
    return Partnership.objects.filter(memberships__user=person).distinct()


@transaction.atomic
def save_report(*, kind, name, by, filters, schedule="", partnership=None, now=None):
    kind = _kind(kind)
    said = _judge({"name": name, "filters": filters, "schedule": schedule, "partnership": partnership}, kind, by)
    report = _written(SavedReport(owner=by, kind=kind.key, made_at=now or timezone.now(), **said))
    changes = {"name": report.name, "filters": report.filters, "schedule": report.schedule}
    audit.record(kind="report.saved", by=by, subject=report, changes=changes, partnership=partnership)
    if partnership:
        audit.record(kind="report.shared", by=by, subject=report, partnership=partnership)
    return report


@transaction.atomic
def change_report(*, report, version, by, **said):
    """Its owner's alone: whoever it is shared with makes it, and changes nothing."""
    report = _own(report, by)
    if report.version != version:
        raise Stale(report)
    told = {name: said.get(name, getattr(report, name)) for name in FIELDS}
    told = _judge(told, _kind(report.kind), by)
    before, shared_before = audit.snapshot(report, FIELDS), report.partnership
    for name, value in told.items():
        setattr(report, name, value)
    changes = audit.differences(before, report)
    if not changes:
        return report
    report.version += 1
    report = _written(report)
    audit.record(kind="report.changed", by=by, subject=report, changes=changes)
    if report.partnership and report.partnership != shared_before:
        audit.record(kind="report.shared", by=by, subject=report, partnership=report.partnership)
    return report


@transaction.atomic
def archive_report(*, report, by, now=None):
    """It is made no more, by nobody; what was made stays with whoever asked for it."""
    report = _own(report, by)
    report.archived_at, report.schedule = now or timezone.now(), Schedule.NONE
    report.save(update_fields=["archived_at", "schedule"])
    audit.record(kind="report.archived", by=by, subject=report)
    return report


@transaction.atomic
def ask(*, kind, filters, by, report=None, slot="", now=None):
    """A run, and the job that makes it. What may not be asked is refused here, and judged again when it is made."""
    kind = _kind(kind)
    # Two requests of one person at once are counted one after the other.
    person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    if not person.is_active:
        raise NotTheirs(f"{by} has left.")
    if report is not None and not reports_seen_by(person).filter(pk=report.pk).exists():
        raise NotTheirs(f"{by} has nothing to do with this report.")
    if not slot:
        if runs_seen_by(person).filter(state__in=UNFINISHED).count() >= MOST_AT_ONCE:
            raise WrongState(f"{MOST_AT_ONCE} of your reports are still being made. Wait, or cancel one of them.")
        _filters(filters, kind, person)
    run = ReportRun.objects.create(
        report=report, asked_by=person, asked_at=now or timezone.now(), slot=slot, kind=kind.key,
        filters=asking.tidy(filters), is_restricted=bool(filters.get("restricted")),
    )  # fmt: skip
    run.job = jobs.ask(kind=KIND, key=f"report-run:{run.pk}", payload={"run": run.pk}, by=by)
    run.save(update_fields=["job"])
    audit.record(kind="report.asked", by=by, subject=run, changes={"filters": run.filters, "slot": run.slot})
    return run


def ask_again(*, report, by, now=None):
    """A saved report, with the sight of whoever asks."""
    return ask(kind=report.kind, filters=report.filters, by=by, report=report, now=now)


def ask_for_scheduled(*, on, check=lambda: None):
    """How many were asked for. Each in a transaction of its own: one that cannot be asked holds up no other."""
    asked = 0
    for report, slot in schedule.due(on=on):
        check()
        try:
            ask(kind=report.kind, filters=report.filters, by=report.owner, report=report, slot=slot)
        except IntegrityError:
            # Another worker was first: there is one run for each slot.
            continue
        except (kinds.UnknownKind, NotTheirs):
            continue
        asked += 1
    return asked


def cancel(*, run, by):
    """Not in one transaction with the job: the worker holds that while it freezes, and is asked and not fought."""
    run = runs_seen_by(by).select_related("job").filter(pk=run.pk).first()
    if run is None:
        raise NotTheirs(f"{by} has nothing to do with this report.")
    if run.state not in UNFINISHED or run.job is None:
        raise WrongState(f"It is not being made: {run.get_state_display().lower()}.")
    try:
        jobs.cancel(job=run.job, by=by)
    except JobNotCancellable as refusal:
        raise WrongState("It is being kept at this moment, or has been. Look again in a minute.") from refusal
    audit.record(kind="report.cancelled", by=by, subject=run)
    run.refresh_from_db()
    return run


def may_open(person, run):
    """Whether what was made may still be opened by whoever it was made for."""
    slugs = set(run.filters.get("partnerships", ()))
    seen = Partnership.objects.visible_to(person).filter(slug__in=slugs)
    if run.is_restricted:
        seen = asking.restricted_of(person).filter(slug__in=slugs)
    return run.asked_by_id == person.pk and seen.count() == len(slugs)


def _kind(key):
    return kinds.of(getattr(key, "key", key))


def _own(report, by):
    found = SavedReport.objects.select_for_update(of=("self",)).select_related("partnership")
    found = found.filter(pk=report.pk, owner=by, archived_at=None).first()
    if found is None:
        raise NotTheirs(f"{by} does not keep this report.")
    return found


def _judge(said, kind, by):
    said["name"] = " ".join(clean(said["name"]).split())
    said["schedule"] = said["schedule"] or Schedule.NONE.value
    errors = {}
    if not said["name"]:
        errors["name"] = "Enter a name for the report"
    elif len(said["name"]) > NAME_LIMIT:
        errors["name"] = f"The name must be {NAME_LIMIT} characters or fewer"
    if said["schedule"] not in Schedule.values:
        errors["schedule"] = "Select when it is made"
    if said["partnership"] is not None and not shareable_by(by).filter(pk=said["partnership"].pk).exists():
        errors["partnership"] = "Select a partnership of which you are a member"
    try:
        _filters(said["filters"], kind, by)
    except NotWhole as refusal:
        errors = refusal.errors | errors
    if errors:
        raise NotWhole(errors)
    said["filters"] = asking.tidy(said["filters"])
    return said


def _filters(filters, kind, person):
    try:
        return asking.read(asking.tidy(filters) | _unknown(filters), person=person, known=kind.filters)
    except asking.FiltersRefused as refusal:
        raise NotWhole(refusal.errors) from refusal


def _unknown(filters):
    """What tidy() would drop without a word."""
    return {name: value for name, value in filters.items() if name not in asking.LABELS}


def _written(report):
    """A savepoint: whoever chose a name that they use already keeps the rest of the transaction."""
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError as refusal:
        raise NotWhole({"name": "You have a report of this name. Choose another"}) from refusal
    return report
