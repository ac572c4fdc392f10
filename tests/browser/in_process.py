"""Chromium without a server: what a page asks for is answered by Django in the very thread of the test.

So what a test changes is undone with its transaction, and all cases of a module share one loaded sample.
"""

import contextvars
import mimetypes
from html import escape
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from tests.signing_in import prove

HOME = "http://localhost"
LED_ON = '<!doctype html><html lang="en"><title>Led on</title><meta http-equiv="refresh" content="0;url={}"></html>'


class Site:
    """Answers one browser context; `faults` is what a page should never have done."""

    def __init__(self, context):
        self.client, self.faults, self.answers = Client(raise_request_exception=False), [], []
        self.standing = {}
        # Playwright answers in a context of its own, where Django would open another connection to the database.
        self.here = contextvars.copy_context()
        context.route("**/*", self._answer)

    def sign_in(self, person):
        self.client = Client(raise_request_exception=False)
        # As after the form, so that no step-up asks at once.
        prove(self.client, person)

    def show(self, address, response):
        """Let the browser find this answer there, whatever is there by itself."""
        self.standing[address] = response

    def _answer(self, route):
        parts = urlsplit(route.request.url)
        if parts.scheme in {"blob", "data"}:
            return route.continue_()
        if f"{parts.scheme}://{parts.netloc}" != HOME:
            self.faults.append(f"call to {route.request.url}")
            return route.abort()
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        if parts.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            return self._answer_file(route, parts.path.removeprefix(f"/{settings.STATIC_URL.strip('/')}/"))
        response = self.standing.get(address) or self.here.run(self._ask, route.request, address)
        if response.status_code in {301, 302, 303, 307, 308}:
            # Chromium follows what it is led on to here without asking us again; a page that leads on asks.
            place = escape(response.headers["Location"])
            return route.fulfill(status=200, content_type="text/html", body=LED_ON.format(place))
        self.answers.append((route.request.method, address, response.status_code))
        content = b"".join(response.streaming_content) if response.streaming else response.content
        headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
        return route.fulfill(status=response.status_code, headers=headers, body=content)

    def _ask(self, request, address):
        headers = {"Accept": request.headers.get("accept", "*/*")}
        if request.method in {"GET", "HEAD"}:
            return self.client.get(address, headers=headers)
        sent, content_type = request.post_data_buffer or b"", request.headers.get("content-type", "")
        return self.client.generic(request.method, address, sent, content_type=content_type, headers=headers)

    def _answer_file(self, route, name):
        if (path := finders.find(name)) is None:
            self.faults.append(f"no static file {name}")
            return route.fulfill(status=404)
        content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        with open(path, "rb") as file:
            return route.fulfill(status=200, content_type=content_type, body=file.read())
