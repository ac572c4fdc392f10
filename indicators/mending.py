"""Saying what a source means by a word of its own: the form, and what it takes for an answer."""

from difflib import SequenceMatcher

from django import forms
from django.db.models import Q

from indicators.models import AliasField, Area, AreaType, Indicator
from indicators.operations.run_notes import PASSED_OVER
from indicators.periods import Period, PeriodNotUnderstood
from indicators.sources.base import UNKNOWN_AREA, plain_name

SEXES = ("Persons", "Female", "Male")
LONGEST_AGE = 60
# How the column of such a text is called.
COLUMNS = {
    AliasField.SEX: {"sex", "gender"},
    AliasField.AGE: {"age"},
    AliasField.PERIOD: {"period", "year", "month", "quarter", "date"},
}
BESIDE_THE_POINT = {"name", "code", "label", "group", "band", "time", "reporting", "financial", "calendar", "c"}
# Areas offered while somebody types; a ward or a neighbourhood has to be named by its code.
NOT_OFFERED = (AreaType.WARD, AreaType.NEIGHBOUR_GROUP)
MOST_OFFERED = 600
MOST_NAMED = 6
MOST_COMPARED = 500


def field_of(*, reason, column, value):
    """Which of our words a rejected text stands in the place of; "" where no other word would mend the row."""
    if not value:
        return ""
    if reason.startswith(UNKNOWN_AREA):
        return AliasField.AREA.value
    if reason.startswith(PASSED_OVER):
        return AliasField.INDICATOR.value
    # "Age group" and "DATE_NAME", but not "Rate in the year ending June", under which a number is expected.
    said = set(column.casefold().replace("_", " ").split()) - BESIDE_THE_POINT
    return next((field.value for field, names in COLUMNS.items() if said and said <= names), "")


class MendForm(forms.Form):
    """One box, by what the text stands for. `said` is what save_alias takes."""

    def __init__(self, *args, field, text, **rest):
        super().__init__(*args, **rest)
        self.field = field
        self.fields["answer"] = getattr(self, f"_{field}_field")(f"What does “{text}” stand for?")
        if field == AliasField.AREA and (likely := near(text)):
            self.fields["answer"].help_text += f" Perhaps {' or '.join(likely)}."

    @property
    def said(self):
        answer = self.cleaned_data["answer"]
        return {self.field: answer} if self.field in ("area", "indicator") else {"value": answer}

    @property
    def offered(self):
        """(code, name) of areas, for the list below the box."""
        if self.field != AliasField.AREA:
            return []
        areas = Area.objects.filter(is_sample=False, valid_to=None).exclude(area_type__in=NOT_OFFERED)
        return areas.order_by("name", "code").values_list("code", "name")[:MOST_OFFERED]

    def clean_answer(self):
        answer = self.cleaned_data["answer"]
        judge = {AliasField.AREA: area_meant, AliasField.INDICATOR: _indicator, AliasField.PERIOD: _period}
        return judge.get(self.field, str)(answer)

    @staticmethod
    def _area_field(label):
        return forms.CharField(
            label=label,
            max_length=200,
            help_text="The name of an area, or its code where several areas have that name.",
            widget=forms.TextInput(attrs={"list": "areas", "autocomplete": "off", "spellcheck": "false"}),
            error_messages={"required": "Enter the name or the code of an area"},
        )

    @staticmethod
    def _indicator_field(label):
        indicators = Indicator.objects.order_by("name").values_list("code", "name")
        return forms.ChoiceField(
            label=label,
            choices=[("", "Select an indicator"), *indicators],
            error_messages={"required": "Select an indicator", "invalid_choice": "Select an indicator of the list"},
        )

    @staticmethod
    def _sex_field(label):
        return forms.ChoiceField(
            label=label,
            choices=[("", "Select a sex"), *((sex, sex) for sex in SEXES)],
            error_messages={"required": "Select a sex", "invalid_choice": "Select one of the list"},
        )

    @staticmethod
    def _age_field(label):
        return forms.CharField(
            label=label,
            max_length=LONGEST_AGE,
            required=False,
            help_text="Such as 18+, 15 to 24 or Under 18. Leave it empty for all ages.",
            widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        )

    @staticmethod
    def _period_field(label):
        return forms.CharField(
            label=label,
            max_length=60,
            help_text="Such as 2023, 2023/24, 2021 to 2023, Q1 2023/24 or March 2024.",
            widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
            error_messages={"required": "Enter a period"},
        )


def near(text, most=3):
    """Names and codes of areas that sound like this text, the likest first."""
    wanted = plain_name(text)
    words = wanted.split()
    found = Area.objects.filter(name__icontains=words[0], is_sample=False)[:MOST_COMPARED] if words else []
    likest = sorted(found, key=lambda area: -SequenceMatcher(None, wanted, plain_name(area.name)).ratio())
    return [f"{area.name} ({area.code})" for area in likest[:most]]


def area_meant(text):
    """The one area of this code or this name; a ValidationError says which there are where it is not one."""
    same = list(Area.objects.filter(Q(code__iexact=text) | Q(name__iexact=text))[: MOST_NAMED + 1])
    if not same:
        first = plain_name(text).split(" ")[0]
        close = Area.objects.filter(name__icontains=first).only("code", "name", "area_type")
        same = [area for area in close[:MOST_COMPARED] if plain_name(area.name) == plain_name(text)]
    if not same:
        if likely := near(text):
            raise forms.ValidationError(f"No area is called “{text}”. Near to it: {', '.join(likely)}.")
        raise forms.ValidationError(f"No area has the name or the code “{text}”. Codes look like E06000023.")
    exact = [area for area in same if area.code.casefold() == text.casefold()] or same
    if len(exact) > 1:
        named = ", ".join(f"{area.code} ({area.get_area_type_display()})" for area in exact[:MOST_NAMED])
        raise forms.ValidationError(f"Several areas are called “{text}”. Give the code of one of them: {named}.")
    return exact[0]


def _indicator(code):
    return Indicator.objects.get(code=code)


def _period(text):
    try:
        period = Period.parse(text)
    except PeriodNotUnderstood as error:
        raise forms.ValidationError(str(error)) from error
    if not period.is_bounded:
        raise forms.ValidationError("The period must have a first and a last day, such as 2023/24.")
    return text
