import datetime
import io
import zipfile

import pytest

from actions.operations import updates
from actions.workbook import layout
from tests.actions.updates.story import SAID, approved, submitted
from tests.actions.workbook.filling import downloaded, opened
from tests.factories import ActionAgencyFactory, ActionFactory, MilestoneFactory

pytestmark = pytest.mark.django_db


def rows_of(content):
    sheet = opened(content)[layout.SHEET]
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip([column.key for column in layout.COLUMNS], row, strict=True)) for row in rows], header


def test_a_workbook_has_a_row_for_each_action_of_the_agency_and_says_what_to_do(
    partnership, agency, action, second, lead_officer, partnership_lead
):
    ActionFactory(partnership=partnership, ref="of others")
    action.due_on = datetime.date(2027, 3, 31)
    action.save()
    MilestoneFactory(action=action, title="First clinic", due_on=datetime.date(2026, 12, 1))
    approved(action, lead_officer, partnership_lead)

    content = downloaded(partnership, agency)

    book, (rows, header) = opened(content), rows_of(content)
    assert [sheet.title for sheet in book] == ["Read me first", "Updates", "About this workbook"]
    assert book["About this workbook"].sheet_state == "hidden"
    assert [cell.value for cell in book["Read me first"]["A"]][3] == (
        "1. Go to the sheet “Updates”. It has a row for each action that Northshire Probation leads."
    )
    assert [row["ref"] for row in rows] == ["1.1", "1.10"]
    assert list(header) == [column.heading for column in layout.COLUMNS]
    first = rows[0]
    assert first["due_on"].date() == datetime.date(2027, 3, 31)
    assert first["milestones"] == "First clinic: due 1 December 2026"
    assert first["last"].startswith("At risk, some doubt, ")
    assert (first["delivery_status"], first["confidence"]) == ("At risk", "Some doubt")
    assert (first["narrative"], first["next_step"], first["blocker"]) == (None, "Open the second", "No rooms")
    assert first["stage"] == "No update begun"


def test_only_what_can_be_said_is_unlocked_and_has_its_lists(partnership, agency, action, second, lead_officer):
    submitted(second, lead_officer)

    sheet = opened(downloaded(partnership, agency))[layout.SHEET]

    unlocked = {
        (row, layout.COLUMNS[place].key)
        for row in (2, 3)
        for place in range(len(layout.COLUMNS))
        if not sheet.cell(row, place + 1).protection.locked
    }
    assert unlocked == {(2, key) for key in layout.OPEN}
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert sheet.freeze_panes == "C2"
    hidden = [(one.min, one.max) for one in sheet.column_dimensions.values() if one.hidden]
    assert hidden == [(layout.PLACES["key"] + 1, layout.PLACES["digests"] + 1)]
    lists = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation if one.type == "list"}
    assert lists == {
        "G2:G3": '"On track,At risk,Late,Complete"',
        "H2:H3": '"Confident,Some doubt,Not confident"',
        "L2:L3": '"Yes"',
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_text_that_begins_like_a_formula_stays_a_text(partnership, agency, action, lead_officer, start):
    text = f"{start}HYPERLINK(1+1)"
    action.title = text
    action.save()
    updates.save_on(action=action, version=0, by=lead_officer, narrative=text)

    content = downloaded(partnership, agency)

    (row,), _ = rows_of(content)
    assert (row["title"], row["narrative"]) == (text, text)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet2.xml")


def test_a_text_that_no_cell_holds_is_cut_and_its_row_locked(partnership, agency, action, lead_officer):
    long = "🏠" * 20_000
    updates.save_on(action=action, version=0, by=lead_officer, **{**SAID, "narrative": long})

    sheet = opened(downloaded(partnership, agency))[layout.SHEET]

    assert sheet["I2"].value == "🏠" * (layout.LONGEST_CELL // 2)
    assert sheet["I2"].protection.locked


@pytest.mark.parametrize("count", [1, 3])
def test_a_workbook_of_many_actions_takes_no_more_queries(
    partnership, agency, lead_officer, count, django_assert_num_queries
):
    for _ in range(count):
        action = ActionFactory(partnership=partnership)
        ActionAgencyFactory(action=action, agency=agency)
        MilestoneFactory(action=action)
        updates.start(action=action, by=lead_officer)

    with django_assert_num_queries(3):
        downloaded(partnership, agency)
