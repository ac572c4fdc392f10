"""The raw files of a run: rows for what lies in the media folder, and the bytes of an earlier run where they serve."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from indicators.models import RawFile, Refresh
from indicators.sources.files import Fetcher, KeptFile, Patience

CHUNK_BYTES = 1 << 20
LONGEST_WAIT = 30


def folder_of(source):
    return Path(settings.MEDIA_ROOT) / "sources" / source.slug


def fetcher(source, *, on_bytes, check):
    return Fetcher(
        folder=folder_of(source),
        max_bytes=settings.SOURCE_MAX_BYTES,
        earlier=lambda address: earlier_file(source, address),
        on_bytes=on_bytes,
        check=check,
        patience=Patience(
            attempts=settings.SOURCE_ATTEMPTS,
            first_wait=settings.SOURCE_FIRST_WAIT_SECONDS,
            longest_wait=LONGEST_WAIT,
            read=settings.SOURCE_ANSWER_SECONDS,
        ),
        may_be_local=settings.SOURCES_MAY_BE_LOCAL,
    )


def earlier_file(source, address):
    """The newest file of this address whose bytes a run of this source has read, with its path; None without one."""
    found = RawFile.objects.filter(refresh__source=source, address=address).order_by("-refresh", "-position").first()
    return found and _kept(source, found)


@transaction.atomic
def keep(run, kept_files, *, claim):
    """Say in the database what was fetched: from here on the run can go on without fetching again."""
    claim.hold()
    RawFile.objects.filter(refresh=run).delete()
    now = timezone.now()
    RawFile.objects.bulk_create(
        RawFile(
            refresh=run,
            position=position,
            name=kept.name[:500],
            address=kept.address[:2000],
            about=kept.about,
            sha256=kept.sha256,
            size=kept.size,
            etag=kept.etag[:500],
            last_modified=kept.last_modified[:100],
            fetched_at=kept.fetched_at or now,
        )
        for position, kept in enumerate(kept_files)
    )
    names = ", ".join(kept.name for kept in kept_files)
    Refresh.objects.filter(pk=run.pk).update(
        file_name=names[:500],
        sha256=checksum_of(kept_files),
        bytes_read=sum(kept.size for kept in kept_files),
    )


def files_of(run):
    """The kept files of a run, or None where one of them is no longer what was read."""
    kept = [_kept(run.source, row) for row in run.files.order_by("position")]
    return kept if kept and all(_is_whole(one) for one in kept) else None


def checksum_of(kept_files):
    """Of the file; of several, of their checksums in their order."""
    if len(kept_files) == 1:
        return kept_files[0].sha256
    return hashlib.sha256("\n".join(kept.sha256 for kept in kept_files).encode()).hexdigest()


def _kept(source, row):
    found = sorted(folder_of(source).glob(f"{row.sha256}.*"))
    return KeptFile(
        name=row.name,
        path=found[0] if found else folder_of(source) / row.sha256,
        sha256=row.sha256,
        size=row.size,
        address=row.address,
        about=row.about,
        etag=row.etag,
        last_modified=row.last_modified,
        fetched_at=row.fetched_at,
        is_unchanged=True,
    )


def _is_whole(kept):
    if not kept.path.is_file() or kept.path.stat().st_size != kept.size:
        return False
    digest = hashlib.sha256()
    with kept.path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest() == kept.sha256
