"""Jobs as their page and its downloads show them."""

from dataclasses import dataclass

from django import forms
from django.utils import timezone

from cdp import exports, words
from cdp.jobs.kinds import title_of, words_of
from cdp.models import UNFINISHED, Job, JobState

COLUMNS = [
    exports.Column("job", "Job", numeric=True),
    exports.Column("kind", "Kind"),
    exports.Column("about", "About"),
    exports.Column("period", "Period"),
    exports.Column("state", "State"),
    exports.Column("attempts", "Attempts", numeric=True),
    exports.Column("attempts_allowed", "Attempts allowed", numeric=True),
    exports.Column("asked_at", "Asked for"),
    exports.Column("asked_by", "Asked for by"),
    exports.Column("due_at", "Due"),
    exports.Column("started_at", "Last started"),
    exports.Column("finished_at", "Ended"),
    exports.Column("error", "Why the last attempt failed"),
]


class JobFilter(forms.Form):
    is_filter = True

    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *JobState.choices])

    def pairs(self):
        return {name: value for name, value in self.cleaned_data.items() if value}


@dataclass(frozen=True)
class JobRow:
    job: Job
    title: str
    about: str

    @property
    def is_parked(self):
        return self.job.state == JobState.PARKED

    @property
    def choices(self):
        """What a person may do: [(word for the address, words on the button)]."""
        if self.is_parked:
            return [("retry", "Try again"), ("set-aside", "Set aside")]
        can_be_cancelled = self.job.state in UNFINISHED and not self.job.cancel_asked_at
        return [("cancel", "Cancel")] if can_be_cancelled else []

    @property
    def when(self):
        job = self.job
        if job.state == JobState.RUNNING:
            asked = ", asked to stop" if job.cancel_asked_at else ""
            return f"Since {words.moment(job.started_at)}{asked}"
        if job.state == JobState.WAITING:
            return f"From {words.moment(job.due_at)}" if job.due_at > timezone.now() else "Due now"
        return words.moment(job.finished_at)

    @property
    def asked(self):
        if self.job.asked_by:
            return f"Asked for by {self.job.asked_by}, {words.moment(self.job.created_at)}"
        by_whom = f"By the calendar for {self.job.period}" if self.job.period else "By the site itself"
        return f"{by_whom}, {words.moment(self.job.created_at)}"


def rows(jobs):
    """The queries are those of the kinds on the page, however many jobs there are of each."""
    about = words_of(jobs)
    return [JobRow(job, title_of(job.kind), about[job.kind, job.key]) for job in jobs]


def table(jobs):
    cells = [
        [
            row.job.pk, row.title, row.about, row.job.period, row.job.get_state_display(), row.job.attempts,
            row.job.attempts_allowed, row.job.created_at, str(row.job.asked_by or ""), row.job.due_at,
            row.job.started_at, row.job.finished_at, row.job.error,
        ]
        for row in rows(list(jobs))
    ]  # fmt: skip
    return exports.Table("jobs", "What the worker has to do and has done", COLUMNS, cells)
