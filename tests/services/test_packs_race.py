"""Packs on PostgreSQL: two who freeze at once, a refresh in the middle of a build, workers that are killed."""

# ruff: noqa: F401, F811, fixtures of others are named by importing them
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection, transaction

from actions.models import Pack
from actions.operations import packs
from actions.operations.updates import refusals
from actions.packs import sections
from cdp import jobs
from cdp.jobs import claims
from cdp.models import FrozenPaper, Job
from cdp.papers import formats, store
from cdp.privacy import taking_out
from indicators.models import Reading
from tests.actions.packs.conftest import coming, draft, held
from tests.factories import AreaFactory, IndicatorFactory, MeasureFactory
from tests.indicators.pages.figures import series_of
from tests.services.test_jobs_survive import SECONDS, broker, ends_as, kill, quick, wait_for
from tests.worker import database_url, worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _one_format(monkeypatch):
    monkeypatch.setattr(formats, "FORMATS", {"json": formats.FORMATS["json"]})


def elsewhere(work):
    """Done by somebody with a connection of their own, and waited for."""

    def run():
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(timeout=30)


def asked(pack, by):
    return packs.ask_to_freeze(pack=pack, version=pack.version, by=by)


def test_of_two_who_freeze_one_pack_one_is_told_and_one_content_is_kept(draft, partnership_lead):
    start = threading.Barrier(2)

    def freeze():
        try:
            start.wait(timeout=30)
            asked(draft, partnership_lead)
            return "done"
        except refusals.UpdateRefused as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        came = Counter(one.result() for one in [pool.submit(freeze) for _ in range(2)])
    assert came == {"done": 1, "WrongState": 1}

    draft.refresh_from_db()
    jobs.run_here(draft.job)
    assert (Job.objects.filter(kind="build_pack").count(), FrozenPaper.objects.count()) == (1, 1)


def test_a_pack_sees_a_refresh_wholly_or_not_at_all(draft, action, partnership_lead, monkeypatch):
    """It publishes between the two bands of the scorecard; both are of the moment before, and the next pack after."""
    series = [
        series_of(IndicatorFactory(scope=scope), AreaFactory(), [1.0, 1.0]) for scope in ("population", "service")
    ]
    for one in series:
        MeasureFactory(action=action, series=one)

    def publish():
        with transaction.atomic():
            Reading.objects.filter(series__in=series).update(value=2.0)

    real = sections.KINDS["service"]

    def in_between(context):
        # Its first question of these rows came with the summary; here a new question is asked.
        elsewhere(publish)
        assert set(Reading.objects.filter(series__in=series).values_list("value", flat=True)) == {1.0}
        return real.build(context)

    monkeypatch.setitem(sections.KINDS, "service", replace(real, build=in_between))
    job = jobs.run_here(asked(draft, partnership_lead).job)
    assert job.state == "done", job.error
    monkeypatch.undo()

    def shown(pack):
        pack.refresh_from_db()
        tables = {one.key: one for one in store.opened(pack.frozen).tables()}
        return {tables[f"scorecard-{band}"].rows[0][2].value for band in ("population", "service")}

    assert shown(draft) == {1.0}
    later = packs.make_pack(
        partnership=draft.partnership, by=partnership_lead, meeting=draft.meeting, title="Later",
        sections=draft.sections,
    )  # fmt: skip
    jobs.run_here(asked(later, partnership_lead).job)
    assert shown(later) == {2.0}


def test_others_see_how_far_it_is_while_the_snapshot_is_open(draft, partnership_lead, monkeypatch):
    seen = []
    real = sections.KINDS["exceptions"]

    def looked(context):
        seen.append(elsewhere(lambda: Pack.objects.values_list("state", "steps_done", "step").get(pk=draft.pk)))
        return real.build(context)

    monkeypatch.setitem(sections.KINDS, "exceptions", replace(real, build=looked))
    job = jobs.run_here(asked(draft, partnership_lead).job)

    assert job.state == "done", job.error
    assert seen == [("building", 3, "Exceptions")]


def test_an_attempt_that_was_given_up_freezes_nothing_beside_the_next(draft, partnership_lead, monkeypatch):
    """It was taken for dead while it still read; the next attempt froze; then it comes to its end too."""
    real = sections.KINDS["quality"]
    job = asked(draft, partnership_lead).job

    def late(context):
        monkeypatch.setitem(sections.KINDS, "quality", real)
        elsewhere(taken_over)
        return real.build(context)

    def taken_over():
        Job.objects.filter(pk=job.pk).update(lease_until=job.created_at)
        assert claims.claim(job.pk) is not None
        Job.objects.filter(pk=job.pk).update(state="waiting", lease_until=None)
        assert jobs.run_here(Job.objects.get(pk=job.pk)).state == "done"

    monkeypatch.setitem(sections.KINDS, "quality", replace(real, build=late))
    jobs.run_here(job)

    draft.refresh_from_db()
    assert (draft.state, FrozenPaper.objects.count()) == ("frozen", 1)


def test_what_is_frozen_cannot_be_changed_in_the_database_either(draft, partnership_lead):
    jobs.run_here(asked(draft, partnership_lead).job)
    draft.refresh_from_db()
    if not _has_trigger():
        pytest.skip("The tables of this run were made without migrations, and so without the trigger.")

    with pytest.raises(Exception, match="never changed"), transaction.atomic():
        FrozenPaper.objects.filter(pk=draft.frozen_id).update(size=1)

    taking_out.take_out(partnership=draft.partnership, text="clinic", reason="Not ours", by=partnership_lead)
    draft.frozen.refresh_from_db()
    assert draft.frozen.redacted_at
    assert "clinic" not in store.bytes_of(draft.frozen).decode()


def _has_trigger():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_trigger WHERE tgname = 'a_paper_is_frozen'")
        return cursor.fetchone() is not None


def test_a_pack_whose_worker_is_killed_is_built_by_the_next_and_frozen_once(
    draft,
    partnership_lead,
    broker,
    quick,
    settings,
    tmp_path,
):
    def start(number):
        return worker(
            tmp_path / f"worker-{number}.log", "--include=tests.services.slow_packs",
            DATABASE_URL=database_url(settings), CELERY_BROKER_URL=broker, ENVIRONMENT="test", JOB_LEASE_SECONDS="2",
            JOB_RETRY_SECONDS="0.1", JOB_TICK_SECONDS="1", MEDIA_ROOT=str(tmp_path),
        )  # fmt: skip

    def is_in_the_slow_section():
        draft.refresh_from_db()
        return draft.step == "Summary"

    with start(1) as first:
        job = asked(draft, partnership_lead).job
        assert wait_for(is_in_the_slow_section, SECONDS)
        kill(first)

    with start(2):
        assert ends_as(job, "done", tick=True), job.error

    draft.refresh_from_db()
    connection.close()
    assert (draft.state, job.attempts, FrozenPaper.objects.count()) == ("frozen", 2, 1)
