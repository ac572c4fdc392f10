"""All indicators, and one with its charts, its figures and who acts on it."""

import json

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cdp import exports
from cdp.addresses import with_query
from indicators.charts import drawing, lines, plotly
from indicators.filters import IndicatorListFilter
from indicators.models import Indicator
from indicators.presenters import downloads, indicator_figures, indicator_use
from indicators.presenters import indicator as presenter
from indicators.presenters.indicator_list import entries, table
from indicators.presenters.scorecard import scorecard_row
from indicators.presenters.selection import AreasNotUnderstood, GroupNotUnderstood, select
from indicators.views.addresses import choice_of, filters_of, page_of

SAMPLE = "Sample data. The areas on this page do not exist; every figure is made up, the figures for England included."
LONGEST_OPEN_TABLE = 20  # rows; a longer one would push the rest of the page out of sight
SORTS = ("name", "-name", "newest", "-newest", "areas", "-areas")


@login_not_required
def indicator_list(request):
    form = filters_of(request, IndicatorListFilter)
    listed = entries(user=request.user, condition=form.condition(), sort=choice_of(request, "sort", SORTS))
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, table(listed))
    page = page_of(request, listed)
    return render(request, "indicators/indicator_list.html", {"filters": form, "page": page})


@login_not_required
def indicator(request, code):
    found = get_object_or_404(Indicator.objects.select_related("outcome", "framework_metric"), code=code)
    try:
        selection = select(found, user=request.user, codes=_codes(request), group=request.GET.get("group", ""))
    except (AreasNotUnderstood, GroupNotUnderstood) as problem:
        raise BadRequest(str(problem)) from problem
    if selection.focus is None:
        exports.requested_format(request)
        return render(request, "indicators/indicator_empty.html", _about(found, selection, request.user))
    drawn = indicator_figures.lines_of(selection, user=request.user)
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, downloads.observations_table(selection, user=request.user))
    return render(request, "indicators/indicator.html", _context(request, selection, drawn))


def _codes(request):
    """?areas=a,b and ?areas=a&areas=b are the same question."""
    return [code.strip() for text in request.GET.getlist("areas") for code in text.split(",") if code.strip()]


def _context(request, selection, all_lines):
    user, found, focus = request.user, selection.indicator, selection.focus
    readings = indicator_figures.readings_of(selection, user=user)
    reading = readings.get(focus.pk)
    row = scorecard_row(reading, on=timezone.localdate()) if reading else None
    drawn = [line for line in all_lines if line.style]
    context = {
        **_about(found, selection, user),
        "row": row,
        "lines": all_lines,
        "newest": presenter.newest_mark(all_lines[0], reading),
        "headline": presenter.headline(found, focus, selection.group, row),
        "groups": presenter.group_rows(indicator_figures.group_readings(selection, user=user), selection),
        "areas": presenter.area_rows(readings, selection),
        "revisions": indicator_figures.revisions(selection, user=user),
        "table": presenter.mark_rows(all_lines),
        "table_open": sum(len(line.marks) for line in all_lines) <= LONGEST_OPEN_TABLE,
        "columns": presenter.columns_of(all_lines),
        "own_marks": len(all_lines[0].marks),
        "left_out": selection.left_out,
        "csv": with_query(request, format="csv"),
    }
    if row:
        context |= {"against": presenter.against_england(row), "rank": presenter.rank_words(row)}
    if lines.has_trend(drawn):
        context["trend"] = _trend(drawn, found)
    context["compared"] = any(one["is_compared"] for one in context["areas"])
    context["bars"] = _bars(selection, readings, user)
    if selection.is_sample:
        context["source_notice"] = SAMPLE
    return context


def _about(found, selection, user):
    options = {"user": user, "is_sample": selection.is_sample}
    return {
        "indicator": found,
        "selection": selection,
        "recommendations": indicator_use.recommendations_citing(found, **options),
        "measures": indicator_use.measures_using(found, **options),
    }


def _trend(drawn, found):
    words = presenter.trend_words(drawn, found)
    return {
        **words,
        "figure": _plain(plotly.trend(drawn, unit=found.unit)),
        "svg": drawing.trend("trend", drawn, unit=found.unit, title=words["title"], desc=words["desc"]),
    }


def _bars(selection, readings, user):
    found = selection.indicator
    every = indicator_figures.bars_of(selection, readings=readings, user=user)
    drawn, region = indicator_figures.nearby(every, selection)
    if sum(bar.mark.value is not None for bar in drawn) < 2:
        return {}
    period = drawn[0].mark.period
    england = presenter.reference_of(selection, readings.get(selection.focus.pk), drawn[0].mark)
    words = presenter.bar_chart_words(drawn, found, period, region)
    return {
        **words,
        "rows": presenter.bar_rows(every, england, found),
        "period": period,
        "figure": _plain(plotly.bars(drawn, unit=found.unit, reference=england)),
        "svg": drawing.bars(
            "areas", drawn, unit=found.unit, title=words["title"], desc=words["desc"], reference=england
        ),
    }


def _plain(figure):
    """The figure as the page hands it to the script: plain lists and texts."""
    return json.loads(figure.to_json())
