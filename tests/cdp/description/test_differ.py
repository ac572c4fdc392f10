"""Which differences between two OpenAPI documents break programs: each rule with a pair of documents."""

from copy import deepcopy
from datetime import date

import pytest

from cdp.api_support.differ import breaking, differences

TODAY = date(2026, 11, 22)
LIST = "/api/v1/things/"
OPERATION = f"#/paths/{LIST.replace('/', '~1')}/get"
PAST, AHEAD = "2026-11-22", "2026-11-23"


def text(**more):
    return {"type": "string", **more}


def thing(**more):
    properties = {"ref": text(), "colour": {"type": "string", "enum": ["red", "blue"]}, "size": {"type": "integer"}}
    return {"type": "object", "properties": properties, "required": ["ref", "colour"], **more}


def content(schema, media="application/json"):
    return {media: {"schema": schema}}


def base():
    parameters = [{"in": "query", "name": "size", "schema": {"type": "integer", "maximum": 10}}]
    answer = {"description": "", "content": content({"$ref": "#/components/schemas/Thing"})}
    answer["content"]["text/csv"] = {"schema": text()}
    answer["headers"] = {"Link": {"schema": text()}}
    body = {"required": False, "content": content({"$ref": "#/components/schemas/ThingSent"})}
    return {
        "openapi": "3.1.1",
        "paths": {
            LIST: {
                "get": {"operationId": "things_list", "parameters": parameters, "responses": {"200": answer}},
                "post": {
                    "operationId": "things_create",
                    "requestBody": body,
                    "responses": {"201": {"description": ""}, "202": {"description": ""}},
                },
            },
            f"{LIST}{{ref}}/": {
                "get": {
                    "operationId": "things_retrieve",
                    "parameters": [{"in": "path", "name": "ref", "required": True, "schema": text()}],
                    "responses": {"200": {"description": "", "content": answer["content"]}},
                }
            },
        },
        "components": {"schemas": {"Thing": thing(), "ThingSent": thing()}},
    }


def changed(change):
    document = base()
    change(Handle(document))
    return document


class Handle:
    """The places of the document that the examples change."""

    def __init__(self, document):
        self.document, self.paths = document, document["paths"]
        self.read, self.write = self.paths[LIST]["get"], self.paths[LIST]["post"]
        self.parameters = self.read["parameters"]
        self.answer, self.body = self.read["responses"]["200"], self.write["requestBody"]
        schemas = document["components"]["schemas"]
        self.answered, self.sent = schemas["Thing"], schemas["ThingSent"]

    def field(self, name):
        return self.answered["properties"][name]

    def member(self, name):
        return self.sent["properties"][name]


def renamed(items, old, new):
    items[new] = items.pop(old)


THING, SENT = "#/components/schemas/Thing", "#/components/schemas/ThingSent"
POST = OPERATION.replace("/get", "/post")

