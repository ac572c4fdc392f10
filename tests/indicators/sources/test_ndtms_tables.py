"""The yearly tables of NDTMS: sheets, workbooks, and GOV.UK on a server like it."""

import datetime
from collections import Counter

import pytest

from indicators.sources.base import Group, Key, Known, NotOurs, Reject, Row, SourceNotReadable
from indicators.sources.files import Fetcher, KeptFile
from indicators.sources.ndtms_sheets import HeadingsNotUnderstood, find_sheet
from indicators.sources.ndtms_tables import Options, fetch, read
from tests.served import served
from tests.sources_served.books import XLSX_TYPE, Span, ods, xlsx
from tests.sources_served.ndtms import DEATHS, LIMITS, NATIONAL, PREVALENCE, GovUk

KNOWN = Known(
    indicators={
        "drug-treatment-mortality-ratio": 1,
        "opiate-crack-users": 2,
        "opiate-crack-prevalence": 3,
        "alcohol-dependent-adults": 4,
        "alcohol-dependence-prevalence": 5,
    },
    areas={"E08000003": 10, "E06000055": 11, "E06000017": 12, "E06000015": 13, "E12000004": 14, "E06000052": 15},
)
TITLE = "Table 2.1: prevalence estimates, 2016 to 2017"
MAKERS = {".ods": ods, ".xlsx": xlsx}


def reader(folder, suffix):
    def read_sheets(known=KNOWN, options=None, **sheets):
        path = folder / f"tables{suffix}"
        path.write_bytes(MAKERS[suffix](sheets))
        return list(read(KeptFile(path.name, path, "", 0), known=known, options=options or Options()))

    return read_sheets


@pytest.fixture
def items(tmp_path):
    """Reads a workbook with these sheets."""
    return reader(tmp_path, ".ods")


@pytest.fixture(params=MAKERS)
def either(request, tmp_path):
    """The same in both formats."""
    return reader(tmp_path, request.param)


def of_rows(items):
    return [item for item in items if isinstance(item, Row)]


def test_deaths_in_treatment_are_a_ratio_with_its_interval_and_the_deaths_as_its_count(either):
    found = either(Table_9_2=DEATHS)

    people = Group(1, "Persons", "18+", "", "")
    start, end = datetime.date(2022, 4, 1), datetime.date(2025, 3, 31)
    period = "2022/23 - 24/25"
    assert of_rows(found) == [
        Row(
            5, Key(people, 10, start, end), period, 1.237629579, 0.9467, 1.5898, None, None, 61.0, None, "published", ""
        ),
        Row(
            6, Key(people, 11, start, end), period, 0.685756696, 0.4393, 1.0204, None, None, 24.0, None, "published", ""
        ),
        Row(7, Key(people, 12, start, end), period, *(None,) * 7, "suppressed", "Suppressed (*)"),
    ]
    assert [(item.row, item.column, item.value, item.reason) for item in found if isinstance(item, Reject)] == [
        (
            8, "Area name", "Cornwall & Isles of Scilly",
            "Cornwall and Isles of Scilly is 2 authorities counted together, which is no area here.",
        ),
        (9, "Area name", "Middle-earth", "Unknown area."),
    ]  # fmt: skip


def test_headings_of_two_rows_are_paired_with_their_columns(either):
    found = of_rows(either(**{"2_1_Drug_prevalence": PREVALENCE}))

    derby = [item for item in found if item.key.area_id == 13]
    assert [(item.key.group[0], item.key.group[4], item.value, item.lower_95, item.upper_95) for item in derby] == [
        (2, "", 2162.0, 1672.0, 2647.0),
        (2, "Opiates", 1826.0, 1533.0, 2103.0),
        (2, "Crack", 979.0, 696.0, 1281.0),
        (3, "", 13.14, 10.16, 16.09),
        (3, "Opiates", 11.10, 9.32, 12.78),
        (3, "Crack", 5.95, 4.23, 7.79),
    ]
    assert {(item.period, item.state, item.key.group.age) for item in derby} == {("2016/17", "modelled", "15-64")}
    rutland = [item for item in found if item.key.area_id == 12]
    assert Counter((item.value, item.state) for item in rutland) == {(None, "suppressed"): 6}


