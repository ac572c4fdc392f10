"""What a partnership says about a figure, in words that hold places for the figure itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator

from indicators.models import Series
from partners.models import Partnership


class Commentary(models.Model):
    """The newest one stands; earlier ones stay. `said` is what its places were filled with when it was written."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="commentaries")
    series = models.ForeignKey(Series, models.PROTECT, related_name="+")
    text = models.TextField(help_text="With places such as {value}, {period}, {change}.")
    claim = models.CharField(
        max_length=20,
        blank=True,
        help_text="What the words say of the direction: better, worse, no_change; or nothing.",
    )
    said = models.JSONField(default=dict, help_text="{place: words}, and the verdicts of that day.")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="When its author was told that figures differ.")

    class Meta:
        ordering = ["partnership", "series", "-written_at"]
        verbose_name_plural = "commentaries"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "series"],
                condition=Q(replaced_at__isnull=True),
                name="one_commentary_stands_per_series",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="a_commentary_says_something"),
            models.CheckConstraint(
                condition=Q(claim__in=["", "better", "worse", "no_change"]),
                name="a_commentary_claims_what_can_be_checked",
            ),
        ]

    def __str__(self):
        return Truncator(self.text).chars(60)

    def get_absolute_url(self):
        return reverse("commentary", args=[self.partnership.slug, self.series_id])
