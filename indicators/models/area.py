from django.db import models
from django.db.models import F, Q

from partners.models import Partnership


class AreaType(models.TextChoices):
    COUNTRY = "country", "Country"
    REGION = "region", "Region"
    UPPER_TIER = "upper_tier", "County"
    UNITARY = "unitary", "Unitary authority"
    DISTRICT = "district", "District"
    WARD = "ward", "Ward"
    POLICE_FORCE = "police_force", "Police force area"
    CSP = "csp", "Community safety partnership area"
    ICB = "icb", "Integrated care board area"
    NEIGHBOUR_GROUP = "neighbour_group", "Group of similar areas"


# What the figures of an area are set against: its ancestor of this type.
COMPARATORS = {
    "england": AreaType.COUNTRY,
    "region": AreaType.REGION,
    "neighbours": AreaType.NEIGHBOUR_GROUP,
}
# Counties and unitary authorities do the same work, so they are set side by side and ranked together.
SAME_LEVEL = {AreaType.UNITARY: AreaType.UPPER_TIER}


class AreaQuerySet(models.QuerySet):
    def valid_on(self, day):
        return self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day)).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )


class Area(models.Model):
    """A place for which figures are published, under its official code where it has one."""

    code = models.CharField(
        max_length=80, unique=True, help_text="ONS code, or one of ours beginning local: or sample:"
    )
    name = models.CharField(max_length=120)
    area_type = models.CharField(max_length=20, choices=AreaType)
    parents = models.ManyToManyField("self", symmetrical=False, related_name="children", blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text="The last day on which the area existed.")
    successors = models.ManyToManyField("self", symmetrical=False, related_name="predecessors", blank=True)
    note = models.TextField(blank=True)
    is_sample = models.BooleanField(default=False)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["name", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="area_ends_after_it_begins",
                violation_error_message="An area cannot end before it begins.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def level(self):
        return SAME_LEVEL.get(self.area_type, self.area_type)


class Footprint(models.Model):
    """An area that a partnership answers for; the main one gives the figures of its front page."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="footprint")
    area = models.ForeignKey(Area, models.PROTECT, related_name="footprints")
    is_main = models.BooleanField(default=False)

    class Meta:
        ordering = ["partnership", "-is_main", "area__name"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "area"], name="one_footprint_per_area"),
            models.UniqueConstraint(fields=["partnership"], condition=Q(is_main=True), name="one_main_area"),
        ]

    def __str__(self):
        return f"{self.area} of {self.partnership}"
