"""Whom we may talk to, when we ask again, and what is counted on the line."""

import shutil
import subprocess
from datetime import UTC, datetime

import httpcore
import pytest

from indicators.sources.base import SourceNotReadable
from indicators.sources.fetching.connection import Door, WatchedStream, is_local
from indicators.sources.fetching.patience import wished_wait
from indicators.sources.files import Fetcher
from tests.served import QUICK, Answer, redirect, served

INSIDE = "The source sends us on to an address inside our own network (127.0.0.2). That is not followed."


@pytest.mark.parametrize(
    ("ip", "local"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("10.1.2.3", True),
        ("172.16.0.1", True),
        ("192.168.1.1", True),
        ("169.254.169.254", True),
        ("100.64.0.1", True),
        ("0.0.0.0", True),
        ("224.0.0.1", True),
        ("255.255.255.255", True),
        ("::1", True),
        ("fe80::1%eth0", True),
        ("fc00::1", True),
        ("::ffff:127.0.0.1", True),
        ("64:ff9b::7f00:1", True),
        ("2002:7f00:1::", True),
        ("51.140.1.1", False),
        ("8.8.8.8", False),
        ("::ffff:8.8.8.8", False),
        ("2a00:1450:4009::1", False),
    ],
)
def test_local_addresses_are_known_in_every_form(ip, local):
    assert is_local(ip) is local


@pytest.fixture
def fetcher(tmp_path):
    """For this one 127.0.0.1 is a public address, and the rest of the loopback is not."""
    return Fetcher(tmp_path, 10_000, patience=QUICK, is_local=lambda ip: ip != "127.0.0.1")


def test_a_public_server_cannot_send_us_inside(fetcher):
    with (
        served(lambda asked: Answer(b"secret"), host="127.0.0.2") as inside,
        served(lambda asked: redirect(f"{inside}/key")) as site,
        pytest.raises(SourceNotReadable) as refused,
    ):
        fetcher.get(site)

    assert (str(refused.value), refused.value.is_passing, inside.asked) == (INSIDE, False, [])


def test_an_address_out_of_a_public_answer_cannot_lead_inside(fetcher):
    with (
        served(lambda asked: Answer(b"secret"), host="127.0.0.2") as inside,
        served(lambda asked: Answer(f'{{"next": "{inside}"}}', content_type="application/json")) as site,
    ):
        following = fetcher.get_json(site)["next"]
        with pytest.raises(SourceNotReadable) as refused:
            fetcher.get(following)

    assert (str(refused.value), inside.asked) == (INSIDE, [])


def test_a_location_inside_may_lead_inside(fetcher):
    with (
        served(lambda asked: Answer(b"a,b"), host="127.0.0.2") as other,
        served(lambda asked: redirect(other), host="127.0.0.2") as site,
    ):
        assert fetcher.get(site).size == 3


def test_a_name_with_an_address_inside_among_others_is_refused():
    door = Door()

    with pytest.raises(SourceNotReadable, match="inside our own network"):
        door.admit("example.org", ["8.8.8.8", "127.0.0.1"])


NOW = datetime(2025, 11, 1, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", 0),
        ("120", 120),
        (" 5 ", 5),
        ("Sat, 01 Nov 2025 09:31:30 GMT", 90),
        ("Saturday, 01-Nov-25 09:31:30 GMT", 90),
        ("Sat Nov  1 09:31:30 2025", 90),
        ("Sat, 01 Nov 2025 09:00:00 GMT", 0),
        ("-5", 0),
        ("soon", 0),
        ("9" * 400, 999_999_999),
    ],
)
def test_the_servers_wish_is_read_in_every_form(header, seconds):
    assert wished_wait(header, now=NOW) == seconds


class Wire(httpcore.NetworkStream):
    """Gives out what it was made with, piece by piece."""

    def __init__(self, *pieces):
        self.pieces = list(pieces)

    def read(self, max_bytes, timeout=None):
        return self.pieces.pop(0) if self.pieces else b""

    def get_extra_info(self, info):
        return bool(self.pieces)


@pytest.mark.parametrize(
    ("pieces", "size"),
    [
        ([b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n12345"], 5),
        ([b"HTTP/1.1 200 OK\r\nA: b\r", b"\n\r", b"\n12", b"345"], 5),
        ([b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n12345"], 5),
        ([b"HTTP/1.1 200 OK\n\n12\r\n\r\n5"], 7),
    ],
)
def test_only_the_body_is_counted(pieces, size):
    stream = WatchedStream(Wire(*pieces), lambda: None)
    for _ in pieces:
        stream.read(1000, timeout=1)

    assert (stream.has_more_than(size), stream.has_more_than(size - 1)) == (False, True)


def test_what_is_still_on_the_line_counts():
    stream = WatchedStream(Wire(b"HTTP/1.1 200 OK\r\n\r\n12345", b"6"), lambda: None)
    stream.read(1000, timeout=1)

    assert stream.has_more_than(5)


@pytest.mark.skipif(not shutil.which("openssl"), reason="there is no openssl to make a certificate with")
def test_a_server_whose_certificate_nobody_vouches_for_is_not_talked_to(tmp_path):
    made = tmp_path / "made.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1 -keyout made.pem -out made.crt"
    subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    made.write_bytes(made.read_bytes() + (tmp_path / "made.crt").read_bytes())
    fetcher = Fetcher(tmp_path / "kept", 10_000, patience=QUICK)
    with served(lambda asked: Answer(b"a,b"), certificate=made) as site, pytest.raises(SourceNotReadable) as refused:
        fetcher.get(site)

    assert str(refused.value) == "The server's certificate is not valid, so it may be another server."
    assert (refused.value.is_passing, site.asked) == (False, [])


def test_where_local_addresses_are_not_allowed_none_is_asked(tmp_path):
    with (
        served(lambda asked: Answer(b"secret")) as inside,
        Fetcher(tmp_path, 1000, may_be_local=False) as fetcher,
        pytest.raises(SourceNotReadable, match=r"is an address inside our own network \(127\.0\.0\.1\)\."),
    ):
        fetcher.get(inside)

    assert inside.asked == []