def test_headings_of_two_rows_are_paired_also_where_the_areas_stand_in_the_lower_row(items):
    upper = [None, None, "Number of users", None, None]
    rows = [
        ["Table 2.1: prevalence estimates, 2016 to 2017"], [""], upper, ["Region", "Local authority", "OCU", *LIMITS],
        ["East Midlands", "Derby", "2,162", "1,672", "2,647"],
    ]  # fmt: skip

    (found,) = of_rows(items(Sheet=rows))

    assert (found.line, found.value, found.lower_95, found.upper_95) == (5, 2162.0, 1672.0, 2647.0)


def test_headings_of_one_row_are_read_by_their_words_in_any_order(items):
    rows = [
        ["Table 2.1: local estimates of opiate and crack use, 2016 to 2017"],
        ["Link back to the index"],
        [
            "Crack cocaine (number) upper bound 95% CI", "Crack cocaine (number) lower bound 95% CI", "Local authority",
            "Opiates (rate per thousand)", "Crack cocaine (number) [note 2]", "OCU (number)", "15-64 population",
        ],
        [1281, 696, "Derby [note 1]", 11.1, 979, 2162, 164_510],
    ]  # fmt: skip

    found = of_rows(items(Sheet=rows))

    assert {(item.key.group[0], item.key.group[4]): (item.value, item.lower_95, item.upper_95) for item in found} == {
        (2, "Crack"): (979.0, 696.0, 1281.0),
        (3, "Opiates"): (11.1, None, None),
        (2, ""): (2162.0, None, None),
    }


def test_a_limit_that_does_not_say_of_what_is_one_of_the_figure_before_it(items):
    rows = [[TITLE], ["Local authority", "OCU (number)", *LIMITS, "Users in all"], ["Derby", 2162, 1672, 2647, 9]]

    (found,) = of_rows(items(Sheet=rows))

    assert (found.value, found.lower_95, found.upper_95) == (2162.0, 1672.0, 2647.0)


def test_estimates_of_alcohol_dependence_are_read(items):
    rows = [
        ["Table 2.2: Alcohol dependence prevalence estimates, 2018 to 2019"],
        [
            Span("Region", rows=2), Span("Local authority", rows=2), Span("18+ population", rows=2),
            Span("Number of dependent drinkers", columns=3), None, None,
            Span("Rate per 1,000 of the population", columns=3), None, None,
        ],
        [None, None, None, "Estimate", *LIMITS, "Estimate", *LIMITS],
        ["East Midlands", "Derby", 198_000, 3378, 2538, 4779, 17.1, 12.8, 24.1],
    ]  # fmt: skip

    found = of_rows(items(Sheet=rows))

    assert [(item.key.group[0], item.key.group.age, item.value, item.lower_95) for item in found] == [
        (4, "18+", 3378.0, 2538.0),
        (5, "18+", 17.1, 12.8),
    ]


def test_a_sheet_that_is_not_by_authority_is_passed_over(items):
    (found,) = items(Table_1_1=NATIONAL)

    assert found == NotOurs(1, "sheet Table_1_1", "Table 1.1: sex of all people in treatment")


def test_an_indicator_that_is_not_kept_here_is_passed_over(items):
    known = Known(indicators={}, areas=KNOWN.areas)

    found = items(known=known, Table_9_2=DEATHS[:5])

    assert [item.indicator for item in found] == ["drug-treatment-mortality-ratio"]


def test_notes_below_the_table_are_no_areas(items):
    found = items(Table_9_2=[*DEATHS[:5], [], ["Notes"], ["Manchester"], ["1. Deaths in all causes."]])

    assert len(found) == 1


