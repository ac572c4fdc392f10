"""A paper is kept byte for byte, and what is written from it is written once."""

import zlib

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cdp.models import FrozenPaper, Rendering
from cdp.papers import content, formats, store
from tests.cdp.papers.test_content import paper, table

pytestmark = pytest.mark.django_db


def kept(**more):
    return store.keep(paper=paper(table()), as_at=timezone.now(), **more)


def test_what_is_kept_has_the_hash_of_its_content():
    frozen = kept()

    data = store.bytes_of(FrozenPaper.objects.get())

    assert content.hash_of(data) == frozen.sha256
    assert len(data) == frozen.size
    assert store.opened(frozen) == paper(table())


@pytest.mark.parametrize(("name", "data"), [("other bytes", zlib.compress(b"{}")), ("no bytes", b"x")])
def test_what_was_changed_below_us_is_not_opened(name, data):
    frozen = kept()
    frozen.data = data

    with pytest.raises(store.Damaged, match=f"The paper {frozen.pk}"):
        store.opened(frozen)


def test_it_is_written_once_and_then_read(monkeypatch):
    frozen = kept()
    first = store.written(frozen, "json")
    monkeypatch.setattr(formats, "write", None)

    again = store.written(frozen, "json")

    assert first == again == store.bytes_of(frozen)
    assert Rendering.objects.get().sha256 == frozen.sha256


def test_two_who_write_at_once_leave_one_rendering():
    frozen = kept()

    store.keep_rendering(frozen, "json", b"first")
    store.keep_rendering(frozen, "json", b"second")

    assert bytes(Rendering.objects.get().data) == b"first"


def test_an_unknown_format_is_refused_in_words():
    with pytest.raises(formats.UnknownFormat, match="“exe” is not a format of a paper"):
        store.written(kept(), "exe")


def test_a_hash_is_one():
    with pytest.raises(IntegrityError, match="a_frozen_paper_is_known_by_its_hash"), transaction.atomic():
        FrozenPaper.objects.create(data=b"", sha256="no", size=0, as_at=timezone.now())


@pytest.mark.services
def test_the_database_refuses_to_change_a_frozen_paper():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no trigger of ours")
    frozen = kept()

    with pytest.raises(IntegrityError, match="A frozen paper is never changed"), transaction.atomic():
        FrozenPaper.objects.filter(pk=frozen.pk).update(is_restricted=True)
