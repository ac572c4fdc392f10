"""Drug offences by community safety partnership, from the Home Office's workbook to the figures that stand."""

from datetime import date

import pytest

from indicators.models import AreaType, Observation, Refresh, SourceKind, State
from indicators.operations.refresh import refresh
from indicators.sources import police, police_recorded
from indicators.sources.base import UNKNOWN_AREA, Known, NotOurs, Reject, Row, SourceNotReadable, plain_name
from indicators.sources.files import KeptFile
from tests.factories import AreaFactory, IndicatorFactory, SourceFactory
from tests.served import at, served, web_page
from tests.sources_served.books import ods, xlsx
from tests.sources_served.police import (
    COLUMNS,
    DERBYSHIRE_NOTE,
    KENT_NOTE,
    MEDIA,
    NEWEST,
    OLDER,
    PUBLICATION,
    OpenData,
    answer_json,
    notes_sheet,
    recorded_rows,
)

YEARLY, QUARTERLY = "recorded-drug-offences", "recorded-drug-offences-quarterly"
NAMES = {
    "E92000001": "England",
    "E06000035": "Medway",
    "E06000060": "Buckinghamshire",
    "E06000059": "Dorset",
    "E08000003": "Manchester",
    "E23000005": "Greater Manchester police force area",
    "E23000032": "Kent police force area",
}
AREAS = {code: number for number, code in enumerate(NAMES, 10)}
KNOWN = Known(
    indicators={YEARLY: 1, QUARTERLY: 2},
    areas=AREAS,
    areas_by_name={plain_name(name): (AREAS[code],) for code, name in NAMES.items()},
)
YEAR = {quarter: (10 * quarter, quarter) for quarter in (1, 2, 3, 4)}
BUCKS = ("Aylesbury Vale", "Chiltern", "South Bucks", "Wycombe")


def sheet(*rows, columns=COLUMNS):
    return [columns, *rows]


def read(tmp_path, sheets, *, known=KNOWN, make=ods, options=None):
    path = tmp_path / "tables.ods"
    path.write_bytes(make(sheets))
    file = KeptFile(NEWEST, path, "0" * 64, path.stat().st_size)
    return list(police_recorded.read(file, known=known, options=options or police_recorded.Options()))


def figures(found):
    """{(indicator, area, subgroup, period): value}"""
    return {
        (row.key.group.indicator_id, row.key.area_id, row.key.group.category, row.period): row.value
        for row in found
        if isinstance(row, Row)
    }


def rejects(found):
    return [item for item in found if isinstance(item, Reject)]


@pytest.mark.parametrize("make", [ods, xlsx])
def test_codes_and_quarters_are_summed(tmp_path, make):
    rows = recorded_rows("2025/26", "Greater Manchester", "Manchester", YEAR)
    theft = ["2025/26", 1, "Greater Manchester", "Manchester", "Burglary", "Theft offences", "Burglary", "30A", 5000]
    cannabis = [
        "2025/26",
        1,
        "Greater Manchester",
        "Manchester",
        "Other",
        "Drug offences",
        "Possession of drugs",
        "92D",
        7,
    ]

    found = read(tmp_path, {"2025_26": sheet(theft, *rows, cannabis)}, make=make)

    of_manchester = {
        (*key[0::2], key[3]): value for key, value in figures(found).items() if key[1] == AREAS["E08000003"]
    }
    assert of_manchester == {
        (1, "", "2025/26"): 117,
        (1, "Possession of drugs", "2025/26"): 107,
        (1, "Trafficking of drugs", "2025/26"): 10,
        **{(2, "", f"2025/26 Q{n}"): 11 * n + (7 if n == 1 else 0) for n in YEAR},
        **{(2, "Possession of drugs", f"2025/26 Q{n}"): 10 * n + (7 if n == 1 else 0) for n in YEAR},
        **{(2, "Trafficking of drugs", f"2025/26 Q{n}"): n for n in YEAR},
    }
    year = next(row for row in found if row.period == "2025/26")
    assert (year.line, year.key.start, year.key.end) == (3, date(2025, 4, 1), date(2026, 3, 31))
    assert not rejects(found)


