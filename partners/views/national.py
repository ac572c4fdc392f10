"""Who reads every partnership: given and taken by the staff of the site."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from partners import step_up
from partners.forms import NationalReaderForm
from partners.models import NationalRole, Person
from partners.operations import national
from partners.operations.looking_after import NotTheirs
from partners.operations.membership import RoleRefused


def national_readers(request):
    _staff_only(request)
    form = NationalReaderForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        step_up.require(request)
        if form.is_valid() and _given(request, form):
            return redirect("national-readers")
    readers = NationalRole.objects.select_related("person", "given_by").order_by("person__name", "pk")
    return render(request, "partners/national_readers.html", {"form": form, "readers": readers})


@require_POST
def take_national_role(request, pk):
    _staff_only(request)
    step_up.require(request)
    found = get_object_or_404(NationalRole.objects.select_related("person"), pk=pk)
    try:
        national.take_national_role(national_role=found, by=request.user)
        messages.success(request, f"{found.person} is no longer a national reader.")
    except RoleRefused as refusal:
        messages.warning(request, str(refusal))
    except NotTheirs as refusal:
        raise Http404 from refusal
    return redirect("national-readers")


def _staff_only(request):
    if not request.user.is_staff:
        raise Http404


def _given(request, form):
    email = form.cleaned_data["email"]
    person = Person.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        form.add_error("email", "Nobody signs in here with this address. Somebody has to invite them first.")
        return False
    try:
        national.give_national_role(person=person, by=request.user)
    except RoleRefused as refusal:
        form.add_error("email", str(refusal))
        return False
    except NotTheirs as refusal:
        raise Http404 from refusal
    messages.success(request, f"{person} can now read every partnership.")
    return True
