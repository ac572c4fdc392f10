"""What somebody does who can write to the database and means to change history."""

import json
from contextlib import contextmanager

from django.db import connection

TABLES = ("cdp_auditevent", "cdp_auditday")


@contextmanager
def as_owner_of_the_tables():
    """On PostgreSQL triggers refuse it; whoever owns the tables can switch them off."""
    if connection.vendor != "postgresql":
        yield
        return
    for table in TABLES:
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in TABLES:
        run(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def sql(statement, *values):
    with as_owner_of_the_tables():
        run(statement, *values)


def set_column(event, column, value):
    value = json.dumps(value) if column == "changes" else value
    sql(f"UPDATE cdp_auditevent SET {column} = %s WHERE id = %s", value, event.pk)


def insert_copy(event, *, number):
    columns = (
        "happened_at, day, kind, person_id, person_name, partnership_id, partnership_slug, subject_kind, subject_id, "
        "subject_name, subject_address, changes, reason, request_id, is_restricted, salt, digest, redacted_at"
    )
    sql(
        f"INSERT INTO cdp_auditevent (id, {columns}) SELECT %s, {columns} FROM cdp_auditevent WHERE id = %s",
        number,
        event.pk,
    )


def swap(one, other):
    """Two rows change places."""
    for old, new in ((one.pk, -1), (other.pk, one.pk), (-1, other.pk)):
        sql("UPDATE cdp_auditevent SET id = %s WHERE id = %s", new, old)
