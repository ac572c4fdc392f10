"""What a document says beside its recommendations and actions."""

from django.db import models
from django.urls import reverse

from actions.models.strategy import Priority
from partners.models import Agency, Document, Partnership


class Scheme(models.Model):
    """A scheme already under way when the document was written."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="schemes")
    document = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, related_name="schemes")
    ref = models.CharField(max_length=30)
    name = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    priority = models.ForeignKey(Priority, models.SET_NULL, null=True, blank=True, related_name="schemes")
    agencies = models.ManyToManyField(Agency, related_name="schemes", blank=True)
    place = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["partnership", "position"]
        constraints = [models.UniqueConstraint(fields=["partnership", "ref"], name="one_scheme_per_ref")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("scheme", args=[self.partnership.slug, self.ref])


class Finding(models.Model):
    """Something that a document found out, in a sentence."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="findings")
    document = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, related_name="findings")
    ref = models.CharField(max_length=30)
    statement = models.TextField()
    priority = models.ForeignKey(Priority, models.SET_NULL, null=True, blank=True, related_name="findings")
    place = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["partnership", "position"]
        constraints = [models.UniqueConstraint(fields=["partnership", "ref"], name="one_finding_per_ref")]

    def __str__(self):
        return f"{self.ref} {self.statement[:80]}"


class Theme(models.Model):
    """Something that people said when the partnership asked them."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="themes")
    ref = models.CharField(max_length=30)
    kind = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    place = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["document", "position"]
        constraints = [models.UniqueConstraint(fields=["document", "ref"], name="one_theme_per_ref")]

    def __str__(self):
        return self.name


class Opportunity(models.Model):
    """Ideas that stakeholders brought up under one heading."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="opportunities")
    ref = models.CharField(max_length=30)
    theme = models.CharField(max_length=300)
    ideas = models.JSONField(default=list, help_text="A list of sentences.")
    place = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["document", "position"]
        verbose_name_plural = "opportunities"
        constraints = [models.UniqueConstraint(fields=["document", "ref"], name="one_opportunity_per_ref")]

    def __str__(self):
        return self.theme


class IntelligenceGap(models.Model):
    """Something that a partnership does not know yet."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="intelligence_gaps")
    ref = models.CharField(max_length=30)
    gap = models.TextField()
    place = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["document", "position"]
        constraints = [models.UniqueConstraint(fields=["document", "ref"], name="one_intelligence_gap_per_ref")]

    def __str__(self):
        return self.gap[:80]


class ReturnOnInvestment(models.Model):
    """What a pound spent on treatment brings back, as a document prints it for one group of people."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="returns_on_investment")
    group = models.CharField(max_length=100)
    per_pound_in_treatment = models.DecimalField(max_digits=10, decimal_places=2)
    per_pound_in_treatment_and_recovery = models.DecimalField(max_digits=10, decimal_places=2)
    gross_benefit_per_person = models.DecimalField(max_digits=12, decimal_places=2)
    long_term_benefit_per_person = models.DecimalField(max_digits=12, decimal_places=2)
    components = models.JSONField(default=list, help_text="What the benefit counts: a list of sentences.")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["document", "position"]
        verbose_name_plural = "returns on investment"
        constraints = [models.UniqueConstraint(fields=["document", "group"], name="one_return_per_group")]

    def __str__(self):
        return f"{self.group}: £{self.per_pound_in_treatment} for each £1"


class MeasureWanted(models.Model):
    """A measure that a document announces without defining it."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="measures_wanted")
    priority = models.ForeignKey(Priority, models.SET_NULL, null=True, blank=True, related_name="measures_wanted")
    heading = models.CharField(max_length=200)
    content = models.TextField(blank=True)
    status = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["document", "position"]
        verbose_name_plural = "measures wanted"
        constraints = [models.UniqueConstraint(fields=["document", "position"], name="one_measure_wanted_per_position")]

    def __str__(self):
        return self.heading
