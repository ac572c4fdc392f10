"""Figures that are published or taken back: whoever mirrors them is told which series to read again."""

import pytest

from actions.operations.documents import load_documents
from cdp.models import Change
from indicators.operations import follow_up
from tests.factories import DocumentFactory, PartnershipFactory, RefreshChangeFactory, RefreshFactory, SourceFactory
from tests.loading.folder import make_reference, write_folder

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    make_reference()
    return write_folder(tmp_path)


def told():
    return list(Change.objects.order_by("pk").values_list("kind", "noun", "thing", "partnership__slug"))


def test_a_run_is_told_and_each_indicator_that_it_changed():
    run = RefreshFactory()
    for code in ("b", "a"):
        RefreshChangeFactory(refresh=run, indicator__code=code)

    follow_up.tell(run)

    assert told() == [
        ("figures.published", "refreshes", str(run.pk), None),
        ("figures.published", "indicators", "a", None),
        ("figures.published", "indicators", "b", None),
    ]


def test_the_figures_of_a_document_are_its_partnerships():
    source = SourceFactory(
        kind="document", document=DocumentFactory(partnership=PartnershipFactory(slug="eastshire", is_published=False))
    )
    run = RefreshFactory(source=source)
    RefreshChangeFactory(refresh=run, indicator__code="a")

    follow_up.tell(run, kind="figures.taken_back")

    assert {(kind, slug) for kind, _, _, slug in told()} == {("figures.taken_back", "eastshire")}


def test_a_document_is_told_as_one_with_its_figures_and_not_again_when_nothing_changed(folder):
    load_documents(folders=[folder])

    found = told()
    assert [kind for kind, *_ in found].count("partnership.loaded") == 1
    assert {kind for kind, *_ in found} == {"partnership.loaded", "figures.published", "quality.checked"}
    assert len({slug for *_, slug in found}) == 1
    load_documents(folders=[folder])
    assert told() == found
