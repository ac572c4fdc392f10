"""The sources that every installation has."""

import pytest

from indicators.models import Source
from indicators.operations.shipped_sources import load_sources

pytestmark = pytest.mark.django_db


def test_the_shipped_source_waits_for_its_location(settings):
    settings.FINGERTIPS_LOCATION = ""

    assert (load_sources(), load_sources()) == ((1, 0), (0, 0))

    source = Source.objects.get(slug="fingertips-drug-alcohol")
    assert (source.kind, source.rank, source.location, source.is_scheduled) == ("fingertips_csv", 10, "", False)


def test_a_location_in_the_environment_schedules_the_source(settings):
    load_sources()
    settings.FINGERTIPS_LOCATION = "https://example.org/data.csv"

    assert load_sources() == (0, 1)

    source = Source.objects.get()
    assert (source.location, source.is_scheduled) == ("https://example.org/data.csv", True)


def test_a_location_given_by_hand_stays(settings):
    settings.FINGERTIPS_LOCATION = ""
    load_sources()
    Source.objects.update(location="figures.csv", is_scheduled=True, name="Renamed")

    assert load_sources() == (0, 1)

    source = Source.objects.get()
    assert (source.location, source.is_scheduled, source.name.startswith("Fingertips")) == ("figures.csv", True, True)
