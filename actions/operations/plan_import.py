"""A partnership's plan comes as a workbook: it is kept, checked as often as one likes, and applied whole or not at all.

What is applied is what was shown: where the plan has moved since, nothing is, and it is shown again.
"""

import hashlib
import tempfile
from pathlib import Path

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import DatabaseError, transaction
from django.utils import timezone

from actions.models import PlanImport
from actions.operations.updates.evidence_files import clean_name
from actions.operations.updates.refusals import NotTheirs
from actions.plan_book.checking import Check, check_plan
from actions.plan_book.mapping import guess
from actions.plan_book.reading import MOST_BYTES, BookRead, WorkbookRefused, read_book
from actions.plan_book.write import PlanMoved, write
from cdp import audit
from partners.models import Partnership
from partners.operations.invitations import AlreadyAMember
from partners.roles import Permission

READ_FOR_SECONDS = 900  # a person looks at a dry run several times


class NotApplied(Exception):
    """Says why nothing was changed."""


class PlanOtherwise(NotApplied):
    """What would be changed is no longer what was shown."""


@transaction.atomic
def keep(*, partnership, file, by, now=None) -> PlanImport:
    """A workbook that could be read; WorkbookRefused says why another cannot, and nothing of it is kept."""
    _refuse_others(partnership, by)
    name = clean_name(file.name)
    if file.size > MOST_BYTES:
        raise WorkbookRefused(f"{name} is larger than {MOST_BYTES // 2**20} MB, which is too much for a plan.")
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as kept:
        for chunk in file.chunks():
            digest.update(chunk)
            kept.write(chunk)
        kept.flush()
        # The very same file was read a moment ago, perhaps.
        book = cache.get(_key(digest.hexdigest())) or read_book(Path(kept.name), name)
        run = PlanImport(
            partnership=partnership,
            file_name=name,
            sha256=digest.hexdigest(),
            mapping=guess(book),
            uploaded_at=now or timezone.now(),
            uploaded_by=by,
        )
        kept.seek(0)
        run.file.save(f"{run.sha256[:20]}.xlsx", File(kept), save=False)
    run.save(force_insert=True)
    cache.set(_key(run.sha256), book, READ_FOR_SECONDS)
    audit.record(kind="plan.uploaded", by=by, subject=run, now=run.uploaded_at)
    return run


def book_of(run) -> BookRead:
    """What is in its file, read again where that is some time ago."""
    book = cache.get(_key(run.sha256))
    if book is None:
        try:
            book = read_book(Path(run.file.path), run.file_name)
        except FileNotFoundError as fault:
            raise WorkbookRefused(f"{run.file_name} is no longer kept here. Upload it again.") from fault
        cache.set(_key(run.sha256), book, READ_FOR_SECONDS)
    return book


def _key(sha256):
    return f"plan-book:{sha256}"


def check(run, *, user, now=None) -> Check:
    return check_plan(run.partnership, book_of(run), run.mapping, user=user, now=now)


@transaction.atomic
def map_columns(*, run, mapping, by) -> PlanImport:
    _refuse_others(run.partnership, by)
    run = _open(run)
    run.mapping = mapping
    run.save(update_fields=["mapping"])
    return run


@transaction.atomic
def discard(*, run, by):
    """A workbook that is not wanted after all goes with its file: it holds names and addresses."""
    _refuse_others(run.partnership, by)
    run = _open(run)
    audit.record(kind="plan.discarded", by=by, subject=run)
    cache.delete(_key(run.sha256))
    file, storage = run.file.name, run.file.storage
    run.delete()
    transaction.on_commit(lambda: storage.delete(file))


def apply(*, run, digest, by, now=None) -> Check:
    """All of it or nothing. `digest` is that of the check that the person saw; NotApplied says why nothing happened."""
    book = book_of(run)
    try:
        with transaction.atomic():
            return _apply(run, book, digest, by, now or timezone.now())
    except PlanMoved as fault:
        raise NotApplied(f"Somebody changed “{fault}” at the same moment. Nothing was changed; look again.") from fault
    except AlreadyAMember as fault:
        raise NotApplied(f"{fault} Nothing was changed.") from fault
    except (DatabaseError, ValidationError) as fault:
        raise NotApplied("The plan cannot be kept like this. Nothing was changed; look again.") from fault


def _apply(run, book, digest, by, now):
    _refuse_others(run.partnership, by)
    # One import of a partnership at a time.
    Partnership.objects.select_for_update().get(pk=run.partnership_id)
    run = _open(run)
    found = check_plan(run.partnership, book, run.mapping, user=by, now=now)
    if found.digest != digest:
        raise PlanOtherwise("The plan has changed since you looked. Nothing was changed; look at what follows again.")
    if not found.may_be_applied:
        raise NotApplied("The workbook has faults, or changes nothing. Nothing was changed.")
    write(found, by=by, reason=f"Workbook {run.file_name}", now=now)
    run.applied_at, run.applied_by = now, by
    run.save(update_fields=["applied_at", "applied_by"])
    counts = {
        "added": sum(change.is_new for change in found.changes),
        "changed": sum(not change.is_new for change in found.changes),
    }
    audit.record(kind="plan.imported", by=by, subject=run, changes=counts, now=now)
    return found


def _open(run):
    run = PlanImport.objects.select_for_update(of=("self",)).select_related("partnership").filter(pk=run.pk).first()
    if run is None:
        raise NotApplied("This workbook was discarded.")
    if run.applied_at:
        raise NotApplied("This workbook has been applied already. Upload it again to apply it once more.")
    return run


def _refuse_others(partnership, by):
    if not Partnership.objects.where(by, Permission.EDIT_PLAN).filter(pk=partnership.pk).exists():
        raise NotTheirs(f"{by} may not change the plan of {partnership}.")
