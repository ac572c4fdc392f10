"""Where the figures come from: who needs somebody, every source, and the newest runs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from cdp import exports
from indicators.models import QualityFinding, Refresh, RuleFinding, Source
from indicators.operations import refresh as operations
from indicators.operations.sources import may_manage, may_refresh
from indicators.presenters.refreshes import RunRow
from indicators.presenters.sources import Overview, source_rows
from partners.models import Partnership

RUNS_A_PAGE = 25
REFUSED = (operations.RefreshNotAllowed, operations.RefreshAlreadyRunning, operations.SourceNotRefreshable)


@login_not_required
def data(request):
    if request.method == "POST":
        return _refresh_now(request)
    overview = Overview(source_rows(Source.objects.visible_to(request.user)))
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, overview.table())
    runs = Refresh.objects.filter(source__in=[row.source.pk for row in overview.live])
    page = Paginator(runs.select_related("source", "started_by", "job"), RUNS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "indicators/data.html",
        {
            "overview": overview,
            "runs": page,
            "rows": [RunRow(run) for run in page],
            "findings": _findings(request.user),
            "rule_findings": RuleFinding.objects.visible_to(request.user).count(),
            "may_refresh": may_refresh(request.user),
            "may_manage": may_manage(request.user),
        },
    )


def sent(request, what=None):
    """What a form was sent with; None where it was only asked for. An empty form that was sent has faults."""
    return (request.POST if what is None else what) if request.method == "POST" else None


def _findings(user):
    """(document, number) of what does not agree within the documents that this person may see."""
    return (
        QualityFinding.objects.filter(document__partnership__in=Partnership.objects.visible_to(user))
        .order_by("document__partnership__name", "document__title")
        .values("document__title", "document__partnership__slug", "document__partnership__short_name")
        .annotate(number=Count("pk"))
    )


def _refresh_now(request):
    if not may_refresh(request.user):
        raise Http404
    source = get_object_or_404(Source.objects.visible_to(request.user), slug=request.POST.get("source", ""))
    try:
        run = operations.ask_for_refresh(source=source, by=request.user)
    except REFUSED as refusal:
        messages.error(request, str(refusal))
        return redirect("data")
    return redirect(run)
