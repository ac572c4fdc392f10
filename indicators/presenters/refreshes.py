"""How a run of a source went, in words: in a list, as a headline, and while it goes on."""

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from cdp import jobs, words
from cdp.models import JobState
from indicators.models import Refresh

Outcome = Refresh.Outcome
OUTCOME_WORDS = {
    Outcome.WAITING: "Waiting to start",
    Outcome.RUNNING: "Running",
    Outcome.HELD: "Waits for review",
    Outcome.CHANGED: "Changed",
    Outcome.UNCHANGED: "Checked, unchanged",
    Outcome.DECLINED: "Declined",
    Outcome.CANCELLED: "Cancelled",
    Outcome.FAILED: "Failed",
}
# The shape beside the word; a run that went as it should needs none.
MARKS = {Outcome.FAILED: "late", Outcome.HELD: "at_risk"}
AS_THEY_WERE = "the figures are as they were"
UNCHANGED = "Nothing was changed"


@dataclass(frozen=True)
class RunRow:
    """A run with its result and the time it took."""

    run: Refresh

    @property
    def result(self):
        if self.run.undoes_id:
            return "Took a run back"
        if self.is_tried_again:
            return retry_words(self.run)
        return "Loaded" if is_first_load(self.run) else OUTCOME_WORDS[self.run.outcome]

    @property
    def mark(self):
        return "late" if self.is_tried_again else MARKS.get(self.run.outcome, "")

    @property
    def error(self):
        return fault_of(self.run) if self.is_tried_again else self.run.error

    @property
    def is_tried_again(self):
        return is_tried_again(self.run)

    @property
    def took(self):
        return duration(self.run)


def is_tried_again(run):
    """Whether an attempt has failed and the run waits for its job's next one."""
    job = run.job if run.is_unfinished else None
    return job is not None and job.state == JobState.WAITING and job.attempts > 0


def retry_words(run):
    """ "Failed on 3 May 2027 at 2:05pm, to be tried again at 2:06pm"; of another day with its date."""
    failed, again = run.job.heartbeat_at or run.job.started_at, run.job.due_at
    said = f"Failed on {words.moment(failed)}" if failed else "Failed"
    if again <= timezone.now():
        return f"{said}, to be tried again shortly"
    same_day = failed and timezone.localtime(failed).date() == timezone.localtime(again).date()
    return f"{said}, to be tried again {_time(again) if same_day else f'on {words.moment(again)}'}"


def _time(at):
    return f"at {words.moment(at).rpartition(' at ')[2]}"


def fault_of(run):
    """Why the last attempt failed, in whatever words its end was written down."""
    return run.error or run.job.error


def is_first_load(run):
    """Figures came and none had stood before: nothing was changed by it."""
    stood_before = run.changed or run.unchanged or run.gone or run.removed
    return run.outcome == Outcome.CHANGED and run.added > 0 and not stood_before


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
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def headline(run):
    """What became of the run, in one line."""
    if run.outcome in (Outcome.FAILED, Outcome.DECLINED, Outcome.CANCELLED):
        return f"{OUTCOME_WORDS[run.outcome]}: {AS_THEY_WERE}"
    if run.outcome == Outcome.HELD:
        return f"Waits for review: {words.plural(run.added, 'figure')} to add, {run.changed:,} to change"
    if run.outcome == Outcome.CHANGED and run.undoes_id:
        return f"The run of {words.moment(run.undoes.started_at)} was taken back"
    if run.outcome == Outcome.CHANGED:
        return changes_in_words(run)
    return retry_words(run) if is_tried_again(run) else OUTCOME_WORDS[run.outcome]


def changes_in_words(run):
    """ "5 figures added, 2 changed", and what was taken out where something was."""
    said = f"{words.plural(run.added, 'figure')} added, {run.changed:,} changed"
    return f"{said}, {run.removed:,} taken out" if run.removed else said


def effects_of_taking_back(run):
    """What becomes of the figures when a run is taken back, a sentence for each kind."""
    said = [
        (run.added, "that it added", "goes", "go"),
        (run.changed, "that it changed", "is again what it was", "are again what they were"),
        (run.removed, "that it took out", "stands again", "stand again"),
    ]
    return [
        f"The {words.plural(number, 'figure')} {which} {one if number == 1 else several}."
        for number, which, one, several in said
        if number
    ]


