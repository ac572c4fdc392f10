"""The forms of board packs: what is in one, why there is an addendum, a council's own Word file."""

from dataclasses import dataclass

from django import forms

from actions.forms import Text
from actions.forms_meetings import Refusable
from actions.forms_plan import FIELD
from actions.models import Meeting, PaperTemplate
from actions.models.pack import Audience
from actions.operations.packs import REASON_LIMIT, TITLE_LIMIT, texts_of
from actions.packs import sections
from actions.packs.covers import BY_KEY, HEADINGS
from cdp import privacy, words
from cdp.forms import Radios
from cdp.privacy.forms import ChecksPersonalData

AUDIENCE_HINTS = {
    Audience.BOARD.value: "It holds what all members may see, whoever puts it together",
    Audience.PUBLIC.value: "It holds what everybody may see, and is read by everybody once it is released",
}


class ForItsAudience(ChecksPersonalData, Refusable):
    """What everybody will read is looked at harder than what the board reads."""

    is_public = False

    @property
    def public_texts(self):
        return tuple(texts_of({})) if self.is_public else ()

    @property
    def private_texts(self):
        return () if self.is_public else tuple(texts_of({}))


class MeetingChoice(forms.ModelChoiceField):
    def label_from_instance(self, meeting):
        return f"{words.day(meeting.held_on)}: {meeting.title}"


class PackForm(ForItsAudience):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    meeting = MeetingChoice(
        Meeting.objects.none(),
        label="Meeting that it is for",
        empty_label="Select one",
        error_messages={"required": "Select the meeting that the pack is for"},
    )
    title = Text(label="Title", max_length=TITLE_LIMIT, error_messages={"required": "Enter a title"})
    audience = forms.ChoiceField(
        label="Who is it for?",
        choices=Audience.choices,
        initial=Audience.BOARD,
        widget=Radios(hints=AUDIENCE_HINTS),
        error_messages={"required": "Select who the pack is for"},
    )
    is_restricted = forms.BooleanField(
        label="It is restricted",
        required=False,
        help_text="For texts that not every member is to read, such as about a contract. Its figures are those of any "
        "other pack. Every page says that it is restricted; who reads or downloads it proves who they are, and that is "
        "recorded. Only those who may freeze packs, or take out restricted figures, find it.",
    )
    sections = forms.MultipleChoiceField(
        label="Sections",
        help_text="They stand in the pack in this order. The page of the pack leads to where you change the order.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one section"},
    )
    template = forms.ModelChoiceField(
        PaperTemplate.objects.none(),
        label="Word template",
        required=False,
        empty_label="The plain one of this site",
        help_text="Its styles and page are taken for the Word file of the pack.",
    )
    reason = Text(
        label="What changed, and why is the board told?",
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what changed and why the board is told"},
    )

    def __init__(self, *args, partnership, pack=None, **options):
        super().__init__(*args, **options)
        self.is_public = (self.data if self.is_bound else self.initial).get("audience") == Audience.PUBLIC
        standing = partnership.meetings.filter(cancelled_at=None).order_by("-held_on", "-pk")
        self.fields["meeting"].queryset = standing
        self.order = sections.placed(sections.KINDS, self.initial.get("sections") or ())
        kinds = [sections.KINDS[key] for key in self.order]
        self.fields["sections"].choices = [(kind.key, f"{kind.title}. {kind.sentence}") for kind in kinds]
        templates = partnership.paper_templates.filter(archived_at=None).order_by("name")
        self.fields["template"].queryset = templates
        if not (pack and pack.addendum_to_id):
            del self.fields["reason"]
        for one in HEADINGS:
            self.fields[one.field] = Text(
                label=one.words,
                required=False,
                help_text=one.hint,
                # How long it may be is for the operation to say: a counter below each of thirteen boxes says nothing.
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def first_fields(self):
        names = ("reason", "meeting", "title", "audience", "is_restricted", "template", "sections")
        return [self[name] for name in names if name in self.fields]

    @property
    def cover_fields(self):
        return [self[one.field] for one in HEADINGS if not one.is_implication]

    @property
    def implication_fields(self):
        return [self[one.field] for one in HEADINGS if one.is_implication]

    @property
    def keep_field(self):
        return self[FIELD] if FIELD in self.fields else None

    @property
    def said(self):
        """What was said, as the operations take it."""
        told = {name: self.cleaned_data[name] for name in self.cleaned_data if name not in ("version", FIELD)}
        told["cover"] = {key: told.pop(BY_KEY[key].field, "") for key in BY_KEY}
        told["sections"] = [key for key in self.order if key in told["sections"]]
        return told

    def settled(self):
        """Texts that were confirmed once and come along unchanged are not asked about again."""
        before = {name: text for name, text in self.initial.items() if isinstance(text, str)}
        return {one.token for one in privacy.look(before)}


@dataclass(frozen=True)
class SectionRow:
    """A section as a row of a list that is put in order."""

    pk: str

    def __str__(self):
        return sections.of(self.pk).title


def rows_of(pack):
    return [SectionRow(key) for key in pack.sections if key in sections.KINDS]


def initial_of(pack):
    names = ("version", "meeting", "title", "audience", "is_restricted", "sections", "template", "reason")
    return {name: getattr(pack, name) for name in names} | cover_of(pack)


def cover_of(pack):
    return {one.field: pack.cover.get(one.key, "") for one in HEADINGS}


class AddendumForm(ForItsAudience):
    reason = Text(
        label="What changed, and why is the board told?",
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what changed and why the board is told"},
    )

    def __init__(self, *args, is_public=False, **options):
        super().__init__(*args, **options)
        self.is_public = is_public


class TemplateForm(Refusable):
    name = Text(label="Name", max_length=100, error_messages={"required": "Enter a name"})
    file = forms.FileField(
        label="Word file",
        help_text="A .docx or .dotx, 10 MB at most, without macros. Its styles, page size, headers and footers are "
        "taken; what stands in it goes.",
        error_messages={"required": "Select a Word file", "empty": "The selected file is empty"},
    )
