import csv
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from indicators.loading.differences import Report
from indicators.loading.problems import LoadRefused
from indicators.models import NeighbourGroup
from indicators.operations.neighbours import Group, MixedNeighbours, load_neighbours, write_groups
from tests.factories import AreaFactory, FootprintFactory, NeighbourFactory, NeighbourGroupFactory
from tests.loading.conftest import digest

pytestmark = pytest.mark.django_db
REAL = Path(settings.BASE_DIR).parent / "shared" / "reference" / "files" / "neighbours"
WIDE = "AREACD,1,2,3,4\nE06000901,E10000902,E07000904,W06000001,E08000903\nE06000999,E06000998,E06000997,,\n"
LONG = """\
tier,area,cipfa_neighbour
ut,Northshire,Westshire
ut,Northshire,Eastborough
ut,Elsewhere,Nowhere
"""
RANKED = """\
la_number,gss_code,rank,neighbour_gss,closeness
1,E06000901,2,E08000903,Close
1,E06000901,1,E10000902,Very close
"""


@pytest.fixture
def northshire():
    area = AreaFactory(code="E06000901", name="Northshire")
    AreaFactory(code="E10000902", name="Westshire", area_type="upper_tier")
    AreaFactory(code="E08000903", name="Eastborough")
    FootprintFactory(area=area)
    return area


@pytest.fixture
def write(tmp_path):
    def write_list(text):
        path = tmp_path / "list.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write_list


def load(path, **options):
    return load_neighbours(path=path, **{"name": "Neighbours of a kind", "source": "A publisher"} | options)


def neighbours(area):
    return [row.area.name for row in area.neighbour_group.neighbours.all()]


@pytest.mark.parametrize("text", [WIDE, LONG, RANKED], ids=["wide", "long by name", "long by code"])
def test_a_published_list_becomes_a_group_of_areas_of_one_kind(northshire, write, text):
    load(write(text))

    group = NeighbourGroup.objects.get()
    assert (group.area, group.name, group.source) == (northshire, "Neighbours of a kind", "A publisher")
    assert neighbours(northshire) == ["Westshire", "Eastborough"]


def test_only_as_many_are_taken_as_asked_for(northshire, write):
    load(write(WIDE), take=1)

    assert neighbours(northshire) == ["Westshire"]


def test_another_list_replaces_the_first(northshire, write):
    load(write(WIDE))

    load(write("area,position,neighbour\nE06000901,1,E08000903\nE06000901,2,E10000902\n"), name="Another list")

    assert northshire.neighbour_group.name == "Another list"
    assert neighbours(northshire) == ["Eastborough", "Westshire"]


def test_a_second_load_changes_nothing_and_a_check_writes_nothing(northshire, write):
    before = digest()
    assert load(write(WIDE), check=True).tally("Neighbours").added == 2
    assert digest() == before

    load(write(WIDE))

    assert not load(write(WIDE)).has_changes


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (WIDE.replace("E10000902", "E10000909"), "list.csv, line 2, 1: No area has the code or name “E10000909”. Allo"),
        (LONG.replace("Westshire", "Farshire"), "list.csv, line 2, cipfa_neighbour: No area has the code or name"),
        (WIDE.replace("E10000902", "E06000901"), "list.csv, line 2, 1: An area is no neighbour of its own."),
        (WIDE.replace("E08000903", "E10000902"), "list.csv, line 2, 4: “E10000902” stands there twice for E06000901."),
        (RANKED.replace(",2,", ",first,"), "list.csv, line 2, rank: “first” is no place. Allowed: a whole number"),
        (RANKED.replace(",2,", ",1,"), "list.csv, line 3, neighbour_gss: Two neighbours of E06000901 have one place."),
        ("a,b\n1,2\n", "list.csv, line 1: This is no list of neighbours that we know. Needed: AREACD, 1, 2, 3"),
        ("AREACD,1\nE06000999,E06000998\n", "list.csv: The list has no neighbours of Northshire (E06000901)."),
        ("AREACD,1\nE06000901,E07000904\n", "list.csv, line 2, AREACD: No neighbour of Northshire (E06000901) is an"),
        ("", "list.csv: The file is empty."),
    ],
)
def test_a_faulty_list_is_refused_whole_and_says_where(northshire, write, text, message):
    before = digest()

    with pytest.raises(LoadRefused) as refused:
        load(write(text))

    assert [str(problem)[: len(message)] for problem in refused.value.problems] == [message]
    assert digest() == before


def test_an_area_asked_for_must_be_known_and_in_the_list(northshire, write):
    with pytest.raises(LoadRefused, match=r"E06000902: We know no such area\. Did you mean"):
        load(write(WIDE), areas=["E06000902"])
    with pytest.raises(LoadRefused, match="The list has no neighbours of Westshire"):
        load(write(WIDE), areas=["E06000901", "E10000902"])


def test_a_made_up_area_is_no_neighbour_of_a_real_one(northshire, write):
    sample = AreaFactory(code="sample:testbury", name="Testbury", is_sample=True)

    with pytest.raises(LoadRefused, match="No area has the code or name “Testbury”"):
        load(write(LONG.replace("Westshire", "Testbury")))
    for area, neighbour in ((northshire, sample), (sample, northshire)):
        with pytest.raises(MixedNeighbours):
            write_groups([Group(area, "Mixed", "Nobody", [neighbour])], report=Report("Mixed"))
    assert not NeighbourGroup.objects.exists()


def test_two_neighbours_may_change_places():
    group = NeighbourGroupFactory()
    first, second = (NeighbourFactory(group=group, position=place).area for place in (1, 2))

    moved = write_groups([Group(group.area, group.name, group.source, [second, first])], report=Report("Swap"))

    assert neighbours(group.area) == [second.name, first.name]
    assert moved == set()


def test_the_command_says_what_it_did_and_what_is_wrong(northshire, write):
    out, err = StringIO(), StringIO()
    options = {"name": "CIPFA nearest neighbours, 2020", "source": "CIPFA"}

    call_command("load_neighbours", str(write(LONG)), **options, stdout=out)
    with pytest.raises(CommandError, match="The list was not loaded"):
        call_command("load_neighbours", str(write("a,b\n1,2\n")), **options, stderr=err)

    assert "CIPFA nearest neighbours, 2020" in out.getvalue()
    assert "1 problem. Nothing was written." in err.getvalue()


@pytest.fixture
def real_lists():
    if not REAL.is_dir():
        pytest.skip("the folder of real neighbour lists is not beside the project")
    return REAL


@pytest.mark.reference
def test_the_shipped_groups_are_those_of_the_real_list(real_lists):
    call_command("load_reference", stdout=StringIO())
    shipped = {group.area.code: neighbours(group.area) for group in NeighbourGroup.objects.all()}
    NeighbourGroup.objects.all().delete()

    load(real_lists / "ons_statistical_nearest_neighbours_global.csv", areas=list(shipped))

    assert {group.area.code: neighbours(group.area) for group in NeighbourGroup.objects.all()} == shipped


@pytest.mark.reference
def test_a_real_long_list_is_read(real_lists):
    path = real_lists / "dfe_statistical_neighbours_may_2025_long.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["gss_code"] == "E06000035"]
    for code, name in {("E06000035", "Medway"), *((row["neighbour_gss"], row["neighbour_name"]) for row in rows)}:
        AreaFactory(code=code, name=name)

    load(path, areas=["E06000035"])

    nearest = [row["neighbour_name"] for row in sorted(rows, key=lambda row: int(row["rank"]))]
    assert neighbours(NeighbourGroup.objects.get().area) == nearest
    assert len(nearest) == 10
