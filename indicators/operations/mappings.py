"""What a person says of a table: which column is what; and the file by which they say it."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from indicators.models import Mapping, RawFile, Setting, Source, SourceKind
from indicators.operations import source_changes
from indicators.operations.refresh.keeping import folder_of
from indicators.operations.sources import NotTheirsToManage, may_manage
from indicators.sources.mapped import check

CHECKSUM = re.compile(r"[0-9a-f]{64}")


class NotReadByAMapping(Exception):
    """The source's kind has a layout of its own."""


@dataclass(frozen=True)
class Sample:
    """A file of the source that a mapping is made by."""

    sha256: str
    name: str
    path: Path
    is_uploaded: bool


@transaction.atomic
def save_mapping(*, source, layout, by, now=None):
    """Say how the source's table is read, from its next run on; LayoutNotUnderstood where it does not hold together.

    A mapping that is new ends the pause that the old one led to.
    """
    if not may_manage(by):
        raise NotTheirsToManage(f"{by} may not set how sources are refreshed.")
    if source.kind != SourceKind.MAPPED:
        raise NotReadByAMapping(f"{source} is not read by a mapping.")
    kept = check(layout).model_dump(mode="json", exclude_none=True)
    source = Source.objects.select_for_update().get(pk=source.pk)
    now = now or timezone.now()
    was = Mapping.objects.filter(source=source).values_list("layout", flat=True).first()
    said = {"layout": kept, "changed_at": now, "changed_by": by}
    mapping, _ = Mapping.objects.update_or_create(source=source, defaults=said)
    source_changes.record(source=source, was={Setting.MAPPING: was}, now={Setting.MAPPING: kept}, by=by, at=now)
    Source.objects.filter(pk=source.pk).update(failures_in_a_row=0, paused_until=None)
    return mapping


def newest_file(source):
    """The first file of the newest run that kept any and whose bytes are still there, or None."""
    rows = RawFile.objects.filter(refresh__source=source).order_by("-refresh", "position")[:20]
    return next((sample for row in rows if (sample := _of_a_run(source, row))), None)


def sample_of(source, sha256):
    """The file of this checksum that was uploaded for the source or read from it, or None."""
    if not CHECKSUM.fullmatch(sha256):
        return None
    folder = folder_of(source) / "uploads" / sha256
    uploaded = sorted(path for path in folder.glob("*") if path.is_file()) if folder.is_dir() else []
    if uploaded:
        return Sample(sha256, uploaded[0].name, uploaded[0], is_uploaded=True)
    row = RawFile.objects.filter(refresh__source=source, sha256=sha256).order_by("-refresh").first()
    return row and _of_a_run(source, row)


def _of_a_run(source, row):
    paths = sorted(folder_of(source).glob(f"{row.sha256}.*"))
    return Sample(row.sha256, row.name, paths[0], is_uploaded=False) if paths else None
