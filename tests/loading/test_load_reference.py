import shutil
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command

from indicators.loading.problems import LoadRefused
from indicators.loading.reference import Folders
from indicators.models import Area, Indicator, Neighbour, NeighbourGroup
from indicators.operations import reference
from indicators.operations.reference import load_reference
from partners.models import Agency, AgencyAlias
from tests.factories import SeriesFactory
from tests.loading.conftest import digest

pytestmark = pytest.mark.django_db

AREAS = """\
gss_code,name,type,parents,valid_from,valid_to,successors,note
E92000001,England,country,,,,,
E10000099,Oldshire,upper_tier,E92000001,,2021-03-31,E06000099,
E06000099,Newshire,unitary,E92000001,2021-04-01,,,
E06000098,Nextshire,unitary,E92000001,,,,
"""
NEIGHBOURS = """\
area,position,neighbour,group,source
E06000099,1,E06000098,Nearest,A publisher
E06000099,2,E10000099,Nearest,A publisher
"""
FRAMEWORK = """\
name: Framework
outcomes:
- code: improving-recovery
  name: Improving recovery outcomes
  level: intermediate
headline_metrics:
- code: H7
  name: Lines closed
  outcome: improving-recovery
  definition: Lines that were closed
  source: Home Office
  frequency: Irregular
  geography: National and police force
  access: Not open
  caveat: ''
  indicators:
  - lines-closed
supporting_metrics: []
note: ''
"""
INDICATOR = """\
code: lines-closed
name: Lines closed
definition: Lines that were closed
unit: lines
value_type: count
multiplier: 1
polarity: higher_is_better
scope: population
national_priority: supply
outcome: improving-recovery
framework_metric: H7
official_ids:
  fingertips: 92432
source_body: Home Office
caveats: ''
"""
AGENCIES = """\
- slug: gate-clinic
  name: Gate clinic
  short_name: null
  kind: nhs
  parent: trust
  generic: false
  aliases:
  - The clinic
  partnerships: []
- slug: trust
  name: Trust
  short_name: null
  kind: nhs
  parent: null
  generic: false
  aliases: []
  partnerships: []
"""


