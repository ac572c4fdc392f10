"""The forms of the plan. Each asks; what is sound is judged where it is written, in actions/operations/plan."""

from django import forms
from django.forms.models import ModelChoiceIterator

from actions.forms import Text
from actions.models import Action
from actions.operations.plan import version_of
from actions.operations.plan.actions import agencies_of, officers_of, rows_of
from actions.operations.plan.parts import series_for
from cdp.forms import DateField
from cdp.privacy.forms import FIELD, ChecksPersonalData
from cdp.templatetags.govuk import field_groups


def line(label, *, missing="", help_text="", width=""):
    """A line of text; `missing` says what to enter where it may not be left empty."""
    return Text(
        label=label,
        required=bool(missing),
        help_text=help_text,
        widget=forms.TextInput(attrs={"class": width} if width else {}),
        error_messages={"required": missing} if missing else {},
    )


def box(label, *, missing="", help_text="", rows=3):
    return Text(
        label=label,
        required=bool(missing),
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing} if missing else {},
    )


# Of the form itself, and no answer.
NOT_SAID = ("version", "shown", FIELD)


class ReadOnce(ModelChoiceIterator):
    """The rows that can be chosen are asked for once by a form, and not again by each part of the page."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for row in self.queryset:
            yield self.choice(row)


class One(forms.ModelChoiceField):
    iterator = ReadOnce

    def __init__(self, label, *, missing="", empty="None", **options):
        messages = {"invalid_choice": missing or "Select one of the list"}
        super().__init__(
            queryset=Action.objects.none(),
            label=label,
            required=bool(missing),
            empty_label="Select one" if missing else empty,
            error_messages=messages | ({"required": missing} if missing else {}),
            **options,
        )

    def label_from_instance(self, row):
        return name_of(row)


class Several(forms.ModelMultipleChoiceField):
    iterator = ReadOnce

    def __init__(self, label, *, missing="", **options):
        super().__init__(
            queryset=Action.objects.none(),
            label=label,
            required=bool(missing),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": missing} if missing else {},
            **options,
        )

    def label_from_instance(self, row):
        return name_of(row)


def name_of(row):
    """Short enough for a list to choose from."""
    name = str(row)
    return name if len(name) <= 110 else f"{name[:109].rstrip()}…"


class PlanForm(ChecksPersonalData, forms.Form):
    """`record` is what is changed, None where it is new. `folded` are the groups that stand closed at first."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    # What the page showed, so that of two versions one knows which answers this person has touched.
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2_000)
    folded = ()
    # What is missing is said by the operation, together with all else that is wrong.
    says_what_is_missing = False
    # Whether two versions can be set side by side: not where all that is asked is why.
    compares = True

    def __init__(self, *args, partnership, by=None, record=None, **options):
        super().__init__(*args, **options)
        self.partnership, self.by, self.record = partnership, by, record
        for name, rows in self.rows_for().items():
            self.fields[name].queryset = rows

    def rows_for(self):
        """{field: records to choose from}"""
        return {}

    def full_clean(self):
        needed = [] if self.says_what_is_missing else [field for field in self.fields.values() if field.required]
        for field in needed:
            field.required = False
        super().full_clean()
        for field in needed:
            field.required = True

    @classmethod
    def initial_of(cls, record):
        return {"version": version_of(record)} | {
            name: getattr(record, name) for name in cls.base_fields if hasattr(record, name) and name != "version"
        }

    @property
    def public_texts(self):
        """The plan is read by everybody, or is once the partnership is published."""
        return tuple(name for name, field in self.fields.items() if isinstance(field, Text))

    def said(self):
        return {name: value for name, value in self.cleaned_data.items() if name not in NOT_SAID}

    @property
    def seen_version(self):
        return self.cleaned_data.get("version") or 0

    def refuse(self, errors):
        for name, sentence in errors.items():
            self.add_error(name if name in self.fields else None, sentence)

    @property
    def sections(self):
        """Its groups in their order, with what is chosen in those that stand closed."""
        for legend, fields in field_groups(self):
            is_folded = legend in self.folded
            yield {
                "legend": legend,
                "fields": fields,
                "is_folded": is_folded,
                "is_open": any(field.errors or (field.field.required and not field.value()) for field in fields),
                "chosen": ", ".join(filter(None, map(_chosen, fields))) if is_folded else "",
            }


def _chosen(field):
    """What is ticked in a group that stands closed, or how much."""
    if not isinstance(field.field, Several):
        return ""
    ticked = {str(key) for key in field.value() or []}
    names = [str(name) for key, name in field.field.choices if str(key) in ticked]
    return ", ".join(names) if sum(map(len, names)) <= 120 else str(len(names))