BREAKING = {
    "path gone": (lambda it: it.paths.pop(LIST), "#/paths/~1api~1v1~1things~1", "path is gone"),
    "method gone": (lambda it: it.paths[LIST].pop("get"), OPERATION, "GET is gone"),
    "operation renamed": (lambda it: it.read.update(operationId="x"), f"{OPERATION}/operationId", "another name"),
    "key asked for": (lambda it: it.read.update(security=[{"oauth": []}]), f"{OPERATION}/security", "without a key"),
    "field gone": (lambda it: it.answered["properties"].pop("size"), f"{THING}/properties/size", "“size” is gone"),
    "field renamed": (
        lambda it: renamed(it.answered["properties"], "ref", "code"),
        f"{THING}/properties/ref",
        "“ref” is gone",
    ),
    "field optional": (lambda it: it.answered.update(required=["ref"]), f"{THING}/properties/colour", "left out"),
    "field nullable": (lambda it: it.field("ref").update(type=["string", "null"]), f"{THING}/properties/ref", "null"),
    "field one of null": (
        lambda it: it.answered["properties"].update(ref={"oneOf": [text(), {"type": "null"}]}),
        f"{THING}/properties/ref",
        "null",
    ),
    "field of another type": (
        lambda it: it.field("size").update(type="string"),
        f"{THING}/properties/size",
        "integer and is string",
    ),
    "whole number no longer whole": (
        lambda it: it.field("size").update(type="number"),
        f"{THING}/properties/size",
        "type was integer",
    ),
    "field of another format": (
        lambda it: it.member("ref").update(format="date"),
        f"{SENT}/properties/ref/format",
        "format",
    ),
    "value of a field gone": (
        lambda it: it.field("colour").update(enum=["red"]),
        f"{THING}/properties/colour/enum",
        "“blue” is gone",
    ),
    "value of a member gone": (
        lambda it: it.member("colour").update(enum=["red"]),
        f"{SENT}/properties/colour/enum",
        "“blue” is gone",
    ),
    "only some values taken": (
        lambda it: it.member("ref").update(enum=["a"]),
        f"{SENT}/properties/ref/enum",
        "Only some",
    ),
    "new parameter that must be given": (
        lambda it: it.parameters.append({"in": "query", "name": "x", "required": True, "schema": text()}),
        f"{OPERATION}/parameters/1",
        "“x” that must be given",
    ),
    "parameter gone": (lambda it: it.parameters.clear(), f"{OPERATION}/parameters/0", "“size” (query) is gone"),
    "parameter needed": (
        lambda it: it.parameters[0].update(required=True),
        f"{OPERATION}/parameters/0",
        "must be given now",
    ),
    "parameter written otherwise": (
        lambda it: it.parameters[0].update(explode=False),
        f"{OPERATION}/parameters/0",
        "written in another way",
    ),
    "maximum lowered": (
        lambda it: it.parameters[0]["schema"].update(maximum=9),
        f"{OPERATION}/parameters/0/schema/maximum",
        "was 10 and is 9",
    ),
    "minimum added": (
        lambda it: it.parameters[0]["schema"].update(minimum=1),
        f"{OPERATION}/parameters/0/schema/minimum",
        "is 1",
    ),
    "pattern added": (
        lambda it: it.member("ref").update(pattern="^a"),
        f"{SENT}/properties/ref/pattern",
        "“^a”",
    ),
    "member needed": (
        lambda it: it.sent["required"].append("size"),
        f"{SENT}/properties/size",
        "must be sent now",
    ),
    "new member that must be sent": (
        lambda it: (it.sent["properties"].update(x=text()), it.sent["required"].append("x")),
        f"{SENT}/properties/x",
        "is new and must be sent",
    ),
    "member gone": (lambda it: it.sent["properties"].pop("size"), f"{SENT}/properties/size", "“size” is gone"),
    "other names refused": (
        lambda it: it.sent.update(additionalProperties=False),
        f"{SENT}/additionalProperties",
        "refused",
    ),
    "body needed": (lambda it: it.body.update(required=True), f"{POST}/requestBody", "must be sent"),
    "body gone": (lambda it: it.write.pop("requestBody"), f"{POST}/requestBody", "no longer"),
    "media type of an answer gone": (
        lambda it: it.answer["content"].pop("text/csv"),
        f"{OPERATION}/responses/200/content/text~1csv",
        "text/csv is gone",
    ),
    "media type of a body gone": (
        lambda it: renamed(it.body["content"], "application/json", "text/plain"),
        f"{POST}/requestBody/content/application~1json",
        "is gone",
    ),
    "success gone": (lambda it: it.write["responses"].pop("202"), f"{POST}/responses/202", "never answers 202"),
    "header gone": (lambda it: it.answer["headers"].pop("Link"), f"{OPERATION}/responses/200/headers/Link", "Link"),
    "another alternative": (
        lambda it: it.answered["properties"].update(ref={"oneOf": [text(), {"type": "array", "items": text()}]}),
        f"{THING}/properties/ref",
        "type",
    ),
}

HARMLESS = {
    "nothing": lambda it: None,
    "path added": lambda it: it.paths.update({"/api/v1/others/": {"get": {"responses": {}}}}),
    "parameter of a path renamed": lambda it: (
        renamed(it.paths, f"{LIST}{{ref}}/", f"{LIST}{{id}}/"),
        it.paths[f"{LIST}{{id}}/"]["get"]["parameters"][0].update(name="id"),
    ),
    "parameter added": lambda it: it.parameters.append({"in": "query", "name": "x", "schema": text()}),
    "maximum raised": lambda it: it.parameters[0]["schema"].update(maximum=11),
    "minimum of nought": lambda it: it.parameters[0]["schema"].update(minimum=0),
    "field added": lambda it: (it.answered["properties"].update(x=text()), it.answered["required"].append("x")),
    "field always there": lambda it: it.answered["required"].append("size"),
    "member added": lambda it: it.sent["properties"].update(x=text()),
    "member may be left out": lambda it: it.sent.update(required=[]),
    "member may be null": lambda it: it.member("ref").update(type=["string", "null"]),
    "member may be any number": lambda it: it.member("size").update(type="number"),
    "value taken": lambda it: it.member("colour").update(enum=["red", "blue", "green"]),
    "status of an error": lambda it: it.read["responses"].update({"429": {"description": ""}}),
    "media type added": lambda it: it.answer["content"].update(content(text(), "text/html")),
    "only answered": lambda it: (
        it.sent["properties"].update(x=text(readOnly=True)),
        it.sent["required"].append("x"),
    ),
    "words": lambda it: it.field("ref").update(description="Another"),
    "component renamed": lambda it: (
        renamed(it.document["components"]["schemas"], "Thing", "Article"),
        it.answer["content"].update(content({"allOf": [{"$ref": "#/components/schemas/Article"}]})),
    ),
    "values in a component of their own": lambda it: (
        it.document["components"]["schemas"].update(Colour={"type": "string", "enum": ["red", "blue"]}),
        it.answered["properties"].update(colour={"oneOf": [{"$ref": "#/components/schemas/Colour"}]}),
    ),
}

