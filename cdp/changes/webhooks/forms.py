"""The form that makes a webhook."""

from django import forms

from cdp.changes import kinds
from cdp.changes.sight import is_kind
from cdp.changes.webhooks import addresses
from cdp.models import WebhookEndpoint


class WebhookForm(forms.Form):
    description = forms.CharField(
        label="Which system it is",
        max_length=WebhookEndpoint._meta.get_field("description").max_length,
        widget=forms.TextInput(attrs={"class": "govuk-!-width-two-thirds"}),
        help_text="And who looks after it. For example, the council’s data platform, Ada in digital services.",
        error_messages={
            "required": "Say which system it is",
            "max_length": "Which system it is must be %(limit_value)d characters or fewer",
        },
    )
    url = forms.CharField(
        label="Address to send to",
        max_length=addresses.LONGEST,
        widget=forms.TextInput(attrs={"class": "govuk-!-width-full", "inputmode": "url", "spellcheck": "false"}),
        help_text="It begins with https:// and can be reached from the internet.",
        error_messages={
            "required": "Enter the address to send to",
            "max_length": "The address must be %(limit_value)d characters or fewer",
        },
    )
    kinds = forms.CharField(
        label="Which changes",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line: a kind, such as action.changed, or the beginning of several, such as update. with its "
        "full stop. Leave it empty for all. The kinds are listed below.",
    )
    account = forms.ModelChoiceField(
        None,
        label="Tell it what this account may see",
        empty_label=None,
        help_text="A program’s account stays when people leave. Nothing is sent any more once the account may no "
        "longer read it.",
        error_messages={"required": "Choose an account", "invalid_choice": "Choose one of the accounts"},
    )

    def __init__(self, data=None, *, accounts, by):
        super().__init__(data, initial={"account": by})
        self.fields["account"].queryset = accounts
        mine = f"{by.name} (you)"
        self.fields["account"].label_from_instance = lambda person: mine if person == by else person.name

    def clean_url(self):
        try:
            return addresses.looked_up(self.cleaned_data["url"])
        except addresses.AddressRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean_kinds(self):
        wanted = self.cleaned_data["kinds"].split()
        if unknown := [kind for kind in wanted if not is_kind(kind)]:
            raise forms.ValidationError(f"There is no kind “{unknown[0][:60]}”. Use those listed below.")
        return wanted


def families():
    """(beginning, its kinds) of all kinds, for the list below the form."""
    found = {}
    for kind in kinds.all_kinds():
        found.setdefault(f"{kind.partition('.')[0]}.", []).append(kind)
    return list(found.items())
