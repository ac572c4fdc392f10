"""Which definition a figure was given under: a short digest, which changes with the words and numbers that define."""

import hashlib
from functools import lru_cache

# What stands in the columns of an indicator and says what its figures are.
DEFINING = ("name", "definition", "unit", "value_type", "multiplier", "source_body")
LETTERS = 8
HELP = "Changes when the indicator’s name, definition, unit, kind, multiplier or source body does."


def definition_version(indicator) -> str:
    return version_of(*(getattr(indicator, name) for name in DEFINING))


@lru_cache(maxsize=4096)
def version_of(*defining):
    return hashlib.sha256("\0".join(map(str, defining)).encode()).hexdigest()[:LETTERS]
