"""Asking Fingertips: what is asked, how often, and what one failing indicator does to the others."""

import json

import pytest
from pydantic import ValidationError

from indicators.sources import fingertips
from indicators.sources.base import Known, Reject, SourceNotReadable
from indicators.sources.files import Fetcher, Patience
from indicators.sources.fingertips import Options
from indicators.sources.fingertips.plan import make_plan
from tests.served import Answer, busy, reset, served, web_page
from tests.sources_served.fingertips import AREA_TYPES, Fingertips

KNOWN = Known(
    indicators={text: pk for pk, text in enumerate(["92432", "90244", "drug-misuse-deaths", "91182"], 1)},
    areas={code: pk for pk, code in enumerate(["E92000001", "E12000001", "E06000001", "E06000002", "E06000063"], 10)},
)
IMPATIENT = Patience(attempts=2, first_wait=0.01, longest_wait=0.01)
FIGURES = "/api/all_data/csv/by_indicator_id"


@pytest.fixture
def service():
    return Fingertips()


@pytest.fixture
def site(service):
    with served(service) as site:
        yield site


@pytest.fixture
def fetcher(tmp_path):
    with Fetcher(tmp_path / "kept", 10_000_000, patience=IMPATIENT) as fetcher:
        yield fetcher


def fetch(fetcher, site, *, known=KNOWN, **options):
    options = Options(**{"pause_seconds": 0, **options})
    return fingertips.fetch(fetcher, location=f"{site}/api", options=options, known=known), options


def of_kind(kept, kind):
    return [file for file in kept if file.about["kind"] == kind]


def items(kept, options, known=KNOWN):
    return [item for file in kept for item in fingertips.read(file, known=known, options=options)]


def sentences(kept, options):
    return [(item.value, item.reason) for item in items(of_kind(kept, "notes"), options) if isinstance(item, Reject)]


def test_each_indicator_is_asked_for_once_and_under_one_area_type(fetcher, site):
    kept, _ = fetch(fetcher, site)

    asked = [(one.query["indicator_ids"], one.query["child_area_type_id"]) for one in site.asked if one.path == FIGURES]
    assert asked == [("90244", "502"), ("91182", "402"), ("92432", "502")]
    assert {path: site.count(f"/api/{path}") for path in ("area_types", "available_data", "profiles")} == {
        "area_types": 1,
        "available_data": 1,
        "profiles": 0,
    }
    assert [file.about["indicator_ids"] for file in of_kind(kept, "data")] == [["90244"], ["91182"], ["92432"]]
    assert [file.about["area_type_id"] for file in of_kind(kept, "areas")] == [502, 402]
    assert of_kind(kept, "notes") == []


def test_metadata_is_asked_for_in_batches_of_at_most_a_hundred(fetcher, site, service):
    numbers = [90244, *range(100_000, 100_120)]
    service.available |= {str(number): {502} for number in numbers}
    service.without_figures |= {str(number) for number in numbers[1:]}

    with pytest.raises(SourceNotReadable):
        fetch(fetcher, site, indicator_ids=numbers)

    asked = [one.query["indicator_ids"] for one in site.asked if one.path == "/api/indicator_metadata/by_indicator_id"]
    assert [len(ids.split(",")) for ids in asked] == [100, 21]


