"""A text taken out of what was frozen: the one way by which a kept paper changes. It says so, and keeps its first hash.

What was written from the paper is deleted with it, and written anew when it is asked for.
"""

import json
import zlib

from django.db import connection
from django.utils import timezone

from cdp.papers import content, store
from indicators.charts import standalone

# By these a paper hangs together; nobody writes about somebody there.
KEPT = {"key", "block", "kind", "identity", "iso", "mark", "as_at", "language", "address", "version", "places"}


def without(frozen, pattern, removed):
    """(the bytes of the content without the text, how often it stood there)"""
    said, number = _without(json.loads(store.bytes_of(frozen)), pattern, removed)
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(), number


def redact(frozen, pattern, removed, *, now=None):
    """In the caller's transaction, which writes the event of it."""
    data, number = without(frozen, pattern, removed)
    if not number:
        return
    frozen.sha256_before = frozen.sha256_before or frozen.sha256
    frozen.data, frozen.sha256, frozen.size = zlib.compress(data, 9), content.hash_of(data), len(data)
    frozen.redacted_at = now or timezone.now()
    _allow("on")
    frozen.save(update_fields=["data", "sha256", "size", "redacted_at", "sha256_before"])
    _allow("")
    frozen.renderings.all().delete()


def _allow(word):
    """PostgreSQL refuses every other change of a frozen paper."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('cdp.redacting', %s, true)", [word])


def _without(value, pattern, removed):
    if isinstance(value, str):
        return pattern.subn(removed, value)
    if isinstance(value, list):
        pairs = [_without(each, pattern, removed) for each in value]
        return [each for each, _ in pairs], sum(count for _, count in pairs)
    if isinstance(value, dict):
        return _of_object(value, pattern, removed)
    return value, 0


def _of_object(value, pattern, removed):
    is_cell = "text" in value and ("places" in value or "iso" in value)
    if is_cell:
        # Its number, or its day, would tell the same again.
        found = len(pattern.findall(value["text"]))
        return (removed, found) if found else (value, 0)
    said, number = {}, 0
    for name, each in value.items():
        take = _of_drawing if name == "svg" else _without
        said[name], count = (each, 0) if name in KEPT else take(each, pattern, removed)
        number += count
    return said, number


def _of_drawing(svg, pattern, removed):
    """Of its words alone: a drawing is not to break because a text is called like one of its marks."""
    if not pattern.search("".join(standalone.read(svg).itertext())):
        return svg, 0
    root, number = standalone.read(svg), 0
    for mark in root.iter():
        for place in ("text", "tail"):
            words, count = pattern.subn(removed, getattr(mark, place) or "")
            if count:
                setattr(mark, place, words)
                number += count
    return standalone.written(root), number
