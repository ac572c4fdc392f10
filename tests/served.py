"""A small web server for tests, on 127.0.0.1, and every fault that a real one may have.

    def handler(asked):
        return Answer(b"a,b", etag='"1"') if asked.path == "/figures.csv" else NOT_FOUND

    with served(handler) as site:
        ... f"{site}/figures.csv" ...
        assert site.count("/figures.csv") == 1

`site` is the base address, a text, with `.asked`: every request in the order in which it came. A handler gives an
Answer or one of the faults below (a function that writes on the wire itself); `at({path: answer})` makes one from a
table. An answer in the table may be a handler itself.
"""

import gzip
import inspect
import io
import socket
import ssl
import sys
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from indicators.sources.files import Patience

# For Fetcher(patience=): as patient as ever, with no time lost.
QUICK = Patience(first_wait=0.001, longest_wait=0.01, longest_wish=0.05, connect=2, read=0.5)
MIB = 1 << 20


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    target: str
    headers: dict[str, str]  # names in lower case
    body: bytes
    number: int  # how often this path has been asked for, from 1

    @property
    def path(self):
        return urlsplit(self.target).path

    @property
    def lists(self):
        """The parameters of the address: {name: [values]}."""
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def query(self):
        """The parameters of the address, of each the first."""
        return {name: values[0] for name, values in self.lists.items()}

    @property
    def form(self):
        """The fields of a posted form, of each the first."""
        fields = parse_qs(self.body.decode(), keep_blank_values=True)
        return {name: values[0] for name, values in fields.items()}


@dataclass(frozen=True)
class Answer:
    """A plain answer. With an etag or a date it answers 304 to who has it already."""

    body: bytes | str = b""
    status: int = 200
    content_type: str = "text/csv"
    headers: dict[str, str] = field(default_factory=dict)
    etag: str = ""
    last_modified: str = ""
    is_packed: bool = False  # with gzip, if the client can take that

    def send(self, wire, asked):
        body = self.body.encode() if isinstance(self.body, str) else self.body
        headers = {"Content-Type": self.content_type, **self.headers}
        headers |= {"ETag": self.etag} if self.etag else {}
        headers |= {"Last-Modified": self.last_modified} if self.last_modified else {}
        if self._is_known_to(asked):
            return wire.head(304, headers)
        if self.is_packed and "gzip" in asked.headers.get("accept-encoding", ""):
            body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
        wire.head(self.status, {**headers, "Content-Length": len(body)})
        return wire.send(body)

    def _is_known_to(self, asked):
        if (tags := asked.headers.get("if-none-match")) is not None:
            return bool(self.etag) and self.etag in tags.split(", ")
        return bool(self.last_modified) and asked.headers.get("if-modified-since") == self.last_modified


NOT_FOUND = Answer("not here", 404, "text/plain")
Fault = Callable[["Wire", Asked], None]
Handler = Callable[[Asked], "Answer | Fault"]


class Site(str):
    """The base address of a running server."""

    asked: list[Asked]

    def count(self, path):
        return sum(asked.path == path for asked in self.asked)


