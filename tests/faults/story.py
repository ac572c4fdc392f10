"""A source that has published one file and is about to publish another, and what must be true whatever happened."""

import contextlib
import threading
import time

import psycopg2
from django.db import connection

from cdp.models import UNFINISHED, Job
from indicators.models import Refresh
from indicators.operations.refresh import ask_for_refresh, refresh
from indicators.operations.staging.tables import LOCKED
from tests.factories import SourceFactory
from tests.faults import figures
from tests.faults.machinery import eventually
from tests.served import Answer, dripping

Step = Refresh.Step
# After publishing, while the run only tidies up and its job is not yet put down by the worker.
PUBLISHED = "published"
STEPS = [Step.FETCH, Step.READ, Step.COMPARE, Step.PUBLISH, PUBLISHED]
DRIP_SECONDS = 4
HOLDER = "holder of a lock"


class Story:
    numbers = iter(range(800_000, 900_000, 2))

    def __init__(self, site, size=figures.SMALL):
        number = next(self.numbers)
        figures.make_areas()
        self.site, self.size, self.path = site, size, f"/{number}.csv"
        self.indicators = figures.make_indicators(number)
        self.first = figures.first_file(self.indicators, size)
        self.second = figures.second_file(self.indicators, size)
        self.source = SourceFactory(slug=f"story-{number}", location=f"{site}{self.path}")
        self.serve(self.first)
        self.run_here()
        self.serve(self.second)

    def serve(self, answer):
        self.site.table[self.path] = Answer(answer) if isinstance(answer, bytes) else answer

    def run_here(self):
        """Undisturbed, in this process."""
        return self.ended(refresh(source=self.source))

    def ask(self, **more):
        return ask_for_refresh(source=self.source, by=None, **more)

    def snapshot(self):
        return figures.snapshot(self.source, self.indicators)

    def ended(self, run):
        """The run's row once everything about the source has been done."""
        jobs = Job.objects.filter(key__in=[f"source:{self.source.pk}", f"refresh:{run.pk}"])
        eventually(lambda: not jobs.filter(state__in=UNFINISHED).exists(), lambda: [*jobs.values()])
        run.refresh_from_db()
        return run


class Oracle:
    """What undisturbed runs leave behind."""

    def __init__(self, site, size):
        story = Story(site, size)
        self.before = story.snapshot()
        run = story.run_here()
        self.counts, self.after = figures.counts_of(run), story.snapshot()
        assert (run.outcome, self.before != self.after) == ("changed", True)


def assert_published(story, run, oracle, *, attempts=None):
    """The run has published the second file once and whole, its rows say so, and the next run finds nothing to do."""
    run = story.ended(run)
    job = run.job
    assert (run.outcome, run.step, run.error) == ("changed", "publish", "")
    assert run.started_at <= run.published_at == run.finished_at
    assert figures.counts_of(run) == oracle.counts
    assert (job.state, job.error, job.lease_until) == ("done", "", None)
    assert job.started_at <= job.finished_at
    assert attempts is None or job.attempts == attempts
    assert_whole(story, oracle)
    again = story.ended(story.ask())
    assert (again.outcome, again.error, again.added, again.changed) == ("unchanged", "", 0, 0)
    assert_same(story.snapshot(), oracle.after)


def assert_whole(story, oracle):
    """Against an undisturbed run, and against the two files read in the plainest way."""
    assert_same(story.snapshot(), oracle.after)
    expected = figures.values_in(story.first) | figures.values_in(story.second)
    assert figures.values_standing(story.source) == expected


def assert_same(found, expected):
    """Name by name, or a difference among thousands of rows would be shown as all of them."""
    for name, rows in expected.items():
        if found[name] != rows:
            both = [set(map(str, each)) if isinstance(each, list) else {each} for each in (found[name], rows)]
            assert (name, sorted(both[0] - both[1])[:3], sorted(both[1] - both[0])[:3]) == (name, [], [])
            assert (name, len(found[name])) == (name, len(rows))


def assert_failed(story, run, sentence, *, attempts=None):
    """The run says why and its job is at its end."""
    run = story.ended(run)
    job = run.job
    assert (run.outcome, run.published_at) == ("failed", None)
    assert sentence in run.error
    assert run.finished_at >= run.started_at
    assert (run.added, run.changed, run.removed) == (0, 0, 0)
    assert (job.state, job.lease_until) in {("done", None), ("parked", None)}
    assert job.finished_at >= job.started_at
    assert attempts is None or job.attempts == attempts


