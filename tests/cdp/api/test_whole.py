"""Whole lists at fixed addresses: the same rows in each format, described for machines."""

import csv
import io

import openpyxl
import pytest

from cdp import api
from tests.cdp.api_rows import ROWS
from tests.factories import AgencyFactory

pytestmark = pytest.mark.django_db

NAMES = sorted(set(ROWS) & {name for name, viewset, _ in api.router.registry if hasattr(viewset, "parameters")})
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_table(response):
    assert response.status_code == 200, response.content
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", ["actions", "agencies", "observations", "series"])
def test_accept_suffix_and_format_hold_the_same_rows_in_csv_and_in_pages_of_json(client, name):
    for _ in range(3):
        ROWS[name]()

    tables = [
        csv_table(client.get(f"/api/v1/{name}.csv")),
        csv_table(client.get(f"/api/v1/{name}/", headers={"accept": "text/csv"})),
        csv_table(client.get(f"/api/v1/{name}/", {"format": "csv"})),
    ]
    page = client.get(f"/api/v1/{name}.json", {"page_size": 2}).json()
    rows = page["results"]
    while page["next"]:
        page = client.get(page["next"]).json()
        rows += page["results"]

    assert tables[0] == tables[1] == tables[2]
    key = tables[0][0][0]
    assert [row[0] for row in tables[0][1:]] == [str(row[key]) for row in rows]
    assert len(rows) >= 3


@pytest.mark.parametrize("asked", [{"path": "/api/v1/agencies.xlsx"}, {"path": "/api/v1/agencies/", "accept": XLSX}])
def test_a_workbook_holds_the_rows_of_the_csv(client, asked):
    AgencyFactory(slug="one"), AgencyFactory(slug="two")

    response = client.get(asked["path"], headers={"accept": asked.get("accept", "*/*")})
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    rows = [[cell or "" for cell in row] for row in book["Table"].iter_rows(values_only=True)]

    assert response["Content-Type"] == XLSX
    assert rows[-3:] == csv_table(client.get("/api/v1/agencies.csv"))


def test_a_workbook_of_too_many_rows_is_refused_with_the_way_to_them(client, settings):
    settings.API_MOST_WORKBOOK_ROWS = 2
    AgencyFactory.create_batch(3)

    response = client.get("/api/v1/agencies.xlsx")

    assert (response.status_code, response["Content-Type"]) == (413, "application/problem+json")
    way = "take the same as CSV, which has no limit: http://testserver/api/v1/agencies.csv"
    assert response.json()["detail"].endswith(way)


@pytest.mark.parametrize("name", NAMES)
def test_the_metadata_of_a_file_name_its_columns(client, name):
    ROWS[name]()

    said = client.get(f"/api/v1/{name}.csv-metadata.json").json()
    columns = [column["name"] for column in said["tableSchema"]["columns"]]

    assert said["url"] == f"{name}.csv"
    assert columns == csv_table(client.get(f"/api/v1/{name}.csv"))[0]


def test_the_data_package_names_every_file_with_its_columns(client):
    said = client.get("/api/v1/datapackage.json").json()

    of_actions = next(each for each in said["resources"] if each["name"] == "actions")
    assert {each["name"] for each in said["resources"]} >= set(NAMES)
    assert client.get(of_actions["path"]).status_code == 200
    kinds = {column["name"]: column["type"] for column in of_actions["schema"]["fields"]}
    assert (kinds["due_on"], kinds["sample_data"], kinds["reported_at"]) == ("date", "boolean", "datetime")


def test_there_is_no_metadata_of_what_is_no_list(client):
    assert client.get("/api/v1/nothing.csv-metadata.json").status_code == 404
