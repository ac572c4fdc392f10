"""The pages on which webhooks are made and looked after."""

from functools import wraps

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from cdp.audit.kinds import title_of
from cdp.changes import sight
from cdp.changes.webhooks import delivering, operations
from cdp.changes.webhooks.forms import WebhookForm, families
from cdp.models import DeliveryState, WebhookEndpoint
from cdp.sealing import SealBroken, opened, seal
from cdp.words import moment, plural
from indicators.views.addresses import page_of
from partners import step_up
from partners.models import Partnership
from partners.roles import Permission

MADE = "webhook_made"
NOTICE = "Only those who may let programs in find this page."
DELIVERIES_A_PAGE = 50
COLOURS = {
    DeliveryState.WAITING: "yellow",
    DeliveryState.DELIVERED: "green",
    DeliveryState.DEAD: "red",
    DeliveryState.CANCELLED: "grey",
}
# Shutting out is never to wait for anybody.
AT_ONCE = ("disable", "remove")


def of_those_who_let_in(view):
    """Hands on the partnership of the address; 404 for whoever may not manage its webhooks, also if no longer."""

    @never_cache
    @wraps(view)
    def wrapped(request, partnership, **where):
        mine = Partnership.objects.where(request.user, Permission.MANAGE_CLIENTS)
        try:
            return view(request, get_object_or_404(mine, slug=partnership), **where)
        except operations.NotTheirs as refusal:
            raise Http404 from refusal

    return wrapped


@of_those_who_let_in
def webhooks(request, partnership):
    is_sent = request.method == "POST"
    if is_sent:
        step_up.require(request)
    accounts = operations.accounts_for(request.user, partnership)
    form = WebhookForm(request.POST if is_sent else None, accounts=accounts, by=request.user)
    if is_sent and form.is_valid():
        try:
            return _shown_next(request, *operations.make(partnership=partnership, by=request.user, **form.cleaned_data))
        except operations.WebhookRefused as refusal:
            form.add_error(None, str(refusal))
    counted = partnership.webhooks.filter(archived_at=None).select_related("account", "created_by").annotate(
        waiting=Count("deliveries", Q(deliveries__state=DeliveryState.WAITING)),
        dead=Count("deliveries", Q(deliveries__state=DeliveryState.DEAD)),
    )  # fmt: skip
    context = {"webhooks": list(counted), "form": form, "families": families(), "now": timezone.now()}
    return _page(request, "webhooks", partnership, **context)


@of_those_who_let_in
def webhook(request, partnership, pk):
    found = get_object_or_404(
        WebhookEndpoint.objects.select_related("partnership", "account", "created_by"),
        pk=pk, partnership=partnership, archived_at=None,
    )  # fmt: skip
    if request.method == "POST":
        return _do(request, found)
    state = request.GET.get("state", "")
    kept = found.deliveries.select_related("change")
    if state:
        if state not in DeliveryState.values:
            raise Http404
        kept = kept.filter(state=state)
    page = page_of(request, kept, per_page=DELIVERIES_A_PAGE)
    rows = list(page.object_list)
    # Of what is told to few, also those who look after the webhook read no more than they may.
    mine = set(
        sight.visible_to(request.user).filter(pk__in=[row.change_id for row in rows]).values_list("pk", flat=True)
    )
    counts = dict(found.deliveries.order_by().values_list("state").annotate(Count("pk")))
    now = timezone.now()
    return _page(
        request,
        "webhook",
        partnership,
        webhook=found,
        made=_made(request, found),
        rows=[(row, row.change_id is None or row.change_id in mine, _title(row), COLOURS[row.state]) for row in rows],
        page=page,
        state=state,
        states=[(value, label, counts.get(value, 0)) for value, label in DeliveryState.choices],
        dead=counts.get(DeliveryState.DEAD, 0),
        attempts=len(delivering.WAITS) + 1,
        is_asked_to_wait=bool(found.waits_until and found.waits_until > now),
        is_rotating=bool(found.previous_secret and found.previous_secret_until > now),
    )


def _title(delivery):
    return title_of(delivery.change.kind) if delivery.change_id else ""


def _do(request, found):
    do, by = request.POST.get("do", ""), request.user
    if do == "rotate":
        step_up.require(request)
        return _shown_next(request, *operations.rotate(endpoint=found, by=by))
    doing = {"test": _test, "disable": _disable, "enable": _enable, "again": _again, "remove": _remove}.get(do)
    if doing is None:
        raise Http404
    if do not in AT_ONCE and do != "test":
        step_up.require(request)
    try:
        messages.success(request, doing(request, found))
    except operations.WebhookRefused as refusal:
        messages.warning(request, str(refusal))
    if do == "remove":
        return redirect("webhooks", found.partnership.slug)
    return redirect("webhook", found.partnership.slug, found.pk)


def _test(request, found):
    operations.send_test(endpoint=found, by=request.user)
    if found.waits_until and found.waits_until > timezone.now():
        return f"The receiver asked us to wait. The test is sent after {moment(found.waits_until)}"
    return "A test is on its way. Load this page again in a moment to see what came of it"


def _disable(request, found):
    operations.disable(endpoint=found, by=request.user)
    return "The webhook is switched off. What comes meanwhile is kept for it"


def _enable(request, found):
    operations.enable(endpoint=found, by=request.user)
    return "The webhook is switched on. It goes on where it stopped"


def _again(request, found):
    number, delivery = request.POST.get("delivery", ""), None
    if number:
        if not (number.isascii() and number.isdecimal() and len(number) < 19):
            raise Http404
        delivery = get_object_or_404(found.deliveries, pk=number)
    sent = operations.send_again(endpoint=found, by=request.user, delivery=delivery)
    return f"{plural(sent, 'message')} {'waits' if sent == 1 else 'wait'} to be sent again"


def _remove(request, found):
    operations.remove(endpoint=found, by=request.user)
    return f"The webhook “{found.description}” is removed"


@sensitive_variables("secret")
def _shown_next(request, endpoint, secret):
    # Told once, on the page that comes next; until then it is sealed.
    request.session[MADE] = [endpoint.pk, seal(secret)]
    return redirect("webhook", endpoint.partnership.slug, endpoint.pk)


def _made(request, endpoint):
    if MADE not in request.session:
        return None
    pk, sealed = request.session[MADE]
    if pk != endpoint.pk:
        return None
    del request.session[MADE]
    try:
        return opened(sealed)
    except SealBroken:
        return None


def _page(request, template, partnership, **context):
    context |= {"partnership": partnership, "source_notice": NOTICE}
    wrong = getattr(context.get("form"), "errors", None)
    return render(request, f"cdp/{template}.html", context, status=422 if wrong else 200)
