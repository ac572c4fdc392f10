"""The form of a report: what it is narrowed by, and where it is saved, its name, its schedule and for whom it is."""

import re

from django import forms

from actions.forms import Text
from actions.forms_meetings import Refusable
from actions.models import DeliveryStatus, Priority
from actions.models.report import Schedule
from actions.operations.reports import NAME_LIMIT, shareable_by
from actions.reports import filters as asking
from actions.reports import kinds
from cdp.forms import DateField, Radios
from indicators.models import Area
from partners.models import Partnership

NONE_TICKED = "None ticked: all of them."
SCHEDULE_HINT = "Made early in the morning, with what you may see then. You get an email with a link to it."


class Ticks(forms.MultipleChoiceField):
    """What may be asked is judged by the operation, which says in words what is wrong."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        super().__init__(required=False, **options)

    def valid_value(self, value):
        return True


class Codes(forms.CharField):
    widget = forms.Textarea

    def to_python(self, value):
        return [code for code in re.split(r"[\s,;]+", super().to_python(value)) if code]

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def has_changed(self, initial, data):
        return self.to_python(data) != (initial or [])


class ReportForm(Refusable):
    """`person` decides what there is to choose from; `kind` what is asked at all."""

    def __init__(self, *args, person, kind, report=None, is_kept=False, **options):
        super().__init__(*args, **options)
        self.kind, self.is_kept = kinds.of(kind), is_kept
        seen = Partnership.objects.visible_to(person).order_by("is_sample", "name")
        own = {one.pk for one in asking.own_partnerships(person)}
        seen = sorted(seen, key=lambda one: one.pk not in own)
        self._add_filters(seen, own, person)
        self._add_keeping(person)
        if report:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=report.version)

    def _add_filters(self, seen, own, person):
        known, fields = self.kind.filters, self.fields
        which = "your own" if len(own) < len(seen) else "all of them"
        fields["partnerships"] = Ticks(
            label="Partnerships",
            choices=[(one.slug, one.name) for one in seen],
            help_text=f"None ticked: {which}.",
        )
        asked = set(self._asked("partnerships"))
        chosen = [one for one in seen if one.slug in asked] or [one for one in seen if one.pk in own]
        if "priorities" in known:
            found = Priority.objects.filter(partnership__in=chosen).select_related("partnership")
            fields["priorities"] = Ticks(
                label="Priorities",
                choices=[(asking.priority_key(one), _priority(one, chosen)) for one in found.order_by(
                    "partnership__name", "position")],
                help_text=NONE_TICKED,
            )  # fmt: skip
        if "agencies" in known:
            found = asking.agencies_of(chosen).distinct().order_by("name")
            fields["agencies"] = Ticks(
                label="Agencies and providers",
                choices=[(one.slug, one.name) for one in found],
                help_text=f"That lead or support an action. {NONE_TICKED}",
            )
        if "status" in known:
            fields["status"] = Ticks(label="Delivery", choices=DeliveryStatus.choices, help_text=NONE_TICKED)
        if "areas" in known:
            found = Area.objects.filter(footprints__partnership__in=chosen).distinct().order_by("name")
            fields["areas"] = Ticks(
                label="Areas", choices=[(one.code, one.name) for one in found], help_text=NONE_TICKED
            )
        if "indicators" in known:
            fields["indicators"] = Codes(
                label="Indicators",
                required=False,
                help_text="Their codes, one on a line, as in the address of an indicator’s page. None: the measures of "
                "the strategies.",
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        if "from" in known:
            fields["from"] = DateField(label="First day", required=False, help_text=self.kind.period)
            fields["until"] = DateField(label="Last day", required=False)
        if "restricted" in known and asking.restricted_of(person).exists():
            fields["restricted"] = forms.BooleanField(
                label="With the figures that are withheld from others",
                required=False,
                help_text="Every page is marked with your name. You show who you are before you open it, and that is "
                "recorded.",
            )

    def _add_keeping(self, person):
        self.fields["name"] = Text(
            label="Name", required=False, max_length=NAME_LIMIT, help_text="Only needed to save the report."
        )
        self.fields["schedule"] = forms.ChoiceField(
            label="When is it made?", choices=Schedule.choices, required=False, initial="", widget=Radios,
            help_text=SCHEDULE_HINT,
        )  # fmt: skip
        self.fields["partnership"] = forms.ModelChoiceField(
            shareable_by(person).order_by("name"),
            label="Share it with the members of",
            required=False,
            empty_label="Nobody: it is mine alone",
            help_text="They can make it too, and each sees only what they may see themselves.",
            error_messages={"invalid_choice": "Select a partnership of which you are a member"},
        )

    def _asked(self, name):
        if self.is_bound:
            return self.data.getlist(name) if hasattr(self.data, "getlist") else self.data.get(name, ())
        return self.initial.get(name) or ()

    def _fields(self, names):
        return [self[name] for name in names if name in self.fields]

    @property
    def partnership_field(self):
        return self["partnerships"]

    @property
    def filter_fields(self):
        return self._fields([name for name in asking.LABELS if name != "partnerships"])

    @property
    def keeping_fields(self):
        return self._fields(("name", "schedule", "partnership"))

    @property
    def filters(self):
        return {name: self.cleaned_data[name] for name in asking.LABELS if self.cleaned_data.get(name)}

    @property
    def said(self):
        """What was said, as the operations take it."""
        told = {name: self.cleaned_data[name] for name in ("name", "schedule", "partnership")}
        return told | {"filters": self.filters}

    def typed(self):
        """As it stands in the form, without judging it: for the same form with other choices."""
        values = {}
        for name, field in self.fields.items():
            value = field.widget.value_from_datadict(self.data, self.files, name)
            values[name] = Codes(required=False).to_python(value or "") if isinstance(field, Codes) else value
        return values


def _priority(priority, chosen):
    place = f"{priority.partnership.short_name}: " if len(chosen) > 1 else ""
    return f"{place}{priority.code} {priority.title}"


def initial_of(report):
    return {"name": report.name, "schedule": report.schedule, "partnership": report.partnership_id, **report.filters}
