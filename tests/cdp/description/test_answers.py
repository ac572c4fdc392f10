"""What is answered is what the document says, by a validator that knows nothing of how the document was made."""

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from cdp.api_support import document, schema_answers
from tests.cdp.api_rows import ROWS, asker

MADE = document.read(document.NOW)
SCHEMAS = MADE["components"]["schemas"]
OPERATIONS = [(path, method, operation) for path, item in MADE["paths"].items() for method, operation in item.items()]
PARAMETERS = [
    (f"{method} {path} {each['name']}", each["schema"])
    for path, method, operation in OPERATIONS
    for each in operation.get("parameters", [])
]
JSON = "application/json"


def validator(schema):
    """Of a schema of the document, whose references begin at the document."""
    return Draft202012Validator({**schema, "components": MADE["components"]}, format_checker=FormatChecker())


def faults(schema, value):
    return [f"{error.json_path}: {error.message}" for error in validator(schema).iter_errors(value)]


def answered(path, method="get", status="200"):
    return MADE["paths"][path][method]["responses"][status]["content"][JSON]["schema"]


def row_of(endpoint):
    """(every field of a row, those that fields= names)"""
    page = SCHEMAS[answered(f"/api/v1/{endpoint}/")["$ref"].rsplit("/", 1)[1]]
    return page["properties"]["results"]["items"]["anyOf"]


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_each_schema_is_one_of_json_schema(name):
    Draft202012Validator.check_schema(SCHEMAS[name])


def test_each_parameter_has_a_schema_and_its_examples_fit():
    assert len(PARAMETERS) > 500
    for name, schema in PARAMETERS:
        Draft202012Validator.check_schema(schema)
        assert schema.get("type"), name
        for example in schema.get("examples", []):
            assert faults(schema, example) == [], name


EXAMPLES = [name for name, schema in SCHEMAS.items() if "examples" in schema]


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_is_a_whole_row(name):
    for example in SCHEMAS[name]["examples"]:
        assert faults(schema_answers.refer("schemas", name), example) == []


def test_the_main_nouns_have_examples():
    assert len(EXAMPLES) >= 25
    assert {"Action", "Indicator", "Observation", "Partnership", "ProgressUpdate", "Reading"} <= set(EXAMPLES)


@pytest.mark.django_db
@pytest.mark.parametrize("endpoint", ROWS)
def test_an_answer_without_fields_is_whole_and_one_with_them_is_not(client, endpoint):
    client.force_login(asker())
    ROWS[endpoint]()
    whole, chosen = row_of(endpoint)
    page = client.get(f"/api/v1/{endpoint}/").json()
    row = page["results"][0]
    [path] = [path for path in MADE["paths"] if path.startswith(f"/api/v1/{endpoint}/{{") and path.count("/") == 5]
    thing = client.get(f"/api/v1/{endpoint}/{row['uid']}/").json()
    narrow = client.get(f"/api/v1/{endpoint}/", {"fields": "uid"}).json()["results"][0]

    assert faults(answered(f"/api/v1/{endpoint}/"), page) == []
    assert faults(whole, row) == []
    assert faults(answered(path)["anyOf"][0] if "anyOf" in answered(path) else answered(path), thing) == []
    assert faults(chosen, narrow) == []
    assert faults(whole, narrow)
    assert faults(chosen, narrow | {"colour": "red"})


INCLUDES = {
    path.split("/")[3]: each["schema"]["items"]["enum"]
    for path, _, operation in OPERATIONS
    for each in operation.get("parameters", [])
    if each["name"] == "include" and "{" not in path
}


@pytest.mark.django_db
@pytest.mark.parametrize(("endpoint", "names"), INCLUDES.items(), ids=INCLUDES)
def test_what_is_included_is_as_it_is_described(client, endpoint, names):
    client.force_login(asker())
    ROWS[endpoint]()

    row = client.get(f"/api/v1/{endpoint}/", {"include": ",".join(names)}).json()["results"][0]

    assert set(names) <= set(row)
    assert faults(row_of(endpoint)[0], row) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "headers", "path", "status"),
    [
        ("actions/?colour=red", {}, "actions/", 400),
        ("actions/", {"Authorization": "Bearer cdp_wrong"}, "actions/", 401),
        ("actions/northshire:none/", {}, "actions/{id}/", 404),
        ("actions/", {"Accept": "image/png"}, "actions/", 406),
        (f"actions/?cursor={'x' * 8000}", {}, "actions/", 414),
        ("agencies/", {"If-None-Match": "*"}, "agencies/", 304),
    ],
)
def test_a_refusal_is_described_with_its_headers(client, address, headers, path, status):
    response = client.get(f"/api/v1/{address}", headers=headers)

    name = MADE["paths"][f"/api/v1/{path}"]["get"]["responses"][str(status)]["$ref"].rsplit("/", 1)[1]
    described = MADE["components"]["responses"][name]
    assert response.status_code == status
    if status != 304:
        assert response["Content-Type"] in described["content"]
        assert faults(described["content"][response["Content-Type"]]["schema"], response.json()) == []
    assert {*schema_answers.ALWAYS, *(["WWW-Authenticate"] if status == 401 else [])} <= set(described["headers"])
    assert {*schema_answers.ALWAYS, *(["WWW-Authenticate"] if status == 401 else [])} <= set(response.headers)


def test_each_problem_has_an_example_that_is_a_problem():
    for name, answer in MADE["components"]["responses"].items():
        if name != "NotModified":
            content = answer["content"]["application/problem+json"]
            assert faults(content["schema"], content["example"]) == [], name


@pytest.mark.parametrize(("path", "method"), [(path, method) for path, method, _ in OPERATIONS])
def test_each_answer_says_what_its_headers_are(path, method):
    responses = MADE["paths"][path][method]["responses"]

    for status, answer in responses.items():
        if status.startswith("2"):
            assert answer["description"]
            assert set(schema_answers.ALWAYS) <= set(answer["headers"])
            assert ("ETag" in answer["headers"]) == (status != "204")
    assert {"400", "401", "414", "429", "500"} <= set(responses)
    assert ("304" in responses) == (method == "get")
    assert ("404" in responses) or "{" not in path
    if method != "get":
        assert {"403", "409", "413", "422"} <= set(responses)


@pytest.mark.parametrize("name", ["Observation", "Reading", "Latest"])
def test_every_figure_carries_what_has_to_be_known_of_it(name):
    assert set(SCHEMAS[name]["required"]) >= {
        "value", "lower_95", "upper_95", "lower_998", "upper_998", "count", "denominator", "state", "qualifier",
        "provisional", "source", "retrieved", "definition_version", "period", "period_start", "period_end",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["Series", "MeasureRow"])
def test_what_has_a_newest_figure_has_it_to_include(name):
    alternatives = SCHEMAS[name]["properties"]["latest"]["oneOf"]

    assert {"$ref": "#/components/schemas/Latest"} in alternatives
    assert "latest" not in SCHEMAS[name]["required"]
