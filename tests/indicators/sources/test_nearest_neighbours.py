"""Lists of nearest neighbours as they are published: wide, long, and the workbook of the Department for Education."""

from pathlib import Path

import pytest
from django.conf import settings

from indicators.sources.base import Known, Reject, SourceNotReadable
from indicators.sources.files import Fetcher, KeptFile
from indicators.sources.nearest_neighbours import Options, _authorities, fetch, read
from indicators.sources.records import NeighbourRecord

REAL = Path(settings.BASE_DIR).parent / "shared" / "reference" / "files" / "neighbours"
KNOWN = Known({}, {})
HEADER = ["LA num", "LA Name", "LA number", "GOInd", "GOReg", "SN1", "SNP", "SN2", "SNP"]


def records(text, tmp_path, name="list.csv", **options):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return list(read(KeptFile(name, path, "", path.stat().st_size), known=KNOWN, options=Options(**options)))


def test_a_wide_list_has_its_places_as_headings(tmp_path):
    assert records("\ufeffAREACD,1,2\r\nE06000001,E08000018,E06000003\r\nE06000002,E08000021,\r\n", tmp_path) == [
        NeighbourRecord(2, "1", "E06000001", "E08000018", 1),
        NeighbourRecord(2, "2", "E06000001", "E06000003", 2),
        NeighbourRecord(3, "1", "E06000002", "E08000021", 1),
    ]


def test_a_long_list_without_places_is_in_the_order_of_its_rows(tmp_path):
    text = "tier,area,cipfa_neighbour\nut,West Sussex,Devon\nut,Kent,Essex\nut,West Sussex,Surrey\n"

    assert [(one.area, one.neighbour, one.position) for one in records(text, tmp_path)] == [
        ("West Sussex", "Devon", 1), ("Kent", "Essex", 1), ("West Sussex", "Surrey", 2),
    ]  # fmt: skip


@pytest.mark.parametrize("place", ["first", "0", "-1", "", "1.5"])
def test_a_place_that_is_none_is_rejected(tmp_path, place):
    assert records(f"area,rank,neighbour\nKent,{place},Essex\n", tmp_path) == [
        Reject(2, "rank", place, "This is no place: a whole number from 1.")
    ]


def test_another_table_is_no_list(tmp_path):
    with pytest.raises(SourceNotReadable) as refused:
        records("code,value\nE06000001,12\n", tmp_path)

    assert "Found: code, value." in str(refused.value)


def test_the_numbers_of_the_workbook_are_said_by_its_own_names():
    rows = [
        (4, [301.0, "Barking and Dagenham", 301.0, 3.0, "London (Outer)", 308.0, "Close", 999.0, "Close"]),
        (5, [308.0, "Enfield", 308.0, 3.0, "London (Outer)", 301.0, "Close", None, None]),
        (6, [None, None]),
    ]

    assert list(_authorities(rows, HEADER)) == [
        NeighbourRecord(4, "SN1", "Barking and Dagenham", "Enfield", 1),
        Reject(4, "SN2", "999", "No authority of this sheet has this number."),
        NeighbourRecord(5, "SN1", "Enfield", "Barking and Dagenham", 1),
    ]


@pytest.mark.reference
@pytest.mark.skipif(not REAL.is_dir(), reason="the folder of real lists is not beside the project")
@pytest.mark.parametrize(
    ("name", "number", "first"),
    [
        ("ons_statistical_nearest_neighbours_global.csv", 7715, ("E06000001", "E08000018", 1)),
        ("cipfa_neighbours_sussex_2020.csv", 240, ("West Sussex", "Cambridgeshire", 1)),
        ("dfe_statistical_neighbours_may_2025_long.csv", None, ("E09000002", "E09000010", 1)),
        ("dfe_statistical_neighbours_may_2025.xlsx", 1580, ("Barking and Dagenham", "Enfield", 1)),
        ("dfe_statistical_neighbours_april_2021.xlsx", 1560, ("City of London", "Kensington and Chelsea", 1)),
    ],
)
def test_a_real_list_is_read_whole(tmp_path, name, number, first):
    with Fetcher(tmp_path, 10_000_000) as fetcher:
        (kept,) = fetch(fetcher, location=str(REAL / name), options=Options(), known=KNOWN)

    items = list(read(kept, known=KNOWN, options=Options()))

    assert [one for one in items if isinstance(one, Reject)] == []
    assert (items[0].area, items[0].neighbour, items[0].position) == first
    assert number is None or len(items) == number
