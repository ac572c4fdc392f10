"""The national framework as a page shows it."""

from collections import defaultdict

from django.db.models import Prefetch

from indicators.models import FrameworkMetric, Indicator, Outcome, Reading
from partners.models import Partnership


def outcomes(*, user):
    """The outcomes, their metrics, the indicators of these, and how many partnerships have a local figure."""
    indicators = Indicator.objects.filter(is_sample=False)
    metrics = FrameworkMetric.objects.prefetch_related(Prefetch("indicators", indicators, to_attr="ours"))
    found = list(Outcome.objects.prefetch_related(Prefetch("metrics", metrics)))
    local = partnerships_with_a_figure(user)
    for outcome in found:
        for metric in outcome.metrics.all():
            metric.rows = [(indicator, len(local[indicator.pk])) for indicator in metric.ours]
    return found


def partnerships_with_a_figure(user):
    """{indicator id: partnerships whose footprint has a figure}; sample partnerships do not count."""
    pairs = (
        Reading.objects.visible_to(user)
        .filter(
            indicator__framework_metric__isnull=False,
            area__footprints__partnership__in=Partnership.objects.visible_to(user).filter(is_sample=False),
        )
        .values_list("indicator_id", "area__footprints__partnership_id")
        .distinct()
    )
    found = defaultdict(set)
    for indicator, partnership in pairs:
        found[indicator].add(partnership)
    return found
