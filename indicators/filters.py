"""Filters of the indicator lists and of the findings of data quality; sent by GET, so that an address keeps them."""

import datetime

from django import forms
from django.db.models import Q
from django.utils import timezone

from indicators.models import Area, FrameworkMetric, Indicator, NationalPriority, Outcome, Scope, Source
from indicators.rules.quality import RULES

METRICS = [
    ("", "Any or none"),
    ("any", "Any framework metric"),
    (FrameworkMetric.Level.HEADLINE.value, "Headline metrics"),
    (FrameworkMetric.Level.SUPPORTING.value, "Supporting metrics"),
]


class DayInput(forms.DateInput):
    """The browser's own date box: small enough for a row of filters, and the address carries one ISO date."""

    input_type = "date"

    def format_value(self, value):
        return value.isoformat() if isinstance(value, datetime.date) else value


def _all(choices, words="All"):
    return [("", words), *choices]


class IndicatorFilter(forms.Form):
    """What the scorecard and the list of indicators have in common."""

    is_filter = True

    q = forms.CharField(label="Words in the name", required=False, max_length=100)
    scope = forms.ChoiceField(label="Kind", required=False, choices=_all(Scope.choices))
    priority = forms.ChoiceField(label="National priority", required=False, choices=_all(NationalPriority.choices))
    outcome = forms.ChoiceField(label="National outcome", required=False)
    metric = forms.ChoiceField(label="Framework metric", required=False, choices=METRICS)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Read once a form: as a callable the six outcomes would be asked for at each step of drawing.
        self.fields["outcome"].choices = _all(Outcome.objects.values_list("code", "name"))

    def condition(self, prefix=""):
        """The chosen filters as one condition on an indicator, or on what leads to one by `prefix`."""
        chosen = self.cleaned_data
        pairs = {
            "scope": chosen["scope"],
            "national_priority": chosen["priority"],
            "outcome__code": chosen["outcome"],
            "source_body": chosen.get("source", ""),
        }
        condition = Q(**{f"{prefix}{name}": value for name, value in pairs.items() if value})
        for word in chosen["q"].split():
            condition &= Q(**{f"{prefix}name__icontains": word})
        if chosen["metric"] == "any":
            condition &= Q(**{f"{prefix}framework_metric__isnull": False})
        elif chosen["metric"]:
            condition &= Q(**{f"{prefix}framework_metric__level": chosen["metric"]})
        return condition


class IndicatorListFilter(IndicatorFilter):
    source = forms.ChoiceField(label="Source body", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        bodies = Indicator.objects.exclude(source_body="").order_by("source_body").values_list("source_body", flat=True)
        self.fields["source"].choices = _all([(body, body) for body in bodies.distinct()])


class FindingFilter(forms.Form):
    """What the findings of data quality are narrowed by: only what there are findings of."""

    is_filter = True

    rule = forms.ChoiceField(label="Rule", required=False)
    source = forms.ChoiceField(label="Source", required=False)
    indicator = forms.CharField(label="Indicator, by name or code", required=False, max_length=200)

    def __init__(self, *args, findings, **kwargs):
        super().__init__(*args, **kwargs)
        known = findings.order_by().values_list("rule", "source__slug", "source__name").distinct()
        rules, sources = {rule for rule, _, _ in known}, {(slug, name) for _, slug, name in known}
        self.fields["rule"].choices = _all([(rule.id, rule.title) for rule in RULES if rule.id in rules])
        self.fields["source"].choices = _all(sorted(sources, key=lambda one: one[1]))

    def pairs(self):
        """The chosen filters as conditions on findings."""
        paths = {"rule": "rule", "source": "source__slug", "indicator": "indicator__in"}
        chosen = {path: self.cleaned_data[name] for name, path in paths.items() if self.cleaned_data[name]}
        if text := chosen.get("indicator__in"):
            chosen["indicator__in"] = indicators_meant(text)
        return chosen


class RevisionFilter(forms.Form):
    """What changed figures are narrowed by. What there is to choose is all that is known: to look which of it has been
    changed would mean to read millions of changes. Indicators and areas are so many that they are typed.
    """

    is_filter = True

    source = forms.ChoiceField(label="Source", required=False)
    indicator = forms.CharField(label="Indicator, by name or code", required=False, max_length=200)
    area = forms.CharField(label="Area, by name or code", required=False, max_length=100)
    since = forms.DateField(label="Changed on or after", required=False, widget=DayInput, input_formats=["%Y-%m-%d"])
    until = forms.DateField(label="Changed on or before", required=False, widget=DayInput, input_formats=["%Y-%m-%d"])

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        sources = Source.objects.visible_to(user).order_by("name").values_list("slug", "name")
        self.fields["source"].choices = _all(list(sources))

    def condition(self):
        """The chosen filters as one condition on superseded figures."""
        chosen = self.cleaned_data
        condition = Q(source__slug=chosen["source"]) if chosen["source"] else Q()
        if chosen["indicator"]:
            condition &= Q(series__indicator__in=indicators_meant(chosen["indicator"]))
        if chosen["area"]:
            areas = Area.objects.filter(Q(code__iexact=chosen["area"]) | Q(name__icontains=chosen["area"]))
            condition &= Q(series__area__in=areas.order_by().values("pk"))
        if chosen["since"]:
            condition &= Q(known_until__gte=_midnight(chosen["since"]))
        if chosen["until"]:
            condition &= Q(known_until__lt=_midnight(chosen["until"] + datetime.timedelta(days=1)))
        return condition


def indicators_meant(text):
    """The ids of the indicator of this code; where there is none, of those with all of these words in the name."""
    ids = Indicator.objects.order_by().values_list("pk", flat=True)
    named = Q(*(Q(name__icontains=word) for word in text.split()))
    return list(ids.filter(code__iexact=text)) or list(ids.filter(named))


def _midnight(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
