from collections import defaultdict

from django.db.models import Count, Q

from indicators.models import Series, Source
from indicators.rules.headlines import Candidate, choose_headline

GROUP = ("sex", "age", "category_type", "category")


def mark_headlines(*, indicator_ids):
    """Mark one series for each of these indicators in each area; the ids of the series whose mark changed."""
    groups, marked = defaultdict(list), set()
    standing, public = Q(observations__variant=0), Q(observations__source__in=Source.objects.public())
    series = (
        Series.objects.filter(indicator__in=set(indicator_ids))
        .order_by()
        .annotate(published=Count("observations", filter=standing & public))
        .annotate(unpublished=Count("observations", filter=standing & ~public))
        .values_list("indicator_id", "area_id", "is_headline", "pk", *GROUP, "published", "unpublished")
    )
    for indicator_id, area_id, is_headline, *values in series:
        groups[indicator_id, area_id].append(Candidate(*values))
        if is_headline:
            marked.add(values[0])
    chosen = {headline.series_id for group in groups.values() if (headline := choose_headline(group))}
    # One mark at a time is allowed, so the old ones go first.
    Series.objects.filter(pk__in=marked - chosen).update(is_headline=False)
    Series.objects.filter(pk__in=chosen - marked).update(is_headline=True)
    return marked ^ chosen
