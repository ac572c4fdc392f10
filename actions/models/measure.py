from django.conf import settings
from django.db import models
from django.db.models import Q

from actions.models.action import Action
from actions.models.recommendation import Recommendation
from actions.models.strategy import Priority
from indicators.models import Series


class MeasureQuerySet(models.QuerySet):
    def current(self):
        """Archived ones are kept but never counted."""
        return self.filter(archived_at__isnull=True)


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
    archived_at = models.DateTimeField(null=True, blank=True)
    archived_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    archive_reason = models.TextField(blank=True)

    objects = MeasureQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True, archived_by__isnull=True, archive_reason="")
                | (Q(archived_at__isnull=False) & ~Q(archive_reason="")),
                name="an_archived_measure_says_why",
                violation_error_message="Say why the measure is archived.",
            ),
            # Archived ones too: what was reported for a measure is found in one place, once it is brought back.
            models.UniqueConstraint(fields=["priority", "series"], name="one_measure_per_priority_and_series"),
            models.UniqueConstraint(
                fields=["recommendation", "series"], name="one_measure_per_recommendation_and_series"
            ),
            models.UniqueConstraint(fields=["action", "series"], name="one_measure_per_action_and_series"),
        ]

    def __str__(self):
        return str(self.series)

    @property
    def owner_name(self):
        """Which of the three it belongs to."""
        return next(name for name in ("action", "recommendation", "priority") if getattr(self, f"{name}_id"))
