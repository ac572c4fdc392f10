"""Deaths by local authority from the workbook of the Office for National Statistics."""

import pytest

from indicators.models import Observation, Refresh, SourceKind, State
from indicators.operations.refresh import refresh
from indicators.sources import ons_drug_poisoning as ons
from indicators.sources.base import UNKNOWN_AREA, Known, NotOurs, Reject, Row, SourceNotReadable
from indicators.sources.files import KeptFile
from tests.factories import AreaFactory, IndicatorFactory, SourceFactory
from tests.served import served
from tests.sources_served.books import ods, xlsx
from tests.sources_served.ons import COUNTS, PAGE, RATES, RATES_WITH_MARKS, SHEETS, Ons

POISONED, POISONED_RATE, MISUSE_RATE = 1, 2, 3
KNOWN = Known(
    indicators={
        "drug-poisoning-deaths-number": POISONED,
        "drug-poisoning-deaths": POISONED_RATE,
        "drug-misuse-deaths": MISUSE_RATE,
    },
    areas={"E92000001": 10, "E12000008": 11, "E06000060": 12, "E10000003": 13},
)


def read(tmp_path, sheets, *, known=KNOWN, made=xlsx, suffix=".xlsx"):
    path = tmp_path / f"book{suffix}"
    path.write_bytes(made(sheets))
    kept = KeptFile(path.name, path, "0" * 64, path.stat().st_size)
    return list(ons.read(kept, known=known, options=ons.Options()))


def rows(items):
    return {(row.key.group.indicator_id, row.key.group.sex, row.key.area_id, row.period): row for row in items}


@pytest.mark.parametrize(("made", "suffix"), [(xlsx, ".xlsx"), (ods, ".ods")])
def test_counts_are_read_year_by_year(tmp_path, made, suffix):
    items = read(tmp_path, {"Table 1": COUNTS}, made=made, suffix=suffix)

    found = rows(item for item in items if isinstance(item, Row))
    everybody = [(area, year) for _, _, area, year in found]
    assert sorted(everybody) == [(area, year) for area in (10, 11, 12, 13) for year in ("2022", "2023", "2024")]
    assert [found[POISONED, "Persons", 12, year].value for year in ("2022", "2023", "2024")] == [1018, 22, 20]
    assert (found[POISONED, "Persons", 13, "2023"].value, found[POISONED, "Persons", 13, "2023"].state) == (
        None,
        State.NOT_AVAILABLE,
    )


def test_an_unknown_area_is_rejected_once_and_wales_is_left_out(tmp_path):
    rejects = [item for item in read(tmp_path, {"Table 1": COUNTS}) if isinstance(item, Reject)]

    assert rejects == [Reject(9, "Area code", "E07000999", UNKNOWN_AREA)]


def test_a_block_of_columns_is_one_figure(tmp_path):
    found = rows(read(tmp_path, {"Table 6": RATES}))

    newest = found[MISUSE_RATE, "Persons", 12, "2022 - 24"]
    assert (newest.count, newest.value, newest.lower_95, newest.upper_95) == (31, 2.2, 1.5, 3.1)
    older = found[MISUSE_RATE, "Persons", 12, "2021 - 23"]
    assert (older.count, older.value, older.state, older.note) == (
        9,
        None,
        State.NOT_AVAILABLE,
        "Not calculated: too few deaths.",
    )
    assert len(found) == 4


def test_a_mark_beside_the_rate_says_that_it_is_unreliable(tmp_path):
    found = rows(read(tmp_path, {"Table 5": RATES_WITH_MARKS}))

    (row,) = found.values()
    assert (row.key.group.sex, row.count, row.value, row.lower_95, row.upper_95, row.note) == (
        "Female",
        14,
        1.8,
        1.0,
        3.0,
        "Unreliable: fewer than 20 deaths.",
    )


def test_a_half_readable_block_is_rejected_with_its_heading(tmp_path):
    spoilt = [*RATES[:-1], ["E06000060", None, None, "Buckinghamshire", 31, "1 in 5", 1.5, 3.1]]

    rejects = [item for item in read(tmp_path, {"Table 6": spoilt}) if isinstance(item, Reject)]

    assert [(item.row, item.column, item.value) for item in rejects] == [(6, "Table 6: Rate", "1 in 5")]


def test_an_indicator_that_is_not_kept_here_is_passed_over(tmp_path):
    found = read(tmp_path, {"Table 6": RATES}, known=Known(indicators={}, areas=KNOWN.areas))

    assert found == [NotOurs(5, "drug-misuse-deaths", "Table 6"), NotOurs(6, "drug-misuse-deaths", "Table 6")]


def test_a_workbook_without_such_a_sheet_is_refused(tmp_path):
    with pytest.raises(SourceNotReadable, match="has no sheet with a column of area codes"):
        read(tmp_path, {"Cover sheet": SHEETS["Cover sheet"]})


# --- The whole way ---------------------------------------------------------------------------------------------------


@pytest.fixture
def _places(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    for code in KNOWN.areas:
        AreaFactory(code=code)
    for code in KNOWN.indicators:
        is_rate = not code.endswith("number")
        IndicatorFactory(code=code, value_type="directly_standardised_rate" if is_rate else "count", multiplier=1)


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
def test_the_newest_edition_is_found_and_published():
    with served(Ons()) as site:
        source = SourceFactory(kind=SourceKind.ONS_DRUG_POISONING, location=f"{site}{PAGE}")

        first = refresh(source=source)
        second = refresh(source=source)

    # 12 counts, 1 rate of poisoning, 4 of misuse.
    assert (first.outcome, first.error, first.added, first.rejected) == (Refresh.Outcome.CHANGED, "", 17, 1)
    assert second.outcome == Refresh.Outcome.UNCHANGED
    assert Observation.objects.get(series__indicator__code="drug-poisoning-deaths").note.startswith("Unreliable")


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
def test_a_page_without_editions_fails_with_a_sentence():
    with served(Ons()) as site:
        run = refresh(source=SourceFactory(kind=SourceKind.ONS_DRUG_POISONING, location=f"{site}/elsewhere"))

    assert (run.outcome, Observation.objects.count()) == (Refresh.Outcome.FAILED, 0)
    assert "404" in run.error


@pytest.mark.django_db
@pytest.mark.usefixtures("_places")
def test_a_file_that_somebody_saved_is_read_as_well(tmp_path):
    file = tmp_path / "2024localauthorities.xlsx"
    file.write_bytes(xlsx({"Table 6": RATES}))

    run = refresh(source=SourceFactory(kind=SourceKind.ONS_DRUG_POISONING, location=str(file)))

    assert (run.outcome, run.added) == (Refresh.Outcome.CHANGED, 4)
