from django.db import models

from indicators.models.series import Series
from indicators.models.source import Refresh, Source


class PublishedJudgement(models.Model):
    """What a source says itself of the newest figure of a series: kept beside what we say, and never used for it."""

    # One a series, so that each check and each index more would be paid for by the load; the key below finds a series.
    series = models.ForeignKey(
        Series, models.CASCADE, related_name="published_judgements", db_constraint=False, db_index=False
    )
    source = models.ForeignKey(Source, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    refresh = models.ForeignKey(Refresh, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    period = models.CharField(max_length=60)
    period_end = models.DateField()
    recent_trend = models.CharField(max_length=60, blank=True)
    compared_with_england = models.CharField(max_length=60, blank=True)
    compared_with_parent = models.CharField(max_length=60, blank=True)
    compared_with_goal = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["series", "source"]
        constraints = [
            models.UniqueConstraint(fields=["series", "source"], name="one_published_judgement_per_series_and_source"),
        ]

    def __str__(self):
        return f"{self.series}, {self.period}"
