"""The national framework as a page shows it."""

from collections import defaultdict

from django.db.models import Prefetch

from cdp.exports import Column, Table
from indicators.models import FrameworkMetric, Indicator, Outcome, Reading
from partners.models import Partnership

COLUMNS = [
    Column("outcome", "Outcome"),
    Column("outcome_level", "Level of the outcome"),
    Column("metric", "Metric"),
    Column("metric_name", "Name of the metric"),
    Column("level", "Level of the metric"),
    Column("definition", "Definition"),
    Column("source", "Source"),
    Column("geography", "Geography"),
    Column("frequency", "Frequency"),
    Column("is_local", "Published for local areas"),
    Column("indicator", "Code of our indicator"),
    Column("indicator_name", "Our indicator"),
    Column("partnerships", "Partnerships with a local figure", numeric=True),
]


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


def metrics_table(found):
    """A row a metric and indicator of ours; a metric that no indicator serves keeps a row of its own."""
    rows = [
        [*_metric_cells(outcome, metric), *served]
        for outcome in found
        for metric in outcome.metrics.all()
        for served in [[one.code, one.name, number] for one, number in metric.rows] or [["", "", None]]
    ]
    notes = ["A partnership counts where one of its own areas has a figure. Made-up partnerships are left out."]
    return Table("framework", "Metrics of the national outcomes framework", COLUMNS, rows, notes)


def _metric_cells(outcome, metric):
    return [
        outcome.name,
        outcome.get_level_display(),
        metric.code,
        metric.name,
        metric.get_level_display(),
        metric.definition,
        metric.source,
        metric.geography,
        metric.frequency,
        metric.is_local,
    ]


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
