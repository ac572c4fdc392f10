"""What a handler may raise, and what may be raised to it."""


class TryLater(Exception):
    """The attempt failed for a reason that may pass. The sentence is shown; without seconds the delay grows."""

    def __init__(self, sentence, seconds=None):
        super().__init__(sentence)
        self.seconds = seconds


class GiveUp(Exception):
    """No further attempt would help: the job is parked with this sentence."""


class Cancelled(Exception):
    """Somebody asked for the job to be cancelled."""


class LeaseLost(Exception):
    """Another worker has the job, or it has ended: nothing may be written any more."""


class UnknownKind(Exception):
    """No handler was registered for jobs of this kind."""

    def __init__(self, kind):
        super().__init__(f"No code here knows how to do a job of the kind “{kind}”.")


class NotFree(Exception):
    """The job cannot be run here: it has ended, or a worker holds it."""

    def __init__(self, job):
        super().__init__(f"The job “{job}” cannot be run here: it is {job.get_state_display().lower()}.")
