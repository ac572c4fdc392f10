"""Where webhooks may be sent: to the open internet by https, and nowhere else, whatever a name says a moment later."""

import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from cdp.changes.webhooks import addresses, sending
from indicators.sources.fetching import connection
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


# Who asks to be left alone -------------------------------------------------------------------------------------------

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120), (" 7 ", 7), ("0", 0), ("999999999999999999999", sending.LONGEST_WAIT),
        ("Sun, 22 Nov 2026 12:10:00 GMT", 600), ("Sunday, 22-Nov-26 12:10:00 GMT", 600),
        ("Sun, 22 Nov 2026 11:10:00 GMT", 0), ("Wed, 22 Nov 2056 12:00:00 GMT", sending.LONGEST_WAIT),
        ("-5", 0), ("1.5", 0), ("soon", 0), ("", 0), ("\u0661\u0662", 0), ("Sun, 99 Nov 2026 12:10:00 GMT", 0),
        ("Sun, 22 Nov 99999 12:10:00 GMT", 0),
    ],
)  # fmt: skip
def test_how_long_a_receiver_asks_us_to_wait(said, seconds):
    assert sending.wait_of(said, now=NOW) == seconds


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize(("status", "wait"), [(429, 90), (503, 90), (500, 0), (204, 0), (302, 0)])
def test_it_is_heard_of_an_answer_that_may_say_so(status, wait):
    with served.served(lambda asked: served.Answer(b"", status=status, headers={"Retry-After": "90"})) as site:
        outcome, _ = send(site)
    assert (outcome.status, outcome.wait) == (status, wait)


# Whoever is no longer who they were ----------------------------------------------------------------------------------


def test_a_name_that_means_a_machine_of_ours_by_the_time_of_sending_is_not_sent_to(monkeypatch):
    answers = iter([["93.184.216.34"], ["169.254.169.254"]])
    monkeypatch.setattr(addresses, "resolved", lambda host, port: next(answers))

    assert addresses.looked_up("https://hooks.example.org/") == "https://hooks.example.org/"
    assert sending.send("https://hooks.example.org/", {}, b"{}").fault == addresses.OWN_NETWORK


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://①②⑦.⓪.⓪.①/", ""),
        ("https://127。0。0。1/", ""),
        ("https://exa\u00admple.org/", ""),
        ("https://127.1/", ""),
        ("https://017700000001/", ""),
        ("https://0x7f000001/", ""),
        ("https://[::ffff:7f00:1]/", ""),
        ("https://127.0.0.1./", ""),
        ("https://localhost./", ""),
    ],
)
def test_a_name_in_other_letters_leads_where_it_is_kept_to_lead_and_never_here(text, kept, monkeypatch):
    """What httpx makes of it is what is looked up; nothing is read in another way afterwards."""
    asked = []

    def resolved(host, port):
        asked.append(host)
        return ["93.184.216.34"] if host.endswith(".example") else connection.resolved(host, port)

    monkeypatch.setattr(addresses, "resolved", resolved)
    if kept:
        assert addresses.looked_up(text) == kept
        assert asked == ["xn--bcher-kva.example"]
    else:
        with pytest.raises(addresses.AddressRefused):
            addresses.looked_up(text)
        assert sending.send(text, {}, b"{}").fault


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Signed by itself, for localhost."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(NOW - timedelta(days=900))
        .not_valid_after(NOW + timedelta(days=3650))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "both.pem").write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return str(folder / "both.pem")


@pytest.mark.usefixtures("at_home")
def test_a_certificate_that_nobody_vouches_for_is_refused(certificate):
    with served.served(lambda asked: served.Answer(b"", status=204), certificate=certificate) as site:
        outcome, _ = send(site.replace("127.0.0.1", "localhost"))
        assert (outcome.status, outcome.fault) == (None, "Its certificate is not valid.")
        assert site.asked == []


@pytest.mark.usefixtures("at_home")
def test_a_certificate_of_another_name_is_refused_and_the_right_one_taken(certificate, monkeypatch):
    trusting = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(sending, "_ssl_context", lambda: trusting)
    with served.served(lambda asked: served.Answer(b"", status=204), certificate=certificate) as site:
        of_another, _ = send(site)
        right, _ = send(site.replace("127.0.0.1", "localhost"))

    assert of_another.fault == "Its certificate is not valid."
    assert (right.status, len(site.asked)) == (204, 1)
