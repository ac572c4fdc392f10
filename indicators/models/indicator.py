from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from indicators.models.framework import FrameworkMetric, NationalPriority, Outcome
from indicators.statistics.comparison import Polarity


class ValueType(models.TextChoices):
    PROPORTION = "proportion", "Proportion"
    CRUDE_RATE = "crude_rate", "Crude rate"
    DIRECTLY_STANDARDISED_RATE = "directly_standardised_rate", "Directly standardised rate"
    RATE = "rate", "Rate, kind not stated"
    COUNT = "count", "Count"
    MEAN = "mean", "Mean"
    RATIO = "ratio", "Ratio"
    RANK = "rank", "Rank"
    MONEY = "money", "Money"
    CHANGE = "change", "Change"


class Scope(models.TextChoices):
    POPULATION = "population", "Population outcome"
    SERVICE = "service", "Service measure"
    SURVEY = "survey", "Survey finding"
    CONTEXT = "context", "Context"


class IndicatorPolarity(models.TextChoices):
    HIGHER_IS_BETTER = Polarity.HIGHER_IS_BETTER.value, "Higher is better"
    LOWER_IS_BETTER = Polarity.LOWER_IS_BETTER.value, "Lower is better"
    NOT_JUDGED = Polarity.NOT_JUDGED.value, "Not judged"


class Indicator(models.Model):
    """What is measured, defined once for all partnerships."""

    code = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    definition = models.TextField(blank=True)
    rationale = models.TextField(blank=True)
    unit = models.CharField(max_length=40)
    value_type = models.CharField(max_length=30, choices=ValueType)
    multiplier = models.PositiveIntegerField(default=1, help_text="100 for per cent, 100,000 for a rate per 100,000.")
    polarity = models.CharField(max_length=20, choices=IndicatorPolarity)
    scope = models.CharField(max_length=20, choices=Scope)
    national_priority = models.CharField(max_length=20, choices=NationalPriority, blank=True)
    outcome = models.ForeignKey(Outcome, models.PROTECT, null=True, blank=True, related_name="indicators")
    framework_metric = models.ForeignKey(
        FrameworkMetric, models.PROTECT, null=True, blank=True, related_name="indicators"
    )
    fingertips_id = models.PositiveIntegerField(null=True, blank=True, unique=True)
    source_body = models.CharField(max_length=200, blank=True)
    caveats = models.TextField(blank=True)
    # What is aimed at everywhere, as against the targets that one partnership sets in its measures.
    goal_lower = models.FloatField(null=True, blank=True, help_text="Worse on the one side of this; in the unit.")
    goal_upper = models.FloatField(null=True, blank=True, help_text="Better on the other side of this; in the unit.")
    goal_source = models.CharField(max_length=300, blank=True, help_text="Who set the goal, and where.")
    disclosure_rule = models.ForeignKey(
        "indicators.DisclosureRule", models.PROTECT, null=True, blank=True, related_name="indicators"
    )
    retired_on = models.DateField(null=True, blank=True, help_text="Indicators end; they are not deleted.")
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(multiplier__gt=0),
                name="indicator_multiplier_is_positive",
                violation_error_message="The multiplier must be above 0.",
            ),
            models.CheckConstraint(
                condition=Q(goal_lower__isnull=True) | Q(goal_upper__isnull=True) | Q(goal_lower__lte=F("goal_upper")),
                name="a_goal_has_its_lower_limit_first",
                violation_error_message="The lower limit of a goal cannot be above the upper one.",
            ),
            models.CheckConstraint(
                condition=Q(goal_lower__isnull=True, goal_upper__isnull=True, goal_source="")
                | (~Q(goal_lower__isnull=True, goal_upper__isnull=True) & ~Q(goal_source="")),
                name="a_goal_says_who_set_it",
                violation_error_message="A goal needs its source.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("indicator", args=[self.code])
