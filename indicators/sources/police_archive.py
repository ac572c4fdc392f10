"""The monthly archive of data.police.uk: one ZIP file with three years of every force, of more than 1.5 GB.

YYYY-MM/YYYY-MM-<force>-street.csv is a month of a force. Of an archive on a server only the end, which lists what is in
it, and the members that are wanted are asked for (Range), and they are kept packed as they came, one file a force: 24
months of one force are some 15 MB. An archive that somebody saved, whole or in part, is read as it is.
"""

import csv
import re
import struct
import zipfile
import zlib
from contextlib import contextmanager
from io import BytesIO, TextIOWrapper
from typing import NamedTuple

from indicators.sources.base import SourceNotReadable
from indicators.sources.fetching.expecting import ANY, XLSX, Expected

MEMBER = re.compile(r"(?:.*/)?(?P<month>\d{4}-(?:0[1-9]|1[0-2]))-(?P<force>[a-z-]+)-street\.csv")
ZIP_TYPES = frozenset({"application/zip", "application/x-zip-compressed"})
ZIP = Expected("a ZIP file", ZIP_TYPES, (XLSX,), "application/zip, */*;q=0.1", ("*.zip",), ".zip")
PARTS = Expected("parts of a ZIP file", None, None, "*/*", suffix=".parts")
END, END_BYTES, LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
HEADER_BYTES, LONGEST_EXTRA = 30, 1_000
# The largest month, of the Metropolitan Police, is some 30 MB and packs to a sixth.
MAX_MEMBER_BYTES, MAX_PACKED_BYTES = 400_000_000, 19_000_000
MAX_CONTENTS_BYTES = 10_000_000
COLUMNS = ("Month", "Reported by", "LSOA code", "LSOA name", "Crime type")


class Member(NamedTuple):
    """A month of a force within an archive."""

    force: str
    month: str
    name: str
    offset: int
    packed: int
    size: int
    crc: int
    method: int


# --- On a server -----------------------------------------------------------------------------------------------------


def contents(fetcher, address):
    """The members of an archive on a server, by its last bytes; SourceNotReadable where it cannot be read in parts."""
    tail = _part(fetcher, address, f"-{END_BYTES + LONGEST_COMMENT}")
    place = tail.rfind(END)
    if place < 0 or len(tail) - place < END_BYTES:
        raise SourceNotReadable(f"{address} is not a ZIP file, or broken off: its list of contents is missing.")
    size, start = struct.unpack_from("<LL", tail, place + 12)
    if size > MAX_CONTENTS_BYTES or start == 0xFFFFFFFF:
        raise SourceNotReadable(f"{address} has a list of contents that is too long.")
    listed = _part(fetcher, address, f"{start}-{start + size - 1}")
    try:
        with zipfile.ZipFile(BytesIO(listed + tail[place:])) as archive:
            # The list stands at the beginning here, so that all offsets are less by where it began.
            return [member for info in archive.infolist() if (member := _member(info, info.header_offset + start))]
    except (zipfile.BadZipFile, struct.error, ValueError) as error:
        raise SourceNotReadable(f"{address} is damaged: its list of contents cannot be read.") from error


def packed_bytes(fetcher, address, member):
    """The member as it lies in the archive, checked; SourceNotReadable where it is not what was listed."""
    if member.packed > MAX_PACKED_BYTES or member.size > MAX_MEMBER_BYTES:
        raise SourceNotReadable(f"{member.name} is larger than a month of a force can be.")
    last = member.offset + HEADER_BYTES + len(member.name) + LONGEST_EXTRA + member.packed
    found = _part(fetcher, address, f"{member.offset}-{last}")
    if not found.startswith(b"PK\x03\x04"):
        raise SourceNotReadable(f"{address} was replaced while it was read.", is_passing=True)
    name, extra = struct.unpack_from("<HH", found, 26)
    start = HEADER_BYTES + name + extra
    packed = found[start : start + member.packed]
    unpacked(member, packed)
    return packed


def _part(fetcher, address, span):
    return fetcher.get_bytes(address, headers={"Range": f"bytes={span}"}, expects=ANY)


def _member(info, offset):
    found = MEMBER.fullmatch(info.filename)
    if found is None or info.flag_bits & 1:
        return None
    return Member(
        found["force"], found["month"], info.filename, offset,
        info.compress_size, info.file_size, info.CRC, info.compress_type,
    )  # fmt: skip


def unpacked(member, packed):
    """The bytes of the CSV file; SourceNotReadable where they are damaged."""
    try:
        if member.method == zipfile.ZIP_STORED:
            data = packed
        else:
            data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, member.size + 1)
    except zlib.error as error:
        raise SourceNotReadable(f"{member.name} is damaged: it cannot be unpacked.", is_passing=True) from error
    if len(data) != member.size or zlib.crc32(data) != member.crc:
        raise SourceNotReadable(f"{member.name} is damaged: its checksum is another.", is_passing=True)
    return data


# --- Kept ------------------------------------------------------------------------------------------------------------


def members_of(kept):
    """(force, month, name, a function that opens its text) of each month in a kept file, in order."""
    if "members" in kept.about:
        place = 0
        for fields in kept.about["members"]:
            member = Member(*fields)
            yield member.force, member.month, member.name, _opened_part(kept, member, place)
            place += member.packed
        return
    try:
        with zipfile.ZipFile(kept.path) as archive:
            found = [(member, info) for info in archive.infolist() if (member := _member(info, 0))]
            if not found:
                raise SourceNotReadable(f"{kept.name} holds no file like 2026-07/2026-07-kent-street.csv.")
            for member, info in sorted(found, key=lambda pair: (pair[0].force, pair[0].month)):
                yield member.force, member.month, member.name, _opened_member(archive, info)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceNotReadable(f"{kept.name} is damaged: {error}.") from error


def _opened_part(kept, member, place):
    def opened():
        with kept.path.open("rb") as file:
            file.seek(place)
            return TextIOWrapper(BytesIO(unpacked(member, file.read(member.packed))), "utf-8-sig", newline="")

    return opened


def _opened_member(archive, info):
    def opened():
        if info.file_size > MAX_MEMBER_BYTES:
            raise SourceNotReadable(f"{info.filename} is larger than a month of a force can be.")
        return TextIOWrapper(archive.open(info), "utf-8-sig", newline="")

    return opened


# --- A month of a force ----------------------------------------------------------------------------------------------


def crimes(name, opened):
    """(line, the texts of COLUMNS) of each crime; SourceNotReadable where the file is no table of crimes."""
    with opened() as text, _told_of(name):
        records = csv.reader(text, strict=True)
        header = [heading.strip() for heading in next(records, [])]
        if missing := [column for column in COLUMNS if column not in header]:
            raise SourceNotReadable(f"{name} has no column {', '.join(missing)}.")
        places = [header.index(column) for column in COLUMNS]
        line = records.line_num + 1
        for fields in records:
            if len(fields) != len(header):
                raise SourceNotReadable(
                    f"{name} is damaged: line {line} has {len(fields)} fields where the header has {len(header)}."
                )
            yield line, [fields[place] for place in places]
            line = records.line_num + 1


@contextmanager
def _told_of(name):
    try:
        yield
    except csv.Error as error:
        raise SourceNotReadable(f"{name} is damaged: {error}.") from error
    except UnicodeDecodeError as error:
        raise SourceNotReadable(f"{name} is not UTF-8 text.") from error
