"""Sources as the data page lists them: who needs somebody, then each with its figures, its schedule and its state."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from cdp import exports, jobs, words
from indicators.models import REFERENCE_KINDS, Frequency, Publishing, Refresh, Source, SourceKind
from indicators.operations.refresh.holding import MOST_MOVED_PERCENT, MOST_REJECTED_PERCENT
from indicators.operations.uploads import endings_of
from indicators.presenters.refreshes import fault_of, is_tried_again, retry_words
from indicators.secrecy import readable

Outcome = Refresh.Outcome
HOW_OFTEN = {
    Frequency.DAILY: "each night",
    Frequency.WEEKLY: "each week, in the night to Monday",
    Frequency.MONTHLY: "each month, in the night to the 1st",
}
PUBLISHED_WORDS = {
    Publishing.AT_ONCE: "Published at once",
    Publishing.UNLESS_UNUSUAL: "Published at once, unless something unusual is found",
    Publishing.AFTER_REVIEW: "Published after review",
}
COLUMNS = [
    exports.Column("source", "Source"),
    exports.Column("kind", "Kind"),
    exports.Column("rank", "Rank", numeric=True),
    exports.Column("licence", "Licence"),
    exports.Column("refreshed", "Refreshed"),
    exports.Column("published", "Published"),
    exports.Column("state", "State"),
    exports.Column("last_checked_at", "Last checked"),
    exports.Column("last_changed_at", "Last changed"),
    exports.Column("observations", "Figures", numeric=True),
]


@dataclass(frozen=True)
class SourceRow:
    """A source with its runs that have not ended, and the newest of those that failed."""

    source: Source
    newest: Refresh | None = None
    failed: Refresh | None = None
    running: Refresh | None = None
    held: Refresh | None = None

    @property
    def is_paused(self):
        return self.source.paused_until is not None and self.source.paused_until > timezone.now()

    @property
    def is_failing(self):
        last_failed = self.newest is not None and self.newest.outcome == Outcome.FAILED
        return self.is_paused or self.source.failures_in_a_row > 0 or last_failed

    @property
    def is_tried_again(self):
        return self.running is not None and is_tried_again(self.running)

    @property
    def retry_words(self):
        return retry_words(self.running)

    @property
    def retry_fault(self):
        return fault_of(self.running)

    @property
    def failures(self):
        """How often in a row; 1 where a run that a person started failed and the schedule counts none."""
        return self.source.failures_in_a_row or 1

    @property
    def state(self):
        """(shape, words, the run it is about or None)."""
        if self.running:
            if self.is_tried_again:
                return "late", self.retry_words, self.running
            waits = self.running.outcome == Outcome.WAITING
            return "", "Waiting to start" if waits else "Being refreshed", self.running
        if self.held:
            return "at_risk", "Waits for review", self.held
        if self.is_paused:
            return "late", f"Paused until {words.moment(self.source.paused_until)}", self.failed
        if self.is_failing:
            return "late", "Failed" if self.failures == 1 else f"Failed {self.failures} times in a row", self.failed
        if self.source.last_checked_at is None:
            return "none", "Not read yet", self.newest
        return "", "Read", None

    @property
    def licence(self):
        # Some licences are written as sentences; the page adds the full stop to all.
        return (self.source.licence or "Licence not stated").rstrip(".")

    @property
    def figures(self):
        """Their number, or what a source brings that has none."""
        return "Areas" if self.source.kind in REFERENCE_KINDS else words.figure(self.source.number_of_figures)

    @property
    def refreshed(self):
        if self.source.document_id:
            return "When the document is loaded"
        if not self.source.is_scheduled:
            return "When somebody asks for it"
        often = HOW_OFTEN[Frequency(self.source.frequency)]
        return often[:1].upper() + often[1:]

    @property
    def published(self):
        return "" if self.source.document_id else PUBLISHED_WORDS[Publishing(self.source.publishing)]

    @property
    def unusual(self):
        """What makes a run of this source wait for a person, in a sentence."""
        return (
            f"Unusual: more than {MOST_MOVED_PERCENT}% of the figures move by more than {self.source.move_limit:g}%, "
            f"more than {self.source.gone_limit:g}% are missing, or more than {MOST_REJECTED_PERCENT}% of the rows are "
            "rejected"
        )

    @property
    def can_be_asked(self):
        """Whether a button would do anything: there is a place to read, and no run under way."""
        return bool(self.source.location) and not self.source.document_id and self.running is None

    @property
    def shown_location(self):
        return readable(self.source.location)

    @property
    def takes_files(self):
        return bool(endings_of(self.source))

    def cells(self):
        source = self.source
        return [
            source.name, source.get_kind_display(), source.rank, source.licence, self.refreshed, self.published,
            self.state[1], source.last_checked_at, source.last_changed_at, source.number_of_figures,
        ]  # fmt: skip


def source_rows(sources):
    """Three queries, however many sources there are."""
    runs = Refresh.objects.filter(source=OuterRef("pk")).order_by("-started_at", "-pk").values("pk")
    sources = list(
        sources.select_related("document__partnership").annotate(
            newest_run=Subquery(runs[:1]), failed_run=Subquery(runs.filter(outcome=Outcome.FAILED)[:1])
        )
    )
    wanted = {pk for source in sources for pk in (source.newest_run, source.failed_run) if pk}
    by_pk = Refresh.objects.in_bulk(wanted)
    opened = {}
    for run in (
        Refresh.objects.filter(outcome__in=Refresh.OPEN, source__in=sources).select_related("job").order_by("pk")
    ):
        opened.setdefault(run.source_id, {})["held" if run.outcome == Outcome.HELD else "running"] = run
    return [
        SourceRow(
            source, by_pk.get(source.newest_run), by_pk.get(source.failed_run), **opened.get(source.pk, {}),
        )
        for source in sources
    ]  # fmt: skip


@dataclass(frozen=True)
class Overview:
    """Everything that is read from, at a glance: who needs somebody comes first."""

    rows: list[SourceRow]

    @cached_property
    def live(self):
        return [row for row in self.rows if row.source.kind != SourceKind.DOCUMENT]

    @cached_property
    def documents(self):
        return [row for row in self.rows if row.source.kind == SourceKind.DOCUMENT]

    @cached_property
    def held(self):
        return sorted((row for row in self.rows if row.held), key=lambda row: row.held.started_at)

    @cached_property
    def failing(self):
        return [row for row in self.live if row.is_failing]

    @cached_property
    def running(self):
        return [row for row in self.rows if row.running]

    @cached_property
    def worker(self):
        return jobs.health()

    @property
    def held_words(self):
        return f"{words.plural(len(self.held), 'run')} {_verb(self.held, 'waits', 'wait')}"

    @property
    def failing_words(self):
        return words.plural(len(self.failing), "source")

    @property
    def running_words(self):
        return words.plural(len(self.running), "source")

    @property
    def headline(self):
        """What a data lead has to know first."""
        if not self.live:
            return "Where the figures come from"
        said = []
        if self.held:
            said.append(f"{self.held_words} for review")
        if self.failing:
            said.append(f"{self.failing_words} {_verb(self.failing, 'fails', 'fail')}")
        if not said:
            return "Every source was read without a fault" if self._all_read else "No source fails"
        return " and ".join(said)

    @property
    def _all_read(self):
        return all(row.source.last_checked_at for row in self.live)

    def table(self):
        return exports.Table("sources", "Sources of figures", COLUMNS, [row.cells() for row in self.rows])


def _verb(things, one, several):
    return one if len(things) == 1 else several
