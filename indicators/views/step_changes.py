"""Marking from when the figures of a series are those of a changed process, and taking such a mark away."""

import datetime

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from cdp import words
from indicators.forms import StepChangeForm
from indicators.models import Indicator, Series, StepChange
from indicators.operations import step_changes as operations
from indicators.presenters.selection import group_filter
from indicators.rules.spacing import FEWEST_BETWEEN_CHANGES
from indicators.views.addresses import selection_of
from indicators.views.indicator import SAMPLE

REFUSALS = (operations.PeriodNotInSeries, operations.AlreadyMarked, operations.TooFewFigures)


def step_changes(request, code):
    indicator = get_object_or_404(Indicator, code=code)
    selection = selection_of(request, indicator)
    if selection.focus is None:
        raise Http404
    series = get_object_or_404(
        Series.objects.markable_by(request.user), indicator=indicator, area=selection.focus,
        **group_filter(selection.group, prefix=""),
    )  # fmt: skip
    address = f"{indicator.get_absolute_url()}?{selection.query}"
    if request.method == "POST" and "remove" in request.POST:
        return _removed(request, series, f"{address}#control-section")
    starts = operations.can_be_marked(series, user=request.user)
    form = StepChangeForm(request.POST or None, periods=_periods(series, starts, request.user))
    if form.is_valid() and _marked(request, form, series):
        return redirect(f"{address}#control-section")
    context = {
        "indicator": indicator,
        "selection": selection,
        "form": form,
        "marked": series.step_changes.select_related("marked_by"),
        "address": f"{address}#control-section",
        "has_periods": bool(starts),
        "fewest": FEWEST_BETWEEN_CHANGES,
        **({"source_notice": SAMPLE} if selection.is_sample else {}),
    }
    return render(request, "indicators/step_changes.html", context)


def _marked(request, form, series):
    """Whether it was; a broken rule goes back into the form."""
    starts_on = datetime.date.fromisoformat(form.cleaned_data["starts_on"])
    try:
        operations.mark_step_change(
            series=series, starts_on=starts_on, reason=form.cleaned_data["reason"], by=request.user
        )
    except REFUSALS as refusal:
        form.add_error("starts_on", str(refusal))
        return False
    messages.success(request, f"Step change marked from {words.day(starts_on)}")
    return True


def _removed(request, series, address):
    pk = request.POST["remove"]
    if not pk.isdecimal():
        raise Http404
    step_change = get_object_or_404(StepChange, pk=pk, series=series)
    operations.remove_step_change(step_change=step_change, by=request.user)
    messages.success(request, f"The step change from {words.day(step_change.starts_on)} is no longer marked")
    return redirect(address)


def _periods(series, starts, user):
    """The periods that a control chart shows, newest first; the words of the best source where they differ."""
    found = series.observations.visible_to(user).filter(period_start__in=starts).order_by("-source__rank", "-pk")
    said = dict(found.values_list("period_start", "period"))
    return [(day.isoformat(), f"{said[day]}, from {words.day(day)}") for day in reversed(starts)]
