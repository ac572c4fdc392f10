"""How a source's words and columns become ours: kept as data, so that a mended mapping needs no release."""

from django.db import models
from django.db.models import Q

from indicators.models.source import Source
from partners.models import Person


class AliasField(models.TextChoices):
    INDICATOR = "indicator", "Indicator"
    AREA = "area", "Area"
    SEX = "sex", "Sex"
    AGE = "age", "Age"
    PERIOD = "period", "Period"


class Alias(models.Model):
    """What a source calls something that we know under another name. Rejected rows are read again with it."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="aliases")
    field = models.CharField(max_length=20, choices=AliasField)
    text = models.CharField(max_length=300, help_text="As it stands in the file.")
    area = models.ForeignKey("indicators.Area", models.CASCADE, null=True, blank=True, related_name="+")
    indicator = models.ForeignKey("indicators.Indicator", models.CASCADE, null=True, blank=True, related_name="+")
    value = models.CharField(
        max_length=200, blank=True, help_text="What is read instead, for a sex, an age or a period."
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["source", "field", "text"]
        verbose_name_plural = "aliases"
        constraints = [
            models.UniqueConstraint(fields=["source", "field", "text"], name="one_alias_per_source_field_and_text"),
            models.CheckConstraint(
                condition=Q(field="area", area__isnull=False, indicator__isnull=True, value="")
                | Q(field="indicator", area__isnull=True, indicator__isnull=False, value="")
                | (
                    Q(field__in=("sex", "age", "period"), area__isnull=True, indicator__isnull=True)
                    & (~Q(value="") | Q(field="age"))
                ),
                name="an_alias_says_what_it_stands_for",
                violation_error_message="Say what the text stands for: an area, an indicator, or another text.",
            ),
        ]

    def __str__(self):
        return f"{self.text} → {self.area or self.indicator or self.value}"


class Mapping(models.Model):
    """Which column of a table is what: the layout is checked by indicators/sources/mapped.py."""

    source = models.OneToOneField(Source, models.CASCADE, related_name="mapping")
    layout = models.JSONField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["source"]

    def __str__(self):
        return f"Mapping of {self.source}"
