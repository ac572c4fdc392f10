"""Small numbers: what is hidden so that no person can be made out, and where the whole figures are kept."""

from django.db import models
from django.db.models import Q

from indicators.models.series import FigureFields, Observation, SupersededObservation


class DisclosureRule(models.Model):
    """Which figures of an indicator are too small to be shown. The indicators that it binds name it."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    threshold = models.PositiveSmallIntegerField(help_text="A count from 1 to below this is hidden; 0 is shown.")
    rounding_base = models.PositiveSmallIntegerField(default=1, help_text="Counts are rounded to this; 1 leaves them.")
    hides_count = models.BooleanField(default=True)
    hides_denominator = models.BooleanField(default=False)
    hides_value = models.BooleanField(default=True)
    rationale = models.TextField()
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold__gte=1),
                name="a_disclosure_threshold_is_above_zero",
                violation_error_message="A threshold is 1 or more.",
            ),
            models.CheckConstraint(
                condition=Q(rounding_base__gte=1),
                name="a_rounding_base_is_above_zero",
                violation_error_message="A rounding base is 1 or more; 1 leaves counts as they are.",
            ),
            models.CheckConstraint(
                condition=Q(hides_count=True) | Q(hides_value=True),
                name="a_disclosure_rule_hides_something",
                violation_error_message="A rule hides the count, the value or both.",
            ),
        ]

    def __str__(self):
        return self.name


class WithheldFigure(models.Model):
    """The numbers of a figure that is shown suppressed or rounded: one that stands, or one that stood until a refresh.

    They are kept here, away from every page, download and answer, so that a refresh can still tell a changed figure
    from an unchanged one and a rule that is lifted gives them back. The one way out is the full extract of somebody
    whose role may take out restricted figures (actions/reports/kinds/extract.py).
    """

    class Reason(models.TextChoices):
        SMALL = "small", "Below the threshold"
        SUBTRACTION = "subtraction", "Would give a small number back"
        ROUNDED = "rounded", "Rounded"

    observation = models.OneToOneField(
        Observation, models.DO_NOTHING, null=True, related_name="withheld", db_constraint=False
    )
    superseded = models.OneToOneField(
        SupersededObservation, models.DO_NOTHING, null=True, related_name="withheld", db_constraint=False
    )
    reason = models.CharField(max_length=20, choices=Reason)
    value = models.FloatField(null=True)
    lower_95 = models.FloatField(null=True)
    upper_95 = models.FloatField(null=True)
    lower_998 = models.FloatField(null=True)
    upper_998 = models.FloatField(null=True)
    count = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    state = FigureFields._meta.get_field("state").clone()
    qualifier = FigureFields._meta.get_field("qualifier").clone()
    printed = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(observation__isnull=False, superseded__isnull=True)
                | Q(observation__isnull=True, superseded__isnull=False),
                name="a_withheld_figure_belongs_to_one_figure",
            ),
        ]

    def __str__(self):
        figure = self.observation_id or f"{self.superseded_id}, superseded"
        return f"Figure {figure}: {self.get_reason_display().lower()}"
