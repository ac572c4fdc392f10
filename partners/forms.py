"""Who is asked in, given a role, granted or refused one."""

from django import forms

from cdp.forms import Radios
from cdp.privacy.forms import ChecksPersonalData
from partners.models import Agency, Partnership
from partners.roles import ROLES_OF_A_PARTNERSHIP, ROLES_OF_AN_AGENCY, in_words

LONGEST = 2_000
HINTS = {role.value: in_words(role) for role in ROLES_OF_A_PARTNERSHIP}
CHOOSE_AGENCY = "Choose the agency that this role acts for"


class Names(forms.ModelChoiceField):
    """Names of agencies without a query for each."""

    def label_from_instance(self, agency):
        return agency.name


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        choices=[(role.value, role.label) for role in ROLES_OF_A_PARTNERSHIP],
        widget=Radios(hints=HINTS),
        error_messages={"required": "Choose a role"},
    )
    agency = Names(
        queryset=Agency.objects.none(),
        required=False,
        empty_label="No agency",
        help_text="Lead officers and their deputies act for an agency. Board members may speak for one.",
        error_messages={"invalid_choice": "Choose an agency of this partnership"},
    )

    def __init__(self, *args, partnership, **options):
        super().__init__(*args, **options)
        self.fields["agency"].queryset = Agency.objects.filter(seats__partnership=partnership).order_by("name", "pk")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("role") in ROLES_OF_AN_AGENCY and not cleaned.get("agency") and "agency" not in self.errors:
            self.add_error("agency", CHOOSE_AGENCY)
        return cleaned


class InviteForm(RoleForm):
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        help_text="The link goes there. It works once and for a fortnight.",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Enter an email address",
            "invalid": "Enter an email address, such as name@example.org",
        },
    )
    name = forms.CharField(
        label="Full name",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter the person’s name"},
    )
    field_order = ["email", "name", "role", "agency"]


class AskForm(ChecksPersonalData, RoleForm):
    private_texts = ("why",)
    why = forms.CharField(
        label="Why do you need it?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Whoever leads the partnership reads this.",
        error_messages={"required": "Say why you need it"},
    )
    field_order = ["role", "agency", "why"]


class WhichPartnershipForm(forms.Form):
    """Sent by GET: of the partnership that is chosen the next form offers the agencies."""

    is_filter = True
    partnership = forms.ModelChoiceField(
        queryset=Partnership.objects.none(),
        to_field_name="slug",
        empty_label="Choose a partnership",
        error_messages={"required": "Choose a partnership", "invalid_choice": "Choose a partnership of the list"},
    )

    def __init__(self, *args, partnerships, **options):
        super().__init__(*args, **options)
        self.fields["partnership"].queryset = partnerships


class RefuseForm(ChecksPersonalData, forms.Form):
    private_texts = ("answer",)
    answer = forms.CharField(
        label="Why the request is refused",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The person is told this.",
        error_messages={"required": "Say why the request is refused"},
    )


class EndForm(ChecksPersonalData, forms.Form):
    private_texts = ("reason",)
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The person is told this, and it stands in the audit.",
    )


class LeaveForm(EndForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["reason"].label = "Why you leave"
        self.fields["reason"].help_text = "It stands in the audit, which those who lead the partnership read."


class NationalReaderForm(forms.Form):
    email = forms.EmailField(
        label="Email address of somebody who signs in here",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter an email address"},
    )


class PeopleFilter(forms.Form):
    is_filter = True
    role = forms.ChoiceField(required=False)
    agency = forms.ChoiceField(required=False)
    q = forms.CharField(label="Name or email address", required=False, max_length=100)

    def __init__(self, data, *, agencies):
        super().__init__(data)
        roles = [(role.value, role.label) for role in ROLES_OF_A_PARTNERSHIP]
        self.fields["role"].choices = [("", "All roles"), *roles]
        self.fields["agency"].choices = [("", "All agencies"), *agencies]

    def narrow(self, members):
        """A wrong value filters nothing."""
        if not self.is_valid():
            return members
        said = self.cleaned_data
        text = said["q"].casefold().strip()
        return [
            member
            for member in members
            if said["role"] in ("", *(role.role for role in member.roles))
            and said["agency"] in ("", *(role.agency.slug for role in member.roles if role.agency))
            and text in f"{member.person.name} {member.person.email}".casefold()
        ]
