"""What was done to a record, in every template without loading.

history(record, part, …, limit=20)      who changed what from what to what, newest first: {% history action %}
    Parts are querysets of records whose events belong to it: {% history action action.updates.all %}
    Draws nothing for whoever may not see the audit: permission SEE_AUDIT, staff, and of an account its owner.
"""

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from cdp.audit.presenters import rows
from cdp.audit.recording import history_of, partnership_of
from partners.belonging import permissions_in
from partners.roles import Permission

register = template.Library()


@register.inclusion_tag("components/history.html", takes_context=True)
def history(context, record, *parts, limit=20):
    request, partnership = context.get("request"), partnership_of(record)
    if request is None or not request.user.is_authenticated:
        return {}
    audit = _audit_for(request.user, partnership)
    if not audit and record != request.user:
        return {}
    events = list(history_of(record, *parts)[: limit + 1])
    query = urlencode({"about": f"{record._meta.label_lower}:{record.pk}"})
    return {
        "history": rows(events[:limit]),
        "of": record._meta.verbose_name,
        "whole": f"{audit}?{query}" if audit else "",
        "is_cut": len(events) > limit,
        "is_shown": True,
    }


def _audit_for(user, partnership):
    """The address of the audit in which this person may search for more; empty where there is none for them."""
    if partnership is not None and Permission.SEE_AUDIT in permissions_in(user, partnership):
        return reverse("audit", args=[partnership.slug])
    return reverse("audit-all") if user.is_staff else ""
