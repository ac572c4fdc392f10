"""A client of the Combating Drugs Partnerships API, made from its OpenAPI document. It needs Python 3.11 alone.

client = Client("https://…", token=os.environ["CDP_TOKEN"])  # without a token it reads what is published
for action in client.actions_list(partnership=["buckinghamshire"]):
    print(action["ref"], action["title"])
"""

import json
from collections.abc import Iterator, Sequence  # noqa: F401 - what is made uses them
from typing import Any, Literal, NotRequired, TypedDict  # noqa: F401
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener


class Refused(Exception):
    """What the API refused: document says why, as RFC 9457 has it; retry_after is in seconds, where there is one."""

    def __init__(self, status: int, document: dict[str, Any], retry_after: str | None) -> None:
        self.status, self.document, self.retry_after = status, document, retry_after
        super().__init__(f"{status} {document.get('detail') or document.get('title', '')}")


class _NoRedirects(HTTPRedirectHandler):
    """A token is never carried to another address."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class _Base:
    def __init__(self, root: str, token: str = "", timeout: float = 60) -> None:
        if not root.startswith(("https://", "http://")):
            raise ValueError("The root begins with https://.")
        self.root, self.token, self.timeout = root.rstrip("/"), token, timeout
        # Of the last answer; sent back as if_match it says what a change was made to.
        self.etag: str | None = None
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
            data, sent["Content-Type"] = json.dumps(body).encode(), "application/json"
        request = Request(address, data, sent, method=method)  # noqa: S310 - http and https: see __init__
        try:
            with self._opener.open(request, timeout=self.timeout) as answer:
                self.etag = answer.headers.get("ETag")
                return json.load(answer)
        except HTTPError as error:
            with error:
                raise Refused(error.code, _document(error.read()), error.headers.get("Retry-After")) from None

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


def _document(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {"detail": body[:200].decode(errors="replace")}
    return found if isinstance(found, dict) else {"detail": str(found)}


def _part(value: Any) -> str:
    return quote(str(value), safe=":")