class Wire(BaseHTTPRequestHandler):
    """What a fault writes on: head(), send(), wait()."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def head(self, status, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.end_headers()
        # Unless it is said how long the body is, its end is the end of the connection.
        self.close_connection = not ({"Content-Length", "Transfer-Encoding"} & set(headers) or status == 304)

    def send(self, data):
        self.wfile.write(data)
        self.wfile.flush()

    def wait(self, seconds):
        """Ends at once with the server, so that no test waits for a sleeping thread."""
        if self.server.stopping.wait(seconds):
            raise ConnectionAbortedError

    def hang_up(self):
        self.close_connection = True

    def _serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self.server.lock:
            number = 1 + self.server.site.count(urlsplit(self.path).path)
            asked = Asked(self.command, self.path, headers, body, number)
            self.server.site.asked.append(asked)
        answer = self.server.handler(asked)
        answer.send(self, asked) if isinstance(answer, Answer) else answer(self, asked)

    do_GET = do_POST = do_HEAD = _serve  # noqa: N815 - the names that http.server looks for


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True

    def __init__(self, host, handler, certificate):
        super().__init__((host, 0), Wire)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.handler, self.lock, self.stopping = handler, threading.Lock(), threading.Event()
        self.connections = []
        self.site = Site(f"{'https' if certificate else 'http'}://{host}:{self.server_port}")
        self.site.asked = []
        self.failures = []

    def get_request(self):
        connection, address = super().get_request()
        self.connections.append(connection)
        return connection, address

    def handle_error(self, request, client_address):
        """A client that hangs up on us is what these tests are about; a fault in a handler is not."""
        if not isinstance(error := sys.exception(), OSError):
            self.failures.append(error)

    def stop(self):
        self.stopping.set()
        self.shutdown()
        for connection in self.connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self.server_close()


@contextmanager
def served(handler, host="127.0.0.1", certificate=None):
    """A running server; https with a file of key and certificate. What its handler did wrong is raised at the end."""
    server = _Server(host, handler, certificate)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.site
    finally:
        server.stop()
        thread.join()
    if server.failures:
        raise server.failures[0]


def at(table):
    """A handler from a table of paths; what is not in it is not found."""

    def handler(asked):
        answer = table.get(asked.path, NOT_FOUND)
        # A fault takes the wire, a handler only what was asked.
        is_handler = callable(answer) and len(inspect.signature(answer).parameters) == 1
        return answer(asked) if is_handler else answer

    return handler


# Faults of an answer


def web_page(words="We are doing some maintenance"):
    """An error page under status 200."""
    return Answer(f"<!doctype html><title>{words}</title><h1>{words}</h1>", content_type="text/html; charset=utf-8")


def busy(retry_after=None, status=429):
    return Answer("later", status, "text/plain", {} if retry_after is None else {"Retry-After": str(retry_after)})


def after(times, fault, answer):
    """A handler: so many times the fault, then the answer; counted for each path."""
    return lambda asked: fault if asked.number <= times else answer


def redirect(location, status=302):
    return Answer(b"", status, headers={"Location": location})


def slow(seconds, answer):
    """Nothing for some seconds, then the answer."""

    def fault(wire, asked):
        wire.wait(seconds)
        answer.send(wire, asked)

    return fault


def dripping(body, seconds, size=1, content_type="text/csv"):
    """A few bytes, a while, a few bytes more: no read ever runs into its limit."""

    def fault(wire, asked):
        wire.head(200, {"Content-Type": content_type, "Content-Length": len(body)})
        for place in range(0, len(body), size):
            wire.send(body[place : place + size])
            wire.wait(seconds)

    return fault


def announcing(size, body, content_type="text/csv", headers=None):
    """Says one size and sends another; then hangs up."""

    def fault(wire, asked):
        wire.head(200, {"Content-Type": content_type, "Content-Length": size, **(headers or {})})
        wire.send(body)
        wire.hang_up()

    return fault


def truncated(body, at=None, content_type="text/csv"):
    """Announces the whole body and breaks off, in the middle unless told where."""
    return announcing(len(body), body[: len(body) // 2 if at is None else at], content_type)


def truncated_gzip(body, content_type="text/csv"):
    """Packed, broken off, and its length given as what is left: nothing but the packing shows it."""
    part = gzip.compress(body)[: len(gzip.compress(body)) // 2]
    return announcing(len(part), part, content_type, {"Content-Encoding": "gzip"})


def reset(wire, asked):
    """Hangs up without a word."""
    wire.hang_up()


def _bomb(size):
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9) as target:
        for _ in range(size // MIB):
            target.write(b"0" * MIB)
    return packed.getvalue()


def gzip_bomb(size=200 * MIB, content_type="text/csv"):
    """A thousandth of its size on the wire."""
    body = _bomb(size)
    return Answer(body, content_type=content_type, headers={"Content-Encoding": "gzip"})


def endless(size=2048 * MIB, is_announced=False, content_type="text/csv"):
    """2 GiB, sent for as long as somebody listens."""

    def fault(wire, asked):
        wire.head(200, {"Content-Type": content_type, **({"Content-Length": size} if is_announced else {})})
        for _ in range(size // MIB):
            wire.send(b"0123456,8901234\n" * (MIB // 16))

    return fault


def unlike(body, heading, other):
    """The same CSV with a column called something else."""
    first, rest = body.split(b"\n", 1)
    return Answer(first.replace(heading.encode(), other.encode()) + b"\n" + rest)
