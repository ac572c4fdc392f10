"""What a workbook's outside tells: its kind, and what of it must not be opened.

Only signatures, the list of contents at the end of the ZIP file and two small texts in it are looked at.
"""

import mmap
import struct
import zipfile
import zlib

from indicators.sources.base import SourceNotReadable

MAX_FILE_BYTES = 200_000_000
# A real workbook has some dozens of parts, with pictures some hundreds.
MAX_CONTENTS_BYTES = 1_000_000
MAX_UNPACKED_BYTES = 1_000_000_000
# Tables of figures pack to a tenth or a twentieth. Below the second number a high ratio does no harm.
MAX_RATIO = 100
RATIO_FROM_BYTES = 100_000_000
SMALL_PART_BYTES = 1_000_000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END_OF_CONTENTS = b"PK\x05\x06"
ENCRYPTED_FLAG = 1
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
PASSWORD = "is protected with a password. Save it without one."  # noqa: S105 - a sentence
MACROS = "holds macros, which may do harm. Save it as a workbook without macros (.xlsx or .ods)."
DAMAGED = "is damaged or broken off: the list of its contents cannot be read."
TOO_LARGE = "is too large to be read as a workbook. Save the sheet as CSV."


def kind_of(path, name):
    """ "xlsx", "xls" or "ods"; SourceNotReadable where it is something else or must not be opened."""
    with path.open("rb") as file:
        head = file.read(8)
    size = path.stat().st_size
    if not size:
        raise SourceNotReadable(f"The file {name} is empty.")
    if size > MAX_FILE_BYTES:
        raise SourceNotReadable(f"{name} {TOO_LARGE}")
    if head.startswith(OLE):
        _refuse_unsound_ole(path, name)
        return "xls"
    if head.startswith(ZIP):
        return _kind_of_zip(path, name)
    what = "a web page" if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else "another kind of file"
    raise SourceNotReadable(f"{name} is {what}, not a workbook (XLSX, XLS or ODS).")


def _refuse_unsound_ole(path, name):
    """The directory of such a file may lie anywhere in it; its names are UTF-16."""

    def holds(mapped, stream):
        return mapped.find(stream.encode("utf-16-le") + b"\x00\x00") >= 0

    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        is_old_workbook = holds(mapped, "Workbook") or holds(mapped, "Book")
        if not is_old_workbook and holds(mapped, "EncryptedPackage"):
            raise SourceNotReadable(f"{name} {PASSWORD}")
        if not is_old_workbook:
            raise SourceNotReadable(f"{name} is damaged, or another kind of file than a workbook.")
        if holds(mapped, "_VBA_PROJECT"):
            raise SourceNotReadable(f"{name} {MACROS}")


def _kind_of_zip(path, name):
    try:
        _refuse_too_many_parts(path, name)
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _refuse_bomb(parts, path.stat().st_size, name)
            if any(part.flag_bits & ENCRYPTED_FLAG for part in parts):
                raise SourceNotReadable(f"{name} {PASSWORD}")
            return _kind_of_parts(archive, {part.filename.casefold(): part for part in parts}, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, struct.error) as error:
        raise SourceNotReadable(f"{name} {DAMAGED}") from error


def _refuse_too_many_parts(path, name):
    """Before the list of contents is read, since a list of millions would fill the memory by itself."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 65_557))
        tail = file.read()
    place = tail.rfind(END_OF_CONTENTS)
    if place < 0:
        raise SourceNotReadable(f"{name} {DAMAGED}")
    if struct.unpack_from("<L", tail, place + 12)[0] > MAX_CONTENTS_BYTES:
        raise SourceNotReadable(f"{name} holds too many parts for a workbook.")


def _refuse_bomb(parts, packed, name):
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > RATIO_FROM_BYTES and unpacked > packed * MAX_RATIO):
        raise SourceNotReadable(f"{name} unpacks to {unpacked // 1_000_000:,} MB, which is too much for a workbook.")


def _kind_of_parts(archive, parts, name):
    names = set(parts)
    if "[content_types].xml" in names:
        types = _text(archive, parts["[content_types].xml"])
        if any(part.endswith("vbaproject.bin") for part in names) or "macroenabled" in types.casefold():
            raise SourceNotReadable(f"{name} {MACROS}")
        if "sheet.binary" in types or any(part.endswith("workbook.bin") for part in names):
            raise SourceNotReadable(f"{name} is a binary workbook (XLSB). Save it as .xlsx.")
        if "spreadsheetml" in types:
            return "xlsx"
    if "mimetype" in names and "content.xml" in names:
        if _text(archive, parts["mimetype"]).strip() != SPREADSHEET:
            raise SourceNotReadable(f"{name} is an OpenDocument file of another kind than a spreadsheet.")
        if "manifest:encryption-data" in _text(archive, parts.get("meta-inf/manifest.xml")):
            raise SourceNotReadable(f"{name} {PASSWORD}")
        if any(part.startswith(("basic/", "scripts/")) for part in names):
            raise SourceNotReadable(f"{name} {MACROS}")
        return "ods"
    raise SourceNotReadable(f"{name} is a ZIP file, not a workbook (XLSX, XLS or ODS).")


def _text(archive, part):
    """A small part of the file; of a large one the beginning."""
    if part is None:
        return ""
    with archive.open(part) as file:
        return file.read(SMALL_PART_BYTES).decode("utf-8", "replace")
