"""The sources that every installation has."""

import pytest

from indicators.models import Source
from indicators.operations.shipped_sources import load_sources

pytestmark = pytest.mark.django_db


def test_the_shipped_source_waits_for_its_location(settings):
    settings.FINGERTIPS_LOCATION = ""

    assert (load_sources(), load_sources()) == ((12, 0), (0, 0))

    source = Source.objects.get(slug="fingertips-drug-alcohol")
    assert (source.kind, source.rank, source.location, source.is_scheduled) == ("fingertips_csv", 10, "", False)


def test_a_location_in_the_environment_schedules_the_source(settings):
    load_sources()
    settings.FINGERTIPS_LOCATION = "https://example.org/data.csv"

    assert load_sources() == (0, 1)

    source = Source.objects.get(slug="fingertips-drug-alcohol")
    assert (source.location, source.is_scheduled) == ("https://example.org/data.csv", True)


def test_a_location_given_by_hand_stays(settings):
    settings.FINGERTIPS_LOCATION = ""
    load_sources()
    ours = Source.objects.filter(slug="fingertips-drug-alcohol")
    ours.update(location="figures.csv", is_scheduled=True, name="Renamed")

    assert load_sources() == (0, 1)

    source = ours.get()
    assert (source.location, source.is_scheduled, source.name.startswith("Fingertips")) == ("figures.csv", True, True)


def test_a_mirror_takes_the_place_of_the_real_address(settings):
    settings.SOURCE_LOCATIONS = {"nomis": "https://mirror.example/api"}
    load_sources()

    nomis, street = (Source.objects.get(slug=slug) for slug in ("nomis", "police-street"))

    assert (nomis.location, nomis.is_scheduled) == ("https://mirror.example/api", True)
    assert (street.location, street.is_scheduled) == ("https://data.police.uk/api", False)


def test_a_production_asks_the_real_services_by_itself(settings):
    settings.SOURCES_ON_SCHEDULE = True

    load_sources()

    # Where there is no address that stays, somebody has to bring the file.
    asked = Source.objects.filter(is_scheduled=True)
    assert set(Source.objects.exclude(pk__in=asked).values_list("slug", flat=True)) == {
        "fingertips-drug-alcohol",
        "ndtms-viewit",
        "ndtms-viewit-young-people",
        "nearest-neighbours",
    }


def test_what_a_data_lead_has_set_stays():
    load_sources()
    Source.objects.filter(slug="nomis").update(publishing="after_review", options={"areas": ["E06000060"]})

    assert load_sources() == (0, 0)
