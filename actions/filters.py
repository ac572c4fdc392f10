"""The filters of the list pages: forms sent by GET, so that the address keeps them. A wrong value filters nothing."""

from django import forms
from django.db.models import Exists, OuterRef, Q

from actions.models import Action, ActionAgency, DeliveryStatus, Priority, Recommendation
from actions.queries import answered_ones, unanswered_ones
from cdp import words
from indicators.models import Outcome
from partners.models import Agency

ANY = ("", "All")
NOBODY = "-"  # in place of an agency; no slug is so short


class FilterForm(forms.Form):
    is_filter = True
    searched = ()

    sort = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label="Words", required=False, max_length=100)

    def __init__(self, data, *, partnership):
        super().__init__(data)
        self.partnership = partnership
        for name, choices in self.choices_of(partnership).items():
            self.fields[name].choices = [ANY, *choices]
        self.is_valid()

    def choices_of(self, partnership):
        return {}

    def chosen(self, name):
        return self.cleaned_data.get(name) or ""

    @property
    def is_narrowing(self):
        return any(self.chosen(name) for name in self.fields if name != "sort")

    def search(self, rows):
        for word in self.chosen("q").split():
            wanted = Q()
            for field in self.searched:
                wanted |= Q(**{f"{field}__icontains": word})
            rows = rows.filter(wanted)
        return rows


def priority_choices(partnership):
    return list(Priority.objects.filter(partnership=partnership).values_list("code", "title"))


class RecommendationFilter(FilterForm):
    searched = ("ref", "title", "evidence")
    priority = forms.ChoiceField(required=False)
    outcome = forms.ChoiceField(required=False)
    agency = forms.ChoiceField(label="Partner agency", required=False)
    answered = forms.ChoiceField(
        label="Answer", required=False, choices=[ANY, ("yes", "An action answers it"), ("no", "No action yet")]
    )
    field_order = ["priority", "outcome", "agency", "answered", "q"]

    def choices_of(self, partnership):
        named = Agency.objects.filter(recommendations__partnership=partnership).distinct()
        outcomes = Outcome.objects.filter(recommendations__partnership=partnership).distinct()
        return {
            "priority": priority_choices(partnership),
            "outcome": list(outcomes.values_list("code", "name")),
            "agency": list(named.values_list("slug", "name")),
        }

    def apply(self, rows):
        rows = self.search(rows)
        if code := self.chosen("priority"):
            rows = rows.filter(priority__code=code)
        if code := self.chosen("outcome"):
            rows = rows.filter(outcome__code=code)
        if slug := self.chosen("agency"):
            rows = rows.filter(Exists(Recommendation.partners.through.objects.filter(
                recommendation=OuterRef("pk"), agency__slug=slug
            )))  # fmt: skip
        if answer := self.chosen("answered"):
            rows = answered_ones(rows) if answer == "yes" else unanswered_ones(rows)
        return rows


class ActionFilter(FilterForm):
    searched = ("ref", "title")
    status = forms.ChoiceField(label="Delivery", required=False)
    priority = forms.ChoiceField(required=False)
    agency = forms.ChoiceField(label="Agency, leading or not", required=False)
    lead = forms.ChoiceField(label="Lead agency", required=False)
    field_order = ["status", "priority", "lead", "agency", "q"]

    def choices_of(self, partnership):
        involved = Agency.objects.filter(action_agencies__action__partnership=partnership).distinct()
        leading = involved.filter(action_agencies__role=ActionAgency.Role.LEAD).values_list("slug", "name")
        return {
            "status": sorted(DeliveryStatus.choices, key=lambda choice: words.ORDER[choice[0]]),
            "priority": priority_choices(partnership),
            "lead": [*leading, (NOBODY, "None named")],
            "agency": list(involved.values_list("slug", "name")),
        }

    def apply(self, rows):
        """All but the status, which is judged from the dates too and so not by the database."""
        rows = self.search(rows)
        if code := self.chosen("priority"):
            rows = rows.filter(priority__code=code)
        if slug := self.chosen("agency"):
            rows = rows.filter(Exists(Action.agencies.through.objects.filter(action=OuterRef("pk"), agency__slug=slug)))
        if slug := self.chosen("lead"):
            led = ActionAgency.objects.filter(action=OuterRef("pk"), role=ActionAgency.Role.LEAD)
            rows = rows.filter(~Exists(led) if slug == NOBODY else Exists(led.filter(agency__slug=slug)))
        return rows


class DeliveryFilter(FilterForm):
    """Of the page of delivery: an agency is meant as the lead, for what it only supports is not its to deliver."""

    q = None
    priority = forms.ChoiceField(required=False)
    agency = forms.ChoiceField(label="Lead agency", required=False)
    field_order = ["priority", "agency"]

    def choices_of(self, partnership):
        leading = Agency.objects.filter(
            action_agencies__action__partnership=partnership, action_agencies__role=ActionAgency.Role.LEAD
        ).distinct()
        return {"priority": priority_choices(partnership), "agency": list(leading.values_list("slug", "name"))}

    @property
    def words(self):
        """ "under Treatment and led by Northshire Probation"; empty where nothing is chosen."""
        named = {name: dict(self.fields[name].choices).get(self.chosen(name)) for name in ("priority", "agency")}
        parts = [f"under “{named['priority']}”" if self.chosen("priority") else ""]
        parts += [f"led by {named['agency']}" if self.chosen("agency") else ""]
        return " and ".join(filter(None, parts))

    def apply(self, rows):
        if code := self.chosen("priority"):
            rows = rows.filter(priority__code=code)
        if slug := self.chosen("agency"):
            led = ActionAgency.objects.filter(action=OuterRef("pk"), agency__slug=slug, role=ActionAgency.Role.LEAD)
            rows = rows.filter(Exists(led))
        return rows


class FindingFilter(FilterForm):
    searched = ("ref", "statement")
    priority = forms.ChoiceField(required=False)
    field_order = ["priority", "q"]

    def choices_of(self, partnership):
        return {"priority": priority_choices(partnership)}

    def apply(self, rows):
        rows = self.search(rows)
        return rows.filter(priority__code=self.chosen("priority")) if self.chosen("priority") else rows
