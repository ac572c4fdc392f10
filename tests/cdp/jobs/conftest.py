"""Kinds of jobs for tests, and a queue that only notes down what it was given."""

import pytest

from cdp import jobs, tasks
from cdp.jobs import kinds


@pytest.fixture
def handler(monkeypatch):
    """Make a function the handler of a kind, "test" unless said otherwise, for as long as the test lasts."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))

    def register(run=lambda claim: None, name="test", **options):
        jobs.handles(name, **options)(run)

    register()
    return register


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """The jobs of which the queue was told, which is outside the building."""
    messages = []
    monkeypatch.setattr(tasks, "send_job", lambda job: messages.append(job.pk))
    return messages
