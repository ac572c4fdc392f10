"""The forms of a source: what is set about it, a new one, a file for it, what it means by a word, a review."""

import json
from pathlib import PurePath
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat

from cdp.forms import Radios
from indicators.models import Frequency, Publishing, Source, SourceKind
from indicators.operations.refresh.holding import MOST_MOVED_PERCENT
from indicators.sources.options import OptionsNotUnderstood, allowed, read_options

# Their figures come with a document, or are made up by the sample.
NOT_TO_BE_ADDED = (SourceKind.DOCUMENT, SourceKind.SAMPLE)
LONGEST_NOTE = 600
GROUPS = [
    ("Where it is and what is asked", ["location", "options"]),
    ("When it is refreshed", ["is_scheduled", "frequency"]),
    ("When what it brings is published", ["publishing", "move_limit", "gone_limit"]),
]
PUBLISHING_HINTS = {
    Publishing.AT_ONCE.value: "Nobody looks first. Every change is kept and can be taken back.",
    Publishing.UNLESS_UNUSUAL.value: "A run whose figures move or go missing beyond the limits below waits for you.",
    Publishing.AFTER_REVIEW.value: "Each run that changes anything waits for you.",
}


class OptionsField(forms.CharField):
    """JSON as it is typed; judged by the form, which knows the kind of source."""

    def __init__(self, **options):
        options = {
            "label": "What is asked of the source",
            "help_text": "In JSON. The names that this kind of source knows are listed below. {} asks for the usual.",
            "required": False,
            "strip": True,
            "widget": forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "cdp-typed"}),
        } | options
        super().__init__(**options)

    def prepare_value(self, value):
        return value if isinstance(value, str) else json.dumps(value or {}, ensure_ascii=False, indent=2)


class SourceForm(forms.Form):
    """What a new source and one that is there have in common: where it is and what is asked of it."""

    def judged_options(self, kind):
        try:
            return read_options(kind, self.cleaned_data.get("options", ""))
        except OptionsNotUnderstood as fault:
            for sentence in fault.sentences:
                self.add_error("options", sentence)
            return {}

    def judged_location(self, *, stands=""):
        """An address. A place on the server itself is an administrator's to give: any file there could be read."""
        location = self.cleaned_data.get("location", "")
        if not location or location == stands:
            return location
        try:
            parts = urlsplit(location)
            is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            is_address = False
        if not is_address:
            self.add_error(
                "location",
                "Location must be an address that begins with https:// or http://. For a file of your own, upload it; "
                "a file or a folder on the server is set by an administrator.",
            )
        return location


class SettingsForm(SourceForm):
    location = forms.CharField(
        max_length=Source._meta.get_field("location").max_length,
        required=False,
        help_text="The address that the figures are read from.",
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    options = OptionsField()
    is_scheduled = forms.BooleanField(label="Refresh it by itself, as often as set here", required=False)
    frequency = forms.ChoiceField(
        label="How often?",
        choices=Frequency.choices,
        widget=Radios(),
        error_messages={"required": "Select how often it is refreshed"},
    )
    publishing = forms.ChoiceField(
        label="When are its figures published?",
        choices=Publishing.choices,
        widget=Radios(hints=PUBLISHING_HINTS),
        error_messages={"required": "Select when its figures are published"},
    )
    move_limit = forms.FloatField(
        label="A figure has moved unusually when it differs by more than this many per cent",
        help_text=(
            "Of what it was: at 50, one that goes from 10 to over 15 or to below 5. "
            f"A run is unusual when more than {MOST_MOVED_PERCENT}% of its figures have."
        ),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "decimal"}),
        error_messages={
            "required": "Enter a limit for figures that move",
            "invalid": "The limit for figures that move must be a number of per cent, such as 50",
        },
    )
    gone_limit = forms.FloatField(
        label="A run is unusual when more than this many per cent of the figures are missing from it",
        help_text="From 0 to 100. Figures that are missing stay as last published until you take them out.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "decimal"}),
        error_messages={
            "required": "Enter a limit for figures that are missing",
            "invalid": "The limit for figures that are missing must be a number of per cent, such as 10",
        },
    )

    def __init__(self, *args, source, **rest):
        names = ("location", "options", "is_scheduled", "frequency", "publishing", "move_limit", "gone_limit")
        super().__init__(*args, initial={name: _whole(getattr(source, name)) for name in names}, **rest)
        self.source = source
        if not allowed(source.kind):
            # An empty box for options that there are none of would only ask for a mistake.
            del self.fields["options"]

    @property
    def groups(self):
        return [(legend, [name for name in names if name in self.fields]) for legend, names in GROUPS]

    def clean_move_limit(self):
        limit = self.cleaned_data["move_limit"]
        if not limit > 0:
            raise forms.ValidationError("The limit for figures that move must be above 0 per cent.")
        return limit

    def clean_gone_limit(self):
        limit = self.cleaned_data["gone_limit"]
        if not 0 <= limit <= 100:
            raise forms.ValidationError("The limit for figures that are missing must be from 0 to 100 per cent.")
        return limit

    def clean(self):
        if "options" in self.fields:
            self.cleaned_data["options"] = self.judged_options(self.source.kind)
        location = self.judged_location(stands=self.source.location)
        if self.cleaned_data.get("is_scheduled") and not location and "location" not in self.errors:
            self.add_error("location", "Give a location, or untick that it is refreshed by itself.")
        return self.cleaned_data


