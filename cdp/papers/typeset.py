"""Typst as we use it: our fonts and no others, texts as data and never as source, nothing from outside.

The fonts come from packages, so that a paper looks the same, byte for byte, on every machine: Arimo has the measures
of Arial, the Noto fonts have the letters that Arimo lacks. A letter that none of them has would be an empty box, which
PDF/UA forbids; it is written as its code instead, such as [U+4E2D].
"""

import contextlib
import datetime
import json
import os
import re
import struct
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

PACKAGES = ("fontpkg_arimo", "manimgx_fonts")
FACE = "Arimo"
PLAIN = re.compile("[\\x00-\\u024f\\u2010-\\u2027\\u20ac\\u2212]*")
NOT_SHOWN = re.compile(r'the text `?"(.*)"`? could not be displayed', re.DOTALL)
SOFT = "\u200b"
MOST_TRIES = 4
CHILD = Path(__file__).with_name("typst_child.py")
MEGABYTES, SECONDS = 2000, 60  # of the child: many times what the largest paper takes


class NotTypeset(Exception):
    """What typst said, for whoever looks after the program: a paper is never at fault."""


def pdf(source: Path, data, *, as_at) -> bytes:
    """The PDF/UA-1 of the source, to which `data` is given as `paper`."""
    moment = datetime.datetime.fromisoformat(as_at)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    options = {"format": "pdf", "timestamp": moment.isoformat(), "pdf_standards": ["1.7", "ua-1"]}
    also = set()
    for _ in range(MOST_TRIES):
        try:
            return next(made(source, [_said(data, frozenset(also))], options))
        except NotTypeset as problem:
            # A cluster of letters that each have a glyph and together have none.
            missing = NOT_SHOWN.search(str(problem))
            more = {ord(letter) for letter in missing[1]} - also if missing else set()
            if not more:
                raise
            also |= more
    raise NotTypeset("Typst found ever more letters without a glyph.")


def pictures(source: Path, drawings, *, ppi) -> Iterator[bytes]:
    """Each drawing as a PNG."""
    # A run each: typst holds the dots of all pages of a run until the last one is packed.
    return made(source, [_said({"drawing": one}, frozenset()) for one in drawings], {"format": "png", "ppi": ppi})


def made(source, data, options) -> Iterator[bytes]:
    """The files that a process of its own makes, one by one."""
    asked = {
        "source": str(source),
        "folders": [str(one) for one in folders()],
        "inputs": [{"paper": json.dumps(one, ensure_ascii=False), "face": FACE} for one in data],
        "options": options,
    }
    command = [sys.executable, "-P", str(CHILD), str(MEGABYTES), str(SECONDS)]
    # It needs no secret of ours.
    environment = {key: value for key, value in os.environ.items() if key == "PATH" or key.startswith("PYTHON")}
    with subprocess.Popen(  # noqa: S603, our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        watch = threading.Timer(2 * SECONDS, process.kill)
        watch.start()
        try:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(json.dumps(asked).encode())
                process.stdin.close()
            yield from _files(process)
        finally:
            watch.cancel()
            process.kill()


def _files(process):
    while line := process.stdout.readline():
        told = json.loads(line)
        if told == "end":
            return
        if isinstance(told, dict):
            raise NotTypeset(told["problem"])
        data = process.stdout.read(told)
        if len(data) < told:
            break
        yield data
    said = process.stderr.read().decode("utf-8", "replace").strip().splitlines()
    raise NotTypeset(f"Typst ended without a file: {said[-1] if said else 'it took too long, or too much memory'}.")


def folders():
    return [Path(str(files(package))) for package in PACKAGES]


# Letters --------------------------------------------------------------------------------------------------------------


def _said(value, also):
    if isinstance(value, str):
        return shown(value, also)
    if isinstance(value, dict):
        return {name: _said(each, also) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_said(each, also) for each in value]
    return value


def shown(text, also=frozenset()):
    """The text with the code of each letter that no font has in its place."""
    if not also and PLAIN.fullmatch(text):
        return text
    known = letters()
    return "".join(
        letter if (ord(letter) in known or _is_unseen(letter)) and ord(letter) not in also else f"[U+{ord(letter):04X}]"
        for letter in text
    )


def _is_unseen(letter):
    return letter in "\n\t" or unicodedata.category(letter) == "Cf" or 0xFE00 <= ord(letter) <= 0xFE0F


@lru_cache(maxsize=1)
def letters():
    """Every letter that one of our fonts has, as its number."""
    return frozenset().union(*(_letters_of(path) for folder in folders() for path in sorted(folder.rglob("*.ttf"))))


def _letters_of(path):
    """The numbers in the table "cmap" of a TrueType font, formats 4 and 12, which all of ours have.

    https://learn.microsoft.com/typography/opentype/spec/cmap
    """
    data = path.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    records = (struct.unpack_from(">4sLLL", data, 12 + 16 * number) for number in range(tables))
    start = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (count,) = struct.unpack_from(">H", data, start + 2)
    found = set()
    for number in range(count):
        (offset,) = struct.unpack_from(">L", data, start + 8 + 8 * number)
        at = start + offset
        (kind,) = struct.unpack_from(">H", data, at)
        if kind == 12:
            (groups,) = struct.unpack_from(">L", data, at + 12)
            for group in range(groups):
                first, last, _ = struct.unpack_from(">LLL", data, at + 16 + 12 * group)
                found.update(range(first, last + 1))
        elif kind == 4:
            (double,) = struct.unpack_from(">H", data, at + 6)
            ends = struct.unpack_from(f">{double // 2}H", data, at + 14)
            starts = struct.unpack_from(f">{double // 2}H", data, at + 16 + double)
            for first, last in zip(starts, ends, strict=True):
                found.update(range(first, last + 1))
    return found - {0xFFFF}


def breakable(text, longest):
    """The text with places to break in words that are longer than a column is wide."""
    return re.sub(rf"\S{{{longest + 1},}}", lambda word: _broken(word[0], longest), text)


def _broken(word, longest):
    step = max(longest // 2, 4)
    pieces = [word[place : place + step] for place in range(0, len(word), step)]
    return SOFT.join(pieces)
