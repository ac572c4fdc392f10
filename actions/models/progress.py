from django.conf import settings
from django.db import models
from django.db.models import Q

from actions.models.action import REPORTABLE_STATUSES, Action, Confidence, DeliveryStatus
from partners.models import Agency


class ProgressUpdate(models.Model):
    """What a lead said about an action on a day; dated, signed and kept."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="updates")
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="progress_updates",
        help_text="The agency in whose name it was reported.",
    )  # fmt: skip
    delivery_status = models.CharField(max_length=20, choices=REPORTABLE_STATUSES)
    confidence = models.CharField(max_length=20, choices=Confidence)
    narrative = models.TextField()
    next_step = models.TextField(blank=True)
    blocker = models.TextField(blank=True)
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="progress_updates")

    class Meta:
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(delivery_status=DeliveryStatus.NOT_REPORTED.value) & ~Q(delivery_status=""),
                name="a_progress_update_has_a_status",
            ),
            models.CheckConstraint(
                condition=~Q(narrative=""),
                name="a_progress_update_says_something",
                violation_error_message="Say what happened since the last update.",
            ),
        ]

    def __str__(self):
        return f"{self.action.ref}, {self.reported_at:%d %B %Y}: {self.get_delivery_status_display()}"
