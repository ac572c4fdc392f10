"""Reading files in the Fingertips layout, sound and hostile."""

import datetime

import pytest

from indicators.sources.base import Group, Key, Known, NotOurs, Reject, Row, SourceNotReadable
from indicators.sources.files import KeptFile
from indicators.sources.fingertips_csv import age_group, read
from tests.indicators.fingertips import HEADER, NAMES, row, text, write

KNOWN = Known(indicators={"93517": 1, "our-own-code": 2}, areas={"E06000900": 10, "E92000001": 11})
INTERVAL_95 = {"Lower_CI_95.0_limit": "50.1", "Upper_CI_95.0_limit": "54"}


@pytest.fixture
def kept(tmp_path):
    return KeptFile("figures.csv", tmp_path / "figures.csv", "", 0)


def items(kept, *rows, **options):
    write(kept.path, *rows, **options)
    return list(read(kept, known=KNOWN))


def test_a_row_becomes_a_figure_with_its_key(kept):
    full = row(
        **INTERVAL_95,
        **{"Lower_CI_99.8_limit": "49", "Upper_CI_99.8_limit": "55.25"},
        Count="1352.333333",
        Denominator="2585.5",
        Value_note="Value estimated",
    )

    (found,) = items(kept, full)

    start, end = datetime.date(2019, 4, 1), datetime.date(2020, 3, 31)
    key = Key(Group(1, "Persons", "15-64", "", ""), 10, start, end)
    figures = (52.5, 50.1, 54.0, 49.0, 55.25, 1352.333333, 2585.5)
    assert found == Row(2, key, "2019/20", *figures, "modelled", "Value estimated")


@pytest.mark.parametrize(
    ("cells", "state", "value", "count"),
    [
        ({"Value": "52.5"}, "published", 52.5, 4.0),
        ({"Value": "0"}, "published", 0.0, 4.0),
        ({"Value": "5", "Value_note": "Value is modelled or synthetic estimate"}, "modelled", 5.0, 4.0),
        ({"Value": ""}, "not_available", None, 4.0),
        ({"Value": "", "Value_note": "Value missing in source data"}, "not_available", None, 4.0),
        # With a suppressed value its count goes, or anybody could divide.
        ({"Value": "", "Value_note": "Value suppressed for disclosure control reasons"}, "suppressed", None, None),
        (
            {"Value": "", "Value_note": "Value cannot be calculated as number of cases is too small"},
            "suppressed",
            None,
            None,
        ),
    ],
)
def test_the_value_note_gives_the_state(kept, cells, state, value, count):
    (found,) = items(kept, row(**{"Count": "4", "Denominator": "80", **cells}))

    assert (found.state, found.value, found.count, found.denominator) == (state, value, count, 80.0)


@pytest.mark.parametrize(
    ("cells", "column", "value", "reason"),
    [
        ({"Area_Code": "E06999999"}, "Area Code", "E06999999", "Unknown area."),
        ({"Area_Code": ""}, "Area Code", "", "The area is missing."),
        ({"Indicator_ID": ""}, "Indicator ID", "", "The indicator is missing."),
        ({"Value": "#DIV/0!"}, "Value", "#DIV/0!", "This is not a number."),
        ({"Value": "nan"}, "Value", "nan", "This is not a number."),
        ({"Value": "inf"}, "Value", "inf", "This is not a number."),
        ({"Value": "1_000"}, "Value", "1_000", "This is not a number."),
        ({"Value": "٥"}, "Value", "٥", "This is not a number."),
        ({"Value": "1e999"}, "Value", "1e999", "This number is too large."),
        ({"Count": "-1"}, "Count", "-1", "A count of people or events cannot be negative."),
        ({"Denominator": "-4"}, "Denominator", "-4", "A count of people or events cannot be negative."),
        (
            {"Lower_CI_95.0_limit": "50"},
            "Upper CI 95.0 limit",
            "",
            "Half of the 95% interval is missing.",
        ),
        (
            {"Upper_CI_99.8_limit": "50"},
            "Lower CI 99.8 limit",
            "",
            "Half of the 99.8% interval is missing.",
        ),
        (
            {"Lower_CI_95.0_limit": "54", "Upper_CI_95.0_limit": "50"},
            "Lower CI 95.0 limit",
            "54",
            "The lower limit of the 95% interval is above its upper limit.",
        ),
        (
            {**INTERVAL_95, "Value": "54.01"},
            "Value",
            "54.01",
            "The value is outside its 95% interval, 50.1 to 54.",
        ),
        ({"Category": "Most deprived"}, "Category Type", "", "A category needs a category type."),
        ({"Sex": "x" * 21}, "Sex", "x" * 21, "The text is longer than 20 characters."),
        ({"Time_period": "Since 2019"}, "Time period", "Since 2019", "The period has no first or no last day."),
        ({"Area_Name": "Nul\x00"}, "", "", "The row holds a character that no text has (NUL)."),
    ],
)
def test_an_unsound_row_is_rejected_with_its_place_and_reason(kept, cells, column, value, reason):
    _, found = items(kept, row(), row(Time_period="2018/19") if not cells else row(**cells))

    assert found[:4] == Reject(3, column, value, reason)[:4]


