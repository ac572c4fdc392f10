"""Two of everything at one source: wishes, workers, clocks, and transactions that wait for each other."""

import datetime
import os
import signal
import subprocess
import sys
import threading

import psycopg2
import pytest
from django.db import connection
from django.utils import timezone

from cdp.jobs import asking
from cdp.models import Job
from indicators.models import Refresh
from indicators.operations import refresh
from indicators.operations.staging.tables import LOCKED
from tests.faults.machinery import eventually, process_of
from tests.faults.story import (
    Step,
    assert_published,
    assert_whole,
    caught,
    holding,
    size_for,
    waiting_for,
)
from tests.worker import ROOT


def test_two_wishes_and_two_workers_make_one_run(machinery, tell, rounds):
    machinery.worker("second")
    for _ in rounds("two wishes and two workers"):
        story, oracle = tell()
        start, told = threading.Barrier(2), []

        def wish(story=story, start=start, told=told):
            start.wait(timeout=20)
            try:
                told.append(story.ask())
            except refresh.RefreshAlreadyRunning:
                told.append(None)
            finally:
                connection.close()

        people = [threading.Thread(target=wish) for _ in range(2)]
        for person in people:
            person.start()
        for person in people:
            person.join()
        [run] = filter(None, told)
        for _ in range(4):
            asking.send_now(run.job)

        assert_published(story, run, oracle, attempts=1)


@pytest.mark.parametrize("step", [Step.FETCH, Step.READ])
def test_a_worker_sleeps_until_another_has_done_its_work_and_changes_nothing_when_it_wakes(
    machinery, tell, rounds, step
):
    machinery.worker("second")
    for _ in rounds(f"a worker asleep for longer than its lease: {step}"):
        story, oracle = tell(size_for(step))
        with caught(story, step) as run:
            asleep = process_of(run.job)
            os.kill(asleep, signal.SIGSTOP)
        try:
            run = story.ended(run)
            before, late = Refresh.objects.filter(pk=run.pk).values().get(), machinery.said("came too late")
        finally:
            os.kill(asleep, signal.SIGCONT)
        eventually(lambda late=late: machinery.said("came too late") > late)

        assert Refresh.objects.filter(pk=run.pk).values().get() == before
        assert_published(story, run, oracle, attempts=2)


def test_a_slot_of_the_schedule_is_filled_once_by_two_clocks(machinery, tell, rounds):
    tick = "import django; django.setup(); from cdp import jobs; jobs.tick()"
    environment = machinery.environment({"DJANGO_SETTINGS_MODULE": "cdp.settings"})
    for _ in rounds("two clocks at the same minute"):
        story, oracle = tell()
        story.source.is_scheduled = True
        story.source.save(update_fields=["is_scheduled"])
        clocks = [subprocess.Popen([sys.executable, "-c", tick], cwd=ROOT, env=environment) for _ in range(2)]
        for clock in clocks:
            assert clock.wait(timeout=60) == 0

        run = story.source.refreshes.latest("pk")
        assert (story.source.refreshes.count(), run.job.period != "") == (2, True)
        story.ended(run)
        story.source.is_scheduled = False
        story.source.save(update_fields=["is_scheduled"])
        assert_published(story, run, oracle, attempts=1)


def test_the_clock_is_put_back(tell, rounds):
    """What was published by a clock that was ahead stays older than what is published now."""
    for _ in rounds("the clock is put back by an hour"):
        story, oracle = tell()
        ahead = timezone.now() + datetime.timedelta(hours=1)
        story.source.refreshes.update(started_at=ahead, published_at=ahead, finished_at=ahead)
        run = story.ask()
        Refresh.objects.filter(pk=run.pk).update(started_at=ahead)

        assert_published(story, run, oracle, attempts=1)

        assert run.published_at > ahead


def test_a_deadlock_ends_in_another_attempt(tell, rounds):
    """Somebody holds the source's row, which a run needs last, and wants what the run holds from its comparison on."""
    for _ in rounds("deadlock"):
        story, oracle = tell()
        with holding() as hold, caught(story, Step.PUBLISH) as run:
            hold("SET deadlock_timeout = '60s'")
            hold("SELECT 1 FROM indicators_source WHERE id = %s FOR UPDATE", [story.source.pk])
            wish = "SELECT pg_advisory_xact_lock(%s, %s)"
            other = threading.Thread(target=hold, args=[wish, [LOCKED, story.source.pk]])
            other.start()
            eventually(lambda: waiting_for("advisory"))
            release_publishing(story)
            eventually(lambda pk=run.job.pk: Job.objects.get(pk=pk).attempts == 2 or Job.objects.get(pk=pk).error)
            other.join()

        assert_published(story, run, oracle, attempts=2)
        assert_whole(story, oracle)


def release_publishing(story):
    """End the one who holds the table of what was replaced, and nobody else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation "
            "WHERE l.granted AND l.mode = 'AccessExclusiveLock' AND c.relname = 'indicators_supersededobservation'"
        )


def test_the_figures_are_written_in_one_transaction(tell, rounds):
    """A reader who looks as often as he can sees the figures of before or those of after."""
    for _ in rounds("a reader during the switch"):
        story, oracle = tell()
        seen, ended = set(), threading.Event()

        def read(story=story, seen=seen, ended=ended):
            place = connection.settings_dict
            with psycopg2.connect(
                host=place["HOST"], port=place["PORT"], user=place["USER"], dbname=place["NAME"]
            ) as c:
                c.autocommit = True
                with c.cursor() as cursor:
                    while not ended.is_set():
                        cursor.execute(
                            "SELECT count(*), sum(value), max(refresh_id) FROM indicators_observation "
                            "WHERE source_id = %s",
                            [story.source.pk],
                        )
                        seen.add(cursor.fetchone())
            c.close()

        reader = threading.Thread(target=read)
        reader.start()
        run = story.ended(story.ask())
        ended.set()
        reader.join()

        assert len(seen) == 2
        assert_published(story, run, oracle, attempts=1)