def assert_untouched(story, oracle):
    assert_same(story.snapshot(), oracle.before)
    assert figures.values_standing(story.source) == figures.values_in(story.first)


# --- Stopping a run in a step ----------------------------------------------------------------------------------------


def size_for(step):
    """Reading, and tidying up, take long enough only where there is much."""
    return figures.LARGE if step in {Step.READ, PUBLISHED} else figures.SMALL


@contextlib.contextmanager
def caught(story, step):
    """A run of the second file, which stays in this step for the length of the block."""
    holds = {
        Step.FETCH: _fetching,
        Step.READ: _reading,
        Step.COMPARE: _comparing,
        Step.PUBLISH: _publishing,
        PUBLISHED: _published,
    }
    with holds[step](story) as run:
        yield run


@contextlib.contextmanager
def _fetching(story):
    """The rest of the answer comes within some seconds; whoever asks again is answered at once."""
    asked = story.site.count(story.path)
    story.serve(dripping(story.second, 0.05, size=1 + len(story.second) * 5 // (100 * DRIP_SECONDS)))
    run = story.ask()
    eventually(lambda: story.site.count(story.path) > asked)
    time.sleep(0.2)
    story.serve(story.second)
    yield run


@contextlib.contextmanager
def _reading(story):
    """Held by the run's row, to which it is written from time to time how far it has come."""
    run = story.ask()
    with holding() as hold:
        _quickly(lambda: _step_of(run) in {Step.READ, Step.COMPARE})
        hold("SELECT 1 FROM indicators_refresh WHERE id = %s FOR UPDATE", [run.pk])
        yield run


@contextlib.contextmanager
def _comparing(story):
    """Held by the lock that every comparison of the source begins with."""
    with holding() as hold:
        hold("SELECT pg_advisory_xact_lock(%s, %s)", [LOCKED, story.source.pk])
        run = story.ask()
        eventually(lambda: waiting_for("advisory"))
        yield run


@contextlib.contextmanager
def _publishing(story):
    """Held at the first row that it writes."""
    with holding() as hold:
        hold("LOCK TABLE indicators_supersededobservation IN ACCESS EXCLUSIVE MODE")
        run = story.ask()
        eventually(lambda: waiting_for("indicators_supersededobservation"))
        yield run


@contextlib.contextmanager
def _published(story):
    """Held at tidying up the table: whatever it published is published."""
    assert story.size is figures.LARGE
    with holding() as hold:
        with holding() as first:
            first("LOCK TABLE indicators_refreshchange IN SHARE MODE")
            run = story.ask()
            eventually(lambda: waiting_for("indicators_refreshchange"))
            queue = "LOCK TABLE indicators_observation IN SHARE UPDATE EXCLUSIVE MODE"
            queued = threading.Thread(target=hold, args=[queue])
            queued.start()
            eventually(lambda: waiting_for("indicators_observation"))
        queued.join()
        eventually(lambda: _outcome_of(run) == "changed" and waiting_for("indicators_observation"))
        yield run


@contextlib.contextmanager
def holding():
    """A second connection, whose locks are given up at the end of the block."""
    found = connection.settings_dict
    place = {"host": found["HOST"], "port": found["PORT"], "user": found["USER"], "dbname": found["NAME"]}
    other = psycopg2.connect(**place, application_name=HOLDER)
    with other.cursor() as cursor:
        try:
            yield cursor.execute
        finally:
            # It may have gone down with its server.
            with contextlib.suppress(psycopg2.Error):
                other.rollback()
            other.close()


def waiting_for(what):
    """Whether somebody waits for this lock: a table, or a kind of lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks l LEFT JOIN pg_class c ON c.oid = l.relation "
            "WHERE NOT l.granted AND %s IN (l.locktype, c.relname)",
            [what],
        )
        return cursor.fetchone()[0] > 0


def _step_of(run):
    return Refresh.objects.values_list("step", flat=True).get(pk=run.pk)


def _outcome_of(run):
    return Refresh.objects.values_list("outcome", flat=True).get(pk=run.pk)


def _quickly(truth):
    until = time.monotonic() + 30
    while not truth():
        assert time.monotonic() < until
        time.sleep(0.005)
