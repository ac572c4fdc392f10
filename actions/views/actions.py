from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef, Q, Subquery
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from actions.filters import ActionFilter
from actions.models import Action
from actions.presenters.action import action_page, full_actions, reporter_hint
from actions.presenters.actions import COLUMNS, SORTS, action_rows, counted, list_headline
from actions.views.pages import download_notes, ordered, visible_partnership
from cdp import exports
from partners.belonging import permissions_in
from partners.roles import Permission


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
        "counts": counted(everything),
        "headline": list_headline(everything),
    }
    if not everything:
        context["recommended"] = partnership.recommendations.current().count()
        context["document"] = partnership.documents.published().first()
    return render(request, "actions/actions.html", context)


@login_not_required
def action(request, partnership, ref):
    partnership = visible_partnership(request, partnership)
    today = timezone.localdate()
    theirs = Action.objects.reportable_by(request.user).filter(pk=OuterRef("pk"))
    found = full_actions(partnership, user=request.user, on=today).annotate(may_report=Exists(theirs))
    action = get_object_or_404(found, ref=ref)
    action.partnership = partnership
    page = action_page(action, on=today, findings=action.number_of_findings)
    context = {
        "partnership": partnership,
        "action": action,
        "page": page,
        "may_report": action.may_report,
        # Loaded already, so that the history costs no more than its own query; archived ones belong to it.
        "milestones": list(action.milestones.all()),
        "may_edit": Permission.EDIT_PLAN in permissions_in(request.user, partnership),
        "stand_in": _stand_in(action),
        "hint": "" if action.may_report else reporter_hint(page.leads),
        "may_override": not action.archived_at
        and Permission.OVERRIDE_LIGHTS in permissions_in(request.user, partnership),
        **_neighbours(action),
    }
    return render(request, "actions/action.html", context)


def _neighbours(action):
    """The actions before and after it, by one query."""
    others = action.partnership.actions.current()
    before = others.filter(position__lt=action.position).order_by("-position").values("pk")[:1]
    after = others.filter(position__gt=action.position).order_by("position").values("pk")[:1]
    found = list(others.filter(Q(pk=Subquery(before)) | Q(pk=Subquery(after))))
    return {
        "previous": next((one for one in found if one.position < action.position), None),
        "next": next((one for one in found if one.position > action.position), None),
    }


def _stand_in(action):
    """What stands for an archived action, and its page."""
    other = action.superseded_by
    if other is None:
        return None
    return {"record": other, "address": reverse("action", args=[action.partnership.slug, other.ref])}
