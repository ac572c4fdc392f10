"""Writes what was got under the name of its SHA-256: whole and safe on the disk, or not at all."""

import contextlib
import errno
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from indicators.sources.base import SourceNotReadable
from indicators.sources.fetching.expecting import HEAD_BYTES

CHUNK_BYTES = 1 << 18
PART = ".part"
# A run that was killed leaves its part behind; no run lasts a day.
OLD_PART_SECONDS = 86_400
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True)
class KeptFile:
    """One file as it was read."""

    name: str
    path: Path
    sha256: str
    size: int
    address: str = ""
    about: dict = field(default_factory=dict)
    etag: str = ""
    last_modified: str = ""
    fetched_at: datetime | None = None
    is_unchanged: bool = False


@dataclass(frozen=True)
class Fetched:
    """All files of one location."""

    files: tuple[KeptFile, ...]

    @property
    def sha256(self):
        """Of the file; of several, of their checksums in the order of their names."""
        if len(self.files) == 1:
            return self.files[0].sha256
        return hashlib.sha256("\n".join(file.sha256 for file in self.files).encode()).hexdigest()

    @property
    def size(self):
        return sum(file.size for file in self.files)

    @property
    def names(self):
        return ", ".join(file.name for file in self.files)


def too_large(max_bytes):
    return SourceNotReadable(f"The file is larger than the {max_bytes:,} bytes that are allowed.")


def keep(chunks, *, name, folder, expects, told):
    """(path, checksum, size) of the chunks once they are on the disk; `told(size)` as they arrive."""
    digest, size, head, is_checked = hashlib.sha256(), 0, b"", False
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=folder, suffix=PART)
        with os.fdopen(handle, "wb") as target:
            for chunk in chunks:
                size += len(chunk)
                if not is_checked:
                    head += chunk[:HEAD_BYTES]
                    if is_checked := len(head) >= HEAD_BYTES:
                        expects.suffix_of(head, name)
                digest.update(chunk)
                target.write(chunk)
                told(size)
            if not size:
                raise SourceNotReadable(f"The file {name} is empty.")
            suffix = expects.suffix_of(head, name)
            target.flush()
            os.fsync(target.fileno())
        path = folder / f"{digest.hexdigest()}{suffix}"
        # Also where such a file lies there already: its bytes may have been damaged since.
        os.replace(temporary, path)
        _sync_folder(folder)
        return path, digest.hexdigest(), size
    except OSError as error:
        raise _could_not_be_kept(error, name) from error
    finally:
        if temporary:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)


def make_folder(folder):
    """The folder, without what killed runs left in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for part in folder.glob(f"*{PART}"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - part.stat().st_mtime > OLD_PART_SECONDS:
                    part.unlink()
    except OSError as error:
        raise _could_not_be_kept(error, "of the source") from error


def kept_before(folder, sha256):
    """The path of a file that was kept earlier, if its bytes are there still and are still the same."""
    for path in sorted(folder.glob(f"{sha256}.*")):
        with contextlib.suppress(OSError), path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == sha256:
                return path
    return None


def chunks_of(path) -> Iterator[bytes]:
    """The bytes of a local file."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk
    except OSError as error:
        raise SourceNotReadable(f"The file {path.name} could not be read: {error.strerror}.") from error


def _sync_folder(folder):
    """Without this the file's name could be lost with the power, though its bytes are safe."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _could_not_be_kept(error, name):
    if error.errno in NO_ROOM:
        return SourceNotReadable(f"There is no room left on the disk for the file {name}. Nothing was changed.")
    return SourceNotReadable(f"The file {name} could not be kept: {error.strerror}.")
