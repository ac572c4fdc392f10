"""Exports of NDTMS ViewIt, made by hand and real."""

import datetime
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from pydantic import ValidationError

from indicators.models import State
from indicators.sources.base import Group, Key, Known, NotOurs, Reject, Row, SourceNotReadable
from indicators.sources.files import KeptFile
from indicators.sources.ndtms_viewit import Options, read

KNOWN = Known(
    indicators={
        "adults-in-treatment": 1,
        "adults-new-to-treatment": 2,
        "young-people-in-treatment": 3,
        "young-people-new-to-treatment": 4,
    },
    areas={"E09000003": 10, "E92000001": 11, "E06000061": 12},
)
LOCAL = "ReportingPeriod,Area,sex,age_group,drug_group,intreatment_allintx,newpresentation_newtx,eth_white_allintx"
ENGLAND = "ReportingPeriod_Data,Area_Data,DrugGroup_Data,Gender_Data,AgeGroup_Data,Num_InTreatment_AllInTx"
START, END = datetime.date(2021, 4, 1), datetime.date(2022, 3, 31)


@pytest.fixture
def items(tmp_path):
    def read_lines(*lines, known=KNOWN, encoding="utf-8", **options):
        path = tmp_path / "export.csv"
        path.write_bytes("\n".join([*lines, ""]).encode(encoding))
        return list(read(KeptFile(path.name, path, "", 0), known=known, options=Options(**options)))

    return read_lines


def figure(line, indicator_id, people, value, note, state="published", area_id=10):
    key = Key(Group(indicator_id, *people), area_id, START, END)
    return Row(line, key, "2021/22", value, None, None, None, None, None, None, state, note)


def test_each_measure_of_a_line_becomes_a_figure(items):
    found = items(
        LOCAL, "2021/22,Barnet,F,18-29,Non-opiate & alcohol,35,0,30", "2021/22,Barnet,TOTAL,Total,TOTAL,1600,NULL,5"
    )

    young_women = ("Female", "18-29", "Substance group", "Non-opiates and alcohol")
    assert found == [
        figure(2, 1, young_women, 35.0, "Rounded to the nearest 5."),
        figure(2, 2, young_women, 0.0, "Rounded to the nearest 5, so that 0 may stand for a few people."),
        figure(3, 1, ("Persons", "18+", "", ""), 1600.0, "Rounded to the nearest 5."),
        figure(3, 2, ("Persons", "18+", "", ""), None, "", "not_available"),
    ]


def test_the_export_of_england_has_other_headings_and_is_not_rounded(items):
    found = items(ENGLAND, "2021/22,England,ALCOHOL & NON-OPIATES,F,50+,1080")

    people = ("Female", "50+", "Substance group", "Non-opiates and alcohol")
    assert found == [figure(2, 1, people, 1080.0, "", area_id=11)]


def test_an_export_about_young_people_gives_their_indicators(items):
    header = "ReportingPeriod,Area,sex,age_group,intreatment_allintx"

    found = items(header, "2021/22,Barnet,Total,Total,40", "2021/22,Barnet,M,16-17,20", cohort="young_people")

    assert [(item.key.group, item.value) for item in found] == [
        (Group(3, "Persons", "Under 18", "", ""), 40.0),
        (Group(3, "Male", "16-17", "", ""), 20.0),
    ]


def test_the_options_say_what_the_file_does_not(items):
    header = "Year,sex,eth_white_allintx"

    (found,) = items(
        header, "2021/22,M,7", area="H12B", measures={"Eth_White_AllInTx": "adults-new-to-treatment"}, rounded_to=1
    )

    assert found == figure(2, 2, ("Male", "18+", "", ""), 7.0, "")


def test_a_measure_whose_indicator_is_not_kept_here_is_told_once(items):
    known = Known(indicators={"adults-in-treatment": 1}, areas=KNOWN.areas)

    found = items(LOCAL, *["2021/22,Barnet,F,18-29,Opiate,35,5,30"] * 3, known=known)

    assert [item for item in found if isinstance(item, NotOurs)] == [
        NotOurs(1, "adults-new-to-treatment", "newpresentation_newtx")
    ]
    assert len(found) == 4


