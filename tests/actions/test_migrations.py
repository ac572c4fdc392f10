"""What was reported before updates were approved is kept whole, and keeps counting."""

import datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("actions", "0002_initial")]
CARRIED = [("actions", "0005_updates_keep_their_rules")]
SPRING = datetime.datetime(2026, 3, 31, 9, 30, tzinfo=datetime.UTC)
SUMMER = datetime.datetime(2026, 6, 30, 16, 5, tzinfo=datetime.UTC)


def migrate(targets):
    """The models as they are after these migrations."""
    return MigrationExecutor(connection).migrate(targets).apps


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker):
    """Back to before, carried over, back again, and on to the newest: each way once, since each takes seconds.

    {"reported", "archived"}: numbers of the actions; {"carried", "again"}: what stands in the tables then.
    """
    with django_db_blocker.unblock():
        try:
            told = reported(migrate(BEFORE))
            told["carried"] = what_stands(migrate(CARRIED))
            told["again"] = what_stands(migrate(BEFORE))
        finally:
            executor = MigrationExecutor(connection)
            executor.migrate(executor.loader.graph.leaf_nodes())
            call_command("flush", verbosity=0, interactive=False)
    return told


def reported(apps):
    """Two reports on the first action; of the second is known when it was archived, of none why."""
    person = apps.get_model("partners", "Person").objects.create(email="officer@example.org", name="Olu Officer")
    partnership = apps.get_model("partners", "Partnership").objects.create(slug="northshire", name="Northshire")
    strategy = apps.get_model("actions", "Strategy").objects.create(partnership=partnership, title="Strategy")
    priority = apps.get_model("actions", "Priority").objects.create(
        partnership=partnership, strategy=strategy, code="P1", title="Treatment", national_priority="t", position=1
    )

    def action(position, **fields):
        return apps.get_model("actions", "Action").objects.create(
            partnership=partnership, priority=priority, ref=f"1.{position}", title="Meet people", position=position,
            **fields,
        )  # fmt: skip

    first, archived = action(1), action(2, archived_at=SPRING)
    for status, at in (("late", SPRING), ("on_track", SUMMER)):
        first.updates.create(
            delivery_status=status, confidence="confident", narrative=f"So {status}", next_step="More",
            reported_at=at, reported_by=person,
        )  # fmt: skip
    return {"reported": first.pk, "archived": archived.pk, "person": person.pk}


def what_stands(apps):
    updates = apps.get_model("actions", "ProgressUpdate").objects.order_by("reported_at")
    return {
        "actions": {one["id"]: one for one in apps.get_model("actions", "Action").objects.values()},
        "updates": list(updates.values()),
        "moves": {
            one.pk: list(one.moves.values_list("from_state", "to_state", "moved_at", "moved_by"))
            for one in updates
            if hasattr(one, "moves")
        },
    }


def test_every_update_stands_as_approved_with_the_step_that_made_it_so(story):
    updates, person = story["carried"]["updates"], story["person"]

    assert [
        (one["state"], one["version"], one["delivery_status"], one["narrative"], one["next_step"], one["reported_at"])
        for one in updates
        if one["action_id"] == story["reported"]
    ] == [
        ("approved", 1, "late", "So late", "More", SPRING),
        ("approved", 1, "on_track", "So on_track", "More", SUMMER),
    ]
    for one in updates:
        assert {one["started_at"], one["saved_at"], one["decided_at"]} == {one["reported_at"]}
        assert {one[f"{what}_by_id"] for what in ("started", "saved", "decided", "reported")} == {person}
        assert story["carried"]["moves"][one["id"]] == [("", "approved", one["reported_at"], person)]


@pytest.mark.parametrize(
    ("which", "archived_at", "reason"),
    [("archived", SPRING, "Archived before reasons were kept."), ("reported", None, "")],
)
def test_what_was_archived_before_reasons_were_kept_says_so(story, which, archived_at, reason):
    kept = story["carried"]["actions"][story[which]]

    assert (kept["archived_at"], kept["archive_reason"]) == (archived_at, reason)


def test_going_back_keeps_what_was_reported(story):
    assert sorted(
        one["delivery_status"] for one in story["again"]["updates"] if one["action_id"] == story["reported"]
    ) == ["late", "on_track"]
