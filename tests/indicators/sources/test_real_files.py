"""Real downloads from Fingertips, where they lie beside the project."""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from indicators.models import Observation, Reading, Refresh, Series, State
from indicators.operations.refresh import refresh
from indicators.sources.base import Known, NotOurs, Reject, Row
from indicators.sources.files import KeptFile
from indicators.sources.fingertips_csv import read
from tests.factories import AreaFactory, IndicatorFactory, SourceFactory

FOLDER = Path(settings.BASE_DIR).parent / "shared" / "reference" / "files" / "fingertips"
pytestmark = [
    pytest.mark.reference,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of real Fingertips files is not beside the project"),
]
DOWNLOADS = [*FOLDER.glob("fingertips_*.csv"), *FOLDER.glob("county_ua_downloads_2019_20/*.csv")]


class Everything(dict):
    """Knows whatever it is asked for, so that only the layout is on trial."""

    def get(self, key, default=None):
        return self.setdefault(key, len(self) + 1) if key else default


def kept(path):
    return KeptFile(path.name, path, "", path.stat().st_size)


@pytest.mark.parametrize("path", DOWNLOADS, ids=lambda path: path.stem)
def test_every_row_of_a_real_download_can_be_loaded(path):
    items = list(read(kept(path), known=Known(indicators=Everything(), areas=Everything())))

    assert {type(item) for item in items} == {Row}
    assert all(item.state in set(State) for item in items)


def test_what_is_not_known_here_is_told_apart():
    (path,) = FOLDER.glob("fingertips_93517*.csv")

    items = list(read(kept(path), known=Known(indicators={"93517": 1}, areas={"E92000001": 1})))
    others = list(read(kept(path), known=Known(indicators={}, areas={})))

    assert Counter(type(item) for item in items) == {Row: 2, Reject: 11}
    assert {item.reason for item in items if isinstance(item, Reject)} == {"Unknown area."}
    assert Counter(type(item) for item in others) == {NotOurs: 13}


@pytest.mark.django_db
def test_a_folder_of_real_downloads_is_published_with_its_readings(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    folder = FOLDER / "county_ua_downloads_2019_20"
    everything = Known(indicators=Everything(), areas=Everything())
    for path in folder.glob("*.csv"):
        list(read(kept(path), known=everything))
    for number in everything.indicators:
        IndicatorFactory(fingertips_id=int(number), value_type="crude_rate")
    for code in everything.areas:
        AreaFactory(code=code)
    source = SourceFactory(location=str(folder))

    first, second = refresh(source=source), refresh(source=source)

    assert (first.outcome, first.rejected, second.outcome) == (Refresh.Outcome.CHANGED, 0, Refresh.Outcome.UNCHANGED)
    assert first.added == Observation.objects.count() > 400
    assert Reading.objects.count() == Series.objects.count() > 200