@pytest.fixture
def folders(tmp_path):
    (tmp_path / "definitions").mkdir()
    files = {
        "areas.csv": AREAS,
        "neighbours.csv": NEIGHBOURS,
        "framework.yaml": FRAMEWORK,
        "agencies.yaml": AGENCIES,
        "definitions/lines-closed.yaml": INDICATOR,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Folders(tmp_path, tmp_path / "definitions", tmp_path)


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_tables_say_what_the_files_say(folders):
    load_reference(folders=folders)

    county = Area.objects.get(code="E10000099")
    assert [area.code for area in county.parents.all()] == ["E92000001"]
    assert [area.code for area in county.successors.all()] == ["E06000099"]
    indicator = Indicator.objects.get()
    assert (indicator.framework_metric.code, indicator.fingertips_id) == ("H7", 92432)
    assert not indicator.framework_metric.is_local
    assert Agency.objects.get(slug="gate-clinic").parent.slug == "trust"
    assert AgencyAlias.objects.get().name == "The clinic"


def test_the_second_time_nothing_changes(folders):
    load_reference(folders=folders)
    before = digest()

    assert not load_reference(folders=folders).has_changes
    assert digest() == before


def test_a_check_writes_nothing(folders):
    before = digest()

    assert load_reference(folders=folders, check=True).tally("Areas").added == 4
    assert digest() == before


def test_one_change_is_one_change(folders):
    load_reference(folders=folders)
    change(folders.definitions / "lines-closed.yaml", "unit: lines", "unit: lines closed")
    change(folders.agencies / "agencies.yaml", "parent: trust", "parent: null")

    report = load_reference(folders=folders)

    assert {tally.noun: tally.changed for tally in report.tallies.values() if tally.changed} == {
        "Indicators": 1,
        "Agencies": 1,
    }
    assert Agency.objects.get(slug="gate-clinic").parent is None


def test_an_indicator_that_vanished_is_named_and_kept(folders):
    load_reference(folders=folders)
    change(folders.reference / "framework.yaml", "  - lines-closed\n", "  - lines-open\n")
    text = INDICATOR.replace("lines-closed", "lines-open").replace("92432", "92433")
    (folders.definitions / "lines-open.yaml").write_text(text, encoding="utf-8")
    (folders.definitions / "lines-closed.yaml").unlink()

    report = load_reference(folders=folders)

    assert report.gone == ["Indicators: Lines closed"]
    assert sorted(Indicator.objects.values_list("code", flat=True)) == ["lines-closed", "lines-open"]


@pytest.mark.parametrize(
    ("name", "old", "new", "row", "column"),
    [
        ("areas.csv", "upper_tier,E92000001", "upper_tier,E92000002", 3, "parents"),
        ("areas.csv", ",E06000099,\n", ",E06000090,\n", 3, "successors"),
        ("areas.csv", "Newshire,unitary", "Newshire,unitry", 4, "type"),
        ("areas.csv", "E06000099,Newshire", "E10000099,Newshire", 4, "gss_code"),
        ("areas.csv", "2021-04-01,,,", "2021-04-01,2020-03-31,,", 4, "valid_to"),
        ("framework.yaml", "outcome: improving-recovery", "outcome: improving", 9, "headline_metrics.1.outcome"),
        ("definitions/lines-closed.yaml", "code: lines-closed", "code: lines", 1, "code"),
        ("definitions/lines-closed.yaml", "outcome: improving-recovery", "outcome: recovery", 10, "outcome"),
        ("definitions/lines-closed.yaml", "framework_metric: H7", "framework_metric: H8", 11, "framework_metric"),
        ("definitions/lines-closed.yaml", "multiplier: 1", "multiplier: 0", 6, "multiplier"),
        ("definitions/lines-closed.yaml", "polarity: higher_is_better", "polarity: up", 7, "polarity"),
        ("agencies.yaml", "parent: trust", "parent: trusts", 5, "1.parent"),
        ("agencies.yaml", "- slug: trust", "- slug: gate-clinic", 10, "2.slug"),
    ],
)
def test_a_fault_is_named_and_nothing_is_written(folders, name, old, new, row, column):
    path = folders.reference / name
    change(path, old, new)
    before = digest()

    with pytest.raises(LoadRefused) as caught:
        load_reference(folders=folders)

    assert (path.name, row, column) in [(p.file, p.row, p.column) for p in caught.value.problems]
    assert digest() == before


def test_two_indicators_cannot_have_one_official_number(folders):
    change(folders.reference / "framework.yaml", "  - lines-closed\n", "  - lines-closed\n  - lines-open\n")
    text = INDICATOR.replace("code: lines-closed", "code: lines-open")
    (folders.definitions / "lines-open.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(LoadRefused, match=r"lines-open.yaml, line 13, official_ids.fingertips: lines-closed already"):
        load_reference(folders=folders)


def test_a_missing_folder_is_named(folders, tmp_path):
    with pytest.raises(LoadRefused, match=r"agencies\.yaml: The file is not there"):
        load_reference(folders=replace(folders, agencies=tmp_path / "nowhere"))


def test_a_folder_without_indicators_is_a_fault(folders, tmp_path):
    load_reference(folders=folders)

    with pytest.raises(LoadRefused, match="nowhere: The folder holds no indicators"):
        load_reference(folders=replace(folders, definitions=tmp_path / "nowhere"))


def test_the_shipped_files_do_not_need_the_place_they_were_copied_from(tmp_path, settings):
    shutil.copytree(settings.BASE_DIR / "indicators/reference", tmp_path / "indicators/reference")
    shutil.copytree(settings.BASE_DIR / "indicators/definitions", tmp_path / "indicators/definitions")
    shutil.copytree(settings.BASE_DIR / "partners/reference", tmp_path / "partners/reference")
    settings.BASE_DIR = tmp_path
    out = StringIO()

    call_command("load_reference", "--check", stdout=out)

    number = len(list((tmp_path / "indicators/definitions").glob("*.yaml")))
    assert f"{number}" in out.getvalue()


def test_neighbours_stand_in_their_order(folders):
    load_reference(folders=folders)

    group = NeighbourGroup.objects.get()
    assert (group.area.name, group.name, group.source) == ("Newshire", "Nearest", "A publisher")
    assert [row.area.name for row in group.neighbours.all()] == ["Nextshire", "Oldshire"]


def test_a_list_that_a_data_lead_chose_stays(folders):
    load_reference(folders=folders)
    NeighbourGroup.objects.update(name="Chosen here")
    Neighbour.objects.filter(position=2).delete()

    assert not load_reference(folders=folders).has_changes

    assert Neighbour.objects.count() == 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("E06000098,", "E06000097,", "line 2, neighbour: No area has the code “E06000097”. Did you mean"),
        ("1,E06000098,", "1,sample:testbury,", "line 2, neighbour: No area has the code “sample:testbury”. Allowed:"),
        ("E06000098,", "E06000099,", "line 2, neighbour: An area is no neighbour of its own. Allowed: another area."),
        ("E06000098,", "E10000099,", "line 3, neighbour: “E10000099” stands there twice for this area."),
        ("99,2,", "99,3,", "line 3, position: The place 3 is out of turn. Allowed: 2."),
        ("99,2,", "99,two,", "line 3, position: “two” is no place. Allowed: a whole number from 1 to 50."),
        ("2,E10000099,Nearest", "2,E10000099,Others", "line 3, group: The group or its source differs"),
        ("group,", "name,", "line 1, group: The column is missing."),
    ],
)
def test_a_fault_among_neighbours_names_its_place(folders, old, new, message):
    change(folders.reference / "neighbours.csv", old, new)
    before = digest()

    with pytest.raises(LoadRefused) as refused:
        load_reference(folders=folders)

    assert str(refused.value.problems[0]).startswith(f"neighbours.csv, {message}")
    assert digest() == before