class ActionForm(PlanForm):
    ref = line(
        "Number", missing="Enter the number of the action, such as 1.2", width="govuk-input--width-10",
        help_text="As the plan gives it, such as 1.2. It is part of the action’s address.",
    )  # fmt: skip
    title = box("What is to be done", missing="Enter what is to be done")
    priority = One("Priority", missing="Select the priority that it serves")
    starts_on = DateField(label="Start date", required=False)
    due_on = DateField(label="Due date", required=False)
    lead_officer = One("Lead officer", empty="Nobody named yet", help_text="Somebody with a role in this partnership.")
    leads = Several(
        "Lead agencies", missing="Select at least one lead agency", help_text="Who answers for it. Select at least one."
    )
    supporting = Several("Supporting agencies", help_text="Who helps. None of those that lead.")
    recommendations = Several("Recommendations that it answers")
    document = One("Document that it comes from")
    place = line("Place in the document", help_text="Such as page 12.")
    note = box("Note")
    groups = [
        ("Lead agencies", ["leads"]),
        ("Supporting agencies", ["supporting"]),
        ("Recommendations", ["recommendations"]),
        ("Where it comes from", ["document", "place", "note"]),
    ]
    folded = ("Lead agencies", "Supporting agencies", "Recommendations", "Where it comes from")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.record and self.record.due_on:
            # A date that stands is moved with a reason, on a page of its own.
            del self.fields["due_on"]

    def rows_for(self):
        partnership, record = self.partnership, self.record
        agencies = agencies_of(partnership, record)
        recommendations = partnership.recommendations.current()
        if record:
            linked = record.recommendations.values("pk")
            recommendations = partnership.recommendations.filter(pk__in=linked) | recommendations
        return {
            "priority": partnership.priorities.order_by("strategy", "position"),
            "lead_officer": officers_of(partnership),
            "leads": agencies,
            "supporting": agencies,
            "recommendations": recommendations,
            "document": partnership.documents.published(),
        }

    @classmethod
    def initial_of(cls, record):
        links = {name: rows_of(record, name) for name in ("leads", "supporting", "recommendations")}
        return super().initial_of(record) | links


class PostponeForm(PlanForm):
    due_on = DateField(label="New due date", error_messages={"required": "Enter the new due date"})
    reason = box(
        "Why the date moves", missing="Say why the date moves", help_text="Everybody who reads the plan sees it."
    )


class ReasonForm(PlanForm):
    reason = box("Why", missing="Say why", help_text="It is kept with the record and shown on its page.")
    compares = False

    def __init__(self, *args, why="Say why", **options):
        super().__init__(*args, **options)
        self.fields["reason"].error_messages["required"] = why


class StandInForm(PlanForm):
    successor = One("Which one stands for it from now on?", missing="Select the one that stands for it")
    reason = box("Why", help_text="It is kept with the record and shown on its page.")
    compares = False

    def rows_for(self):
        rows = type(self.record).objects.current().filter(partnership=self.partnership)
        return {"successor": rows.exclude(pk=self.record.pk)}


class MilestoneForm(PlanForm):
    title = line("What is done by then", missing="Enter what is done by then")
    due_on = DateField(label="By when", error_messages={"required": "Enter the date by which it is done"})

    def __init__(self, *args, action=None, **options):
        super().__init__(*args, **options)
        if self.record:
            self.fields["done_on"] = DateField(
                label="Met on", required=False, help_text="Leave it empty while it is open."
            )
            self.fields["reason"] = box("Why the date moves", help_text="Needed where the date is another one.")

    @classmethod
    def initial_of(cls, record):
        return super().initial_of(record) | {"done_on": record.done_on}


class MeasureForm(PlanForm):
    series = One(
        "What is measured, and where", missing="Select what is measured, and where",
        help_text="Indicators that have figures for the areas of this partnership.",
    )  # fmt: skip
    baseline = line("Baseline", width="govuk-input--width-10")
    baseline_period = line("Period of the baseline", help_text="Such as 2024/25.", width="govuk-input--width-10")
    target = line("Target", width="govuk-input--width-10")
    target_on = DateField(label="To be met by", required=False)
    groups = [
        ("Where it stood at the beginning", ["baseline", "baseline_period"]),
        ("Where it should come to", ["target", "target_on"]),
    ]

    def rows_for(self):
        return {"series": series_for(self.partnership, self.by, self.record)}

    @classmethod
    def initial_of(cls, record):
        plain = {
            name: format(value.normalize(), "f") if (value := getattr(record, name)) is not None else ""
            for name in ("baseline", "target")
        }
        return super().initial_of(record) | plain
