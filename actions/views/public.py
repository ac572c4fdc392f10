"""The page for residents. Whoever asks gets the page of a visitor, so that the kept one holds nothing for members."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions import kept_pages
from actions.public import kept
from actions.public.page import public_page
from partners.models import Partnership


@login_not_required
@require_safe
def public(request, partnership):
    on = timezone.localdate()

    def published():
        return get_object_or_404(Partnership, slug=partnership, is_published=True)

    if request.as_of:
        # A look back is rare: it is made each time and kept by nobody.
        response = HttpResponse(page_for(request, published(), on=request.as_of))
        response["Cache-Control"] = "no-store"
        return response
    state = kept.state_of(partnership, on=on)
    if state is None:
        raise Http404
    return kept.answer(request, kept.page_of(partnership, state, lambda: page_for(request, published(), on=on)))


def page_for(request, partnership, *, on):
    context = {"partnership": partnership, "page": public_page(partnership, on=on), "today": on}
    return render_to_string("actions/public.html", context, request=as_visitor(request))


def as_visitor(request):
    """The same address, asked for by nobody in particular and without a query."""
    visitor = kept_pages.asked_by_nobody(request)
    visitor.META["QUERY_STRING"] = ""
    if not request.as_of:
        visitor.GET = QueryDict()
    return visitor
