"""The client in Python: made from the document, true to it, and used against a real server."""

import ast
import importlib.util
import typing

import pytest

from cdp.api_support import document
from cdp.client import making
from tests.factories import ActionFactory, PartnershipFactory


@pytest.fixture(scope="module")
def made():
    spec = importlib.util.spec_from_file_location("cdp_client_as_taken", making.MADE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_client_is_made_from_the_document():
    text = making.source(document.read(document.NOW))

    assert making.MADE.read_text(encoding="utf-8") == text, "Run make api-document and commit it."


def test_the_client_needs_nothing_but_python():
    tree = ast.parse(making.MADE.read_text(encoding="utf-8"))
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names}

    assert {name.split(".")[0] for name in names} == {
        "__future__",
        "collections",
        "json",
        "secrets",
        "time",
        "typing",
        "urllib",
    }


def test_every_type_of_the_client_can_be_read(made):
    methods = [each for name, each in vars(made.Client).items() if not name.startswith("_")]
    types = [each for each in vars(made).values() if typing.is_typeddict(each)]

    assert len(methods) > 70
    assert len(types) > 60
    for each in [*methods, *types]:
        assert typing.get_type_hints(each, vars(made))


@pytest.mark.django_db(transaction=True)
def test_the_client_reads_lists_to_their_end_and_single_things(made, live_server):
    place = PartnershipFactory(slug="exampleshire")
    refs = {action.ref for action in ActionFactory.create_batch(3, partnership=place)}
    ActionFactory()
    client = made.Client(live_server.url)

    rows = list(client.actions_list(partnership=["exampleshire"], archived=False, page_size=2))

    assert {row["ref"] for row in rows} == refs
    assert client.actions_retrieve(rows[0]["id"])["title"] == rows[0]["title"]
    assert client.etag
    assert list(client.changes_list()) == []


@pytest.mark.django_db(transaction=True)
def test_the_client_asks_for_some_fields_and_for_more_than_the_usual_ones(made, live_server):
    action = ActionFactory()
    client = made.Client(live_server.url)

    [some] = client.actions_list(fields=["ref", "title"], sort="-due_on,ref")
    [more] = client.actions_list(include=["agencies", "latest_update"])

    assert some == {"ref": action.ref, "title": action.title}
    assert (more["agencies"], more["latest_update"]) == ([], None)
    assert "latest_update" in typing.get_type_hints(made.Action, vars(made))


@pytest.mark.django_db(transaction=True)
def test_the_client_hands_on_what_was_refused(made, live_server):
    with pytest.raises(made.Refused) as refused:
        made.Client(live_server.url).actions_retrieve("exampleshire:none")
    assert (refused.value.status, refused.value.document["status"]) == (404, 404)

    with pytest.raises(made.Refused, match="401"):
        made.Client(live_server.url, token="cdp_wrong").index()


@pytest.mark.django_db
def test_the_client_can_be_downloaded_from_the_developer_page(client):
    page = client.get("/api/").content.decode()
    response = client.get("/api/v1/client.py")

    assert "/api/v1/client.py" in page
    assert response["Content-Type"] == "text/x-python; charset=utf-8"
    assert 'filename="cdp_client.py"' in response["Content-Disposition"]
    assert response.content == making.MADE.read_bytes()


def test_no_type_takes_a_name_of_the_client_itself():
    own = {node.name for node in ast.parse(making.BASE.read_text(encoding="utf-8")).body if hasattr(node, "name")}

    assert "Refused" in own
    assert (own | {"Client", "Iterator", "Sequence", "Any"}).isdisjoint(document.made()["components"]["schemas"])
