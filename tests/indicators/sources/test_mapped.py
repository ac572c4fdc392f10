"""Rows of any table, as a mapping says: what becomes of each kind of cell, and where a fault is said to be."""

import datetime

import pytest

from indicators.sources.base import UNKNOWN_AREA, NotOurs, Reject, Row, SourceNotReadable
from tests.indicators.sources.mapped_tables import KNOWN, WORKBOOK, read, text_file
from tests.sources_served.books import Span, ods, xlsx
from tests.workbooks_made import write_xls, write_xlsx

HEADER = "Area code,Year,Rate"
SOUND = "E06000001,2023,5"
BOTH = {"column": "Area", "by": "name"}


def plain(items):
    """What is compared: (line, area, period, value) of a figure, (row, column, value, reason) of a reject."""
    return [
        (item.line, item.key.area_id, item.period, item.value) if isinstance(item, Row) else tuple(item)[:4]
        for item in items
    ]


def book(folder, rows, name="figures.xlsx"):
    path = folder / name
    path.write_bytes((ods if name.endswith("ods") else xlsx)({"Notes": [["About"]], "Data": rows}))
    return path


# --- Where things are ------------------------------------------------------------------------------------------------


def test_all_that_a_row_says_is_read(tmp_path):
    header = "Area code,Year,Rate,Low,High,Low 99,High 99,N,Of,Sex,Age,Kind,Which,Note,Indicator"
    path = text_file(tmp_path, header, 'E06000001,2022/23,5,4,6,3,7,"1,050",20000,Women,18+ yrs,Ward,West,Revised,1')
    columns = {
        "lower_95": "Low", "upper_95": "High", "lower_998": "Low 99", "upper_998": "High 99", "count": "N",
        "denominator": "Of", "sex": "Sex", "age": "Age", "category_type": "Kind", "category": "Which", "note": "Note",
        "indicator": "Indicator",
    }  # fmt: skip

    (row,) = read(path, indicators={"1": "alcohol-deaths"}, **{name: {"column": at} for name, at in columns.items()})

    assert row.key.group == (2, "Female", "18+", "Ward", "West")
    assert (row.key.start, row.key.end) == (datetime.date(2022, 4, 1), datetime.date(2023, 3, 31))
    assert tuple(row)[2:] == ("2022/23", 5, 4, 6, 3, 7, 1050, 20000, "published", "Revised", None)


def test_titles_above_the_table_do_no_harm(tmp_path):
    path = text_file(tmp_path, "Deaths,2023", "", HEADER, SOUND)

    assert plain(read(path)) == [(4, 10, "2023", 5)]


def test_the_row_of_the_headings_may_be_said(tmp_path):
    path = text_file(tmp_path, HEADER, HEADER, SOUND)

    assert plain(read(path, header_row=2)) == [(3, 10, "2023", 5)]
    assert plain(read(path))[0] == (2, "Area code", "Area code", UNKNOWN_AREA)


@pytest.mark.parametrize("name", ["figures.xlsx", "figures.ods"])
def test_a_sheet_of_a_workbook_is_read_by_its_name(tmp_path, name):
    path = book(tmp_path, [["Title", None, None], ["Area code", "Year", "Rate"], ["E06000001", 2023, 5.5]], name)

    assert plain(read(path, file={"kind": "workbook", "sheet": "Data"})) == [(3, 10, "2023", 5.5)]


def test_the_first_sheet_is_read_where_none_is_named(tmp_path):
    path = tmp_path / "figures.xls"
    write_xls(path, {"Any": [["Area code", "Year", "Rate"], ["E06000001", 2023, 5.5]], "Notes": [["x"]]})

    assert plain(read(path, **WORKBOOK)) == [(2, 10, "2023", 5.5)]


def test_a_merged_area_counts_for_each_row_only_where_it_is_said(tmp_path):
    rows = [["Area code", "Year", "Rate"], [Span("E06000001", rows=2), 2022, 5], [None, 2023, 6]]
    path = book(tmp_path, rows)
    file = {"kind": "workbook", "sheet": "Data"}

    assert plain(read(path, file=file)) == [(2, 10, "2022", 5), (3, "Area code", "", "The area is missing.")]
    assert plain(read(path, file=file | {"fill_merged": True})) == [(2, 10, "2022", 5), (3, 10, "2023", 6)]


def test_a_column_without_a_heading_goes_by_its_letter(tmp_path):
    path = text_file(tmp_path, ",Year,Rate", SOUND)

    assert plain(read(path, area={"column": "Column A"})) == [(2, 10, "2023", 5)]


