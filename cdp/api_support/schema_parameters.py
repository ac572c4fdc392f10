"""What the OpenAPI document says of parameters that no filter describes: in paths, and of the shape of an answer."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from cdp.api_support import uids
from cdp.api_support.shape import FIELDS, INCLUDE, MOST_SORTS, SORT

AS_OF = OpenApiParameter(
    "as_of",
    {"type": "string", "format": "date", "examples": ["2026-05-31"]},
    description="The figures as they were known at the end of this day, in London; today’s if it is left out. "
    "The header As-Of of the answer, and of a list the field as_of, say the day.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The ETag that you were given: 304 and no body where it is still so. It costs us a fifth.",
)
REF = "[a-z0-9-]+:[^/]+"
NUMBER = "[0-9]+"
CODE = "[^/.]+"
# What stands in addresses, of the sample partnership and of what is the same everywhere.
EXAMPLES = {
    "partnerships": "exampleshire",
    "agencies": "exampleshire-recovery-service",
    "seats": "exampleshire:exampleshire-recovery-service",
    "priorities": "exampleshire:P2",
    "recommendations": "exampleshire:R1",
    "actions": "exampleshire:EXA-1.1",
    "lights": "exampleshire:EXA-1.1",
    "schemes": "exampleshire:S1",
    "findings": "exampleshire:F1",
    "indicators": "adults-in-treatment",
    "areas": "E10000034",
    "neighbour-groups": "E10000034",
    "outcomes": "reducing-drug-use",
    "framework-metrics": "H1",
    "sources": "fingertips",
}


def format_of(view, formats):
    """Which may be asked for in the address."""
    is_list = len(formats) > 1
    text = (
        "Goes before the Accept header. An ending of the address says the same: "
        f"/api/v1/{view.basename}.csv and .xlsx hold every row, without pages."
        if is_list
        else "Goes before the Accept header."
    )
    return {"in": "query", "name": "format", "schema": {"type": "string", "enum": sorted(formats)}, "description": text}


def shape_of(view, names):
    """fields=, include= and sort= as the view allows them: names with commas between them."""
    every = list(view.get_serializer().fields)
    about = {
        FIELDS: (
            every,
            "Only these fields. Without it every field is there, but for those of include.",
            {},
        ),
        INCLUDE: (sorted(view.includable), "Fields beside the usual ones, which spare you a second request.", {}),
        SORT: (
            [f"{sign}{name}" for name in sorted(view.sortable) for sign in ("", "-")],
            "The order: names, each once; - before a name begins with the last. Ties are broken by a field of ours.",
            {"maxItems": MOST_SORTS},
        ),
    }
    return [_of_names(name, *about[name]) for name in names]


def _of_names(name, allowed, text, more):
    schema = {
        "type": "array",
        "items": {"type": "string", "enum": allowed},
        "minItems": 1,
        "uniqueItems": True,
        **more,
        "examples": [allowed[:1]],
    }
    return OpenApiParameter(name, schema, description=f"{text} With commas between them.", style="form", explode=False)


def in_path(view, parameter):
    """The same parameter, saying what may stand in its place: a human id where there is one, and always the uid."""
    noun = getattr(view, "basename", "")
    if noun not in uids.PREFIXES:
        return parameter
    if hasattr(view, "ref_field"):
        human, text = REF, "Its id: the partnership’s slug, a colon, and the ref there"
        examples = [EXAMPLES[noun]]
    elif view.lookup_field in ("pk", "series_id"):
        human, text, examples = NUMBER, "Its number", ["12"]
    else:
        human = getattr(view, "lookup_value_regex", CODE)
        text, examples = "Its code", [EXAMPLES[noun]] if noun in EXAMPLES else []
    schema = {
        "type": "string",
        "pattern": f"^({human}|{uids.PREFIXES[noun]}_[0-9A-Za-z]{{13}})$",
        "examples": [*examples, uids.encode(noun, 12)],
    }
    return {**parameter, "schema": schema, "description": f"{text}; or its uid, which never changes."}
