"""Where the figures come from, how fresh they are, and every run in which they were read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from cdp import exports, words
from indicators.models import Observation, QualityFinding, Refresh, RefreshReject, RuleFinding, Source
from indicators.operations.refresh import can_be_refreshed
from indicators.operations.run_notes import PASSED_OVER
from indicators.presenters.refreshes import RunRow, duration
from indicators.tasks import WorkerNotReachable, ask_for_refresh
from partners.models import Partnership
from partners.roles import Permission

RUNS_A_PAGE = 25
REJECTS_A_PAGE = 100
SOURCE_COLUMNS = [
    exports.Column("source", "Source"),
    exports.Column("kind", "Kind"),
    exports.Column("rank", "Rank", numeric=True),
    exports.Column("licence", "Licence"),
    exports.Column("scheduled", "Refreshed each night"),
    exports.Column("last_checked_at", "Last checked"),
    exports.Column("last_changed_at", "Last changed"),
    exports.Column("observations", "Figures", numeric=True),
]
REJECT_COLUMNS = [
    exports.Column("file", "File"),
    exports.Column("row", "Row", numeric=True),
    exports.Column("column", "Column"),
    exports.Column("value", "Value"),
    exports.Column("reason", "Reason"),
]


@login_not_required
def data(request):
    if request.method == "POST":
        return _ask_for_refresh(request)
    sources = _sources(request.user)
    if file_format := exports.requested_format(request):
        rows = [_source_cells(source) for source in sources]
        return exports.respond(file_format, exports.Table("sources", "Sources of figures", SOURCE_COLUMNS, rows))
    runs = Refresh.objects.filter(source__in=[source.pk for source in sources]).select_related("source", "started_by")
    page = Paginator(runs, RUNS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "indicators/data.html",
        {
            "sources": sources,
            "runs": page,
            "rows": [RunRow(run) for run in page],
            "findings": _findings(request.user),
            "rule_findings": RuleFinding.objects.visible_to(request.user).count(),
            "may_refresh": _may_refresh(request.user),
        },
    )


@login_not_required
def refresh(request, pk):
    visible = Refresh.objects.visible_to(request.user)
    run = get_object_or_404(visible.select_related("source", "started_by"), pk=pk)
    rejects = run.rejects.exclude(reason__startswith=PASSED_OVER)
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, _reject_table(run, rejects))
    return render(
        request,
        "indicators/refresh.html",
        {
            "run": run,
            "took": duration(run),
            "rejects": Paginator(rejects, REJECTS_A_PAGE).get_page(request.GET.get("page")),
            "passed_over": [line.reason.removeprefix(PASSED_OVER) for line in _passed_over(run)],
            "passed_over_rows": run.rows_read - run.added - run.changed - run.unchanged - run.rejected,
        },
    )


def _sources(user):
    """Each source with the number of its figures and the run that is going on, if any."""
    figures = dict(Observation.objects.order_by().values_list("source").annotate(Count("pk")))
    running = {run.source_id: run for run in Refresh.objects.filter(outcome=Refresh.Outcome.RUNNING)}
    sources = list(Source.objects.visible_to(user).select_related("document__partnership"))
    for source in sources:
        source.figures = figures.get(source.pk, 0)
        source.running = running.get(source.pk)
        # Some licences are written as sentences; the page adds the full stop to all.
        source.licence_words = (source.licence or "Licence not stated").rstrip(".")
        source.is_refreshable = can_be_refreshed(source)
    return sources


def _source_cells(source):
    return [
        source.name,
        source.get_kind_display(),
        source.rank,
        source.licence,
        "yes" if source.is_scheduled else "no",
        source.last_checked_at,
        source.last_changed_at,
        source.figures,
    ]


def _findings(user):
    """(document, number) of what does not agree within the documents that this person may see."""
    return (
        QualityFinding.objects.filter(document__partnership__in=Partnership.objects.visible_to(user))
        .order_by("document__partnership__name", "document__title")
        .values("document__title", "document__partnership__slug", "document__partnership__short_name")
        .annotate(number=Count("pk"))
    )


def _may_refresh(user):
    return Partnership.objects.where(user, Permission.REFRESH_SOURCES).exists()


def _ask_for_refresh(request):
    if not _may_refresh(request.user):
        raise Http404
    visible = Source.objects.visible_to(request.user)
    source = get_object_or_404(visible, slug=request.POST.get("source", ""))
    if not can_be_refreshed(source):
        messages.error(request, f"{source} has no location set, so there is nothing to refresh.")
    elif source.refreshes.filter(outcome=Refresh.Outcome.RUNNING).exists():
        messages.info(request, f"{source} is being refreshed already.")
    else:
        try:
            ask_for_refresh(source=source, by=request.user)
        except WorkerNotReachable:
            messages.error(
                request,
                "The worker cannot be reached, so nothing was started. The figures are as they were; try later.",
            )
        else:
            messages.success(request, f"The worker has been asked to refresh {source}. The run will be listed below.")
    return redirect("data")


def _passed_over(run):
    return RefreshReject.objects.filter(refresh=run, reason__startswith=PASSED_OVER)


def _reject_table(run, rejects):
    rows = rejects.values_list("file_name", "row", "column", "value", "reason").iterator()
    title = f"Rows of {run.source} that were rejected, {words.moment(run.started_at)}"
    notes = []
    if run.rejected > (stored := rejects.count()):
        notes.append(f"{run.rejected:,} rows were rejected; the first {stored:,} are listed.")
    return exports.Table(f"refresh-{run.pk}-rejects", title, REJECT_COLUMNS, rows, notes)