def test_half_a_year_is_not_a_year(tmp_path):
    rows = recorded_rows("2026/27", "Greater Manchester", "Manchester", {1: (5, 1), 2: (6, 1)})

    found = figures(read(tmp_path, {"2026_27": sheet(*rows)}))

    assert {key[3] for key in found} == {"2026/27 Q1", "2026/27 Q2"}
    assert {key[0] for key in found} == {2}


def test_other_names_of_columns_and_quarters_are_understood(tmp_path):
    columns = [
        "Financial Year", "Financial Quarter", "Force Name", "CSP Name", "Offence Description", "Offence Group",
        "Offence Subgroup", "Offence Code", "Number of Offences",
    ]  # fmt: skip
    rows = recorded_rows(
        "2022-23", "Metropolitan Police [Note 6]", "Barnet", {f"Q{n}": both for n, both in YEAR.items()}
    )
    known = Known(KNOWN.indicators, {"E09000003": 1})

    found = figures(
        read(tmp_path, {"2022-23": [["Crime by partnership"], [None], *sheet(*rows, columns=columns)]}, known=known)
    )

    assert found[1, 1, "", "2022/23"] == 110


def test_partnerships_of_before_make_the_new_authority_if_all_are_there(tmp_path):
    rows = [row for name in BUCKS for row in recorded_rows("2025/26", "Thames Valley", name, YEAR)]
    earlier = [row for name in BUCKS[:3] for row in recorded_rows("2024/25", "Thames Valley", name, YEAR)]

    found = read(tmp_path, {"2024_25": sheet(*earlier), "2025_26": sheet(*rows)})

    of_bucks = {key[3]: value for key, value in figures(found).items() if key[:3] == (1, AREAS["E06000060"], "")}
    assert of_bucks == {"2025/26": 440}
    (reject,) = rejects(found)
    assert (reject.column, reject.value) == ("CSP Name", "Aylesbury Vale")
    assert reject.reason == "2024/25 has no rows for Wycombe, so that this is no sum of its authority."


def test_a_shared_partnership_and_one_with_the_name_of_another_place_are_rejected(tmp_path):
    rows = [
        *recorded_rows("2025/26", "Hampshire", "North Hampshire", YEAR),
        *recorded_rows("2025/26", "Dorset", "Dorset", YEAR),
    ]

    found = read(tmp_path, {"2025_26": sheet(*rows)})

    assert figures(found) == {}
    assert {(item.value, item.reason == UNKNOWN_AREA) for item in rejects(found)} == {
        ("Dorset", False),
        ("North Hampshire", True),
    }


def test_a_data_lead_says_what_a_partnership_is(tmp_path):
    known = Known(KNOWN.indicators, AREAS, KNOWN.areas_by_name, {("area", "north hampshire"): 99})
    rows = recorded_rows("2025/26", "Hampshire", "North Hampshire", YEAR)

    found = read(tmp_path, {"2025_26": sheet(*rows)}, known=known)

    assert figures(found)[1, 99, "", "2025/26"] == 110
    assert not rejects(found)


def test_a_partnership_has_the_figures_of_its_own_area_too(tmp_path):
    areas = {"local:csp:wycombe": 7, "E06000060": 8}
    known = Known(KNOWN.indicators, areas, {"wycombe": (7,)})
    rows = [row for name in BUCKS for row in recorded_rows("2025/26", "Thames Valley", name, YEAR)]

    found = figures(read(tmp_path, {"2025_26": sheet(*rows)}, known=known))

    assert (found[1, 7, "", "2025/26"], found[1, 8, "", "2025/26"]) == (110, 440)


def test_what_is_unassigned_counts_for_the_force_alone(tmp_path):
    rows = [
        *recorded_rows("2025/26", "Greater Manchester", "Manchester", YEAR),
        *recorded_rows("2025/26", "Greater Manchester", "Manchester Airport", YEAR),
        *recorded_rows("2025/26", "Greater Manchester", "Unassigned Greater Manchester", {3: (5, 0)}),
    ]

    found = read(tmp_path, {"2025_26": sheet(*rows)})

    assert figures(found)[1, AREAS["E08000003"], "", "2025/26"] == 110
    assert figures(found)[1, AREAS["E23000005"], "", "2025/26"] == 225
    assert not rejects(found)


