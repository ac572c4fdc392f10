"""A data lead says which column of a table is what, in a real Chromium: with JavaScript and without."""

import pytest
from playwright.sync_api import expect

from indicators.models import Mapping, Refresh, SourceKind
from tests.browser import checks
from tests.factories import AreaFactory, IndicatorFactory, SourceFactory
from tests.sources_served.books import xlsx

SHEETS = {
    "Contents": [["Deaths by local authority"]],
    "Table 1": [
        ["Deaths by local authority, England"],
        ["Area code", "Local authority", "Registered in", "Rate per person", "Lower", "Upper"],
        ["E06000001", "Northshire", 2023, 0.053, 0.041, 0.067],
        ["E06000002", "Southshire", 2023, "[c]", None, None],
        ["E06000009", "Nowhere", 2023, 0.044, 0.03, 0.05],
        ["E06000001", "Northshire", 2022, "1 in 5", None, None],
        [None],
        ["Source: a survey"],
    ],
}


@pytest.fixture
def source(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "deaths.xlsx").write_bytes(xlsx(SHEETS))
    AreaFactory(code="E06000001", name="Northshire")
    AreaFactory(code="E06000002", name="Southshire")
    IndicatorFactory(code="drug-deaths", name="Deaths from drug misuse")
    return SourceFactory(slug="deaths", name="Deaths by local authority", kind=SourceKind.MAPPED)


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (320, False)])
def test_a_table_is_looked_at_mapped_previewed_and_saved(
    new_page, sign_in, source, data_lead, tmp_path, width, javascript
):
    page = new_page(viewport={"width": width, "height": 900}, java_script_enabled=javascript)
    sign_in(page, data_lead)

    page.goto("/data/sources/deaths/")
    page.get_by_role("link", name="Say which column is what").click()
    page.get_by_label("File", exact=True).set_input_files(tmp_path / "deaths.xlsx")
    page.get_by_role("button", name="Look at it").click()
    page.get_by_label("Sheet", exact=True).select_option("Table 1")
    page.get_by_label("Row of the headings").fill("")
    page.get_by_role("button", name="Show the columns again").click()
    expect(page.get_by_label("Row of the headings")).to_have_value("2")

    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("alert").first).to_contain_text("There is a problem")

    page.get_by_label("Indicator, the same for every row").select_option("drug-deaths")
    for label, heading in (("Area", "Area code"), ("Period", "Registered in"), ("Value", "Rate per person")):
        page.get_by_label(label, exact=True).select_option(heading)
    for label, heading in (("Lower 95% limit", "Lower"), ("Upper 95% limit", "Upper")):
        page.get_by_label(label, exact=True).select_option(heading)
    page.get_by_label("How is the period written?").select_option("calendar year")
    page.get_by_label("Multiply values by").fill("100")
    page.get_by_label("The end of the table: notes follow").check()
    page.get_by_role("button", name="Preview").click()

    preview = page.get_by_role("region", name="What would be read")
    expect(preview).to_contain_text("2 figures would be read, 2 rows rejected")
    expect(preview.get_by_role("row").nth(1)).to_contain_text("5.3")
    assert not Mapping.objects.exists()
    if javascript:
        assert [found["id"] for found in checks.violations(page)] == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0

    page.get_by_role("button", name="Save and read this file").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting to start")
    assert Mapping.objects.get().layout["multiply"] == 100
    assert Refresh.objects.get().started_by == data_lead
