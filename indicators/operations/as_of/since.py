"""What has been published since a moment, and which indicators it touched."""

from dataclasses import dataclass

from indicators.models import Indicator, Refresh, RefreshChange
from indicators.operations.as_of.sql import listed, run

TOLD = RefreshChange._meta.db_table
# One question, for each costs a page its part of the time.
FACTS = f"""
    SELECT 'published', count(*), 0, 0 FROM {{refresh}} WHERE published_at >= {{moment}}
    UNION ALL SELECT 'changed', c.indicator_id, sum(c.added + c.removed), sum(c.removed)
    FROM {TOLD} c JOIN {{refresh}} r ON r.id = c.refresh_id WHERE r.published_at >= {{moment}} GROUP BY c.indicator_id
    UNION ALL SELECT 'silent', r.id, 0, 0 FROM {{refresh}} r
    WHERE r.published_at >= {{moment}} AND r.outcome = '{Refresh.Outcome.CHANGED.value}'
    AND NOT EXISTS (SELECT 1 FROM {TOLD} c WHERE c.refresh_id = r.id)
    UNION ALL SELECT 'indicator', id, 0, 0 FROM {Indicator._meta.db_table}
"""


@dataclass(frozen=True)
class Since:
    """The ids of indicators with a figure that came, changed or went; of those among them whose series may have
    another number of figures; and of all others. `may_have_lost`: whether figures may have been taken out.
    """

    is_any: bool
    changed: frozenset
    recounted: frozenset
    unchanged: frozenset
    may_have_lost: bool


def published_since(names) -> Since:
    found = {"published": [], "changed": [], "silent": [], "indicator": []}
    for what, *numbers in run([FACTS], names):
        found[what].append([int(number) for number in numbers])
    silent = _touched_by([pk for pk, *_ in found["silent"]], names)
    changed = silent | {pk for pk, *_ in found["changed"]}
    return Since(
        is_any=found["published"][0][0] > 0,
        changed=changed,
        recounted=silent | {pk for pk, recounted, _ in found["changed"] if recounted},
        unchanged=frozenset(pk for pk, *_ in found["indicator"]) - changed,
        may_have_lost=bool(found["silent"]) or any(removed for *_, removed in found["changed"]),
    )


def _touched_by(run_ids, names):
    """Not every run has told which indicators it changed; then its figures are asked."""
    if not run_ids:
        return frozenset()
    ids = listed(run_ids)
    series = (
        f"SELECT series_id FROM {{observation}} WHERE refresh_id IN ({ids}) "
        f"UNION SELECT series_id FROM {{superseded}} WHERE replaced_by_id IN ({ids})"
    )
    wanted = f"SELECT DISTINCT indicator_id FROM {{series}} WHERE id IN ({series})"
    return frozenset(pk for (pk,) in run([wanted], names))
