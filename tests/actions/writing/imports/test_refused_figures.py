"""Tables of figures that the API does not take: of somebody who may not, and files that are none."""

import pytest

from actions.models import Import
from cdp.models import Scope
from indicators.models import Refresh
from tests.actions.writing.imports.conftest import HEADER, TABLE
from tests.factories import PartnershipFactory

pytestmark = pytest.mark.django_db

# --- Whose it is -----------------------------------------------------------------------------------------------------


def test_a_visitor_and_a_token_without_the_scope_bring_nothing(looked_at, problem_of):
    problem_of(looked_at(by=None), 401)
    problem_of(looked_at(scopes=(Scope.READ, Scope.WRITE_IMPORTS)), 403)
    # Without any of the scopes nothing of the body is looked at.
    refusal = looked_at(scopes=(Scope.READ,), kind="nothing", sauce="x")
    problem_of(refusal, 403)
    assert 'scope="write:figures write:updates write:imports"' in refusal["WWW-Authenticate"]

    assert Import.objects.count() == 0


def test_a_role_that_does_not_allow_it_is_told_so(looked_at, viewer, problem_of):
    problem_of(looked_at(by=viewer), 403)


def test_a_partnership_that_one_does_not_see_is_not_found(looked_at, problem_of):
    PartnershipFactory(slug="elsewhere", is_published=False)

    problem_of(looked_at(partnership="elsewhere"), 404)
    problem_of(looked_at(partnership="nowhere"), 404)


def test_imports_of_others_are_not_found(looked_at, sends, stranger, viewer, problem_of):
    answer = looked_at()

    for person in (stranger, viewer):
        address = f"imports/{answer.json()['id']}/"
        assert sends("get", "imports/", by=person).json()["results"] == []
        for method, end in (("get", ""), ("post", "commit/"), ("post", "withdraw/")):
            problem_of(sends(method, address + end, by=person, etag="*"), 404)


# --- Files that are none ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        ("", "figures.csv", "The selected file is empty."),
        (TABLE, "figures.pdf", "must be a CSV, XLSX, XLS or ODS file"),
        (HEADER + "\n", "figures.csv", "has a header but no rows"),
        ("Place,Rate\nA,1\n", "figures.csv", "there is no column called"),
        (b"PK\x03\x04 and then nothing", "figures.xlsx", "figures.xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_on_its_page(looked_at, content, name, sentence, problem_of):
    problem = problem_of(looked_at(content, name=name), 422)

    assert [error["pointer"] for error in problem["errors"]] == ["/file"]
    assert sentence in problem["errors"][0]["detail"]
    assert (Import.objects.count(), Refresh.objects.count()) == (0, 0)


def test_a_file_that_is_too_large_is_refused(looked_at, problem_of):
    line = "E06000001,2022,5.5\n"
    problem_of(looked_at(HEADER + "\n" + line * (3 * 2**20 // len(line))), 413)
    problem_of(looked_at(b"\0" * 11 * 2**20), 413)


def test_a_file_of_too_many_rows_is_refused(looked_at, monkeypatch, problem_of):
    monkeypatch.setattr("actions.operations.imports.figures.MOST_ROWS", 1)

    assert "1 rows here, and this one has 2" in problem_of(looked_at(), 413)["detail"]
    assert Import.objects.count() == 0


def test_a_failed_look_does_not_count_against_the_source(looked_at, source):
    for _ in range(6):
        looked_at("Place,Rate\nA,1\n")

    source.refresh_from_db()
    assert (source.failures_in_a_row, source.paused_until) == (0, None)


@pytest.mark.parametrize(("slug", "status"), [("", 422), ("nothing", 422), ("\0", 400)])
def test_the_source_is_named(looked_at, slug, status, problem_of):
    problem = problem_of(looked_at(source=slug), status)

    assert [error["pointer"] for error in problem["errors"]] == ["/source"]


def test_unknown_parts_and_parameters_are_refused(brings, data_lead, problem_of):
    answer = brings(TABLE, by=data_lead, partnership="northshire", kind="local_figures", sauce="x")
    assert [error["pointer"] for error in problem_of(answer, 400)["errors"]] == ["/sauce"]
