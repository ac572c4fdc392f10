"""One request and its answer, every fault of which becomes a sentence or a reason to try again."""

import ssl
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpcore
import httpx

from indicators.sources.base import SourceNotReadable
from indicators.sources.fetching.connection import Door, Transport
from indicators.sources.fetching.expecting import Expected
from indicators.sources.fetching.keeping import too_large
from indicators.sources.fetching.patience import TryAgain, wished_wait
from indicators.sources.fetching.unpacking import BrokenOff, unpacked

USER_AGENT = "combating-drugs-partnerships/0.1 (reads published statistics, one request at a time)"
MAX_REDIRECTS = 5
WORTH_ANOTHER_ATTEMPT = {408, 425, 429}


@dataclass(frozen=True)
class Ask:
    """One request as it is to be made, however often."""

    url: httpx.URL
    expects: Expected
    data: dict | bytes | None = None
    headers: dict = field(default_factory=dict)
    limit: int = 0  # bytes that are left
    allowed: int = 0  # bytes that the limit was to begin with, for the sentence

    @property
    def method(self):
        return "GET" if self.data is None else "POST"


def full_url(address, params):
    """The address with its parameters, as it is asked for and kept."""
    try:
        url = httpx.URL(address)
        if url.scheme not in {"http", "https"} or not url.host:
            raise SourceNotReadable(f"“{address[:200]}” is not an http(s) address.")
        return url.copy_merge_params(params) if params else url
    except httpx.InvalidURL as error:
        raise SourceNotReadable(f"“{address[:200]}” is not an http(s) address.") from error


class Asker:
    """Sends requests and reads answers; `watch()` may raise between any two of its steps."""

    def __init__(self, *, watch, patience, is_local, may_be_local=True):
        self._watch = watch
        self.client = httpx.Client(
            transport=Transport(watch=watch, door=Door(is_local, may_be_local=may_be_local)),
            timeout=httpx.Timeout(patience.read, connect=patience.connect),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
            trust_env=False,
        )

    @contextmanager
    def answer(self, ask, condition):
        """The final answer, after at most five redirects, with its body unread."""
        with faults_in_words():
            response = self._send(ask, condition)
            try:
                yield response
            finally:
                response.close()

    def _send(self, ask, condition):
        body = {"data": ask.data} if isinstance(ask.data, dict) else {"content": ask.data}
        headers = {"Accept": ask.expects.accept, **ask.headers, **condition}
        request = self.client.build_request(ask.method, ask.url, headers=headers, **body)
        for _ in range(MAX_REDIRECTS + 1):
            response = self.client.send(request, stream=True)
            following = response.next_request
            if following is None:
                return response
            response.close()
            if following.url.scheme not in {"http", "https"}:
                raise SourceNotReadable("The server sends us on to an address that is not http(s).")
            if (following.url.scheme, following.url.netloc) != (request.url.scheme, request.url.netloc):
                # What was meant for one server, such as a key, is no business of another.
                for header in ask.headers.keys() - {"Range"}:
                    following.headers.pop(header, None)
            request = following
        raise SourceNotReadable("The server sends us from one address to the next without end.")

    def announced(self, response, ask):
        """The size of the file where the server says it, once the answer is known to be a file."""
        status = f"{response.status_code} {response.reason_phrase}".rstrip()
        if response.status_code in WORTH_ANOTHER_ATTEMPT or response.status_code >= 500:
            after = wished_wait(response.headers.get("retry-after", ""))
            raise TryAgain(f"The server answered {status}.", after=after)
        if response.status_code != (httpx.codes.PARTIAL_CONTENT if "Range" in ask.headers else httpx.codes.OK):
            raise SourceNotReadable(f"The server answered {status}.")
        ask.expects.refuse_type(response.headers.get("content-type", ""))
        announced = _content_length(response)
        if announced is not None and announced > ask.limit:
            raise too_large(ask.allowed)
        return None if response.headers.get("content-encoding") else announced

    def body(self, response, ask):
        """The unpacked bytes, as many as were announced and no more than are allowed."""
        size = 0
        for chunk in unpacked(response.iter_raw(), response.headers.get("content-encoding", "")):
            self._watch()
            size += len(chunk)
            if size > ask.limit:
                raise too_large(ask.allowed)
            yield chunk
        announced, stream = _content_length(response), response.extensions["network_stream"]
        if announced is not None and stream.has_more_than(announced):
            # What is left on the line would be taken for the beginning of the next answer.
            stream.close()
            raise TryAgain("The server sent more than it had announced, so that the file may be broken off.")


def _content_length(response):
    length = response.headers.get("content-length", "")
    is_meant = "transfer-encoding" not in response.headers
    return int(length) if is_meant and length.isascii() and length.isdigit() else None


@contextmanager
def faults_in_words():
    try:
        yield
    except (httpcore.UnsupportedProtocol, httpx.UnsupportedProtocol) as error:
        raise SourceNotReadable("The server sends us on to an address that is not http(s).") from error
    except httpcore.TimeoutException as error:
        raise TryAgain("The server did not answer in time.") from error
    except httpcore.ConnectError as error:
        if _is_about_the_certificate(error):
            raise SourceNotReadable("The server's certificate is not valid, so it may be another server.") from error
        raise TryAgain("The connection to the server failed or broke off.") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, BrokenOff) as error:
        raise TryAgain("The connection to the server failed or broke off.") from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.CookieConflict, UnicodeError) as error:
        raise SourceNotReadable("The server's answer could not be understood.") from error


def _is_about_the_certificate(error):
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
