"""The forms of the page on which links and sites are managed."""

import datetime

from django import forms
from django.utils import timezone

from actions.models import EmbedSite, SharedLink
from actions.operations.sharing import MOST_DAYS
from actions.shared.pages import LONGEST, NAMED, NotShareable, path_of
from cdp.forms import DateField

USUAL_DAYS = 14


class ShareForm(forms.Form):
    path = forms.CharField(
        label="Address of the page",
        max_length=2 * LONGEST,
        widget=forms.TextInput(attrs={"class": "govuk-!-width-two-thirds"}),
        help_text=f"Copy it from the address bar, with its filters. One of these pages: {NAMED}.",
        error_messages={
            "required": "Enter the address of the page",
            "max_length": "The address must be %(limit_value)d characters or fewer",
        },
    )
    label = forms.CharField(
        label="For whom or what",
        max_length=SharedLink._meta.get_field("label").max_length,
        widget=forms.TextInput(attrs={"class": "govuk-!-width-one-half"}),
        help_text="For example, scrutiny committee, January. Whoever opens the link does not see it.",
        error_messages={
            "required": "Say for whom or what the link is",
            "max_length": "For whom or what must be %(limit_value)d characters or fewer",
        },
    )
    last_day = DateField(
        label="Last day on which it works", help_text=f"At most {MOST_DAYS} days from now. For example, 31 3 2027."
    )

    def __init__(self, data=None, *, partnership, path=""):
        self.partnership = partnership
        last_day = timezone.localdate() + datetime.timedelta(days=USUAL_DAYS)
        super().__init__(data, initial={"path": path, "last_day": last_day})

    def clean_path(self):
        try:
            return path_of(self.cleaned_data["path"], self.partnership)
        except NotShareable as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean_last_day(self):
        last_day, today = self.cleaned_data["last_day"], timezone.localdate()
        if not today <= last_day <= today + datetime.timedelta(days=MOST_DAYS):
            raise forms.ValidationError(f"Enter a date from today to {MOST_DAYS} days from now")
        return last_day


class SiteForm(forms.Form):
    origin = forms.CharField(
        label="Beginning of the site’s address",
        max_length=EmbedSite._meta.get_field("origin").max_length,
        widget=forms.TextInput(attrs={"class": "govuk-!-width-one-half"}),
        help_text="For example, https://www.example.gov.uk, with no path.",
        error_messages={"required": "Enter the beginning of the site’s address"},
    )
