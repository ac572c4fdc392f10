"""One source: what it is and how it is refreshed, its runs, and what a person may set about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from cdp import exports
from indicators.models import Source, SourceKind
from indicators.operations import notices, uploads
from indicators.operations import refresh as operations
from indicators.operations import sources as settings
from indicators.operations.sources import may_manage, may_refresh
from indicators.presenters.refreshes import RunRow
from indicators.presenters.source_changes import ChangeRow, changes_of, table
from indicators.presenters.sources import source_rows
from indicators.source_forms import NOT_TO_BE_ADDED, AddSourceForm, SettingsForm, UploadForm
from indicators.sources import options
from indicators.views.data import REFUSED, sent

RUNS_A_PAGE = 10
CHANGES_SHOWN = 10
CHANGES_A_PAGE = 50
SAID = {
    "follow": "You follow {source}: you are told by email when its figures change, wait for review or fail to come",
    "stop_following": "You no longer follow {source}",
}


@login_not_required
def source(request, slug):
    one = _source(request, slug)
    if request.method == "POST":
        return _done(request, one)
    row = source_rows(Source.objects.filter(pk=one.pk))[0]
    page = Paginator(one.refreshes.select_related("undoes", "job"), RUNS_A_PAGE).get_page(request.GET.get("page"))
    changes = [ChangeRow(change) for change in changes_of(one)[: CHANGES_SHOWN + 1]]
    follows = request.user.is_authenticated and one.subscriptions.filter(person=request.user).exists()
    context = {
        "source": row.source,
        "row": row,
        "options": options.in_words(one),
        "runs": page,
        "rows": [RunRow(run) for run in page],
        "files_of": row.newest,
        "files": list(row.newest.files.all()) if row.newest else [],
        "changes": changes[:CHANGES_SHOWN],
        "has_more_changes": len(changes) > CHANGES_SHOWN,
        "aliases": one.aliases.select_related("area", "indicator", "made_by"),
        "follows": follows,
        "may_refresh": may_refresh(request.user),
        "may_manage": may_manage(request.user),
    }
    return render(request, "indicators/source.html", context)


@login_not_required
def source_changes(request, slug):
    """Everything that was ever changed about a source; of its page the newest alone are a part."""
    one = _source(request, slug)
    found = changes_of(one)
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, table(one, found))
    page = Paginator(found, CHANGES_A_PAGE).get_page(request.GET.get("page"))
    context = {"source": one, "page": page, "changes": [ChangeRow(change) for change in page]}
    return render(request, "indicators/source_changes.html", context)


def source_settings(request, slug):
    one = _managed(request, slug)
    form = SettingsForm(sent(request), source=one)
    if form.is_valid():
        settings.change_settings(source=one, by=request.user, **form.cleaned_data)
        messages.success(request, f"The settings of {one} are saved")
        return redirect(one)
    context = {"source": one, "form": form, "allowed": options.allowed(one.kind)}
    return render(request, "indicators/source_settings.html", context)


def source_upload(request, slug):
    """Keep a file and read it, in place of the source's own location and this once."""
    one = _source(request, slug)
    endings = uploads.endings_of(one)
    if not may_refresh(request.user) or not endings:
        raise Http404
    form = UploadForm(sent(request), sent(request, request.FILES), endings=endings)
    if form.is_valid():
        try:
            path = uploads.keep_upload(source=one, file=form.cleaned_data["file"], by=request.user)
            run = operations.ask_for_refresh(source=one, by=request.user, location=path)
        except (uploads.UploadNotKept, *REFUSED) as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(run)
    return render(request, "indicators/source_upload.html", {"source": one, "form": form})


def add_source(request):
    if not may_manage(request.user):
        raise Http404
    form = AddSourceForm(sent(request))
    if form.is_valid():
        made = settings.add_source(by=request.user, **form.cleaned_data)
        messages.success(
            request, f"{made} is added. It is read when you ask for it, or once it is set to refresh itself"
        )
        return redirect(made)
    kinds = [(label, options.allowed(kind)) for kind, label in SourceKind.choices if kind not in NOT_TO_BE_ADDED]
    return render(request, "indicators/add_source.html", {"form": form, "kinds": kinds})


def _source(request, slug):
    return get_object_or_404(Source.objects.visible_to(request.user).select_related("document"), slug=slug)


def _managed(request, slug):
    """A document's figures come with the document, so that nothing can be set about them."""
    if not may_manage(request.user):
        raise Http404
    return get_object_or_404(Source.objects.visible_to(request.user).filter(document=None), slug=slug)


def _done(request, one):
    """What a button on the page asks for."""
    if not request.user.is_authenticated:
        return redirect_to_login(one.get_absolute_url())
    do = request.POST.get("do", "")
    if do in SAID:
        getattr(notices, do)(source=one, by=request.user)
        messages.success(request, SAID[do].format(source=one))
    elif do in ("end_pause", "remove_alias") and may_manage(request.user):
        _managed_done(request, one, do)
    else:
        raise Http404
    return redirect(one)


def _managed_done(request, one, do):
    if do == "end_pause":
        settings.end_pause(source=one, by=request.user)
        messages.success(request, f"The schedule tries {one} again")
        return
    pk = request.POST.get("alias", "")
    if not pk.isdecimal():
        raise Http404
    alias = get_object_or_404(one.aliases, pk=pk)
    settings.remove_alias(alias=alias, by=request.user)
    messages.success(request, f"“{alias.text}” is no longer read as something else")
