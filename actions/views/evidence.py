from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render

from actions.filters import FindingFilter
from actions.presenters import document as documents
from actions.presenters import document_lists, evidence
from actions.views.pages import download_notes, visible_partnership
from cdp import exports


@login_not_required
def schemes(request, partnership):
    partnership = visible_partnership(request, partnership)
    rows = evidence.scheme_rows(partnership)
    if file_format := exports.requested_format(request):
        return exports.respond(
            file_format,
            exports.Table(
                f"{partnership.slug}-schemes",
                f"Schemes of {partnership.name}",
                evidence.SCHEME_COLUMNS,
                [evidence.scheme_cells(row) for row in rows],
                download_notes(partnership),
            ),
        )
    context = {"partnership": partnership, "rows": rows, "groups": evidence.by_priority(rows)}
    return render(request, "actions/schemes.html", context)


@login_not_required
def scheme(request, partnership, ref):
    partnership = visible_partnership(request, partnership)
    scheme = get_object_or_404(partnership.schemes.select_related("priority", "document"), ref=ref)
    agencies = list(scheme.agencies.all())
    others = partnership.schemes.order_by("position")
    context = {
        "partnership": partnership,
        "scheme": scheme,
        "agencies": agencies,
        "recommendations": evidence.related_recommendations(scheme, agencies),
        "previous": others.filter(position__lt=scheme.position).last(),
        "next": others.filter(position__gt=scheme.position).first(),
    }
    return render(request, "actions/scheme.html", context)


@login_not_required
def findings(request, partnership):
    partnership = visible_partnership(request, partnership)
    filters = FindingFilter(request.GET, partnership=partnership)
    everything = partnership.findings.select_related("priority").order_by("position")
    rows = list(filters.apply(everything))
    if file_format := exports.requested_format(request):
        return exports.respond(
            file_format,
            exports.Table(
                f"{partnership.slug}-findings",
                f"Findings of {partnership.name}",
                evidence.FINDING_COLUMNS,
                [evidence.finding_cells(row) for row in rows],
                download_notes(partnership),
            ),
        )
    context = {
        "partnership": partnership,
        "filters": filters,
        "total": everything.count(),
        "rows": rows,
        "groups": evidence.by_priority(rows),
    }
    return render(request, "actions/findings.html", context)


@login_not_required
def document(request, partnership):
    partnership = visible_partnership(request, partnership)
    if file_format := exports.requested_format(request):
        asked = request.GET.get("list", "")
        table = document_lists.table_of(partnership, asked, notes=download_notes(partnership))
        return exports.respond(file_format, table)
    context = {
        "partnership": partnership,
        "documents": documents.documents_of(partnership),
        "principles": partnership.principles.all(),
        "holdings": documents.holdings(partnership),
    }
    return render(request, "actions/document.html", context)
