"""The last that is done to the OpenAPI document, once all its operations are there."""

import json
from functools import cache
from pathlib import Path

from cdp.api_support import schema_answers
from cdp.api_support.shape import FIELDS

EXAMPLES = Path(__file__).parent / "examples.json"
JSON = "application/json"
CHOSEN = "{}Chosen"


def finish(result, generator, request, public):
    """A hook of drf-spectacular: what operations refer to, and answers that hold some of their fields alone."""
    components = result["components"]
    components.update(schema_answers.components())
    # Asked for without a version, as by a check of the framework, the document is empty.
    schemas = components.setdefault("schemas", {})
    for name, row in _examples().items():
        if name in schemas:
            schemas[name]["examples"] = [row]
    for item in result["paths"].values():
        for operation in item.values():
            if any(each["name"] == FIELDS for each in operation.get("parameters", [])):
                _choose(schemas, operation["responses"]["200"]["content"][JSON])
    components["schemas"] = dict(sorted(schemas.items()))
    return result


def _choose(schemas, content):
    """Every field, or those that fields= names: no other field than these, and none of them promised."""
    name = content["schema"].get("$ref", "").rsplit("/", 1)[-1]
    page = schemas.get(name, {}).get("properties", {})
    if "results" not in page:
        content["schema"] = _whole_or_chosen(schemas, name)
    elif "$ref" in page["results"]["items"]:
        row = page["results"]["items"]["$ref"].rsplit("/", 1)[-1]
        page["results"]["items"] = _whole_or_chosen(schemas, row)


def _whole_or_chosen(schemas, name):
    chosen, whole = CHOSEN.format(name), schemas[name]
    schemas[chosen] = {
        "type": "object",
        "description": f"Those fields of {name} that fields= names.",
        "minProperties": 1,
        "properties": {field: _bare(schema) for field, schema in whole["properties"].items()},
        "additionalProperties": False,
    }
    return {"anyOf": [schema_answers.refer("schemas", name), schema_answers.refer("schemas", chosen)]}


def _bare(schema):
    """Without the words, which stand beside the whole."""
    return {key: value for key, value in schema.items() if key not in ("description", "example", "examples")}


@cache
def _examples():
    """{component: a row of it}, out of the sample data."""
    return json.loads(EXAMPLES.read_text(encoding="utf-8")) if EXAMPLES.exists() else {}
