"""What a mapping may say, and what is said of one that does not hold together."""

import pytest

from indicators.sources.mapped import LayoutNotUnderstood, check
from tests.indicators.sources.mapped_tables import layout

RATE = {"column": "Rate"}


def test_a_sound_layout_names_its_headings():
    sound = check(layout(wide={"by": "indicator", "columns": {"Deaths": "drug-deaths"}}, indicator=None, value=None))

    assert sound.headings == {"Area code": "area", "Year": "period", "Deaths": "value"}


def test_what_is_kept_is_read_as_the_same_layout():
    between = {"form": "between two columns", "start": "From", "end": "To"}
    sound = check(layout(period=between, marks={"§": "suppressed"}, file={"kind": "workbook", "sheet": "Data"}))

    assert check(sound.model_dump(mode="json", exclude_none=True)) == sound


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"area": None}, ("area", "Area: this is missing.")),
        ({"area": {"column": "Area", "constant": "E06000001"}}, "Area: give either a column or a text for every row."),
        ({"area": {}}, "Area: give either a column or a text for every row."),
        ({"area": {"column": "Area", "by": "post code"}}, "Area (by): it must be one of 'code' or 'name'"),
        ({"value": None}, "Value: say which column holds the values."),
        ({"indicator": None}, "Indicator: say which column names the indicator, or give one for every row."),
        ({"period": {"form": "month"}}, "Period: say which column holds the period, or give one for every row."),
        ({"period": {"constant": "last year"}}, "Period: “last year” is not a period we understand"),
        ({"period": {"constant": "Since 2021"}}, "Period: “Since 2021” has no first or no last day."),
        ({"period": {"column": "Year", "form": "decade"}}, "Period (form): it must be one of 'as written', "),
        ({"period": {"form": "between two columns", "start": "From"}}, "Period: columns of the first and of the last"),
        ({"lower_95": RATE}, ("upper_95", "Upper 95% limit: an interval needs a column for both of its limits.")),
        ({"category": {"constant": "Ward 1"}}, "Category type: a category needs a category type."),
        (
            {"state": {"constant": "secret"}},
            "State: a state is one of published, provisional, modelled, not_comparable, suppressed",
        ),
        ({"multiply": 0}, "Multiply: values are multiplied by a number above 0"),
        ({"multiply": float("nan")}, "Multiply: values are multiplied by a number above 0"),
        ({"multiply": "ten"}, "Multiply: it must be a number, not 'ten'."),
        ({"header_row": 0}, "Header row: it must be 1 or more."),
        ({"file": {"kind": "pdf"}}, "File: it must be of the kind csv or workbook."),
        (
            {"file": {"kind": "csv", "encoding": "utf-7"}},
            "File (encoding): it must be one of 'utf-8' or 'windows-1252'",
        ),
        ({"marks": {"§": "nought"}}, "Marks (§): it must be one of 'suppressed' or 'not_available', not 'nought'."),
        ({"colour": "red"}, "Colour: this is no part of a mapping. Allowed are file, header_row, "),
        ({"wide": {"by": "period"}}, "Wide: a table with several columns of values has no other columns of numbers."),
        ({"wide": {"by": "period"}, "value": None}, "Period: the headings say the period, so that no column can."),
        (
            {"wide": {"by": "period", "columns": {"Old": "then"}}, "value": None, "period": {}},
            "Wide: “then” is not a period we understand",
        ),
        ({"wide": {"by": "indicator"}, "value": None}, "Wide: name each column of values with the code"),
    ],
)
def test_a_fault_is_said_in_words(changes, fault):
    with pytest.raises(LayoutNotUnderstood) as refused:
        check(layout(**changes))

    name, sentence = refused.value.faults[0]
    assert (name, sentence) == fault if isinstance(fault, tuple) else sentence.startswith(fault)


@pytest.mark.parametrize("given", [None, [], "x", {}])
def test_what_is_no_layout_at_all_is_refused(given):
    with pytest.raises(LayoutNotUnderstood):
        check(given)
