"""Files that are no workbook of ours, or no more: each with what the page says, and nothing written of any."""

import io
import zipfile

import pytest

from actions.models import Batch, BatchRow
from actions.workbook import layout
from actions.workbook.reading import NotTaken
from tests.actions.workbook.filling import changed, downloaded, filled, given, opened, saved, uploaded
from tests.factories import ActionAgencyFactory, ActionFactory, AgencyFactory, MembershipFactory, PartnershipFactory
from tests.workbooks_made import compound_file, write_xls

pytestmark = pytest.mark.django_db
AGAIN = "Download the workbook again and fill that in."


def refusal_of(partnership, content, by, name="updates.xlsx"):
    with pytest.raises(NotTaken) as caught:
        uploaded(partnership, content, by, name)
    assert (Batch.objects.count(), BatchRow.objects.count()) == (0, 0)
    return str(caught.value)


def with_part(content, name, data):
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return file.getvalue()


def move_column(book):
    book[layout.SHEET].insert_cols(8)


def swap_headings(book):
    sheet = book[layout.SHEET]
    sheet["G1"], sheet["H1"] = sheet["H1"].value, sheet["G1"].value


def rename_heading(book):
    book[layout.SHEET]["I1"] = "Story"


def add_column(book):
    book[layout.SHEET]["P1"] = "Our notes"


def put_a_title_above(book):
    book[layout.SHEET].insert_rows(1)
    book[layout.SHEET]["A1"] = "Our updates"


def take_sheet_away(book):
    del book[layout.SHEET]


def take_about_away(book):
    del book[layout.ABOUT]


def make_older(book):
    book[layout.ABOUT]["B1"] = "progress updates, form 0"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            move_column,
            (
                "updates.xlsx, sheet “Updates”, cell H1: there should be “Confidence” and there is nothing. "
                f"Columns were moved, renamed or taken out. {AGAIN}"
            ),
        ),
        (
            swap_headings,
            (
                "updates.xlsx, sheet “Updates”, cell G1: there should be “Status” and there is “Confidence”. "
                f"Columns were moved, renamed or taken out. {AGAIN}"
            ),
        ),
        (
            rename_heading,
            (
                "updates.xlsx, sheet “Updates”, cell I1: there should be “What happened” and there is “Story”. "
                f"Columns were moved, renamed or taken out. {AGAIN}"
            ),
        ),
        (add_column, "updates.xlsx, sheet “Updates”: the column “Our notes” was added. Take it out again."),
        (
            put_a_title_above,
            (
                "updates.xlsx, sheet “Updates”, cell A1: there should be “Reference” and there is “Our updates”. "
                f"Columns were moved, renamed or taken out. {AGAIN}"
            ),
        ),
        (take_sheet_away, f"updates.xlsx has no sheet “Updates”, so it is not a workbook from here. {AGAIN}"),
        (
            take_about_away,
            f"updates.xlsx has no sheet “About this workbook”, so it is not a workbook from here. {AGAIN}",
        ),
        (make_older, f"updates.xlsx is of an older form of this workbook, or of another. {AGAIN}"),
    ],
)
def test_a_workbook_of_another_shape_is_refused(partnership, agency, action, lead_officer, change, sentence):
    content = changed(downloaded(partnership, agency), change)

    assert refusal_of(partnership, content, lead_officer) == sentence


def macros(content, path):
    return with_part(content, "xl/vbaProject.bin", b"\x00")


def bomb(content, path):
    return with_part(content, "xl/media/image1.bmp", bytes(150_000_000))


def encrypted(content, path):
    return compound_file({"EncryptedPackage": b"secret", "EncryptionInfo": b"4"})


def old_excel(content, path):
    write_xls(path, {"Updates": [["Reference"]]})
    return path.read_bytes()