def deaths_with(**cells):
    """One row of deaths with other cells, by heading."""
    named = dict(zip(DEATHS[3], DEATHS[4], strict=True)) | {
        name.replace("_", " "): cell for name, cell in cells.items()
    }
    return [*DEATHS[:4], list(named.values())]


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"Time_period": "soon"}, "Time period", "is not a period we understand"),
        ({"Time_period": ""}, "Time period", "The sheet does not say its period"),
        ({"Age": "15-17"}, "Age", "This is no age of adults."),
        ({"Observed": "1 in 5"}, "Observed", "This is a share in words, not a number."),
        ({"Point_estimate": 9.0}, "Point estimate", "The value is outside its 95% interval, 0.9467 to 1.5898."),
        ({"Observed": -1}, "Point estimate", "cannot be negative"),
        ({"Lower_95%_CI": None}, "Point estimate", "Half of the 95% interval is missing."),
    ],
)
def test_a_row_that_cannot_be_read_says_where_and_why(items, cells, column, reason):
    (found,) = items(Table_9_2=deaths_with(**cells))

    assert (found.row, found.column) == (5, column)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("cells", "state"),
    [({"Point_estimate": mark}, "not_available") for mark in ("z", "[x]", ":", "-", None)]
    + [({"Point_estimate": mark}, "suppressed") for mark in ("c", "[c]", "*")],
)
def test_a_mark_is_never_a_0_and_takes_limits_and_count_with_it(items, cells, state):
    (found,) = items(Table_9_2=deaths_with(**cells))

    assert (found[3:10], found.state) == ((None,) * 7, state)


def test_the_period_of_a_sheet_that_says_none_comes_from_the_options(items):
    rows = [["Table 2.1: prevalence estimates"], ["Local authority", "OCU (number)"], ["Derby", 2162]]

    (rejected,) = items(Sheet=rows)
    (found,) = items(options=Options(periods={"Prevalence estimates": "2016/17"}), Sheet=rows)

    assert "Give it in the options as “periods”." in rejected.reason
    assert found.period == "2016/17"


@pytest.mark.parametrize(
    ("rows", "because"),
    [
        # The lower row slipped to the left, as in a reader that leaves covered cells out.
        (
            [[TITLE], ["Region", "Local authority", "Number of users", None], ["OCU", *LIMITS]],
            "“Lower bound 95% CI” stands beside no figure that it is a limit of.",
        ),
        (
            [[TITLE], ["Local authority", None, None, "Remarks"], ["OCU", *LIMITS]],
            "Below the headings of two rows there is no column for the area.",
        ),
        (
            [[TITLE], ["Local authority", "Number of users", None], [None, *LIMITS], ["Derby", 1, 2]],
            "“Lower bound 95% CI” stands beside no figure that it is a limit of.",
        ),
        (
            [[TITLE], ["Local authority", "OCU (number)", "OCU number"], ["Derby", 1, 2]],
            "Two columns mean the same: “OCU number”.",
        ),
        (
            [[TITLE], ["Local authority", "OCU (number) lower bound 95% CI"], ["Derby", 1]],
            "Limits without their figure",
        ),
        ([[TITLE], ["Local authority", "OCU (%)"], ["Derby", 1]], "No column is an estimate that is kept here."),
        ([["Table 7: waiting"], ["Local authority", "Weeks"], ["Derby", 1]], "We know no measure of this table."),
        (
            [["Table 9.3: deaths in alcohol treatment"], ["Area name", "Point estimate"], ["Derby", 1]],
            "It is not said that the deaths are those in treatment for drugs.",
        ),
        (
            [["Table 9.2: deaths in drug treatment"], ["Area name", "Area", "Point estimate"], ["Derby", "Derby", 1]],
            "Two columns are called “Area”.",
        ),
    ],
)
def test_headings_that_cannot_be_paired_for_certain_leave_the_sheet_out(rows, because):
    numbered = list(enumerate(rows, start=1))

    with pytest.raises(HeadingsNotUnderstood) as refused:
        find_sheet("Sheet", numbered)

    assert because in str(refused.value)


def test_a_sheet_that_is_left_out_is_told_and_the_others_are_read(items):
    bad = [[TITLE], ["Local authority", "OCU (%)"], ["Derby", 1]]

    rejected, *rest = items(Bad=bad, Table_9_2=DEATHS[:5])

    assert (rejected.row, rejected.column, rejected.value) == (2, "Bad", TITLE)
    assert rejected.reason == "No column is an estimate that is kept here. The sheet was left out."
    assert [type(item) for item in rest] == [Row]


