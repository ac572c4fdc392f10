"""What the pages of the plan share: who may, a form that is judged by an operation, and two versions side by side."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from actions.operations import plan
from actions.presenters import plan_versions
from cdp import privacy
from partners.models import Partnership
from partners.roles import Permission


def edited_partnership(request, slug):
    """The partnership, or 404 for whoever does not edit its plan."""
    return get_object_or_404(Partnership.objects.where(request.user, Permission.EDIT_PLAN), slug=slug)


def parts_of(rows):
    """Milestones or measures: those that stand, those that are archived, and all of them for the history."""
    every = list(rows.select_related("archived_by"))
    return {
        "every": every,
        "current": [one for one in every if one.archived_at is None],
        "archived": [(one, plan.version_of(one)) for one in every if one.archived_at],
    }


@dataclass
class Page:
    """One form of the plan: what is asked, of what, and where one goes afterwards."""

    partnership: Partnership
    form: type
    title: str
    record: object = None
    caption: str = ""
    lead: str = ""
    button: str = "Save"
    warning: str = ""
    saved: str = "Saved"
    template: str = "actions/plan/form.html"
    more: dict = field(default_factory=dict)
    options: dict = field(default_factory=dict)

    def address(self):
        return reverse("plan", args=[self.partnership.slug])


def asked(request, page, apply, *, to=None):
    """Show the form; once it is sent, apply(form) changes the plan, and to(what it gave) is where one goes then."""
    fresh = _form(request, page)
    if request.method != "POST":
        return _shown(request, page, fresh)
    form = _form(request, page, plan_versions.chosen(request.POST, fresh))
    if not form.is_valid():
        return _shown(request, page, form)
    try:
        with transaction.atomic():
            done = apply(form)
            texts = {name: form.cleaned_data[name] for name in form.public_texts if form.cleaned_data.get(name)}
            privacy.tell_of_kept(
                texts=texts, kept=form.kept, by=request.user, subject=done, public=texts, partnership=page.partnership
            )
    except plan.NotTheirs as refusal:
        raise Http404 from refusal
    except plan.Stale as refusal:
        return _both(request, page, form, refusal.current)
    except plan.NotSound as refusal:
        form.refuse(refusal.errors)
        return _shown(request, page, form)
    except plan.WrongState as refusal:
        form.add_error(None, str(refusal))
        return _shown(request, page, form)
    messages.success(request, page.saved.format(done))
    return redirect(to(done) if to else page.address())


def _form(request, page, data=None):
    initial = page.form.initial_of(page.record) if page.record is not None else None
    form = page.form(
        data, partnership=page.partnership, by=request.user, record=page.record, initial=initial, **page.options
    )
    if data is None and page.record is not None and form.compares:
        form.initial["shown"] = plan_versions.marks(form)
    return form


def _shown(request, page, form):
    context = {"partnership": page.partnership, "page": page, "form": form, "record": page.record, **page.more}
    return render(request, page.template, context)


def _both(request, page, form, current):
    """Nothing is overwritten: both versions side by side, and for each answer a choice."""
    who, when = plan_versions.last_change(current)
    if not form.compares:
        form.add_error(
            None, f"{who or 'Somebody else'} has changed this since you opened the page. Look at it, then press again."
        )
        form.data = form.data.copy()
        form.data["version"] = str(plan.version_of(current))
        return _shown(request, page, form)
    page.record = current
    theirs = _form(request, page)
    context = {
        "partnership": page.partnership,
        "page": page,
        "both": plan_versions.of(form, theirs),
        "shown": theirs.initial["shown"],
        "version": plan.version_of(current),
        "who": who,
        "when": when,
    }
    return render(request, "actions/plan/both.html", context, status=409)
