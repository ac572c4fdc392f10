"""What a refresh left behind, short enough to compare."""

from indicators.models import Observation

COUNTS = ("rows_read", "added", "changed", "unchanged", "rejected", "gone")


def counts(run):
    return {name: getattr(run, name) for name in COUNTS if getattr(run, name)}


def figures():
    rows = Observation.objects.order_by("period_start").values_list("series__area__code", "period", "value")
    return [tuple(found) for found in rows]
