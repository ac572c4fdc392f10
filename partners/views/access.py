"""/access/: the roles that somebody has, what they have asked for, and the form to ask."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from partners.forms import AskForm, WhichPartnershipForm
from partners.models import AccessRequest, Membership, Partnership
from partners.operations import access
from partners.operations.looking_after import NotTheirs
from partners.roles import Role


def ask_access(request):
    if request.method == "POST" and "take_back" in request.POST:
        return _taken_back(request)
    offered = _that_can_be_asked(request.user)
    chosen = None
    if slug := request.GET.get("partnership"):
        chosen = get_object_or_404(offered, slug=slug)
    which = WhichPartnershipForm(request.GET if "partnership" in request.GET else None, partnerships=offered)
    asking = AskForm(request.POST if request.method == "POST" else None, partnership=chosen) if chosen else None
    if request.method == "POST" and asking is not None and asking.is_valid() and _asked(request, chosen, asking):
        return redirect("ask-access")
    context = {
        "form": asking if asking is not None else which,
        "chosen": chosen,
        "any_offered": chosen or offered.exists(),
        "roles": Membership.objects.filter(user=request.user).select_related("partnership", "agency"),
        "is_national": request.user.national_roles.exists(),
        "requests": AccessRequest.objects.filter(person=request.user).select_related(
            "partnership", "agency", "decided_by"
        ),
    }
    return render(request, "partners/access.html", context)


def _taken_back(request):
    pk = request.POST["take_back"]
    own = AccessRequest.objects.filter(person=request.user, pk=int(pk) if pk.isdecimal() else None)
    asked = get_object_or_404(own.select_related("partnership"))
    try:
        access.take_back(request=asked, by=request.user)
        messages.success(request, f"Your request to {asked.partnership} is taken back.")
    except access.AnsweredAlready as refusal:
        messages.warning(request, str(refusal))
    except AccessRequest.DoesNotExist:
        pass  # a second press of the button
    return redirect("ask-access")


def _that_can_be_asked(person):
    """Those that the person sees and that somebody leads here: others could never answer."""
    leads = Membership.objects.filter(role=Role.PARTNERSHIP_LEAD, user__is_active=True)
    return Partnership.objects.visible_to(person).filter(pk__in=leads.values("partnership"))


def _asked(request, partnership, form):
    try:
        said = {name: form.cleaned_data[name] for name in ("role", "agency", "why")}
        access.ask(partnership=partnership, by=request.user, kept=form.kept, **said)
    except NotTheirs as refusal:
        raise Http404 from refusal
    except ValidationError as refusal:
        form.add_error(None, " ".join(refusal.messages))
        return False
    except access.RequestRefused as refusal:
        form.add_error("role" if isinstance(refusal, access.HeldAlready) else None, str(refusal))
        return False
    messages.success(request, f"Your request went to those who lead {partnership}. You get an email when they answer.")
    return True
