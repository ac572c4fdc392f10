"""How a change reads, in the feed and in webhooks alike."""

from urllib.parse import quote

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from cdp.changes import cursors, kinds


def entry(change, root=None):
    """`root` is the beginning of all addresses: of the request in the feed, of the site in what is sent."""
    return {
        "uid": change.uid,
        "cursor": cursors.encode(change.position),
        "kind": change.kind,
        "happened_at": change.happened_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "noun": change.noun,
        "thing": change.thing or None,
        "address": address_of(change, root or settings.SITE_ADDRESS.rstrip("/")),
        "partnership": change.partnership.slug if change.partnership_id else None,
    }


def address_of(change, root):
    """Of the thing, or of the list where all of that is meant; None where it is gone."""
    if change.kind in kinds.GONE and not _is_held_by(change):
        return None
    try:
        place = reverse(f"v1:{change.noun}-list")
    except NoReverseMatch:
        return None
    return f"{root}{place}{quote(change.thing, safe=':')}/" if change.thing else f"{root}{place}"


def _is_held_by(change):
    """Of a part that went, what it was a part of is still there."""
    own = {"milestone": "milestones", "measure": "measures", "seat": "seats", "update": "progress-updates"}
    family = change.kind.partition(".")[0]
    return family in own and change.noun != own[family]
