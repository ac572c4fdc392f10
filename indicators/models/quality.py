"""What is doubtful about figures: what a document's readers listed, and what the rules found by themselves."""

import re

from django.db import models

from indicators.models.area import Area
from indicators.models.indicator import Indicator
from indicators.models.source import OfSourceQuerySet, Source
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


class RuleFinding(models.Model):
    """Figures that break a rule of data quality, found from the figures alone; gone when they are mended."""

    rule = models.SlugField(max_length=60)
    # What makes a finding the same one on the next day: a digest of the series and periods that are concerned.
    key = models.CharField(max_length=64)
    source = models.ForeignKey(Source, models.CASCADE, related_name="rule_findings")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="rule_findings")
    area = models.ForeignKey(Area, models.CASCADE, null=True, related_name="rule_findings")
    sentence = models.TextField()
    # [{"observation": id, "said": "18% (2021/22, Table 4)"}, ...]: the figures as they stood when they were checked.
    figures = models.JSONField(default=list)
    first_found_at = models.DateTimeField()

    objects = OfSourceQuerySet.as_manager()

    class Meta:
        ordering = ["source", "rule", "indicator", "key"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "source", "key"], name="one_finding_per_rule_and_figures"),
        ]

    def __str__(self):
        return self.sentence[:80]