WARNINGS = {
    "value that may come": (lambda it: it.field("colour").update(enum=["red", "blue", "x"]), "new value “x”"),
    "values no longer listed": (lambda it: it.field("colour").pop("enum"), "Other values"),
}


@pytest.mark.parametrize(("change", "pointer", "words"), BREAKING.values(), ids=BREAKING)
def test_what_breaks_programs_is_told_with_its_place(change, pointer, words):
    found = breaking(base(), changed(change), on=TODAY)

    assert [each for each in found if each.pointer == pointer and words in each.sentence], found


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_what_is_added_breaks_nothing(change):
    assert differences(base(), changed(change), on=TODAY) == []


@pytest.mark.parametrize(("change", "words"), WARNINGS.values(), ids=WARNINGS)
def test_what_a_careful_program_bears_is_a_warning(change, words):
    [found] = differences(base(), changed(change), on=TODAY)

    assert (found.kind, words in found.sentence) == ("warning", True)


def test_a_changed_default_is_told():
    old = changed(lambda it: it.parameters[0]["schema"].update(default=5))
    new = changed(lambda it: it.parameters[0]["schema"].update(default=6))

    [found] = breaking(old, new, on=TODAY)

    assert found.sentence == "What is left out was read as “5” and is read as “6”."


def test_each_difference_is_told_once_however_many_operations_show_it():
    found = breaking(base(), changed(lambda it: it.answered["properties"].pop("size")), on=TODAY)

    assert [str(each) for each in found] == [f"breaking: {THING}/properties/size: “size” is gone."]


def test_alternatives_may_become_fewer_in_answers_and_more_in_what_is_sent():
    wide = {"oneOf": [text(), {"type": "integer"}, {"type": "array", "items": text()}]}
    narrow = {"oneOf": [text(), {"type": "integer"}]}

    def answers(schema):
        return changed(lambda it: it.answered["properties"].update(x=deepcopy(schema)))

    def takes(schema):
        return changed(lambda it: it.sent["properties"].update(x=deepcopy(schema)))

    assert breaking(answers(wide), answers(narrow), on=TODAY) == breaking(takes(narrow), takes(wide), on=TODAY) == []
    assert [each.sentence for each in breaking(answers(narrow), answers(wide), on=TODAY)] == [
        "Other alternatives are possible now."
    ]
    assert [each.sentence for each in breaking(takes(wide), takes(narrow), on=TODAY)] == [
        "Fewer alternatives are possible now."
    ]


def test_alternatives_of_one_name_are_told_apart_by_what_they_say():
    def with_a_part(it):
        it.document["components"]["schemas"]["Part"] = {"type": "object", "properties": {"ref": text()}}
        either = {"anyOf": [{"$ref": THING}, {"$ref": "#/components/schemas/Part"}]}
        it.answer["content"] = content(either)

    def without_the_size(it):
        with_a_part(it)
        it.answered["properties"].pop("size")

    found = breaking(changed(with_a_part), changed(without_the_size), on=TODAY)

    assert [str(each) for each in found] == [f"breaking: {THING}/properties/size: “size” is gone."]


def test_schemas_that_hold_themselves_come_to_an_end():
    def nested(it):
        it.answered["properties"]["parts"] = {"type": "array", "items": {"$ref": THING}}

    assert breaking(changed(nested), changed(nested), on=TODAY) == []


def going(sunset):
    return {"deprecated": True, "x-sunset": sunset}


@pytest.mark.parametrize(
    ("mark", "change"),
    [
        (lambda it, sunset: it.read.update(going(sunset)), lambda it: it.paths[LIST].pop("get")),
        (lambda it, sunset: it.field("size").update(going(sunset)), lambda it: it.answered["properties"].pop("size")),
        (lambda it, sunset: it.parameters[0].update(going(sunset)), lambda it: it.parameters.clear()),
        (lambda it, sunset: it.field("size").update(going(sunset)), lambda it: it.field("size").update(type="string")),
    ],
    ids=["operation", "field", "parameter", "type"],
)
def test_what_is_deprecated_goes_on_its_sunset_and_no_day_earlier(mark, change):
    new = changed(change)

    assert breaking(changed(lambda it: mark(it, PAST)), new, on=TODAY) == []
    assert len(breaking(changed(lambda it: mark(it, AHEAD)), new, on=TODAY)) == 1


def test_being_deprecated_without_a_sunset_is_no_leave_to_go():
    old = changed(lambda it: it.read.update(deprecated=True))

    assert len(breaking(old, changed(lambda it: it.paths[LIST].pop("get")), on=TODAY)) == 1
