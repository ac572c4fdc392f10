"""The three lights of an action, for those who may show one otherwise than its rule says."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from actions.forms_lights import OverrideForm
from actions.models import Action, LightOverride
from actions.operations import lights as operations
from actions.operations.updates.refusals import NotTheirs, NotWhole, WrongState
from actions.presenters.overrides import lights_page
from partners.models import Partnership
from partners.roles import Permission


def lights(request, partnership, ref):
    action = _action(request, partnership, ref)
    if request.method == "POST":
        override = get_object_or_404(action.overrides, pk=_number(request.POST.get("take_back", "")))
        override.action = action
        try:
            operations.take_back(override=override, by=request.user)
            messages.success(request, f"The {override.get_light_display().lower()} light is as its rule says again")
        except NotTheirs as refusal:
            raise Http404 from refusal
        except WrongState as refusal:
            messages.warning(request, str(refusal))
        return redirect("lights", partnership, ref)
    return _render(request, action, "actions/lights.html")


def override(request, partnership, ref, light):
    if light not in LightOverride.Which.values:
        raise Http404
    action = _action(request, partnership, ref)
    seen = action.overrides.standing(on=timezone.localdate()).filter(light=light).first()
    form = OverrideForm(request.POST or None, light=light, initial={"instead_of": seen.pk if seen else None})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        instead_of = action.overrides.filter(pk=said.pop("instead_of") or 0).first()
        try:
            made = operations.override_light(action=action, light=light, instead_of=instead_of, by=request.user, **said)
        except NotWhole as refusal:
            form.refuse(refusal.errors)
        except WrongState as refusal:
            messages.warning(request, str(refusal))
            return redirect("lights", partnership, ref)
        else:
            messages.success(request, f"The {made.get_light_display().lower()} light is overridden")
            return redirect("lights", partnership, ref)
    return _render(request, action, "actions/override.html", form=form, light=light)


def _action(request, partnership, ref):
    allowed = Partnership.objects.where(request.user, Permission.OVERRIDE_LIGHTS)
    return get_object_or_404(
        Action.objects.current().filter(partnership__in=allowed).select_related("partnership"),
        partnership__slug=partnership,
        ref=ref,
    )


def _render(request, action, template, **context):
    page = lights_page(action, user=request.user, on=timezone.localdate())
    chosen = next((one for one in page.lights if one.key == context.get("light")), None)
    context |= {"partnership": action.partnership, "action": action, "page": page, "chosen": chosen}
    return render(request, template, context)


def _number(text):
    return int(text) if text.isdecimal() and len(text) < 19 else 0
