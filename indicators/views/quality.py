"""Figures that break a rule of data quality."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from cdp import exports
from indicators.filters import FindingFilter
from indicators.presenters.quality import by_rule, findings_for, table
from indicators.rules.quality import RULES
from indicators.views.addresses import filters_of, page_of

FINDINGS_A_PAGE = 25


@login_not_required
def quality(request):
    findings = findings_for(request.user)
    form = filters_of(request, lambda data: FindingFilter(data, findings=findings))
    chosen = findings.filter(**form.pairs())
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, table(chosen))
    page = page_of(request, chosen, per_page=FINDINGS_A_PAGE)
    return render(
        request,
        "indicators/quality.html",
        {"filters": form, "page": page, "groups": by_rule(page), "rules": RULES, "is_narrowed": bool(form.pairs())},
    )
