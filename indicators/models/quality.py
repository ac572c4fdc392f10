import re

from django.db import models

from partners.models import Document

KEY_OF_CODES = re.compile(r"\s*\(key: [^()]*(?:\([^()]*\)[^()]*)*\)$")


class QualityFinding(models.Model):
    """A place where a document disagrees with itself or looks wrong; its figures are kept as printed."""

    class Kind(models.TextChoices):
        INTERVAL = "interval", "Value outside its own limits"
        ARITHMETIC = "arithmetic", "Numbers that do not add up"
        TWO_VALUES = "two_values", "One measure, two values"
        RANKING = "ranking", "Words and numbers disagree on order"
        LABEL = "label", "Wrong or unclear label"
        NARRATIVE = "narrative", "Statements in tension, or missing text"

    document = models.ForeignKey(Document, models.CASCADE, related_name="quality_findings")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    description = models.TextField()
    where = models.TextField(blank=True)
    values = models.TextField(blank=True)

    class Meta:
        ordering = ["document", "position"]
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="one_quality_finding_per_position"),
        ]

    def __str__(self):
        return self.description[:80]

    @property
    def values_in_words(self):
        """The values without the key of codes that some end with; the API and downloads give them whole."""
        return KEY_OF_CODES.sub("", self.values)
