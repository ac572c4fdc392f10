"""Fetching from addresses that answer soundly, and from every kind that does not."""

import hashlib
import subprocess
import sys
import time
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.conf import settings

from indicators.sources.base import SourceNotReadable
from indicators.sources.files import ANY, HTML, JSON, WORKBOOK, Fetcher
from tests.served import (
    MIB,
    NOT_FOUND,
    QUICK,
    Answer,
    after,
    announcing,
    at,
    busy,
    dripping,
    endless,
    gzip_bomb,
    redirect,
    reset,
    served,
    slow,
    truncated,
    truncated_gzip,
    web_page,
)

CONTENT = b"Indicator ID,Area Code\r\n93517,E06000900\r\n"
SOUND = Answer(CONTENT)
PLENTY = 10_000


@pytest.fixture
def fetcher(tmp_path):
    return Fetcher(tmp_path / "kept", PLENTY, patience=QUICK)


def refusal(fetcher, address, **asked):
    with pytest.raises(SourceNotReadable) as refused:
        fetcher.get(address, **asked)
    assert list(fetcher.folder.iterdir()) == []
    return str(refused.value), refused.value.is_passing


# What is kept


def test_an_answer_is_kept_with_all_that_is_known_of_it(fetcher):
    answer = Answer(CONTENT, etag='"1"', last_modified="Sat, 01 Nov 2025 09:30:00 GMT")
    with served(at({"/data/figures.csv": answer})) as site:
        kept = fetcher.get(f"{site}/data/figures.csv?a=1", params={"b": "2 3"}, about={"indicator": 93517})

    assert kept.path.read_bytes() == CONTENT
    assert kept.path.name == f"{hashlib.sha256(CONTENT).hexdigest()}.csv"
    assert (kept.name, kept.size, kept.about) == ("figures.csv", len(CONTENT), {"indicator": 93517})
    assert kept.address == f"{site}/data/figures.csv?a=1&b=2+3"
    assert (kept.etag, kept.last_modified, kept.is_unchanged) == ('"1"', "Sat, 01 Nov 2025 09:30:00 GMT", False)
    assert kept.fetched_at.utcoffset().total_seconds() == 0
    assert [path.suffix for path in fetcher.folder.iterdir()] == [".csv"]


def test_we_say_who_we_are_and_what_we_want(fetcher):
    with served(at({"/": SOUND})) as site:
        fetcher.get(site, headers={"X-Key": "1"}, name="figures.csv")

    (asked,) = site.asked
    assert asked.headers["user-agent"].startswith("combating-drugs-partnerships/")
    assert (asked.headers["accept-encoding"], asked.headers["x-key"]) == ("gzip", "1")
    assert asked.headers["accept"].startswith("text/csv")


def test_progress_is_told_over_all_files(tmp_path):
    told = []
    fetcher = Fetcher(tmp_path, PLENTY, on_bytes=lambda *so_far: told.append(so_far), patience=QUICK)
    with served(at({"/": SOUND, "/packed": Answer(CONTENT + b"1,2\r\n", is_packed=True)})) as site:
        fetcher.get(site)
        fetcher.get(f"{site}/packed")

    size = len(CONTENT)
    assert told == [(size, size), (2 * size + 5, None)]


def test_a_form_is_posted_and_cookies_come_back(fetcher):
    def handler(asked):
        if asked.method == "GET":
            return Answer("<form>", content_type="text/html", headers={"Set-Cookie": "session=5; HttpOnly"})
        return Answer(f"{asked.form['token']},{asked.headers['cookie']}")

    with served(handler) as site:
        fetcher.get_bytes(site, expects=HTML)
        kept = fetcher.get(site, data={"token": "a b&c"})

    assert kept.path.read_text() == "a b&c,session=5"


def test_small_answers_are_not_kept(fetcher):
    table = {"/a": Answer('{"a": [1, "é"]}', content_type="application/geo+json"), "/b": Answer(b"anything")}
    with served(at(table)) as site:
        found, more = fetcher.get_json(f"{site}/a", params={"q": 1}), fetcher.get_bytes(f"{site}/b")

    assert (found, more, site.asked[0].query) == ({"a": [1, "é"]}, b"anything", {"q": "1"})
    assert list(fetcher.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            '{"a": 1,\n "b"}',
            "The server's answer is not JSON: Expecting ':' delimiter at line 2, column 5.",
        ),
        ('{"a": NaN}', "The server's answer is not JSON: NaN is not a number."),
        ("[" * 100_000, "The server's answer is JSON in too many layers."),
        ("<html>", "The server's answer is a web page, not JSON."),
    ],
)
def test_what_is_not_json_is_refused(fetcher, body, reason):
    with (
        served(at({"/": Answer(body, content_type="application/json")})) as site,
        pytest.raises(SourceNotReadable) as no,
    ):
        fetcher.get_json(site)

    assert str(no.value) == reason


