from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from indicators.models import NationalPriority
from partners.models import Document, Partnership


class Strategy(models.Model):
    """What a partnership set out to do: its priorities, as its document gives them."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="strategies")
    document = models.OneToOneField(Document, models.CASCADE, null=True, blank=True, related_name="strategy")
    title = models.CharField(max_length=200)
    period = models.CharField(max_length=200, blank=True, help_text="The years it is for, as printed.")
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    version = models.PositiveIntegerField(default=1, help_text="Goes up with each change, so that two editors notice.")

    class Meta:
        ordering = ["partnership", "title"]
        verbose_name_plural = "strategies"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "title"], name="one_strategy_per_title"),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")), name="a_strategy_does_not_succeed_itself"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("strategy-record", args=[self.partnership.slug, self.pk])


class Priority(models.Model):
    """A priority of a strategy, tied to one of the national ones."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="priorities")
    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="priorities")
    code = models.CharField(max_length=30)
    title = models.CharField(max_length=300)
    national_priority = models.CharField(max_length=20, choices=NationalPriority)
    place = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["partnership", "position"]
        verbose_name_plural = "priorities"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "code"], name="one_priority_per_code"),
            models.UniqueConstraint(fields=["strategy", "position"], name="one_priority_per_position"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("priority", args=[self.partnership.slug, self.code])