def test_areas_are_found_by_name_if_only_one_has_it(tmp_path):
    path = text_file(tmp_path, "Area,Year,Rate", "Hartlepool UA,2023,5", "Middlesbrough,2023,6", "Mordor,2023,7")

    assert plain(read(path, area=BOTH)) == [
        (2, 10, "2023", 5),
        (3, "Area", "Middlesbrough", UNKNOWN_AREA),
        (4, "Area", "Mordor", UNKNOWN_AREA),
    ]


def test_one_area_and_one_period_hold_for_every_row(tmp_path):
    path = text_file(tmp_path, "Sex,Rate", "M,5", "F,6")
    changes = {"area": {"constant": "E06000001"}, "period": {"constant": "2022/23"}, "sex": {"column": "Sex"}}

    rows = read(path, **changes)

    assert [(row.key.group.sex, row.period, row.value) for row in rows] == [
        ("Male", "2022/23", 5),
        ("Female", "2022/23", 6),
    ]


def test_an_indicator_that_is_not_kept_is_passed_over(tmp_path):
    path = text_file(tmp_path, "Area code,Year,Rate,What", "E06000001,2023,5,rough-sleeping", "E06000001,2023,5,")

    found = read(path, indicator={"column": "What"})

    assert found == [NotOurs(2, "rough-sleeping", ""), Reject(3, "What", "", "The indicator is missing.")]


# --- Wide tables -----------------------------------------------------------------------------------------------------


def test_each_column_whose_heading_is_a_period_is_read(tmp_path):
    path = text_file(tmp_path, "Area code,Area,2021,2022/23,Total", "E06000001,Hartlepool,5,[c],x")

    found = read(path, value=None, period={}, wide={"by": "period"})

    assert [(row.period, row.value, row.state) for row in found] == [
        ("2021", 5, "published"),
        ("2022/23", None, "suppressed"),
    ]


def test_the_headings_of_a_workbook_may_be_days(tmp_path):
    days = [datetime.date(2023, 5, 1), datetime.date(2023, 6, 1)]
    path = book(tmp_path, [["Area code", *days], ["E06000001", 5, 6]])
    file = {"kind": "workbook", "sheet": "Data"}

    found = read(path, file=file, value=None, period={"form": "month"}, wide={"by": "period"})

    assert plain(found) == [(2, 10, "May 2023", 5), (2, 10, "Jun 2023", 6)]


def test_a_heading_may_stand_for_another_period(tmp_path):
    path = text_file(tmp_path, "Area code,Last year,2021", "E06000001,5,6")

    found = read(path, value=None, period={}, wide={"by": "period", "columns": {"Last year": "2022", "2021": ""}})

    assert plain(found) == [(2, 10, "2022", 5), (2, 10, "2021", 6)]


def test_each_column_is_an_indicator_and_says_its_own_fault(tmp_path):
    path = text_file(tmp_path, "Area code,Year,Drugs,Alcohol,Other", "E06000001,2023,5,many,6")
    columns = {"Drugs": "drug-deaths", "Alcohol": "alcohol-deaths", "Other": "other-deaths"}

    first, second, third = read(path, indicator=None, value=None, wide={"by": "indicator", "columns": columns})

    assert (first.key.group.indicator_id, first.value) == (1, 5)
    assert (second.row, second.column, second.value, second.key.group.indicator_id) == (2, "Alcohol", "many", 2)
    assert third == NotOurs(2, "other-deaths", "Other")


# --- Numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "changes", "value", "state"),
    [
        ('"1,234.5"', {}, 1234.5, "published"),
        ("12.3%", {}, 12.3, "published"),
        ("0.07", {"multiply": 100}, 7.0, "published"),
        ("0.123", {"multiply": 100}, 12.3, "published"),
        ('"1.234,5"', {"decimal": ","}, 1234.5, "published"),
        ('"0,5"', {"decimal": ","}, 0.5, "published"),
        ("..", {"decimal": ","}, None, "not_available"),
        ("*", {}, None, "suppressed"),
        ("c", {}, None, "suppressed"),
        ("[c]", {}, None, "suppressed"),
        ("[x]", {}, None, "not_available"),
        ("[z]", {}, None, "not_available"),
        (":", {}, None, "not_available"),
        ("-", {}, None, "not_available"),
        ("", {}, None, "not_available"),
        ("§", {"marks": {"§": "suppressed"}}, None, "suppressed"),
        ("n.k.", {"marks": {"N.K.": "not_available"}}, None, "not_available"),
    ],
)
def test_a_number_is_read_as_the_mapping_says(tmp_path, cell, changes, value, state):
    (row,) = read(text_file(tmp_path, HEADER, f"E06000001,2023,{cell}"), **changes)

    assert (row.value, row.state) == (value, state)


