"""The client as text, from the OpenAPI document."""

import keyword
from pathlib import Path

BASE = Path(__file__).parent / "base.py"
MADE = Path(__file__).parent / "cdp_client.py"
# Lists are read to their end, so pages are no matter of the caller's; files are had by their address.
OF_PAGES = {"cursor", "format"}
# Who wants to know whether something is still so asks for it themselves.
OF_CACHES = {"If-None-Match"}
NAMES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
FORM = "multipart/form-data"
MARKS = "# Made by make api-document; changes belong into cdp/client/.\n# ruff: noqa\n# fmt: off\n"


def source(document):
    schemas = document["components"]["schemas"]
    # Lists of values first: they are no calls, and are read at once.
    ordered = sorted(schemas.items(), key=lambda named: ("properties" in named[1], named[0]))
    # What is left of a row where fields= names some of it has no name here: the caller knows it best.
    types = [_type(name, schema) for name, schema in ordered if not name.endswith("Chosen")]
    methods = [
        _method(schemas, path, method, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if _answer(operation) is not None or "204" in operation["responses"]
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
            return _whole(answer["content"]["application/json"].get("schema", {}))
    return None


def _whole(schema):
    """Of “all of it, or what fields= names” all of it: whoever names fields knows which."""
    return schema["anyOf"][0] if str(schema.get("anyOf", [{}])[-1].get("$ref", "")).endswith("Chosen") else schema


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
    schema = _whole(schema)
    if "$ref" in schema:
        return _called(schema["$ref"])
    for word in ("oneOf", "anyOf", "allOf"):
        if word in schema:
            return " | ".join(dict.fromkeys(_kind(each) for each in schema[word]))
    if "enum" in schema:
        return f"Literal[{', '.join(map(repr, schema['enum']))}]"
    said = schema.get("type")
    if schema.get("format") == "binary":
        return "File"
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
    schema, parameters = _answer(operation) or {}, operation.get("parameters", [])
    page = schemas.get(_called(schema.get("$ref", "") or "/"), {}).get("properties", {})
    is_list = {"results", "next"} <= set(page)
    query = {
        each["name"]: each["schema"] for each in parameters if each["in"] == "query" and each["name"] not in OF_PAGES
    }
    joined = {each["name"] for each in parameters if each.get("explode") is False}
    headers = [each["name"] for each in parameters if each["in"] == "header" and each["name"] not in OF_CACHES]
    in_path = [each["name"] for each in parameters if each["in"] == "path"]
    sent_as = operation.get("requestBody", {}).get("content", {})
    bodies = [sent_as[kind]["schema"] for kind in ("application/json", FORM) if kind in sent_as]
    body = {"anyOf": bodies} if bodies else None
    taken = ["self", *(f"{_plain(name)}: str | int" for name in in_path)]
    if body is not None:
        is_needed = operation["requestBody"].get("required")
        taken.append(f"body: {_kind(body)}" if is_needed else f"body: {_kind(body)} | None = None")
    named = [
        f"{_plain(name)}: {'Sequence[str] | str' if name in joined else _asked(schema)} | None = None"
        for name, schema in query.items()
    ]
    named += [f"{_plain(name)}: str | None = None" for name in headers]
    taken += ["*", *named] if named else []
    address = path
    for name in in_path:
        address = address.replace("{" + name + "}", "{_part(" + _plain(name) + ")}")
    given = ", ".join(f"{name!r}: {f'_commas({_plain(name)})' if name in joined else _plain(name)}" for name in query)
    sent = ", ".join(f"{name!r}: {_plain(name)}" for name in headers)
    if is_list:
        answer = f"Iterator[{_kind(_whole(page['results']['items']))}]"
        call = f"self._rows(f{address!r}, {{{given}}})"
    else:
        answer = _kind(schema) if schema else "None"
        carried = "body" if body is not None else None
        call = f"self._call({method.upper()!r}, f{address!r}, {{{given}}}, {carried}, {{{sent}}})"
    about = " ".join(operation.get("description", "").split()).replace("\\", "\\\\").replace('"', "'")
    lines = [f"    def {operation['operationId']}({', '.join(taken)}) -> {answer}:"]
    lines += [f'        """{about}"""'] if about else []
    if is_list:
        return "\n".join([*lines, f"        return {call}"])
    # Said once more, so that a strict checker takes what was read from JSON for it.
    return "\n".join([*lines, f"        answered: {answer} = {call}", "        return answered"])


def _asked(schema):
    kind = _kind(schema)
    return kind.replace("list[", "Sequence[", 1) if kind.startswith("list[") else kind


def _plain(name):
    """As Python can call it."""
    made = name.lower().replace("-", "_").replace(".", "_")
    return f"{made}_" if keyword.iskeyword(made) else made
