"""What the pages of a partnership share."""

from django.shortcuts import get_object_or_404

from actions import kept_pages
from cdp.exports import SAMPLE_NOTE
from partners.models import Partnership


def visible_partnership(request, slug):
    """The partnership, or 404 where this person may not see it."""
    return get_object_or_404(Partnership.objects.visible_to(request.user), slug=slug)


def visible_with_state(request, slug):
    """The same with what tells the state of its record: for pages that are kept (actions/kept_pages.py)."""
    return get_object_or_404(
        kept_pages.with_state(Partnership.objects.visible_to(request.user), user=request.user), slug=slug
    )


def download_notes(partnership):
    if partnership.is_sample:
        return [SAMPLE_NOTE]
    return ["Taken from a published document, in our own words. The partnership has not checked this list."]


def ordered(rows, sort, keys, default):
    """Rows by ?sort=key or -key; an unknown key is the default order. Equals keep their order, the unknown is last."""
    name = sort.removeprefix("-")
    key = keys.get(name) or keys[default]
    known = [row for row in rows if key(row) is not None]
    missing = [row for row in rows if key(row) is None]
    return sorted(known, key=key, reverse=sort.startswith("-") and name in keys) + missing