@pytest.mark.parametrize(
    ("cell", "changes", "reason"),
    [
        ("1 in 5", {}, "This is a share in words, not a number."),
        ("<5", {}, "This is a limit, not a number."),
        ('"12,5"', {}, "The commas of this number do not separate thousands"),
        ('"1,234.5"', {"decimal": ","}, "This is not a number as the mapping has them: 1.234,5"),
        ("12%", {"multiply": 100}, "This is a percentage already, and the mapping multiplies it by 100."),
        ("1e300", {"multiply": 1e200}, "This number is too large."),
        ("nan", {}, "This is not a number."),
        ("#REF!", {}, "This is an error of the workbook's formula"),
    ],
)
def test_what_is_no_number_is_rejected_with_its_place(tmp_path, cell, changes, reason):
    (reject,) = read(text_file(tmp_path, HEADER, f"E06000001,2023,{cell}"), **changes)

    assert (reject.row, reject.column, reject.value) == (2, "Rate", cell.strip('"'))
    assert reject.reason.startswith(reason)
    assert reject.key.area_id == 10


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ("5,4,,9,", "High", "Half of the 95% interval is missing."),
        ("5,6,4,9,", "Low", "The lower limit of the 95% interval is above its upper limit, 4."),
        ("5,6,7,9,", "Rate", "The value is outside its 95% interval, 6 to 7."),
        ("5,4,6,-1,", "N", "A count of people or events cannot be negative."),
        ("5,4,6,9,suppressed", "State", "A figure that is suppressed has no value, but one is given."),
        (",,,9,Published", "Rate", "The state is published, but there is no value."),
        ("5,4,6,9,secret", "State", "This is no state of a figure."),
    ],
)
def test_a_row_that_contradicts_itself_is_rejected(tmp_path, cells, column, reason):
    path = text_file(tmp_path, f"{HEADER},Low,High,N,State", f"E06000001,2023,{cells}")
    names = {"lower_95": "Low", "upper_95": "High", "count": "N", "state": "State"}

    (reject,) = read(path, **{name: {"column": heading} for name, heading in names.items()})

    assert (reject.row, reject.column) == (2, column)
    assert reject.reason.startswith(reason)


def test_a_suppressed_figure_keeps_nothing_to_work_it_out_by(tmp_path):
    path = text_file(tmp_path, f"{HEADER},N,Of", "E06000001,2023,*,3,100")

    (row,) = read(path, count={"column": "N"}, denominator={"column": "Of"})

    assert (row.value, row.count, row.denominator, row.state) == (None, None, 100, "suppressed")


def test_a_state_for_all_rows_holds_for_those_with_a_value(tmp_path):
    path = text_file(tmp_path, HEADER, SOUND, "E06000002,2023,*")

    assert [row.state for row in read(path, state={"constant": "provisional"})] == ["provisional", "suppressed"]


# --- Rows that are no figures ----------------------------------------------------------------------------------------


def test_totals_are_left_out_by_their_words(tmp_path):
    path = text_file(tmp_path, HEADER, "All  areas,2023,9", SOUND)

    assert plain(read(path, skip_areas=["All areas"])) == [(3, 10, "2023", 5)]


@pytest.mark.parametrize("name", ["figures.csv", "figures.xlsx"])
@pytest.mark.parametrize(
    ("rule", "below"),
    [
        ("skip", [(4, "Area code", "Source: ONS", UNKNOWN_AREA), (5, 11, "2023", 6)]),
        ("stop", [(5, "Area code", "E06000002", "It stands below the end of the table: a row without an area.")]),
    ],
)
def test_notes_below_the_table(tmp_path, name, rule, below):
    rows = [HEADER.split(","), SOUND.split(","), ["", "", ""], ["Source: ONS", "", ""], ["E06000002", "2023", "6"]]
    if name.endswith("csv"):
        found = read(text_file(tmp_path, *map(",".join, rows)), without_area=rule)
    else:
        path = book(tmp_path, [[cell or None for cell in row] for row in rows])
        found = read(path, file={"kind": "workbook", "sheet": "Data"}, without_area=rule)

    assert plain(found) == [(2, 10, "2023", 5), *below]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("E06000001,2023", "The row has 2 fields where the header has 3."),
        ("E06000001,2023,5,6", "The row has 4 fields where the header has 3."),
        (",2023,5", "The area is missing."),
    ],
)
def test_a_ragged_row_is_rejected(tmp_path, row, reason):
    (reject, sound) = read(text_file(tmp_path, HEADER, row, SOUND))

    assert (reject.row, reject.reason, sound.line) == (2, reason, 3)


