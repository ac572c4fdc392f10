import datetime

import pytest
from django.utils import timezone

from actions.operations import reports
from cdp import jobs
from cdp.papers import formats, store
from tests.factories import ActionAgencyFactory, ActionFactory, ProgressUpdateFactory


def day(days):
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.fixture
def partnership(partnership):
    """One that only its members see."""
    partnership.is_published = False
    partnership.save()
    return partnership


@pytest.fixture
def _no_formats(monkeypatch):
    """What others write from a paper has its own tests, and takes seconds a report."""
    monkeypatch.setattr(formats, "FORMATS", {"json": formats.FORMATS["json"]})


@pytest.fixture
def made():
    """A report of this kind, made for this person by the worker."""

    def make(kind, by, **filters):
        run = reports.ask(kind=kind, filters=filters, by=by)
        jobs.run_here(run.job)
        run.refresh_from_db()
        return run

    return make


def paper_of(run):
    return store.opened(run.frozen)


def table(run, key):
    return next(one for _, one in paper_of(run).every_table() if one.key == key)


def column(run, key, name):
    found = table(run, key)
    number = [one.key for one in found.columns].index(name)
    return [row[number] for row in found.rows]


def action_of(partnership, agency, ref, status="on_track", **said):
    """One that is reported on; `said` are the words of its update."""
    when = timezone.now() - datetime.timedelta(days=3)
    due_on = said.pop("due_on", day(60))
    reported = {} if status == "not_reported" else {"delivery_status": status, "reported_at": when}
    action = ActionFactory(partnership=partnership, ref=ref, title=f"Action {ref}", due_on=due_on)
    ActionAgencyFactory(action=action, agency=agency)
    if reported:
        said = {"narrative": f"Work on {ref} goes on.", "confidence": "confident", **said}
        update = ProgressUpdateFactory(action=action, delivery_status=status, reported_at=when, **said)
        for name in ("delivery_status", "confidence", "reported_at", "reported_by"):
            setattr(action, name, getattr(update, name))
        action.save()
    return action