# Conditional requests


@pytest.fixture
def kept_earlier(tmp_path):
    """What a first run kept from an address, as the next run is given it."""

    def keep(site, answer_etag='"1"'):
        kept = Fetcher(tmp_path / "kept", PLENTY, patience=QUICK).get(f"{site}/a.csv", params={"b": 1})
        return kept, Fetcher(tmp_path / "kept", PLENTY, earlier={kept.address: kept}.get, patience=QUICK)

    return keep


@pytest.mark.parametrize(
    "known", [{"etag": '"1"'}, {"last_modified": "Sat, 01 Nov 2025 09:30:00 GMT"}, {"etag": 'W/"1"', "is_packed": True}]
)
def test_a_file_that_has_not_changed_is_not_sent_again(kept_earlier, known):
    with served(at({"/a.csv": Answer(CONTENT, **known)})) as site:
        first, fetcher = kept_earlier(site)
        second = fetcher.get(f"{site}/a.csv", params={"b": 1}, about={"new": True})
        other = fetcher.get(f"{site}/a.csv", params={"b": 2})

    assert second == replace(first, is_unchanged=True, about={"new": True})
    assert not other.is_unchanged
    asked = [{"if-none-match", "if-modified-since"} & set(asked.headers) for asked in site.asked]
    assert [len(conditions) for conditions in asked] == [0, 1, 0]


@pytest.mark.parametrize("damage", ["gone", "altered"])
def test_a_file_whose_bytes_were_lost_is_sent_again(kept_earlier, damage):
    with served(at({"/a.csv": Answer(CONTENT, etag='"1"')})) as site:
        first, fetcher = kept_earlier(site)
        first.path.unlink() if damage == "gone" else first.path.write_bytes(b"altered")
        second = fetcher.get(first.address)

    assert (second.path, second.path.read_bytes()) == (first.path, CONTENT)
    assert "if-none-match" not in site.asked[1].headers


def test_the_same_bytes_in_full_are_unchanged_too(kept_earlier):
    with served(at({"/a.csv": Answer(CONTENT)})) as site:
        first, fetcher = kept_earlier(site)
        second = fetcher.get(first.address)

    assert (second.is_unchanged, second.fetched_at) == (True, first.fetched_at)


def test_a_changed_file_takes_the_place_of_the_earlier(kept_earlier):
    answers = {1: Answer(CONTENT, etag='"1"'), 2: Answer(CONTENT + b"1,2\r\n", etag='"2"')}
    with served(lambda asked: answers[asked.number]) as site:
        first, fetcher = kept_earlier(site)
        second = fetcher.get(first.address)

    assert (second.etag, second.is_unchanged, second.size) == ('"2"', False, first.size + 5)


def test_not_modified_without_being_asked_is_no_answer(fetcher):
    with served(at({"/": Answer(b"", 304)})) as site:
        assert refusal(fetcher, site) == ("The server answered 304 Not Modified.", False)


# Patience


@pytest.mark.parametrize(
    "fault",
    [busy(), busy(1), busy(status=503), busy(status=500), reset, truncated(CONTENT), truncated_gzip(CONTENT * 9)],
    ids=["429", "retry-after", "503", "500", "reset", "truncated", "truncated gzip"],
)
def test_a_passing_fault_is_waited_out(fetcher, fault):
    with served(after(2, fault, SOUND)) as site:
        kept = fetcher.get(site)

    assert (kept.path.read_bytes(), len(site.asked)) == (CONTENT, 3)
    assert list(fetcher.folder.iterdir()) == [kept.path]


BROKE_OFF = "The connection to the server failed or broke off. It was tried 4 times."


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (busy(), "The server answered 429 Too Many Requests. It was tried 4 times."),
        (busy(status=500), "The server answered 500 Internal Server Error. It was tried 4 times."),
        (reset, BROKE_OFF),
        (truncated(CONTENT), BROKE_OFF),
        (announcing(len(CONTENT) + 1, CONTENT), BROKE_OFF),
        (truncated_gzip(CONTENT * 9), BROKE_OFF),
        (
            announcing(len(CONTENT) - 4, CONTENT),
            "The server sent more than it had announced, so that the file may be broken off. It was tried 4 times.",
        ),
        (
            announcing(PLENTY - 5, b"x" * 500_000),
            "The server sent more than it had announced, so that the file may be broken off. It was tried 4 times.",
        ),
    ],
    ids=["429", "500", "reset", "truncated", "longer", "truncated gzip", "shorter", "much shorter"],
)
def test_a_fault_that_does_not_pass_is_given_up_as_passing(fetcher, fault, reason):
    with served(lambda asked: fault) as site:
        assert refusal(fetcher, site) == (reason, True)

    assert len(site.asked) == 4


