"""The API as the figures were known on a day."""

import pytest

from cdp.api_support.uids import encode
from tests.factories import SeriesFactory
from tests.indicators.as_of.history import at, publish

pytestmark = pytest.mark.django_db
MAY = "as_of=2026-05-03"
LOOKING_BACK = ("series", "observations", "readings", "sources", "refreshes")


def values(answer):
    return [row["value"] for row in answer.json()["results"]]


@pytest.mark.parametrize(
    ("query", "day", "known"),
    [
        ("", None, [43.5, 53.5]),
        ("?as_of=2026-06-03", "2026-06-03", [43.5, 53.5]),
        ("?as_of=2026-06-02", "2026-06-02", [42.5, 51.5]),
        ("?as_of=2026-05-02", "2026-05-02", [41.5]),
    ],
)
def test_figures_are_those_of_the_day_and_the_answer_says_which(client, runs, query, day, known):
    answer = client.get(f"/api/v1/observations/{query}")

    assert (answer.json()["as_of"], values(answer)) == (day, known)
    assert answer.headers.get("As-Of") == day


def test_a_reading_is_worked_out_from_the_figures_of_then(client, runs, series):
    one = client.get(f"/api/v1/readings/{series.pk}/?{MAY}")

    assert {name: one.json()[name] for name in ("value", "previous_value", "change", "period")} == {
        "value": 51.5, "previous_value": 42.5, "change": 9.0, "period": "2021",
    }  # fmt: skip
    assert one["As-Of"] == "2026-05-03"


def test_a_series_that_came_later_was_not_there(client, runs, source, series):
    later = SeriesFactory(area=series.area)
    publish(source, {(series, 2020): 43.5, (series, 2021): 53.5, (later, 2021): 5.5}, moment=at("2026-07-03"))

    def ids(query=""):
        return [row["id"] for row in client.get(f"/api/v1/series/{query}").json()["results"]]

    assert ids() == [series.pk, later.pk]
    assert ids(f"?{MAY}") == [series.pk]
    assert client.get(f"/api/v1/series/{later.pk}/?{MAY}").status_code == 404


def test_runs_and_sources_are_those_of_then(client, runs):
    then = client.get(f"/api/v1/refreshes/?{MAY}").json()["results"]
    source = client.get(f"/api/v1/sources/yearbook/?{MAY}").json()

    assert [run["id"] for run in then] == [run.pk for run in runs[:2]]
    assert source["last_changed_at"] == source["last_checked_at"] == "2026-05-03T13:00:00+01:00"


def test_pages_of_a_list_stay_with_the_day(client, runs):
    first = client.get(f"/api/v1/observations/?page_size=1&{MAY}")
    second = client.get(first.json()["next"])

    assert (values(first), values(second)) == ([42.5], [51.5])
    assert second.json()["as_of"] == "2026-05-03"


@pytest.mark.parametrize("name", LOOKING_BACK)
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("yesterday", "“yesterday” is not a date. Write it as "),
        ("2100-01-01", "1 January 2100 lies ahead. Give today, "),
        ("2026-04-02", "No figure was known here before 3 April 2026. Give 2026-04-03 or a later day."),
    ],
)
def test_a_day_that_cannot_be_is_a_fault_of_the_parameter(client, runs, name, given, sentence):
    answer = client.get(f"/api/v1/{name}/?as_of={given}")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    (error,) = answer.json()["errors"]
    assert error["parameter"] == "as_of"
    assert error["detail"].startswith(sentence)


@pytest.mark.parametrize("address", ["observations/1/", "observations.csv"])
def test_the_fault_is_told_everywhere(client, runs, address):
    assert client.get(f"/api/v1/{address}?as_of=x").status_code == 400


def test_what_does_not_go_back_in_time_does_not_take_the_day(client, runs):
    answer = client.get(f"/api/v1/actions/?{MAY}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["detail"].startswith("There is no parameter “as_of” here.")
    assert "as_of" not in client.get("/api/v1/actions/").json()


def test_the_schema_tells_of_the_day(client):
    paths = client.get("/api/v1/schema/?format=json").json()["paths"]

    def takes(path):
        return "as_of" in {parameter["name"] for parameter in paths[path].get("get", {}).get("parameters", ())}

    told = {path for path in paths if takes(path)}
    assert told == {path for path in paths if path.split("/")[3] in LOOKING_BACK}
    assert "As-Of" in next(
        parameter["description"]
        for parameter in paths["/api/v1/observations/"]["get"]["parameters"]
        if parameter["name"] == "as_of"
    )


@pytest.mark.parametrize("which", ["", "{}/", "uid"])
def test_the_latest_figure_of_a_series_is_that_of_then(client, runs, series, which):
    address = encode("series", series.pk) + "/" if which == "uid" else which.format(series.pk)

    answer = client.get(f"/api/v1/series/{address}?include=latest&{MAY}").json()

    [row] = answer.get("results", [answer])
    assert (row["latest"]["value"], row["latest"]["period"]) == (51.5, "2021")


def test_a_reading_of_then_is_found_by_its_uid(client, runs, series):
    one = client.get(f"/api/v1/readings/{encode('readings', series.pk)}/?{MAY}")

    assert one.json()["value"] == 51.5
