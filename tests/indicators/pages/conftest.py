import pytest

from tests.factories import AreaFactory


@pytest.fixture
def england():
    return AreaFactory(code="E92000001", name="England", area_type="country")


@pytest.fixture
def northshire(england):
    area = AreaFactory(code="E06000001", name="Northshire")
    area.parents.add(england)
    return area
