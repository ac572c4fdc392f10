"""A council's own Word files, whose styles its packs take."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from actions.forms_packs import TemplateForm
from actions.operations import paper_templates as operations
from actions.operations.updates.refusals import NotTheirs, NotWhole, WrongState
from partners.models import Partnership
from partners.roles import Permission


def paper_templates(request, partnership):
    mine = get_object_or_404(Partnership.objects.where(request.user, Permission.FREEZE_PACKS), slug=partnership)
    is_sent = request.method == "POST"
    if is_sent and "archive" in request.POST:
        return _archived(request, mine)
    form = TemplateForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made, brings = operations.add_template(
                partnership=mine, name=said["name"], data=said["file"].read(), by=request.user
            )
        except NotWhole as refusal:
            form.refuse(refusal.errors)
        except NotTheirs as refusal:
            raise Http404 from refusal
        else:
            messages.success(request, " ".join([f"“{made.name}” is kept.", *brings]))
            return redirect("paper-templates", mine.slug)
    kept = mine.paper_templates.defer("data").select_related("added_by", "archived_by")
    context = {
        "partnership": mine,
        "form": form,
        "standing": [one for one in kept if not one.archived_at],
        "archived": [one for one in kept if one.archived_at],
    }
    return render(request, "actions/paper_templates.html", context)


def _archived(request, partnership):
    pk = request.POST["archive"]
    template = get_object_or_404(partnership.paper_templates, pk=pk if pk.isdecimal() else 0)
    try:
        operations.archive_template(template=template, by=request.user)
        messages.success(request, f"“{template.name}” is archived. Packs that have it keep it.")
    except NotTheirs as refusal:
        raise Http404 from refusal
    except WrongState as refusal:
        messages.warning(request, str(refusal))
    return redirect("paper-templates", partnership.slug)
