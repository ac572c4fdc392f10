"""Opening files, folders and addresses; the addresses are on a small server of our own, a hostile one."""

import gzip
import hashlib
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from indicators.sources import files
from indicators.sources.base import SourceNotReadable
from indicators.sources.files import fetch

CONTENT = b"Indicator ID,Area Code\r\n93517,E06000900\r\n"
PLENTY = 10_000


class Server(ThreadingHTTPServer):
    """Answers by the address; counts what it was asked."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = Counter()

    def handle_error(self, *_):
        """A client that hangs up on us is what these tests are about."""


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        name = self.path.strip("/").split(".")[0]
        self.server.asked[name] += 1
        getattr(self, name, self.missing)()

    def answer(self, body=CONTENT, status=200, **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for header, value in {"Content_Type": "text/csv", **headers}.items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def figures(self):
        self.answer()

    def missing(self):
        self.answer(b"not here", 404)

    def busy_once(self):
        first = self.server.asked["busy_once"] == 1
        self.answer(b"later", 429) if first else self.answer()

    def broken(self):
        self.answer(b"sorry", 500)

    def web_page(self):
        self.answer(b"<!doctype html>", Content_Type="text/html; charset=utf-8")

    def disguised_page(self):
        self.answer(b"\r\n <html>Maintenance</html>")

    def moved(self):
        self.answer(b"", 302, Location="/figures.csv")

    def moved_to_a_file(self):
        self.answer(b"", 302, Location="file:///etc/hostname")

    def round_and_round(self):
        self.answer(b"", 302, Location="/round_and_round")

    def announced_giant(self):
        self.answer(b"x" * (PLENTY + 1))

    def hidden_giant(self):
        self.answer(gzip.compress(b"x" * 50 * PLENTY), Content_Encoding="gzip")

    def damaged_gzip(self):
        self.answer(gzip.compress(CONTENT)[:-12] + b"damaged here", Content_Encoding="gzip")

    def hangs_up_once(self):
        if self.server.asked["hangs_up_once"] > 1:
            return self.answer()
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(CONTENT)
        return None

    def silent(self):
        time.sleep(1)

    def drips(self):
        self.send_response(200)
        self.end_headers()
        for _ in range(50):
            self.wfile.write(b"9,")
            self.wfile.flush()
            time.sleep(0.05)


@pytest.fixture(scope="module")
def running_server():
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def server(running_server, monkeypatch):
    running_server.asked.clear()
    monkeypatch.setattr(files, "FIRST_WAIT_SECONDS", 0.001)
    return running_server


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "kept"


def address(server, name):
    return f"http://127.0.0.1:{server.server_port}/{name}"


def refusal(location, folder):
    with pytest.raises(SourceNotReadable) as refused:
        fetch(location, folder=folder, max_bytes=PLENTY)
    assert list(folder.glob("*")) == []
    return str(refused.value)


def test_a_file_is_kept_under_its_checksum(tmp_path, folder):
    path = tmp_path / "figures.csv"
    path.write_bytes(CONTENT)
    told = []

    fetched = fetch(str(path), folder=folder, max_bytes=PLENTY, on_bytes=lambda *so_far: told.append(so_far))

    (kept,) = fetched.files
    assert fetched.sha256 == kept.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert (kept.path.parent, kept.path.read_bytes(), kept.name) == (folder, CONTENT, "figures.csv")
    assert (fetched.size, told) == (len(CONTENT), [(len(CONTENT), len(CONTENT))])


def test_the_same_bytes_are_kept_once(tmp_path, folder):
    path = tmp_path / "figures.csv"
    path.write_bytes(CONTENT)

    for _ in range(2):
        fetch(str(path), folder=folder, max_bytes=PLENTY)

    assert len(list(folder.iterdir())) == 1


def test_a_folder_is_taken_in_the_order_of_names(tmp_path, folder):
    for name in ("b.csv", "a.csv", "c.txt"):
        (tmp_path / name).write_bytes(CONTENT + name.encode())

    fetched = fetch(str(tmp_path), folder=folder, max_bytes=PLENTY)
    (tmp_path / "b.csv").write_bytes(CONTENT)
    other = fetch(str(tmp_path), folder=folder, max_bytes=PLENTY)

    assert fetched.names == "a.csv, b.csv"
    assert fetched.sha256 != other.sha256


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("", "The source has no location yet."),
        ("no-such-file.csv", "There is no file no-such-file.csv."),
        ("ftp://example.org/a.csv", "“ftp://example.org/a.csv” is neither a file nor an http(s) address."),
        ("file:///etc/hostname", "“file:///etc/hostname” is neither a file nor an http(s) address."),
    ],
)
def test_a_location_that_names_nothing_is_refused(location, reason, folder):
    assert refusal(location, folder) == reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file figures.csv is empty."),
        (b" \n<html>", "figures.csv is a web page, not a CSV file."),
        (b"PK\x03\x04", "figures.csv is an Excel workbook or ZIP file, not a CSV file."),
        (b"%PDF-1.7", "figures.csv is a PDF, not a CSV file."),
        (b"x" * (PLENTY + 1), "The file is larger than the 10,000 bytes that are allowed."),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path, folder, content, reason):
    path = tmp_path / "figures.csv"
    path.write_bytes(content)

    assert refusal(str(path), folder) == reason


def test_an_empty_folder_is_refused(tmp_path, folder):
    (tmp_path / "regions").mkdir()

    assert refusal(str(tmp_path / "regions"), folder) == "There is no CSV file in the folder regions."


@pytest.mark.parametrize(
    ("name", "times"), [("figures.csv", 1), ("busy_once.csv", 2), ("hangs_up_once", 2), ("moved", 1)]
)
def test_an_address_is_read_with_patience(server, folder, name, times):
    fetched = fetch(address(server, name), folder=folder, max_bytes=PLENTY)

    assert fetched.files[0].path.read_bytes() == CONTENT
    assert [path.suffix for path in folder.iterdir()] == [".csv"]
    assert server.asked[name.split(".")[0]] == times


def test_the_name_comes_from_the_last_address(server, folder):
    assert fetch(address(server, "moved"), folder=folder, max_bytes=PLENTY).names == "figures.csv"


@pytest.mark.parametrize(
    ("name", "reason", "times"),
    [
        ("missing", "The server answered 404 Not Found.", 1),
        ("broken", "The server answered 500 Internal Server Error. It was tried 4 times.", 4),
        ("web_page", "The server sent text/html, not a CSV file.", 1),
        ("disguised_page", "disguised_page is a web page, not a CSV file.", 1),
        ("moved_to_a_file", "The server sends us on to an address that is not http(s).", 1),
        ("round_and_round", "The server sends us from one address to the next without end.", 6),
        ("announced_giant", "The file is larger than the 10,000 bytes that are allowed.", 1),
        ("hidden_giant", "The file is larger than the 10,000 bytes that are allowed.", 1),
        ("damaged_gzip", "The server's answer could not be understood.", 1),
    ],
)
def test_a_hostile_answer_is_refused_with_a_sentence(server, folder, name, reason, times):
    assert refusal(address(server, name), folder) == reason
    assert server.asked[name] == times


def test_a_server_that_says_nothing_is_given_up(server, folder, monkeypatch):
    monkeypatch.setattr(files, "READ_SECONDS", 0.05)

    assert refusal(address(server, "silent"), folder) == "The server did not answer in time. It was tried 4 times."


def test_a_server_that_drips_is_given_up(server, folder, monkeypatch):
    monkeypatch.setattr(files, "DOWNLOAD_SECONDS", 0.2)

    assert refusal(address(server, "drips"), folder) == "The download took longer than 0.2 seconds."


def test_a_server_that_is_not_there_is_given_up(folder, server, unused_port):
    location = f"http://127.0.0.1:{unused_port}/figures.csv"

    assert refusal(location, folder) == "The connection to the server failed or broke off. It was tried 4 times."


@pytest.fixture
def unused_port():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as closed_again:
        return closed_again.server_port