@pytest.mark.parametrize(
    ("line", "column", "value", "reason"),
    [
        ("2021/22,Narnia,F,18-29,Opiate,35,5,30", "Area", "Narnia", "Unknown area."),
        ("2021/22,,F,18-29,Opiate,35,5,30", "Area", "", "The area is missing."),
        ("2021-22,Barnet,F,18-29,Opiate,35,5,30", "ReportingPeriod", "2021-22", "is not a period we understand"),
        ("2021/22,Barnet,X,18-29,Opiate,35,5,30", "sex", "X", "ViewIt has no such sex: M, F or Total."),
        ("2021/22,Barnet,F,16-17,Opiate,35,5,30", "age_group", "16-17", "No age of adults."),
        ("2021/22,Barnet,F,18-29,Ketamine,35,5,30", "drug_group", "Ketamine", "We know no such substance group."),
        ("2021/22,Barnet,F,18-29,Opiate,35", "", "", "The row has 6 fields where the header has 8."),
    ],
)
def test_a_line_that_cannot_be_read_says_where_and_why(items, line, column, value, reason):
    (found,) = items(LOCAL, line)

    assert (found.row, found.column, found.value) == (2, column, value)
    assert reason in found.reason


@pytest.mark.parametrize(("cell", "reason"), [("many", "This is not a number."), ("-5", "cannot be negative")])
def test_a_cell_that_cannot_be_read_is_rejected_with_its_key_and_the_rest_of_the_line_is_read(items, cell, reason):
    bad, good = items(LOCAL, f"2021/22,Barnet,F,18-29,Opiate,{cell},5,30")

    assert (bad.column, bad.value, bad.key.group.indicator_id) == ("intreatment_allintx", cell, 1)
    assert reason in bad.reason
    assert good.value == 5.0


def test_a_0_from_before_an_area_existed_is_no_count(items):
    (found, *_) = items(LOCAL, "2009/10,North Northamptonshire,F,18-29,Opiate,0,0,0")

    assert (found.value, found.state) == (None, "not_available")


def test_what_the_data_lead_has_said_is_heeded(items):
    known = Known(KNOWN.indicators, KNOWN.areas, aliases={("area", "barnet lb"): 10, ("age", "grown-ups"): "18+"})

    found = items(LOCAL, "2021/22,Barnet LB,F,Grown-ups,Opiate,35,5,30", known=known)

    assert [(item.key.area_id, item.key.group.age) for item in found] == [(10, "18+"), (10, "18+")]


@pytest.mark.parametrize(
    ("lines", "options", "sentence"),
    [
        (
            ["Area,Year,Value", "a,2021/22,1"],
            {},
            "export.csv is no ViewIt export: no column for any of intreatment_allintx",
        ),
        (["Area,intreatment_allintx", "a,1"], {}, "no column for the reporting period among its 2 columns"),
        (["Year,intreatment_allintx", "2021/22,1"], {}, "does not say its area. Give it in the options as “area”."),
        (["Year,Area,Area_Data,intreatment_allintx", "a"], {}, "has two columns for one thing: “Area_Data”"),
        ([LOCAL, '2021/22,"Barnet'], {}, "export.csv is damaged: the row that begins on line 2"),
        ([LOCAL, "2021/22,Barnet,é"], {"encoding": "cp1252"}, "is not UTF-8 text"),
    ],
)
def test_another_file_or_a_damaged_one_is_refused(items, lines, options, sentence):
    with pytest.raises(SourceNotReadable) as refused:
        items(*lines, **options)

    assert sentence in str(refused.value)


def test_an_option_that_there_is_not_is_refused():
    with pytest.raises(ValidationError):
        Options(cohorts=["adults"])


FOLDER = Path(settings.BASE_DIR).parent / "shared" / "reference" / "files" / "ndtms"


@pytest.mark.reference
@pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of real NDTMS files is not beside the project")
@pytest.mark.parametrize(
    ("name", "rows", "whole"),
    [("viewit_export_local_authorities.csv", 1560, 1465.0), ("viewit_export_england.csv", 780, 289_215.0)],
)
def test_every_row_of_a_real_export_can_be_loaded(name, rows, whole):
    kept = KeptFile(name, FOLDER / name, "", 0)

    found = list(read(kept, known=KNOWN, options=Options()))

    assert Counter(type(item) for item in found) == {Row: rows}
    assert {item.state for item in found} == {State.PUBLISHED.value}
    assert len({item.key for item in found}) == rows
    everybody = Group(1, "Persons", "18+", "", "")
    (latest,) = [item.value for item in found if item.key.group == everybody and item.key.end == END]
    assert latest == whole
    assert not any(isinstance(item, Reject) for item in found)
