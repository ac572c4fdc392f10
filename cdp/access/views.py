"""The pages on which people make and revoke their own tokens, and those who run a partnership let programs in."""

from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from cdp.access import clients, expiring, personal
from cdp.access import scopes as known_scopes
from cdp.access.forms import ChangeClientForm, ClientForm, TokenForm
from cdp.models import ApiClient, PersonalToken, Scope
from cdp.sealing import SealBroken, opened, seal
from partners import step_up
from partners.emails import address
from partners.models import Membership, Partnership
from partners.roles import Permission

TOKEN_MADE, CLIENT_MADE = "api_token_made", "api_client_made"
MOST_SHOWN = 100
NOTICE = "Only those who may let programs in find this page."


# One's own tokens ----------------------------------------------------------------------------------------------------


@never_cache
def tokens(request):
    offered = known_scopes.meant_for(request.user)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    form = TokenForm(request.POST if do == "make" else None, scopes=offered)
    if do == "revoke":
        return _revoke_token(request)
    if do == "make":
        step_up.require(request)
        if form.is_valid() and _make_token(request, form):
            return redirect("api-tokens")
    elif request.method == "POST":
        raise Http404
    now = timezone.now()
    soon = now + timedelta(days=max(expiring.DAYS_BEFORE))
    kept = list(PersonalToken.objects.filter(person=request.user).select_related("revoked_by")[:MOST_SHOWN])
    for one in kept:
        one.ends_soon = _in_days(one.expires_at, now) if now < one.expires_at <= soon else ""
    context = {
        "made": _shown_once(request, TOKEN_MADE, PersonalToken.objects.filter(person=request.user)),
        "living": [one for one in kept if one.revoked_at is None and one.expires_at > now],
        "ended": [one for one in kept if one.revoked_at or one.expires_at <= now],
        "may_make": bool(offered),
        "form": form,
        "example": address(f"{reverse('v1:actions-list')}?page_size=1"),
    }
    return render(request, "cdp/api_tokens.html", context, status=422 if form.errors else 200)


def _in_days(moment, now):
    days = (timezone.localdate(moment) - timezone.localdate(now)).days
    return {0: "Ends today", 1: "Ends tomorrow"}.get(days, f"Ends in {days} days")


@sensitive_variables()
def _make_token(request, form):
    try:
        row, text = personal.make_token(person=request.user, by=request.user, **form.cleaned_data)
    except (personal.TokenRefused, ValidationError) as refusal:
        _add_errors(form, refusal)
        return False
    # Told once, on the page that comes next; until then it is sealed.
    request.session[TOKEN_MADE] = [row.pk, seal(text)]
    return True


def _revoke_token(request):
    token = get_object_or_404(PersonalToken, pk=_number(request), person=request.user)
    try:
        personal.revoke_token(token=token, by=request.user)
        messages.success(request, f"The token “{token.name}” opens nothing any more")
    except personal.EndedAlready as refusal:
        messages.warning(request, str(refusal))
    return redirect("api-tokens")


# The programs of a partnership ---------------------------------------------------------------------------------------


def of_those_who_let_in(view):
    """Hands on the partnership of the address; 404 for whoever may not let programs into it, also if no longer."""

    @never_cache
    @wraps(view)
    def wrapped(request, partnership, **where):
        mine = Partnership.objects.where(request.user, Permission.MANAGE_CLIENTS)
        mine = get_object_or_404(mine, slug=partnership)
        try:
            return view(request, mine, **where)
        except clients.NotTheirs as refusal:
            raise Http404 from refusal

    return wrapped


def _page(request, template, partnership, **context):
    context |= {"partnership": partnership, "source_notice": NOTICE}
    wrong = getattr(context.get("form"), "errors", None)
    return render(request, f"cdp/{template}.html", context, status=422 if wrong else 200)


@of_those_who_let_in
def client_list(request, partnership):
    kept = list(partnership.api_clients.select_related("created_by", "revoked_by")[: 2 * MOST_SHOWN])
    roles = _roles([one.account_id for one in kept])
    rows = [(one, roles.get(one.account_id, "")) for one in kept]
    return _page(
        request,
        "api_clients",
        partnership,
        living=[row for row in rows if row[0].revoked_at is None],
        ended=[row for row in rows if row[0].revoked_at],
    )


