"""How every form is drawn: as GOV.UK forms, through Django's own renderer. A form says what, never how.

A form class may say two things about its looks:
    groups = [("Legend", ["first", "second"])]   fields drawn together in a fieldset; the others follow in their order
    is_filter = True                             no "(optional)" beside each label
A widget may be `Radios(hints={value: text}, shapes=True)`, and a date is asked for by `DateField`.
"""

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

from cdp import marks

# Django's widgets that need markup of their own; the admin has its own templates and stays as it is.
TEMPLATES = {
    "django/forms/widgets/radio.html": "govuk/widgets/radios.html",
    "django/forms/widgets/checkbox_select.html": "govuk/widgets/checkboxes.html",
    "django/forms/widgets/checkbox.html": "govuk/widgets/checkbox.html",
    "django/forms/widgets/select.html": "govuk/widgets/select.html",
}
UNSTYLED = (forms.HiddenInput, forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)


class GovukBoundField(BoundField):
    def as_widget(self, widget=None, attrs=None, only_initial=False):
        widget = widget or self.field.widget
        given = {**widget.attrs, **(attrs or {})}
        if component := self.component(widget):
            error = f"{component}--error" if self.errors else ""
            given["class"] = " ".join(name for name in (component, error, given.get("class", "")) if name)
            if self.is_counted:
                given["class"] += " govuk-js-character-count"
        return super().as_widget(widget, given, only_initial)

    def build_widget_attrs(self, attrs, widget=None):
        """Without `required`: the browser's own bubbles would hide our errors, which say more and can be read again."""
        return {key: text for key, text in super().build_widget_attrs(attrs, widget).items() if key != "required"}

    def component(self, widget):
        if isinstance(widget, UNSTYLED):
            return ""
        if isinstance(widget, forms.Textarea):
            return "govuk-textarea"
        if isinstance(widget, forms.Select):
            return "govuk-select"
        return "govuk-file-upload" if isinstance(widget, forms.FileInput) else "govuk-input"

    @property
    def aria_describedby(self):
        described = super().aria_describedby or ""
        counter = f"{self.auto_id}-info" if self.is_counted else ""
        return " ".join(name for name in (counter, described) if name)

    @property
    def is_counted(self):
        return isinstance(self.field.widget, forms.Textarea) and bool(self.limit)

    @property
    def limit(self):
        return self.field.widget.attrs.get("maxlength")

    @property
    def first_id(self):
        """Where the error summary leads: the first box of several."""
        widget = self.field.widget
        if isinstance(widget, DateBoxes):
            return f"{self.auto_id}-day"
        if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
            return f"{self.auto_id}_0"
        return self.id_for_label

    @property
    def is_single_checkbox(self):
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def says_optional(self):
        return not (self.field.required or self.is_single_checkbox or getattr(self.form, "is_filter", False))


class GovukRenderer(TemplatesSetting):
    form_template_name = "govuk/form.html"
    field_template_name = "govuk/field.html"
    bound_field_class = GovukBoundField

    def get_template(self, template_name):
        return super().get_template(TEMPLATES.get(template_name, template_name))


class Radios(forms.RadioSelect):
    """Radios whose choices may carry a hint and the shape of the status that they stand for."""

    def __init__(self, attrs=None, choices=(), *, hints=None, shapes=False):
        super().__init__(attrs, choices)
        self.hints, self.shapes = hints or {}, shapes

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        option["shape"] = marks.shape(value) if self.shapes and value else ""
        return option


class DateBoxes(forms.MultiWidget):
    """Day, month and year in three boxes, handed on as one text so that the field judges it in its own words."""

    template_name = "govuk/widgets/date.html"
    use_fieldset = True
    PARTS = (("day", "Day", 2), ("month", "Month", 2), ("year", "Year", 4))

    def __init__(self, attrs=None):
        super().__init__([forms.TextInput] * 3, attrs)

    def decompress(self, value):
        if not value:
            return ["", "", ""]
        if hasattr(value, "year"):
            return [value.day, value.month, value.year]
        return [*reversed(f"{value}--".split("-")[:3])]

    def _typed(self, data, name):
        return [data.get(f"{name}-{part}", "").strip() for part, *_ in self.PARTS]

    def value_from_datadict(self, data, files, name):
        typed = self._typed(data, name)
        return "-".join(reversed(typed)) if any(typed) else ""

    def value_omitted_from_data(self, data, files, name):
        return not any(f"{name}-{part}" in data for part, *_ in self.PARTS)

    def get_context(self, name, value, attrs):
        context = forms.Widget.get_context(self, name, value, attrs)
        typed = self.decompress(value)
        key = context["widget"]["attrs"].get("id", name)
        context["boxes"] = [
            {"name": f"{name}-{part}", "id": f"{key}-{part}", "label": label, "size": size, "value": text}
            for (part, label, size), text in zip(self.PARTS, typed, strict=True)
        ]
        context["has_error"] = bool(context["widget"]["attrs"].get("aria-invalid"))
        return context


class DateField(forms.DateField):
    widget = DateBoxes
    default_error_messages = {"invalid": "Enter a real date, such as 31 3 2027", "required": "Enter a date"}

    def __init__(self, **options):
        super().__init__(input_formats=["%Y-%m-%d"], **options)
