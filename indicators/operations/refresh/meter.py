"""How far a run has come: written to its row now and then, so that a page can show it while it goes on."""

import time

from indicators.models import Refresh

SECONDS_BETWEEN_REPORTS = 1


class Meter:
    """Tells the run's row, and a command's progress bar. Whenever something was done the claim is checked."""

    def __init__(self, run, claim, *, progress=None):
        self.run, self.check, self.progress = run, claim.check, progress
        # A worker that was asleep for longer than its lease must not speak of a run that another has ended since.
        still_ours = {"outcome": Refresh.Outcome.RUNNING, "job__attempts": claim.attempt}
        self.row = Refresh.objects.filter(pk=run.pk, **still_ours)
        self.total = None
        self.told_at = 0.0

    def begin(self, step, *, total=None, **values):
        self.total = total
        self.row.update(step=step, bytes_total=total, **values)
        self.check()

    def publishing(self):
        """Within the transaction that publishes: seen by others once it has ended, and true then."""
        Refresh.objects.filter(pk=self.run.pk).update(step=Refresh.Step.PUBLISH)

    def fetched(self, done, total=None):
        self._tell(done, total, 0, {"bytes_read": done, "bytes_total": total})

    def read(self, done, rows):
        """So many bytes of all files have been read, with so many rows."""
        self._tell(done, self.total, rows, {"rows_read": rows})

    def _tell(self, done, total, rows, values):
        self.check()
        if self.progress:
            self.progress(done, total, rows)
        if time.monotonic() - self.told_at >= SECONDS_BETWEEN_REPORTS:
            self.told_at = time.monotonic()
            self.row.update(**values)
