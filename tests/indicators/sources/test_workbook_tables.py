"""Finding a table by its headings."""

import pytest

from indicators.sources.base import SourceNotReadable
from indicators.sources.workbooks import column_letter, table

WANTED = {"area": ("Area code", "Area Codes"), "name": "Area name", "value": ("Rate per 100,000", "Rate")}
ABOVE = [(1, ["Table 2: deaths", None, None]), (2, ["Link back to the index", None, None])]
HEADER = (4, [" Area  Codes ", "Area\nname [note 1]", "RATE (per 100,000)", None])
LEEDS = (5, ["E08000035", "Leeds", 7.5, None])


def find(*rows, **how):
    return table([*ABOVE, *rows], WANTED, name="deaths.xls", sheet="Table 2", **how)


def refusal(*rows, **how):
    with pytest.raises(SourceNotReadable) as refused:
        find(*rows, **how)
    return str(refused.value)


def test_a_table_is_found_below_its_notes():
    found = find(HEADER, LEEDS, (9, ["Note"]))

    assert (found.header_row, found.columns) == (4, {"area": 0, "name": 1, "value": 2})
    assert found.headings["value"] == "RATE (per 100,000)"
    assert list(found) == [
        (5, {"area": "E08000035", "name": "Leeds", "value": 7.5}),
        (9, {"area": "Note", "name": None, "value": None}),
    ]


def test_what_is_optional_may_be_missing():
    found = find((3, ["Area code", "Rate"]), (4, ["E08000035", 7.5]), optional={"name"})

    assert list(found) == [(4, {"area": "E08000035", "value": 7.5})]


def test_a_missing_column_is_named_with_sheet_and_row():
    assert refusal((4, ["Area code", "Area name", "Deaths"])) == (
        "deaths.xls, sheet “Table 2”, row 4: there is no column for value."
    )


def test_a_column_that_stands_there_twice_is_named_with_both_places():
    assert refusal((4, ["Area code", "Area name", "Rate", None, " rate "])) == (
        "deaths.xls, sheet “Table 2”, row 4: the columns C and E are both called “rate”."
    )


def test_a_sheet_without_the_table_is_told():
    assert refusal() == (
        "deaths.xls, sheet “Table 2”: none of the first 60 rows has the headings of a table (area, name, value)."
    )


def test_a_header_is_not_looked_for_without_end():
    assert "first 3 rows" in refusal(HEADER, within=3)


@pytest.mark.parametrize(("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (16_383, "XFD")])
def test_columns_are_called_as_in_a_spreadsheet(place, letters):
    assert column_letter(place) == letters
