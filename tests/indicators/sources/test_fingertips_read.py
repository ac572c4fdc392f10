"""Reading what Fingertips answered: the newest figures as JSON, periods from numbers, and what holds no figures."""

import datetime
import json

import pytest

from indicators.sources import fingertips
from indicators.sources.base import Group, Key, Known, NotOurs, Reject, Row, SourceNotReadable
from indicators.sources.files import KeptFile
from indicators.sources.fingertips import Options
from indicators.sources.fingertips.periods import PeriodNotKnown, period_text

KNOWN = Known(indicators={"93517": 1}, areas={"E06000001": 10, "E92000001": 11})
POINT = {
    "AreaCode": "E06000001", "IndicatorId": 93517, "Year": 2019, "YearRange": 1, "Quarter": -1, "Month": -1,
    "Val": 48.77, "ValF": "48.8", "Count": 575.0, "Denom": 1179.0, "LoCI": 40.4, "LoCIF": "40.4", "UpCI": 59.05,
    "UpCIF": "59.1", "LoCI99_8": -1.0, "UpCI99_8": -1.0, "NoteId": 0, "CategoryTypeId": -1, "CategoryId": -1,
}  # fmt: skip
ROOT = {"IID": 93517, "Sex": {"Name": "Persons"}, "Age": {"Name": "15-64 yrs"}, "Grouping": []}
ABOUT = {
    "kind": "data",
    "format": "json",
    "year_types": {"93517": 2},
    "value_notes": {"100": "Value suppressed for disclosure control reasons"},
}
KEY = Key(Group(1, "Persons", "15-64", "", ""), 10, datetime.date(2019, 4, 1), datetime.date(2020, 3, 31))


def kept(tmp_path, content, **about):
    path = tmp_path / "answer"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return KeptFile("answer", path, "", 1, about={**ABOUT, **about})


def items(file, known=KNOWN, **options):
    return list(fingertips.read(file, known=known, options=Options(**options)))


def of_point(tmp_path, **cells):
    (found,) = items(kept(tmp_path, [{**ROOT, "Data": [{**POINT, **cells}]}]))
    return found


def test_a_point_becomes_a_figure_with_its_key(tmp_path):
    assert of_point(tmp_path) == Row(
        1, KEY, "2019/20", 48.77, 40.4, 59.05, None, None, 575.0, 1179.0, "published", "", None
    )


@pytest.mark.parametrize(
    ("cells", "figures"),
    [
        # −1 is the service's null …
        ({"Val": -1.0, "ValF": "-", "LoCI": -1, "LoCIF": "-", "UpCI": -1, "UpCIF": "-"}, (None, None, None, 575.0)),
        ({"Count": -1.0}, (48.77, 40.4, 59.05, None)),
        # … unless its text says that −1 is meant.
        (
            {"Val": -1.0, "ValF": "-1.0", "LoCI": -2.0, "LoCIF": "-2.0", "UpCI": -1.0, "UpCIF": "-1.0"},
            (-1.0, -2.0, -1.0, 575.0),
        ),
    ],
)
def test_minus_one_is_null_unless_it_is_meant(tmp_path, cells, figures):
    found = of_point(tmp_path, **cells)

    assert (found.value, found.lower_95, found.upper_95, found.count) == figures


def test_the_note_is_looked_up_and_makes_the_state(tmp_path):
    found = of_point(tmp_path, Val=-1.0, ValF="-", LoCI=-1, LoCIF="-", UpCI=-1, UpCIF="-", NoteId=100)

    assert (found.state, found.value, found.count) == ("suppressed", None, None)
    assert found.note == "Value suppressed for disclosure control reasons"


