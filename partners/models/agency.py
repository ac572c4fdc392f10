from django.db import models
from django.db.models import F, Q


class AgencyKind(models.TextChoices):
    LOCAL_AUTHORITY = "local_authority", "Local authority"
    NHS = "nhs", "NHS"
    TREATMENT_PROVIDER = "treatment_provider", "Treatment provider"
    PARTNERSHIP_BOARD = "partnership_board", "Partnership board"
    VOLUNTARY = "voluntary", "Voluntary organisation"
    COMMUNITY_SAFETY = "community_safety", "Community safety"
    POLICE = "police", "Police"
    GOVERNMENT = "government", "Government"
    EDUCATION = "education", "Education"
    HOUSING = "housing", "Housing"
    PCC = "pcc", "Police and crime commissioner"
    ICB = "icb", "Integrated care board"
    PRISON = "prison", "Prison"
    EMPLOYMENT = "employment", "Employment"
    PROBATION = "probation", "Probation"
    OTHER = "other", "Other"


class Agency(models.Model):
    """A body that leads or supports work; shared by all partnerships, since one police force sits in several."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=30, choices=AgencyKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    is_generic = models.BooleanField(default=False, help_text="A kind of partner, such as schools, and not one body.")
    is_sample = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "agencies"
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="agency_is_not_its_own_parent",
                violation_error_message="An agency cannot be its own parent.",
            ),
        ]

    def __str__(self):
        return self.name


class AgencyAlias(models.Model):
    """Another name under which documents mention an agency."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agency aliases"
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="one_alias_per_agency_and_name")]

    def __str__(self):
        return self.name
