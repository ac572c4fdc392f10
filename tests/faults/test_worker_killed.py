"""The worker dies without a word at any moment of a refresh."""

import random
import time

import pytest

from tests.faults.machinery import kill_process_of, kill_whole
from tests.faults.story import PUBLISHED, STEPS, assert_published, caught, size_for


@pytest.mark.parametrize("step", STEPS)
def test_the_process_of_a_run_is_killed(tell, rounds, step):
    for _ in rounds(f"kill -9 of the worker's process: {step}"):
        story, oracle = tell(size_for(step))
        with caught(story, step) as run:
            kill_process_of(run.job)

        assert_published(story, run, oracle, attempts=1 if step == PUBLISHED else 2)


@pytest.mark.parametrize("step", STEPS)
def test_the_whole_worker_is_killed_and_another_takes_over(machinery, tell, rounds, step):
    machinery.worker("second")
    for _ in rounds(f"kill -9 of the whole worker: {step}"):
        story, oracle = tell(size_for(step))
        with caught(story, step) as run:
            kill_whole(machinery.worker_of(run.job))
        for name in ("first", "second"):
            machinery.begin_worker(name)

        assert_published(story, run, oracle, attempts=1 if step == PUBLISHED else 2)


def test_the_process_is_killed_at_any_moment(tell, rounds):
    """The moments are those of a generator with a fixed seed, over a time somewhat longer than a run takes."""
    moments = random.Random(20261122)
    for _ in rounds("kill -9 of the worker's process: at random", times=4):
        story, oracle = tell()
        run = story.ask()
        time.sleep(moments.uniform(0, 0.6))
        run.job.refresh_from_db()
        if run.job.worker:
            kill_process_of(run.job)

        assert_published(story, run, oracle)
