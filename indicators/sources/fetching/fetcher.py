"""Fetches for one run: addresses, files and folders, within the run's limits of size and time."""

import json
import re
import time
import unicodedata
import weakref
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import httpx

from indicators.sources.base import SourceNotReadable
from indicators.sources.fetching.asking import Ask, Asker, full_url
from indicators.sources.fetching.connection import SLICE_SECONDS, is_local
from indicators.sources.fetching.expecting import ANY, CSV, JSON
from indicators.sources.fetching.keeping import KeptFile, chunks_of, keep, kept_before, make_folder, too_large
from indicators.sources.fetching.patience import Patience, TryAgain

# Navigation answers, which are read into memory.
MAX_SMALL_BYTES = 20_000_000
# Everything that one run fetches. Its job may last half an hour, and must still read and publish.
RUN_SECONDS = 1500
IS_ADDRESS = re.compile(r"https?:", re.IGNORECASE)
LONGEST_NAME, LONGEST_ETAG, LONGEST_DATE = 200, 500, 100


class Fetcher:
    """What a source module fetches with. Cookies last as long as the fetcher.

    `max_bytes` counts for all kept files together. `earlier(address)` gives the file that was kept from this address
    the last time, with its .sha256, .etag and .last_modified, or None. `on_bytes(done, total)` is told of progress;
    total is None where the server does not say. `check()` is called often and may raise to break off. `seconds` is
    the time for one address with all its attempts, `run_seconds` for everything.
    """

    def __init__(
        self,
        folder,
        max_bytes,
        earlier=None,
        on_bytes=None,
        check=None,
        seconds=900,
        *,
        run_seconds=RUN_SECONDS,
        patience=None,
        is_local=is_local,
        may_be_local=True,
    ):
        self.folder, self.max_bytes, self.seconds, self.run_seconds = Path(folder), max_bytes, seconds, run_seconds
        self._earlier = earlier or (lambda address: None)
        self._on_bytes = on_bytes or (lambda done, total: None)
        self._check = check or (lambda: None)
        self._patience = patience or Patience()
        self._kept_bytes = 0
        self._run_ends = self._ends = time.monotonic() + run_seconds
        make_folder(self.folder)
        watch = weakref.WeakMethod(self._watch)
        self._asker = Asker(
            watch=lambda: watch()(), patience=self._patience, is_local=is_local, may_be_local=may_be_local
        )
        # Nobody has to remember to close it: its connections end with it.
        self.close = weakref.finalize(self, self._asker.client.close)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def get(self, address, *, params=None, data=None, headers=None, name="", about=None, expects=CSV):
        """Keep what the address answers. With `data` (of a form) it is a POST, which is never conditional."""
        left = self.max_bytes - self._kept_bytes
        ask = Ask(full_url(address, params), expects, data, headers or {}, left, self.max_bytes)
        earlier = self._earlier(str(ask.url)) if data is None else None
        is_conditional = earlier and (earlier.etag or earlier.last_modified)
        path = kept_before(self.folder, earlier.sha256) if is_conditional else None
        kept = self._patiently(lambda: self._get_once(ask, earlier, path, name, about or {}))
        self._kept_bytes += 0 if kept.is_unchanged else kept.size
        return kept

    def get_bytes(self, address, *, params=None, data=None, headers=None, name="", about=None, expects=ANY):
        """The answer itself, for finding one's way; at most 20 MB, and not kept."""
        ask = Ask(full_url(address, params), expects, data, headers or {}, MAX_SMALL_BYTES, MAX_SMALL_BYTES)
        return self._patiently(lambda: self._get_bytes_once(ask, name))

    def get_json(self, address, **more):
        """The answer to the same question as get_bytes(), read as JSON."""
        body = self.get_bytes(address, **{"expects": JSON, **more})
        try:
            return json.loads(body, parse_constant=_refuse_constant)
        except RecursionError as error:
            raise SourceNotReadable("The server's answer is JSON in too many layers.") from error
        except json.JSONDecodeError as error:
            place = f"line {error.lineno}, column {error.colno}"
            raise SourceNotReadable(f"The server's answer is not JSON: {error.msg} at {place}.") from error
        except ValueError as error:
            raise SourceNotReadable(f"The server's answer is not JSON: {error}.") from error

    def open(self, location, *, expects=CSV):
        """All files of a location: a file, a folder of files, or an http(s) address."""
        if IS_ADDRESS.match(location):
            return [self.get(location, expects=expects)]
        paths = _local_files(location, expects)
        total = self._kept_bytes + sum(path.stat().st_size for path in paths)
        if total > self.max_bytes:
            raise too_large(self.max_bytes)
        return [self._keep_local(path, total, expects) for path in paths]

    def pause(self, seconds):
        """Wait politely, and notice soon when it is no longer wanted."""
        until = time.monotonic() + seconds
        while True:
            self._watch()
            left = until - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, SLICE_SECONDS))

    def _watch(self):
        self._check()
        now = time.monotonic()
        if now > self._run_ends:
            words = f"Fetching took longer than {self.run_seconds:g} seconds altogether."
            raise SourceNotReadable(words, is_passing=True)
        if now > self._ends:
            raise SourceNotReadable(f"The download took longer than {self.seconds:g} seconds.", is_passing=True)

    def _patiently(self, attempt):
        attempts = self._patience.retrying(
            sleep=self.pause, seconds_left=lambda: min(self._ends, self._run_ends) - time.monotonic()
        )
        self._ends = time.monotonic() + self.seconds
        try:
            return attempts(attempt)
        except TryAgain as error:
            made = attempts.statistics["attempt_number"]
            tried = "once" if made == 1 else f"{made} times"
            raise SourceNotReadable(f"{error} It was tried {tried}.", is_passing=True) from error
        finally:
            self._ends = self._run_ends

    def _get_once(self, ask, earlier, path, name, about):
        with self._asker.answer(ask, _condition(earlier) if path else {}) as response:
            name = name or unquote(response.url.path.rsplit("/", 1)[-1]) or response.url.host
            etag = _header(response, "etag", LONGEST_ETAG)
            last_modified = _header(response, "last-modified", LONGEST_DATE)
            kept = {"name": _plain_name(name), "address": str(ask.url), "about": about}
            if path and response.status_code == httpx.codes.NOT_MODIFIED:
                kept |= {"sha256": earlier.sha256, "size": path.stat().st_size, "is_unchanged": True}
                kept |= {"etag": etag or earlier.etag, "last_modified": last_modified or earlier.last_modified}
                return KeptFile(path=path, fetched_at=earlier.fetched_at, **kept)
            total, done = self._asker.announced(response, ask), self._kept_bytes
            path, sha256, size = keep(
                self._asker.body(response, ask),
                name=kept["name"],
                folder=self.folder,
                expects=ask.expects,
                told=lambda got: self._on_bytes(done + got, total and done + total),
            )
        is_same = earlier is not None and earlier.sha256 == sha256
        kept |= {"sha256": sha256, "size": size, "is_unchanged": is_same}
        kept |= {"etag": etag, "last_modified": last_modified}
        return KeptFile(path=path, fetched_at=earlier.fetched_at if is_same else datetime.now(UTC), **kept)

    def _get_bytes_once(self, ask, name):
        with self._asker.answer(ask, {}) as response:
            self._asker.announced(response, ask)
            body = b"".join(self._asker.body(response, ask))
        ask.expects.suffix_of(body, name or "The server's answer")
        return body

    def _keep_local(self, path, total, expects):
        done = self._kept_bytes

        def chunks():
            size = 0
            for chunk in chunks_of(path):
                self._watch()
                size += len(chunk)
                # It may have grown since it was looked at.
                if done + size > self.max_bytes:
                    raise too_large(self.max_bytes)
                yield chunk

        name = _plain_name(path.name)
        told = {"told": lambda got: self._on_bytes(done + got, total)}
        kept_path, sha256, size = keep(chunks(), name=name, folder=self.folder, expects=expects, **told)
        self._kept_bytes += size
        return KeptFile(name, kept_path, sha256, size, fetched_at=datetime.now(UTC))


