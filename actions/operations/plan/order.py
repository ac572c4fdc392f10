"""In which order the parts of a plan stand: its actions and recommendations, the priorities of a strategy, the
milestones of an action, the parts of a recommendation.

No version counts up: what a record says stays as it is, and no form of a record says its place.
"""

import itertools
import zlib

from django.db import transaction

from actions.operations.plan import judging, keeping
from actions.operations.plan.refusals import Stale, WrongState
from cdp import audit
from partners.models import Partnership

# How the rows of each list hang on their owner.
LISTS = {
    "actions": "actions",
    "recommendations": "recommendations",
    "priorities": "priorities",
    "milestones": "milestones",
    "parts": "sub_recommendations",
}


def in_order(of, owner):
    """The rows of a list as they stand; archived ones keep their places and are not moved."""
    rows = getattr(owner, LISTS[of]).order_by("position", "pk")
    is_archived = any(field.name == "archived_at" for field in rows.model._meta.fields)
    return rows.filter(archived_at__isnull=True) if is_archived else rows


def mark_of(rows):
    """Another number as soon as the list is another one: the version of an order."""
    return zlib.crc32(",".join(str(row.pk) for row in rows).encode())


def name_of(row):
    """Short: its number, or the beginning of its words."""
    return getattr(row, "ref", "") or getattr(row, "code", "") or judging.shortened(str(row))


@transaction.atomic
def put_in_order(*, of, owner, wanted, seen, by):
    """`wanted` are the keys of all rows as they are to stand, `seen` the mark of the list that was looked at.

    Raises Stale where the list has become another one, also where a row has come or gone.
    """
    owner = keeping.for_editing(owner, by) if isinstance(owner, Partnership) else keeping.locked(owner, by)
    if getattr(owner, "archived_at", None):
        raise WrongState(f"This {owner._meta.verbose_name} is archived. Bring it back to change it.")
    rows = list(in_order(of, owner).select_for_update(of=("self",)))
    standing = [row.pk for row in rows]
    if standing == list(wanted):
        return rows
    if seen != mark_of(rows) or sorted(standing) != sorted(wanted):
        raise Stale(owner)
    before = [name_of(row) for row in rows]
    by_key = {row.pk: row for row in rows}
    after = [by_key[key] for key in wanted]
    _place(owner, of, after, _places(rows))
    order = [", ".join(before), ", ".join(name_of(row) for row in after)]
    audit.record(kind="plan.ordered", by=by, subject=owner, changes={f"order of {of}": order})
    return after


def _places(rows):
    """Those that the rows have already, made different where two had the same."""
    places = []
    for row in rows:
        places.append(max(row.position, places[-1] + 1) if places else row.position)
    return places


def _place(owner, of, rows, places):
    """By way of places that nothing has, since of some lists the database allows no two in one place."""
    manager = getattr(owner, LISTS[of])
    moved = [(row, place) for row, place in zip(rows, places, strict=True) if row.position != place]
    used = {*manager.values_list("position", flat=True), *places}
    free = (place for place in itertools.count() if place not in used)
    for targets in (free, [place for _, place in moved]):
        for (row, _), place in zip(moved, targets, strict=False):
            row.position = place
        manager.model.objects.bulk_update([row for row, _ in moved], ["position"])
