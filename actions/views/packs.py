"""Board packs: their list, one with what can be done with it, what is in it to read and to take away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from actions.forms_packs import AddendumForm, PackForm, cover_of, initial_of
from actions.models import Pack
from actions.models.pack import Audience, PackState
from actions.operations import packs as operations
from actions.operations.updates.refusals import NotTheirs, NotWhole, Stale, UpdateRefused, WrongState
from actions.packs import building, sections
from actions.packs.comparing import differences
from actions.presenters import packs as presenter
from actions.views.pages import visible_partnership
from cdp import audit
from cdp.papers import answers, html, store
from partners import step_up
from partners.belonging import permissions_in
from partners.models import Partnership
from partners.roles import Permission

SAID = {
    "freeze": "The pack is being built",
    "cancel": "It has been asked to stop",
    "release": "The pack is released: everybody can read it",
    "withdraw": "The release is taken back",
    "write": "The formats that are missing are written by the worker",
}
RELATED = (
    "partnership",
    "meeting__partnership",
    "template",
    "job",
    "frozen",
    "frozen_by",
    "released_by",
    "made_by",
    "addendum_to",
)


@login_not_required
def packs(request, partnership):
    found = visible_partnership(request, partnership)
    seen = found.packs.visible_to(request.user)
    rows = presenter.rows_of(seen.order_by("-meeting__held_on", "-number"))
    context = {
        "partnership": found,
        "rows": rows,
        "frozen": [row for row in rows if row.pack.state == PackState.FROZEN],
        "may_freeze": _may_freeze(request, found),
    }
    return render(request, "actions/packs.html", context)


def new_pack(request, partnership):
    mine = get_object_or_404(Partnership.objects.where(request.user, Permission.FREEZE_PACKS), slug=partnership)
    form = PackForm(request.POST or None, partnership=mine, initial=_first(request, mine))
    if request.method == "POST" and form.is_valid():
        made = _tried(form, operations.make_pack, partnership=mine, by=request.user, kept=form.kept, **form.said)
        if made:
            messages.success(request, "The draft is saved. Freeze it when the figures and updates for it are in.")
            return redirect(made)
    return render(request, "actions/pack_form.html", {"partnership": mine, "form": form})


def _first(request, partnership):
    """A new pack begins as the last one was: committees read the same headings each time."""
    last = partnership.packs.filter(addendum_to=None).order_by("-made_at", "-pk").first()
    asked = request.GET.get("meeting", "")
    standing = partnership.meetings.filter(cancelled_at=None)
    meeting = standing.filter(pk=asked).first() if asked.isdecimal() else None
    first = {"meeting": meeting, "title": "Board pack", "sections": list(sections.KINDS), "audience": Audience.BOARD}
    if last:
        texts = cover_of(last) | {"cover_recommendations": "", "cover_purpose": ""}
        first |= texts | {"title": last.title, "sections": last.sections, "template": last.template_id}
    return first


@login_not_required
def pack(request, partnership, pk):
    found = _pack(request, partnership, pk)
    may_freeze = _may_freeze(request, found.partnership)
    if request.GET.get("format") == "json":
        return JsonResponse(presenter.progress(found), headers={"Cache-Control": "no-store"})
    page = presenter.PackPage(found, may_freeze)
    form = AddendumForm(is_public=found.audience == Audience.PUBLIC) if page.can_have_addenda else None
    if request.method == "POST":
        if not may_freeze:
            raise Http404
        if request.POST.get("do") in SAID:
            return _done(request, found, request.POST["do"])
        form = AddendumForm(request.POST, is_public=found.audience == Audience.PUBLIC)
        if form.is_valid():
            said = {"reason": form.cleaned_data["reason"], "kept": form.kept}
            try:
                made = _tried(form, operations.add_addendum, pack=found, by=request.user, **said)
            except WrongState as refusal:
                messages.warning(request, str(refusal))
                return redirect(found)
            if made:
                messages.success(request, "The addendum is a draft. It has the sections of its pack.")
                return redirect(made)
    context = {
        "partnership": found.partnership,
        "pack": found,
        "page": page,
        "form": form,
        "addenda": presenter.rows_of(found.addenda.visible_to(request.user).order_by("number")),
        "others": _others(request, found),
    }
    return render(request, "actions/pack.html", context)


def _others(request, pack):
    """The frozen packs that this one can be set beside, the newest first."""
    if pack.state != PackState.FROZEN:
        return []
    seen = pack.partnership.packs.visible_to(request.user).filter(state=PackState.FROZEN, is_restricted=False)
    return list(seen.exclude(pk=pack.pk).select_related("meeting").order_by("-meeting__held_on", "-number")[:12])


def _done(request, pack, do):
    said = {"pack": pack, "by": request.user}
    if do == "freeze":
        version = request.POST.get("version", "")
        said["version"] = int(version) if version.isdecimal() else 0
    operation = {
        "freeze": operations.ask_to_freeze,
        "cancel": operations.cancel,
        "release": operations.release,
        "withdraw": operations.withdraw,
        "write": operations.write_again,
    }[do]
    try:
        operation(**said)
        messages.success(request, SAID[do])
    except NotTheirs as refusal:
        raise Http404 from refusal
    except NotWhole as refusal:
        messages.warning(request, f"Change the pack first. {refusal}")
    except Stale:
        messages.warning(request, "Somebody has changed the pack since you opened it. Look at it, then freeze it.")
    except UpdateRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect(pack)


def change_pack(request, partnership, pk):
    mine = Pack.objects.freezable_by(request.user).select_related(*RELATED)
    found = get_object_or_404(mine, partnership__slug=partnership, pk=pk)
    form = PackForm(request.POST or None, partnership=found.partnership, pack=found, initial=initial_of(found))
    current = None
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        said = {"pack": found, "version": version, "by": request.user, "kept": form.kept, **form.said}
        try:
            made = _tried(form, operations.change_pack, **said)
        except WrongState as refusal:
            messages.warning(request, str(refusal))
            return redirect(found)
        except Stale as refusal:
            current = refusal.current
            form.data = form.data.copy()
            form.data["version"] = current.version
            form.add_error(None, "Somebody else has saved this pack since you opened it. Saving again replaces that.")
        else:
            if made:
                messages.success(request, "The changes are saved")
                return redirect(made)
    context = {"partnership": found.partnership, "pack": found, "form": form, "current": current}
    return render(request, "actions/pack_form.html", context)


@login_not_required
@require_safe
def read_pack(request, partnership, pk):
    found = _frozen(request, partnership, pk)
    if found.is_restricted:
        step_up.require(request)
        audit.saw_restricted(title=str(found), partnership=found.partnership)
    context = {"partnership": found.partnership, "pack": found, "paper": html.body(store.opened(found.frozen))}
    return render(request, "actions/pack_read.html", context)


@login_not_required
@require_safe
def pack_file(request, partnership, pk, file_format):
    found = _frozen(request, partnership, pk)
    if found.is_restricted:
        step_up.require(request)
    return answers.file_of(
        request,
        file_format,
        of=found,
        what="pack",
        write=lambda file_format: building.written(found, file_format)[0],
        name=f"{found.partnership.slug}-{found.meeting.held_on:%Y-%m-%d}-pack-{found.number}",
        title=str(found),
        is_restricted=found.is_restricted,
        partnership=found.partnership,
        may_be_kept=True,
    )


@login_not_required
@require_safe
def compare_packs(request, partnership):
    found = visible_partnership(request, partnership)
    earlier, later = (_asked(request, found, name) for name in ("a", "b"))
    context = {
        "partnership": found,
        "earlier": earlier,
        "later": later,
        "found": differences(store.opened(earlier.frozen), store.opened(later.frozen)),
    }
    return render(request, "actions/pack_compare.html", context)


def _asked(request, partnership, name):
    pk = request.GET.get(name, "")
    if not pk.isdecimal():
        raise BadRequest("Two packs are set side by side by ?a= and ?b=, the numbers in their addresses.")
    found = _frozen(request, partnership.slug, pk)
    if found.is_restricted:
        step_up.require(request)
        audit.saw_restricted(title=str(found), partnership=partnership)
    return found


def _pack(request, partnership, pk):
    # Whoever may not see the partnership finds none of its packs, whatever was released.
    visible_partnership(request, partnership)
    seen = Pack.objects.visible_to(request.user).select_related(*RELATED, "addendum_to__meeting")
    return get_object_or_404(seen.defer("frozen__data", "template__data"), partnership__slug=partnership, pk=pk)


def _frozen(request, partnership, pk):
    visible_partnership(request, partnership)
    seen = Pack.objects.visible_to(request.user).filter(state=PackState.FROZEN).select_related(*RELATED)
    return get_object_or_404(seen, partnership__slug=partnership, pk=pk)


def _may_freeze(request, partnership):
    return Permission.FREEZE_PACKS in permissions_in(request.user, partnership)


def _tried(form, operation, **said):
    """What the operation made; None where it found something wrong, which then stands in the form."""
    try:
        return operation(**said)
    except NotWhole as refusal:
        form.refuse(refusal.errors)
        return None
    except NotTheirs as refusal:
        raise Http404 from refusal
