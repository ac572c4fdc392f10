"""Two to five partnerships side by side."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone

from actions.board.compare import FEWEST, MOST, comparison
from actions.board.compare_table import POPULATIONS, table
from cdp import exports
from partners.models import Partnership


class CompareForm(forms.Form):
    """Sent by GET as ?with=<slug>&with=<slug>; what is not known is said, not left out."""

    is_filter = True

    def __init__(self, data, *, partnerships):
        if data is not None:
            # The form sends an empty one too, so that choosing nobody is an answer and not the empty page.
            data = data.copy()
            data.setlist("with", [slug for slug in data.getlist("with") if slug.strip()])
        super().__init__(data)
        self.by_slug = {one.slug: one for one in partnerships}
        self.fields["with"] = forms.MultipleChoiceField(
            label="Partnerships",
            help_text=f"Choose {FEWEST} to {MOST}.",
            choices=[(one.slug, one.name) for one in partnerships],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": "Choose the partnerships to compare",
                "invalid_choice": "There is no partnership “%(value)s” that you may see",
            },
        )

    def clean(self):
        slugs = list(dict.fromkeys(self.cleaned_data.get("with", [])))
        if "with" in self.errors:
            return
        if len(slugs) < FEWEST:
            self.add_error("with", f"Choose at least {FEWEST} partnerships: you have chosen {len(slugs)}")
        elif len(slugs) > MOST:
            self.add_error("with", f"Choose at most {MOST} partnerships: you have chosen {len(slugs)}")

    @property
    def chosen(self):
        """By name, however the address orders them: no order here is a rank."""
        return [one for slug, one in self.by_slug.items() if slug in self.cleaned_data["with"]]


@login_not_required
def compare(request):
    partnerships = list(Partnership.objects.visible_to(request.user).order_by("name").prefetch_related("footprint"))
    is_asked = "with" in request.GET
    form = CompareForm(request.GET if is_asked else None, partnerships=partnerships)
    context = {"form": form, "today": timezone.localdate(), "are_enough": len(partnerships) >= FEWEST,
               "populations": POPULATIONS}  # fmt: skip
    if is_asked and form.is_valid():
        found = comparison(form.chosen, on=timezone.localdate(), user=request.user)
        if file_format := exports.requested_format(request):
            return exports.respond(file_format, table(found))
        context["page"] = found
    return render(request, "actions/compare.html", context)
