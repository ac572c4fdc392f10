"""Uploads go once they are old and no run needs them, and what a run can still do is done without them."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cdp import jobs
from indicators.models import Refresh
from indicators.operations import cleared_uploads
from indicators.operations import refresh as runs
from indicators.operations.cleared_uploads import clear_uploads
from indicators.operations.refresh.keeping import folder_of
from indicators.operations.uploads import keep_upload
from tests.factories import RefreshFactory, SourceFactory
from tests.indicators.fingertips import row, text
from tests.indicators.operations.runs import figures

pytestmark = pytest.mark.django_db
CONTENT = text(row()).encode()


@pytest.fixture
def source(indicator, area):
    return SourceFactory(slug="uploads")


@pytest.fixture
def upload(source, data_lead):
    """A file that was uploaded so many days ago."""

    def uploaded(days=91, *, content=CONTENT, name="My figures.csv", of=source):
        path = Path(keep_upload(source=of, file=SimpleUploadedFile(name, content), by=data_lead))
        age(path, days)
        return path

    return uploaded


def age(path, days):
    then = (timezone.now() - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))


def asked_for(source, path, by):
    return runs.ask_for_refresh(source=source, by=by, location=str(path))


def carried_out(run):
    jobs.run_here(run.job)
    run.refresh_from_db()
    return run


def test_an_upload_that_was_read_goes_and_its_run_can_be_read_again(source, upload, data_lead):
    path = upload()
    run = carried_out(asked_for(source, path, data_lead))

    assert (run.outcome, clear_uploads()) == ("changed", 1)

    assert not path.parent.exists()
    again = carried_out(runs.replay(run=run, by=data_lead))
    assert (again.outcome, again.rows_read, again.error) == ("unchanged", 1, "")


def test_the_nightly_job_clears_them_away(upload):
    path = upload()

    jobs.run_here(jobs.ask(kind="clear_uploads", key="all"))

    assert not path.exists()


@pytest.mark.parametrize(
    ("days", "kept_for", "is_there"), [(89, 90, True), (91, 90, False), (8, 7, False), (6, 7, True)]
)
def test_how_long_is_a_setting(upload, settings, days, kept_for, is_there):
    settings.SOURCE_UPLOADS_KEPT_DAYS = kept_for
    path = upload(days)

    clear_uploads()

    assert path.exists() is is_there


def test_the_file_of_a_run_that_has_not_begun_stays(source, upload, data_lead):
    path = upload()
    run = asked_for(source, path, data_lead)

    assert clear_uploads() == 0

    assert carried_out(run).outcome == "changed"


@pytest.mark.parametrize("outcome", Refresh.OPEN)
def test_the_file_of_a_run_that_is_open_stays(source, upload, data_lead, outcome):
    path = upload()
    run = carried_out(asked_for(source, path, data_lead))
    Refresh.objects.filter(pk=run.pk).update(outcome=outcome, finished_at=None, published_at=None)

    assert (clear_uploads(), path.read_bytes()) == (0, CONTENT)


def test_a_held_run_is_approved_after_the_clearing(source, upload, data_lead):
    source.publishing = "after_review"
    source.save()
    run = carried_out(asked_for(source, upload(), data_lead))
    assert run.outcome == "held"

    clear_uploads()

    assert carried_out(runs.approve(run=run, by=data_lead)).outcome == "changed"
    assert figures() == [("E06000900", "2019/20", 52.5)]


def test_a_run_that_was_cancelled_before_it_began_goes_on_after_the_clearing(source, upload, data_lead):
    path = upload()
    run = runs.cancel(run=asked_for(source, path, data_lead), by=data_lead)

    assert clear_uploads() == 0

    assert carried_out(runs.resume(run=run, by=data_lead)).outcome == "changed"


def test_a_run_that_failed_over_its_file_goes_on_from_the_kept_one(source, upload, data_lead):
    path = upload(content=b"not,a,table\r\n1,2,3\r\n")
    run = carried_out(asked_for(source, path, data_lead))
    assert (run.outcome, run.files.count()) == ("failed", 1)

    assert clear_uploads() == 1

    resumed = carried_out(runs.resume(run=run, by=data_lead))
    assert (resumed.outcome, resumed.error) == ("failed", run.error)


def test_what_is_left_of_a_file_whose_kept_copy_is_lost_stays(source, upload, data_lead):
    path = upload()
    run = carried_out(asked_for(source, path, data_lead))
    (copy,) = folder_of(source).glob(f"{run.sha256}.*")
    copy.write_bytes(b"damaged")

    assert clear_uploads() == 0

    assert carried_out(runs.replay(run=run, by=data_lead)).rows_read == 1


def test_the_same_bytes_that_another_run_has_read_stay_where_its_copy_is_lost(source, upload, data_lead):
    path = upload()
    run = carried_out(asked_for(source, upload(name="Other.csv"), data_lead))
    for copy in folder_of(source).glob(f"{run.sha256}.*"):
        copy.unlink()

    assert (clear_uploads(), path.exists()) == (0, True)


def test_a_media_folder_that_was_moved_keeps_what_is_needed(source, upload, data_lead, settings, tmp_path):
    asked_for(source, upload(), data_lead)
    (tmp_path / "media").rename(tmp_path / "moved")
    settings.MEDIA_ROOT = tmp_path / "moved"

    assert clear_uploads() == 0


def test_the_standing_location_of_a_source_stays(source, upload):
    path = upload()
    source.location = str(path.parent)
    source.save()

    assert (clear_uploads(), path.exists()) == (0, True)


def test_a_run_of_another_source_does_not_keep_it(upload, source):
    path, other = upload(), SourceFactory(slug="others")
    RefreshFactory(source=other, outcome="failed", error="No.", location=str(path).replace("/uploads/uploads/", "/x/"))

    assert clear_uploads() == 1


def test_what_was_uploaded_once_more_stays(upload, monkeypatch):
    path, replace = upload(), os.replace

    def meanwhile(this, that):
        # The very moment between the question of its age and the deletion.
        age(this, 0)
        replace(this, that)
        monkeypatch.setattr(cleared_uploads.os, "replace", replace)

    monkeypatch.setattr(cleared_uploads.os, "replace", meanwhile)

    assert (clear_uploads(), path.read_bytes()) == (0, CONTENT)


def test_what_killed_processes_and_deleted_sources_left_goes(source, upload):
    half = folder_of(source) / "uploads" / ".unfinished-x1"
    path, other = upload(), upload(of=SourceFactory(slug="gone"), content=b"x")
    half.write_bytes(b"half")
    (path.parent / ".going-x.csv").write_bytes(b"x")
    for left in (half, path.parent / ".going-x.csv"):
        age(left, 91)
    source.__class__.objects.filter(slug="gone").delete()

    assert clear_uploads() == 4

    assert list(folder_of(source).rglob("*")) == [folder_of(source) / "uploads"]
    assert not other.exists()


def test_a_file_that_cannot_be_deleted_keeps_no_other(upload, monkeypatch, caplog):
    first, second = sorted([upload(content=b"a"), upload(content=b"b")])
    replace = os.replace

    def refuse(this, that):
        if Path(this) == first:
            raise PermissionError(13, "Permission denied")
        replace(this, that)

    monkeypatch.setattr(cleared_uploads.os, "replace", refuse)

    assert clear_uploads() == 1
    assert (first.exists(), second.exists()) == (True, False)
    assert f"The uploaded file {first} could not be deleted: Permission denied" in caplog.text


def test_nothing_was_ever_uploaded():
    assert clear_uploads() == 0