def test_an_indicator_without_figures_is_told_and_not_asked_for(fetcher, site, service):
    service.available["90244"] = {402, 6}

    kept, options = fetch(fetcher, site)

    assert "90244" not in [one.query["indicator_ids"] for one in site.asked if one.path == FIGURES]
    ((indicator, sentence),) = sentences(kept, options)
    assert indicator == "90244"
    assert sentence == (
        "Successful completion of drug treatment: opiate users (90244): Fingertips has no figures of this indicator "
        "for Upper tier local authorities (post 4/23) (502) or Lower tier local authorities (post 4/23) (501); it has "
        "them for Upper tier local authorities (4/21-3/23) (402), Regions (statistical) (6). Nothing was asked; name "
        "one of these for it in the source's options (area_type_of) to read it."
    )
    # Fingertips says itself that there are none, so that what stands of it is gone.
    assert of_kind(kept, "notes")[0].about["unanswered"] == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (busy(status=500), "The server answered 500 Internal Server Error. It was tried 2 times."),
        (Answer("gone", 404, "text/plain"), "The server answered 404 Not Found."),
        (web_page(), "text/html"),
        (reset, "It was tried 2 times."),
    ],
)
def test_one_failing_indicator_does_not_lose_the_others(fetcher, site, service, answer, said):
    service.faults["92432"] = answer

    kept, options = fetch(fetcher, site)

    assert [file.about["indicator_ids"] for file in of_kind(kept, "data")] == [["90244"], ["91182"]]
    assert of_kind(kept, "notes")[0].about["unanswered"] == ["92432"]
    ((indicator, sentence),) = sentences(kept, options)
    assert indicator == "92432"
    assert sentence.startswith("Deaths from drug misuse (92432) for Upper tier local authorities (post 4/23) (502): ")
    assert said in sentence
    assert sentence.endswith(" Its figures stay as they are.")


def test_a_header_line_and_no_figures_is_no_answer(fetcher, site, service):
    service.without_figures.add("92432")

    kept, options = fetch(fetcher, site)

    assert of_kind(kept, "notes")[0].about["unanswered"] == ["92432"]
    assert "Fingertips answered with a header line and no figures." in sentences(kept, options)[0][1]


def test_figures_of_another_indicator_are_no_answer(fetcher, site, service):
    service.faults["92432"] = Answer("Indicator ID,Area Code\r\n93517,E92000001\r\n")

    kept, options = fetch(fetcher, site)

    assert "Fingertips answered with figures of indicator 93517." in sentences(kept, options)[0][1]


def test_the_notes_of_two_equal_runs_are_equal(fetcher, site, service):
    service.faults["92432"] = busy(status=500)

    first, _ = fetch(fetcher, site)
    second, _ = fetch(fetcher, site)

    assert [file.sha256 for file in first] == [file.sha256 for file in second]


def test_a_service_that_is_dead_fails_the_run(fetcher, site, service):
    answered = service.__call__
    is_down = []

    def dying(asked):
        is_down.extend([asked] * (asked.path == FIGURES))
        return busy(status=503) if is_down else answered(asked)

    with served(dying) as dying_site, pytest.raises(SourceNotReadable) as caught:
        fetch(fetcher, dying_site)

    assert str(caught.value).startswith(
        "Fingertips stopped answering at Successful completion of drug treatment: opiate"
    )
    assert caught.value.is_passing


def test_a_service_that_fails_most_indicators_fails_the_run(fetcher, site, service):
    service.faults |= dict.fromkeys(("90244", "91182"), busy(status=500))

    with pytest.raises(SourceNotReadable) as caught:
        fetch(fetcher, site)

    assert str(caught.value).startswith("Fingertips failed 2 of 3 indicators, at last Number in treatment")


def test_where_the_service_does_not_say_what_it_has_it_is_asked_all_the_same(fetcher, service):
    def silent(asked):
        return busy(status=500) if asked.path == "/api/available_data" else service(asked)

    with served(silent) as site:
        kept, options = fetch(fetcher, site)

    assert len(of_kind(kept, "data")) == 3
    assert [value for value, _ in sentences(kept, options)] == ["available_data"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"area_type_ids": [9999]},
            "Fingertips has no area type 9999. It has Regions (statistical) (6), England (15), ",
        ),
        ({"parent_area_type_id": 7}, "Fingertips has no area type 7."),
        ({"profile_ids": [19, 999]}, "Fingertips has no profile 999."),
    ],
)
def test_numbers_that_the_service_does_not_know_are_refused(fetcher, site, options, said):
    with pytest.raises(SourceNotReadable) as caught:
        fetch(fetcher, site, **options)

    assert str(caught.value).startswith(said)
    assert site.count(FIGURES) == 0


