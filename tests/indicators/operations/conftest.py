import pytest

from tests.factories import AreaFactory, IndicatorFactory, SourceFactory


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def indicator():
    return IndicatorFactory(fingertips_id=93517)


@pytest.fixture
def area():
    return AreaFactory(code="E06000900", name="Northshire")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "figures.csv"


@pytest.fixture
def source(file, indicator, area):
    return SourceFactory(slug="fingertips-drug-alcohol", location=str(file))
