"""The monthly reports of NDTMS: pages read, and the forms asked on a server like theirs."""

import datetime

import pytest

from indicators.periods import PeriodNotUnderstood
from indicators.sources.base import Group, Key, Known, NotOurs, Reject, Row, SourceNotReadable
from indicators.sources.files import Fetcher, KeptFile
from indicators.sources.ndtms_monthly import Options, fetch, read, window
from indicators.sources.ndtms_pages import read_page
from tests.served import Answer, busy, served
from tests.sources_served.ndtms import WINDOWS, Forms, page

ADULTS = "Community adult treatment performance reports"
YOUNG = "Community young people treatment performance reports"
KNOWN = Known(
    indicators={"adults-in-treatment-rolling-year": 1, "young-people-in-treatment-rolling-year": 2},
    areas={"E92000001": 10, "E08000003": 11, "E08000014": 12, "E10000023": 13},
)
ONE_REGION = Options(regions=["E12000002"], seconds_between=0)


@pytest.fixture
def items(tmp_path):
    def read_html(text, known=KNOWN, about=None, options=ONE_REGION):
        path = tmp_path / "page.html"
        path.write_text(text, encoding="utf-8")
        return list(read(KeptFile(path.name, path, "", 0, about=about or {}), known=known, options=options))

    return read_html


def report(area="Manchester", heading=ADULTS, columns=WINDOWS[:1], **rows):
    rows = {label.replace("_", " "): cells for label, cells in rows.items()} or {"Opioids": ["1,210"]}
    return page(heading=f"{heading} - {area}", tables=[(f"Number in treatment: {area}", columns, rows)])


def test_each_cell_becomes_a_provisional_figure_of_twelve_months(items):
    found = items(report(columns=["Jun24 - May25", "Apr24 - Mar25"], Total=["2,890", "2810"]))

    people = Group(1, "Persons", "18+", "", "")
    note = "Provisional, rolling twelve months, report of June 2026."
    of_a_year = (None,) * 6
    assert [item._replace(line=0) for item in found] == [
        Row(
            0, Key(people, 11, datetime.date(2024, 6, 1), datetime.date(2025, 5, 31)), "Year ending May 2025", 2890.0,
            *of_a_year, "provisional", note,
        ),
        # Not 2024/25: that is the name of the final figure.
        Row(
            0, Key(people, 11, datetime.date(2024, 4, 1), datetime.date(2025, 3, 31)), "Year ending March 2025", 2810.0,
            *of_a_year, "provisional", note,
        ),
    ]  # fmt: skip


def test_the_line_of_a_figure_is_that_of_its_row_in_the_page(items):
    text = report(Opioids=["1"], Alcohol_only=["2"])

    lines = [text.splitlines()[item.line - 1] for item in items(text)]

    assert [("Opioids" in lines[0]), ("Alcohol only" in lines[1])] == [True, True]


@pytest.mark.parametrize(
    ("label", "category"),
    [
        ("Opioids", "Opiates"),
        ("Non-opiate only", "Non-opiates only"),
        ("Alcohol only", "Alcohol only"),
        ("Non-opiate &amp; alcohol", "Non-opiates and alcohol"),
    ],
)
def test_a_row_is_a_substance_group(items, label, category):
    (found,) = items(report(**{label: ["5"]}))

    assert found.key.group == Group(1, "Persons", "18+", "Substance group", category)


def test_the_pages_about_young_people_give_their_indicator(items):
    (found,) = items(report(heading=YOUNG, All=["150"]))

    assert (found.key.group, found.value) == (Group(2, "Persons", "Under 18", "", ""), 150.0)


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("-", "not_available"),
        ("", "not_available"),
        ("*", "suppressed"),
        ("-No data available", "not_available"),
        ('-<span class="sr-only">No data</span>', "not_available"),
        ('<span aria-hidden="true">-</span><span class="visually-hidden">No data, <b>none</b></span>', "not_available"),
    ],
)
def test_a_mark_is_never_a_0(items, cell, state):
    (found,) = items(report(Total=[cell]))

    assert (found.value, found.state, found.note) == (None, state, found.note)


def test_an_abolished_area_reports_0_which_is_no_count(items):
    before, after = items(
        report(area="North Yorkshire (pre April 2023)", columns=["Feb22 - Jan23", "Apr23 - Mar24"], Total=["0", "0"])
    )

    assert [(item.value, item.state) for item in (before, after)] == [(0.0, "provisional"), (None, "not_available")]


