"""The pages on which the actions of a plan are changed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from actions.forms_plan import ActionForm, MeasureForm, MilestoneForm, PostponeForm, ReasonForm, StandInForm
from actions.models import Action, Measure, Priority
from actions.operations import plan
from actions.views.plan_pages import Page, asked, edited_partnership, parts_of
from cdp import words


def _action(partnership, ref):
    found = get_object_or_404(
        partnership.actions.select_related("priority", "lead_officer", "document", "superseded_by", "archived_by"),
        ref=ref,
    )
    found.partnership = partnership
    return found


def _to(action):
    return reverse("plan-action", args=[action.partnership.slug, action.ref])


def stand_in_of(record, page, partnership):
    """What stands for an archived one, and its page."""
    return {"record": record, "address": reverse(page, args=[partnership.slug, record.ref])} if record else None


def new_action(request, partnership):
    partnership = edited_partnership(request, partnership)
    page = Page(
        partnership, ActionForm, "Add an action", button="Add the action", saved="Added: {}",
        lead="It is in the plan at once, with no update yet. Milestones and measures come next.",
    )  # fmt: skip
    return asked(
        request, page, lambda form: plan.add_action(partnership=partnership, by=request.user, **form.said()), to=_to
    )


def action(request, partnership, ref):
    """All that is said of an action, its milestones and measures, and what was changed by whom."""
    partnership = edited_partnership(request, partnership)
    record = _action(partnership, ref)
    page = Page(
        partnership, ActionForm, record.title, record, f"Action {record.ref}", button="Save the action",
        saved="Saved: {}", template="actions/plan/action.html",
        more={
            "milestones": parts_of(record.milestones),
            "measures": parts_of(record.measures.select_related("series__indicator", "series__area")),
            "supersedes": list(record.supersedes.all()),
            "stand_in": stand_in_of(record.superseded_by, "plan-action", partnership),
        },
    )  # fmt: skip
    return asked(
        request,
        page,
        lambda form: plan.change_action(
            action=record, version=form.seen_version, by=request.user, **_without_date(form.said(), record)
        ),
        to=_to,
    )


def _without_date(said, record):
    return {name: value for name, value in said.items() if name != "due_on" or record.due_on is None}


def postpone(request, partnership, ref):
    partnership = edited_partnership(request, partnership)
    record = _action(partnership, ref)
    first = f" It was first agreed for {words.day(record.planned_due_on)}." if record.planned_due_on else ""
    page = Page(
        partnership, PostponeForm, "Move the due date", record, f"Action {record}", button="Move the date",
        lead=f"It is due on {words.day(record.due_on)}.{first} The date first agreed stays beside the new one."
        if record.due_on else "It has no due date yet. Give it one on its page.",
        saved="Due date moved: {}",
    )  # fmt: skip
    return asked(
        request,
        page,
        lambda form: plan.postpone(action=record, version=form.seen_version, by=request.user, **form.said()),
        to=_to,
    )


def milestone(request, partnership, ref, pk=None):
    """A new one, or one that is there."""
    partnership = edited_partnership(request, partnership)
    action = _action(partnership, ref)
    record = get_object_or_404(action.milestones, pk=pk) if pk else None
    if record and record.archived_at and request.method != "POST":
        return redirect(f"{_to(action)}#milestones")
    page = Page(
        partnership, MilestoneForm, "Change the milestone" if record else "Add a milestone", record,
        f"Action {action}", button="Save the milestone", saved="Milestone saved: {}",
        lead=f"First agreed for {words.day(record.planned_on)}." if record else "",
    )  # fmt: skip

    def apply(form):
        if record is None:
            return plan.add_milestone(action=action, by=request.user, **form.said())
        return plan.change_milestone(milestone=record, version=form.seen_version, by=request.user, **form.said())

    return asked(request, page, apply, to=lambda done: f"{_to(action)}#milestones")


def measure(request, partnership, of, key, pk=None):
    """Of an action, a recommendation or a priority."""
    partnership = edited_partnership(request, partnership)
    owner, to = OWNERS[of](partnership, key)
    measures = Measure.objects.select_related("series__indicator", "series__area")
    record = get_object_or_404(measures.filter(pk__in=owner.measures.values("pk")), pk=pk) if pk else None
    if record and record.archived_at and request.method != "POST":
        return redirect(f"{to}#measures")
    page = Page(
        partnership, MeasureForm, "Change the measure" if record else "Add a measure", record,
        f"{owner._meta.verbose_name.capitalize()} {owner}", button="Save the measure", saved="Measure saved: {}",
    )  # fmt: skip

    def apply(form):
        if record is None:
            return plan.add_measure(owner=owner, by=request.user, **form.said())
        return plan.change_measure(measure=record, version=form.seen_version, by=request.user, **form.said())

    return asked(request, page, apply, to=lambda done: f"{to}#measures")


def _owner_action(partnership, ref):
    found = _action(partnership, ref)
    return found, _to(found)


def _owner_recommendation(partnership, ref):
    found = get_object_or_404(partnership.recommendations, ref=ref)
    found.partnership = partnership
    return found, reverse("plan-recommendation", args=[partnership.slug, ref])


def _owner_priority(partnership, code):
    found = get_object_or_404(Priority, partnership=partnership, code=code)
    found.partnership = partnership
    return found, reverse("plan-priority", args=[partnership.slug, code])


OWNERS = {"actions": _owner_action, "recommendations": _owner_recommendation, "priorities": _owner_priority}
# What can be archived: how it is found, and the URL name of its page.
ARCHIVED = {"actions": _owner_action, "recommendations": _owner_recommendation}


def archive(request, partnership, of, key):
    partnership = edited_partnership(request, partnership)
    record, to = ARCHIVED[of](partnership, key)
    noun = record._meta.verbose_name
    page = Page(
        partnership, ReasonForm, f"Archive this {noun}", record, f"{noun.capitalize()} {record}",
        button="Archive it", saved="Archived: {}",
        lead="It is no longer counted and nobody is asked about it. It can still be read, with all that was said of "
        "it, and be brought back.",
        options={"why": "Say why it is archived"},
    )  # fmt: skip
    return asked(
        request,
        page,
        lambda form: plan.archive(record=record, version=form.seen_version, by=request.user, **form.said()),
        to=lambda done: to,
    )


def bring_back(request, partnership, of, key):
    """The button on the page of what is archived; whoever comes by the address, as after signing in, is led there."""
    partnership = edited_partnership(request, partnership)
    record, to = ARCHIVED[of](partnership, key)
    return brought_back(
        request, record, lambda version: plan.bring_back(record=record, version=version, by=request.user), to=to
    )


def brought_back(request, record, apply, *, to):
    """apply(version) brings it back, of the version that the page with the button showed."""
    if request.method != "POST":
        return redirect(to)
    version = request.POST.get("version", "")
    version = int(version) if version.isdecimal() and len(version) < 11 else plan.version_of(record)
    try:
        apply(version)
    except plan.NotTheirs as refusal:
        raise Http404 from refusal
    except plan.PlanRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"Brought back: {record}")
    return redirect(to)


def stand_in(request, partnership, of, key):
    """Merged into another one, which stands for it from then on."""
    partnership = edited_partnership(request, partnership)
    record, to = ARCHIVED[of](partnership, key)
    is_action = isinstance(record, Action)
    noun = record._meta.verbose_name
    carried = "the recommendations that it answers" if is_action else "the actions that answer it"
    page = Page(
        partnership, StandInForm, f"Merge this {noun} into another", record, f"{noun.capitalize()} {record}",
        button="Merge", saved="Merged: {}",
        lead=f"This one is archived and points to the other, and {carried} are carried over. Both keep their own "
        f"history{', milestones and measures' if is_action else ''}.",
    )  # fmt: skip
    return asked(
        request,
        page,
        lambda form: plan.stand_for(record=record, version=form.seen_version, by=request.user, **form.said()),
        to=lambda done: to,
    )
