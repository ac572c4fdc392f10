"""The national outcomes framework: its outcomes, its metrics, and which of our indicators serve them."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from cdp import exports
from indicators.presenters.framework import metrics_table, outcomes


@login_not_required
def framework(request):
    found = outcomes(user=request.user)
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, metrics_table(found))
    return render(request, "indicators/framework.html", {"outcomes": found})
