"""Reports for their pages: what one is asked, how far a run is, what can be taken away of it."""

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone

from actions.models import ReportRun, SavedReport
from actions.models.report import RunState, Schedule
from actions.presenters.packs import Download, Step
from actions.reports import filters as asking
from actions.reports import kinds
from actions.reports.schedule import next_day
from cdp import jobs, words
from cdp.papers import formats

TAGS = {RunState.MADE: "green", RunState.FAILED: "red", RunState.CANCELLED: "grey"}
UNFINISHED = (RunState.WAITING, RunState.RUNNING)
PLACES = {RunState.WAITING: 0, RunState.RUNNING: 1}


def kind_title(key):
    """Also for a kind that a later version no longer knows."""
    return kinds.KINDS[key].title if key in kinds.KINDS else key


def name_of(run):
    return run.report.name if run.report else kind_title(run.kind)


def told(filters, *, person, kind):
    """((filter, what was chosen), …), or the sentence that says why it can no longer be asked."""
    try:
        return asking.read(filters, person=person, known=kinds.of(kind).filters).pairs, ""
    except (asking.FiltersRefused, kinds.UnknownKind) as refusal:
        return (), str(refusal)


@dataclass(frozen=True)
class ReportRow:
    report: SavedReport
    person: object

    @property
    def kind(self):
        return kind_title(self.report.kind)

    @property
    def is_own(self):
        return self.report.owner_id == self.person.pk

    @property
    def when(self):
        schedule = self.report.schedule
        if not schedule:
            return Schedule.NONE.label
        following = words.day(next_day(schedule, timezone.localdate()))
        return f"{self.report.get_schedule_display()}, next on {following}"

    @property
    def whose(self):
        if not self.is_own:
            return f"Shared by {self.report.owner.name}"
        return f"Shared with {self.report.partnership.name}" if self.report.partnership else "Yours alone"


@dataclass(frozen=True)
class RunRow:
    run: ReportRun

    @property
    def name(self):
        return name_of(self.run)

    @property
    def kind(self):
        return kind_title(self.run.kind)

    @property
    def tag(self):
        return TAGS.get(self.run.state, "blue")


def report_rows(reports, person):
    return [ReportRow(one, person) for one in reports.select_related("owner", "partnership").order_by("name", "pk")]


def run_rows(runs):
    return [RunRow(one) for one in runs.select_related("report")]


@dataclass(frozen=True)
class RunPage:
    run: ReportRun
    may_open: bool

    @property
    def name(self):
        return name_of(self.run)

    @property
    def kind(self):
        return kind_title(self.run.kind)

    @property
    def is_unfinished(self):
        return self.run.state in UNFINISHED

    @property
    def is_made(self):
        return self.run.state == RunState.MADE

    @property
    def headline(self):
        return headline(self.run)

    @property
    def explanation(self):
        return explanation(self.run, may_open=self.may_open)

    @property
    def steps(self):
        return steps(self.run)

    @property
    def sentence(self):
        return sentence(self.run)

    @property
    def downloads(self):
        kept = {one["file_format"]: one["size"] for one in self.run.frozen.renderings.values("file_format", "size")}
        return [
            Download(
                one.key,
                one.name,
                one.sentence,
                reverse("report-file", args=[self.run.pk, one.key]),
                filesizeformat(kept[one.key]).replace("\xa0", " ") if one.key in kept else "",
            )
            for one in formats.FORMATS.values()
        ]


def headline(run):
    said = {
        RunState.WAITING: "waits to be made",
        RunState.RUNNING: "is being made",
        RunState.FAILED: "could not be made",
        RunState.CANCELLED: "was called off",
    }
    if run.state == RunState.MADE:
        return f"{name_of(run)}, as at {words.moment(run.frozen.as_at)}"
    return f"{name_of(run)} {said[run.state]}"


def explanation(run, *, may_open=True):
    if run.state == RunState.FAILED:
        return run.fault
    if run.state == RunState.CANCELLED:
        return "Nothing was kept."
    if run.state == RunState.MADE and not may_open:
        return "You may no longer see all that it holds, so that it cannot be opened. You can have it made again."
    if run.state == RunState.MADE:
        return "What is in it never changes. Make it again for what is true now."
    return "It is made with what you may see at this moment, and read as at one moment."


def steps(run):
    place = PLACES.get(run.state, 2)
    names = (("waiting", "Waiting for a worker"), ("making", "Reading, and keeping what was read"))
    return [
        Step(key, said, "done" if number < place else "now" if number == place else "ahead")
        for number, (key, said) in enumerate(names)
    ]


def sentence(run):
    if run.state not in UNFINISHED:
        return f"It has ended. {headline(run)}."
    if run.job and run.job.cancel_asked_at:
        return "It has been asked to stop, and does so in a moment."
    if run.state == RunState.RUNNING:
        return "Step 2 of 2: reading, and keeping what was read."
    none = "" if jobs.health().is_alive else " None has given a sign of life; the report is made once one does."
    return f"Step 1 of 2: waiting for a worker.{none}"


def progress(run):
    """The same for the page's script."""
    return {
        "is_unfinished": run.state in UNFINISHED,
        "headline": headline(run),
        "explanation": explanation(run),
        "sentence": sentence(run),
        "steps": [
            {"name": one.name, "words": one.words, "state": one.state, "state_words": one.state_words, "detail": ""}
            for one in steps(run)
        ],
    }
