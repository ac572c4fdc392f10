"""All indicators, and one with its charts, its figures and who acts on it."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cdp import exports
from cdp.addresses import with_query
from indicators.filters import IndicatorListFilter
from indicators.models import Indicator
from indicators.presenters import downloads, page
from indicators.presenters.indicator_list import entries, ordered, table
from indicators.presenters.indicator_use import chains_through
from indicators.presenters.page.fetch import uses
from indicators.presenters.page.head import head
from indicators.presenters.page.method import method_of
from indicators.presenters.page.revisions import revision_rows
from indicators.views.addresses import choice_of, filters_of, page_of, selection_of

SAMPLE = "Sample data. The areas on this page do not exist; every figure is made up, the figures for England included."
SORTS = ("name", "-name", "newest", "-newest", "areas", "-areas")
# What ?table= asks for beside the figures of the page's own areas and group.
AREAS_TABLE, DEPRIVATION_TABLE = "areas", "deprivation"


@login_not_required
def indicator_list(request):
    form = filters_of(request, IndicatorListFilter)
    listed = ordered(user=request.user, condition=form.condition(), sort=choice_of(request, "sort", SORTS))
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, table(listed, user=request.user))
    shown = page_of(request, listed)
    shown.object_list = entries(shown.object_list, user=request.user)
    return render(request, "indicators/indicator_list.html", {"filters": form, "page": shown})


@login_not_required
def indicator(request, code):
    found = get_object_or_404(
        Indicator.objects.select_related("outcome", "framework_metric", "disclosure_rule"), code=code
    )
    selection = selection_of(request, found)
    file_format = exports.requested_format(request)
    wanted = choice_of(request, "table", ("", AREAS_TABLE, DEPRIVATION_TABLE))
    if selection.focus is None:
        return render(request, "indicators/indicator_empty.html", _empty(found, selection, request.user))
    if file_format and wanted != AREAS_TABLE:
        of_page = downloads.deprivation_table if wanted == DEPRIVATION_TABLE else downloads.observations_table
        return exports.respond(file_format, of_page(selection, user=request.user))
    facts = page.fetch(selection, user=request.user, on=timezone.localdate())
    if file_format:
        return exports.respond(file_format, downloads.areas_table(facts))
    return render(request, "indicators/indicator.html", _context(request, facts))


def _context(request, facts):
    sections = page.sections_of(facts)
    return {
        "indicator": facts.indicator,
        "selection": facts.selection,
        "facts": facts,
        "head": head(facts),
        "sections": sections,
        "method": method_of(facts.indicator, facts, sections),
        "measures": facts.measures,
        "recommendations": facts.recommendations,
        "chains": chains_through(facts.indicator, user=request.user, is_sample=facts.selection.is_sample),
        "revisions": revision_rows(facts),
        "findings": facts.findings,
        "csv": with_query(request, format="csv", table=None),
        "areas_csv": with_query(request, format="csv", table=AREAS_TABLE),
        "deprivation_csv": with_query(request, format="csv", table=DEPRIVATION_TABLE),
        **({"source_notice": SAMPLE} if facts.selection.is_sample else {}),
    }


def _empty(found, selection, user):
    return {
        "indicator": found,
        "selection": selection,
        "method": method_of(found),
        **uses(selection, user=user),
        "chains": chains_through(found, user=user, is_sample=selection.is_sample),
    }
