"""The forms of one change of many actions: a form for each kind of change, and the filters of the plan's list."""

from django import forms

from actions.filters import FilterForm, priority_choices
from actions.forms import HowItGoes
from actions.forms_plan import One, PlanForm, box
from actions.models import Action
from actions.operations.plan import bulk
from actions.operations.plan.actions import agencies_of, officers_of
from cdp.forms import DateField
from partners.models import Agency

KINDS = {
    bulk.LEAD_OFFICER: "Lead officer",
    bulk.LEAD_AGENCY: "Lead agency",
    bulk.DUE_ON: "Due date",
    bulk.LATER: "Due date, by a number of weeks",
    bulk.STATUS: "Status",
    bulk.PRIORITY: "Priority",
    bulk.MERGE: "Merge into one",
}
REASON = "Everybody who reads the plan sees it."


class PlanFilter(FilterForm):
    """Narrows the whole list: actions, and the recommendations below them."""

    searched = ("ref", "title")
    state = forms.ChoiceField(
        label="Show", required=False, choices=[("", "What stands"), ("archived", "What is archived")]
    )
    priority = forms.ChoiceField(required=False)
    agency = forms.ChoiceField(label="Lead agency", required=False)
    field_order = ["state", "priority", "agency", "q"]

    def choices_of(self, partnership):
        leading = Agency.objects.filter(action_agencies__action__partnership=partnership).distinct()
        return {"priority": priority_choices(partnership), "agency": list(leading.values_list("slug", "name"))}

    def apply(self, rows):
        rows = self.search(rows).filter(archived_at__isnull=self.chosen("state") != "archived")
        if code := self.chosen("priority"):
            rows = rows.filter(priority__code=code)
        if (slug := self.chosen("agency")) and rows.model is Action:
            rows = rows.filter(action_agencies__agency__slug=slug, action_agencies__role="lead")
        return rows


class BulkForm(PlanForm):
    kind = ""
    says_what_is_missing = True

    def change(self):
        return bulk.Change(kind=self.kind, **self.said())


class LeadOfficerForm(BulkForm):
    kind = bulk.LEAD_OFFICER
    lead_officer = One("Lead officer from now on", empty="Nobody named")

    def rows_for(self):
        return {"lead_officer": officers_of(self.partnership)}


class LeadAgencyForm(BulkForm):
    kind = bulk.LEAD_AGENCY
    agency = One(
        "Lead agency from now on", missing="Select the agency that leads from now on",
        help_text="It leads alone: agencies that lead with others now no longer do.",
    )  # fmt: skip

    def rows_for(self):
        return {"agency": agencies_of(self.partnership)}


class DueDateForm(BulkForm):
    kind = bulk.DUE_ON
    due_on = DateField(label="New due date of each", error_messages={"required": "Enter the new due date"})
    reason = box("Why the date moves", missing="Say why the date moves", help_text=REASON)


class LaterForm(BulkForm):
    kind = bulk.LATER
    weeks = forms.IntegerField(
        label="By how many weeks",
        min_value=1,
        max_value=bulk.MOST_WEEKS,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), f"Enter by how many weeks, from 1 to {bulk.MOST_WEEKS}"
        ),
    )
    reason = box("Why the dates move", missing="Say why the dates move", help_text=REASON)


class StatusForm(HowItGoes, BulkForm):
    kind = bulk.STATUS
    narrative = box(
        "What has happened", missing="Say what has happened",
        help_text="A status comes from an update: one with these words is sent for approval on each action.",
    )  # fmt: skip


class PriorityChangeForm(BulkForm):
    kind = bulk.PRIORITY
    priority = One("Priority from now on", missing="Select the priority that they serve from now on")

    def rows_for(self):
        return {"priority": self.partnership.priorities.order_by("strategy", "position")}


class MergeForm(BulkForm):
    kind = bulk.MERGE
    into = One(
        "Which one stands for all of them?", missing="Select the action that the others are merged into",
        help_text="The others are archived and point to it. They can still be read.",
    )  # fmt: skip
    reason = box("Why", help_text=REASON)

    def rows_for(self):
        return {"into": self.partnership.actions.current()}


FORMS = {
    form.kind: form
    for form in (
        LeadOfficerForm, LeadAgencyForm, DueDateForm, LaterForm, StatusForm, PriorityChangeForm, MergeForm,
    )
}  # fmt: skip
assert FORMS.keys() == KINDS.keys() == bulk.MAKE.keys(), "Every kind of change has a form and an operation."
