"""Keeping a file that a person brings: in the media folder under its checksum, never served, read as any other."""

import errno
import hashlib
import os
import re
import tempfile
from pathlib import Path

from indicators.models import SourceKind
from indicators.operations.refresh.keeping import folder_of
from indicators.operations.sources import NotTheirsToManage, may_refresh

WORKBOOKS = (".xlsx", ".xls", ".ods")
# The kinds that are read from files, and how the names of such files end.
FILE_KINDS = {
    SourceKind.FINGERTIPS_CSV: (".csv",),
    SourceKind.SAMPLE: (".csv",),
    SourceKind.NDTMS_VIEWIT: (".csv", *WORKBOOKS),
    SourceKind.NDTMS_TABLES: WORKBOOKS,
    SourceKind.POLICE_RECORDED: (".csv", *WORKBOOKS),
    SourceKind.ONS_DRUG_POISONING: WORKBOOKS,
    SourceKind.NEAREST_NEIGHBOURS: (".csv", *WORKBOOKS),
    SourceKind.MAPPED: (".csv", *WORKBOOKS),
}
UPLOADS = "uploads"
UNFINISHED = ".unfinished-"
UNSAFE = re.compile(r"[^A-Za-z0-9 ._()-]+")
LONGEST_NAME = 100


class UploadNotKept(Exception):
    """The file could not be stored; says why in a sentence for the page."""


def endings_of(source):
    """How the names of files end that this source may be given; empty where it takes none."""
    return FILE_KINDS.get(SourceKind(source.kind), ())


def keep_upload(*, source, file, by):
    """Store an uploaded file whole or not at all; the path to read it from."""
    if not may_refresh(by):
        raise NotTheirsToManage(f"{by} may not give files to {source}.")
    folder = folder_of(source) / UPLOADS
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return str(_store(folder, file))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UploadNotKept("There is no room left on the server for this file. Nothing was stored.") from error
        raise UploadNotKept("The server could not store this file. Nothing was stored; try again later.") from error


def _store(folder, file):
    """Written beside its place and moved there at once, so that no half file can be read."""
    digest = hashlib.sha256()
    handle, unfinished = tempfile.mkstemp(dir=folder, prefix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as kept:
            for chunk in file.chunks():
                digest.update(chunk)
                kept.write(chunk)
            kept.flush()
            os.fsync(kept.fileno())
        place = folder / digest.hexdigest() / safe_name(file.name)
        place.parent.mkdir(exist_ok=True)
        os.replace(unfinished, place)
    finally:
        Path(unfinished).unlink(missing_ok=True)
    return place


def safe_name(name):
    """A name that lists and folders can bear; its ending, by which the file is read, is kept."""
    stem, ending = os.path.splitext(name.replace("\\", "/").rsplit("/", 1)[-1])
    plain = " ".join(UNSAFE.sub(" ", stem).split()).lstrip(". ")[: LONGEST_NAME - len(ending)]
    return f"{plain or 'file'}{UNSAFE.sub('', ending).lower()}"
