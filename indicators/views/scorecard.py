"""A partnership's indicators: its scorecard, and every figure in its documents."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cdp import exports
from indicators.filters import IndicatorFilter
from indicators.presenters import combined, downloads
from indicators.presenters import partnership as presenter
from indicators.presenters.scorecard import scorecard_groups, scorecard_rows
from indicators.views.addresses import choice_of, filters_of, page_of
from partners.models import Partnership

SORTS = ("name", "-name", "newest", "-newest", "worst", "-worst")
FIGURES = "figures"
LINES_A_PAGE = 100


@login_not_required
def scorecard(request, partnership):
    partnership = get_object_or_404(Partnership.objects.visible_to(request.user), slug=partnership)
    if choice_of(request, "show", ("", FIGURES)) == FIGURES:
        return _figures(request, partnership)
    form, on = filters_of(request, IndicatorFilter), timezone.localdate()
    prefetch_related_objects([partnership], "footprint")
    areas = presenter.areas_of(partnership)
    asked = {"user": request.user, "condition": form.condition("indicator__")}
    chosen = presenter.one_an_indicator(areas, **asked, sort=choice_of(request, "sort", SORTS))
    below = presenter.readings_below(areas, **asked)
    if file_format := exports.requested_format(request):
        rows = scorecard_rows(presenter.readings_of(chosen), on=on)
        together = combined.together(partnership, below, on=on)
        return exports.respond(file_format, downloads.scorecard_table(partnership, rows, together=together, on=on))
    page = page_of(request, chosen, per_page=LINES_A_PAGE)
    below = below.filter(indicator__in={one.reading.indicator_id for one in page})
    rows = presenter.with_other_areas(scorecard_rows(presenter.readings_of(page), on=on), page)
    context = {
        "partnership": partnership,
        "filters": form,
        "areas": areas,
        "page": page,
        "groups": scorecard_groups(rows),
        "summary": presenter.summary(chosen),
        "neighbours": presenter.neighbours_of(areas),
        "goals": presenter.goals_of(rows),
        "total": page.paginator.count,
        "together": combined.together(partnership, below, on=on),
    }
    return render(request, "indicators/scorecard.html", context)


def _figures(request, partnership):
    form = filters_of(request, IndicatorFilter)
    observations = presenter.figures_of(partnership, user=request.user, condition=form.condition("series__indicator__"))
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, downloads.figures_table(partnership, observations))
    page = page_of(request, observations, per_page=LINES_A_PAGE)
    context = {
        "partnership": partnership,
        "filters": form,
        "page": page,
        "figures": [presenter.figure_row(observation) for observation in page],
        "total": page.paginator.count,
        "documents": partnership.documents.published(),
    }
    return render(request, "indicators/figures.html", context)
