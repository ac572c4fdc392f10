"""What a file is, judged from its bytes: only kinds that cannot run anything, and each what its name says it is. Pure.

Nothing of a file is unpacked. Of those that are archives inside (Word, Excel, OpenDocument) the directory alone is
read: that is enough to tell them apart and to refuse one that would swell to many times its size.
"""

import re
import unicodedata
import zipfile

LARGEST = 20 * 2**20
MOST = 10
LONGEST_NAME = 120
# A directory that promises more than this, or this many times the file's own size, is no document of a partnership.
MOST_UNPACKED, MOST_TIMES, MOST_PARTS = 500 * 2**20, 200, 5_000

OPEN_XML = "application/vnd.openxmlformats-officedocument"
KINDS = {
    "pdf": "application/pdf",
    "docx": f"{OPEN_XML}.wordprocessingml.document",
    "xlsx": f"{OPEN_XML}.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "txt": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
MAGIC = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
INSIDE = {"docx": "word/", "xlsx": "xl/"}
ALLOWED = "PDF, Word (docx), Excel (xlsx), OpenDocument (odt, ods), CSV, text, PNG or JPEG"
# What turns the reading order round can make "exe.fdp" read as "pdf.exe"; what cannot be seen can hide the ending.
HIDDEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
NOT_IN_A_NAME = re.compile(r'[<>:"|?*]+')
# A text that a browser might take for a page, whatever we call it.
MARKUP = re.compile(rb"<\s*(?:!doctype|html|svg|script|head|body|iframe|\?xml)", re.IGNORECASE)


class FileNotTaken(ValueError):
    """Says what is wrong with the file and what is taken."""


def clean_name(given):
    """The last part of a path, without what is hidden or turns it round; never empty."""
    name = re.split(r"[\\/]", str(given or ""))[-1]
    name = "".join(char for char in name if unicodedata.category(char) not in HIDDEN)
    name = NOT_IN_A_NAME.sub("", unicodedata.normalize("NFC", name)).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if len(name) > LONGEST_NAME:
        name = f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending[:10]}"
    return name or "file"


def ending_of(name):
    return name.rpartition(".")[2].lower() if "." in name else ""


def check(file, name, *, size):
    """The content type of an open file; FileNotTaken says why it is not one of ours. It is read from and rewound."""
    ending = ending_of(name)
    if ending not in KINDS:
        raise FileNotTaken(f"“{name}” is not a kind of file that can be taken. It must be {ALLOWED}.")
    if not size:
        raise FileNotTaken(f"“{name}” is empty. Choose the file again.")
    if size > LARGEST:
        raise FileNotTaken(f"“{name}” is larger than 20 MB. Make it smaller, or give a link to it.")
    file.seek(0)
    head = file.read(4096)
    if not _is_what_it_says(file, ending, head, size):
        raise FileNotTaken(f"“{name}” is not the {ending.upper()} file that its name says. It must be {ALLOWED}.")
    file.seek(0)
    return KINDS[ending]


def _is_what_it_says(file, ending, head, size):
    if ending in MAGIC:
        return head.startswith(MAGIC[ending])
    if ending in ("csv", "txt"):
        return _is_text(file)
    return head.startswith(b"PK\x03\x04") and _is_document(file, ending, size)


def _is_text(file):
    """Text to the end, and nothing that a browser would show as a page."""
    file.seek(0)
    content = file.read(LARGEST + 1)
    if b"\x00" in content or MARKUP.search(content[:65_536]):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        # As old spreadsheets write; then at least no control characters but line ends and tabs.
        return not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", content)
    return True


def _is_document(file, ending, size):
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _refuse_bombs(parts, size)
            names = [part.filename for part in parts]
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise FileNotTaken("Files with macros cannot be taken. Save it without them, or as PDF.")
            if ending in INSIDE:
                return "[Content_Types].xml" in names and any(name.startswith(INSIDE[ending]) for name in names)
            return _says(archive, parts) == KINDS[ending]
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError, ValueError) as fault:
        if isinstance(fault, FileNotTaken):
            raise
        return False


def _refuse_bombs(parts, size):
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > min(MOST_UNPACKED, max(size, 10_000) * MOST_TIMES):
        raise FileNotTaken("This file would swell to many times its size when it is opened, so it cannot be taken.")


def _says(archive, parts):
    """The kind that an OpenDocument file names in its first part, which stands there as it is, unpacked."""
    first = parts[0] if parts else None
    if not first or first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED or first.file_size > 100:
        return ""
    return archive.read(first).decode("ascii", errors="replace").strip()
