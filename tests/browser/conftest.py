"""A real Chromium. A script error, a breach of the content policy or a call to another host fails the test."""

import os
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.test import override_settings
from playwright.sync_api import sync_playwright

from cdp.tools.chromium import find_chromium
from tests.browser import sample_world
from tests.browser.in_process import HOME, Site
from tests.databases import one_connection
from tests.signing_in import prove

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
QUIET += ["--disable-sync", "--no-first-run", "--disable-dev-shm-usage"]
HERE = {"localhost", "127.0.0.1"}
# Milliseconds until something is taken for missing: other tests may have the cores meanwhile.
PATIENCE = 30_000


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    """The browser, started once for all tests."""
    with pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with one_connection(sync_playwright()) as playwright:
            browser = playwright.chromium.launch(executable_path=str(find_chromium()), args=QUIET)
            yield browser
            browser.close()


@pytest.fixture
def new_page(chromium, live_server):
    """Open pages with settings of their own: `new_page(viewport={"width": 320, "height": 640})`."""
    contexts, faults = [], []

    def open_page(**options):
        context = chromium.new_context(base_url=live_server.url, locale="en-GB", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
        page.on("console", lambda message: faults.extend(policy_breaches(message)))
        page.on("request", lambda request: faults.extend(calls_elsewhere(request)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(new_page):
    """One page at desktop width; `page.goto("/")` is enough."""
    return new_page(viewport={"width": 1280, "height": 900})


@pytest.fixture
def sign_in(live_server, client):
    """Sign a person in on a page's browser without going through the form."""

    def as_person(page, person):
        # As after the form, so that no step-up asks at once.
        prove(client, person)
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )

    return as_person


@pytest.fixture(scope="module")
def sample(chromium, django_db_setup, django_db_blocker, tmp_path_factory):
    """Exampleshire, loaded once for the cases of a module; each of them needs the mark django_db, which undoes it."""
    if connection.vendor == "postgresql":
        pytest.skip("pages look the same on both databases, and are walked on SQLite")
    folder = tmp_path_factory.mktemp("sample")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder / "media"), transaction.atomic():
        yield sample_world.load(folder)
        transaction.set_rollback(True)


@pytest.fixture
def browse(chromium, sample, db):
    """Open pages of the sample without a server: `page = browse(person, viewport=...)`."""
    contexts, sites, faults = [], [], []

    def open_page(person=None, **options):
        options = {"viewport": {"width": 1280, "height": 900}} | options
        context = chromium.new_context(base_url=HOME, locale="en-GB", **options)
        contexts.append(context)
        site = Site(context)
        sites.append(site)
        if person:
            site.sign_in(person)
        page = context.new_page()
        page.site = site
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
        page.on("console", lambda message: faults.extend(policy_breaches(message)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults + [fault for site in sites for fault in site.faults] == []


def policy_breaches(message):
    return [f"content policy: {message.text}"] if "Content Security Policy" in message.text else []


def calls_elsewhere(request):
    parts = urlsplit(request.url)
    return [f"call to {request.url}"] if parts.scheme in {"http", "https"} and parts.hostname not in HERE else []
