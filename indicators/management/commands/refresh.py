from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from indicators.models import Refresh, Source
from indicators.operations.refresh import RefreshAlreadyRunning, SourceNotRefreshable, refresh
from indicators.operations.run_notes import PASSED_OVER

SHOWN_REJECTS = 20
COUNTS = ("rows_read", "added", "changed", "unchanged", "rejected", "gone")


class Command(BaseCommand):
    help = "Refreshes one source now: reads its file and publishes what differs."

    def add_arguments(self, parser):
        parser.add_argument("source", help="the source's slug, such as fingertips-drug-alcohol")
        parser.add_argument("--location", default="", help="read this file, folder or address instead, this once")

    def handle(self, *, source, location, **options):
        found = Source.objects.filter(slug=source).first()
        if found is None:
            known = ", ".join(Source.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no source “{source}”. Known sources: {known}.")
        try:
            with self._progress(str(found)) as report:
                run = refresh(source=found, location=location, progress=report)
        except (RefreshAlreadyRunning, SourceNotRefreshable) as error:
            raise CommandError(str(error)) from error
        if run.outcome == Refresh.Outcome.FAILED:
            raise CommandError(run.error)
        self._show(run)

    def _progress(self, name):
        return Bar(name) if self.stdout.isatty() else Lines(self.stdout)

    def _show(self, run):
        seconds = run.duration.total_seconds()
        self.stdout.write(f"{run.source}: {run.get_outcome_display().lower()}, {seconds:.1f} seconds.")
        if not run.rows_read:
            self.stdout.write("The file is the one that was published last; nothing was read again.")
            return
        self.stdout.write(", ".join(f"{name.replace('_', ' ')} {getattr(run, name):,}" for name in COUNTS))
        passed_over = list(run.rejects.filter(reason__startswith=PASSED_OVER))
        rejects = run.rejects.exclude(reason__startswith=PASSED_OVER)
        for reject in [*passed_over, *rejects[:SHOWN_REJECTS]]:
            place = f"{reject.file_name}, row {reject.row}"
            column = f", {reject.column} “{reject.value}”" if reject.column else ""
            self.stdout.write(f"  {place}{column}: {reject.reason}")
        if run.rejected > SHOWN_REJECTS:
            self.stdout.write(
                f"  … and {run.rejected - SHOWN_REJECTS:,} more rejects; the page of this refresh has them."
            )


class Bar:
    """A bar for people at a terminal."""

    def __init__(self, name):
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TextColumn("{task.fields[rows]}"))
        self.progress = Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True))
        self.task = self.progress.add_task(name, total=None, rows="")

    def __enter__(self):
        self.progress.start()
        return self.report

    def __exit__(self, *_):
        self.progress.stop()

    def report(self, done, total, rows):
        words = f"{rows:,} rows" if rows else "fetching"
        self.progress.update(self.task, completed=done, total=total, rows=words)


class Lines:
    """A line for each tenth of the way, for logs."""

    def __init__(self, out):
        self.out, self.said = out, 0

    def __enter__(self):
        return self.report

    def __exit__(self, *_):
        pass

    def report(self, done, total, rows):
        tenths = 10 * done // total if total and rows else 0
        if tenths > self.said:
            self.said = tenths
            self.out.write(f"{tenths * 10}% read, {rows:,} rows")
