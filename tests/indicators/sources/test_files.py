"""Opening what a location names on this machine: a file, or a folder of files."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from indicators.sources.base import SourceNotReadable
from indicators.sources.fetching.keeping import kept_before
from indicators.sources.files import ANY, CSV, TABLE, WORKBOOK, Fetcher, fetch

CONTENT = b"Indicator ID,Area Code\r\n93517,E06000900\r\n"
PLENTY = 10_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODS = b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "kept"


def refusal(location, folder, expects=CSV):
    with pytest.raises(SourceNotReadable) as refused:
        Fetcher(folder, PLENTY).open(location, expects=expects)
    assert list(folder.glob("*")) == []
    assert not refused.value.is_passing
    return str(refused.value)


def test_a_file_is_kept_under_its_checksum(tmp_path, folder):
    path = tmp_path / "figures.csv"
    path.write_bytes(CONTENT)
    told = []

    fetched = fetch(str(path), folder=folder, max_bytes=PLENTY, on_bytes=lambda *so_far: told.append(so_far))

    (kept,) = fetched.files
    assert fetched.sha256 == kept.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert (kept.path.parent, kept.path.read_bytes(), kept.name) == (folder, CONTENT, "figures.csv")
    assert (kept.address, kept.etag, kept.is_unchanged) == ("", "", False)
    assert (fetched.size, told) == (len(CONTENT), [(len(CONTENT), len(CONTENT))])


def test_the_same_bytes_are_kept_once_and_mended(tmp_path, folder):
    path = tmp_path / "figures.csv"
    path.write_bytes(CONTENT)

    (first,) = Fetcher(folder, PLENTY).open(str(path))
    first.path.write_bytes(b"damaged since")
    was_found = kept_before(folder, first.sha256)
    (second,) = Fetcher(folder, PLENTY).open(str(path))

    assert was_found is None
    assert (list(folder.iterdir()), second.path.read_bytes()) == ([first.path], CONTENT)
    assert kept_before(folder, first.sha256) == first.path


def test_a_folder_is_taken_in_the_order_of_names(tmp_path, folder):
    for name in ("b.csv", "a.csv", "c.txt"):
        (tmp_path / name).write_bytes(CONTENT + name.encode())
    told = []

    fetched = fetch(str(tmp_path), folder=folder, max_bytes=PLENTY, on_bytes=lambda *so_far: told.append(so_far))
    (tmp_path / "b.csv").write_bytes(CONTENT)
    other = fetch(str(tmp_path), folder=folder, max_bytes=PLENTY)

    assert fetched.names == "a.csv, b.csv"
    assert fetched.sha256 != other.sha256
    assert told[-1] == (fetched.size, fetched.size)


@pytest.mark.parametrize(
    ("name", "content", "expects", "suffix"),
    [
        ("a.csv", b"\xef\xbb\xbf" + CONTENT, CSV, ".csv"),
        ("a.xlsx", b"PK\x03\x04 and more", WORKBOOK, ".xlsx"),
        ("a.xlsx", OLE, WORKBOOK, ".xls"),
        ("a.xlsx", ODS, WORKBOOK, ".ods"),
        ("a", ODS, TABLE, ".ods"),
        ("a", CONTENT, TABLE, ".csv"),
        ("a", b'{"a": 1}', ANY, ".json"),
        ("a", b"<html>", ANY, ".html"),
    ],
)
def test_the_kept_file_is_called_what_it_is(tmp_path, folder, name, content, expects, suffix):
    (tmp_path / name).write_bytes(content)

    (kept,) = Fetcher(folder, PLENTY).open(str(tmp_path / name), expects=expects)

    assert kept.path.name == kept.sha256 + suffix


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("", "The source has no location yet."),
        ("no-such-file.csv", "There is no file no-such-file.csv."),
        ("ftp://example.org/a.csv", "“ftp://example.org/a.csv” is neither a file nor an http(s) address."),
        ("file:///etc/hostname", "“file:///etc/hostname” is neither a file nor an http(s) address."),
        ("/dev/zero", "There is no file /dev/zero."),
        ("nul\x00.csv", "The location holds a character that no name has (NUL)."),
        ("http://", "“http://” is not an http(s) address."),
        ("http://[::1", "“http://[::1” is not an http(s) address."),
    ],
)
def test_a_location_that_names_nothing_is_refused(location, reason, folder):
    assert refusal(location, folder) == reason


@pytest.mark.parametrize(
    ("content", "expects", "reason"),
    [
        (b"", CSV, "The file figures is empty."),
        (b" \n<html>", CSV, "figures is a web page, not a CSV file."),
        (b'{"error": "no such thing"}', CSV, "figures is JSON, not a CSV file."),
        (b"PK\x03\x04", CSV, "figures is an Excel workbook or ZIP file, not a CSV file."),
        (b"%PDF-1.7", CSV, "figures is a PDF, not a CSV file."),
        (b"\x1f\x8b", CSV, "figures is a compressed file (gzip), not a CSV file."),
        (CONTENT, WORKBOOK, "figures is text, not a workbook (XLSX, XLS or ODS)."),
        (b"<html>", TABLE, "figures is a web page, not a CSV file or a workbook."),
        (b"x" * (PLENTY + 1), CSV, "The file is larger than the 10,000 bytes that are allowed."),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path, folder, content, expects, reason):
    (tmp_path / "figures").write_bytes(content)

    assert refusal(str(tmp_path / "figures"), folder, expects) == reason


@pytest.mark.parametrize(
    ("expects", "what"),
    [(CSV, "CSV file"), (WORKBOOK, "workbook (XLSX, XLS or ODS)"), (TABLE, "CSV file or a workbook")],
)
def test_an_empty_folder_is_refused(tmp_path, folder, expects, what):
    (tmp_path / "regions").mkdir()

    assert refusal(str(tmp_path / "regions"), folder, expects) == f"There is no {what} in the folder regions."


# In a process of its own, since the limit holds for the whole process.
FULL_DISK = """
import pathlib, resource, sys
from indicators.sources.base import SourceNotReadable
from indicators.sources.files import Fetcher
folder = pathlib.Path(sys.argv[2])
if sys.argv[3:]:
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    Fetcher(folder, 10_000_000).open(sys.argv[1])
except SourceNotReadable as error:
    print(error, [path.name for path in folder.iterdir()])
