"""What was reported before updates were approved is kept whole, and keeps counting."""

import datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [("actions", "0002_initial")]
CARRIED = [("actions", "0005_updates_keep_their_rules")]
SPRING = datetime.datetime(2026, 3, 31, 9, 30, tzinfo=datetime.UTC)
SUMMER = datetime.datetime(2026, 6, 30, 16, 5, tzinfo=datetime.UTC)


def migrate(targets):
    """The models as they are after these migrations."""
    MigrationExecutor(connection).migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def before():
    """The database as it was before, and back to the newest afterwards."""
    yield migrate(BEFORE)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def reported(apps, **fields):
    person = apps.get_model("partners", "Person").objects.create(email="officer@example.org", name="Olu Officer")
    partnership = apps.get_model("partners", "Partnership").objects.create(slug="northshire", name="Northshire")
    strategy = apps.get_model("actions", "Strategy").objects.create(partnership=partnership, title="Strategy")
    priority = apps.get_model("actions", "Priority").objects.create(
        partnership=partnership, strategy=strategy, code="P1", title="Treatment", national_priority="t", position=1
    )
    action = apps.get_model("actions", "Action").objects.create(
        partnership=partnership, priority=priority, ref="1.1", title="Meet people", position=1, **fields
    )
    for status, at in (("late", SPRING), ("on_track", SUMMER)):
        action.updates.create(
            delivery_status=status, confidence="confident", narrative=f"So {status}", next_step="More",
            reported_at=at, reported_by=person,
        )  # fmt: skip
    return action, person


def test_every_update_stands_as_approved_with_the_step_that_made_it_so(before):
    action, person = reported(before)

    after = migrate(CARRIED)

    updates = after.get_model("actions", "ProgressUpdate").objects.filter(action_id=action.pk).order_by("reported_at")
    assert list(
        updates.values_list("state", "version", "delivery_status", "narrative", "next_step", "reported_at")
    ) == [
        ("approved", 1, "late", "So late", "More", SPRING),
        ("approved", 1, "on_track", "So on_track", "More", SUMMER),
    ]
    for one in updates:
        assert {one.started_at, one.saved_at, one.decided_at} == {one.reported_at}
        assert {one.started_by_id, one.saved_by_id, one.decided_by_id, one.reported_by_id} == {person.pk}
        assert list(one.moves.values_list("from_state", "to_state", "moved_at", "moved_by")) == [
            ("", "approved", one.reported_at, person.pk)
        ]


@pytest.mark.parametrize(("archived_at", "reason"), [(SPRING, "Archived before reasons were kept."), (None, "")])
def test_what_was_archived_before_reasons_were_kept_says_so(before, archived_at, reason):
    action, _ = reported(before, archived_at=archived_at)

    after = migrate(CARRIED)

    kept = after.get_model("actions", "Action").objects.get(pk=action.pk)
    assert (kept.archived_at, kept.archive_reason) == (archived_at, reason)


def test_going_back_keeps_what_was_reported(before):
    action, _ = reported(before)
    migrate(CARRIED)

    again = migrate(BEFORE)

    updates = again.get_model("actions", "ProgressUpdate").objects.filter(action_id=action.pk)
    assert sorted(updates.values_list("delivery_status", flat=True)) == ["late", "on_track"]
