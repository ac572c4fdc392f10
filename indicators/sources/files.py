"""Opens what a source's location names (a file, a folder of CSV files, an http(s) address) and keeps what it got.

What is read is always the kept copy, named by its SHA-256: a file that changes while it is read does no harm, and each
refresh can be repeated from exactly the bytes that it saw.
"""

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx
import tenacity

from indicators.sources.base import SourceNotReadable

CHUNK_BYTES = 1 << 18
CONNECT_SECONDS = 10
READ_SECONDS = 30
# A server that drips a byte now and then never runs into the limit above.
DOWNLOAD_SECONDS = 900
ATTEMPTS = 4
FIRST_WAIT_SECONDS = 1
LONGEST_WAIT_SECONDS = 30
MAX_REDIRECTS = 5
BUSY = {429, 500, 502, 503, 504}
CONTENT_TYPES = {
    "",
    "text/csv",
    "text/plain",
    "application/csv",
    "application/octet-stream",
    "application/vnd.ms-excel",
    "binary/octet-stream",
}


class _TryAgain(Exception):
    """The server is busy or the line broke: worth another attempt."""


@dataclass(frozen=True)
class KeptFile:
    """One file as it was read."""

    name: str
    path: Path
    sha256: str
    size: int


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


def fetch(location, *, folder, max_bytes, on_bytes=None):
    """Copy what the location names into the folder; SourceNotReadable where that cannot be done.

    `on_bytes(done, total)` is told of progress; total is None where the server does not say.
    """
    on_bytes = on_bytes or (lambda done, total: None)
    folder.mkdir(parents=True, exist_ok=True)
    if urlsplit(location).scheme.lower() in {"http", "https"}:
        return Fetched((_download(location, folder=folder, max_bytes=max_bytes, on_bytes=on_bytes),))
    paths = _local_files(location)
    total = sum(path.stat().st_size for path in paths)
    if total > max_bytes:
        raise _too_large(max_bytes)
    kept, done = [], 0
    for path in paths:
        try:
            kept.append(
                _keep(_chunks(path), path.name, folder, max_bytes, lambda got, d=done: on_bytes(d + got, total))
            )
        except OSError as error:
            raise SourceNotReadable(f"The file {path.name} could not be read: {error.strerror}.") from error
        done += kept[-1].size
    return Fetched(tuple(kept))


def _local_files(location):
    if not location:
        raise SourceNotReadable("The source has no location yet.")
    if "://" in location:
        raise SourceNotReadable(f"“{location}” is neither a file nor an http(s) address.")
    path = Path(location)
    if path.is_dir():
        files = sorted(child for child in path.glob("*.csv") if child.is_file())
        if not files:
            raise SourceNotReadable(f"There is no CSV file in the folder {path.name}.")
        return files
    if not path.is_file():
        raise SourceNotReadable(f"There is no file {location}.")
    return [path]


def _chunks(path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _keep(chunks, name, folder, max_bytes, on_bytes):
    """Write the chunks under the name of their checksum; a file that is there already is left as it is."""
    digest, size = hashlib.sha256(), 0
    handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as target:
            for chunk in chunks:
                if not size:
                    _refuse_other_formats(chunk, name)
                size += len(chunk)
                if size > max_bytes:
                    raise _too_large(max_bytes)
                digest.update(chunk)
                target.write(chunk)
                on_bytes(size)
        if not size:
            raise SourceNotReadable(f"The file {name} is empty.")
        path = folder / f"{digest.hexdigest()}.csv"
        if not path.exists():
            os.replace(temporary, path)
        return KeptFile(name, path, digest.hexdigest(), size)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)


def _refuse_other_formats(first_bytes, name):
    """A server's error page, an Excel workbook or a compressed file in place of the CSV is the usual mistake."""
    start = first_bytes.lstrip(b"\xef\xbb\xbf \t\r\n")[:4]
    for signature, words in (
        (b"<", "a web page"),
        (b"PK\x03\x04", "an Excel workbook or ZIP file"),
        (b"%PDF", "a PDF"),
    ):
        if start.startswith(signature):
            raise SourceNotReadable(f"{name} is {words}, not a CSV file.")


def _too_large(max_bytes):
    return SourceNotReadable(f"The file is larger than the {max_bytes:,} bytes that are allowed.")


def _download(address, *, folder, max_bytes, on_bytes):
    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(_TryAgain),
        stop=tenacity.stop_after_attempt(ATTEMPTS) | tenacity.stop_after_delay(DOWNLOAD_SECONDS),
        wait=tenacity.wait_random_exponential(multiplier=FIRST_WAIT_SECONDS, max=LONGEST_WAIT_SECONDS),
        reraise=True,
    )
    try:
        return retrying(_download_once, address, folder=folder, max_bytes=max_bytes, on_bytes=on_bytes)
    except _TryAgain as error:
        raise SourceNotReadable(f"{error} It was tried {ATTEMPTS} times.") from error


def _download_once(address, *, folder, max_bytes, on_bytes):
    deadline = time.monotonic() + DOWNLOAD_SECONDS
    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    try:
        with (
            httpx.Client(timeout=timeout, follow_redirects=True, max_redirects=MAX_REDIRECTS) as client,
            client.stream("GET", address, headers={"Accept": "text/csv, */*;q=0.1"}) as response,
        ):
            total = _refuse_other_answers(response, max_bytes)
            name = unquote(response.url.path.rsplit("/", 1)[-1]) or response.url.host
            chunks = _before(deadline, response.iter_bytes())
            return _keep(chunks, name, folder, max_bytes, lambda done: on_bytes(done, total))
    except httpx.TimeoutException as error:
        raise _TryAgain("The server did not answer in time.") from error
    except httpx.UnsupportedProtocol as error:
        raise SourceNotReadable("The server sends us on to an address that is not http(s).") from error
    except httpx.TransportError as error:
        raise _TryAgain("The connection to the server failed or broke off.") from error
    except httpx.TooManyRedirects as error:
        raise SourceNotReadable("The server sends us from one address to the next without end.") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SourceNotReadable("The server's answer could not be understood.") from error


def _refuse_other_answers(response, max_bytes):
    """The size that the server announces, once the answer is known to be a file."""
    if response.status_code in BUSY:
        raise _TryAgain(f"The server answered {response.status_code} {response.reason_phrase}.")
    if response.status_code != httpx.codes.OK:
        raise SourceNotReadable(f"The server answered {response.status_code} {response.reason_phrase}.")
    content_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if content_type not in CONTENT_TYPES:
        raise SourceNotReadable(f"The server sent {content_type}, not a CSV file.")
    announced = response.headers.get("content-length", "")
    total = int(announced) if announced.isdigit() else None
    if total is not None and total > max_bytes:
        raise _too_large(max_bytes)
    return total


def _before(deadline, chunks):
    for chunk in chunks:
        if time.monotonic() > deadline:
            raise SourceNotReadable(f"The download took longer than {DOWNLOAD_SECONDS} seconds.")
        yield chunk