def _local_files(location, expects):
    if not location:
        raise SourceNotReadable("The source has no location yet.")
    if "://" in location:
        raise SourceNotReadable(f"“{location}” is neither a file nor an http(s) address.")
    if "\x00" in location:
        raise SourceNotReadable("The location holds a character that no name has (NUL).")
    path = Path(location)
    if path.is_dir():
        files = sorted({child for pattern in expects.patterns for child in path.glob(pattern) if child.is_file()})
        if not files:
            words = expects.words.removeprefix("a ")
            raise SourceNotReadable(f"There is no {words} in the folder {path.name}.")
        return files
    if not path.is_file():
        raise SourceNotReadable(f"There is no file {location}.")
    return [path]


def _condition(earlier):
    """Headers that ask for the file only if it has changed. With an entity tag the date is passed over by servers."""
    condition = {"If-None-Match": earlier.etag, "If-Modified-Since": earlier.last_modified}
    return {name: value for name, value in condition.items() if value}


def _header(response, name, longest):
    """A header as it can be kept and sent back; a cut one would mean something else."""
    text = response.headers.get(name, "")
    return text if len(text) <= longest and text.isascii() and text.isprintable() else ""


def _plain_name(name):
    """A name for people: without control characters, and without those that turn the direction of writing."""
    plain = "".join(letter for letter in name if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    return " ".join(plain.split())[-LONGEST_NAME:] or "file"


def _refuse_constant(constant):
    raise ValueError(f"{constant} is not a number")