@pytest.mark.parametrize(
    ("goal", "limits"), [("lower: 5\n  upper: null", (5, None)), ("lower: 5\n  upper: 7.5", (5, 7.5))]
)
def test_a_goal_comes_with_its_source(folders, goal, limits):
    change(folders.definitions / "lines-closed.yaml", "caveats: ''", f"goal:\n  {goal}\n  source: A strategy")

    with pytest.raises(LoadRefused, match="caveats: It is missing"):
        load_reference(folders=folders)
    change(folders.definitions / "lines-closed.yaml", "goal:", "caveats: ''\ngoal:")
    load_reference(folders=folders)

    indicator = Indicator.objects.get()
    assert (indicator.goal_lower, indicator.goal_upper, indicator.goal_source) == (*limits, "A strategy")


@pytest.mark.parametrize(
    ("goal", "message"),
    [
        ("lower: null\n  upper: null\n  source: A strategy", "goal: The goal has no limit. Allowed: lower, upper or"),
        ("lower: 9\n  upper: 7\n  source: A strategy", "goal.lower: The lower limit is above the upper one."),
        ("lower: 9\n  upper: null\n  source: ''", "goal.source: It is empty. A text is needed here."),
        ("lower: '9'\n  upper: null\n  source: A strategy", "goal.lower: It is not a number. Allowed: a number."),
    ],
)
def test_a_faulty_goal_names_its_place(folders, goal, message):
    change(folders.definitions / "lines-closed.yaml", "caveats: ''", f"caveats: ''\ngoal:\n  {goal}")

    with pytest.raises(LoadRefused) as refused:
        load_reference(folders=folders)

    assert [str(problem).split(", ", 2)[2][: len(message)] for problem in refused.value.problems] == [message]


def test_a_changed_goal_is_judged_at_once(folders, monkeypatch):
    load_reference(folders=folders)
    series = SeriesFactory(indicator=Indicator.objects.get())
    judged = []
    monkeypatch.setattr(reference, "recompute_readings", lambda *, series_ids: judged.extend(series_ids))
    path = folders.definitions / "lines-closed.yaml"

    change(path, "name: Lines closed", "name: Lines shut")
    load_reference(folders=folders)
    assert judged == []
    change(path, "caveats: ''", "caveats: ''\ngoal:\n  lower: 9\n  upper: null\n  source: A strategy")
    load_reference(folders=folders)

    assert judged == [series.pk]
