"""Whether anything that an answer of the API is made of has changed: exact, and cheaper than making the answer.

PostgreSQL numbers its transactions, so a snapshot tells which changes an answer can hold. Each statement that changes a
table leaves the number of its transaction in cdp_touched, by a trigger; an answer stands while no transaction is noted
there that its snapshot could not see. Tables in QUIET are written without end (jobs, sessions, the audit), and no
answer is made of them. Where a table has neither trigger nor place in QUIET, any transaction at all counts.

SQLite tells only each connection for itself whether the file has changed; that is enough to be right.

Within a transaction that could have written nobody can tell, and nothing is kept.
"""

import uuid

from django.db import connection, connections

# No endpoint may read these; a test holds that.
QUIET = (
    "cdp_apiclient", "cdp_auditday", "cdp_auditevent", "cdp_heartbeat", "cdp_job", "cdp_touched",
    "cdp_idempotentanswer", "cdp_personaltoken", "cdp_webhookdelivery", "cdp_webhookendpoint",
    "django_admin_log", "django_content_type", "django_migrations", "django_session",
    "auth_group", "auth_group_permissions", "auth_permission", "oauth2_provider_accesstoken",
    "oauth2_provider_refreshtoken", "oauth2_provider_grant", "oauth2_provider_idtoken",
    "oauth2_provider_devicegrant", "usersessions_usersession",
)  # fmt: skip
KEPT_TRANSACTIONS = 1_000_000
TRIGGER = "cdp_note_change"
INSTALL = """
CREATE TABLE IF NOT EXISTS cdp_touched (run bigint NOT NULL, name name NOT NULL, PRIMARY KEY (run, name));
CREATE OR REPLACE FUNCTION cdp_note_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO cdp_touched (run, name) VALUES (pg_current_xact_id()::text::bigint, TG_TABLE_NAME)
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
"""
# Large objects aside: tables of ours that do not note their changes.
UNNOTED = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.relname <> ALL(%s)
    AND NOT EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = %s)
"""
NOTE = (
    'CREATE TRIGGER {trigger} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}" '
    "FOR EACH STATEMENT EXECUTE FUNCTION cdp_note_change()"
)
# The snapshot of now, and whether a change was noted that the earlier one could not see.
ASK = """
SELECT pg_current_snapshot()::text, EXISTS (
    SELECT 1 FROM cdp_touched WHERE run >= pg_snapshot_xmin(%s::pg_snapshot)::text::bigint
        AND NOT pg_visible_in_snapshot(run::text::xid8, %s::pg_snapshot)
)
"""
_notes_all = {}


def install(*, using="default", **_):
    """After each migrate: whatever table has come gets its trigger."""
    if connections[using].vendor != "postgresql":
        return
    with connections[using].cursor() as cursor:
        cursor.execute(INSTALL)
        for table in unnoted(cursor):
            cursor.execute(NOTE.format(trigger=TRIGGER, table=table))
    _notes_all.clear()


def unnoted(cursor):
    cursor.execute(UNNOTED, [list(QUIET), TRIGGER])
    return [name for (name,) in cursor.fetchall()]


def ask(earlier=None):
    """(the state of now as text, whether all is as it was in the earlier one); (None, False) where nobody can tell."""
    if connection.in_atomic_block:
        return None, False
    if connection.vendor == "postgresql":
        return _ask_postgresql(earlier)
    if connection.vendor == "sqlite":
        now = _ask_sqlite()
        return now, now == earlier
    return None, False


def _ask_postgresql(earlier):
    with connection.cursor() as cursor:
        if earlier and _has_all_noted(cursor):
            cursor.execute(ASK, [earlier, earlier])
            now, is_changed = cursor.fetchone()
            return now, not is_changed
        cursor.execute("SELECT pg_current_snapshot()::text")
        now = cursor.fetchone()[0]
        return now, now == earlier


def _has_all_noted(cursor):
    name = connection.settings_dict["NAME"]
    if name not in _notes_all:
        cursor.execute("SELECT to_regclass('cdp_touched') IS NOT NULL")
        _notes_all[name] = cursor.fetchone()[0] and not unnoted(cursor)
    return _notes_all[name]


def _ask_sqlite():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        version = cursor.fetchone()[0]
    ours, name = getattr(connection, "named_for_state", (None, ""))
    if ours is not connection.connection:
        # Its numbers mean nothing to another connection, and one that is made anew counts from the beginning.
        ours, name = connection.named_for_state = connection.connection, uuid.uuid4().hex
    return f"{name}.{version}.{ours.total_changes}"


def forget_old():
    """What was noted long ago: no answer is kept for so long. Called each night."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM cdp_touched WHERE run < pg_snapshot_xmin(pg_current_snapshot())::text::bigint - %s",
                [KEPT_TRANSACTIONS],
            )
