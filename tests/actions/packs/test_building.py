"""What the worker makes of a pack: one content, seen at one moment with a board's eyes; failures name their section."""

import datetime
from dataclasses import replace

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from actions.operations import packs
from actions.packs import building, sections
from cdp import jobs
from cdp.models import FrozenPaper, JobState
from cdp.papers import content, formats, store
from tests.actions.packs.conftest import ALL

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_formats(monkeypatch):
    """What others write from a paper has its own tests, and takes seconds a pack."""
    monkeypatch.setattr(formats, "FORMATS", {"json": formats.FORMATS["json"]})


def paper_of(pack):
    return store.opened(pack.frozen)


def section(pack, key):
    return next(one for one in paper_of(pack).sections if one.key == key)


def table(pack, key):
    return next(one for one in paper_of(pack).tables() if one.key == key)


def test_an_empty_strategy_makes_a_pack_of_all_sections(draft, freeze):
    frozen = freeze(draft)

    assert (frozen.state, frozen.fault, frozen.steps_done) == ("frozen", "", len(ALL) + 1)
    assert [one.key for one in paper_of(frozen).sections] == ALL
    assert content.hash_of(store.bytes_of(frozen.frozen)) == frozen.frozen.sha256
    assert {one.file_format for one in frozen.frozen.renderings.all()} == {"json"}


def test_the_keys_of_sections_are_those_that_are_built(draft, freeze):
    """A section that called itself otherwise would be new in each comparison."""
    assert list(sections.KINDS) == ALL
    built = {one.key: one.title for one in paper_of(freeze(draft)).sections}
    assert built == {key: kind.title for key, kind in sections.KINDS.items()}


def test_a_failure_names_its_section_and_freezes_nothing(draft, freeze, monkeypatch):
    def broken(context):
        raise ValueError("the scale is upside down")

    monkeypatch.setitem(sections.KINDS, "charts", replace(sections.KINDS["charts"], build=broken))

    failed = freeze(draft)

    assert failed.state == "failed"
    assert failed.fault == ("In the section “Charts of the measures”: the scale is upside down. Nothing was frozen.")
    assert failed.job.state == JobState.PARKED
    assert not FrozenPaper.objects.exists()
    monkeypatch.undo()
    assert freeze(failed).state == "frozen"


def test_a_database_that_goes_away_is_no_fault_of_a_section_and_the_pack_is_tried_again(
    draft, partnership_lead, monkeypatch
):
    asked = packs.ask_to_freeze(pack=draft, version=1, by=partnership_lead)
    monkeypatch.setitem(sections.KINDS, "charts", replace(sections.KINDS["charts"], build=gone_away))
    assert jobs.run_here(asked.job).state == JobState.WAITING
    asked.refresh_from_db()
    assert (asked.state, asked.fault) == ("building", "")
    monkeypatch.undo()

    assert jobs.run_here(asked.job).state == JobState.DONE

    asked.refresh_from_db()
    assert (asked.state, FrozenPaper.objects.count()) == ("frozen", 1)


def gone_away(context):
    raise OperationalError("the connection is gone")


def test_a_wish_to_cancel_is_heard_between_sections(draft, partnership_lead, monkeypatch):
    asked = packs.ask_to_freeze(pack=draft, version=1, by=partnership_lead)
    real = sections.KINDS["summary"]

    def slow(context):
        packs.cancel(pack=asked, by=partnership_lead)
        return real.build(context)

    monkeypatch.setitem(sections.KINDS, "summary", replace(real, build=slow))

    job = jobs.run_here(asked.job)

    asked.refresh_from_db()
    assert (job.state, asked.state) == (JobState.CANCELLED, "cancelled")
    assert not FrozenPaper.objects.exists()


def test_progress_is_in_the_row_while_it_is_built(draft, freeze, monkeypatch):
    seen = []
    real = sections.KINDS["exceptions"]

    def looked(context):
        draft.refresh_from_db()
        seen.append((draft.state, draft.steps_done, draft.steps_all, draft.step))
        return real.build(context)

    monkeypatch.setitem(sections.KINDS, "exceptions", replace(real, build=looked))
    freeze(draft)

    assert seen == [("building", 3, len(ALL) + 1, "Exceptions")]


def test_a_pack_frozen_by_an_attempt_that_died_is_not_frozen_again(draft, partnership_lead, monkeypatch):
    """The worker was killed between freezing and writing the formats."""
    asked = packs.ask_to_freeze(pack=draft, version=1, by=partnership_lead)
    monkeypatch.setattr(building, "write_formats", lambda pack, claim: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        jobs.run_here(asked.job)
    monkeypatch.undo()
    asked.refresh_from_db()
    first = asked.frozen

    packs.write_again(pack=asked, by=partnership_lead)
    asked.refresh_from_db()
    jobs.run_here(asked.job)

    asked.refresh_from_db()
    assert (asked.state, asked.frozen) == ("frozen", first)
    assert FrozenPaper.objects.count() == 1


def test_a_format_that_fails_is_named_and_the_pack_stays_frozen(draft, freeze, monkeypatch):
    monkeypatch.setattr(formats, "write", lambda *args, **options: 1 / 0)

    frozen = freeze(draft)

    assert (frozen.state, frozen.step, frozen.job.state) == ("frozen", "Could not be written: JSON", JobState.DONE)


def test_a_kept_paper_depends_on_no_living_row_and_on_no_day(draft, action, freeze, monkeypatch):
    frozen = freeze(draft)
    before, written = store.bytes_of(frozen.frozen), formats.write(paper_of(frozen), "json")

    action.title = "Something else"
    action.save()
    later = timezone.now() + datetime.timedelta(days=3 * 365)
    monkeypatch.setattr(timezone, "now", lambda: later)
    frozen.refresh_from_db()

    assert store.bytes_of(frozen.frozen) == before
    assert formats.write(paper_of(frozen), "json") == written == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has its own tests, in tests/services")
def test_the_look_keeps_nobody_on_sqlite_from_writing_and_leaves_its_settings_as_they_were():
    before = connection.transaction_mode
    with building.one_look():
        assert connection.in_atomic_block
        assert connection.transaction_mode is None
    assert connection.transaction_mode == before
    with pytest.raises(ZeroDivisionError), building.one_look():
        1 / 0  # noqa: B018
    assert connection.transaction_mode == before
