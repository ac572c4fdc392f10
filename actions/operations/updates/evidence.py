"""What an update rests on: files and links, added and removed while its words can still be changed."""

import hashlib

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from actions.models import Evidence
from actions.models.progress import EDITABLE_STATES
from actions.operations.updates import evidence_files, moving, said
from actions.operations.updates.refusals import EvidenceRefused, WrongState
from cdp import audit, privacy

is_web_address = URLValidator(schemes=["http", "https"])


@transaction.atomic
def add_evidence(*, update, by, title="", strength, link="", file=None, now=None):
    """A link, or an uploaded file; EvidenceRefused says why not. A title that is not given is the name of the file."""
    update = _to_change(update, by)
    if strength not in Evidence.Strength.values:
        raise EvidenceRefused("Select how strong the evidence is")
    if bool(link) == bool(file):
        raise EvidenceRefused("Give a file or a link, one of the two")
    if update.evidence.count() >= evidence_files.MOST:
        raise EvidenceRefused(f"An update rests on {evidence_files.MOST} files and links at most. Remove one first.")
    now = moving.moment(now)
    evidence = Evidence(
        update=update,
        strength=strength,
        added_at=now,
        added_by=by,
        **(_of_file(update, file) if file else _of_link(update, link)),
    )
    evidence.title = said.clean(title)[:200] or evidence.file_name or evidence.link[:200]
    # A link is not looked at: numbers in an address are those of pages.
    names = {"title": said.clean(title), "file": evidence.file_name}
    if errors := privacy.errors(names, public=names, asks=False):
        raise EvidenceRefused(" ".join(dict.fromkeys(errors.values())))
    evidence.save()
    _touch(update, by, now, "update.evidence_added", evidence, was=None)
    return evidence


@transaction.atomic
def remove_evidence(*, evidence, by, now=None):
    update = _to_change(evidence.update, by)
    file = evidence.file
    _touch(update, by, moving.moment(now), "update.evidence_removed", evidence, was=_told(evidence))
    evidence.delete()
    if file and not Evidence.objects.filter(file=file.name).exists():
        transaction.on_commit(lambda: file.storage.delete(file.name))
    return update


def _to_change(update, by):
    update = moving.locked(update)
    moving.require_reporter(update, by)
    if update.state not in EDITABLE_STATES:
        raise WrongState(moving.at_what_stage(update))
    return update


def _of_link(update, link):
    link = said.clean(link)
    try:
        is_web_address(link)
    except ValidationError as fault:
        raise EvidenceRefused("Enter a web address that begins with https:// or http://") from fault
    if len(link) > 500:
        raise EvidenceRefused("The web address must be 500 characters or fewer")
    if update.evidence.filter(link=link).exists():
        raise EvidenceRefused("This link is there already")
    return {"link": link}


def _of_file(update, file):
    name = evidence_files.clean_name(file.name)
    try:
        content_type = evidence_files.check(file, name, size=file.size)
    except evidence_files.FileNotTaken as fault:
        raise EvidenceRefused(str(fault)) from fault
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    sha256 = digest.hexdigest()
    if update.evidence.filter(sha256=sha256).exists():
        raise EvidenceRefused(f"“{name}” is there already")
    file.seek(0)
    # Kept under its own digest, so that no name that somebody chose is ever a path here.
    file.name = f"{sha256[:32]}.{evidence_files.ending_of(name)}"
    return {"file": file, "file_name": name, "content_type": content_type, "size": file.size, "sha256": sha256}


def _told(evidence):
    return {"title": evidence.title, "strength": evidence.strength, "of": evidence.link or evidence.file_name}


def _touch(update, by, now, kind, evidence, *, was):
    moving.touch(update, by=by, now=now)
    update.save(update_fields=["version", "saved_at", "saved_by"])
    changes = {"evidence": [was, None if was else _told(evidence)]}
    audit.record(kind=kind, by=by, subject=update, partnership=update.action.partnership, changes=changes, now=now)
