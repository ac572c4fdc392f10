"""Filters of the indicator lists and of the findings of data quality; sent by GET, so that an address keeps them."""

from django import forms
from django.db.models import Q

from indicators.models import FrameworkMetric, Indicator, NationalPriority, Outcome, Scope
from indicators.rules.quality import RULES

METRICS = [
    ("", "Any or none"),
    ("any", "Any framework metric"),
    (FrameworkMetric.Level.HEADLINE.value, "Headline metrics"),
    (FrameworkMetric.Level.SUPPORTING.value, "Supporting metrics"),
]


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
    indicator = forms.ChoiceField(label="Indicator", required=False)

    def __init__(self, *args, findings, **kwargs):
        super().__init__(*args, **kwargs)
        known = findings.order_by().values_list("rule", "source__slug", "source__name").distinct()
        rules, sources = {rule for rule, _, _ in known}, {(slug, name) for _, slug, name in known}
        indicators = findings.order_by("indicator__name").values_list("indicator__code", "indicator__name").distinct()
        self.fields["rule"].choices = _all([(rule.id, rule.title) for rule in RULES if rule.id in rules])
        self.fields["source"].choices = _all(sorted(sources, key=lambda one: one[1]))
        self.fields["indicator"].choices = _all(list(indicators))

    def pairs(self):
        """The chosen filters as conditions on findings."""
        paths = {"rule": "rule", "source": "source__slug", "indicator": "indicator__code"}
        return {path: self.cleaned_data[name] for name, path in paths.items() if self.cleaned_data[name]}