def test_a_quarter_that_a_partnership_lacks_takes_the_year_from_it_and_from_its_force(tmp_path):
    rows = [
        *recorded_rows("2025/26", "Greater Manchester", "Manchester", {1: (5, 1), 2: (5, 1), 4: (5, 1)}),
        *recorded_rows("2025/26", "Greater Manchester", "Salford", YEAR),
    ]

    found = read(tmp_path, {"2025_26": sheet(*rows)})

    years = {key for key in figures(found) if key[3] == "2025/26"}
    assert years == set()
    assert (2, AREAS["E23000005"], "", "2025/26 Q3") not in figures(found)
    assert "no rows of drug offences for Q3" in rejects(found)[0].reason + rejects(found)[1].reason


def test_england_is_the_sum_of_all_its_forces(tmp_path):
    rows = [
        row
        for force in police.forces().values()
        for row in recorded_rows("2025/26", force.name, f"Unassigned {force.name}", {})
        + recorded_rows("2025/26", force.name, f"A part of {force.name}", YEAR)
    ]
    wales = recorded_rows("2025/26", "South Wales", "Cardiff", YEAR)

    whole = figures(read(tmp_path, {"2025_26": sheet(*rows, *wales)}))
    one_less = figures(read(tmp_path, {"2025_26": sheet(*rows[8:], *wales)}))

    assert whole[1, AREAS["E92000001"], "", "2025/26"] == 39 * 110
    assert not any(key[1] == AREAS["E92000001"] for key in one_less)


def test_a_note_on_partnerships_and_years_marks_their_figures(tmp_path):
    rows = [row for year in ("2022/23", "2025/26") for row in recorded_rows(year, "Kent", "Medway", YEAR)]
    sheets = {
        "Notes": notes_sheet(KENT_NOTE, DERBYSHIRE_NOTE),
        "2022_23": sheet(*rows[:8]),
        "2025_26": sheet(*rows[8:]),
    }

    found = read(tmp_path, sheets)

    years = {
        (row.key.area_id, row.period): (row.state, row.note)
        for row in found
        if isinstance(row, Row) and row.key.group[0] == 1 and not row.key.group.category
    }
    medway, kent = AREAS["E06000035"], AREAS["E23000032"]
    assert years[medway, "2025/26"] == (State.NOT_COMPARABLE, f"Not for comparison. Home Office: {KENT_NOTE}")
    # The force's sum has what is unassigned; the note begins with 2024.
    assert {years[key] for key in ((kent, "2025/26"), (medway, "2022/23"))} == {(State.PUBLISHED, "")}
    (reject,) = rejects(found)
    assert (reject.row, reject.column, reject.value) == (5, "Notes", DERBYSHIRE_NOTE)
    assert reject.reason.startswith("Passed over: this note says that figures are incomplete")


@pytest.mark.parametrize(
    ("count", "value", "state"),
    [("[x]", None, State.NOT_AVAILABLE), (None, None, State.NOT_AVAILABLE), ("1,204", 1205, State.PUBLISHED)],
)
def test_a_count_that_is_not_given_is_never_0(tmp_path, count, value, state):
    rows = recorded_rows("2025/26", "Greater Manchester", "Manchester", {1: (count, 1)})

    found = read(tmp_path, {"2025_26": sheet(*rows)})

    total = next(row for row in found if not row.key.group.category and row.key.area_id == AREAS["E08000003"])
    assert (total.value, total.state) == (value, state)


@pytest.mark.parametrize(
    ("change", "column", "value"),
    [
        ((0, "last year"), "2025_26: Financial Year", "last year"),
        ((1, "Q5"), "2025_26: Financial Quarter", "Q5"),
        ((2, "Gotham"), "2025_26: Police Force", "Gotham"),
        ((8, "1 in 5"), "2025_26: Offence Count", "1 in 5"),
    ],
)
def test_what_cannot_be_used_is_rejected_with_its_place(tmp_path, change, column, value):
    (row, _) = recorded_rows("2025/26", "Greater Manchester", "Manchester", {1: (5, 1)})
    row[change[0]] = change[1]

    reject = rejects(read(tmp_path, {"2025_26": sheet(row)}))[0]

    assert (reject.row, reject.column, reject.value) == (2, column, value)


