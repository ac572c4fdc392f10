from collections import defaultdict

from django.db.models import Count, Q, Value

from indicators.models import Series, Source
from indicators.rules.headlines import Candidate, choose_headline

ROWS_AT_A_TIME = 5000
# An indicator has thousands of series, and all of them are in memory while their headlines are chosen.
INDICATORS_AT_A_TIME = 50
GROUP = ("sex", "age", "category_type", "category")


def mark_headlines(*, indicator_ids):
    """Mark one series for each of these indicators in each area; the ids of the series whose mark changed."""
    ids, moved = sorted(set(indicator_ids)), set()
    for start in range(0, len(ids), INDICATORS_AT_A_TIME):
        chosen, marked = _chosen_and_marked(ids[start : start + INDICATORS_AT_A_TIME])
        # One mark at a time is allowed, so the old ones go first.
        _mark(marked - chosen, False)
        _mark(chosen - marked, True)
        moved |= marked ^ chosen
    return moved


def headlines_to_move(*, indicator_ids, area_ids=None):
    """The ids of the series whose mark would change, in these areas or in all; nothing is written."""
    chosen, marked = _chosen_and_marked(indicator_ids, area_ids)
    return marked ^ chosen


def _chosen_and_marked(indicator_ids, area_ids=None):
    """(ids that ought to be marked, ids that are). Only a series of everybody can be chosen, so no other is counted."""
    series = Series.objects.filter(indicator__in=set(indicator_ids)).order_by()
    if area_ids is not None:
        series = series.filter(area__in=area_ids)
    marked = set(series.filter(is_headline=True).values_list("pk", flat=True))
    hidden = list(Source.objects.exclude(pk__in=Source.objects.public().values("pk")).values_list("pk", flat=True))
    standing, unpublished = Q(observations__variant=0), Q(observations__source__in=hidden)
    groups = defaultdict(list)
    counted = (
        series.filter(sex="Persons", category_type="", category="")
        .annotate(
            published=Count("observations", filter=standing & ~unpublished if hidden else standing),
            unpublished=Count("observations", filter=standing & unpublished) if hidden else Value(0),
        )
        .values_list("indicator_id", "area_id", "pk", *GROUP, "published", "unpublished")
    )
    for indicator_id, area_id, *values in counted.iterator(chunk_size=ROWS_AT_A_TIME):
        groups[indicator_id, area_id].append(Candidate(*values))
    return {headline.series_id for group in groups.values() if (headline := choose_headline(group))}, marked


def _mark(series_ids, is_headline):
    ids = sorted(series_ids)
    for start in range(0, len(ids), ROWS_AT_A_TIME):
        Series.objects.filter(pk__in=ids[start : start + ROWS_AT_A_TIME]).update(is_headline=is_headline)
