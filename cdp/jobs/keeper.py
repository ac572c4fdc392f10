"""A thread that keeps a claim alive while its handler works, and hears of a wish to cancel it."""

import contextlib
import logging
import threading
import time

from django.conf import settings
from django.db import Error, connection

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 2
WAIT_SECONDS = 2


@contextlib.contextmanager
def kept(claim):
    """Renew the claim for the length of the block, from a connection of its own.

    Inside a transaction there is no thread. Nobody can see the claim before it is committed, so nobody can take it
    over; and a second connection would either not see it either, or wait for the lock that we hold. The same holds for
    a database in memory, which no other process can open. The claim then looks for itself when it is checked.
    """
    if connection.in_atomic_block or _is_in_memory():
        yield
        return
    keeper = Keeper(claim)
    claim.has_keeper = True
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()
        claim.has_keeper = False


class Keeper(threading.Thread):
    def __init__(self, claim):
        super().__init__(name=f"keeper-of-job-{claim.job.pk}", daemon=True)
        self.claim = claim
        self.ended = threading.Event()
        self.between_renewals = settings.JOB_LEASE_SECONDS / 4
        self.renewed = time.monotonic()

    def stop(self):
        self.ended.set()
        self.join()

    def run(self):
        try:
            while not self.ended.wait(min(LONGEST_PAUSE, self.between_renewals)):
                self.look()
        finally:
            connection.close()

    def look(self):
        """What goes wrong here ends no work: the fence decides, and the next look may succeed."""
        try:
            _do_not_wait_long()
            self.claim.look()
            if time.monotonic() - self.renewed >= self.between_renewals and self.claim.renew():
                self.renewed = time.monotonic()
        except Error as error:
            # Mostly the handler's own transaction, which holds the row while it publishes.
            logger.debug("The lease of job %s was not renewed: %s", self.claim.job.pk, error)
            connection.close()


def _is_in_memory():
    return connection.vendor == "sqlite" and connection.is_in_memory_db()


def _do_not_wait_long():
    """A thread that waits for a lock could not be stopped."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET lock_timeout = %s", [WAIT_SECONDS * 1000])
        else:
            cursor.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
