"""One message on its way: a few seconds, no redirects, no proxy, and of the answer little more than its status."""

import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache

import httpcore
import httpx

from cdp.changes.webhooks import addresses
from indicators.sources.fetching.connection import Backend

SECONDS = 5
MOST_READ = 64 * 1024
GONE = 410
# Those that may say when they can be asked again; whoever says more than a quarter of a day is asked again then.
MAY_ASK_TO_WAIT = {429, 503}
LONGEST_WAIT = 6 * 3600


@dataclass(frozen=True)
class Outcome:
    """What became of an attempt; `fault` is a sentence, and empty where the message was taken.

    `wait` is for how many seconds the receiver asked to be left alone; 0 where it did not.
    """

    status: int | None = None
    fault: str = ""
    wait: int = 0

    @property
    def is_taken(self):
        return not self.fault

    @property
    def is_gone(self):
        return self.status == GONE


class TookTooLong(Exception):
    pass


def send(url, headers, body) -> Outcome:
    """Never raises: whatever a receiver does is a word about this one message."""
    until = time.monotonic() + SECONDS

    def watch():
        if time.monotonic() > until:
            raise TookTooLong

    try:
        parts = httpx.URL(addresses.checked(url))
        return _answer(parts, headers, body, watch)
    except addresses.AddressRefused as refusal:
        return Outcome(fault=str(refusal))
    except (TookTooLong, httpcore.TimeoutException):
        return Outcome(fault=f"It did not answer within {SECONDS} seconds.")
    except httpcore.ConnectError as error:
        return Outcome(fault=_connecting(error))
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError):
        return Outcome(fault="The connection broke off before there was an answer.")
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ValueError):
        return Outcome(fault="Its answer could not be understood.")


def _answer(url, headers, body, watch):
    request = httpcore.Request(
        "POST",
        httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=[(b"Host", url.netloc), *((name.encode(), value.encode()) for name, value in headers.items()),
                 (b"Content-Length", str(len(body)).encode())],
        content=body,
        extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), SECONDS)},
    )  # fmt: skip
    backend = Backend(watch, lookup=addresses.admitted)
    with httpcore.ConnectionPool(ssl_context=_ssl_context(), network_backend=backend, max_connections=1) as pool:
        response = pool.handle_request(request)
        try:
            size = 0
            for chunk in response.iter_stream():
                watch()
                size += len(chunk)
                if size > MOST_READ:
                    break
            return _outcome(response.status, response.headers)
        finally:
            response.close()


def _outcome(status, headers):
    if 200 <= status < 300:
        return Outcome(status)
    if 300 <= status < 400:
        return Outcome(status, "It sends us on to another address, which is not followed. Enter that address here.")
    if status == GONE:
        return Outcome(status, "It answered 410: it wants no more messages.")
    return Outcome(status, f"It answered {status}.", _asked_to_wait(headers) if status in MAY_ASK_TO_WAIT else 0)


def _asked_to_wait(headers):
    said = [value for name, value in headers if name.lower() == b"retry-after"]
    return wait_of(said[0].decode("latin-1"), now=datetime.now(UTC)) if said else 0


def wait_of(text, *, now):
    """The seconds that a Retry-After asks for, as a number or as a date of HTTP; 0 for what is neither, or is over."""
    text = text.strip()
    if text.isascii() and text.isdecimal():
        return min(int(text), LONGEST_WAIT) if len(text) < 10 else LONGEST_WAIT
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return 0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(0, int((until - now).total_seconds())), LONGEST_WAIT)


def _connecting(error):
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return "Its certificate is not valid."
        error = error.__cause__ or error.__context__
    return "No connection could be made."


@cache
def _ssl_context():
    return httpx.create_ssl_context()
