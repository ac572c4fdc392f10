import pytest

from indicators.models import AreaType
from tests.factories import AreaFactory, DisclosureRuleFactory, IndicatorFactory, SourceFactory

DISTRICTS = ("E07000901", "E07000902", "E07000903")


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def county():
    county = AreaFactory(code="E10000900", name="Northshire", area_type=AreaType.UPPER_TIER)
    for code in DISTRICTS:
        AreaFactory(code=code, name=f"District {code[-1]}", area_type=AreaType.DISTRICT).parents.add(county)
    return county


@pytest.fixture
def rule():
    return DisclosureRuleFactory(name="Small groups", threshold=5)


@pytest.fixture
def deaths(rule, county):
    return IndicatorFactory(
        code="deaths", name="Deaths", unit="deaths", value_type="count", multiplier=1, fingertips_id=99001,
        disclosure_rule=rule,
    )  # fmt: skip


@pytest.fixture
def file(tmp_path):
    return tmp_path / "figures.csv"


@pytest.fixture
def source(file, deaths):
    return SourceFactory(slug="local", name="Local register", location=str(file))