class AddSourceForm(SourceForm):
    name = forms.CharField(
        max_length=Source._meta.get_field("name").max_length,
        help_text="As people will read it beside the figures.",
        error_messages={"required": "Enter a name"},
    )
    kind = forms.ChoiceField(
        label="What kind of source is it?",
        choices=[choice for choice in SourceKind.choices if choice[0] not in NOT_TO_BE_ADDED],
        widget=Radios(),
        error_messages={"required": "Select a kind of source"},
    )
    location = forms.CharField(
        max_length=Source._meta.get_field("location").max_length,
        required=False,
        help_text="The address of the figures. Leave it empty for the usual one, or for files that you upload.",
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    licence = forms.CharField(
        max_length=Source._meta.get_field("licence").max_length,
        required=False,
        help_text="Such as Open Government Licence v3.0.",
    )
    rank = forms.IntegerField(
        min_value=1,
        max_value=32767,
        initial=50,
        help_text="Where several sources hold one figure, the lowest rank stands. Official sources have 10.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
        error_messages={
            "required": "Enter a rank",
            "invalid": "Rank must be a whole number, such as 50",
            "min_value": "Rank must be 1 or more",
            "max_value": "Rank must be %(limit_value)d or less",
        },
    )
    options = OptionsField(help_text="In JSON. {} asks for the usual, and can be changed later.", initial={})

    def clean(self):
        self.judged_location()
        if "kind" in self.cleaned_data:
            self.cleaned_data["options"] = self.judged_options(self.cleaned_data["kind"])
        return self.cleaned_data


class UploadForm(forms.Form):
    """`endings` are the ends of names that this source may be given."""

    file = forms.FileField(
        label="File",
        error_messages={
            "required": "Select a file",
            "empty": "The selected file is empty",
            "invalid": "The selected file did not arrive. Select it again",
        },
    )

    def __init__(self, *args, endings, **rest):
        super().__init__(*args, **rest)
        self.endings = endings
        self.fields["file"].widget.attrs["accept"] = ",".join(endings)
        self.fields["file"].help_text = f"{self.allowed}, up to {self.most}."

    @property
    def allowed(self):
        names = [ending.removeprefix(".").upper() for ending in self.endings]
        return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))

    @property
    def most(self):
        return filesizeformat(settings.SOURCE_UPLOAD_MAX_BYTES).replace("\xa0", " ").replace(".0 ", " ")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if PurePath(file.name).suffix.lower() not in self.endings:
            raise forms.ValidationError(f"The selected file must be a {self.allowed} file")
        if file.size > settings.SOURCE_UPLOAD_MAX_BYTES:
            raise forms.ValidationError(f"The selected file must be {self.most} or smaller")
        return file


class ReviewForm(forms.Form):
    """What is to become of a held run. `gone` is how many standing figures it no longer has."""

    decision = forms.ChoiceField(
        label="What is to become of this run?",
        choices=[("approve", "Publish it"), ("decline", "Decline it")],
        widget=Radios(hints={"decline": "The figures stay as they are. The run and its files are kept."}),
        error_messages={"required": "Select whether to publish or to decline this run"},
    )
    remove_gone = forms.BooleanField(required=False)
    note = forms.CharField(
        label="Why?",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Shown with the run to everybody who sees it.",
        error_messages={"max_length": "Why must be %(limit_value)d characters or fewer"},
    )

    def __init__(self, *args, gone, **rest):
        super().__init__(*args, **rest)
        if gone:
            figures = "figure that is" if gone == 1 else "figures that are"
            self.fields["remove_gone"].label = f"Also take out the {gone:,} {figures} gone from the source"
            self.fields["remove_gone"].help_text = "Otherwise they stay as last published."
        else:
            del self.fields["remove_gone"]

    def clean(self):
        if self.cleaned_data.get("decision") == "decline" and self.cleaned_data.get("remove_gone"):
            self.add_error("remove_gone", "A run that is declined takes nothing out. Untick this, or publish the run.")
        return self.cleaned_data


class TakeBackForm(forms.Form):
    note = forms.CharField(
        label="Why is it taken back?",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Shown with the run to everybody who sees it.",
        error_messages={
            "required": "Say why it is taken back",
            "max_length": "Why it is taken back must be %(limit_value)d characters or fewer",
        },
    )


def _whole(value):
    """50.0 as 50, for a box that somebody reads."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
