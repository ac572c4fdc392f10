"""Uploaded files go once they are old and nothing needs them. What a run has read of one is kept apart, and stays.

A run that was asked for with an upload needs it until it has ended and has all that it read in its kept files: only
then can it be resumed, reviewed or read again without it.
"""

import logging
import os
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from indicators.models import RawFile, Refresh, Source
from indicators.operations.refresh.keeping import folder_of
from indicators.operations.uploads import UNFINISHED, UPLOADS
from indicators.sources.fetching.keeping import kept_before

logger = logging.getLogger(__name__)

GOING = ".going-"
MAY_GO_ON = (Refresh.Outcome.FAILED, Refresh.Outcome.CANCELLED)


def clear_uploads(*, check=lambda: None, now=None):
    """Delete what was uploaded longer ago than SOURCE_UPLOADS_KEPT_DAYS and is not needed; the number of files."""
    seconds = timedelta(days=settings.SOURCE_UPLOADS_KEPT_DAYS).total_seconds()
    before = (now.timestamp() if now else time.time()) - seconds
    deleted = 0
    for folder in sorted(Path(settings.MEDIA_ROOT).glob(f"sources/*/{UPLOADS}")):
        for path in sorted(folder.rglob("*")):
            check()
            try:
                if path.is_file() and path.stat().st_mtime < before:
                    deleted += _clear(folder.parent.name, path, before)
            except OSError as fault:
                # One file that cannot be deleted keeps no other from it, nor the rest of the night's work.
                logger.warning("The uploaded file %s could not be deleted: %s", path, fault.strerror)
    return deleted


@transaction.atomic
def _clear(slug, path, before):
    # Whoever asks for a run locks the source first: either its run is seen here, or it comes when the file is gone.
    source = Source.objects.select_for_update().filter(slug=slug).first()
    is_whole = not path.name.startswith((UNFINISHED, GOING))
    if is_whole and source is not None and is_needed(source, path):
        return 0
    if not _take_away(path, before):
        return 0
    if path.parent.name != UPLOADS and not any(path.parent.iterdir()):
        path.parent.rmdir()
    return 1


def _take_away(path, before):
    """Whether it is gone. Somebody may just have uploaded the same once more, and theirs is young."""
    aside = path.with_name(f"{GOING}{path.name.removeprefix(GOING)}")
    os.replace(path, aside)
    if aside.stat().st_mtime >= before:
        os.replace(aside, path)
        return False
    aside.unlink()
    return True


def is_needed(source, path):
    """Whether a run may still have to read this upload, or nothing else is left of what one has read."""
    if source.location and path.resolve().is_relative_to(Path(source.location).resolve()):
        return True
    # By its end, since the media folder may have been moved, or be spelled in another way.
    place = "/".join(("", *path.parts[-4:]))
    runs = source.refreshes.filter(location__endswith=place)
    if runs.filter(outcome__in=Refresh.OPEN).exists():
        return True
    digest = path.parent.name
    if kept_before(folder_of(source), digest):
        return runs.filter(outcome__in=MAY_GO_ON, files=None).exists()
    return runs.exists() or RawFile.objects.filter(refresh__source=source, sha256=digest).exists()
