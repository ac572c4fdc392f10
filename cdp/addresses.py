"""Addresses of the page one is on, with something changed: another page, another order, one filter less."""

from django.http import QueryDict
from django.urls import reverse

from partners import manage
from partners.belonging import places_of

PACKS = ("packs", "new-pack", "pack", "change-pack", "pack-order", "read-pack", "compare-packs", "paper-templates")
# section, which is also the URL name of its first page: (its words, the URL names that belong to it)
SECTIONS = {
    "strategy": ("Strategy", {"strategy", "priority", "what-changed", "chain-picture"}),
    "recommendations": ("Recommendations", {"recommendations", "recommendation", "recommendation-chain"}),
    "actions": (
        "Actions",
        {"actions", "action", "delivery", "report-progress", "update", "approvals", "lights", "override-light"},
    ),
    "indicators": ("Indicators", {"indicators", "indicator"}),
    "meetings": ("Meetings", {"meetings", "meeting", "new-meeting", "change-meeting", "decision", *PACKS}),
    "agencies": ("Agencies", {"agencies", "agency"}),
    "schemes": ("Schemes", {"schemes", "scheme"}),
    "findings": ("Findings", {"findings"}),
    "document": ("Document", {"document"}),
    "data": ("Data", {"data", "data-quality", "refresh", "revisions", "source", "source-changes", "jobs"}),
}
SHARED = {"data"}  # not below a partnership's own address


def with_query(request, **changes):
    """The query of this address with these keys changed; None takes a key out. Relative, so that the path stays."""
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for key, text in changes.items():
        if text is None:
            query.pop(key, None)
        else:
            query[key] = text
    return f"?{query.urlencode()}" if query else getattr(request, "path", "?")


def without(request, key, text):
    """One value of one filter taken out; its other values and the other filters stay."""
    query = request.GET.copy()
    for place in ("page", "before"):
        query.pop(place, None)
    query.setlist(key, [other for other in query.getlist(key) if other != text])
    return f"?{query.urlencode()}" if query.urlencode() else request.path


def page_link(request, number):
    return {"href": with_query(request, page=number() if callable(number) else number)}


def page_items(request, page):
    """First, last, the current page and its neighbours; gaps are shown as gaps."""
    paginator = page.paginator
    items = []
    for number in paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        if number == paginator.ELLIPSIS:
            items.append({"ellipsis": True})
        else:
            items.append({"number": number, "current": number == page.number, **page_link(request, number)})
    return items


def chosen_filters(request, form):
    """(label, words, address without it) for each value chosen in a form that was sent by GET."""
    chosen = []
    for field in form.visible_fields() if request else []:
        choices = {str(key): words for key, words in _flat(getattr(field.field, "choices", ()))}
        for text in request.GET.getlist(field.html_name):
            if text.strip():
                chosen.append((field.label, choices.get(text, text), without(request, field.html_name, text)))
    return chosen


def _flat(choices):
    for key, words in choices:
        if isinstance(words, (list, tuple)):
            yield from words
        else:
            yield key, words


def navigation(partnership, request, section=""):
    """(words, address, what aria-current says) for each section of a partnership."""
    if not partnership:
        return []
    match = getattr(request, "resolver_match", None)
    here = match.url_name if match else ""
    links = []
    for name, (words, pages) in SECTIONS.items():
        address = reverse(name, args=[] if name in SHARED else [partnership.slug])
        is_here = section == name if section else here in pages
        links.append((words, address, ("page" if here == name else "true") if is_here else ""))
    return [*links, *_managing(partnership, request, section or here)]


def _managing(partnership, request, here):
    """The link to what a partnership is run with, for those who find something there. Their pages lie below it."""
    entries = manage.entries_for(getattr(request, "user", None), partnership)
    if not entries:
        return []
    path = getattr(request, "path", "")
    below = not any(here in pages for _, pages in SECTIONS.values()) and any(
        path.startswith(entry.address(partnership.slug)) for entry in entries
    )
    current = "page" if here == "manage" else "true" if below else ""
    return [("Manage", reverse("manage", args=[partnership.slug]), current)]


def partnerships_of(person, partnership, request):
    """(name, address, whether one is there) of each partnership of somebody who belongs to several.

    From a page that every partnership has one comes to the same page of the other.
    """
    places = places_of(person)
    if len(places) < 2:
        return []
    match = getattr(request, "resolver_match", None)
    here = match.url_name if match else ""
    return [
        (place.name, _same_page(place, here), bool(partnership) and partnership.slug == place.slug) for place in places
    ]


def _same_page(place, here):
    own = {"manage"} if any(entry.permission in place.permissions for entry in manage.ENTRIES) else set()
    own |= {entry.url_name for entry in manage.ENTRIES if entry.permission in place.permissions}
    is_shared = here in own or (here in SECTIONS and here not in SHARED)
    return reverse(here if is_shared else "strategy", args=[place.slug])
