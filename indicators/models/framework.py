"""The National Combating Drugs Outcomes Framework; here and not with the actions, since indicators belong to it."""

from django.db import models


class NationalPriority(models.TextChoices):
    SUPPLY = "supply", "Break drug supply chains"
    TREATMENT = "treatment", "Deliver a world-class treatment and recovery system"
    DEMAND = "demand", "Achieve a generational shift in demand for drugs"
    CROSS_CUTTING = "cross_cutting", "Across all three"


class Outcome(models.Model):
    """One of the six outcomes of the national framework."""

    class Level(models.TextChoices):
        STRATEGIC = "strategic", "Strategic"
        INTERMEDIATE = "intermediate", "Intermediate"

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=20, choices=Level)
    position = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return self.name


class FrameworkMetric(models.Model):
    """A headline or supporting metric of the national framework; several indicators may serve one."""

    class Level(models.TextChoices):
        HEADLINE = "headline", "Headline"
        SUPPORTING = "supporting", "Supporting"

    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=200)
    level = models.CharField(max_length=20, choices=Level)
    position = models.PositiveSmallIntegerField(unique=True)
    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="metrics")
    definition = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    frequency = models.CharField(max_length=200, blank=True)
    geography = models.CharField(max_length=200, blank=True)
    access = models.CharField(max_length=200, blank=True)
    caveat = models.TextField(blank=True)
    is_local = models.BooleanField(default=True, help_text="Published for local areas, so that a gap is a gap.")

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return f"{self.code} {self.name}"
