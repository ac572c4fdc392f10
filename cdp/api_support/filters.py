"""Filters that never guess: an unknown parameter or a value that cannot be is an error, not a longer list."""

import django_filters
from django import forms
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema_field

from cdp.api_support.problems import BadParameters, TooMuchAsked

PAGING = ("cursor", "page_size")
AS_OF = "as_of"
# Of one filter, and of a text. Whoever needs more takes a whole file and looks in that.
MOST_VALUES = 200
LONGEST_TEXT = 200
LARGEST = 2**63 - 1


def described(each, schema, text):
    """drf-spectacular takes a description from beside the type once the type is given by hand."""
    extend_schema_field({**schema, "description": text})(each)


class ByNumberField(django_filters.fields.ModelMultipleChoiceField):
    """A number that no database keeps is one that nothing has, and no fault of ours."""

    def _check_values(self, value):
        for each in value or ():
            if not (each.isascii() and each.isdigit() and int(each[:20]) <= LARGEST):
                message = self.error_messages["invalid_pk_value"]
                raise forms.ValidationError(message, code="invalid_pk_value", params={"pk": each})
        return super()._check_values(value)


class CodeFilter(django_filters.ModelMultipleChoiceFilter):
    """Rows that belong to one of these, each named by its code: ?area=E06000018&area=E06000052."""

    def __init__(self, *args, noun, see, to_field_name="code", type="string", help_text="", **kwargs):
        unknown = f"There is no {noun} “%({{}})s” that you may see. Those there are: {see}"
        messages = {"invalid_choice": unknown.format("value"), "invalid_pk_value": unknown.format("pk")}
        super().__init__(*args, to_field_name=to_field_name, distinct=False, error_messages=messages, **kwargs)
        values = {"minLength": 1, "maxLength": LONGEST_TEXT}
        if type == "integer":
            self.field_class, values = ByNumberField, {"minimum": 1, "maximum": LARGEST}
        text = f"{help_text} As listed at {see}. May be given several times."
        described(self, {"type": type, **values}, text.strip())

    def get_filter_predicate(self, v):
        return {self.field_name: v}


class WordFilter(django_filters.ChoiceFilter):
    """Rows with one of our own words, such as a delivery status."""

    def __init__(self, *args, choices, help_text, **kwargs):
        super().__init__(*args, choices=choices, empty_label=None, **kwargs)
        words = [key for key, _ in choices if key]
        described(self, {"type": "string", "enum": words}, help_text)


class TextFilter(django_filters.CharFilter):
    """Rows whose text is exactly this."""

    def __init__(self, *args, help_text, example="", **kwargs):
        super().__init__(*args, strip=False, max_length=LONGEST_TEXT, **kwargs)
        schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}
        described(self, schema | ({"examples": [example]} if example else {}), help_text)


class DayFilter(django_filters.DateFilter):
    def __init__(self, *args, help_text, **kwargs):
        super().__init__(*args, input_formats=["%Y-%m-%d"], **kwargs)
        described(self, {"type": "string", "format": "date", "examples": ["2026-03-31"]}, help_text)


class IdFilter(django_filters.NumberFilter):
    field_class = forms.IntegerField

    def __init__(self, *args, help_text, **kwargs):
        # PostgreSQL refuses a number that no id can be, with an error and not with an empty answer.
        super().__init__(*args, min_value=0, max_value=LARGEST, **kwargs)
        described(self, {"type": "integer", "minimum": 0, "maximum": LARGEST}, help_text)


class TrueFalseFilter(django_filters.ChoiceFilter):
    """django-filter's own takes any other word for "not asked"."""

    def __init__(self, *args, help_text, **kwargs):
        super().__init__(*args, choices=[("true", "true"), ("false", "false")], empty_label=None, **kwargs)
        described(self, {"type": "boolean"}, help_text)

    def filter(self, queryset, value):
        # With a method of its own, a filter is called by that name instead of this one.
        return self.get_method(queryset)(**{self.field_name: value == "true"}) if value else queryset


class StrictFilterBackend(DjangoFilterBackend):
    """django-filter's backend that names every parameter it does not know."""

    def filter_queryset(self, request, queryset, view):
        filterset_class = self.get_filterset_class(view, queryset)
        filters = filterset_class.base_filters if filterset_class and not view.detail else {}
        has_pages = not view.detail and not view.file_format
        more = view.parameters()
        check_parameters(request, filters, has_pages=has_pages, looks_back=view.looks_back, more=more)
        refuse_many(request, filters, view.basename)
        # To make the form of some filters takes longer than to read a page of rows.
        is_idle = (
            getattr(filterset_class, "is_idle_unasked", False) and not filters.keys() & request.query_params.keys()
        )
        if not filters or is_idle:
            return queryset
        filterset = self.get_filterset(request, queryset, view)
        if not filterset.is_valid():
            raise BadParameters(list(faults(filterset, request.query_params)))
        return filterset.qs


def check_parameters(request, filters, *, has_pages, looks_back=False, has_formats=True, more=()):
    allowed = [*filters, *more, *(PAGING if has_pages else ()), *([AS_OF] if looks_back else ())]
    allowed = sorted([*allowed, *(["format"] if has_formats else ())])
    errors = [(AS_OF, request.as_of_fault)] if looks_back and request.GET.get(AS_OF) and request.as_of_fault else []
    for name, values in request.query_params.lists():
        if name not in allowed:
            errors.append((name, f"There is no parameter “{name}” here. Allowed: {', '.join(allowed) or 'none'}."))
        elif "" in values:
            errors.append((name, "The value is empty. Give one, or leave the parameter out."))
        elif len(values) > 1 and not isinstance(filters.get(name), django_filters.MultipleChoiceFilter):
            errors.append((name, "This parameter can be given once only."))
    if errors:
        raise BadParameters(errors)


def refuse_many(request, filters, noun):
    """Each value of a filter has to be found, and is one more alternative for the database."""
    for name in filters:
        if (asked := len(request.query_params.getlist(name))) > MOST_VALUES:
            whole = f"/api/v1/{noun}.csv"
            said = f"At most {MOST_VALUES} values, and this has {asked}. Ask several times, or take the file {whole}."
            raise TooMuchAsked([(name, said)], limit=MOST_VALUES, asked=asked, instead=whole)


def faults(filterset, parameters):
    """(parameter, sentence) for each value that a filter refuses."""
    for name, messages in filterset.form.errors.items():
        field = filterset.form.fields.get(name)
        given = "”, “".join(parameters.getlist(name))
        if isinstance(field, forms.DateField):
            yield name, f"“{given}” is not a date. Write it as 2026-11-21."
        elif isinstance(field, forms.IntegerField):
            yield name, f"“{given}” is not a whole number."
        elif isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            words = ", ".join(str(key) for key, _ in field.choices if key)
            yield name, f"“{given}” is not allowed. Use one of: {words}."
        else:
            yield name, " ".join(messages)
