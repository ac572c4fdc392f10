"""The OpenAPI documents in docs/: as the code stands, and as it was promised."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from drf_spectacular.validation import validate_schema

from cdp.api_support import differ, document
from cdp.client import making

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def made():
    return document.made()


def operations(made):
    return [each for item in made["paths"].values() for method, each in item.items() if method in METHODS]


def pointers(part):
    """Everything that the document refers to."""
    if isinstance(part, dict):
        found = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return found.union(*map(pointers, part.values()))
    return set().union(*map(pointers, part)) if isinstance(part, list) else set()


def test_the_document_in_docs_is_what_the_code_says(made):
    assert document.NOW.read_text(encoding="utf-8") == document.as_text(made), "Run make api-document and commit it."


def test_nothing_that_was_promised_is_broken(made):
    broken = differ.breaking(document.read(document.RELEASED), made, on=timezone.localdate())

    assert list(map(str, broken)) == [], "Keep it, mark it as deprecated (cdp/api_support/deprecation.py), and wait."


def test_what_was_promised_is_seen_when_it_breaks(made):
    released = document.read(document.RELEASED)
    paths = {path: item for path, item in released["paths"].items() if path != "/api/v1/actions/"}

    [found] = differ.breaking(released, {**released, "paths": paths}, on=timezone.localdate())

    assert found.pointer == "#/paths/~1api~1v1~1actions~1"


@pytest.mark.parametrize("path", [document.NOW, document.RELEASED], ids=["now", "released"])
def test_the_documents_are_valid(path):
    validate_schema(document.read(path))


def test_what_the_document_refers_to_is_there(made):
    defined = {f"#/components/{kind}/{name}" for kind, named in made["components"].items() for name in named}

    assert pointers(made) - defined == set()


def test_each_operation_has_a_name_of_its_own(made):
    names = [each["operationId"] for each in operations(made)]

    assert len(names) == len(set(names)) == len(operations(made))
    assert all(name.isidentifier() for name in names)


@pytest.fixture
def folder(tmp_path, monkeypatch, made):
    monkeypatch.setattr(document, "NOW", tmp_path / "openapi.json")
    monkeypatch.setattr(document, "RELEASED", tmp_path / "api" / "released.json")
    monkeypatch.setattr(document, "made", lambda: made)
    monkeypatch.setattr(making, "MADE", tmp_path / "cdp_client.py")
    return tmp_path


def test_the_command_writes_the_document_and_when_told_the_promise(folder, made):
    call_command("api_document")
    assert document.read(document.NOW) == made
    assert making.MADE.read_text(encoding="utf-8") == making.source(made)
    assert not document.RELEASED.exists()

    call_command("api_document", "--release")
    assert document.read(document.RELEASED) == made


def test_the_command_keeps_the_promise_where_it_would_be_broken(folder, made, monkeypatch, capsys):
    call_command("api_document", "--release")
    less = {**made, "paths": {path: item for path, item in made["paths"].items() if path != "/api/v1/areas/"}}
    monkeypatch.setattr(document, "made", lambda: less)

    with pytest.raises(CommandError, match="break programs"):
        call_command("api_document", "--release")

    assert "breaking: #/paths/~1api~1v1~1areas~1: The path is gone." in capsys.readouterr().out
    assert document.read(document.RELEASED) == made
