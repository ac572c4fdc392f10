"""The page on which a list of the plan is put in another order, the same for every list; and the parts of a
recommendation.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from actions.forms_plan import ReasonForm
from actions.forms_plan_parts import OrderForm, RecommendationPartForm
from actions.operations import plan
from actions.views.plan_actions import OWNERS
from actions.views.plan_pages import Page, asked, edited_partnership

CHANGED = "The list has changed since you opened it. It is shown as it stands now, and nothing of yours was saved."


@dataclass(frozen=True)
class Listed:
    """One list of the plan: what it hangs on, and the page that it is seen on."""

    owner: object
    what: str
    to: str
    caption: str = ""


def _actions(partnership, key):
    return Listed(partnership, "actions", f"{reverse('plan', args=[partnership.slug])}#actions")


def _recommendations(partnership, key):
    return Listed(partnership, "recommendations", f"{reverse('plan', args=[partnership.slug])}#recommendations")


def _priorities(partnership, key):
    strategy = get_object_or_404(partnership.strategies, pk=key)
    strategy.partnership = partnership
    return Listed(strategy, "priorities", f"{reverse('plan', args=[partnership.slug])}#strategies", strategy.title)


def _milestones(partnership, key):
    action, to = OWNERS["actions"](partnership, key)
    return Listed(action, "milestones", f"{to}#milestones", f"Action {action}")


def _parts(partnership, key):
    recommendation, to = OWNERS["recommendations"](partnership, key)
    return Listed(recommendation, "parts", f"{to}#parts", f"Recommendation {recommendation}")


LISTED = {
    "actions": _actions,
    "recommendations": _recommendations,
    "priorities": _priorities,
    "milestones": _milestones,
    "parts": _parts,
}


def order(request, partnership, of, key=None, pk=None):
    """Each row with the number of its place; of an archived owner there is nothing to put in order."""
    partnership = edited_partnership(request, partnership)
    listed = LISTED[of](partnership, key or pk)
    if getattr(listed.owner, "archived_at", None):
        return redirect(listed.to)
    if request.method == "POST":
        form = _sent(request, of, listed)
        if form is None:
            messages.success(request, f"The {listed.what} stand in their new order")
            # To the top of the page, where it says so.
            return redirect(listed.to.split("#")[0])
    else:
        form = OrderForm(rows=plan.in_order(of, listed.owner))
    context = {"partnership": partnership, "listed": listed, "form": form, "plan_address": _plan(partnership)}
    return render(request, "actions/plan/order.html", context, status=409 if _is_stale(form) else 200)


def _plan(partnership):
    return reverse("plan", args=[partnership.slug])


def _is_stale(form):
    return form.is_bound and CHANGED in form.non_field_errors()


def _sent(request, of, listed):
    """None once it is written, else the form that says why not."""
    form = OrderForm(request.POST, rows=plan.in_order(of, listed.owner))
    sound = form.is_valid()
    # What was typed belongs to the list that was looked at; of another one it would say something else.
    if form.seen != plan.mark_of(form.rows):
        return OrderForm.as_it_stands(form.rows, error=CHANGED)
    if not sound:
        return form
    try:
        plan.put_in_order(of=of, owner=listed.owner, wanted=form.wanted, seen=form.seen, by=request.user)
    except plan.NotTheirs as refusal:
        raise Http404 from refusal
    except plan.Stale:
        return OrderForm.as_it_stands(plan.in_order(of, listed.owner), error=CHANGED)
    except plan.WrongState as refusal:
        return OrderForm.as_it_stands(form.rows, error=str(refusal))
    return None


# The parts of a recommendation ----------------------------------------------------------------------------------------


def _part(partnership, key, pk):
    """(recommendation, its part or None, the list that it stands in)"""
    owner, to = OWNERS["recommendations"](partnership, key)
    record = get_object_or_404(owner.sub_recommendations, pk=pk) if pk else None
    if record:
        record.recommendation = owner
    return owner, record, f"{to}#parts"


def part(request, partnership, key, pk=None):
    """A new one, or one that is there."""
    partnership = edited_partnership(request, partnership)
    owner, record, to = _part(partnership, key, pk)
    page = Page(
        partnership, RecommendationPartForm, "Change the part" if record else "Add a part", record,
        f"Recommendation {owner}", button="Save the part", saved="Part saved: {}",
    )  # fmt: skip

    def apply(form):
        if record is None:
            return plan.add_recommendation_part(recommendation=owner, by=request.user, **form.said())
        return plan.change_recommendation_part(part=record, version=form.seen_version, by=request.user, **form.said())

    return asked(request, page, apply, to=lambda done: to)


def remove_part(request, partnership, key, pk):
    partnership = edited_partnership(request, partnership)
    owner, record, to = _part(partnership, key, pk)
    page = Page(
        partnership, ReasonForm, "Remove this part", record, f"Recommendation {owner.ref}: {record}",
        button="Remove it", saved="Part removed: {}",
        lead="It goes from the recommendation at once. Its words and why it went stay in the history.",
        options={"why": "Say why it is removed"},
    )  # fmt: skip

    def apply(form):
        plan.remove_recommendation_part(part=record, version=form.seen_version, by=request.user, **form.said())
        return record

    return asked(request, page, apply, to=lambda done: to)
