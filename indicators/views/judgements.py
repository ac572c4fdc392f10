"""What sources say of their own figures beside what we say."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from cdp import exports
from indicators.judgement_filters import JudgementFilter
from indicators.presenters.judgements import counts_of, differing_rows, judgements_for, row_of, table
from indicators.views.addresses import filters_of, page_of

ROWS_A_PAGE = 25


@login_not_required
def judgements(request):
    visible = judgements_for(request.user)
    form = filters_of(request, lambda data: JudgementFilter(data, judgements=visible))
    if code := form.cleaned_data["indicator"]:
        visible = visible.filter(series__indicator__code=code)
    counted, differing = counts_of(visible)
    aspect = form.cleaned_data["aspect"]
    found = differing_rows(visible, differing, aspect=aspect)
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, table(found, aspect=aspect))
    page = page_of(request, found, per_page=ROWS_A_PAGE)
    return render(
        request,
        "indicators/judgements.html",
        {
            "filters": form,
            "page": page,
            "rows": [row_of(one, aspect=aspect) for one in page],
            "counted": counted,
            "has_any": any(one.agree or one.differ or one.cannot for one in counted),
            "is_narrowed": any(form.cleaned_data.values()),
        },
    )
