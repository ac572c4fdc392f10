from django.db import models

from indicators.models.series import Series
from partners.models import Person


class StepChange(models.Model):
    """A lasting change of a process that somebody vouches for: a control chart's limits are worked out anew from it."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="step_changes")
    starts_on = models.DateField(help_text="The first day of the first period after the change.")
    reason = models.TextField(help_text="What changed: a new service, a new way of counting.")
    marked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        ordering = ["series", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["series", "starts_on"], name="one_step_change_per_series_and_day"),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="a_step_change_says_why",
                violation_error_message="Say what changed.",
            ),
        ]

    def __str__(self):
        return f"{self.series}, from {self.starts_on:%d %B %Y}"
