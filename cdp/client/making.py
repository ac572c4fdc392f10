"""The client as text, from the OpenAPI document."""

import keyword
from pathlib import Path

BASE = Path(__file__).parent / "base.py"
MADE = Path(__file__).parent / "cdp_client.py"
# Lists are read to their end, so pages are no matter of the caller's; files are had by their address.
OF_PAGES = {"cursor", "format"}
NAMES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
MARKS = "# Made by make api-document; changes belong into cdp/client/.\n# ruff: noqa\n# fmt: off\n"


def source(document):
    schemas = document["components"]["schemas"]
    # Lists of values first: they are no calls, and are read at once.
    ordered = sorted(schemas.items(), key=lambda named: ("properties" in named[1], named[0]))
    types = [_type(name, schema) for name, schema in ordered]
    methods = [
        _method(schemas, path, method, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if _answer(operation) is not None
    ]
    whole = 'class Client(_Base):\n    """Each operation of the API by its name."""\n\n' + "\n\n".join(methods)
    # Names of types are used before they are defined.
    base = BASE.read_text(encoding="utf-8").replace(
        "import json\n", "from __future__ import annotations\n\nimport json\n", 1
    )
    return "\n\n\n".join([MARKS + base.rstrip("\n"), *types, whole]) + "\n"


def _answer(operation):
    """The schema of what is answered in JSON, or None."""
    for status, answer in operation["responses"].items():
        if status.startswith("2") and "application/json" in answer.get("content", {}):
            return answer["content"]["application/json"].get("schema", {})
    return None


def _type(name, schema):
    if "properties" not in schema:
        return f"{name} = {_kind(schema)}"
    needed = set(schema.get("required", []))
    # As a call, since a member may be called “from” or “class”.
    members = [
        f"    {member!r}: {_as_text(kind if member in needed else f'NotRequired[{kind}]')},"
        for member, of_member in schema["properties"].items()
        for kind in [_kind(of_member)]
    ]
    return "\n".join([f"{name} = TypedDict({name!r}, {{", *members, "})"])


def _as_text(kind):
    """Called types are read when they are made, and those that they name may come later."""
    return repr(kind) if not kind.startswith("NotRequired[") else f"NotRequired[{kind[12:-1]!r}]"


def _kind(schema):
    if "$ref" in schema:
        return _called(schema["$ref"])
    for word in ("oneOf", "anyOf", "allOf"):
        if word in schema:
            return " | ".join(dict.fromkeys(_kind(each) for each in schema[word]))
    if "enum" in schema:
        return f"Literal[{', '.join(map(repr, schema['enum']))}]"
    said = schema.get("type")
    if isinstance(said, list):
        return " | ".join(_kind({**schema, "type": each}) for each in said)
    if said == "array":
        return f"list[{_kind(schema.get('items', {}))}]"
    if said == "object":
        rest = schema.get("additionalProperties")
        return f"dict[str, {_kind(rest) if isinstance(rest, dict) else 'Any'}]"
    return NAMES.get(said, "Any")


def _called(ref):
    return ref.rsplit("/", 1)[1]


def _method(schemas, path, method, operation):
    schema, parameters = _answer(operation), operation.get("parameters", [])
    page = schemas.get(_called(schema.get("$ref", "") or "/"), {}).get("properties", {})
    is_list = {"results", "next"} <= set(page)
    query = {
        each["name"]: each["schema"] for each in parameters if each["in"] == "query" and each["name"] not in OF_PAGES
    }
    headers = [each["name"] for each in parameters if each["in"] == "header"]
    in_path = [each["name"] for each in parameters if each["in"] == "path"]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    taken = ["self", *(f"{_plain(name)}: str | int" for name in in_path)]
    if body is not None:
        is_needed = operation["requestBody"].get("required")
        taken.append(f"body: {_kind(body)}" if is_needed else f"body: {_kind(body)} | None = None")
    named = [f"{_plain(name)}: {_asked(schema)} | None = None" for name, schema in query.items()]
    named += [f"{_plain(name)}: str | None = None" for name in headers]
    taken += ["*", *named] if named else []
    address = path
    for name in in_path:
        address = address.replace("{" + name + "}", "{_part(" + _plain(name) + ")}")
    given = ", ".join(f"{name!r}: {_plain(name)}" for name in query)
    sent = ", ".join(f"{name!r}: {_plain(name)}" for name in headers)
    if is_list:
        answer = f"Iterator[{_kind(page['results']['items'])}]"
        call = f"self._rows(f{address!r}, {{{given}}})"
    else:
        answer = _kind(schema)
        carried = "body" if body is not None else None
        call = f"self._call({method.upper()!r}, f{address!r}, {{{given}}}, {carried}, {{{sent}}})"
    about = " ".join(operation.get("description", "").split()).replace("\\", "\\\\").replace('"', "'")
    lines = [f"    def {operation['operationId']}({', '.join(taken)}) -> {answer}:"]
    lines += [f'        """{about}"""'] if about else []
    return "\n".join([*lines, f"        return {call}"])


def _asked(schema):
    kind = _kind(schema)
    return kind.replace("list[", "Sequence[", 1) if kind.startswith("list[") else kind


def _plain(name):
    """As Python can call it."""
    made = name.lower().replace("-", "_").replace(".", "_")
    return f"{made}_" if keyword.iskeyword(made) else made
