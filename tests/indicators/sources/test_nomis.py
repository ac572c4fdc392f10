"""Population and claimants from Nomis, from its answers to the figures that stand."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from indicators.models import Observation, Refresh, SourceKind, State
from indicators.operations.refresh import refresh
from indicators.sources import nomis
from indicators.sources.base import Known, NotOurs, Reject, Row, SourceNotReadable
from indicators.sources.files import KeptFile
from tests.factories import AreaFactory, IndicatorFactory, SourceFactory
from tests.served import served
from tests.sources_served.nomis import Nomis

REAL = Path(settings.BASE_DIR).parent / "shared/reference/files/nomis/nomis_mortality_nm_161_1.csv"
KNOWN = Known(indicators={"deaths": 1}, areas={"E92000001": 10, "E06000060": 11})
ASKED = nomis.Dataset(dataset="NM_161_1", indicator="deaths")
OPTIONS = nomis.Options(datasets=[ASKED])
HEADER = "DATE_NAME,GEOGRAPHY_CODE,GENDER_NAME,AGE_NAME,OBS_VALUE,OBS_STATUS_NAME"


def kept(tmp_path, *rows, header=HEADER, about=None):
    path = tmp_path / "answer.csv"
    path.write_text("\r\n".join([header, *rows, ""]), encoding="utf-8")
    return KeptFile("answer.csv", path, "0" * 64, path.stat().st_size, about=about or {})


def read(tmp_path, *rows, known=KNOWN, **more):
    return list(nomis.read(kept(tmp_path, *rows, **more), known=known, options=OPTIONS))


@pytest.mark.parametrize(
    ("row", "group", "period", "value", "state"),
    [
        ("2013,E92000001,Total,total (all ages),506790,Normal Value", ("Persons", ""), "2013", 506790, "published"),
        ("May 2024,E06000060,Female,Aged 16-64,1205,Normal Value", ("Female", "16-64"), "May 2024", 1205, "published"),
        ("2024-05,E06000060,Male,Aged 18-24,7,Provisional", ("Male", "18-24"), "May 2024", 7, "provisional"),
        ("2013,E92000001,Total,,,Suppressed", ("Persons", ""), "2013", None, "suppressed"),
        ("2013,E92000001,Total,,-,These figures are missing.", ("Persons", ""), "2013", None, "not_available"),
    ],
)
def test_a_row_is_read(tmp_path, row, group, period, value, state):
    (found,) = read(tmp_path, row)

    assert isinstance(found, Row)
    assert ((found.key.group.sex, found.key.group.age), found.period, found.value, found.state) == (
        group,
        period,
        value,
        state,
    )


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        ("2013,K04000001,Total,,506,Normal Value", "GEOGRAPHY_CODE", "K04000001"),
        ("mid last year,E92000001,Total,,506,Normal Value", "DATE_NAME", "mid last year"),
        ("2013,E92000001,Total,,1 in 5,Normal Value", "OBS_VALUE", "1 in 5"),
    ],
)
def test_what_cannot_be_used_is_rejected_with_its_place(tmp_path, row, column, value):
    (found,) = read(tmp_path, row)

    assert isinstance(found, Reject)
    assert (found.row, found.column, found.value) == (2, column, value)


def test_an_indicator_that_is_not_kept_here_is_passed_over(tmp_path):
    row = "2013,E92000001,Total,,506,Normal Value"

    assert read(tmp_path, row, known=replace(KNOWN, indicators={})) == [NotOurs(2, "deaths", "NM_161_1")]


def test_quotes_and_a_column_in_front_do_no_harm(tmp_path):
    header = '"","DATE","DATE_NAME","GEOGRAPHY_CODE","OBS_VALUE"'

    (found,) = read(tmp_path, '"1",2013,2013,"E92000001",506790', header=header)

    assert (found.value, found.period) == (506790, "2013")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<html>Sorry</html>", "is not an answer of Nomis: no column OBS_VALUE"),
        ('{"error":"Cannot create query"}', 'It begins “{"error":"Cannot create query"}”.'),
        ("DATE_NAME,OBS_VALUE\r\n2013,5\r\n", "has no column GEOGRAPHY_CODE."),
        ("GEOGRAPHY_CODE,OBS_VALUE\r\nE92000001,5\r\n", "has no column DATE_NAME or DATE_CODE."),
        (f"{HEADER}\r\n2013,E92000001\r\n", "line 2 has 2 fields where the header has 6."),
        (f'{HEADER}\r\n2013,"E92', "is damaged: the row that begins on line 2"),
    ],
)
def test_an_answer_of_another_form_is_refused(tmp_path, text, reason):
    file = kept(tmp_path)
    file.path.write_text(text, encoding="utf-8", newline="")

    with pytest.raises(SourceNotReadable) as refused:
        list(nomis.read(file, known=KNOWN, options=OPTIONS))

    assert reason in str(refused.value)


def test_a_saved_file_needs_one_question(tmp_path):
    with pytest.raises(SourceNotReadable, match="does not say what it was asked for"):
        list(nomis.read(kept(tmp_path), known=KNOWN, options=nomis.Options()))


@pytest.mark.reference
@pytest.mark.skipif(not REAL.is_file(), reason="the folder of real Nomis answers is not beside the project")
def test_a_real_answer_is_read_whole():
    found = list(nomis.read(KeptFile(REAL.name, REAL, "0" * 64, REAL.stat().st_size), known=KNOWN, options=OPTIONS))

    ours = [item for item in found if isinstance(item, Row)]
    everybody = [row.value for row in ours if row.period == "2013" and row.key.group.sex == "Persons"]
    # 9 years, 11 causes, 3 sexes for England; the other four geographies are not ours.
    assert (len(found), len(ours), max(everybody)) == (1485, 297, 473550.0)


# --- The whole way ---------------------------------------------------------------------------------------------------


@pytest.fixture
def _places(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    for code in ("E92000001", "E06000060", "E07000004"):
        AreaFactory(code=code)
    AreaFactory(code="local:town")
    IndicatorFactory(code="population", unit="people", value_type="count", multiplier=1)
    IndicatorFactory(code="claimant-count", unit="people", value_type="count", multiplier=1)
    IndicatorFactory(code="claimant-share", unit="%", value_type="proportion", multiplier=100)


def figures_of(*areas):
    found = {}
    for area in areas:
        for year in (2022, 2023):
            found["NM_2002_1", "", area, str(year)] = ("1000", "Normal Value")
        for month in ("April 2024", "May 2024"):
            found["NM_162_1", "1", area, month] = ("40", "Normal Value")
            found["NM_162_1", "2", area, month] = ("4.0", "Normal Value")
    return found


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
def test_population_and_claimants_are_published_page_by_page():
    service = Nomis(figures_of("E92000001", "E06000060", "E07000004"), rows_a_page=4)
    with served(service) as site:
        source = SourceFactory(kind=SourceKind.NOMIS, location=site)

        first = refresh(source=source)
        second = refresh(source=source)

    assert (first.outcome, first.error, first.added, first.rejected) == (Refresh.Outcome.CHANGED, "", 18, 0)
    assert second.outcome == Refresh.Outcome.UNCHANGED
    # Three questions of six rows, four to a page; asked twice.
    assert (site.count("/dataset/NM_2002_1.data.csv"), site.count("/dataset/NM_162_1.data.csv")) == (4, 8)
    assert "local:town" not in "".join(asked.target for asked in site.asked)
    shares = Observation.objects.filter(series__indicator__code="claimant-share", series__area__code="E06000060")
    rows = shares.order_by("period_end").values_list("period", "value", "state", "series__age")
    assert list(rows) == [
        ("Apr 2024", 4.0, State.PUBLISHED, "16-64"),
        ("May 2024", 4.0, State.PUBLISHED, "16-64"),
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
def test_an_unknown_data_set_fails_the_run_and_changes_nothing():
    options = {"datasets": [{"dataset": "NM_9_9", "indicator": "population"}], "areas": ["E92000001"]}
    with served(Nomis(figures_of("E92000001"))) as site:
        run = refresh(source=SourceFactory(kind=SourceKind.NOMIS, location=site, options=options))

    assert (run.outcome, Observation.objects.count()) == (Refresh.Outcome.FAILED, 0)
    assert "404" in run.error


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
def test_options_that_are_wrong_fail_with_what_is_allowed():
    run = refresh(source=SourceFactory(kind=SourceKind.NOMIS, location="http://127.0.0.1:9", options={"areas": ["X1"]}))

    assert run.outcome == Refresh.Outcome.FAILED
    assert "X1 is not the code of an English area, such as E06000060" in run.error
