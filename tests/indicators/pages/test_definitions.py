"""The page of our definitions beside the official ones, from the files that a run kept."""

import hashlib
import json

import pytest
from django.utils import timezone

from indicators.models import RawFile, Refresh, SourceKind
from tests.factories import AreaFactory, IndicatorFactory, RefreshFactory, SourceFactory
from tests.pages import rows_of_csv
from tests.sources_served.fingertips import METADATA

pytestmark = pytest.mark.django_db
CSV = "Indicator ID,Indicator,Polarity\r\n92432,Deaths from drug misuse,RAG - Low is good   \r\n"
AREAS = [{"Code": "E06000001", "Name": "Northshire"}, {"Code": "E06000063", "Name": "Cumberland"}]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "sources" / "fingertips"


@pytest.fixture
def source():
    return SourceFactory(slug="fingertips", name="Fingertips", kind=SourceKind.FINGERTIPS)


@pytest.fixture
def run(source, media):
    return run_with(source, media)


def run_with(source, media, *, metadata=METADATA, **fields):
    run = RefreshFactory(source=source, **fields)
    keep(run, media, json.dumps(metadata), {"kind": "metadata", "format": "json"})
    keep(run, media, CSV, {"kind": "metadata", "format": "csv"})
    keep(run, media, json.dumps(AREAS), {"kind": "areas", "area_type_id": 502})
    return run


def keep(run, media, text, about):
    digest = hashlib.sha256(text.encode()).hexdigest()
    media.mkdir(parents=True, exist_ok=True)
    (media / f"{digest}.txt").write_bytes(text.encode())
    position = run.files.count()
    name = f"{about['kind']}-{position}"
    return RawFile.objects.create(
        refresh=run, position=position, name=name, about=about, sha256=digest, size=len(text), fetched_at=timezone.now()
    )


def deaths(**fields):
    kinds = {"unit": "per 100,000", "multiplier": 100_000, "value_type": "directly_standardised_rate"}
    return IndicatorFactory(fingertips_id=92432, **{"code": "deaths", "name": "Drug deaths", **kinds, **fields})


def words(response):
    return " ".join(response.content.decode().split())


def test_differences_stand_beside_both_definitions(client, run):
    deaths(polarity="higher_is_better", unit="per 1,000")
    IndicatorFactory(fingertips_id=90244, name="Completions", polarity="higher_is_better")

    response = client.get("/data/definitions/")

    page = words(response)
    assert "1 of 2 definitions differs from the official ones" in page
    assert [[one.part for one in row.differences] for row in response.context["page"]] == [["unit", "polarity"], []]
    assert '<a class="govuk-link" href="/indicators/deaths/">Drug deaths</a>' in page
    assert "<strong>Unit.</strong> Theirs is “per 100,000”, ours “per 1,000”." in page
    assert f'<a class="govuk-link" href="/data/refreshes/{run.pk}/">what Fingertips answered</a>' in page


def test_definitions_that_agree_are_said_to(client, run):
    deaths()

    assert "The definition agrees with the official one" in words(client.get("/data/definitions/"))


def test_what_was_not_found_comes_last_and_does_not_differ(client, run):
    IndicatorFactory(fingertips_id=4, name="A lost one")
    deaths()

    response = client.get("/data/definitions/")

    assert [row.indicator.name for row in response.context["page"]] == ["Drug deaths", "A lost one"]
    assert "All definitions that were found agree with ours" in words(response)
    assert "It has nothing about 1 of the 2 indicators; they come last." in words(response)
    assert "<strong>Not found.</strong> The official metadata has no indicator 4." in words(response)


def test_an_indicator_without_a_number_is_not_listed(client, run):
    IndicatorFactory(fingertips_id=None)
    deaths(is_sample=True)

    assert list(client.get("/data/definitions/").context["page"]) == []


def test_the_newest_published_run_is_shown_and_no_failed_or_held_one(client, source, run, media):
    deaths()
    run_with(source, media, metadata={}, outcome=Refresh.Outcome.FAILED, error="It broke.")
    run_with(source, media, metadata={}, outcome=Refresh.Outcome.HELD)

    assert client.get("/data/definitions/").context["answers"].run == run


def test_areas_of_the_service_that_are_not_known_here_are_listed(client, run, northshire):
    page = words(client.get("/data/definitions/"))
    rows = rows_of_csv(client.get("/data/definitions/?list=areas&format=csv"))

    assert 'Cumberland <span class="cdp-note">E06000063, area type 502</span>' in page
    assert rows == [{"code": "E06000063", "name": "Cumberland", "area_type_id": "502"}]


def test_where_all_areas_are_known_the_page_says_so(client, run, northshire):
    AreaFactory(code="E06000063", name="Cumberland")

    assert "None: all 2 areas that it names are known." in words(client.get("/data/definitions/"))


def test_a_file_that_is_no_longer_kept_is_told_and_the_rest_shown(client, run, media):
    deaths(polarity="higher_is_better")
    missing = run.files.get(about__format="csv")
    (media / f"{missing.sha256}.txt").unlink()

    page = words(client.get("/data/definitions/"))

    assert "The file metadata-1 of that run is no longer kept, or was damaged." in page
    assert "The definition agrees" in page


def test_before_anything_was_read_the_definitions_are_listed_alone(client):
    deaths()

    page = words(client.get("/data/definitions/"))

    assert "The official definitions have not been read yet" in page
    assert "Drug deaths" in page
    assert "Not compared" in page


def test_definitions_are_downloaded(client, run):
    deaths(polarity="higher_is_better")

    (row,) = rows_of_csv(client.get("/data/definitions/?format=csv"))

    assert (row["indicator"], row["fingertips_id"], row["official_name"]) == (
        "deaths",
        "92432",
        "Deaths from drug misuse",
    )
    assert (row["polarity"], row["official_polarity"]) == ("Higher is better", "RAG - Low is good")
    assert row["differences"].startswith("Polarity: Theirs is “RAG - Low is good”")
    assert client.get("/data/definitions/?format=xlsx").status_code == 200


@pytest.mark.parametrize("query", ["?list=people", "?page=9", "?format=pdf"])
def test_what_the_address_cannot_mean_is_refused(client, run, query):
    assert client.get(f"/data/definitions/{query}").status_code == 400


@pytest.mark.parametrize("numbers", [[92432], [92432, 90244, 91380]])
def test_the_page_makes_four_queries(client, run, numbers, django_assert_num_queries):
    for number in numbers:
        IndicatorFactory(fingertips_id=number)

    with django_assert_num_queries(4):
        response = client.get("/data/definitions/")

    assert len(response.context["page"]) == len(numbers)
