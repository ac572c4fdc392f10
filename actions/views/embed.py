"""A chart or a scorecard for pages of other sites: published data alone, without the site around it.

What is shown is what a visitor sees, whoever asks. Only the sites that the partnership of the address has allowed may
put it into their pages; every other page of ours stays out of all frames.
"""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.board import rows
from actions.public.page import VISITOR
from cdp.words import plural
from indicators.models import Footprint, Indicator, Source
from indicators.presenters.page import fetch, over_time
from indicators.presenters.page.head import head
from indicators.presenters.selection import AreasNotUnderstood, GroupNotUnderstood, select
from partners.emails import address
from partners.models import Partnership


@login_not_required
@require_safe
def embed_scorecard(request, partnership):
    partnership = _published(partnership)
    lines = rows.measure_lines(partnership, on=timezone.localdate(), user=VISITOR)
    shown = [line for line in lines if line.row]
    sources = Source.objects.filter(pk__in={line.row.reading.source_id for line in shown}).order_by("name")
    context = {
        "title": f"How the strategy of {partnership.name} is going",
        "headline": _headline(shown),
        "bands": [
            ("Population outcomes", [line for line in shown if not line.is_service]),
            ("Service measures", [line for line in shown if line.is_service]),
        ],
        "sources": list(sources.values_list("name", flat=True)),
        "back": address(partnership.get_absolute_url()),
    }
    return _framed(request, "actions/embed/scorecard.html", partnership, context)


@login_not_required
@require_safe
def embed_indicator(request, partnership, code):
    partnership = _published(partnership)
    indicator = get_object_or_404(
        Indicator.objects.select_related("outcome", "framework_metric", "disclosure_rule"), code=code
    )
    selection = _selection(request, partnership, indicator)
    context = {"title": indicator.name, "indicator": indicator, "back": address(indicator.get_absolute_url())}
    if selection.focus:
        facts = fetch(selection, user=VISITOR, on=timezone.localdate())
        here = f"{indicator.get_absolute_url()}?{selection.query}"
        context |= {
            "title": f"{indicator.name}, {selection.focus.name}",
            "head": head(facts),
            "section": over_time.section(facts),
            "back": address(here),
            "csv": address(f"{here}&format=csv"),
        }
    return _framed(request, "actions/embed/indicator.html", partnership, context)


def _published(slug):
    return get_object_or_404(Partnership, slug=slug, is_published=True)


def _selection(request, partnership, indicator):
    """The areas that the address asks for, else those that the partnership answers for and that have a figure."""
    said = ",".join(request.GET.getlist("areas"))
    codes = [code.strip() for code in said.split(",") if code.strip()] or _own_areas(partnership, indicator)
    try:
        return select(indicator, user=VISITOR, codes=codes, group=request.GET.get("group", ""))
    except (AreasNotUnderstood, GroupNotUnderstood) as problem:
        raise BadRequest(str(problem)) from problem


def _own_areas(partnership, indicator):
    own = Footprint.objects.filter(partnership=partnership, area__readings__indicator=indicator).order_by("-is_main")
    return list(own.values_list("area__code", flat=True)[:1])


def _headline(lines):
    if not lines:
        return "No measure has been chosen yet"
    worse = sum(line.status == "getting_worse" for line in lines)
    better = sum(line.status == "getting_better" for line in lines)
    measures = plural(len(lines), "measure")
    return f"{worse} of {measures} {'is' if worse == 1 else 'are'} getting worse, {better} getting better"


def _framed(request, template, partnership, context):
    response = render(request, template, {"partnership": partnership, "today": timezone.localdate(), **context})
    response["Cache-Control"] = "public, no-cache"
    if origins := list(partnership.embed_sites.values_list("origin", flat=True)):
        # Two headers say who may frame a page, and the older one knows no list: it is left out where there is one.
        response.xframe_options_exempt = True
        response._csp_replace = {"frame-ancestors": origins}
    return response