def test_what_was_left_on_the_line_is_not_taken_for_the_next_answer(fetcher):
    forged = b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 6\r\n\r\nforged"

    def lying(wire, asked):
        wire.head(200, {"Content-Type": "text/csv", "Content-Length": 4})
        wire.send(b"1,2\n" + forged)

    with served(after(1, lying, SOUND)) as site:
        assert fetcher.get(site).path.read_bytes() == CONTENT


def test_a_server_that_says_nothing_is_given_up(tmp_path):
    fetcher = Fetcher(tmp_path, PLENTY, patience=replace(QUICK, read=0.05))
    with served(lambda asked: slow(5, SOUND)) as site:
        assert refusal(fetcher, site) == ("The server did not answer in time. It was tried 4 times.", True)


def test_a_server_that_drips_is_given_up(tmp_path):
    fetcher = Fetcher(tmp_path, PLENTY, seconds=0.4, patience=QUICK)
    with served(lambda asked: dripping(CONTENT * 50, 0.05)) as site:
        started = time.monotonic()
        found = refusal(fetcher, site)

    assert found == ("The download took longer than 0.4 seconds.", True)
    assert time.monotonic() - started < 1.5


def test_all_addresses_together_have_a_limit_of_time(tmp_path):
    fetcher = Fetcher(tmp_path, PLENTY, run_seconds=0.4, patience=QUICK)
    with served(lambda asked: slow(0.25, SOUND)) as site:
        fetcher.get(site)
        with pytest.raises(SourceNotReadable, match=r"^Fetching took longer than 0\.4 seconds altogether\.$"):
            fetcher.get(f"{site}/b")


def test_a_slow_start_within_the_limit_is_waited_for(fetcher):
    with served(lambda asked: slow(0.2, SOUND)) as site:
        assert fetcher.get(site).size == len(CONTENT)


def test_a_server_that_is_not_there_is_given_up(fetcher):
    with served(lambda asked: SOUND) as site:
        pass

    assert refusal(fetcher, site) == (BROKE_OFF, True)


def test_no_attempt_is_made_for_which_there_is_no_time(tmp_path):
    fetcher = Fetcher(tmp_path, PLENTY, seconds=1, patience=replace(QUICK, longest_wish=60))
    with served(lambda asked: busy(30)) as site:
        started = time.monotonic()
        found = refusal(fetcher, site)

    assert found == ("The server answered 429 Too Many Requests. It was tried once.", True)
    assert time.monotonic() - started < 1


class NoLongerWanted(Exception):
    pass


@pytest.mark.parametrize(
    ("answer", "patience"),
    [
        (slow(20, SOUND), replace(QUICK, read=20)),
        (dripping(CONTENT * 50, 0.05), QUICK),
        (busy(30), replace(QUICK, longest_wish=30)),
    ],
    ids=["silent", "drips", "waiting"],
)
def test_a_cancelled_run_stops_within_a_second(tmp_path, answer, patience):
    started = time.monotonic()

    def check():
        if time.monotonic() - started > 0.3:
            raise NoLongerWanted

    fetcher = Fetcher(tmp_path, PLENTY, check=check, patience=patience)
    with served(lambda asked: answer) as site, pytest.raises(NoLongerWanted):
        fetcher.get(site)

    assert time.monotonic() - started < 1.3
    assert list(tmp_path.iterdir()) == []


def test_a_pause_is_as_long_as_asked(fetcher):
    started = time.monotonic()

    fetcher.pause(0.05)

    assert 0.05 <= time.monotonic() - started < 0.5


# Answers that are refused at once


