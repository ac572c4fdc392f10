"""How far a build is, written beside its snapshot: whoever looks sees it at once, and the snapshot sees none of it.

A connection of its own, since what is written within the snapshot's transaction nobody sees before its end, and a
transaction that only reads can write nothing at all. It is a courtesy: that it fails ends no build.
"""

import logging

from django.db import DEFAULT_DB_ALIAS, Error, connection, connections

from actions.models import Pack
from cdp.models import Job, JobState

logger = logging.getLogger(__name__)
WAIT_SECONDS = 2
# Only as long as this attempt holds the job: an attempt that was given up must not speak for the next one.
SAID = f"""
    UPDATE {Pack._meta.db_table} SET steps_done = %s, step = %s
    WHERE id = %s AND state = 'building' AND EXISTS (
        SELECT 1 FROM {Job._meta.db_table} WHERE id = %s AND state = '{JobState.RUNNING.value}' AND attempts = %s)
"""  # noqa: S608, the names are those of our own tables


class Progress:
    def __init__(self, pack, claim):
        self.pack, self.claim = pack, claim

    def __call__(self, number, step):
        values = [number, step[:200], self.pack.pk, self.claim.job.pk, self.claim.attempt]
        if not self.claim.has_keeper:
            # In a transaction of somebody else's, or a database in memory: no second connection sees the pack.
            with connection.cursor() as cursor:
                cursor.execute(SAID, values)
            return
        beside = connections.create_connection(DEFAULT_DB_ALIAS)
        try:
            with beside.cursor() as cursor:
                _do_not_wait_long(beside, cursor)
                cursor.execute(SAID, values)
        except Error as error:
            logger.info("The progress of pack %s was not written: %s", self.pack.pk, error)
        finally:
            beside.close()


def _do_not_wait_long(beside, cursor):
    if beside.vendor == "postgresql":
        cursor.execute("SET lock_timeout = %s", [WAIT_SECONDS * 1000])
    else:
        cursor.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
