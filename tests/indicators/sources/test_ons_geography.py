"""Areas from the Open Geography portal: pages, lookups, the code history, and what goes wrong."""

import datetime
import json

import pytest

from indicators.sources.base import Known, Reject, SourceNotReadable
from indicators.sources.files import Fetcher, KeptFile
from indicators.sources.ons_geography import Options, fetch, read
from indicators.sources.records import AreaRecord
from tests.served import Answer, served
from tests.sources_served.ons_geography import COUNTIES, POLICE, REGIONS, ROOT, Geography, error

KNOWN = Known({}, {})


@pytest.fixture
def keep(tmp_path):
    def keep_text(text, name="page.json"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return KeptFile(name, path, "", path.stat().st_size)

    return keep_text


@pytest.fixture
def page(keep):
    return lambda rows, **more: keep(json.dumps({"features": [{"attributes": row} for row in rows], **more}))


def records(kept):
    return list(read(kept, known=KNOWN, options=Options()))


def fetched(tmp_path, geography, **options):
    with served(geography) as site, Fetcher(tmp_path, 10_000_000) as fetcher:
        kept = fetch(fetcher, location=f"{site}{ROOT}", options=Options(**options), known=KNOWN)
        return kept, [asked.query.get("resultOffset") for asked in site.asked]


def test_a_lookup_of_counties_says_which_county_a_district_lies_in(page):
    found = {one.code: one for one in records(page(COUNTIES))}

    assert found == {
        "E06000001": AreaRecord(1, "E06000001", "Hartlepool", "unitary", year=2024),
        "E07000008": AreaRecord(2, "E07000008", "Cambridge", "district", ("E10000003",), year=2024),
        "E10000003": AreaRecord(
            2, "E10000003", "Cambridgeshire", "upper_tier", (), ("E07000008", "E07000010"), year=2024
        ),
        "E07000010": AreaRecord(3, "E07000010", "Fenland", "district", ("E10000003",), year=2024),
    }


def test_a_police_force_lies_in_england_and_a_partnership_in_its_police_force(page):
    found = {one.code: (one.area_type, one.parents, one.parts) for one in records(page(POLICE))}

    assert found["E22000302"] == ("csp", ("E23000023",), ("E07000008", "E07000010"))
    assert found["E23000023"] == ("police_force", ("E92000001",), ("E07000008", "E07000010"))
    assert found["E07000008"] == ("district", ("E23000023",), ())


def test_a_code_that_is_none_is_rejected_with_its_column(page):
    row = {**REGIONS[0], "RGN24CD": "North East"}

    assert records(page([row])) == [
        Reject(1, "RGN24CD", "North East", "This is no code of an area: E and eight digits.")
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (1743465600000, datetime.date(2025, 4, 1)),
        ("01/04/2025", datetime.date(2025, 4, 1)),
        ("2025-04-01", datetime.date(2025, 4, 1)),
    ],
)
def test_the_code_history_says_what_followed_what_and_when(page, day, expected):
    row = {"GEOGCD": "E08000038", "GEOGNM": "Barnsley", "GEOGCD_P": "E08000016", "GEOGNM_P": "Barnsley"}

    assert records(page([{**row, "OPER_DATE": day}])) == [
        AreaRecord(1, "E08000038", "Barnsley", "unitary", valid_from=expected),
        AreaRecord(
            1, "E08000016", "Barnsley", "unitary", valid_to=datetime.date(2025, 3, 31), successors=("E08000038",)
        ),
    ]


@pytest.mark.parametrize("day", [None, "soon", "31/02/2025", 10**18])
def test_a_change_without_a_day_is_rejected(page, day):
    row = {"GEOGCD": "E08000038", "GEOGNM": "", "GEOGCD_P": "E08000016", "GEOGNM_P": "", "OPER_DATE": day}

    assert [one.reason for one in records(page([row]))] == ["This is no day."]


def test_changes_of_kinds_that_are_not_kept_are_passed_over(page):
    row = {"GEOGCD": "E05000002", "GEOGNM": "", "GEOGCD_P": "E05000001", "GEOGNM_P": "", "OPER_DATE": "2025-04-01"}

    assert records(page([row])) == []


def test_the_code_history_as_a_file_is_read_too(keep):
    text = "\ufeffGEOGCD,GEOGNM,GEOGCD_P,GEOGNM_P,OPER_DATE\r\nE08000039,Sheffield,E08000019,Sheffield,01/04/2025\r\n"

    assert [one.code for one in records(keep(text, "Changes.csv"))] == ["E08000039", "E08000019"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html>", "page.json is no JSON."),
        ("[]", "page.json has no features: it is no page of a map server."),
        (
            '{"features": [{"attributes": {"WD24CD": "E05000001"}}]}',
            (
                "page.json is no list of areas that we know. Needed: LAD24CD and one of CTYUA24CD, RGN24CD, CSP24CD "
                "and PFA24CD (of any year), or GEOGCD, GEOGCD_P and OPER_DATE. Found: WD24CD."
            ),
        ),
    ],
)
def test_what_is_no_page_is_said(keep, text, said):
    with pytest.raises(SourceNotReadable) as refused:
        records(keep(text))

    assert str(refused.value) == said


def test_all_pages_of_a_layer_are_asked_for(tmp_path):
    kept, offsets = fetched(tmp_path, Geography(), page=2)

    assert [file.name for file in kept] == [
        "LAD24_CTYUA24_EW_LU-1.json", "LAD24_CTYUA24_EW_LU-2.json", "LAD24_RGN24_EN_LU-1.json",
        "LAD24_RGN24_EN_LU-2.json", "LAD24_CSP24_PFA24_EW_LU-1.json", "LAD24_CSP24_PFA24_EW_LU-2.json",
    ]  # fmt: skip
    assert offsets == ["0", "2", "0", "2", "0", "2"]


def test_a_server_that_gives_fewer_rows_than_asked_for_is_asked_on(tmp_path):
    """The next page begins after the rows that came, not after those that were asked for."""
    _, offsets = fetched(tmp_path, Geography(largest_page=3), page=1000)

    assert offsets == ["0", "3", "0", "0"]


def test_an_error_that_comes_as_a_good_answer_is_a_fault(tmp_path):
    geography = Geography()
    geography.faults["LAD24_RGN24_EN_LU"] = error(400, "Invalid URL", "Invalid URL")

    with pytest.raises(SourceNotReadable) as refused:
        fetched(tmp_path, geography)

    assert (str(refused.value), refused.value.is_passing) == (
        "The map server refuses LAD24_RGN24_EN_LU-1.json: Invalid URL Invalid URL (code 400).", False,
    )  # fmt: skip


def test_a_server_that_is_busy_is_asked_again_later(tmp_path):
    geography = Geography()
    geography.faults["LAD24_CTYUA24_EW_LU"] = error(504, "Your request has timed out.")

    with pytest.raises(SourceNotReadable) as refused:
        fetched(tmp_path, geography)

    assert refused.value.is_passing


def test_a_layer_without_an_end_is_given_up(tmp_path):
    geography = Geography()
    with_more = json.dumps({"features": [], "exceededTransferLimit": True})
    geography.faults["LAD24_CTYUA24_EW_LU"] = Answer(with_more, content_type="application/json")

    with pytest.raises(SourceNotReadable) as refused:
        fetched(tmp_path, geography)

    assert str(refused.value) == "LAD24_CTYUA24_EW_LU says that there is more, and gives no more rows after 0."
