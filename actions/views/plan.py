"""The whole plan as a list, from where everything in it is changed; and one change of many actions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.db.models import Count, Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from actions.forms_plan_bulk import FORMS, KINDS, PlanFilter
from actions.models import Action, ActionAgency, Priority, Strategy
from actions.operations import plan as operations
from actions.operations.plan import bulk as many
from actions.operations.updates import UpdateRefused
from actions.views.pages import visible_partnership
from actions.views.plan_pages import edited_partnership
from cdp import privacy, words

MOST_AT_ONCE = 100
# Of the address and the buttons: no part of what is to change.
OURS = ("csrfmiddlewaretoken", "preview", "apply", "again", "version", "action", "kind")


def plan(request, partnership):
    partnership = edited_partnership(request, partnership)
    filters = PlanFilter(request.GET, partnership=partnership)
    leads = Prefetch(
        "action_agencies",
        ActionAgency.objects.filter(role=ActionAgency.Role.LEAD).select_related("agency"),
        to_attr="lead_parts",
    )
    actions = filters.apply(partnership.actions.all()).select_related("priority", "lead_officer", "superseded_by")
    recommendations = filters.apply(partnership.recommendations.all()).select_related("merged_into")
    context = {
        "partnership": partnership,
        "filters": filters,
        "is_archived": filters.chosen("state") == "archived",
        "strategies": _strategies(partnership),
        "actions": actions.prefetch_related(leads).order_by("position", "pk"),
        "recommendations": recommendations.order_by("position", "pk"),
        "kinds": KINDS.items(),
        "number_of_seats": partnership.seats.count(),
    }
    return render(request, "actions/plan/plan.html", context)


def _strategies(partnership):
    """Those in force first; each with its priorities and how many actions stand under them."""
    counted = Priority.objects.annotate(
        number_of_actions=Count("actions", filter=Q(actions__archived_at__isnull=True))
    ).order_by("position")
    rows = partnership.strategies.select_related("successor").prefetch_related(Prefetch("priorities", counted))
    return sorted(rows, key=lambda strategy: (strategy.successor_id is not None, strategy.title))


@login_not_required
def strategy_record(request, partnership, pk):
    """A strategy as it stands or stood: also one whose place another took stays readable."""
    partnership = visible_partnership(request, partnership)
    found = get_object_or_404(
        Strategy.objects.select_related("successor", "document").prefetch_related(
            Prefetch("priorities", Priority.objects.order_by("position")),
            Prefetch("priorities__actions", Action.objects.order_by("position").select_related("superseded_by")),
            "predecessors",
        ),
        partnership=partnership,
        pk=pk,
    )
    found.partnership = partnership
    return render(request, "actions/strategy_record.html", {"partnership": partnership, "strategy": found})


def bulk(request, partnership):
    """Choose on the list, say what changes, see each change, then apply."""
    partnership = edited_partnership(request, partnership)
    asked = request.POST if request.method == "POST" else request.GET
    kind = asked.get("kind", "")
    actions = _chosen(partnership, asked.getlist("action"))
    if kind not in FORMS or not actions:
        messages.warning(request, "Tick the actions that change, and choose what changes of them.")
        return redirect("plan", partnership.slug)
    if len(actions) > MOST_AT_ONCE:
        messages.warning(request, f"Tick {MOST_AT_ONCE} actions at most; {len(actions)} are ticked.")
        return redirect("plan", partnership.slug)
    context = {"partnership": partnership, "kind": kind, "what": KINDS[kind], "actions": actions}
    if request.method != "POST":
        form = FORMS[kind](partnership=partnership, by=request.user)
        return render(request, "actions/plan/bulk.html", {**context, "form": form})
    form = FORMS[kind](request.POST, partnership=partnership, by=request.user)
    if not form.is_valid() or "again" in request.POST:
        return render(request, "actions/plan/bulk.html", {**context, "form": form})
    try:
        if "apply" in request.POST:
            return _applied(request, partnership, form, actions)
    except operations.Stale as refusal:
        messages.warning(
            request, f"{refusal.current.ref} has been changed since the preview. Look at all of them again."
        )
    except (operations.PlanRefused, UpdateRefused) as refusal:
        messages.warning(request, f"Nothing was changed. {refusal}")
    rows = many.preview(actions=actions, change=form.change(), by=request.user)
    sent = [(name, value) for name in request.POST if not _is_ours(name) for value in request.POST.getlist(name)]
    context |= {
        "rows": rows,
        "sent": sent,
        "changing": [row for row in rows if row.changes],
        "held": [row for row in rows if row.problem],
    }
    return render(request, "actions/plan/bulk_preview.html", context)


def _is_ours(name):
    return name in OURS or name.startswith("version-")


def _chosen(partnership, keys):
    keys = [int(key) for key in keys if key.isdecimal() and len(key) < 19][:10_000]
    return list(
        partnership.actions.current().filter(pk__in=keys).select_related("partnership").order_by("position", "pk")
    )


def _applied(request, partnership, form, actions):
    versions = {
        action.pk: int(seen)
        for action in actions
        if (seen := request.POST.get(f"version-{action.pk}", "")).isdecimal() and len(seen) < 10
    }
    if not versions:
        raise operations.WrongState("None of the actions would change.")
    try:
        with transaction.atomic():
            done = many.apply(actions=actions, versions=versions, change=form.change(), by=request.user)
            texts = {name: form.cleaned_data[name] for name in form.public_texts}
            privacy.tell_of_kept(
                texts=texts, kept=form.kept, by=request.user, subject=partnership, public=texts, partnership=partnership
            )
    except operations.NotTheirs as refusal:
        raise Http404 from refusal
    messages.success(request, f"{KINDS[form.kind]}: {words.plural(len(done), 'action')} changed")
    return redirect("plan", partnership.slug)
