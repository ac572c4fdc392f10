"""The page on which the sections of a pack are put in another order, by boxes with the number of each one's place."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from actions.forms_packs import rows_of
from actions.forms_plan_parts import OrderForm
from actions.models import Pack
from actions.operations import packs as operations
from actions.operations.plan import mark_of
from actions.operations.updates.refusals import NotWhole, Stale, WrongState

CHANGED = "The pack has changed since you opened it. It is shown as it stands now, and nothing of yours was saved."


def pack_order(request, partnership, pk):
    mine = Pack.objects.freezable_by(request.user).select_related("partnership", "meeting")
    found = get_object_or_404(mine, partnership__slug=partnership, pk=pk)
    if found.state not in operations.CHANGEABLE:
        messages.warning(request, "What is built or frozen keeps its order.")
        return redirect(found)
    form = _sent(request, found) if request.method == "POST" else OrderForm(rows=rows_of(found))
    if form is None:
        messages.success(request, "The sections stand in their new order")
        return redirect(found)
    is_stale = form.is_bound and CHANGED in form.non_field_errors()
    context = {"partnership": found.partnership, "pack": found, "form": form}
    return render(request, "actions/pack_order.html", context, status=409 if is_stale else 200)


def _sent(request, pack):
    """None once it is written, else the form that says why not."""
    form = OrderForm(request.POST, rows=rows_of(pack))
    sound = form.is_valid()
    # What was typed belongs to the list that was looked at; of another one it would say something else.
    if form.seen != mark_of(form.rows):
        return OrderForm.as_it_stands(form.rows, error=CHANGED)
    if not sound:
        return form
    try:
        operations.put_in_order(pack=pack, version=pack.version, wanted=form.wanted, by=request.user)
    except Stale as refusal:
        return OrderForm.as_it_stands(rows_of(refusal.current), error=CHANGED)
    except (NotWhole, WrongState) as refusal:
        return OrderForm.as_it_stands(form.rows, error=str(refusal))
    return None
