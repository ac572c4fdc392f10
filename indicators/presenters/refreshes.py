"""How a run of a source went, in the words of a list."""

from dataclasses import dataclass

from indicators.models import Refresh

OUTCOME_WORDS = {
    Refresh.Outcome.RUNNING: "Running",
    Refresh.Outcome.CHANGED: "Changed",
    Refresh.Outcome.UNCHANGED: "Checked, unchanged",
    Refresh.Outcome.FAILED: "Failed",
}


@dataclass(frozen=True)
class RunRow:
    """A run with its result and the time it took."""

    run: Refresh

    @property
    def result(self):
        return "Loaded" if is_first_load(self.run) else OUTCOME_WORDS[self.run.outcome]

    @property
    def took(self):
        return duration(self.run)


def is_first_load(run):
    """Figures came and none had stood before: nothing was changed by it."""
    stood_before = run.changed or run.unchanged or run.gone
    return run.outcome == Refresh.Outcome.CHANGED and run.added > 0 and not stood_before


def duration(run):
    """ "under 1 s", "12.3 s", "2 min 5 s"; nothing while it runs."""
    if run.duration is None:
        return ""
    seconds = run.duration.total_seconds()
    if seconds < 1:
        return "under 1 s"
    if seconds < 59.95:  # which would be said as 60.0
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"
