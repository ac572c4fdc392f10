"""People break a run off, go on with it, and take another back, at any moment of it."""

import threading

import pytest
from django.db import connection

from indicators.operations import refresh
from indicators.operations.rollback import RollbackRefused, roll_back
from tests.factories import PersonFactory
from tests.faults.machinery import eventually
from tests.faults.story import (
    PUBLISHED,
    Step,
    assert_published,
    assert_untouched,
    caught,
    size_for,
    waiting_for,
)


@pytest.mark.parametrize("step", [Step.FETCH, Step.READ])
def test_a_run_is_cancelled_and_goes_on_later(tell, rounds, step):
    person = PersonFactory()
    for _ in rounds(f"cancelled and resumed: {step}"):
        story, oracle = tell(size_for(step))
        with caught(story, step) as run:
            refresh.cancel(run=run, by=person)
        asked = story.site.count(story.path)

        run = story.ended(run)

        assert (run.outcome, run.error, run.published_at, run.job.state) == ("cancelled", "", None, "cancelled")
        assert run.finished_at >= run.started_at
        assert_untouched(story, oracle)
        resumed = refresh.resume(run=run, by=person)
        resumed = story.ended(resumed)
        # A file that it had already is not fetched again.
        assert story.site.count(story.path) - asked == (1 if step == Step.FETCH else 0)
        assert_published(story, resumed, oracle, attempts=1)


@pytest.mark.parametrize("step", [Step.COMPARE, Step.PUBLISH, PUBLISHED])
def test_a_run_that_is_publishing_cannot_be_cancelled_and_says_so_at_once(tell, rounds, step):
    for _ in rounds(f"cancelled too late: {step}"):
        story, oracle = tell(size_for(step))
        with caught(story, step) as run, pytest.raises(refresh.RefreshNotAllowed):
            refresh.cancel(run=run, by=None)

        assert_published(story, run, oracle, attempts=1)


def test_a_run_is_taken_back_while_the_next_is_publishing(tell, rounds):
    """Whoever is second waits, and is then told that he came too late."""
    for _ in rounds("taken back while the next is publishing"):
        story, oracle = tell()
        first = story.source.refreshes.get(outcome="changed")
        told = []

        def take_back(first=first, told=told):
            try:
                told.append(roll_back(run=first, by=None))
            except RollbackRefused as refusal:
                told.append(str(refusal))
            finally:
                connection.close()

        with caught(story, Step.PUBLISH) as run:
            person = threading.Thread(target=take_back)
            person.start()
            eventually(lambda: waiting_for("advisory"))
        person.join()

        assert told[0].startswith("A later run changed figures of this source")
        assert_published(story, run, oracle, attempts=1)


def test_a_run_is_taken_back_before_the_next_has_compared(tell, rounds):
    """What was read is compared with what stands then: nothing, so that all of it is new."""
    for _ in rounds("taken back before the next has compared"):
        story, oracle = tell()
        first = story.source.refreshes.get(outcome="changed")
        with caught(story, Step.FETCH) as run:
            undoing = roll_back(run=first, by=None)
            assert story.source.observations.count() == 0

        run = story.ended(run)

        of_second = len(oracle.after["observations"]) - oracle.counts["gone"]
        assert (undoing.outcome, run.outcome, run.added, run.changed) == ("changed", "changed", of_second, 0)
        assert story.source.observations.count() == of_second
        assert story.ended(story.ask()).outcome == "unchanged"


def test_the_published_run_is_taken_back_and_read_again(tell, rounds):
    for _ in rounds("taken back, and its taking back taken back"):
        story, oracle = tell()
        run = story.ended(story.ask())
        undoing = roll_back(run=run, by=None)
        story.ended(undoing)
        assert story.snapshot()["readings"] == oracle.before["readings"]

        again = roll_back(run=undoing, by=None)

        story.ended(again)
        assert story.snapshot()["readings"] == oracle.after["readings"]
