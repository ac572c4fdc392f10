from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from actions.filters import ActionFilter
from actions.models import Action
from actions.presenters.action import action_page, full_actions, reporter_hint
from actions.presenters.actions import COLUMNS, SORTS, action_rows, counts, list_headline
from actions.views.pages import download_notes, ordered, visible_partnership
from cdp import exports


@login_not_required
def actions(request, partnership):
    partnership = visible_partnership(request, partnership)
    filters = ActionFilter(request.GET, partnership=partnership)
    everything = action_rows(partnership.actions.current(), on=timezone.localdate())
    matching = set(filters.apply(partnership.actions.current()).values_list("pk", flat=True))
    status = filters.chosen("status")
    rows = [row for row in everything if row.action.pk in matching and status in ("", row.delivery.state)]
    rows = ordered(rows, filters.chosen("sort"), SORTS, "ref")
    if file_format := exports.requested_format(request):
        title = f"Actions of {partnership.name}"
        cells = [row.cells() for row in rows]
        return exports.respond(
            file_format,
            exports.Table(f"{partnership.slug}-actions", title, COLUMNS, cells, download_notes(partnership)),
        )
    context = {
        "partnership": partnership,
        "filters": filters,
        "rows": rows,
        "total": len(everything),
        "counts": counts(everything),
        "headline": list_headline(everything),
    }
    if not everything:
        context["recommended"] = partnership.recommendations.count()
        context["document"] = partnership.documents.first()
    return render(request, "actions/actions.html", context)


@login_not_required
def action(request, partnership, ref):
    partnership = visible_partnership(request, partnership)
    action = get_object_or_404(full_actions(partnership, user=request.user), ref=ref)
    action.partnership = partnership
    findings = action.priority.findings.count()
    page = action_page(action, on=timezone.localdate(), findings=findings)
    may_report = Action.objects.reportable_by(request.user).filter(pk=action.pk).exists()
    others = partnership.actions.current().order_by("position")
    context = {
        "partnership": partnership,
        "action": action,
        "page": page,
        "may_report": may_report,
        "hint": "" if may_report else reporter_hint(page.leads),
        "previous": others.filter(position__lt=action.position).last(),
        "next": others.filter(position__gt=action.position).first(),
    }
    return render(request, "actions/action.html", context)
