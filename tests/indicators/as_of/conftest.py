import pytest

from tests.factories import AreaFactory, FootprintFactory, IndicatorFactory, SeriesFactory, SourceFactory
from tests.indicators.as_of.history import at, publish


@pytest.fixture
def source():
    return SourceFactory(slug="yearbook", name="Yearbook")


@pytest.fixture
def northshire(partnership):
    area = AreaFactory(code="E06000001", name="Northshire")
    FootprintFactory(partnership=partnership, area=area)
    return area


@pytest.fixture
def series(northshire):
    return SeriesFactory(indicator=IndicatorFactory(code="early-exits", name="Early exits"), area=northshire)


@pytest.fixture
def runs(source, series):
    """Three: on 3 April 2020 is known; on 3 May it is corrected and 2021 comes; on 3 June both are corrected."""
    return [
        publish(source, {(series, 2020): 41.5}, moment=at("2026-04-03")),
        publish(source, {(series, 2020): 42.5, (series, 2021): 51.5}, moment=at("2026-05-03")),
        publish(source, {(series, 2020): 43.5, (series, 2021): 53.5}, moment=at("2026-06-03")),
    ]
