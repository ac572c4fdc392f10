"""A new partnership begins with a workbook, in a real Chromium: the template, a fault, the mended file, the plan."""

from io import BytesIO

import openpyxl
import pytest
from playwright.sync_api import expect

from actions.models import Action, Recommendation
from tests.actions.plan_book.made import PLAN
from tests.browser.test_every_page import faults_of


def filled(template, sheets):
    """The template with rows under its own headings: [name, headings, row, …]."""
    book = openpyxl.load_workbook(BytesIO(template))
    for name, headings, *rows in sheets:
        places = {cell.value: cell.column for cell in book[name][1]}
        for number, row in enumerate(rows, start=2):
            for heading, value in zip(headings, row, strict=True):
                book[name].cell(number, places[heading], value)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (320, True), (320, False)])
def test_a_new_partnership_begins_with_the_template(
    transactional_db, new_page, sign_in, partnership, agency, partnership_lead, settings, tmp_path, width, javascript
):
    settings.MEDIA_ROOT = tmp_path
    page = new_page(viewport={"width": width, "height": 800}, java_script_enabled=javascript)
    sign_in(page, partnership_lead)
    page.goto("/northshire/manage/")
    page.get_by_role("link", name="Plan as a workbook").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="An empty template").click()
    template = download.value.path().read_bytes()
    file = tmp_path / "our plan.xlsx"

    *others, (name, headings, row) = PLAN
    file.write_bytes(filled(template, [*others, [name, headings, [*row[:2], "P9", *row[3:]]]]))
    page.get_by_label("Workbook").set_input_files(file)
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 fault to put right first")
    expect(page.get_by_text("There is no priority “P9”")).to_be_visible()
    assert page.get_by_role("button", name="Apply all of it").count() == 0
    faults = faults_of(page, page.url) if javascript else []

    file.write_bytes(filled(template, PLAN))
    page.get_by_role("link", name="upload the workbook again").click()
    page.get_by_label("Workbook").set_input_files(file)
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("4 additions, no fault")
    assert Action.objects.count() == Recommendation.objects.count() == 0
    page.get_by_role("button", name="Apply all of it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This workbook has been applied")
    assert faults == []

    page.goto("/northshire/actions/")
    page.get_by_role("link", name="Open a clinic").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Open a clinic")
    expect(page.get_by_text("31 March 2027").first).to_be_visible()