def test_a_damaged_workbook_is_refused(tmp_path):
    path = tmp_path / "tables.ods"
    path.write_bytes(ods({"Table_9_2": DEATHS})[:400])

    with pytest.raises(SourceNotReadable, match=r"tables\.ods"):
        list(read(KeptFile(path.name, path, "", 0), known=KNOWN, options=Options()))


# --- GOV.UK ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def gov_uk():
    books = {
        ("adults", 2023): ods({"Cover": [["Cover"]], "Table_1_1": NATIONAL}),
        ("adults", 2024): ods({"Table_9_2": DEATHS}),
        ("young people", 2024): ods({"Table_1_1": NATIONAL}),
    }
    return GovUk(books)


@pytest.fixture
def fetched(gov_uk, tmp_path):
    def fetch_now(options=None, path=""):
        with served(gov_uk) as site, Fetcher(tmp_path / "kept", 10_000_000) as fetcher:
            return fetch(fetcher, location=f"{site}{path}", options=options or Options(), known=KNOWN)

    return fetch_now


def test_the_newest_publication_of_each_cohort_is_found_and_its_workbook_kept(fetched):
    kept = fetched()

    assert [(file.about["cohort"], file.about["year"], file.about["title"]) for file in kept] == [
        ("adults", "2024/25", "Substance misuse treatment for adults: statistics 2024 to 2025"),
        ("young_people", "2024/25", "Substance misuse treatment for young people: statistics 2024 to 2025"),
    ]
    found = [item for file in kept for item in read(file, known=KNOWN, options=Options())]
    assert Counter(type(item) for item in found) == {Row: 3, Reject: 2, NotOurs: 1}


def test_years_can_be_asked_for(fetched):
    kept = fetched(Options(cohorts=["adults"], years=["2023/24"]))

    assert [file.about["year"] for file in kept] == ["2023/24"]


def test_an_excel_workbook_is_taken_as_well_and_the_one_with_the_tables(fetched, gov_uk):
    gov_uk.content_type = XLSX_TYPE
    gov_uk.others = [{"content_type": XLSX_TYPE, "title": "Data quality", "url": "/media/quality.xlsx"}]
    gov_uk.books["adults", 2024] = xlsx({"Table_9_2": DEATHS})

    (kept,) = fetched(Options(cohorts=["adults"]))

    assert len(of_rows(read(kept, known=KNOWN, options=Options()))) == 3


def test_a_year_that_is_not_there_is_refused_with_those_that_are(fetched):
    with pytest.raises(SourceNotReadable) as refused:
        fetched(Options(cohorts=["adults"], years=["2030/31"]))

    assert str(refused.value) == "GOV.UK has no treatment statistics for adults of 2030/31. It has 2023/24, 2024/25."


def test_a_search_that_finds_nothing_is_told(fetched, gov_uk):
    gov_uk.books.clear()

    with pytest.raises(SourceNotReadable, match=r"no treatment statistics for adults of any year\. It has none\."):
        fetched()


def test_a_publication_without_a_workbook_is_told(fetched, gov_uk):
    gov_uk.content_type = "application/pdf"

    with pytest.raises(SourceNotReadable, match=r"has no workbook \(ODS or XLSX\) among its 2 attachments"):
        fetched()


def test_a_workbook_can_be_named_by_its_own_address_or_be_a_file(fetched, tmp_path):
    path = tmp_path / "tables.ods"
    path.write_bytes(ods({"Table_9_2": DEATHS}))
    name = "substance-misuse-treatment-adults-2024-to-2025"

    (from_server,) = fetched(path=f"/media{name}/tables.ods")
    with Fetcher(tmp_path / "kept", 10_000_000) as fetcher:
        (from_disk,) = fetch(fetcher, location=str(path), options=Options(), known=KNOWN)

    read_twice = [of_rows(read(kept, known=KNOWN, options=Options())) for kept in (from_server, from_disk)]
    assert [len(rows) for rows in read_twice] == [3, 3]