def test_comparators_come_along_and_each_area_once(tmp_path):
    england = {**POINT, "AreaCode": "E92000001", "Val": 52.1, "LoCI": 51.6, "UpCI": 53.8}
    groupings = [{"ComparatorData": england}, {"ComparatorData": england}, {"ComparatorData": None}]

    found = items(kept(tmp_path, [{**ROOT, "Grouping": groupings, "Data": [POINT]}]))

    assert [(row.line, row.key.area_id, row.value) for row in found] == [(1, 10, 48.77), (2, 11, 52.1)]


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"AreaCode": "E06999999"}, "Area Code", "Unknown area."),
        ({"Month": 13}, "Time period", "This period is not understood: year 2019, 1 years, quarter -1, month 13."),
        ({"CategoryId": 3}, "", "it is about a category"),
        ({"Val": "much"}, "", "could not convert string to float"),
        ({"Val": 99.0}, "Value", "The value is outside its 95% interval, 40.4 to 59.05."),
        ({"Year": None}, "", "is not in the layout of Fingertips"),
    ],
)
def test_a_point_that_cannot_be_used_is_rejected(tmp_path, cells, column, reason):
    found = of_point(tmp_path, **cells)

    assert isinstance(found, Reject)
    assert (found.row, found.column) == (1, column)
    assert reason in found.reason


def test_an_indicator_that_is_not_kept_here_is_passed_over(tmp_path):
    file = kept(tmp_path, [{**ROOT, "Data": [{**POINT, "IndicatorId": 4}]}], year_types={"4": 2})

    assert items(file) == [NotOurs(1, "4", "")]


@pytest.mark.parametrize("content", ["<html>", "{}", "[1]", '[{"Data"'])
def test_an_answer_of_another_kind_is_refused(tmp_path, content):
    with pytest.raises(SourceNotReadable):
        items(kept(tmp_path, content))


@pytest.mark.parametrize("kind", ["metadata", "areas", None])
def test_files_without_figures_yield_nothing(tmp_path, kind):
    assert items(kept(tmp_path, "anything at all", kind=kind)) == []


# The texts of Fingertips' own unit tests.
@pytest.mark.parametrize(
    ("year_type", "years", "quarter", "month", "text"),
    [
        (1, 1, -1, -1, "2006"),
        (1, 2, -1, -1, "2006 - 07"),
        (1, 1, 4, -1, "2006 Q4"),
        (1, 1, -1, 2, "Feb 2006"),
        (2, 1, -1, -1, "2006/07"),
        (2, 3, -1, -1, "2006/07 - 08/09"),
        (2, 1, 1, -1, "2006/07 Q1"),
        (2, 1, -1, 1, "Apr 2006"),
        (2, 1, -1, 10, "Jan 2007"),
        (3, 2, -1, -1, "2006/07 - 07/08"),
        (4, 1, 2, -1, "2006/07 Q2 - 2007/08 Q1"),
        (4, 3, 1, -1, "2006/07 Q1 - 2008/09 Q4"),
        (5, 2, 4, -1, "2006 Q4 - 2008 Q3"),
        (6, 1, -1, 1, "Jan 2006 - Dec 2006"),
        (6, 1, -1, 12, "Dec 2006 - Nov 2007"),
        (8, 2, -1, -1, "Aug 2006 - Jul 2008"),
        (9, 1, -1, -1, "Mar 2006 - Feb 2007"),
        (13, 3, -1, -1, "Jul 2006 - Jun 2009"),
    ],
)
def test_a_period_is_written_as_the_csv_writes_it(year_type, years, quarter, month, text):
    assert period_text(year_type=year_type, year=2006, years=years, quarter=quarter, month=month) == text


@pytest.mark.parametrize(
    "numbers",
    [
        {"year_type": 0},
        {"year_type": 16},
        {"year_type": 1, "years": 0},
        {"year_type": 1, "years": 51},
        {"year_type": 1, "year": -1},
        {"year_type": 1, "quarter": 5},
        {"year_type": 1, "month": 13},
        {"year_type": 2, "quarter": 1, "years": 2},
        {"year_type": 8, "quarter": 1},
        {"year_type": 4, "month": 1},
    ],
)
def test_numbers_that_make_no_known_period_are_refused(numbers):
    with pytest.raises(PeriodNotKnown):
        period_text(**{"year": 2019, **numbers})
