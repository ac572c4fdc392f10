"""Where webhooks may be sent: to the open internet by https, and nowhere else, whatever a name says a moment later."""

import socket
import threading
import time

import pytest

from cdp.changes.webhooks import addresses, sending
from tests import served


@pytest.mark.parametrize(
    "text",
    [
        "http://hooks.example.org/", "ftp://hooks.example.org/", "hooks.example.org/x", "https://", "//example.org",
        "https://ada:secret@example.org/", "https://ada@example.org/", "https://example.org:22/",
        "https://example.org:6379/", "https://example.org/#part", "https://example.org/\n", "https://[::1",
        f"https://example.org/{'a' * 500}", "javascript:alert(1)", "",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_receiver_is_refused(text):
    with pytest.raises(addresses.AddressRefused):
        addresses.checked(text)


@pytest.mark.parametrize("text", ["https://example.org/x?y=1", "https://example.org:8443/", " https://example.org "])
def test_an_address_of_a_receiver_is_kept(text):
    assert addresses.checked(text).startswith("https://example.org")


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "2002:7f00:1::", "::127.0.0.1",
    ],
)  # fmt: skip
def test_no_name_leads_into_a_network_of_our_own(ip, monkeypatch):
    monkeypatch.setattr(addresses, "resolved", lambda host, port: ["93.184.216.34", ip])

    with pytest.raises(addresses.AddressRefused):
        addresses.looked_up("https://hooks.example.org/")
    assert sending.send("https://hooks.example.org/", {}, b"{}").fault == addresses.OWN_NETWORK


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost", "2130706433", "0x7f.1", "0177.0.0.1"])
def test_nor_does_a_number_however_it_is_written(host):
    fault = sending.send(f"https://{host}/", {}, b"{}").fault
    assert fault == addresses.OWN_NETWORK or fault.startswith("Enter a web address")


def test_the_name_is_looked_up_once_and_that_address_connected_to(monkeypatch, settings):
    settings.WEBHOOKS_TO_THIS_MACHINE = True
    asked = []

    def resolved(host, port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    with served.served(lambda asked: served.Answer(b"", status=204)) as site:
        port = site.rpartition(":")[2]
        monkeypatch.setattr(addresses, "resolved", resolved)
        assert sending.send(f"http://localhost:{port}/hook", {}, b"{}").is_taken
    assert asked == ["localhost"]


@pytest.fixture
def at_home(settings):
    settings.WEBHOOKS_TO_THIS_MACHINE = True


def send(site):
    began = time.monotonic()
    outcome = sending.send(f"{site}/hook", {"webhook-id": "x"}, b"{}")
    return outcome, time.monotonic() - began


@pytest.mark.usefixtures("at_home")
def test_what_is_sent_arrives_as_it_is():
    with served.served(lambda asked: served.Answer(b"thanks")) as site:
        outcome, _ = send(site)
    assert (outcome.status, outcome.is_taken) == (200, True)
    [asked] = site.asked
    assert (asked.method, asked.body, asked.headers["webhook-id"]) == ("POST", b"{}", "x")


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nothing_is_followed(status):
    def handler(asked):
        return served.Answer(b"", status=status, headers={"Location": "/elsewhere"})

    with served.served(handler) as site:
        outcome, _ = send(site)
    assert (outcome.status, "not followed" in outcome.fault, site.count("/elsewhere")) == (status, True, 0)


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize(("status", "is_gone"), [(410, True), (400, False), (500, False), (503, False)])
def test_a_refusal_is_a_word_of_its_status(status, is_gone):
    with served.served(lambda asked: served.Answer(b"", status=status)) as site:
        outcome, _ = send(site)
    assert (outcome.status, outcome.is_gone, outcome.is_taken) == (status, is_gone, False)


def talking(speak):
    """A server that answers with bytes of its own; (its address, how many bytes it could send)."""
    place = socket.create_server(("127.0.0.1", 0))
    sent = [0]

    def serve():
        connection, _ = place.accept()
        with connection:
            connection.recv(65536)
            try:
                for piece in speak():
                    connection.sendall(piece)
                    sent[0] += len(piece)
            except OSError:
                pass

    threading.Thread(target=serve, daemon=True).start()
    return place, f"http://127.0.0.1:{place.getsockname()[1]}", sent


@pytest.mark.usefixtures("at_home")
def test_a_receiver_that_says_nothing_is_left_after_five_seconds(monkeypatch):
    monkeypatch.setattr(sending, "SECONDS", 1)

    def speak():
        time.sleep(4)
        yield b""

    place, site, _ = talking(speak)
    with place:
        outcome, took = send(site)
    assert (outcome.status, "did not answer" in outcome.fault) == (None, True)
    assert took < 3


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"])
def test_nor_may_one_go_on_a_letter_at_a_time(head, monkeypatch):
    monkeypatch.setattr(sending, "SECONDS", 1)

    def speak():
        yield head
        for _ in range(40):
            time.sleep(0.2)
            yield b"a"

    place, site, _ = talking(speak)
    with place:
        _, took = send(site)
    assert took < 3


@pytest.mark.usefixtures("at_home")
def test_of_a_huge_answer_little_is_read():
    def speak():
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n"
        for _ in range(4000):
            yield b"a" * 65536

    place, site, sent = talking(speak)
    with place:
        outcome, took = send(site)
    assert (outcome.is_taken, took < 3) == (True, True)
    assert sent[0] < 40_000_000


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("said", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200\r\n", b"\x00\xff" * 100])
def test_what_is_no_answer_is_a_fault_and_no_crash(said):
    place, site, _ = talking(lambda: [said])
    with place:
        outcome, _ = send(site)
    assert outcome.fault


@pytest.mark.usefixtures("at_home")
def test_nobody_there_is_a_fault_and_no_crash():
    with socket.create_server(("127.0.0.1", 0)) as place:
        port = place.getsockname()[1]
    outcome, _ = send(f"http://127.0.0.1:{port}")
    assert outcome.fault == "No connection could be made."
