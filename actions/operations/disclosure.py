"""The check before publishing, with what actions add to the figures: evidence, and the baselines of measures."""

from django.db.models import Q

from actions.models import EvidenceFigure, Measure
from indicators.models import ValueType
from indicators.operations.disclosure_check import Finding, check_disclosure
from indicators.rules.disclosure_texts import small_counts
from indicators.statistics.disclosure import lowest_shown


def check_partnership(partnership=None):
    """Findings of what one partnership would show, or of all that is loaded."""
    return [*check_disclosure(partnership=partnership), *_evidence(partnership), *_measures(partnership)]


def _evidence(partnership):
    """Copies of figures, kept as they were printed, so that a rule that came later does not reach them."""
    found = EvidenceFigure.objects.filter(series__indicator__disclosure_rule__isnull=False)
    if partnership:
        found = found.filter(recommendation__partnership=partnership)
    related = ("series__indicator__disclosure_rule", "series__area", "recommendation")
    for figure in found.select_related(*related).order_by("recommendation", "position"):
        indicator = figure.series.indicator
        below = _threshold(indicator)
        is_small = indicator.value_type == ValueType.COUNT and figure.value and 0 < figure.value < below
        if is_small or small_counts(figure.printed, below=below):
            place = f"evidence of recommendation {figure.recommendation.ref}"
            yield Finding("printed", f"{figure.series}, {figure.period}", place, f"It says “{figure.printed}”.")


def _measures(partnership):
    found = Measure.objects.filter(
        series__indicator__disclosure_rule__isnull=False,
        series__indicator__value_type=ValueType.COUNT,
        baseline__gt=0,
    )
    if partnership:
        found = found.filter(
            Q(priority__partnership=partnership)
            | Q(recommendation__partnership=partnership)
            | Q(action__partnership=partnership)
        )
    for measure in found.select_related("series__indicator__disclosure_rule", "series__area").order_by("pk"):
        if measure.baseline < (below := _threshold(measure.series.indicator)):
            sentence = f"The baseline {measure.baseline:g} is below the threshold of {below}."
            yield Finding("small", f"{measure.series}, {measure.baseline_period}", "a measure", sentence)


def _threshold(indicator):
    rule = indicator.disclosure_rule
    return lowest_shown(threshold=rule.threshold, rounding_base=rule.rounding_base)
