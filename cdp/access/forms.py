"""The forms of tokens and programs. What is judged by an operation is not judged here again."""

from django import forms

from cdp.access.personal import MOST_DAYS
from cdp.access.scopes import meant_for_roles
from cdp.forms import Radios
from cdp.models import ApiClient, PersonalToken, Scope
from partners.forms import CHOOSE_AGENCY, HINTS, Names
from partners.models import Agency
from partners.roles import ROLES_OF_AN_AGENCY, Role

DAYS = {"7": "7 days", "30": "30 days", "90": "90 days", "180": "180 days", str(MOST_DAYS): "A year"}
SCOPE_LABEL = "What it may do"


class ScopesField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        messages = {
            "required": "Choose at least one thing that it may do",
            "invalid_choice": "Choose from the list what it may do",
        }
        super().__init__(label=SCOPE_LABEL, error_messages=messages, **options)

    def offer(self, scopes):
        self.choices = [(scope.value, f"{scope.label} ({scope.value})") for scope in scopes]


class TokenForm(forms.Form):
    name = forms.CharField(
        label="What it is for",
        max_length=PersonalToken._meta.get_field("name").max_length,
        help_text="In your own words, such as Power BI on my laptop.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Say what the token is for"},
    )
    scopes = ScopesField(help_text="Choose the scopes that it needs. It can never do more than you may yourself.")
    days = forms.ChoiceField(
        label="How long it works",
        choices=list(DAYS.items()),
        widget=Radios(),
        error_messages={"required": "Choose how long it works"},
    )

    def __init__(self, data=None, *, scopes):
        super().__init__(data, initial={"scopes": [Scope.READ.value], "days": "90"})
        self.fields["scopes"].offer(scopes)

    def clean_days(self):
        return int(self.cleaned_data["days"])


class ChangeClientForm(forms.Form):
    purpose = forms.CharField(
        label="Which system it is, and who looks after it",
        max_length=ApiClient._meta.get_field("purpose").max_length,
        help_text="For example, the county’s data platform; Data and Insight look after it.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say which system it is, and who looks after it"},
    )
    scopes = ScopesField(help_text="Choose the scopes that it needs, of those that its role allows.")

    def __init__(self, data=None, *, scopes, **options):
        super().__init__(data, **options)
        self.fields["scopes"].offer(scopes)


class ClientForm(ChangeClientForm):
    name = forms.CharField(
        max_length=ApiClient._meta.get_field("name").max_length,
        help_text="It stands beside everything that the program writes.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter a name"},
    )
    role = forms.ChoiceField(
        widget=Radios(hints=HINTS),
        help_text="The program sees and does what somebody with this role may. Choose the least that will do.",
        error_messages={"required": "Choose a role", "invalid_choice": "Choose a role of the list"},
    )
    agency = Names(
        queryset=Agency.objects.none(),
        required=False,
        empty_label="No agency",
        help_text="Lead officers and their deputies act for an agency.",
        error_messages={"invalid_choice": "Choose an agency of this partnership"},
    )
    field_order = ["name", "purpose", "role", "agency", "scopes"]

    def __init__(self, data=None, *, partnership, roles):
        super().__init__(data, scopes=meant_for_roles(roles), initial={"role": "reader", "scopes": [Scope.READ.value]})
        self.partnership = partnership
        # The table of roles begins with whoever may do most; here the least is wanted.
        self.fields["role"].choices = [(role.value, role.label) for role in reversed(roles)]
        self.fields["agency"].queryset = Agency.objects.filter(seats__partnership=partnership).order_by("name", "pk")

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        if self.partnership.api_clients.filter(name=name, revoked_at=None).exists():
            raise forms.ValidationError("There is a program of this name already. Choose another name")
        return name

    def clean(self):
        cleaned = super().clean()
        role, scopes = cleaned.get("role"), cleaned.get("scopes")
        if role in ROLES_OF_AN_AGENCY and not cleaned.get("agency") and "agency" not in self.errors:
            self.add_error("agency", CHOOSE_AGENCY)
        if role and scopes:
            idle = [Scope(scope) for scope in scopes if scope not in meant_for_roles([role])]
            if idle:
                words = ", ".join(scope.value for scope in idle)
                self.add_error("scopes", f"A {Role(role).label.lower()} cannot make use of {words}. Take it out")
        return cleaned
