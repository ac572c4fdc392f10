"""Search: of one partnership, or of everything that this person may see."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cdp.search import finding, terms
from partners.models import Partnership


@login_not_required
@require_safe
def search(request, partnership=None):
    if partnership is not None:
        partnership = get_object_or_404(Partnership.objects.visible_to(request.user), slug=partnership)
    question, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    if kind and kind not in finding.NAMES:
        raise BadRequest(f"“{kind[:40]}” is no kind that can be searched. Use one of: {', '.join(finding.NAMES)}.")
    context = {
        "partnership": partnership,
        "question": question,
        "kind": finding.NAMES.get(kind, ""),
        "kind_key": kind,
        "longest": terms.LONGEST,
    }
    try:
        context["found"] = finding.search(question, user=request.user, partnership=partnership, kind=kind or None)
        context["also"] = terms.also(terms.terms_of(question))
    except terms.QuestionRefused as refusal:
        context |= {"refusal": str(refusal), "found": []}
    context["is_empty"] = not any(one.hits for one in context["found"])
    return render(request, "cdp/search.html", context)
