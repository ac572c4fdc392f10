"""An agency's actions by Excel in a real Chromium: downloaded, filled in, uploaded, looked through, sent and undone."""

import pytest
from playwright.sync_api import expect

from actions.operations import updates
from tests.actions.workbook.filling import filled
from tests.browser.test_every_page import faults_of
from tests.factories import ActionAgencyFactory, ActionFactory

PAGE = "/northshire/workbook/"
ANSWERS = {
    ("1.1", "delivery_status"): "Late",
    ("1.1", "confidence"): "Some doubt",
    ("1.1", "narrative"): "Release dates arrive too late.",
    ("1.2", "narrative"): "What the workbook says",
    ("1.3", "confidence"): "High",
}


@pytest.mark.parametrize("width", [1280, 320])
def test_from_the_download_to_what_is_sent_and_undone(
    transactional_db,
    new_page,
    sign_in,
    partnership,
    agency,
    action,
    lead_officer,
    partnership_lead,
    settings,
    tmp_path,
    width,
):
    settings.MEDIA_ROOT = tmp_path
    for ref in ("1.2", "1.3"):
        ActionAgencyFactory(action=ActionFactory(partnership=partnership, ref=ref), agency=agency)
    page = new_page(viewport={"width": width, "height": 800})
    sign_in(page, lead_officer)
    page.goto("/my/")
    page.get_by_role("link", name="Report on several actions at once, by Excel").click()

    with page.expect_download() as download:
        page.get_by_role("link", name="Northshire Probation").click()
    file = tmp_path / download.value.suggested_filename
    file.write_bytes(filled(download.value.path().read_bytes(), ANSWERS))
    clashing = partnership.actions.get(ref="1.2")
    updates.save_on(action=clashing, version=0, by=partnership_lead, narrative="What Lee says")
    page.get_by_label("The workbook as you filled it in").set_input_files(file)
    page.get_by_role("button", name="Upload and check").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("1 update would change, 1 was changed here meanwhile")
    faults = faults_of(page, page.url)
    page.get_by_label("Leave out the rows that cannot be written, and apply the others").check()
    page.get_by_role("button", name="Send for approval").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 update sent for approval")
    assert (action.updates.get().state, clashing.updates.get().narrative) == ("submitted", "What Lee says")
    faults += faults_of(page, page.url)

    page.get_by_role("button", name="Undo the whole workbook").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This workbook was undone")
    assert not action.updates.open().exists()
    assert faults + faults_of(page, page.url) + faults_of(page, PAGE) == []