@pytest.mark.parametrize(
    ("answer", "expects", "reason"),
    [
        (NOT_FOUND, ANY, "The server answered 404 Not Found."),
        (web_page(), None, "The server sent text/html, not a CSV file."),
        (web_page(), JSON, "The server sent text/html, not JSON."),
        (web_page(), WORKBOOK, "The server sent text/html, not a workbook (XLSX, XLS or ODS)."),
        (Answer(web_page().body), None, "a.csv is a web page, not a CSV file."),
        (Answer(b'{"error": 1}'), None, "a.csv is JSON, not a CSV file."),
        (Answer(CONTENT, content_type=""), WORKBOOK, "a.csv is text, not a workbook (XLSX, XLS or ODS)."),
        (Answer(b""), None, "The file a.csv is empty."),
        (Answer(b"x" * (PLENTY + 1)), None, "The file is larger than the 10,000 bytes that are allowed."),
        (endless(is_announced=True), None, "The file is larger than the 10,000 bytes that are allowed."),
        (endless(), None, "The file is larger than the 10,000 bytes that are allowed."),
        (gzip_bomb(20 * MIB), None, "The file is larger than the 10,000 bytes that are allowed."),
        (
            Answer(CONTENT, headers={"Content-Encoding": "br"}),
            None,
            "The server packed the file in a way that was not asked for (br).",
        ),
        (
            Answer(b"\x1f\x8bno gzip at all", headers={"Content-Encoding": "gzip"}),
            None,
            "The server's answer could not be understood: it is damaged (gzip).",
        ),
        (redirect("file:///etc/hostname"), None, "The server sends us on to an address that is not http(s)."),
        (redirect("ftp://example.org/"), None, "The server sends us on to an address that is not http(s)."),
        (redirect("/a.csv"), None, "The server sends us from one address to the next without end."),
        (redirect("http://[::1"), None, "The server's answer could not be understood."),
    ],
)
def test_a_hostile_answer_is_refused_with_a_sentence(fetcher, answer, expects, reason):
    with served(at({"/a.csv": answer})) as site:
        asked = {"expects": expects} if expects else {}
        assert refusal(fetcher, f"{site}/a.csv", **asked) == (reason, False)

    assert len(site.asked) == (6 if "without end" in reason else 1)


def test_what_unpacks_out_of_all_proportion_is_refused(tmp_path):
    fetcher = Fetcher(tmp_path, 10**9, patience=QUICK)
    with served(at({"/": gzip_bomb(40 * MIB)})) as site:
        assert refusal(fetcher, site) == ("The file unpacks to more than 300 times its size.", False)


def test_the_limit_counts_all_files_together(fetcher):
    with served(lambda asked: Answer(b"x" * 6000 + asked.path.encode())) as site:
        fetcher.get(f"{site}/a")
        with pytest.raises(SourceNotReadable, match="larger than the 10,000 bytes"):
            fetcher.get(f"{site}/b")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(fetcher, status):
    table = {"/a": redirect("/b", status), "/b": redirect("figures.csv", status), "/figures.csv": SOUND}
    with served(at(table)) as site:
        kept = fetcher.get(f"{site}/a")

    assert (kept.name, kept.address) == ("figures.csv", f"{site}/a")


def test_a_key_is_not_carried_to_another_server(fetcher):
    with served(lambda asked: SOUND) as other, served(lambda asked: redirect(f"{other}/b")) as site:
        fetcher.get(site, headers={"X-Key": "secret"})

    assert site.asked[0].headers["x-key"] == "secret"
    assert "x-key" not in other.asked[0].headers


def test_a_name_holds_nothing_that_deceives(fetcher):
    with served(lambda asked: SOUND) as site:
        kept = fetcher.get(f"{site}/..%2Fa%00b%E2%80%AEvsc.exe")

    assert kept.name == "abvsc.exe"
    assert kept.path.name == f"{kept.sha256}.csv"


# Memory

MEASURED = """
import pathlib, re, sys, tempfile, time
from indicators.sources.base import SourceNotReadable
from indicators.sources.files import Fetcher
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]) / 1024
before, started = peak(), time.monotonic()
with tempfile.TemporaryDirectory(dir=sys.argv[3]) as folder, Fetcher(folder, int(sys.argv[2])) as fetcher:
    try:
        print(fetcher.get(sys.argv[1]).size)
    except SourceNotReadable as error:
        print(error)
print(round(peak() - before, 1), round(time.monotonic() - started, 1))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak of memory is read from Linux")
@pytest.mark.parametrize(
    ("answer", "limit", "said"),
    [
        (endless(), 50 * MIB, "The file is larger than the 52,428,800 bytes that are allowed."),
        (gzip_bomb(200 * MIB), 100 * MIB, "The file unpacks to more than 300 times its size."),
        (endless(64 * MIB), 100 * MIB, str(64 * MIB)),
    ],
    ids=["2 GiB", "bomb", "64 MiB whole"],
)
def test_memory_stays_small_whatever_comes(tmp_path, answer, limit, said):
    with served(lambda asked: answer) as site:
        command = [sys.executable, "-c", MEASURED, str(site), str(limit), str(tmp_path)]
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60, check=True
        ).stdout.splitlines()

    assert done[0] == said
    assert float(done[1].split()[0]) < 20


def test_an_earlier_row_without_tags_makes_no_condition(tmp_path):
    row = SimpleNamespace(sha256="0" * 64, etag="", last_modified="", fetched_at=None)
    with served(lambda asked: SOUND) as site:
        kept = Fetcher(tmp_path, PLENTY, earlier=lambda address: row, patience=QUICK).get(site)

    assert not kept.is_unchanged
    assert not {"if-none-match", "if-modified-since"} & set(site.asked[0].headers)
