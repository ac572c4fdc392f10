"""Bringing areas and neighbours into line with the offices that publish them.

Nothing is deleted: an area that a list no longer has is said, and stays. The made-up areas of the sample are left
alone, and so is a list of neighbours that a data lead gave under a name of its own.
"""

from dataclasses import dataclass, field

from django.db import transaction

from indicators.models import Series, SourceKind
from indicators.operations.readings import recompute_readings
from indicators.operations.reference_areas import AreaPlan, compare_areas, write_areas
from indicators.operations.reference_neighbours import compare_neighbours, write_neighbours
from indicators.operations.renumbering import join_renumbered
from indicators.sources.base import Reject


@dataclass
class ReferenceResult:
    """What a source of areas or neighbours would change, counted and in sentences; `plan` is for apply_reference()."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    rejects: list[Reject] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    plan: AreaPlan | list | None = None

    @property
    def has_changes(self):
        return bool(self.added or self.changed)


def compare_reference(*, source, items) -> ReferenceResult:
    """Set what was read beside what stands; nothing is written."""
    result = ReferenceResult()
    records = []
    for item in items:
        (result.rejects if isinstance(item, Reject) else records).append(item)
    compare = compare_neighbours if source.kind == SourceKind.NEAREST_NEIGHBOURS else compare_areas
    compare(records, source=source, result=result)
    return result


@transaction.atomic
def apply_reference(*, run, result, by=None):
    """Write what compare_reference() found, and judge anew what rests on it; the ids of the areas concerned.

    `run` and `by` are of the run's own record, which the caller keeps.
    """
    if not result.has_changes:
        return set()
    is_areas = isinstance(result.plan, AreaPlan)
    touched = write_areas(result.plan) if is_areas else write_neighbours(result.plan)
    joined = join_renumbered() if is_areas else None
    series = set(Series.objects.filter(area__in=touched).values_list("pk", flat=True))
    if joined:
        series |= joined.series_ids
        result.sentences += joined.sentences
    if series:
        recompute_readings(series_ids=series)
    return touched
