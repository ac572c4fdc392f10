"""The order of the changes, and reading on from a place in it.

A row gets its place only once its transaction is committed: a number given before could be read after a higher one, and
whoever had read on from there would never see it. Whoever wants to read settles first: one at a time, all rows that are
there get the next places, in the order in which they were written. So what was read once never moves, and nothing
comes in before it.

Places are moments in microseconds, each higher than the last. They begin at the clock and not at the last place alone,
since a partnership that is removed takes its rows with it, perhaps the last ones.
"""

import time

from django.db import connection, transaction
from django.db.models import Max

from cdp.changes import sight
from cdp.models import Change

# Whoever settles holds this lock of PostgreSQL to the end of the transaction. SQLite has one writer.
LOCK = 7_270_001
SETTLE = """
UPDATE {table} SET position = %s + placed.place FROM (
    SELECT id, row_number() OVER (ORDER BY id) AS place FROM {table} WHERE position IS NULL
) AS placed WHERE placed.id = {table}.id AND {table}.position IS NULL
"""


def give_places():
    """To all rows that are committed and have none."""
    if not Change.objects.filter(position=None).exists():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        base = max(_now(cursor), highest())
        cursor.execute(SETTLE.format(table=Change._meta.db_table), [base])


def settle():
    """Before one reads: the highest place that there is, once all have theirs; 0 where there is none."""
    give_places()
    return highest()


def end():
    """The place from which whoever has read everything goes on. On an empty feed, a little while ago."""
    return settle() or time.time_ns() // 1000 - 60_000_000


def highest():
    return Change.objects.aggregate(highest=Max("position"))["highest"] or 0


def _now(cursor):
    """Of several machines, the clock of the database."""
    if connection.vendor != "postgresql":
        return time.time_ns() // 1000
    cursor.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
    return cursor.fetchone()[0]


def after(position, user, limit, *, narrowed=lambda rows: rows):
    """(rows, where to go on, whether there are more) of what this person may see after a place.

    Where all was read one goes on at the highest place that there is, also where the last rows are another's.
    """
    upto = end()
    rows = narrowed(sight.visible_to(user)).filter(position__gt=position, position__lte=upto)
    found = list(rows.select_related("partnership").order_by("position")[: limit + 1])
    if len(found) > limit:
        return found[:limit], found[limit - 1].position, True
    return found, max(upto, position), False