@of_those_who_let_in
def new_client(request, partnership):
    roles = clients.roles_to_give(request.user, partnership)
    if request.method == "POST":
        step_up.require(request)
    form = ClientForm(request.POST if request.method == "POST" else None, partnership=partnership, roles=roles)
    if form.is_valid():
        try:
            made, secret = clients.make_client(partnership=partnership, by=request.user, **form.cleaned_data)
        except (clients.ClientRefused, ValidationError) as refusal:
            _add_errors(form, refusal)
        else:
            return _to_client(request, made, secret)
    return _page(request, "api_client_new", partnership, form=form)


@of_those_who_let_in
def client(request, partnership, pk):
    found = get_object_or_404(
        ApiClient.objects.select_related("application", "account", "created_by", "revoked_by", "partnership"),
        pk=pk,
        partnership=partnership,
    )
    membership = clients.membership_of(found)
    may_change = membership is not None and membership.role in clients.roles_to_give(request.user, partnership)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    form = ChangeClientForm(
        request.POST if do == "change" else None,
        scopes=known_scopes.meant_for_roles([membership.role]) if membership else [],
        initial={"purpose": found.purpose, "scopes": found.scopes},
    )
    if request.method == "POST" and (answer := _do(request, found, do, form)):
        return answer
    return _page(
        request,
        "api_client",
        partnership,
        client=found,
        role=_in_words(membership),
        scopes=[Scope(scope) for scope in found.scopes if scope in Scope.values],
        made=_shown_once(request, CLIENT_MADE, ApiClient.objects.filter(pk=found.pk)),
        may_change=may_change and found.revoked_at is None,
        form=form,
        token_address=address(reverse("oauth-token")),
    )


def _do(request, found, do, form):
    """What a form of the page asked for; nothing where the page is to say what is wrong."""
    if do not in ("change", "rotate", "revoke"):
        raise Http404
    if do != "revoke":
        # Shutting out is never to wait for anybody.
        step_up.require(request)
    try:
        if do == "revoke":
            clients.revoke_client(client=found, by=request.user)
            messages.success(request, f"{found.name} has no access any more")
            return redirect("api-clients", found.partnership.slug)
        if do == "rotate":
            return _to_client(request, *clients.rotate_secret(client=found, by=request.user))
        if not form.is_valid():
            return None
        clients.change_client(client=found, by=request.user, **form.cleaned_data)
        messages.success(request, f"{found.name} is changed. This holds from now on")
    except ValidationError as refusal:
        _add_errors(form, refusal)
        return None
    except clients.ClientRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("api-client", found.partnership.slug, found.pk)


@sensitive_variables("secret")
def _to_client(request, made, secret):
    request.session[CLIENT_MADE] = [made.pk, seal(secret)]
    return redirect("api-client", made.partnership.slug, made.pk)


def _roles(accounts):
    found = Membership.objects.filter(user__in=accounts).select_related("agency")
    return {one.user_id: _in_words(one) for one in found}


def _in_words(membership):
    if membership is None:
        return ""
    agency = f", {membership.agency}" if membership.agency else ""
    return f"{membership.get_role_display()}{agency}"


def _add_errors(form, refusal):
    if isinstance(refusal, ValidationError) and hasattr(refusal, "error_dict"):
        for name, sentences in refusal.message_dict.items():
            form.add_error(name if name in form.fields else None, sentences)
    else:
        form.add_error(None, getattr(refusal, "messages", [str(refusal)]))


def _number(request):
    number = request.POST.get("pk", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0


def _shown_once(request, place, rows):
    """(what was just made, its secret), once; nothing where it has been shown, or cannot be opened any more."""
    if request.method != "GET" or place not in request.session:
        return None
    pk, sealed = request.session[place]
    row = rows.filter(pk=pk).first()
    if row is None:
        return None
    del request.session[place]
    try:
        return row, opened(sealed)
    except SealBroken:
        return None
