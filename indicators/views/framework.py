"""The national outcomes framework: its outcomes, its metrics, and which of our indicators serve them."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from indicators.presenters.framework import outcomes


@login_not_required
def framework(request):
    return render(request, "indicators/framework.html", {"outcomes": outcomes(user=request.user)})
