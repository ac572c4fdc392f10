"""Pages around mails: the short form behind a mailed link, switching mails off, and a partnership's reminders."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from actions.forms_mail import MailFilter, ReminderPlanForm, ShortForm
from actions.mail import letters, links, sending, switches
from actions.mail.reminders import plan_of
from actions.models import Mail, MailKind
from actions.models.progress import EDITABLE_STATES
from actions.operations import mailed, reminders, updates
from actions.operations.updates.drafting import beginnings
from actions.presenters import mails as presenter
from actions.presenters.update import returned_because
from cdp import exports, words
from cdp.sealing import SealBroken
from indicators.views.addresses import filters_of, page_of
from partners.models import Partnership
from partners.roles import Permission

MAILS_A_PAGE = 50
NOTICE = "A link in an email opens this page once, without signing in."
OF_LEADS = "Only those who lead the partnership find this page."
OVERTAKEN = (
    "Somebody else has changed this update since you opened the page. What you wrote is still here and has not been "
    "sent: take over what you need of theirs, then send it"
)
# A narrative and more; what is longer was no sentence of a person.
LONGEST_SHOWN = 10_000
# What the short form shows of an update that was begun.
SHORT = ("delivery_status", "confidence", "narrative")


# The short form ------------------------------------------------------------------------------------------------------


@login_not_required
@never_cache
@sensitive_variables("token")
def mailed_report(request, token):
    """Looking changes nothing, since programs open links in mail before people do."""
    try:
        link = links.find(token)
        if request.method == "POST":
            return _reported(request, link, token)
        return _short_form(request, link)
    except links.UsedAlready as problem:
        # Where one comes to after sending; opened again later it only says that it was used.
        is_thanks = "sent" in request.GET
        return _refused(request, problem, status=200 if is_thanks else problem.status, is_thanks=is_thanks)
    except links.LinkNotUsable as problem:
        return _refused(request, problem, status=problem.status)


def _refused(request, problem, *, status, **more):
    action = problem.action
    # What somebody has written is theirs to copy, whatever became of the link.
    wrote = request.POST.get("narrative", "").strip()[:LONGEST_SHOWN]
    context = {
        "problem": problem,
        "action": action,
        "partnership": action.partnership if action else None,
        "wrote": wrote,
        **more,
    }
    return render(request, "actions/link_refused.html", context | {"source_notice": NOTICE}, status=status)


def _reported(request, link, token):
    last, update = _standing(link.action)
    try:
        if "nothing_changed" in request.POST:
            mailed.no_change(token=token)
        else:
            form = _form(link.action, last, update, request.POST)
            if not form.is_valid():
                return _short_form(request, link, form)
            version = form.cleaned_data["version"] or 0
            mailed.report(token=token, version=version, kept=form.kept, **form.said())
    except updates.NotWhole as refusal:
        form.refuse(refusal.errors)
        return _short_form(request, link, form)
    except updates.Stale:
        return _overtaken(request, link)
    except updates.WrongState as refusal:
        messages.warning(request, str(refusal))
        return redirect(request.path)
    except updates.NotTheirs as refusal:
        raise links.NoLongerTheirs("Your role has changed since the mail was sent.") from refusal
    return redirect(f"{request.path}?sent")


def _overtaken(request, link):
    """What was written stays in the form, beside what somebody else has saved meanwhile; neither is written over."""
    last, update = _standing(link.action)
    sent = request.POST.copy()
    sent["version"] = update.version if update else 0
    form = _form(link.action, last, update, sent)
    form.add_error(None, OVERTAKEN)
    return _short_form(request, link, form, theirs=update, status=409)


def _standing(action):
    """What was approved last, and the update that is being written."""
    last = action.updates.approved().select_related("reported_by").first()
    update = action.updates.filter(state__in=EDITABLE_STATES).select_related("saved_by").first()
    return last, update


def _form(action, last, update, data=None):
    shown = {name: getattr(update, name) for name in SHORT} if update else beginnings(action)
    initial = shown | {"version": update.version if update else 0}
    return ShortForm(data, initial=initial, last=last, has_confidence=bool(shown.get("confidence")))


def _short_form(request, link, form=None, *, theirs=None, status=200):
    action = link.action
    last, update = _standing(action)
    context = {
        "partnership": action.partnership,
        "action": action,
        "link": link,
        "form": form or _form(action, last, update),
        "last": last,
        "update": update,
        "returned": returned_because(update) if update else None,
        "theirs": theirs,
        "source_notice": f"{NOTICE} This one was sent to {link.person} alone, until {words.day(link.expires_at)}.",
    }
    return render(request, "actions/mailed_report.html", context, status=status)


# Switching off -------------------------------------------------------------------------------------------------------


@login_not_required
@never_cache
@csrf_exempt
def mail_off(request, token):
    """What the button of a mail program sends comes from no page of ours; the signed link says who and what."""
    try:
        person, kind = switches.read(token)
    except switches.NotASwitch as problem:
        return render(request, "actions/mail_off.html", {"problem": problem}, status=404)
    context = {"reader": person, "kind": MailKind(kind).label}
    if request.method == "POST":
        switches.switch(person=person, kind=kind, on=False, by=person)
        context["is_done"] = True
    return render(request, "actions/mail_off.html", context)


@require_POST
def mail_switch(request):
    """From the account page, on and off."""
    try:
        on = request.POST.get("on") == "1"
        switches.switch(person=request.user, kind=request.POST.get("kind", ""), on=on, by=request.user)
    except switches.NotASwitch as problem:
        raise BadRequest(str(problem)) from problem
    messages.success(request, f"These emails are switched {'on' if on else 'off'}.")
    return redirect("account")


# The reminders of a partnership --------------------------------------------------------------------------------------


def reminder_plan(request, partnership):
    partnership = get_object_or_404(Partnership.objects.where(request.user, Permission.SET_REMINDERS), slug=partnership)
    log = presenter.mails_of(partnership)
    filters = filters_of(request, MailFilter)
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, presenter.table(filters.narrow(log), partnership))
    plan = plan_of(partnership)
    form = ReminderPlanForm(instance=plan)
    status = 200
    if "retry" in request.POST:
        return _retry(request, log)
    if request.method == "POST":
        form = ReminderPlanForm(request.POST, instance=plan)
        if form.is_valid() and "save" in request.POST:
            reminders.set_plan(partnership=partnership, by=request.user, **_told(form))
            messages.success(request, "The reminders are set. They hold from the next night on.")
            return redirect("reminders", partnership.slug)
        status = 200 if form.is_valid() else 422
    page = page_of(request, filters.narrow(log), per_page=MAILS_A_PAGE)
    context = {
        "partnership": partnership,
        "form": form,
        # Of what was typed where it makes sense, so that words can be tried before they are kept.
        "preview": presenter.preview(partnership, request.user, form.instance, on=timezone.localdate()),
        "source_notice": OF_LEADS,
        "is_tried": request.method == "POST" and form.is_valid(),
        "in_words": presenter.in_words(plan_of(partnership)),
        "filters": filters,
        "page": page,
        "rows": [presenter.MailRow(mail) for mail in page.object_list],
    }
    return render(request, "actions/reminders.html", context, status=status)


def _told(form):
    return {name: form.cleaned_data[name] for name in reminders.FIELDS}


def _retry(request, log):
    number = request.POST["retry"]
    mail = get_object_or_404(log, pk=number if number.isdecimal() and len(number) < 19 else 0)
    try:
        sending.retry(mail=mail, by=request.user)
    except sending.NotToBeRetried as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"“{mail.subject}” waits to be sent to {mail.to} again.")
    return redirect(request.get_full_path())


# What the demo would have sent ---------------------------------------------------------------------------------------


def _open_in_the_demo(view):
    """Without signing in, as a mailbox is; anywhere else the page is not even that."""
    return login_not_required(view) if settings.MAILS_ARE_SHOWN else view


@_open_in_the_demo
@never_cache
def mails(request):
    """Only where no mail leaves the building: whoever reads here could follow the links of others."""
    _only_in_the_demo()
    page = page_of(request, Mail.objects.select_related("person").order_by("-made_at", "-pk"), per_page=MAILS_A_PAGE)
    rows = [presenter.MailRow(mail) for mail in page.object_list]
    return render(request, "actions/mails.html", {"page": page, "rows": rows})


@_open_in_the_demo
@never_cache
def mail(request, pk):
    _only_in_the_demo()
    found = get_object_or_404(Mail.objects.select_related("person", "partnership"), pk=pk)
    try:
        message = letters.message_of(found)
        body, headers = message.body, message.extra_headers
    except SealBroken as problem:
        body, headers = str(problem), {}
    context = {
        "row": presenter.MailRow(found),
        "mail": found,
        "body": body,
        "sender": settings.DEFAULT_FROM_EMAIL,
        "headers": headers.items(),
    }
    return render(request, "actions/mail.html", context)


def _only_in_the_demo():
    if not settings.MAILS_ARE_SHOWN:
        raise Http404