def test_empty_fields_too_many_do_no_harm(tmp_path):
    assert plain(read(text_file(tmp_path, HEADER, f"{SOUND},,"))) == [(2, 10, "2023", 5)]


def test_a_nul_in_a_cell_is_rejected_with_its_column(tmp_path):
    (reject,) = read(text_file(tmp_path, HEADER, "E06000001,20\x0023,5"))

    assert reject == Reject(2, "Year", "20␀23", "The cell holds a character that no text has (NUL).")


def test_a_row_over_several_lines_is_told_by_its_first(tmp_path):
    path = text_file(tmp_path, f"{HEADER},Note", f'{SOUND},"one\ntwo"', "E06000009,2023,5,x")

    assert plain(read(path, note={"column": "Note"})) == [
        (2, 10, "2023", 5),
        (4, "Area code", "E06000009", UNKNOWN_AREA),
    ]


# --- Encodings, dates ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("said", ["utf-8", "windows-1252"])
def test_a_byte_order_mark_does_no_harm_and_decides(tmp_path, encoding, said):
    path = text_file(tmp_path, "Area,Year,Rate", "Hartlepool,2023,£5", encoding=encoding)
    file = {"kind": "csv", "encoding": said}
    if (encoding, said) == ("utf-8", "windows-1252"):
        with pytest.raises(SourceNotReadable, match="is UTF-8 text, where the mapping says Windows-1252"):
            read(path, area=BOTH, file=file)
        return

    assert plain(read(path, area=BOTH, file=file)) == [(2, 10, "2023", 5)]


def test_a_table_of_older_excel_is_read_if_the_mapping_says_so(tmp_path):
    path = text_file(tmp_path, "Area;Year;Rate", "Hartlepool;2023;£5", encoding="windows-1252")
    file = {"kind": "csv", "encoding": "windows-1252", "delimiter": ";"}

    assert plain(read(path, area=BOTH, file=file)) == [(2, 10, "2023", 5)]


@pytest.mark.parametrize("is_1904", [False, True])
def test_days_are_the_same_in_both_calendars_of_workbooks(tmp_path, is_1904):
    path = tmp_path / "figures.xls"
    rows = [["Area code", "Month", "Rate"], ["E06000001", datetime.date(2023, 6, 1), 5], ["E06000001", 45078, 5]]
    write_xls(path, {"Data": rows}, is_1904=is_1904)

    sound, reject = read(path, **WORKBOOK, period={"column": "Month", "form": "month"})

    assert (sound.period, sound.value) == ("Jun 2023", 5)
    assert (reject.row, reject.column, reject.value) == (3, "Month", "45078")
    assert "it may be the serial number of a day" in reject.reason


def test_a_formula_is_read_by_its_saved_result_and_an_error_is_told(tmp_path):
    def cell(at, inner):
        return f'<c r="{at}" t="str">{inner}</c>'

    def row(number, *cells):
        texts = [cell(f"{letter}{number}", f"<v>{text}</v>") for letter, text in zip("AB", cells[:2], strict=True)]
        return f'<row r="{number}">{"".join(texts)}{cells[2]}</row>'

    path = tmp_path / "figures.xlsx"
    header = row(1, "Area code", "Year", cell("C1", "<v>Rate</v>"))
    sound = row(2, "E06000001", "2023", '<c r="C2"><f>WEBSERVICE("http://127.0.0.1:9")</f><v>5</v></c>')
    broken = row(3, "E06000002", "2023", '<c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v></c>')
    write_xlsx(path, header + sound + broken)

    figure, reject = read(path, **WORKBOOK)

    assert (figure.value, reject.row, reject.column, reject.value) == (5, 3, "Rate", "#DIV/0!")


# --- What the data lead has said of words ----------------------------------------------------------------------------


def test_words_are_read_as_the_data_lead_has_said(tmp_path):
    path = text_file(tmp_path, f"{HEADER},Sex", "H-pool,Last year,5,Chaps")
    aliases = {("area", "h-pool"): 10, ("period", "last year"): "2022", ("sex", "chaps"): "Male"}
    known = type(KNOWN)(KNOWN.indicators, KNOWN.areas, KNOWN.areas_by_name, aliases)

    (row,) = read(path, known=known, sex={"column": "Sex"}, period={"column": "Year", "form": "month"})

    assert (row.key.area_id, row.period, row.key.group.sex) == (10, "2022", "Male")
