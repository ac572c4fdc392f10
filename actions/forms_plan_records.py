"""The forms of recommendations, priorities, strategies and seats."""

from django import forms

from actions.forms_plan import One, PlanForm, Several, box, line
from actions.models import Recommendation
from actions.operations.plan.recommendations import partners_for
from actions.operations.plan.strategies import documents_for, successors_for
from cdp.forms import Radios
from indicators.models import NationalPriority, Outcome
from partners.models import Agency, AgencyKind, StakeholderCategory


class RecommendationForm(PlanForm):
    ref = line(
        "Number", missing="Enter the number of the recommendation, such as 14", width="govuk-input--width-10",
        help_text="As the document gives it. It is part of the recommendation’s address.",
    )  # fmt: skip
    title = box("What is recommended", missing="Enter what is recommended")
    evidence = box("The evidence for it")
    response = forms.ChoiceField(
        label="Response of the partnership", choices=Recommendation.Response.choices, required=False, widget=Radios
    )
    response_reason = box("Why", help_text="Needed where it is declined.")
    priority = One("Priority")
    outcome = One("Outcome of the national framework")
    partners = Several("Partners that it names")
    document = One("Document that it comes from")
    place = line("Place in the document", help_text="Such as page 12.")
    groups = [
        ("What the partnership says to it", ["response", "response_reason"]),
        ("Partners", ["partners"]),
        ("Where it comes from", ["document", "place"]),
    ]
    folded = ("Partners", "Where it comes from")

    def rows_for(self):
        return {
            "priority": self.partnership.priorities.order_by("strategy", "position"),
            "outcome": Outcome.objects.all(),
            "partners": partners_for(self.partnership, self.record),
            "document": self.partnership.documents.published(),
        }

    @classmethod
    def initial_of(cls, record):
        return super().initial_of(record) | {"partners": list(record.partners.all())}


class PriorityForm(PlanForm):
    strategy = One("Strategy", missing="Select the strategy that it belongs to")
    code = line(
        "Code", missing="Enter the code of the priority, such as 1", width="govuk-input--width-10",
        help_text="It is part of the priority’s address.",
    )  # fmt: skip
    title = line("Priority", missing="Enter the priority")
    national_priority = forms.ChoiceField(
        label="National priority that it serves",
        choices=NationalPriority.choices,
        widget=Radios,
        error_messages={"required": "Select the national priority that it serves"},
    )
    place = line("Place in the document", help_text="Such as page 12.")

    def rows_for(self):
        return {"strategy": self.partnership.strategies.all()}


class StrategyForm(PlanForm):
    title = line("Title", missing="Enter the title of the strategy")
    period = line("Period", help_text="The years it is for, as printed, such as 2024 to 2029.")
    document = One("Document in which it is written")
    successor = One(
        "Strategy that took its place", empty="None: it is in force",
        help_text="A strategy whose place another took stays as it was and can be read. Its open actions stay counted "
        "until they are given to priorities of the new one, or archived.",
    )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.record is None:
            del self.fields["successor"]

    def rows_for(self):
        rows = {"document": documents_for(self.partnership, self.record)}
        return rows | ({"successor": successors_for(self.record)} if self.record else {})


class SeatForm(PlanForm):
    stakeholder_category = One("Stakeholder category")
    note = box("Note")

    def rows_for(self):
        return {"stakeholder_category": StakeholderCategory.objects.filter(document__partnership=self.partnership)}


class NewSeatForm(SeatForm):
    agency = One("An agency that is known here", empty="A new one, named below")
    name = line("Name of a new agency", help_text="Agencies are shared by all partnerships: look in the list first.")
    kind = forms.ChoiceField(
        label="What kind of agency is the new one?", choices=[("", "Select one"), *AgencyKind.choices], required=False
    )
    field_order = ["version", "shown", "agency", "name", "kind", "stakeholder_category", "note"]

    def rows_for(self):
        seated = self.partnership.seats.values("agency")
        own = Agency.objects.filter(is_sample=self.partnership.is_sample).exclude(pk__in=seated)
        return super().rows_for() | {"agency": own}