def broken_off(content, path):
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda content, path: b"ref,status\r\n1.1,Late",
            "is another kind of file, not a workbook (XLSX, XLS or ODS).",
        ),
        (lambda content, path: b"<html>", "is a web page, not a workbook (XLSX, XLS or ODS)."),
        (macros, "holds macros, which may do harm. Save it as a workbook without macros (.xlsx or .ods)."),
        (encrypted, "is protected with a password. Save it without one."),
        (old_excel, "is a workbook of another kind. Save it as Excel workbook (.xlsx)."),
        (broken_off, "is damaged or broken off: the list of its contents cannot be read."),
        (
            lambda content, path: content + bytes(5 * 2**20),
            "is larger than 5 MB. A workbook from here is much smaller.",
        ),
    ],
    ids=["csv", "html", "macros", "password", "xls", "half", "too big"],
)
def test_a_file_of_another_kind_is_refused(partnership, agency, action, lead_officer, tmp_path, make, sentence):
    content = make(downloaded(partnership, agency), tmp_path / "old.xls")

    assert refusal_of(partnership, content, lead_officer) == f"updates.xlsx {sentence}"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(partnership, agency, action, lead_officer):
    content = bomb(downloaded(partnership, agency), None)

    assert refusal_of(partnership, content, lead_officer).endswith("which is too much for a workbook.")


def test_a_name_with_a_path_or_reversed_letters_is_kept_without_them(partnership, agency, action, lead_officer):
    batch = uploaded(partnership, downloaded(partnership, agency), lead_officer, "../../etc/\u202eupdates.xlsx")

    assert batch.file_name == "updates.xlsx"
    assert batch.file.name.endswith(f"/{batch.sha256[:32]}.xlsx")


def test_the_workbook_of_another_agency_is_refused_by_name(partnership, agency, action, other_officer):
    content = downloaded(partnership, agency)

    assert refusal_of(partnership, content, other_officer) == (
        "updates.xlsx is the workbook of Northshire Probation. You report here for Northshire Housing."
    )


def test_the_workbook_of_another_partnership_is_refused_by_name(partnership, agency, action, lead_officer):
    elsewhere = PartnershipFactory(name="Southshire Partnership")
    ActionAgencyFactory(action=ActionFactory(partnership=elsewhere, ref="1.1"), agency=agency)
    MembershipFactory(user=lead_officer, partnership=elsewhere, agency=agency, role="lead_officer")

    assert refusal_of(partnership, downloaded(elsewhere, agency), lead_officer) == (
        "updates.xlsx is a workbook of Southshire Partnership, not of Northshire Combating Drugs Partnership. "
        "Upload it there."
    )


def test_what_has_no_place_where_everybody_reads_is_not_kept_at_all(partnership, agency, action, lead_officer):
    content = filled(downloaded(partnership, agency), {("1.1", "narrative"): "We met NHS number 943 476 5919 at home"})

    sentence = refusal_of(partnership, content, lead_officer)

    assert sentence.startswith("Nothing of updates.xlsx was kept. I2: It looks as if this holds an NHS number.")
    assert "5919" not in sentence


def problems_of(batch):
    return {row.row: row.problem for row in batch.rows.all()}


def test_a_formula_is_not_read_and_names_its_cell(partnership, agency, action, second, lead_officer):
    def write_formula(book):
        book[layout.SHEET]["I2"] = "=1+1"
        book[layout.SHEET]["B3"] = "=1+1"

    batch = uploaded(partnership, changed(downloaded(partnership, agency), write_formula), lead_officer)

    assert problems_of(batch) == {2: "I2: a formula, which is not read. Write its result as text.", 3: ""}


def test_rows_moved_against_their_hidden_columns_are_not_read(partnership, agency, action, second, lead_officer):
    def sort_some_columns(book):
        sheet = book[layout.SHEET]
        for column in range(1, 13):
            one, other = sheet.cell(2, column), sheet.cell(3, column)
            one.value, other.value = other.value, one.value

    batch = uploaded(partnership, changed(downloaded(partnership, agency), sort_some_columns), lead_officer)

    told = "this row is not as it was downloaded: its columns were moved against each other, or it was added."
    assert problems_of(batch) == {2: f"A2 and M2: {told} {AGAIN}", 3: f"A3 and M3: {told} {AGAIN}"}


