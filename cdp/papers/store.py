"""Keeping a frozen paper, and writing it in a format once."""

import zlib

from django.db import transaction
from django.utils import timezone

from cdp.models import FrozenPaper, Rendering
from cdp.papers import content, formats


class Damaged(Exception):
    """What is kept does not have the hash that it was kept under."""


def keep(*, paper, as_at, is_restricted=False) -> FrozenPaper:
    """In the caller's transaction: it is there with whatever points at it, or not at all."""
    data = content.to_bytes(paper)
    return FrozenPaper.objects.create(
        data=zlib.compress(data, 9),
        sha256=content.hash_of(data),
        size=len(data),
        as_at=as_at,
        is_restricted=is_restricted,
    )


def bytes_of(frozen) -> bytes:
    """The content as it was frozen; Damaged where it no longer has its hash."""
    try:
        data = zlib.decompress(bytes(frozen.data))
    except zlib.error as problem:
        raise Damaged(f"The paper {frozen.pk} cannot be opened: {problem}") from None
    if content.hash_of(data) != frozen.sha256:
        raise Damaged(f"The paper {frozen.pk} is not what was frozen: its hash is not {frozen.sha256}.")
    return data


def opened(frozen) -> content.Paper:
    return content.from_bytes(bytes_of(frozen))


def written(frozen, file_format, *, template=None) -> bytes:
    """The paper in this format, written at the first asking and kept; `template` is a council's own .docx."""
    kept = Rendering.objects.filter(paper=frozen, file_format=file_format).first() if template is None else None
    if kept:
        return bytes(kept.data)
    data = formats.write(opened(frozen), file_format, template=template)
    if template is None:
        keep_rendering(frozen, file_format, data)
    return data


@transaction.atomic
def keep_rendering(frozen, file_format, data):
    # Two who ask at once write the same; the second leaves what is there.
    Rendering.objects.bulk_create(
        [
            Rendering(
                paper=frozen,
                file_format=file_format,
                data=data,
                sha256=content.hash_of(data),
                size=len(data),
                made_at=timezone.now(),
            )
        ],
        ignore_conflicts=True,
    )
