"""The API describes itself: OpenAPI document, index, reference page and developer page."""

import pytest
from bs4 import BeautifulSoup
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from cdp import api
from tests.cdp.api_rows import FEEDS, ROWS, asker
from tests.cdp.test_api import results

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def schema():
    GENERATOR_STATS.reset()
    schema = SchemaGenerator(api_version="v1").get_schema(request=None, public=True)
    yield schema
    GENERATOR_STATS.reset()


def test_the_openapi_document_is_valid_and_made_without_a_warning(schema):
    validate_schema(schema)

    assert not GENERATOR_STATS


def test_the_openapi_document_describes_each_list_each_row_and_the_index(schema):
    lists = {f"/api/v1/{name}/" for name, _ in api.endpoints()}

    assert lists | {"/api/v1/", "/api/v1/local-figures/"} == {path for path in schema["paths"] if "{" not in path}
    assert len([path for path in schema["paths"] if path.endswith("}/")]) == len(lists) - len(FEEDS)


def test_reading_asks_for_no_key_and_writing_for_one_with_its_scope(schema):
    reading, writing = [], []
    for item in schema["paths"].values():
        for method, operation in item.items():
            (reading if method == "get" else writing).append(operation)
    scopes = schema["components"]["securitySchemes"]["clientCredentials"]["flows"]["clientCredentials"]["scopes"]

    assert reading
    assert all({} in operation["security"] for operation in reading)
    assert writing
    for operation in writing:
        *tokens, session = operation["security"]
        needed = {scope for each in tokens for scope in each.get("personalToken", ())}
        assert needed
        assert needed == {scope for each in tokens for scope in each.get("clientCredentials", ())}
        assert session == {"session": []}
        assert needed <= set(scopes) - {"read"}
        assert all(scope in operation["description"] for scope in needed)


def test_every_parameter_of_the_openapi_document_says_what_it_does(schema):
    parameters = [
        (path, parameter["name"])
        for path, operations in schema["paths"].items()
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] != "path" and not parameter.get("description")
    ]

    assert parameters == []


def test_every_answer_that_the_openapi_document_promises_has_all_its_fields(client, schema):
    client.force_login(asker())
    for endpoint, make_row in ROWS.items():
        make_row()
        page = schema["paths"][f"/api/v1/{endpoint}/"]["get"]["responses"]["200"]["content"]["application/json"]
        name = page["schema"]["$ref"].rsplit("/", 1)[1].removeprefix("Paginated").removesuffix("List")

        assert set(results(client, endpoint)[0]) == set(schema["components"]["schemas"][name]["required"])


def test_the_openapi_document_is_public(client):
    response = client.get("/api/v1/schema/", headers={"accept": "application/json"})

    assert response.json()["openapi"] == "3.1.1"


def test_the_index_names_every_list(client):
    response = client.get("/api/v1/")

    assert list(response.json()) == [*(name for name, _ in api.endpoints()), "schema", "docs"]
    assert {client.get(address).status_code for address in response.json().values()} == {200}


def test_the_reference_page_needs_nothing_inline_and_nothing_from_elsewhere(client):
    response = client.get("/api/v1/docs/")

    page = BeautifulSoup(response.content, "html.parser")
    assert page.find_all("style") == page.find_all(style=True) == []
    assert {script.get("src", "")[0] for script in page.find_all("script")} == {"/"}
    assert "unsafe-inline" not in response["Content-Security-Policy"]


def test_the_developer_page_leads_to_every_list(client):
    page = BeautifulSoup(client.get("/api/").content, "html.parser")

    links = {link["href"] for link in page.find_all("a")}
    assert links >= {f"/api/v1/{name}/" for name, _ in api.endpoints()} | {"/api/v1/docs/", "/api/v1/schema/"}
