"""The document and the code know the same parameters: each address is asked with one that it does not know."""

import re
from datetime import UTC, datetime

import pytest

from cdp.api_support import document, uids
from tests.cdp.api_rows import ROWS, asker
from tests.factories import RefreshFactory

pytestmark = pytest.mark.django_db

MADE = document.read(document.NOW)
READING = {path: item["get"] for path, item in MADE["paths"].items() if "get" in item}
LISTS = [path for path in READING if "{" not in path]
THINGS = [path for path in READING if path.count("{") == 1 and path.endswith("}/")]


def described(path, place="query"):
    return {each["name"]: each for each in READING[path].get("parameters", []) if each["in"] == place}


def allowed(client, address):
    """What the refusal of an unknown parameter says is allowed."""
    response = client.get(address, {"nonsense": "1"})
    assert response.status_code == 400, (address, response.content)
    [error] = response.json()["errors"]
    return set(error["detail"].split("Allowed: ")[1].rstrip(".").split(", ")) - {"none"}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_takes_the_parameters_that_are_described(client, path):
    assert allowed(client, path) == set(described(path))


@pytest.mark.parametrize("path", THINGS)
def test_a_thing_takes_the_parameters_that_are_described(client, path):
    noun = path.split("/")[3]
    client.force_login(asker())
    if noun in ROWS:
        ROWS[noun]()
        address = re.sub(r"\{\w+\}", client.get(f"/api/v1/{noun}/").json()["results"][0]["uid"], path)
    else:
        address = re.sub(r"\{\w+\}", uids.encode(noun, 1), path)

    assert allowed(client, address) == set(described(path))


@pytest.mark.parametrize("path", LISTS)
def test_every_value_that_is_listed_is_taken_and_no_other(client, path):
    client.force_login(asker())
    for name, parameter in described(path).items():
        schema = parameter["schema"]
        values = schema.get("enum", []) or schema.get("items", {}).get("enum", [])
        if not values or name == "fields":  # of which each is asked for in tests/cdp/test_api_coverage.py
            continue
        answers = {value: client.get(path, {name: value}) for value in values}
        assert {value: each.status_code for value, each in answers.items() if each.status_code != 200} == {}
        for each in answers.values():
            # Read to its end, which closes it, and not the connection with it as a server would.
            assert each.getvalue()
        assert client.get(path, {name: "no-such-word"}).status_code == 400, name


@pytest.mark.parametrize("path", LISTS)
def test_what_is_described_of_texts_numbers_and_days_is_so(client, path):
    client.force_login(asker())
    # Before that no day can be looked back to.
    RefreshFactory(published_at=datetime(2020, 1, 1, tzinfo=UTC))
    for name, parameter in described(path).items():
        schema = parameter["schema"]
        schema = schema.get("items", schema)
        if "maxLength" in schema:
            assert client.get(path, {name: "x" * (schema["maxLength"] + 1)}).status_code == 400, name
        if "maximum" in schema:
            assert client.get(path, {name: schema["maximum"] + 1}).status_code == 400, name
            assert client.get(path, {name: schema["minimum"] - 1}).status_code == 400, name
        if schema.get("format") == "date":
            assert client.get(path, {name: "31/03/2026"}).status_code == 400, name
            assert client.get(path, {name: schema["examples"][0]}).status_code == 200, name
        if schema.get("type") == "boolean":
            assert client.get(path, {name: "true"}).status_code == 200, name
        if parameter["name"] == name and "minLength" in schema:
            assert client.get(path, {name: ""}).status_code == 400, name


def test_every_path_parameter_says_what_stands_in_it_and_takes_the_uid():
    for path, item in MADE["paths"].items():
        noun = path.split("/")[3]
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path":
                    schema = parameter["schema"]
                    assert parameter["description"], path
                    assert schema["type"] == "string"
                    for example in schema["examples"]:
                        assert re.search(schema["pattern"], example), (path, example)
                    assert re.search(schema["pattern"], uids.encode(noun, 7)), path


@pytest.mark.parametrize("endpoint", sorted(ROWS))
def test_the_human_id_of_a_row_fits_what_is_described_and_is_found(client, endpoint):
    client.force_login(asker())
    ROWS[endpoint]()
    row = client.get(f"/api/v1/{endpoint}/").json()["results"][0]
    [path] = [path for path in THINGS if path.startswith(f"/api/v1/{endpoint}/")]
    [parameter] = described(path, "path").values()

    human = str(row.get(parameter["name"], row.get("id", row.get("slug", row.get("code")))))

    for value in (human, row["uid"]):
        assert re.search(parameter["schema"]["pattern"], value)
        assert client.get(f"/api/v1/{endpoint}/{value}/").status_code == 200
