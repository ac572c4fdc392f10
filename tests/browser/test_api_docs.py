"""The reference page is drawn by Swagger UI; the fixture fails it for a breach of the content policy."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.factories import AgencyFactory

pytestmark = pytest.mark.django_db(transaction=True)
METHODS = {"get", "post", "put", "patch", "delete"}
DOCUMENT = json.loads(Path(settings.BASE_DIR, "docs", "openapi.json").read_text(encoding="utf-8"))
NUMBER_OF_OPERATIONS = sum(len(METHODS & path.keys()) for path in DOCUMENT["paths"].values())


def test_the_reference_page_draws_every_operation_and_calls_one(page):
    AgencyFactory(slug="northshire-police")

    page.goto("/api/v1/docs/")
    expect(page.locator(".opblock")).to_have_count(NUMBER_OF_OPERATIONS)
    page.locator("#operations-agencies-agencies_list .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()

    expect(page.locator(".live-responses-table")).to_contain_text("northshire-police")


def test_the_developer_page_fits_a_narrow_screen(new_page):
    page = new_page(viewport={"width": 320, "height": 640})

    page.goto("/api/")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
