"""What a person may set about sources, and the files that they bring."""

import errno
import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from indicators.models import Alias, SourceKind
from indicators.operations import sources, uploads
from tests.factories import AliasFactory, AreaFactory, RefreshFactory, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_whoever_may_not_manage_sources_changes_nothing(viewer):
    source, area = SourceFactory(), AreaFactory()
    alias = AliasFactory(source=source)
    attempts = [
        lambda: sources.add_source(name="New", kind=SourceKind.FINGERTIPS_CSV, rank=1, by=viewer),
        lambda: sources.change_settings(source=source, by=viewer, move_limit=1),
        lambda: sources.end_pause(source=source, by=viewer),
        lambda: sources.save_alias(source=source, field="area", text="x", area=area, by=viewer),
        lambda: sources.remove_alias(alias=alias, by=viewer),
        lambda: uploads.keep_upload(source=source, file=SimpleUploadedFile("a.csv", b"a"), by=viewer),
    ]

    for attempt in attempts:
        with pytest.raises(sources.NotTheirsToManage):
            attempt()


def test_only_settings_are_set(data_lead):
    with pytest.raises(TypeError, match="rank"):
        sources.change_settings(source=SourceFactory(), by=data_lead, rank=1)


def test_another_limit_does_not_end_a_pause(data_lead):
    source = SourceFactory(failures_in_a_row=3)

    sources.change_settings(source=source, by=data_lead, move_limit=10, location=source.location)

    source.refresh_from_db()
    assert (source.move_limit, source.failures_in_a_row) == (10, 3)


def test_what_was_said_of_a_word_before_is_replaced(data_lead):
    source, first, second = SourceFactory(), AreaFactory(), AreaFactory()

    sources.save_alias(source=source, field="area", text="Bristol UA", area=first, by=data_lead)
    sources.save_alias(source=source, field="area", text="Bristol UA", area=second, by=data_lead)

    assert Alias.objects.get().area == second


def test_runs_that_wait_are_for_those_who_may_decide(data_lead, viewer):
    held = RefreshFactory(outcome="held")
    RefreshFactory(outcome="changed")

    assert list(sources.waiting_for_review(data_lead)) == [held]
    assert list(sources.waiting_for_review(viewer)) == []


def test_a_file_is_kept_whole_under_its_checksum(data_lead, media):
    content = b"a,b\r\n1,2\r\n" * 100_000
    source = SourceFactory(slug="uploads")

    place = uploads.keep_upload(source=source, file=SimpleUploadedFile("My figures.CSV", content), by=data_lead)

    digest = hashlib.sha256(content).hexdigest()
    assert place == str(media / "sources" / "uploads" / "uploads" / digest / "My figures.csv")
    assert (media / "sources" / "uploads" / "uploads" / digest / "My figures.csv").read_bytes() == content
    assert list(media.rglob(".unfinished-*")) == []


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "There is no room left on the server"), (errno.EACCES, "The server could not store this file.")],
)
def test_a_full_disk_is_said_and_leaves_no_half_file(data_lead, media, monkeypatch, number, said):
    def fail(_):
        raise OSError(number, "fault")

    monkeypatch.setattr(uploads.os, "fsync", fail)

    with pytest.raises(uploads.UploadNotKept, match=said):
        uploads.keep_upload(source=SourceFactory(), file=SimpleUploadedFile("a.csv", b"a"), by=data_lead)

    assert [path for path in media.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("figures.csv", "figures.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\My figures.XLSX", "My figures.xlsx"),
        (".hidden.csv", "hidden.csv"),
        ("fi\u202egures\x00.csv", "fi gures.csv"),
        ("★★.csv", "file.csv"),
        ("x" * 300 + ".csv", "x" * 96 + ".csv"),
    ],
)
def test_a_name_becomes_one_that_folders_and_lists_can_bear(name, safe):
    assert uploads.safe_name(name) == safe


def test_kinds_that_are_asked_over_the_network_take_no_file():
    assert uploads.endings_of(SourceFactory(kind=SourceKind.NOMIS)) == ()
    assert uploads.endings_of(SourceFactory(kind=SourceKind.FINGERTIPS_CSV)) == (".csv",)