def test_an_indicator_that_is_not_kept_here_is_passed_over(tmp_path):
    known = Known({YEARLY: 1}, AREAS, KNOWN.areas_by_name)
    rows = recorded_rows("2025/26", "Greater Manchester", "Manchester", YEAR)

    found = read(tmp_path, {"2025_26": sheet(*rows)}, known=known)

    assert found[0] == NotOurs(1, QUARTERLY, NEWEST)
    assert {row.period for row in found[1:]} == {"2025/26"}


@pytest.mark.parametrize(
    ("sheets", "reason"),
    [
        ({"Cover": [["Police recorded crime"]]}, "has no sheet of a financial year, such as 2022_23"),
        ({"2025_26": sheet(["2025/26"], columns=[*COLUMNS[:8], "Rate"])}, "row 1: there is no column for count"),
    ],
)
def test_a_workbook_of_another_form_is_refused(tmp_path, sheets, reason):
    with pytest.raises(SourceNotReadable, match=reason):
        read(tmp_path, sheets)


def test_all_authorities_but_one_are_made_of_whole_partnerships():
    made = {code for place in police.partnerships().values() for code in place.areas}
    upper = {code for place in police.districts().values() for code in place.areas if not code.startswith("E07")}

    # Christchurch belongs to the partnership called Dorset, so that neither of the two authorities has a sum.
    assert upper - made == {"E06000058", "E06000059"}
    assert made <= upper | {code for place in police.districts().values() for code in place.areas}


# --- The whole way ---------------------------------------------------------------------------------------------------


@pytest.fixture
def _places(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    for code, name in NAMES.items():
        is_force = code.startswith("E23")
        AreaFactory(code=code, name=name, area_type=AreaType.POLICE_FORCE if is_force else AreaType.UNITARY)
    for code in (YEARLY, QUARTERLY):
        IndicatorFactory(code=code, value_type="count", multiplier=1, polarity="not_judged")


def book(year):
    return ods({f"{year[:4]}_{year[-2:]}": sheet(*recorded_rows(year, "Greater Manchester", "Manchester", YEAR))})


def refreshed(site, **options):
    return refresh(source=SourceFactory(kind=SourceKind.POLICE_RECORDED, location=site, options=options))


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
def test_the_newest_workbook_is_found_and_published():
    with served(OpenData({OLDER: book("2019/20"), NEWEST: book("2025/26")})) as site:
        source = SourceFactory(kind=SourceKind.POLICE_RECORDED, location=str(site))

        first, second = refresh(source=source), refresh(source=source)

    # Five periods of three sums, for the authority and for the force.
    assert (first.outcome, first.error, first.added, first.rejected) == (Refresh.Outcome.CHANGED, "", 30, 0)
    assert second.outcome == Refresh.Outcome.UNCHANGED
    assert site.count(f"{MEDIA}{OLDER}") == 0
    total = Observation.objects.get(series__indicator__code=YEARLY, series__area__code="E08000003", series__category="")
    assert (total.period, total.value) == ("2025/26", 110)


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
def test_earlier_workbooks_are_read_when_wanted():
    with served(OpenData({OLDER: book("2019/20"), NEWEST: book("2025/26")})) as site:
        run = refreshed(str(site), earlier_files=1)

    periods = Observation.objects.filter(series__indicator__code=YEARLY).values_list("period", flat=True)
    assert (run.outcome, set(periods)) == (Refresh.Outcome.CHANGED, {"2019/20", "2025/26"})


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (at({}), "does not have the police recorded crime open data tables: The server answered 404"),
        (at({f"/api/content{PUBLICATION}": web_page()}), "not JSON"),
        (at({f"/api/content{PUBLICATION}": answer_json({"details": {"body": "none"}})}), "no workbook called prc-csp-"),
        (OpenData({NEWEST: b"<!doctype html><title>Sorry</title>"}), "not a workbook"),
        (OpenData({NEWEST: book("2025/26")[:-200]}), "is damaged"),
    ],
)
def test_what_the_server_does_wrong_fails_the_run_and_changes_nothing(handler, reason):
    with served(handler) as site:
        run = refreshed(str(site))

    assert (run.outcome, Observation.objects.count()) == (Refresh.Outcome.FAILED, 0)
    assert reason in run.error
