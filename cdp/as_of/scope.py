"""Whose readings a page shows: those of other indicators need not be worked out for a day that is past.

A page that is not listed here gets all of them; a test compares each listed page with what it shows then.
"""

from django.db.models import Q

from actions.models import EvidenceFigure, Measure
from indicators.models import Area, Indicator, Series
from partners.models import Partnership

# These show figures, sources and runs, and no reading.
WITHOUT_READINGS = {
    "data", "data-quality", "refresh", "revisions", "v1:series-list", "v1:series-file", "v1:series-detail",
    "v1:observations-list", "v1:observations-file", "v1:observations-detail", "v1:sources-list", "v1:sources-file",
    "v1:sources-detail", "v1:refreshes-list", "v1:refreshes-file", "v1:refreshes-detail",
}  # fmt: skip
OF_ONE_INDICATOR = {"indicator", "step-changes"}
READINGS = {"v1:readings-list", "v1:readings-file"}


def indicators_shown(match, request):
    """The ids of the indicators, None for all."""
    if match.view_name in WITHOUT_READINGS:
        return set()
    if match.view_name in OF_ONE_INDICATOR:
        return _ids(Indicator.objects.filter(code=match.kwargs["code"]))
    if match.view_name == "v1:readings-detail":
        return _ids(Indicator.objects.filter(series=match.kwargs["series"]))
    if match.view_name in READINGS:
        return _asked_for(request)
    if "partnership" in match.kwargs:
        return _of_partnership(match.kwargs["partnership"])
    return None


def _ids(indicators):
    return set(indicators.order_by().values_list("pk", flat=True).distinct())


def _asked_for(request):
    codes, areas = (request.GET.getlist(name) for name in ("indicator", "area"))
    if codes:
        return _ids(Indicator.objects.filter(code__in=codes))
    return _ids(Indicator.objects.filter(series__area__code__in=areas)) if areas else None


def _of_partnership(slug):
    """What is measured in its areas and in those below, and what its strategy rests on elsewhere."""
    partnership = Partnership.objects.filter(slug=slug).first()
    if partnership is None:
        return set()
    footprint = list(partnership.footprint.values_list("area", flat=True))
    areas = Area.objects.filter(Q(pk__in=footprint) | Q(parents__in=footprint) | Q(parents__parents__in=footprint))
    held_to = Measure.objects.filter(
        Q(priority__partnership=partnership)
        | Q(recommendation__partnership=partnership)
        | Q(action__partnership=partnership)
    )
    rests_on = EvidenceFigure.objects.filter(recommendation__partnership=partnership)
    rows = [
        Series.objects.filter(area__in=areas.order_by().values("pk")),
        Series.objects.filter(pk__in=held_to.order_by().values("series")),
        Series.objects.filter(pk__in=rests_on.order_by().values("series")),
    ]
    return {pk for series in rows for pk in series.order_by().values_list("indicator", flat=True).distinct()}