def test_where_fingertips_has_none_of_the_indicators_the_run_fails(fetcher, site, service):
    service.available.clear()

    with pytest.raises(SourceNotReadable) as caught:
        fetch(fetcher, site)

    assert str(caught.value) == (
        "Indicator 90244: Fingertips has no figures of this indicator for any area type, so Upper tier local "
        "authorities (post 4/23) (502) or Lower tier local authorities (post 4/23) (501) was not asked for. So "
        "it is with 2 more."
    )


@pytest.mark.parametrize("location", ["ftp://example.org/api", "fingertips.phe.org.uk", "/srv/figures"])
def test_an_address_that_is_no_web_address_is_refused(fetcher, location):
    with pytest.raises(SourceNotReadable, match="is not the http"):
        fingertips.fetch(fetcher, location=location, options=Options(), known=KNOWN)


def test_where_no_definition_has_a_number_nothing_is_asked(fetcher, site):
    with pytest.raises(SourceNotReadable, match="No definition has a number at Fingertips"):
        fetch(fetcher, site, known=Known(indicators={"our-own": 1}, areas={}))

    assert site.asked == []


def test_an_answer_that_is_another_list_is_refused(fetcher):
    off = Answer('{"Message": "Off"}', content_type="application/json")

    with (
        served(lambda asked: off) as site,
        pytest.raises(SourceNotReadable, match="is not the list of area types") as caught,
    ):
        fetch(fetcher, site)

    assert not caught.value.is_passing


def test_a_profile_is_one_request_and_no_indicator_of_it_comes_twice(fetcher, site):
    kept, options = fetch(fetcher, site, profile_ids=[19, 87], indicator_ids=[90244])

    assert site.count("/api/all_data/csv/by_profile_id") == 2
    data = of_kind(kept, "data")
    assert [(file.about["indicator_ids"], file.about.get("without")) for file in data] == [
        (["90244"], None),
        (["92432"], ["90244"]),
        (["91380"], ["92432"]),
    ]
    found = items(data, options, KNOWN)
    keys = [item.key for item in found if hasattr(item, "key") and item.key]
    assert len(keys) == len(set(keys)) > 0
    assert {item.indicator for item in found if not hasattr(item, "key")} == {"91380"}


def test_a_run_waits_between_two_requests(fetcher, site, monkeypatch):
    waits = []
    monkeypatch.setattr(fetcher, "pause", waits.append)

    fetch(fetcher, site, pause_seconds=2)

    assert waits == [2] * (len(site.asked) - 1)


def test_unchanged_answers_are_kept_as_they_are(tmp_path, site):
    with Fetcher(tmp_path, 10_000_000, patience=IMPATIENT) as fetcher:
        first, _ = fetch(fetcher, site)
    earlier = {file.address: file for file in first}

    with Fetcher(tmp_path, 10_000_000, earlier=earlier.get, patience=IMPATIENT) as fetcher:
        second, _ = fetch(fetcher, site)

    assert all(file.is_unchanged for file in second)
    assert [(file.sha256, file.about) for file in second] == [(file.sha256, file.about) for file in first]


@pytest.mark.parametrize(
    "options",
    [{"area_type_ids": []}, {"indicator_ids": ["x"]}, {"format": "xml"}, {"indicators": [1]}, {"pause_seconds": -1}],
)
def test_options_that_mean_nothing_are_refused(options):
    with pytest.raises(ValidationError):
        Options(**options)


def test_options_survive_being_kept_as_json():
    kept = json.loads(json.dumps(Options().model_dump(mode="json")))

    assert Options(**kept) == Options()


def test_the_first_area_type_with_figures_is_chosen():
    plan = make_plan(
        indicators=[1, 2, 1],
        options=Options(area_type_ids=[502, 501]),
        available={1: {501, 502}, 2: {501}},
        area_types=AREA_TYPES,
    )

    assert [(ask.indicator, ask.area_type) for ask in plan.asks] == [(1, 502), (2, 501)]
