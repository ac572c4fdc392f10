from django.db import models
from django.db.models import Q

from actions.models.action import Action
from actions.models.recommendation import Recommendation
from actions.models.strategy import Priority
from indicators.models import Series


class Measure(models.Model):
    """How a priority, a recommendation or an action is to be measured: a series, a baseline, a target, a date."""

    priority = models.ForeignKey(Priority, models.CASCADE, null=True, blank=True, related_name="measures")
    recommendation = models.ForeignKey(Recommendation, models.CASCADE, null=True, blank=True, related_name="measures")
    action = models.ForeignKey(Action, models.CASCADE, null=True, blank=True, related_name="measures")
    series = models.ForeignKey(Series, models.PROTECT, related_name="measures")
    baseline = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    baseline_period = models.CharField(max_length=60, blank=True)
    target = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(priority__isnull=False, recommendation__isnull=True, action__isnull=True)
                | Q(priority__isnull=True, recommendation__isnull=False, action__isnull=True)
                | Q(priority__isnull=True, recommendation__isnull=True, action__isnull=False),
                name="a_measure_has_one_owner",
                violation_error_message="A measure belongs to one priority, one recommendation or one action.",
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=True, target_on__isnull=True)
                | Q(target__isnull=False, target_on__isnull=False),
                name="a_target_has_its_date",
                violation_error_message="A target needs the date by which it is to be met.",
            ),
            models.CheckConstraint(
                condition=Q(baseline__isnull=True, baseline_period="")
                | (Q(baseline__isnull=False) & ~Q(baseline_period="")),
                name="a_baseline_has_its_period",
                violation_error_message="A baseline needs its period.",
            ),
            models.UniqueConstraint(fields=["priority", "series"], name="one_measure_per_priority_and_series"),
            models.UniqueConstraint(
                fields=["recommendation", "series"], name="one_measure_per_recommendation_and_series"
            ),
            models.UniqueConstraint(fields=["action", "series"], name="one_measure_per_action_and_series"),
        ]

    def __str__(self):
        return str(self.series)