def explanation(run):
    """What the headline means for whoever reads it; empty where it says all."""
    if run.outcome == Outcome.FAILED:
        return run.error
    if run.outcome == Outcome.HELD:
        return "Nothing of it is shown to anybody yet. The figures are as they were until somebody has decided."
    if run.outcome == Outcome.CANCELLED and run.error:
        return run.error
    if run.outcome == Outcome.CANCELLED:
        return f"Somebody stopped it while it was {_doing(run)}." if run.step else "It was stopped before it began."
    if run.outcome == Outcome.UNCHANGED and not run.rows_read:
        return "The file is, byte for byte, the one that was published before. It was not read again."
    if is_tried_again(run):
        said = fault_of(run)
        return said if UNCHANGED in said else f"{said} {UNCHANGED}.".strip()
    if run.is_unfinished and run.reviewed_at:
        return "It was approved, and is published as soon as a worker has read its files again."
    if run.is_unfinished:
        return "Nothing is shown to anybody before all of it is in."
    return ""


def _doing(run):
    label = run.get_step_display()
    return label[:1].lower() + label[1:]


@dataclass(frozen=True)
class Step:
    """One of the steps of a run; `state` is done, now, stopped or ahead."""

    name: str
    words: str
    state: str
    detail: str = ""

    STATES = {"done": "Done", "now": "Now", "stopped": "Stopped here", "ahead": "To come"}

    @property
    def state_words(self):
        return self.STATES[self.state]


def steps(run):
    """Waiting, then the four steps of a run, with how far each has come."""
    order = ["waiting", *Refresh.Step.values]
    place = order.index(run.step) if run.step else (0 if run.outcome == Outcome.WAITING else 1)
    if run.outcome == Outcome.WAITING:
        place = 0
    waiting = "Waiting to be tried again" if is_tried_again(run) else "Waiting for a worker"
    labels = {"waiting": waiting, **dict(Refresh.Step.choices)}
    made = []
    for number, name in enumerate(order):
        here = "now" if run.is_unfinished else "stopped"
        state = "done" if number < place else here if number == place else "ahead"
        made.append(Step(name, labels[name], state, _detail(run, name, state)))
    return made


def _detail(run, name, state):
    if name == "waiting" and state == "now" and is_tried_again(run):
        return f"Until {words.moment(run.job.due_at)}" if run.job.due_at > timezone.now() else "Due now"
    if name == "waiting" and state == "now":
        return f"Since {words.moment(run.started_at)}"
    if state == "ahead":
        return ""
    if name == Refresh.Step.FETCH and run.bytes_read:
        size = _size(run.bytes_read)
        return f"{size} of {_size(run.bytes_total)}" if state == "now" and run.bytes_total else size
    if name == Refresh.Step.READ and run.rows_read:
        return words.plural(run.rows_read, "row")
    return ""


def _size(number):
    return filesizeformat(number).replace("\xa0", " ")


def sentence(run):
    """What a screen reader is told: it changes with the step, not with each thousand rows."""
    if not run.is_unfinished:
        return f"The run has ended. {headline(run)}."
    job = run.job
    if is_tried_again(run):
        again = f"on {words.moment(job.due_at)}" if job.due_at > timezone.now() else "shortly"
        fault = fault_of(run)
        why = f" The last attempt failed: {fault.rstrip('.')}." if fault else ""
        return f"It is tried again {again}.{why}{_missing_worker() if again == 'shortly' else ''}"
    if job and job.cancel_asked_at:
        return "It has been asked to stop, and does so at the next row."
    if run.outcome == Outcome.WAITING:
        return f"Waiting for a worker.{_missing_worker()}"
    number, now = next((number, step) for number, step in enumerate(steps(run), 1) if step.state == "now")
    return f"Step {number} of {1 + len(Refresh.Step)}: {now.words}."


def _missing_worker():
    """Why nothing may happen for long; empty while a worker is alive."""
    health = jobs.health()
    if health.is_alive:
        return ""
    since = f" since {words.moment(health.worker_seen_at)}" if health.worker_seen_at else " yet"
    return f" None has given a sign of life{since}; the run begins once one does."


def progress(run):
    """The same for the page's script."""
    return {
        "is_unfinished": run.is_unfinished,
        "headline": headline(run),
        "explanation": explanation(run),
        "sentence": sentence(run),
        "steps": [
            {
                "name": step.name,
                "words": step.words,
                "state": step.state,
                "state_words": step.state_words,
                "detail": step.detail,
            }
            for step in steps(run)
        ],
    }
