"""The document says of each field of an answer whether it can be null, also where no serializer says it."""

import pytest

from cdp.api_support import document


@pytest.fixture(scope="module")
def schemas():
    return document.made()["components"]["schemas"]


def can_be_null(schema):
    if schema.get("type") == "null" or "null" in schema.get("type", []):
        return True
    return any(map(can_be_null, [*schema.get("oneOf", ()), *schema.get("anyOf", ())]))


@pytest.mark.parametrize(
    ("row", "field"),
    [
        # Nobody has decided yet, or nobody reported in the name of an agency.
        ("ProgressUpdate", "decided_by"),
        ("ProgressUpdate", "reported_by"),
        ("ProgressUpdate", "agency"),
        ("ProgressUpdate", "meeting"),
        # Columns that a document may leave empty.
        ("Agency", "parent"),
        ("Partnership", "host_agency"),
        ("Partnership", "main_area"),
        ("Recommendation", "outcome"),
        ("Indicator", "disclosure_rule"),
    ],
)
def test_what_may_be_empty_can_be_null(schemas, row, field):
    assert can_be_null(schemas[row]["properties"][field])


@pytest.mark.parametrize(
    ("row", "field"), [("ProgressUpdate", "action"), ("Action", "partnership"), ("Observation", "indicator")]
)
def test_what_is_always_there_cannot(schemas, row, field):
    assert not can_be_null(schemas[row]["properties"][field])