def test_a_reference_read_as_a_number_is_no_other_action(partnership, agency, action, second, lead_officer):
    def as_number(book):
        book[layout.SHEET]["A3"] = 1.10

    content = changed(filled(downloaded(partnership, agency), {("1.10", "narrative"): "Trained"}), as_number)

    assert problems_of(uploaded(partnership, content, lead_officer))[3].startswith("A3 and M3: this row is not as it")


def test_a_row_that_was_copied_is_read_once(partnership, agency, action, lead_officer):
    def copy(book):
        sheet = book[layout.SHEET]
        for column in range(1, 16):
            sheet.cell(3, column).value = sheet.cell(2, column).value

    batch = uploaded(partnership, changed(downloaded(partnership, agency), copy), lead_officer)

    assert problems_of(batch) == {2: "", 3: "A3: 1.1 stands in row 2 already."}


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [
        ("delivery_status", "Fine", "G2: “Fine” is not a status. Choose one of: On track, At risk, Late, Complete."),
        ("confidence", "High", "H2: “High” is not a confidence. Choose one of: Confident, Some doubt, Not confident."),
        ("no_change", "No", "L2: “No” is not an answer to No change. Choose Yes or empty it."),
        ("narrative", "x" * 20_001, "I2: What happened has 20,001 characters; 20,000 can be kept."),
    ],
)
def test_an_answer_that_is_none_names_its_cell_and_what_is_allowed(
    partnership, agency, action, lead_officer, key, text, sentence
):
    content = filled(downloaded(partnership, agency), {("1.1", key): text})

    assert problems_of(uploaded(partnership, content, lead_officer)) == {2: sentence}


def test_an_answer_may_be_written_by_hand(partnership, agency, action, lead_officer):
    content = filled(downloaded(partnership, agency), {("1.1", "delivery_status"): " at  RISK "})

    (row,) = uploaded(partnership, content, lead_officer).rows.all()

    assert (row.problem, row.said["words"]) == ("", {"delivery_status": "at_risk"})


def test_no_change_and_a_change_exclude_each_other(partnership, agency, action, lead_officer):
    content = filled(downloaded(partnership, agency), {("1.1", "no_change"): "Yes", ("1.1", "blocker"): "Rooms"})

    assert problems_of(uploaded(partnership, content, lead_officer)) == {
        2: "L2: says that nothing has changed, and K2 says otherwise. Empty one or the other."
    }


def test_a_row_may_be_taken_out_and_numbers_are_texts(partnership, agency, action, second, lead_officer):
    def take_out(book):
        book[layout.SHEET].delete_rows(2)
        book[layout.SHEET]["J2"] = 12

    batch = uploaded(partnership, changed(downloaded(partnership, agency), take_out), lead_officer)

    assert [(row.said["ref"], row.said["words"]) for row in batch.rows.all()] == [("1.10", {"next_step": "12"})]


def test_somebody_who_reports_for_nobody_here_is_told_so(partnership, agency, action, viewer):
    sentence = refusal_of(partnership, downloaded(partnership, agency), viewer)

    assert sentence == "updates.xlsx is the workbook of Northshire Probation. You report here for no agency."


def test_a_lead_may_upload_for_any_agency(partnership, agency, action, partnership_lead):
    AgencyFactory()

    assert uploaded(partnership, downloaded(partnership, agency), partnership_lead).agency == agency


def test_a_file_saved_anew_by_another_program_is_the_same(partnership, agency, action, lead_officer):
    content = saved(opened(downloaded(partnership, agency)))

    (row,) = uploaded(partnership, content, lead_officer).rows.all()

    assert (row.problem, row.said["words"], given(content).size) == ("", {}, len(content))
