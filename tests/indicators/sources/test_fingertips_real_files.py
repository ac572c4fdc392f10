"""Real answers of Fingertips, where they lie beside the project."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from indicators.loading.reference import Folders, read_reference
from indicators.rules.definitions import OFFICIAL_TYPES, definition_differences, official_of
from indicators.sources import fingertips
from indicators.sources.base import Known, Row
from indicators.sources.files import KeptFile
from indicators.sources.fingertips import Options
from indicators.sources.fingertips.kept import metadata_in
from indicators.sources.fingertips.service import indicators_in
from tests.factories import IndicatorFactory
from tests.sources_served.fingertips import METADATA

FOLDER = Path(settings.BASE_DIR).parent / "shared" / "reference" / "files" / "fingertips"
pytestmark = [
    pytest.mark.reference,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of real Fingertips files is not beside the project"),
]


def kept(name, **about):
    path = FOLDER / name
    return KeptFile(path.name, path, "", path.stat().st_size, about=about)


@pytest.fixture(scope="module")
def official():
    entries = metadata_in(kept("indicator_metadata_all.json"))
    return {int(number): official_of(int(number), entry) for number, entry in entries.items()}


def test_every_entry_of_the_real_metadata_is_read(official):
    assert len(official) == 1587
    assert all(one.name and one.value_type and one.year_type and one.interval_method for one in official.values())
    assert all(one.multiplier for one in official.values())


def test_our_definitions_differ_from_the_official_ones_where_they_are_known_to(official):
    files, problems = read_reference(Folders.shipped())
    ours = [
        IndicatorFactory.build(
            code=one.code,
            fingertips_id=one.official_ids.fingertips,
            **{name: getattr(one, name) for name in ("unit", "value_type", "multiplier", "polarity")},
        )
        for one in files.indicators
    ]

    found = definition_differences(official, ours)

    assert problems == []
    assert {code: [one.part for one in differences] for code, differences in found.items() if differences} == {
        "alcohol-years-of-life-lost": ["unit"],
        "alcohol-ever-age-15": ["interval"],
        "unmet-need-ocu": ["interval"],
        "unmet-need-alcohol": ["interval"],
        "opiate-crack-prevalence": ["interval"],
    }
    assert len(found) >= 23


def test_the_kinds_of_figure_that_we_know_are_words_of_the_real_metadata(official):
    real = {one.value_type.casefold() for one in official.values()}

    assert OFFICIAL_TYPES.keys() - real == {"indirectly standardised rate"}


def test_the_cut_that_the_tests_serve_is_the_real_metadata_but_for_long_texts():
    real = json.loads((FOLDER / "indicator_metadata_all.json").read_text(encoding="utf-8"))
    for entry in real.values():
        entry["ConfidenceIntervalMethod"]["Description"] = None

    assert {number: real[number] for number in METADATA} == METADATA


@pytest.mark.parametrize("number", ["93517", "93532"])
def test_a_real_answer_is_read_as_figures_of_its_indicator(number):
    (path,) = FOLDER.glob(f"fingertips_{number}_*.csv")
    file = kept(path.name, kind="data", format="csv")
    known = Known(indicators={number: 1}, areas={"E92000001": 1})

    rows = [item for item in fingertips.read(file, known=known, options=Options()) if isinstance(item, Row)]

    assert indicators_in(file) == [number]
    assert len(rows) >= 1
    assert {row.key.area_id for row in rows} == {1}
