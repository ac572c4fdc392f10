"""Figures that were changed later."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.shortcuts import render

from cdp import exports
from cdp.addresses import with_query
from indicators.filters import RevisionFilter
from indicators.presenters import revisions as presenter
from indicators.views.addresses import filters_of


@login_not_required
def revisions(request):
    form = filters_of(request, lambda data: RevisionFilter(data, user=request.user))
    found = presenter.revisions_for(request.user, form.condition())
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, presenter.table(found, file_format))
    page = presenter.page_of(found, after=_place(request))
    context = {
        "filters": form,
        "page": page,
        "is_narrowed": bool(form.changed_data),
        "first": None if page.is_first else with_query(request, before=None),
        "next": with_query(request, before=page.after) if page.after else None,
    }
    return render(request, "indicators/revisions.html", context)


def _place(request):
    asked = request.GET.get("before", "")
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        raise BadRequest("This place in the list was not made by us. Follow the link to the next page.")
    return int(asked) if asked else None
