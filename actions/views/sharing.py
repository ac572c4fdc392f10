"""Links that open one page, and the page on which links and sites are managed."""

from functools import reduce
from operator import or_

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from actions.forms_sharing import ShareForm, SiteForm
from actions.models import Measure
from actions.operations import sharing as operations
from actions.shared import drawing, links, pages
from cdp.sealing import SealBroken, opened, seal
from partners import step_up
from partners.emails import address
from partners.models import Partnership
from partners.roles import Permission

NOTICE = "Only those who lead the partnership find this page."
MADE = "shared_link_made"
# Wrong tokens from one place: nobody mistypes more, and nobody guesses one of 192 bits with so few.
MOST_WRONG, WRONG_SECONDS = 20, 5 * 60
MOST_SHOWN = 100


# Opening a link ------------------------------------------------------------------------------------------------------


@login_not_required
@require_safe
@never_cache
@sensitive_variables("token")
def shared_link(request, token):
    place = f"shared-link-wrong:{get_adapter().get_client_ip(request)}"
    if cache.get(place, 0) >= MOST_WRONG:
        return _closed(render(request, "429.html", status=429))
    try:
        link = links.find(token)
        page = drawing.page_of(request, link)
    except links.LinkNotUsable as problem:
        if problem.status == 404:
            _count(place)
        return _closed(render(request, "actions/shared_refused.html", {"problem": problem}, status=problem.status))
    if request.method == "GET":
        operations.opened(link=link)
    return _closed(HttpResponse(page))


def _count(place):
    if not cache.add(place, 1, WRONG_SECONDS):
        try:
            cache.incr(place)
        except ValueError:
            cache.add(place, 1, WRONG_SECONDS)


def _closed(response):
    """The token stands in the address: no other site is told of it, and no search engine keeps it."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


# Managing ------------------------------------------------------------------------------------------------------------


def sharing(request, partnership):
    mine = get_object_or_404(Partnership.objects.where(request.user, Permission.SHARE), slug=partnership)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    form = ShareForm(request.POST if do == "make" else None, partnership=mine, path=request.GET.get("path", ""))
    site_form = SiteForm(request.POST if do == "allow" else None)
    try:
        if do == "make":
            answer = _make(request, mine, form)
        elif do == "allow":
            answer = _allow(request, mine, site_form)
        elif do in ("revoke", "stop"):
            answer = _take_back(request, mine, do)
        elif request.method == "POST":
            raise Http404
        else:
            answer = None
    except operations.NotTheirs as refusal:
        raise Http404 from refusal
    return answer or _page(request, mine, form, site_form)


def _make(request, partnership, form):
    step_up.require(request)
    if not form.is_valid():
        return None
    try:
        link, token = operations.make_link(partnership=partnership, by=request.user, **form.cleaned_data)
    except operations.TooMany as refusal:
        form.add_error(None, str(refusal))
        return None
    # Told once, on the page that comes next; until then it is sealed.
    request.session[MADE] = [link.pk, seal(token)]
    return redirect("sharing", partnership.slug)


def _allow(request, partnership, form):
    step_up.require(request)
    if not form.is_valid():
        return None
    try:
        site = operations.allow_site(partnership=partnership, by=request.user, **form.cleaned_data)
    except (ValidationError, operations.TooMany) as refusal:
        form.add_error("origin", getattr(refusal, "messages", [str(refusal)])[0])
        return None
    messages.success(request, f"{site.origin} may show charts and the scorecard of {partnership.short_name}")
    return redirect("sharing", partnership.slug)


def _take_back(request, partnership, do):
    number = request.POST.get("pk", "")
    pk = int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0
    if do == "stop":
        site = get_object_or_404(partnership.embed_sites, pk=pk)
        operations.stop_site(site=site, by=request.user)
        messages.success(request, f"{site.origin} may show nothing of ours any more")
    else:
        link = get_object_or_404(partnership.shared_links, pk=pk)
        try:
            operations.revoke_link(link=link, by=request.user)
            messages.success(request, f"The link for “{link.label}” opens nothing any more")
        except operations.RevokedAlready as refusal:
            messages.warning(request, str(refusal))
    return redirect("sharing", partnership.slug)


def _page(request, partnership, form, site_form):
    now = timezone.now()
    kept = list(
        partnership.shared_links.select_related("made_by", "revoked_by").order_by("-made_at", "-pk")[:MOST_SHOWN]
    )
    rows = [(link, pages.name_of(link.path), link.revoked_at is None and link.expires_at > now) for link in kept]
    wrong = form if form.errors else site_form
    context = {
        "partnership": partnership,
        "source_notice": NOTICE,
        "made": _made(request, partnership),
        "open_links": [row for row in rows if row[2]],
        "closed_links": [row for row in rows if not row[2]],
        "sites": list(partnership.embed_sites.select_related("added_by")),
        "share_form": form,
        "site_form": site_form,
        "charts": _charts(partnership),
        "scorecard": address(reverse("embed-scorecard", args=[partnership.slug])),
        # base.html says first what is wrong, of whichever form was sent.
        "form": wrong if wrong.errors else None,
    }
    return render(request, "actions/sharing.html", context, status=422 if wrong.errors else 200)


def _charts(partnership):
    """(name, area, address) of the chart of each measure."""
    owners = ("priority", "recommendation", "action")
    held_to = Measure.objects.current().filter(
        reduce(or_, (Q(**{f"{one}__partnership": partnership}) for one in owners))
    )
    found = held_to.order_by("series__indicator__name", "series__area__name").values_list(
        "series__indicator__name", "series__area__name", "series__indicator__code", "series__area__code"
    )
    return [
        (name, area, f"{address(reverse('embed-indicator', args=[partnership.slug, code]))}?areas={area_code}")
        for name, area, code, area_code in dict.fromkeys(found)
    ]


def _made(request, partnership):
    """(the link that was just made, its address), once."""
    if request.method != "GET" or MADE not in request.session:
        return None
    pk, sealed = request.session.pop(MADE)
    link = partnership.shared_links.filter(pk=pk).first()
    if link is None:
        return None
    try:
        return link, address(f"/s/{opened(sealed)}/")
    except SealBroken:
        return None
