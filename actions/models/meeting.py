from django.db import models
from django.db.models import F, Q

from partners.models import Partnership


class Meeting(models.Model):
    """A meeting of a partnership's board."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="meetings")
    title = models.CharField(max_length=200, default="Board meeting")
    held_on = models.DateField()
    papers_due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["partnership", "held_on"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "held_on", "title"], name="one_meeting_per_day_and_title"),
            models.CheckConstraint(
                condition=Q(papers_due_on__isnull=True) | Q(papers_due_on__lte=F("held_on")),
                name="papers_are_due_before_the_meeting",
                violation_error_message="Papers cannot be due after the meeting.",
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.held_on:%d %B %Y}"
