"""A client of the Combating Drugs Partnerships API, made from its OpenAPI document. It needs Python 3.11 alone.

client = Client("https://…", token=os.environ["CDP_TOKEN"])  # without a token it reads what is published
for action in client.actions_list(partnership=["buckinghamshire"]):
    print(action["ref"], action["title"])

Answers have all the fields of their type; where fields= names some, they have these and no others. Fields marked
NotRequired are there where include= names them.
"""

import json
import secrets
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence  # noqa: F401 - what is made uses them
from typing import Any, Literal, NamedTuple, NotRequired, TypedDict  # noqa: F401
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

LONGEST_WAIT = 120.0


class Refused(Exception):
    """What the API refused. document is its problem (RFC 9457), etag how the thing stands now, where that was said."""

    def __init__(self, status: int, document: dict[str, Any], headers: dict[str, str]) -> None:
        self.status, self.document, self.headers = status, document, headers
        self.etag = headers.get("etag")
        self.retry_after = headers.get("retry-after")
        self.errors: list[dict[str, str]] = document.get("errors", [])
        faults = [f"{each.get('pointer') or each.get('parameter', '')}: {each['detail']}" for each in self.errors]
        super().__init__(" ".join([str(status), str(document.get("detail") or document.get("title", "")), *faults]))


class NotKnown(Refused):
    """401: the token is wrong or has ended, or none was sent where one is needed."""


class NotAllowed(Refused):
    """403: the token lacks a scope, or its owner the role."""


class NotThere(Refused):
    """404: there is nothing that you may see."""


class Conflict(Refused):
    """409: something else has to be done first; document["conflicts_with"] is its address."""


class Gone(Refused):
    """410: of a cursor that is older than what is kept; read the lists anew."""


class ChangedSince(Refused):
    """412: somebody else has changed it; read it again, or send etag as if_match where your words shall stand."""


class NotTaken(Refused):
    """400 or 422: errors says which parameter or member is at fault, and why."""


class VersionNeeded(Refused):
    """428: send if_match."""


class TooMany(Refused):
    """429, also after waiting: retry_after says for how long not to ask."""


_REFUSALS: dict[int, type[Refused]] = {
    400: NotTaken, 401: NotKnown, 403: NotAllowed, 404: NotThere, 409: Conflict,
    410: Gone, 412: ChangedSince, 422: NotTaken, 428: VersionNeeded, 429: TooMany,
}  # fmt: skip


class File(NamedTuple):
    """To be sent: File("figures.csv", path.read_bytes())."""

    name: str
    content: bytes


class _NoRedirects(HTTPRedirectHandler):
    """A token is never carried to another address."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class _Base:
    """retries: how often a request is sent again after 429 or 503. remember: how many answers are kept, so that of
    one that still stands only that is asked."""

    def __init__(self, root: str, token: str = "", timeout: float = 60, retries: int = 3, remember: int = 0) -> None:
        if not root.startswith(("https://", "http://")):
            raise ValueError("The root begins with https://.")
        self.root, self.token, self.timeout = root.rstrip("/"), token, timeout
        self.retries, self.remember = retries, remember
        # Of the last answer; sent back as if_match it says what a change was made to.
        self.etag: str | None = None
        self._kept: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self._opener = build_opener(_NoRedirects)

    def _call(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | None = None,
        body: Any = None,
        headers: dict[str, str | None] | None = None,
    ) -> Any:
        asked = {name: _written(value) for name, value in (query or {}).items() if value is not None}
        address = self.root + path + ("?" + urlencode(asked, doseq=True) if asked else "")
        sent = {name: value for name, value in (headers or {}).items() if value is not None}
        sent["Accept"] = "application/json"
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        data = None
        if body is not None:
            data, sent["Content-Type"] = _form(body) if _has_file(body) else _json(body)
        answered = self._asked_again(Request(address, data, sent, method=method))  # noqa: S310 - see __init__
        return json.loads(answered) if answered else None

    def _asked_again(self, request: Request) -> bytes:
        for attempt in range(self.retries + 1):
            try:
                return self._answered(request)
            except Refused as refused:
                wait = _seconds(refused.retry_after, attempt)
                if not _may_be_sent_again(request, refused) or attempt == self.retries or wait > LONGEST_WAIT:
                    raise
            time.sleep(wait)
        raise AssertionError

    def _answered(self, request: Request) -> bytes:
        # As one of these asked for it: what another token sees may be another answer.
        address = f"{self.token} {request.full_url}"
        kept = self._kept.get(address) if request.get_method() == "GET" else None
        if kept:
            request.add_header("If-None-Match", kept[0])
        try:
            with self._opener.open(request, timeout=self.timeout) as answer:
                self.etag, body = answer.headers.get("ETag"), answer.read()
        except HTTPError as error:
            with error:
                if error.code == 304 and kept:
                    self.etag = kept[0]
                    return kept[1]
                said = {name.lower(): value for name, value in error.headers.items()}
                raise _REFUSALS.get(error.code, Refused)(error.code, _document(error.read()), said) from None
        if self.remember and request.get_method() == "GET" and self.etag:
            self._kept[address] = (self.etag, body)
            while len(self._kept) > self.remember:
                self._kept.popitem(last=False)
        return bytes(body)

    def _rows(self, path: str, query: dict[str, Any]) -> Iterator[Any]:
        page = self._call("GET", path, query)
        yield from page["results"]
        # Of changes there is always a next page, though not yet.
        while page["next"] and page.get("has_more", True):
            parts = urlsplit(page["next"])
            page = self._call("GET", f"{parts.path}?{parts.query}")
            yield from page["results"]


def _written(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return [_written(each) for each in value] if isinstance(value, list | tuple) else value


def _json(body: Any) -> tuple[bytes, str]:
    return json.dumps(body).encode(), "application/json"


def _has_file(body: Any) -> bool:
    return isinstance(body, dict) and any(isinstance(value, File) for value in body.values())


def _form(body: dict[str, Any]) -> tuple[bytes, str]:
    """A form of several parts (RFC 7578)."""
    edge = secrets.token_hex(16)
    parts = []
    for name, value in body.items():
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"'
        if isinstance(value, File):
            plain = value.name.replace("\\", "%5C").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
            head += f'; filename="{plain}"\r\nContent-Type: application/octet-stream'
        content = value.content if isinstance(value, File) else str(_written(value)).encode()
        parts.append(head.encode() + b"\r\n\r\n" + content + b"\r\n")
    return b"".join(parts) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


def _commas(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else ",".join(value)


def _document(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {"detail": body[:200].decode(errors="replace")}
    return found if isinstance(found, dict) else {"detail": str(found)}


def _may_be_sent_again(request: Request, refused: Refused) -> bool:
    """After 429 nothing was done. After 503 nobody knows, unless it only reads or is marked so that it counts once."""
    is_once = request.has_header("Idempotency-key") or request.has_header("If-match")
    return refused.status == 429 or (refused.status == 503 and (request.get_method() == "GET" or is_once))


def _seconds(retry_after: str | None, attempt: int) -> float:
    """As long as it was said; a little longer each time where nothing was, or a date."""
    return float(retry_after) if retry_after and retry_after.isdecimal() else 2.0**attempt


def _part(value: Any) -> str:
    return quote(str(value), safe=":")
