"""The yearly return to central government: begun, answered, signed off, taken away. Members alone find it."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from actions.annual_return import answers
from actions.annual_return.questions import FormNotReadable, form_of, forms
from actions.forms_returns import AnswersForm, BeginForm, this_year
from actions.models.report import ReturnState
from actions.operations import annual_returns as operations
from actions.operations.updates.refusals import NotTheirs, NotWhole, Stale, WrongState
from cdp.papers import answers as papers
from cdp.papers import formats, html, store
from partners import step_up
from partners.models import Partnership
from partners.roles import Permission


def annual_returns(request, partnership):
    found = get_object_or_404(Partnership.objects.where(request.user, Permission.VIEW), slug=partnership)
    may_edit = operations.may_edit(request.user, found)
    if request.method == "POST" and not may_edit:
        raise Http404
    form = BeginForm(request.POST or None, initial={"year": this_year(timezone.localdate())}) if may_edit else None
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.begin(partnership=found, by=request.user, **form.cleaned_data)
        except NotWhole as refusal:
            form.refuse(refusal.errors)
        else:
            messages.success(request, "The return is begun. What the record can answer is answered already.")
            return redirect(made)
    rows = operations.returns_seen_by(request.user).filter(partnership=found)
    titles = {key: one.title for key, one in forms().items()}
    context = {
        "partnership": found,
        "form": form,
        "rows": [
            (one, titles.get(one.form, one.form))
            for one in rows.select_related("signed_by", "partnership").order_by("-year", "form")
        ],
    }
    return render(request, "actions/annual_return/returns.html", context)


def annual_return(request, partnership, pk):
    found = _found(request, partnership, pk)
    if request.method == "POST":
        return _signed(request, found)
    context = {"partnership": found.partnership, "found": found, "title": _title(found)}
    if found.state == ReturnState.SIGNED:
        kept = {one["file_format"]: one["size"] for one in found.frozen.renderings.values("file_format", "size")}
        context |= {
            "paper": html.body(store.opened(found.frozen)),
            "downloads": [(one, kept.get(one.key)) for one in formats.FORMATS.values()],
        }
        return render(request, "actions/annual_return/signed.html", context)
    parts = _parts(found)
    lacking = [one.question for part in parts for one in part.answers if one.is_lacking]
    context |= {
        "parts": parts, "lacking": lacking, "seen": answers.digest_of(parts), "note": form_of(found.form).note,
        "may_edit": operations.may_edit(request.user, found.partnership),
        "may_sign": operations.may_sign(request.user, found.partnership),
    }  # fmt: skip
    return render(request, "actions/annual_return/draft.html", context)


def _signed(request, found):
    if request.POST.get("do") != "sign" or not operations.may_sign(request.user, found.partnership):
        raise Http404
    step_up.require(request)
    version = request.POST.get("version", "")
    try:
        operations.sign(
            found=found, version=int(version) if version.isdigit() else 0, seen=request.POST.get("seen", ""),
            by=request.user,
        )  # fmt: skip
    except NotTheirs as refusal:
        raise Http404 from refusal
    except operations.RecordMoved as refusal:
        messages.warning(request, str(refusal))
    except Stale:
        messages.warning(request, "Somebody has changed the return since you opened it. Read it again, then sign it.")
    except (NotWhole, WrongState) as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "The return is signed off. It never changes from now on.")
    return redirect(found)


def change_annual_return(request, partnership, pk):
    found = _found(request, partnership, pk)
    if not operations.may_edit(request.user, found.partnership):
        raise Http404
    if found.state == ReturnState.SIGNED:
        messages.warning(request, "What is signed never changes.")
        return redirect(found)
    parts = _parts(found)
    form = AnswersForm(request.POST or None, parts=parts, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        said = {"version": form.cleaned_data["version"], "answers": form.said, "kept": form.kept | form.settled()}
        try:
            operations.save(found=found, by=request.user, **said)
        except NotWhole as refusal:
            form.refuse(refusal.errors)
        except Stale as refusal:
            form.data = form.data.copy()
            form.data["version"] = refusal.current.version
            form.add_error(None, "Somebody else has saved this return since you opened it. Saving again replaces that.")
        except WrongState as refusal:
            messages.warning(request, str(refusal))
            return redirect(found)
        else:
            messages.success(request, "The answers are saved")
            return redirect(found)
    context = {"partnership": found.partnership, "found": found, "form": form, "title": _title(found)}
    return render(request, "actions/annual_return/change.html", context)


def annual_return_file(request, partnership, pk, file_format):
    found = _found(request, partnership, pk)
    if found.state != ReturnState.SIGNED:
        raise Http404
    return papers.file_of(
        request, file_format, of=found, what="return", write=partial(store.written, found.frozen),
        name=f"{found.partnership.slug}-{found.form}-{found.year.replace('/', '-')}", title=_title(found),
        partnership=found.partnership,
    )  # fmt: skip


def _found(request, partnership, pk):
    seen = operations.returns_seen_by(request.user).select_related("partnership", "frozen", "signed_by", "begun_by")
    return get_object_or_404(seen, partnership__slug=partnership, pk=pk)


def _parts(found):
    try:
        return answers.answered(found)
    except FormNotReadable as problem:
        raise Http404 from problem


def _title(found):
    known = forms().get(found.form)
    return f"{known.title if known else found.form}, {found.year}"
