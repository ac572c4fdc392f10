from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from actions.models.strategy import Priority
from indicators.models import Observation, Outcome, Qualifier, Series
from partners.models import Agency, Document, Partnership


class RecommendationQuerySet(models.QuerySet):
    def current(self):
        """Archived ones are kept but never counted."""
        return self.filter(archived_at__isnull=True)


class Recommendation(models.Model):
    """What the evidence suggests that a partnership should do."""

    class Response(models.TextChoices):
        NONE = "", "None recorded"
        ACCEPTED = "accepted", "Accepted"
        PARTLY = "partly", "Accepted in part"
        DECLINED = "declined", "Declined"

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="recommendations")
    document = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, related_name="recommendations")
    ref = models.CharField(max_length=30)
    title = models.TextField()
    evidence = models.TextField(blank=True)
    outcome = models.ForeignKey(Outcome, models.PROTECT, null=True, blank=True, related_name="recommendations")
    outcome_in_source = models.CharField(max_length=200, blank=True)
    priority = models.ForeignKey(Priority, models.SET_NULL, null=True, blank=True, related_name="recommendations")
    partners = models.ManyToManyField(Agency, related_name="recommendations", blank=True)
    place = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()
    response = models.CharField(max_length=10, choices=Response, blank=True, default="")
    response_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1, help_text="Goes up with each change, so that two editors notice.")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    archived_at = models.DateTimeField(null=True, blank=True)
    archived_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    archive_reason = models.TextField(blank=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["partnership", "position"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "ref"], name="one_recommendation_per_ref"),
            models.CheckConstraint(
                condition=~Q(response="declined") | ~Q(response_reason=""),
                name="a_declined_recommendation_says_why",
                violation_error_message="Say why the recommendation was declined.",
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True, archived_by__isnull=True, archive_reason="")
                | (Q(archived_at__isnull=False) & ~Q(archive_reason="")),
                name="an_archived_recommendation_says_why",
                violation_error_message="Say why the recommendation is archived.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | (Q(archived_at__isnull=False) & ~Q(merged_into=F("id"))),
                name="a_merged_recommendation_is_archived",
            ),
        ]

    def __str__(self):
        return f"{self.ref} {self.title}"

    def get_absolute_url(self):
        return reverse("recommendation", args=[self.partnership.slug, self.ref])


class SubRecommendation(models.Model):
    """One part of a recommendation."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="sub_recommendations")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["recommendation", "position"]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "position"], name="one_sub_recommendation_per_position"),
        ]

    def __str__(self):
        return self.text[:80]


class EvidenceFigure(models.Model):
    """A figure that a recommendation rests on, kept as it was then; the series shows what became of it."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="evidence_figures")
    position = models.PositiveSmallIntegerField()
    series = models.ForeignKey(Series, models.PROTECT, related_name="evidence_figures")
    observation = models.ForeignKey(
        Observation, models.SET_NULL, null=True, blank=True, related_name="evidence_figures"
    )
    period = models.CharField(max_length=60, blank=True)
    period_end = models.DateField(null=True, blank=True)
    value = models.FloatField(null=True, blank=True)
    qualifier = models.CharField(max_length=10, choices=Qualifier, default=Qualifier.EXACT)
    printed = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["recommendation", "position"]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "position"], name="one_evidence_figure_per_position"),
        ]

    def __str__(self):
        return f"{self.recommendation.ref}: {self.printed or self.value}"
