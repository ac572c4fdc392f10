"""The forms of a progress update: to write it, and to decide on it."""

from django import forms
from django.core.validators import MaxLengthValidator

from actions.models import Confidence, DeliveryStatus, Evidence
from actions.models.action import REPORTABLE_STATUSES
from actions.operations.updates import said
from actions.operations.updates.evidence_files import ALLOWED, KINDS, MOST
from cdp import words
from cdp.forms import DateField, Radios
from cdp.privacy.forms import ChecksPersonalData

STATUS_HINTS = {
    DeliveryStatus.AT_RISK.value: "A date may slip",
    DeliveryStatus.LATE.value: "A date has slipped",
    DeliveryStatus.COMPLETE.value: "All of it is done",
}
MET, MOVED = "met", "moved"


class Text(forms.CharField):
    """A browser counts a line break once and sends it as two characters; the limit is the one it shows."""

    def to_python(self, value):
        return said.clean(super().to_python(value))


class Files(forms.ClearableFileInput):
    template_name = "django/forms/widgets/file.html"
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; what each is, is judged where it is kept."""

    widget = Files

    def clean(self, data, initial=None):
        return [each for each in (data if isinstance(data, list | tuple) else [data]) if each]


class HowItGoes(forms.Form):
    """The two questions that every update answers."""

    delivery_status = forms.ChoiceField(
        label="Is the work on track?",
        choices=REPORTABLE_STATUSES,
        widget=Radios(hints=STATUS_HINTS, shapes=True),
        error_messages={"required": "Select whether the work is on track"},
    )
    confidence = forms.ChoiceField(
        label="How confident are you?",
        choices=Confidence.choices,
        widget=Radios(shapes=True),
        error_messages={"required": "Select how confident you are"},
    )


class ProgressUpdateForm(ChecksPersonalData, HowItGoes):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    narrative = Text(
        max_length=said.LIMITS["narrative"],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One or two sentences, with numbers if you can. No names of people who use services.",
        error_messages={"max_length": "What happened must be %(limit_value)d characters or fewer"},
    )
    next_step = Text(
        label="What happens next?",
        max_length=said.LIMITS["next_step"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Next step must be %(limit_value)d characters or fewer"},
    )
    blocker = Text(
        label="Is anything in the way?",
        max_length=said.LIMITS["blocker"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The board sees this as a possible ask.",
        error_messages={"max_length": "What is in the way must be %(limit_value)d characters or fewer"},
    )

    def __init__(self, *args, milestones=(), measures=(), last=None, aim="", is_draft=False, **options):
        """`last` is what was approved last. As a draft it may be half said, and longer than what is sent."""
        super().__init__(*args, **options)
        question = f"What happened since {words.day(last.reported_at)}?" if last else "What has happened so far?"
        self.fields["narrative"].label = question
        self.fields["narrative"].error_messages["required"] = f"Say {question[0].lower()}{question[1:-1]}"
        self.fields["confidence"].label = f"How confident are you of {aim}?" if aim else "How confident are you?"
        self.milestones, self.measures, self.groups = list(milestones), list(measures), []
        for milestone in self.milestones:
            self._ask_of_milestone(milestone)
        for measure in self.measures:
            self._ask_of_measure(measure)
        self._ask_of_evidence()
        self.asks_to_keep = not is_draft
        self.last = last
        if is_draft:
            self._allow_half()

    def _ask_of_milestone(self, milestone):
        name = f"milestone-{milestone.pk}"
        choices = [("", "As planned"), (MET, "It is met"), (MOVED, "Its date moves")]
        self.fields[name] = forms.ChoiceField(
            label=f"Due {words.day(milestone.due_on)}", choices=choices, required=False, widget=Radios
        )
        self.fields[f"{name}-on"] = DateField(
            label="On which day", required=False, help_text="When it was met, or the new date."
        )
        self.fields[f"{name}-reason"] = Text(
            label="Why the date moves", required=False, max_length=said.REASON_LIMIT, widget=forms.TextInput
        )
        since = _archived_since(self.fields[name], milestone)
        self.groups.append((f"Milestone: {milestone.title}{since}", [name, f"{name}-on", f"{name}-reason"]))

    def _ask_of_measure(self, measure):
        name, indicator = f"figure-{measure.pk}", measure.series.indicator
        self.fields[f"{name}-period"] = Text(
            label="Period", required=False, max_length=60, help_text="Such as 2025/26 or June 2026."
        )
        self.fields[f"{name}-value"] = Text(
            label=f"Figure, {indicator.unit}" if indicator.unit else "Figure", required=False, max_length=30
        )
        self.fields[f"{name}-note"] = Text(label="Note", required=False, max_length=300)
        since = _archived_since(self.fields[f"{name}-period"], measure)
        self.groups.append((f"Measure: {measure.series}{since}", [f"{name}-period", f"{name}-value", f"{name}-note"]))

    def _ask_of_evidence(self):
        kinds = ",".join(f".{ending}" for ending in KINDS)
        self.fields["evidence_files"] = FilesField(
            label="Files",
            required=False,
            widget=Files(attrs={"accept": kinds}),
            help_text=f"{ALLOWED}; 20 MB each, {MOST} in all.",
        )
        self.fields["evidence_link"] = Text(label="A link", required=False)
        self.fields["evidence_title"] = Text(label="What it is", required=False, max_length=200)
        self.fields["evidence_strength"] = forms.ChoiceField(
            label="How strong it is",
            required=False,
            choices=Evidence.Strength.choices,
            initial=Evidence.Strength.DOCUMENT,
            widget=Radios,
        )
        names = ["evidence_files", "evidence_link", "evidence_title", "evidence_strength"]
        self.groups.append(("Evidence", names))

    def settled(self):
        return said.settled(self.last)

    @property
    def public_texts(self):
        """Whatever is approved can be read by everybody, or can once the partnership is published."""
        told = [name for name in self.fields if name.endswith(("-reason", "-note"))]
        return (*said.TEXTS, *told, "evidence_title")

    def _allow_half(self):
        for name in ("delivery_status", "confidence", "narrative"):
            self.fields[name].required = False
        for name in said.LIMITS:
            field = self.fields[name]
            field.validators = [one for one in field.validators if not isinstance(one, MaxLengthValidator)]

    def clean(self):
        cleaned = super().clean()
        for milestone in self.milestones:
            name = f"milestone-{milestone.pk}"
            word, on = cleaned.get(name), cleaned.get(f"{name}-on")
            if word and not on and f"{name}-on" not in self.errors:
                self.add_error(f"{name}-on", f"Enter the day for “{milestone.title}”")
            if word == MOVED and not cleaned.get(f"{name}-reason"):
                self.add_error(f"{name}-reason", f"Say why “{milestone.title}” is moved")
        for measure in self.measures:
            name = f"figure-{measure.pk}"
            period, value = cleaned.get(f"{name}-period"), cleaned.get(f"{name}-value")
            if bool(period) != bool(value):
                part = f"{name}-value" if period else f"{name}-period"
                what = "the figure" if period else "the period"
                self.add_error(part, f"Enter {what} for {measure.series.indicator.name}")
        return cleaned

    def said(self):
        """As the operations take it. What is only half there is left out, so that it stays as it was saved before."""
        cleaned = self.cleaned_data
        told = {name: cleaned[name] for name in said.WORDS if name in cleaned and name not in self.errors}
        if not self._faults("milestone-"):
            told["milestones"] = [self._of_milestone(each) for each in self.milestones]
        if not self._faults("figure-"):
            told["figures"] = [self._of_measure(each) for each in self.measures]
        return told

    def _faults(self, start):
        return any(name.startswith(start) for name in self.errors)

    def _of_milestone(self, milestone):
        name = f"milestone-{milestone.pk}"
        word, on = self.cleaned_data.get(name), self.cleaned_data.get(f"{name}-on")
        return {
            "milestone": milestone.pk,
            "met_on": on if word == MET else None,
            "moved_to": on if word == MOVED else None,
            "reason": self.cleaned_data.get(f"{name}-reason", "") if word else "",
        }

    def _of_measure(self, measure):
        parts = ("period", "value", "note")
        return {"measure": measure.pk} | {
            part: self.cleaned_data.get(f"figure-{measure.pk}-{part}", "") for part in parts
        }

    def refuse(self, errors):
        """Beside the fields what an operation says of them."""
        for name, sentence in errors.items():
            field = next((each for each in (name, f"{name}-value") if each in self.fields), None)
            self.add_error(field, sentence)


def _archived_since(field, part):
    """The end of the heading; and a hint what becomes of what is said of it."""
    if part.archived_at is None:
        return ""
    field.help_text = f"It no longer counts. What you say of it is kept. {field.help_text}".strip()
    return ", archived since"


def initial_of(update, words_of=None):
    """What the form shows of an update that is saved, or of the words that a new one begins with."""
    if update is None:
        return {"version": 0, **(words_of or {})}
    shown = {"version": update.version, **{name: getattr(update, name) for name in said.WORDS}}
    for word in update.milestones.all():
        name = f"milestone-{word.milestone_id}"
        shown |= {name: MET if word.met_on else MOVED, f"{name}-on": word.met_on or word.moved_to,
                  f"{name}-reason": word.reason}  # fmt: skip
    for figure in update.figures.all():
        name = f"figure-{figure.measure_id}"
        value = format(figure.value.normalize(), "f")
        shown |= {f"{name}-period": figure.period, f"{name}-value": value, f"{name}-note": figure.note}
    return shown


class SendBackForm(ChecksPersonalData, forms.Form):
    private_texts = ("reason",)

    reason = Text(
        label="What has to change before you can approve it?",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say what has to change before you can approve it",
            "max_length": "The reason must be %(limit_value)d characters or fewer",
        },
    )
