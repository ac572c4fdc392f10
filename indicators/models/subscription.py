from django.db import models

from indicators.models.source import Refresh, Source
from partners.models import Person


class Subscription(models.Model):
    """A person who wants to hear when the figures of a source change, wait for review, or fail to come."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="subscriptions")
    source = models.ForeignKey(Source, models.CASCADE, related_name="subscriptions")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["person", "source"]
        constraints = [
            models.UniqueConstraint(fields=["person", "source"], name="one_subscription_per_person_and_source")
        ]

    def __str__(self):
        return f"{self.person} follows {self.source}"


class Notice(models.Model):
    """That a person is told of a run: written before the email goes, so that nobody is told twice."""

    class Kind(models.TextChoices):
        CHANGED = "changed", "Figures changed"
        HELD = "held", "Waits for review"
        FAILED = "failed", "Failed"

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    refresh = models.ForeignKey(Refresh, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When the email went out; empty while it has not.")

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "refresh", "kind"], name="one_notice_per_person_refresh_and_kind"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.refresh}"
