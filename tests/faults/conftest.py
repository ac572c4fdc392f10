"""Real refreshes through a real worker, while something breaks.

ROUNDS says how often each fault happens (1 unless told). How often it did is written to faults.txt under VAR, and
shown with `-s`.
"""

import os
import sys
from collections import Counter
from pathlib import Path

import environ
import pytest
from django.conf import settings as project
from django.core.management import call_command

from cdp.tools import processes, servers
from tests.faults import figures
from tests.faults.machinery import Machinery, pointed_at
from tests.faults.story import Oracle, Story
from tests.served import at, served

ROUNDS = int(os.environ.get("ROUNDS", "1"))


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):
            item.add_marker(pytest.mark.services)


@pytest.fixture(scope="session")
def machinery(tmp_path_factory, django_db_blocker):
    """Servers of our own: these tests break them, whatever servers the rest of the suite has."""
    with servers.own_postgresql(durable=True) as database, servers.own_redis() as broker:
        made = Machinery(database, broker, tmp_path_factory.mktemp("faults"))
        with django_db_blocker.unblock(), pointed_at(environ.Env.db_url_config(database.address)):
            call_command("migrate", verbosity=0)
        with processes.running(made.children):
            made.clock()
            yield made


@pytest.fixture(scope="session")
def site():
    """What all sources of these tests are read from: a table of paths that a test may change at any time."""
    table = {}
    with served(at(table)) as found:
        found.table = table
        yield found


@pytest.fixture(autouse=True)
def _here(machinery, settings, monkeypatch, django_db_blocker):
    """This process asks the same servers, and keeps files in the same folder, as the worker."""
    settings.MEDIA_ROOT = machinery.media
    monkeypatch.setenv("CELERY_BROKER_URL", machinery.broker.address)
    with django_db_blocker.unblock(), pointed_at(environ.Env.db_url_config(machinery.database.address)):
        yield


@pytest.fixture
def worker(machinery):
    return machinery.worker()


@pytest.fixture(scope="session")
def oracles():
    return {}


@pytest.fixture
def tell(site, oracles, worker):
    """tell(size) -> (a new story, what its undisturbed runs leave behind)"""

    def tell(size=figures.SMALL):
        if size not in oracles:
            oracles[size] = Oracle(site, size)
        return Story(site, size), oracles[size]

    return tell


@pytest.fixture(scope="session")
def _counted():
    counted = Counter()
    yield counted
    lines = [f"{rounds:5}  {fault}" for fault, rounds in sorted(counted.items())]
    report = "\n".join(["rounds  fault, all of them survived", *lines, ""])
    sys.stdout.write(f"\n{report}")
    name = "-".join(filter(None, ["faults", os.environ.get("PYTEST_XDIST_WORKER")]))
    (Path(project.VAR) / f"{name}.txt").write_text(report)


@pytest.fixture
def rounds(_counted):
    """rounds("a fault") yields ROUNDS numbers, or so many times as many; a round that came to its end is counted."""

    def rounds(fault, times=1):
        for number in range(times * ROUNDS):
            yield number
            _counted[fault] += 1

    return rounds


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed and (found := item.funcargs.get("machinery")):
        report.sections.append(("workers", found.last_words()))
    return report