def test_tables_that_are_not_kept_are_told(items):
    tables = [("Opiate: Manchester", WINDOWS[:1], {"Number in treatment": ["5"]})]

    (found,) = items(page(heading=f"{ADULTS} - Manchester", tables=tables))

    assert (found.indicator, found.name) == ("Opiate", f"{ADULTS}: Opiate")


def test_an_indicator_that_is_not_kept_here_is_passed_over(items):
    (found,) = items(report(), known=Known(indicators={}, areas=KNOWN.areas))

    assert isinstance(found, NotOurs)


@pytest.mark.parametrize(
    ("text", "column", "value", "reason"),
    [
        (report(area="Narnia"), "Jun24 - May25", "Narnia", "Unknown area."),
        (report(Ketamine=["5"]), "", "Ketamine", "We know no such substance group."),
        (report(columns=["Jun24 - Jul25"]), "Jun24 - Jul25", "Jun24 - Jul25", "twelve months"),
        (report(columns=["Latest"]), "Latest", "Latest", "is not a period we understand"),
        (report(Total=["about 5"]), "Jun24 - May25", "about 5", "This is not a number."),
        (report(Total=["-5"]), "Jun24 - May25", "-5", "cannot be negative"),
        (report(Total=["5", "6"]), "", "Total", "The row has 3 cells where the header has 2."),
        (
            page(heading=f"{ADULTS} - Sefton", tables=[("Number in treatment: England", WINDOWS[:1], {"All": ["5"]})]),
            "", "Number in treatment: England", "The table is not of Sefton, of which the page is.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_where_and_why(items, text, column, value, reason):
    (found,) = items(text)

    assert (found.column, found.value) == (column, value)
    assert reason in found.reason


def test_a_page_of_another_area_or_another_report_is_refused(items):
    with pytest.raises(SourceNotReadable, match="the page is that of “England”"):
        items(report(area="England"), about={"cohort": "adults", "area": "Manchester", "version": "219"})
    with pytest.raises(SourceNotReadable, match="the page is of report 219, not 217"):
        items(report(), about={"cohort": "adults", "area": "Manchester", "version": "217"})


@pytest.mark.parametrize("text", ["<html><h1>Search results</h1></html>", "", "<table><tr><td>1", "<h1>a - b</h1>"])
def test_another_page_is_refused(items, text):
    with pytest.raises(SourceNotReadable, match=r"page.html is not a monthly report of NDTMS"):
        items(text)


def test_a_page_is_read_however_its_tags_are_closed():
    text = (
        "<h1>x - y</h1><form id=form1><select id=ReportVersionId><option value=2>May<option value=1 selected>April"
        "</select><input name=__RequestVerificationToken value=t></form><a href='#collapse1'>N: y</a>"
        "<table><tr><th><th>Jun24 - May25<tr><td>All<td>5</table>"
    )

    found = read_page(text)

    assert (found.area, found.token, found.version, found.versions) == ("y", "t", "1", {"2": "May", "1": "April"})
    assert [(table.name, table.area, [cells for _, cells in table.rows]) for table in found.tables] == [
        ("N", "y", [["", "Jun24 - May25"], ["All", "5"]])
    ]


@pytest.mark.parametrize(
    "text", ["Jun24 - May25", "Jun 2024 - May 2025", "June 24 to May 25", "Jun'24 – May'25", "Year ending May 2025"]
)
def test_a_column_is_twelve_months(text):
    period = window(text)

    assert (period.start, period.end) == (datetime.date(2024, 6, 1), datetime.date(2025, 5, 31))


@pytest.mark.parametrize("text", ["Jun24", "Jun24 - Jun25", "Foo24 - May25", "", "Apr 2024 - Mar 2026"])
def test_a_column_of_another_length_is_refused(text):
    with pytest.raises(PeriodNotUnderstood):
        window(text)


# --- The forms -------------------------------------------------------------------------------------------------------


@pytest.fixture
def forms():
    return Forms()


@pytest.fixture
def fetched(forms, tmp_path):
    """What is kept from a server like NDTMS'."""

    def fetch_now(options=ONE_REGION, known=KNOWN):
        with served(forms) as site, Fetcher(tmp_path / "kept", 10_000_000) as fetcher:
            return fetch(fetcher, location=site, options=options, known=known)

    return fetch_now


def read_all(kept, options=ONE_REGION, known=KNOWN):
    return [item for file in kept for item in read(file, known=known, options=options)]


def test_the_forms_are_asked_for_england_and_each_authority_with_token_and_cookie(fetched):
    kept = fetched()

    assert [file.name for file in kept] == [
        "adults-219-England.html", "adults-219-E12000002.json", "adults-219-B18B.html", "adults-219-B19B.html",
        "young_people-219-England.html", "young_people-219-E12000002.json", "young_people-219-B18B.html",
        "young_people-219-B19B.html",
    ]  # fmt: skip
    rows = [item for item in read_all(kept) if isinstance(item, Row)]
    assert len(rows) == 3 * (5 + 1) * 3
    everybody = [
        item.value for item in rows if item.key.area_id == 11 and item.key.group == Group(1, "Persons", "18+", "", "")
    ]
    assert everybody == [2890.0, 2893.0, None]


def test_an_older_report_is_asked_for_by_its_number(fetched):
    kept = fetched(Options(regions=["E12000002"], cohorts=["adults"], version="217", seconds_between=0))

    found = next(item for item in read_all(kept) if isinstance(item, Row))
    assert found.note == "Provisional, rolling twelve months, report of April 2026."


def test_a_report_that_there_is_not_is_refused_with_those_that_there_are(fetched):
    with pytest.raises(SourceNotReadable, match=r"NDTMS has no report 300\. It has 217 to 219\."):
        fetched(Options(regions=["E12000002"], version="300", seconds_between=0))


@pytest.mark.parametrize("text", ["Sefton", "b19b", "E08000014"])
def test_single_authorities_can_be_asked_for(fetched, text):
    options = Options(regions=["E12000002"], cohorts=["adults"], areas=[text], seconds_between=0)

    assert [file.about.get("area") for file in fetched(options)] == ["England", None, "Sefton"]


def test_an_area_that_is_not_known_here_is_not_asked_for_but_told(fetched, forms):
    forms.areas["E12000002"] += [("B99B", "Narnia"), ("K13B", "Cornwall & Isles of Scilly")]
    options = Options(regions=["E12000002"], cohorts=["adults"], seconds_between=0)

    kept = fetched(options)

    assert [file.about["area"] for file in kept if "area" in file.about] == ["England", "Manchester", "Sefton"]
    assert [(item.row, item.value, item.reason) for item in read_all(kept) if isinstance(item, Reject)] == [
        (4, "Narnia", "Unknown area."),
        (
            5,
            "Cornwall & Isles of Scilly",
            "Cornwall and Isles of Scilly is 2 authorities counted together, which is no area here.",
        ),
    ]


def test_a_refused_token_is_asked_for_anew_once(fetched, forms):
    options = Options(regions=["E12000002"], cohorts=["adults"], areas=["Sefton"], seconds_between=0)
    # The page of England is what a refused form answers, so that the refusal shows with the next area.
    forms.refuses = 2

    kept = fetched(options)

    assert [file.about["area"] for file in kept if "area" in file.about] == ["England", "Sefton"]


def test_the_page_of_england_in_place_of_an_authority_is_refused(fetched, forms):
    forms.refuses = 100

    with pytest.raises(
        SourceNotReadable, match="did not answer the report on Manchester: the page is that of “England”"
    ) as refused:
        fetched()

    assert refused.value.is_passing


def test_faults_of_the_service_are_told(fetched, forms):
    forms.faults["B19B"] = busy(status=500)
    with pytest.raises(SourceNotReadable, match="The server answered 500") as refused:
        fetched()
    assert refused.value.is_passing

    forms.faults["B19B"] = Answer("<h1>Sorry</h1>", content_type="text/html")
    with pytest.raises(SourceNotReadable, match="the report on Sefton: the page is that of “Sorry”"):
        fetched()


def test_a_site_without_the_form_is_refused(tmp_path):
    dashboard = Answer("<html><h1>Monthly</h1><iframe></iframe></html>", content_type="text/html")

    with (
        served(lambda asked: dashboard) as site,
        Fetcher(tmp_path / "kept", 10_000_000) as fetcher,
        pytest.raises(SourceNotReadable, match="is not the form of the NDTMS monthly reports any more"),
    ):
        fetch(fetcher, location=site, options=ONE_REGION, known=KNOWN)


def test_a_folder_of_saved_pages_can_be_read_as_well(tmp_path):
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "a.html").write_text(report(), encoding="utf-8")
    (folder / "b.html").write_text(report(heading=YOUNG, area="Sefton", All=["5"]), encoding="utf-8")

    with Fetcher(tmp_path / "kept", 10_000_000) as fetcher:
        kept = fetch(fetcher, location=str(folder), options=ONE_REGION, known=KNOWN)

    assert [(item.key.group.indicator_id, item.key.area_id) for item in read_all(kept)] == [(1, 11), (2, 12)]
