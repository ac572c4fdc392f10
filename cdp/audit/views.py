"""The audit of a partnership for those who lead it, and that of everything for staff."""

from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from cdp import exports
from cdp.addresses import with_query
from cdp.audit import presenters
from cdp.audit.filters import AuditFilter
from cdp.models import AuditEvent
from indicators.views.addresses import filters_of
from partners.models import Partnership
from partners.roles import Permission

NOTICE = "Only those who lead the partnership find this page. Staff see the audit of the whole site."


def audit(request, partnership):
    mine = get_object_or_404(Partnership.objects.where(request.user, Permission.SEE_AUDIT), slug=partnership)
    name, title = f"{mine.slug}-audit", f"What was done in {mine.name}"
    return _page(
        request,
        AuditEvent.objects.filter(partnership=mine),
        name,
        title,
        {"partnership": mine, "source_notice": NOTICE},
    )


def audit_all(request):
    if not request.user.is_staff:
        raise Http404
    return _page(request, AuditEvent.objects.all(), "audit", "What was done on this site", {"is_everything": True})


def _page(request, events, name, title, context):
    form = filters_of(request, AuditFilter)
    found = form.narrow(events).order_by("-pk")
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, presenters.table(found, file_format, name=name, title=title))
    place = _place(request)
    page = presenters.page_of(found, before=place)
    if context.get("is_everything"):
        page = presenters.with_partnerships(page)
    context |= {
        "filters": form,
        "page": page,
        "title": title,
        "last_closed": presenters.last_closed(),
        "first": with_query(request, before=None) if place else None,
        "next": with_query(request, before=page.after) if page.after else None,
    }
    return render(request, "cdp/audit.html", context)


def _place(request):
    asked = request.GET.get("before", "")
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        raise BadRequest("This place in the list was not made by us. Follow the link to the next page.")
    return int(asked) if asked else None
