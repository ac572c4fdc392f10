"""What is kept about a person, for them and for staff; and a text taken out of all that a partnership keeps."""

import json

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cdp import audit
from cdp.audit.values import clean
from cdp.privacy import about, taking_out
from partners import step_up
from partners.models import Partnership, Person
from partners.roles import Permission

# The page shows the newest of each kind, the file all.
ROWS_SHOWN = 20
LONGEST_REASON = 300


class PersonForm(forms.Form):
    email = forms.EmailField(
        label="Email address of the person",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter an email address",
            "invalid": "Enter an email address, such as jo@example.org",
        },
    )


class TakeOutForm(forms.Form):
    text = forms.CharField(
        label="The text that has to go",
        help_text="Exactly as it is written, such as a name or a number. Capital and small letters are the same.",
        max_length=200,
        min_length=taking_out.SHORTEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter the text that has to go",
            "min_length": f"Enter at least {taking_out.SHORTEST} characters",
        },
    )
    reason = forms.CharField(
        label="Why it has to go",
        help_text="Kept for good, so do not repeat the text here.",
        max_length=LONGEST_REASON,
        error_messages={"required": "Say why it has to go"},
    )

    def clean_text(self):
        return clean(self.cleaned_data["text"])

    def clean_reason(self):
        reason, text = clean(self.cleaned_data["reason"]), self.cleaned_data.get("text")
        if text and taking_out.pattern_of(text).search(reason):
            raise forms.ValidationError("Say why without repeating the text: the reason is kept")
        return reason


# A person's data ------------------------------------------------------------------------------------------------------


@require_GET
@never_cache
@step_up.required
def my_data(request):
    if request.GET.get("format") == "json":
        return _file(request, request.user)
    return render(request, "cdp/person_data.html", _page(request.user) | {"is_own": True})


@never_cache
def person_data(request):
    """For staff, who answer somebody's request. The address is sent in the body: no log keeps it."""
    if not request.user.is_staff:
        raise Http404
    step_up.require(request)
    form = PersonForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_valid():
        found = Person.objects.filter(email__iexact=form.cleaned_data["email"]).first()
        if found is None:
            form.add_error("email", "Nobody has an account with this address")
        elif "file" in request.POST:
            return _file(request, found)
        else:
            _tell(request, found, "page")
    context = {"form": form, "about": found} | (_page(found) if found else {})
    return render(request, "cdp/person_data.html", context)


def _page(person):
    sections = [
        {"section": section, "rows": section.rows[-ROWS_SHOWN:][::-1], "more": max(section.number - ROWS_SHOWN, 0)}
        for section in about.find(person)
    ]
    return {"sections": sections}


def _file(request, person):
    told = about.as_json(person, about.find(person))
    _tell(request, person, "file")
    text = json.dumps(told, indent=2, ensure_ascii=False, default=str)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="personal-data.json"'
    return response


def _tell(request, person, how):
    audit.record(kind="person.data_exported", by=request.user, subject=person, changes={"as": how})


# A text taken out -----------------------------------------------------------------------------------------------------


@never_cache
def redaction(request, partnership):
    allowed = Partnership.objects.where(request.user, Permission.REDACT)
    if request.user.is_staff:
        allowed = Partnership.objects.all()
    mine = get_object_or_404(allowed, slug=partnership)
    step_up.require(request)
    form = TakeOutForm(request.POST if request.method == "POST" else None)
    context = {
        "partnership": mine,
        "form": form,
        "source_notice": "What is taken out here is gone. Nobody can bring it back.",
    }
    if form.is_valid():
        try:
            if "take_out" in request.POST:
                return _take_out(request, mine, form)
            context |= _found(mine, form)
        except taking_out.NotTakenOut as refusal:
            form.add_error("text", str(refusal))
            context |= {"places": None}
    return render(request, "cdp/redaction.html", context)


def _found(partnership, form):
    places = taking_out.find(partnership=partnership, text=form.cleaned_data["text"])
    if not places:
        raise taking_out.NotTakenOut("It stands nowhere in what this partnership keeps")
    return {"places": places, "number": sum(place.number for place in places)}


def _take_out(request, partnership, form):
    seen = request.POST.get("seen", "")
    places = taking_out.take_out(
        partnership=partnership,
        text=form.cleaned_data["text"],
        reason=form.cleaned_data["reason"],
        by=request.user,
        expected=int(seen) if seen.isdecimal() and len(seen) < 9 else -1,
    )
    events = sum(place.is_event for place in places)
    records = len(places) - events
    said = f"Taken out of {records} record{'s' * (records != 1)} and {events} event{'s' * (events != 1)} of the audit."
    messages.success(request, said)
    return redirect("redaction", partnership.slug)
