"""The OpenAPI document as a file: docs/openapi.json is what the code says, docs/api/released.json what was promised."""

import json

from django.conf import settings
from drf_spectacular.generators import SchemaGenerator

DOCS = settings.BASE_DIR / "docs"
NOW = DOCS / "openapi.json"
RELEASED = DOCS / "api" / "released.json"


def made():
    """The document as it is served, in plain types."""
    return json.loads(json.dumps(SchemaGenerator(api_version="v1").get_schema(request=None, public=True), default=str))


def as_text(document):
    """Paths and components come in the order of their names, so that equal documents are equal files."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def write(path, document):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_text(document), encoding="utf-8")