def test_a_period_that_cannot_be_read_says_what_could(kept):
    (found,) = items(kept, row(Time_period="2019-2018"))

    assert (found.column, found.value) == ("Time period", "2019-2018")
    assert "Accepted forms: 2019; 2018/19" in found.reason


def test_a_reject_keeps_its_key_where_that_is_sound(kept):
    sound, unsound, unknown = items(kept, row(), row(Value="many"), row(Area_Code="E06999999"))

    assert (unsound.key, unknown.key) == (sound.key, None)


def test_limits_at_the_value_itself_are_inside(kept):
    (found,) = items(kept, row(**{"Lower_CI_95.0_limit": "52.5", "Upper_CI_95.0_limit": "52.5"}))

    assert (found.lower_95, found.upper_95) == (52.5, 52.5)


def test_rows_of_other_indicators_are_told_apart(kept):
    found = items(kept, row(Indicator_ID="41001", Indicator_Name="Suicide rate"), row())

    assert found[0] == NotOurs(2, "41001", "Suicide rate")
    assert isinstance(found[1], Row)


def test_our_own_code_serves_for_an_indicator_without_an_official_id(kept):
    (found,) = items(kept, row(Indicator_ID="our-own-code"))

    assert found.key.group.indicator_id == 2


def test_a_name_may_hold_a_newline_and_lines_are_still_counted(kept):
    found = items(kept, row(Indicator_Name='"In treatment\r\nor waiting, ""all"""'), row(Value="x"))

    assert [item.line if isinstance(item, Row) else item.row for item in found] == [2, 4]


@pytest.mark.parametrize("width", [24, 26, 27])
def test_files_of_all_ages_are_read(kept, width):
    header, cells = NAMES[:], row(Value_note="Value estimated").split(",")
    if width == 24:
        # Before October 2017 there were no 99.8% limits, and the 95% ones had no number.
        drop = {*[NAMES.index(name) for name in NAMES if "99.8" in name], NAMES.index("Time period range")}
        header = [name for place, name in enumerate(NAMES) if place not in drop]
        cells = [cell for place, cell in enumerate(cells) if place not in drop]
        header = [name.replace("CI 95.0 limit", "CI limit") for name in header]
    header, cells = header[:width], cells[:width]

    (found,) = items(kept, ",".join(cells), header=",".join(header))

    assert (len(header), found.value, found.state) == (width, 52.5, "modelled")


@pytest.mark.parametrize(
    "header",
    [
        HEADER.replace("Compared to Region value or percentiles", "Column not used"),
        HEADER.replace("Area Name", "AreaName").replace("Compared to Region", "Compared to parent"),
        HEADER.replace(" ", "_").replace("Area_Code", "AreaCode").replace("Indicator_ID", "IndicatorID"),
        "\ufeff" + HEADER,
    ],
)
def test_headings_vary_and_mean_the_same(kept, header):
    (found,) = items(kept, row(**INTERVAL_95), header=header)

    assert (found.value, found.lower_95, found.key.area_id) == (52.5, 50.1, 10)


def test_the_last_field_may_be_missing_and_no_more(kept):
    whole = row()
    one_short, two_short = whole.rsplit(",", 1)[0], whole.rsplit(",", 2)[0]

    first, second, third = items(kept, one_short, two_short, whole + ",more")

    assert isinstance(first, Row)
    assert [item.reason for item in (second, third)] == [
        "The row has 25 fields where the header has 27.",
        "The row has 28 fields where the header has 27.",
    ]


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("15-64 yrs", "15-64"),
        ("18+ yrs", "18+"),
        ("<18 yrs", "Under 18"),
        ("All ages", ""),
        ("Not applicable", ""),
        ("5 years", "5"),
        ("Under 75s", "Under 75s"),
        ("", ""),
    ],
)
def test_ages_are_said_as_the_documents_say_them(given, meant):
    assert age_group(given) == meant


def test_sex_that_does_not_apply_means_everybody(kept):
    found = items(kept, row(Sex="Not applicable"), row(Sex="Male", Time_period="2018/19"))

    assert [item.key.group.sex for item in found] == ["Persons", "Male"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a,b,c\r\n1,2,3\r\n", "no column for indicatorid, areacode, sex, age, timeperiod, value among its 3 columns"),
        (text(row(), header=HEADER.replace("Value,", "Figure,", 1)).encode(), "no column for value among its 27"),
        (text(row(), header=HEADER.replace("Count", "Value")).encode(), "two columns called “Value”"),
        (
            text(row()).encode() + b'93517,"broken off',
            "is damaged: the row that begins on line 3: unexpected end of data",
        ),
        (text(row(Area_Name="Ynys Môn")).encode("cp1252"), "is not UTF-8 text"),
        (text(row()).encode("utf-16"), "is not UTF-8 text"),
        (text(row(Area_Name="x" * 200_000)).encode(), "is damaged: the row that begins on line 2: field larger"),
    ],
)
def test_a_damaged_file_is_refused_with_a_sentence(kept, content, reason):
    kept.path.write_bytes(content)

    with pytest.raises(SourceNotReadable, match=reason):
        list(read(kept, known=KNOWN))


def test_a_header_alone_has_no_rows(kept):
    assert items(kept) == []
