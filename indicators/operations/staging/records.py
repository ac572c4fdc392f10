"""The raw records of a CSV file, without parsing them: a record ends where the count of its quotation marks is even.

Only what is plain is read in this way: each quotation mark opens a field, closes one or is doubled, lines end with a
newline, and there is no NUL. Then each record is exactly one row of Python's csv module. NotPlain is for all else, and
what is not plain is read the slow way.
"""

from collections.abc import Iterator
from typing import NamedTuple

BLOCK_BYTES = 1 << 20
# A quotation that is never closed would swallow the file.
LONGEST_RECORD = 1 << 20
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
QUOTE = b'"'
# What may stand outside a quotation beside its marks; between the two of a doubled mark there is nothing.
BEFORE, BEHIND = {b"", b",", b"\n"}, {b"", b",", b"\r", b"\n"}


class NotPlain(Exception):
    """The file may be sound, but not so plain that its records can be told apart without parsing."""


class Block(NamedTuple):
    """Some records without their line ends; `lines` has the line of the file on which each begins, counted from 1."""

    records: list[bytes]
    lines: list[int] | range
    size: int


def blocks(path) -> Iterator[Block]:
    """All records of the file, its header first, blank lines included."""
    line, rest = 1, b""
    with path.open("rb") as file:
        chunk = file.read(BLOCK_BYTES)
        size = len(chunk)
        chunk = chunk.removeprefix(BYTE_ORDER_MARK)
        while chunk:
            chunk = rest + chunk
            cut = chunk.rfind(b"\n") + 1
            block, rest = _block(chunk[:cut], line, size)
            rest += chunk[cut:]
            if len(rest) > LONGEST_RECORD:
                raise NotPlain("a record is too long")
            yield block
            line += block_lines(chunk, rest)
            chunk = file.read(BLOCK_BYTES)
            size = len(chunk)
    if rest:
        block, rest = _block(rest + b"\n", line, 0)
        if rest:
            raise NotPlain("a quotation is not closed")
        yield block


def block_lines(chunk, rest):
    """How many lines of the chunk are done with."""
    return chunk.count(b"\n") - rest.count(b"\n")


def _block(text, first_line, size):
    """(block, what is left of a record that goes on) of whole lines."""
    if b"\0" in text:
        raise NotPlain("a NUL")
    lines = text.split(b"\n")
    lines.pop()
    returns = text.count(b"\r")
    if returns:
        ends_all = returns == len(lines) and {line[-1:] for line in lines} == {b"\r"}
        if not ends_all and returns != text.count(b"\r\n"):
            raise NotPlain("a line end of another kind")
    if QUOTE not in text or _is_quoted_within_lines(text):
        if returns:
            lines = [line.removesuffix(b"\r") for line in lines]
        return Block(lines, range(first_line, first_line + len(lines)), size), b""
    return _with_quotes(lines, first_line, size)


def _is_quoted_within_lines(text):
    """Whether each quotation is plain and ends on its line, all at once."""
    parts = text.split(QUOTE)
    outside, inside = parts[::2], parts[1::2]
    if len(outside) == len(inside):
        return False
    return (
        {part[:1] for part in outside[1:]} <= BEHIND
        and {part[-1:] for part in outside[:-1]} <= BEFORE
        and b"\n" not in b"".join(inside)
    )


def _with_quotes(lines, first_line, size):
    records, starts, open_parts = [], [], []
    # Names are what is quoted, and they stand at the front: what was looked at once is not looked at again.
    known = {}
    for number, line in enumerate(lines, first_line):
        last = line.rfind(QUOTE)
        if last >= 0:
            front = line[: last + 2]
            is_odd = line.count(QUOTE) % 2 if open_parts else known.get(front)
            if is_odd is None:
                is_odd = known[front] = front.count(QUOTE) % 2
                if not is_odd:
                    _refuse_stray_quotes(front)
            if open_parts or is_odd:
                open_parts.append(line)
                if len(open_parts) == 1 or not is_odd:
                    continue
                line = b"\n".join(open_parts)
                number -= len(open_parts) - 1
                open_parts = []
                front = line[: line.rfind(QUOTE) + 2]
                if (None, front) not in known:
                    _refuse_stray_quotes(front)
                    known[None, front] = True
        elif open_parts:
            open_parts.append(line)
            continue
        records.append(line.removesuffix(b"\r"))
        starts.append(number)
    return Block(records, starts, size), b"".join(part + b"\n" for part in open_parts)


def _refuse_stray_quotes(front):
    """Between quotations stands a comma at each end, or nothing (a doubled mark); a stray one has others. `front` is a
    record up to one character behind its last mark.
    """
    first, *between, last = front.split(QUOTE)[::2]
    is_plain = (not first or first.endswith(b",")) and last in (b"", b"\r", b",")
    if not is_plain or any(part and not (part.startswith(b",") and part.endswith(b",")) for part in between):
        raise NotPlain("a quotation mark inside a field")