"""
NO_ROOM = "There is no room left on the disk for the file figures.csv. Nothing was changed. []"


def kept_on_a_full_disk(path, folder, *limit, on_a_small_disk=False):
    command = [sys.executable, "-c", FULL_DISK, str(path), str(folder), *limit]
    if on_a_small_disk:
        script = 'mount -t tmpfs -o size=100k none "$0" && exec "$@"'
        command = ["unshare", "--mount", "sh", "-c", script, str(folder), *command]
    return subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=30, check=False)


def test_a_limit_on_the_size_of_files_leaves_nothing_behind(tmp_path, folder):
    path = tmp_path / "figures.csv"
    path.write_bytes(CONTENT * 10_000)

    assert kept_on_a_full_disk(path, folder, "limited").stdout.strip() == NO_ROOM


def test_a_full_disk_leaves_nothing_behind(tmp_path, folder):
    path = tmp_path / "figures.csv"
    path.write_bytes(CONTENT * 10_000)
    folder.mkdir()

    done = kept_on_a_full_disk(path, folder, on_a_small_disk=True)

    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip("a file system of its own cannot be mounted here")
    assert done.stdout.strip() == NO_ROOM


def test_what_a_killed_run_left_is_cleared_after_a_day(folder):
    folder.mkdir()
    old, new = folder / "old.part", folder / "new.part"
    for part in (old, new):
        part.touch()
    subprocess.run(["touch", "-d", "2 days ago", str(old)], check=True)

    Fetcher(folder, PLENTY)

    assert list(folder.iterdir()) == [new]


def test_no_room_is_told_apart_from_no_right(tmp_path):
    blocked = tmp_path / "file"
    blocked.touch()

    with pytest.raises(SourceNotReadable, match=r"^The file of the source could not be kept: Not a directory\.$"):
        Fetcher(Path(blocked) / "kept", PLENTY)
