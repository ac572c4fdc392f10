"""What is too much for one request is refused with the limit, what was asked, and the way to have all of it."""

import pytest

from cdp.api_support.filters import MOST_VALUES
from cdp.api_support.middleware import LONGEST_ADDRESS, MOST_PARAMETERS
from indicators.api.oversized import MOST_COMBINATIONS
from tests.factories import ActionFactory, AreaFactory, IndicatorFactory

pytestmark = pytest.mark.django_db
OBSERVATIONS = "/api/v1/observations/"


def refused(response, status):
    assert response.status_code == status
    problem = response.json()
    return problem["limit"], problem["asked"], problem["instead"], problem


def test_too_many_values_of_a_filter(client):
    asked = {"area": [f"X{number}" for number in range(MOST_VALUES + 1)]}

    limit, number, instead, problem = refused(client.get(OBSERVATIONS, asked), 400)

    assert (limit, number, instead) == (200, 201, "/api/v1/observations.csv")
    detail = "At most 200 values, and this has 201. Ask several times, or take the file /api/v1/observations.csv."
    assert problem["errors"] == [{"parameter": "area", "detail": detail}]


@pytest.mark.parametrize("endpoint", ["observations", "series", "readings"])
@pytest.mark.parametrize("ending", ["/", ".csv"])
def test_too_many_areas_with_too_many_indicators(client, endpoint, ending):
    areas = [AreaFactory().code for _ in range(101)]
    indicators = [IndicatorFactory().code for _ in range(50)]
    at_most = {"area": areas[:100], "indicator": indicators}
    assert len(areas[:100]) * len(indicators) == MOST_COMBINATIONS

    allowed = client.get(f"/api/v1/{endpoint}/", at_most)
    limit, number, instead, problem = refused(
        client.get(f"/api/v1/{endpoint}{ending}", {"area": areas, "indicator": indicators}), 400
    )

    assert allowed.status_code == 200
    assert (limit, number, instead) == (5000, 5050, f"/api/v1/{endpoint}.csv")
    assert [error["parameter"] for error in problem["errors"]] == ["area", "indicator"]
    assert "101 areas with 50 indicators are 5,050 combinations" in problem["errors"][0]["detail"]


def test_an_address_that_is_too_long(client):
    limit, number, instead, problem = refused(client.get(OBSERVATIONS, {"age": "x" * LONGEST_ADDRESS}), 414)

    assert (limit, number, instead) == (8000, 8025, "/api/v1/datapackage.json")
    assert "8,000 characters, and this one has 8,025" in problem["detail"]
    assert client.get(instead).status_code == 200


def test_too_many_parameters(client):
    query = "&".join(["sex=x"] * (MOST_PARAMETERS + 1))

    limit, number, instead, _ = refused(client.get(f"{OBSERVATIONS}?{query}"), 400)

    assert (limit, number, instead) == (500, 501, "/api/v1/datapackage.json")


def test_a_text_longer_than_any_that_is_kept(client):
    response = client.get(OBSERVATIONS, {"age": "x" * 201})

    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == ["age"]


def test_a_workbook_with_more_rows_than_fit(client, settings):
    settings.API_MOST_WORKBOOK_ROWS = 1
    ActionFactory.create_batch(2)

    problem = client.get("/api/v1/actions.xlsx").json()

    assert (problem["status"], problem["limit"]) == (413, 1)
    assert problem["instead"].endswith("/api/v1/actions.csv")


def test_too_many_orders(client):
    response = client.get("/api/v1/actions/", {"sort": "ref,title,starts_on,due_on"})

    assert response.json()["errors"] == [{"parameter": "sort", "detail": "At most 3 names, please."}]


def test_too_many_kinds_of_changes(client):
    response = client.get("/api/v1/changes/", {"kind": ["update."] * (MOST_VALUES + 1)})

    assert response.json()["errors"] == [{"parameter": "kind", "detail": "At most 200 values."}]
