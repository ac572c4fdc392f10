from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from actions.filters import RecommendationFilter
from actions.presenters.evidence_figures import COLUMNS as FIGURE_COLUMNS
from actions.presenters.recommendation import recommendation_page
from actions.presenters.recommendations import COLUMNS, SORTS, list_headline, recommendation_rows
from actions.queries import answered_ones
from actions.views.pages import download_notes, ordered, visible_partnership
from cdp import exports
from partners.belonging import permissions_in
from partners.roles import Permission


@login_not_required
def recommendations(request, partnership):
    partnership = visible_partnership(request, partnership)
    filters = RecommendationFilter(request.GET, partnership=partnership)
    everything = partnership.recommendations.current()
    rows = ordered(recommendation_rows(filters.apply(everything)), filters.chosen("sort"), SORTS, "ref")
    if file_format := exports.requested_format(request):
        title = f"Recommendations of {partnership.name}"
        cells = [row.cells() for row in rows]
        return exports.respond(
            file_format,
            exports.Table(f"{partnership.slug}-recommendations", title, COLUMNS, cells, download_notes(partnership)),
        )
    total = everything.count()
    answered = answered_ones(everything).count()
    return render(
        request,
        "actions/recommendations.html",
        {
            "partnership": partnership,
            "filters": filters,
            "rows": rows,
            "total": total,
            "headline": list_headline(total, answered),
        },
    )


@login_not_required
def recommendation(request, partnership, ref):
    partnership = visible_partnership(request, partnership)
    recommendation = get_object_or_404(
        partnership.recommendations.select_related("outcome", "priority", "document", "archived_by", "merged_into"),
        ref=ref,
    )
    recommendation.partnership = partnership
    page = recommendation_page(recommendation, on=timezone.localdate(), user=request.user)
    if file_format := exports.requested_format(request):
        cells = [figure.cells for figure in page.figures]
        title = f"Figures behind recommendation {recommendation.ref} of {partnership.name}"
        name = f"{partnership.slug}-{slugify(recommendation.ref)}-figures"
        return exports.respond(
            file_format, exports.Table(name, title, FIGURE_COLUMNS, cells, download_notes(partnership))
        )
    return render(
        request,
        "actions/recommendation.html",
        {
            "partnership": partnership,
            "page": page,
            "recommendation": recommendation,
            "may_edit": Permission.EDIT_PLAN in permissions_in(request.user, partnership),
            "stand_in": _stand_in(recommendation),
        },
    )


def _stand_in(recommendation):
    """What stands for an archived recommendation, and its page."""
    other = recommendation.merged_into
    if other is None:
        return None
    return {"record": other, "address": reverse("recommendation", args=[recommendation.partnership.slug, other.ref])}
