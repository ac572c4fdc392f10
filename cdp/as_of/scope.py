"""Which readings a page shows: no others need be worked out for a day that is past.

The one place where that is said. A page that is not listed here gets all of them; a test compares each listed page with
what it shows then. Each rule is asked while the figures are those of the day already, but no reading is there yet.
"""

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from actions.models import EvidenceFigure, Measure
from cdp.as_of.api_scope import of_answer
from cdp.as_of.seen import seen_by_all
from indicators.models import Area, Footprint, Indicator, Series
from indicators.operations.as_of.wanted import EVERYTHING, NONE, NOTHING, Wanted

# These show figures, sources and runs or nothing of all that, and no reading.
WITHOUT_READINGS = {
    "about", "accessibility", "api", "data", "data-quality", "my", "privacy", "refresh", "revisions",
}  # fmt: skip
OF_ONE_INDICATOR = {"indicator", "step-changes", "embed-indicator"}


def readings_shown(match, request) -> Wanted:
    if match.namespace == "v1":
        return of_answer(match, request)
    if match.view_name in WITHOUT_READINGS:
        return NOTHING
    if match.view_name in OF_ONE_INDICATOR:
        return Wanted(indicators=_ids(Indicator.objects.filter(code=match.kwargs["code"])))
    if match.view_name == "indicators":
        return NOTHING if request.GET.get("show") == "figures" else _of_scorecard(match.kwargs["partnership"])
    if "partnership" in match.kwargs:
        return _of_strategy(match.kwargs["partnership"])
    if match.view_name == "national":
        return _of_areas(Footprint.objects.all())
    if match.view_name == "framework":
        of_framework = Indicator.objects.filter(framework_metric__isnull=False)
        return _of_areas(Footprint.objects.all(), indicators=_ids(of_framework))
    return EVERYTHING


def _ids(rows, column="pk"):
    return frozenset(rows.order_by().values_list(column, flat=True).distinct())


def _of_areas(footprints, **narrowed):
    """That there are figures and how new they are; nothing is compared."""
    return Wanted(areas=_ids(footprints, "area"), compared=NONE, has_ranks=False, **narrowed)


def _of_strategy(slug):
    """Compared are metrics of the national framework in its areas, and what it is measured by and rests on anywhere.

    Of what else there is in its areas the board says how new it is.
    """
    owners = (Q(**{f"{owner}__partnership__slug": slug}) for owner in ("priority", "recommendation", "action"))
    held_to = Measure.objects.current().filter(reduce(or_, owners)).order_by().values("series")
    rests_on = EvidenceFigure.objects.filter(recommendation__partnership__slug=slug).order_by().values("series")
    named = Series.objects.filter(Q(pk__in=held_to) | Q(pk__in=rests_on)).order_by()
    area_of = dict(named.values_list("pk", "area"))
    chosen, own = list(area_of), _ids(Footprint.objects.filter(partnership__slug=slug), "area")
    of_framework = Q(area__in=own, is_headline=True, indicator__framework_metric__isnull=False)
    return Wanted(
        areas=own.union(area_of.values()),
        series=Q(area__in=own) | Q(pk__in=chosen),
        compared=Q(pk__in=chosen) | of_framework,
        has_ranks=False,
    )


def _of_scorecard(slug):
    """Of each indicator the reading that stands for it in one of the areas is compared: that of its headline series, or
    where nobody could see that, of any group of people.
    """
    footprint = Footprint.objects.filter(partnership__slug=slug).values("area")
    areas = Area.objects.filter(Q(pk__in=footprint) | Q(parents__in=footprint) | Q(parents__parents__in=footprint))
    headline = Series.objects.filter(indicator=OuterRef("indicator"), area=OuterRef("area"), is_headline=True)
    stands = Exists(headline.filter(Exists(seen_by_all())))
    return Wanted(areas=_ids(areas), compared=Q(is_headline=True) | ~Q(stands), has_ranks=False)
