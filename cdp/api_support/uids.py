"""Opaque ids beside the human ones: act_3k9… stays the same when an action gets another ref.

A uid is the row's primary key, put through a permutation of the numbers of 64 bits and written in Crockford's base 32
behind a prefix of its noun. Nothing is stored, no two rows of a noun share one, and it leads back to the row. It keeps
no secret and none hangs on it: who may see a row is decided by the queryset in which it is looked for.

The permutation is a Feistel network of four rounds over two halves of 32 bits. Its keys come from KEY and the noun, so
that row 7 of two nouns looks different. Neither KEY nor a prefix may ever change: other systems have stored the ids.
"""

import hashlib
import re
import struct
from functools import cache

import numpy as np
from rest_framework.generics import get_object_or_404

KEY = b"cdp uid, version 1"
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PREFIXES = {
    "partnerships": "par",
    "agencies": "agy",
    "seats": "sea",
    "documents": "doc",
    "strategies": "str",
    "priorities": "pri",
    "recommendations": "rec",
    "actions": "act",
    "milestones": "mil",
    "lights": "lit",
    "progress-updates": "upd",
    "evidence": "evi",
    "measures": "mea",
    "commentaries": "com",
    "meetings": "mee",
    "decisions": "dec",
    "packs": "pck",
    "reports": "rep",
    "schemes": "sch",
    "findings": "fin",
    "quality-findings": "qfi",
    "rule-findings": "rfi",
    "imports": "imp",
    "indicators": "ind",
    "areas": "are",
    "neighbour-groups": "ngr",
    "series": "ser",
    "observations": "obs",
    "readings": "rea",
    "step-changes": "stp",
    "outcomes": "out",
    "framework-metrics": "fme",
    "sources": "src",
    "refreshes": "ref",
    "refresh-changes": "rch",
}
# For the patterns of detail addresses.
PATTERN = "[a-z]{3}_[0-9A-Za-z]{13}"

LARGEST_KEY = 2**63 - 1
HALF = 0xFFFFFFFF
LETTERS = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)
SHIFTS = np.arange(60, -1, -5, dtype=np.uint64)
PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
# Crockford's base 32 is read in either case, and forgives who copies an l for a 1 or an o for a 0.
VALUES = {letter: value for value, letter in enumerate(ALPHABET)} | {"i": 1, "l": 1, "o": 0}
READABLE = re.compile(PATTERN)


def encode(noun, pk):
    """`encode("actions", 1)` is act_ and 13 letters."""
    number = _permuted(pk, _keys(noun))
    return (
        f"{PREFIXES[noun]}_{ALPHABET[number >> 60]}{PAIRS[number >> 50 & 1023]}{PAIRS[number >> 40 & 1023]}"
        f"{PAIRS[number >> 30 & 1023]}{PAIRS[number >> 20 & 1023]}{PAIRS[number >> 10 & 1023]}{PAIRS[number & 1023]}"
    )


def encode_many(noun, pks):
    """The same of many at once, for lists of hundreds of thousands of rows."""
    number = np.array(pks, dtype=np.uint64)
    left, right = number >> np.uint64(32), number & np.uint64(HALF)
    for key in _keys(noun):
        left, right = right, left ^ _many_mixed(right, key)
    number = left << np.uint64(32) | right
    letters = LETTERS[(number[:, None] >> SHIFTS & np.uint64(31)).astype(np.intp)]
    text, prefix = letters.tobytes().decode(), f"{PREFIXES[noun]}_"
    return [f"{prefix}{text[place : place + 13]}" for place in range(0, len(text), 13)]


def _many_mixed(half, key):
    half = (half ^ np.uint64(key)) * np.uint64(0x9E3779B1) & np.uint64(HALF)
    half = (half ^ half >> np.uint64(15)) * np.uint64(0x85EBCA6B) & np.uint64(HALF)
    return half ^ half >> np.uint64(13)


def decode(noun, text):
    """The primary key; None where the text is no uid of this noun."""
    if not READABLE.fullmatch(text) or text[:3] != PREFIXES.get(noun):
        return None
    number = 0
    for letter in text[4:].lower():
        if letter not in VALUES:
            return None
        number = number << 5 | VALUES[letter]
    pk = _restored(number, _keys(noun)) if number < 2**64 else 0
    return pk if 0 < pk <= LARGEST_KEY else None


@cache
def _keys(noun):
    return struct.unpack(">4I", hashlib.sha256(KEY + b":" + noun.encode()).digest()[:16])


def _permuted(number, keys):
    left, right = number >> 32, number & HALF
    for key in keys:
        left, right = right, left ^ _mixed(right, key)
    return left << 32 | right


def _restored(number, keys):
    left, right = number >> 32, number & HALF
    for key in reversed(keys):
        left, right = right ^ _mixed(left, key), left
    return left << 32 | right


def _mixed(half, key):
    half = (half ^ key) * 0x9E3779B1 & HALF
    half = (half ^ half >> 15) * 0x85EBCA6B & HALF
    return half ^ half >> 13


class UidMixin:
    """Detail addresses that take the uid of a row in the place of its human id."""

    def get_object(self):
        pk = decode(self.basename, self.kwargs[self.lookup_url_kwarg or self.lookup_field])
        if pk is None:
            return super().get_object()
        return get_object_or_404(self.filter_queryset(self.get_queryset()), pk=pk)
