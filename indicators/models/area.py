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

    def renumbered(self):
        """{id of an area under a code that is no longer given: id of the same area under its present code}.

        The same area: it has one successor, of its own type, which came of nothing else. So Barnsley goes on under
        its code of 2025; a county that a unitary authority replaced, and two districts that became one, do not.
        """
        came_of = {}
        links = Area.successors.through.objects.values_list(
            "from_area", "to_area", "from_area__area_type", "to_area__area_type"
        )
        goes_to = {}
        for old, new, old_type, new_type in links:
            goes_to.setdefault(old, []).append(new if old_type == new_type else None)
            came_of.setdefault(new, set()).add(old)
        one = {old: new for old, (new, *more) in goes_to.items() if new and not more and len(came_of[new]) == 1}
        return {old: _last(one, old) for old in one}

    def ids_by_code(self):
        """{code: id}. A code that is no longer given leads to the area under its present code."""
        present = self.renumbered()
        return {code: present.get(pk, pk) for code, pk in self.order_by().values_list("code", "pk")}


def _last(one, old):
    """The end of a chain; a chain that is a ring ends where it would begin again."""
    seen = {old}
    while (new := one.get(old)) is not None and new not in seen:
        seen.add(new)
        old = new
    return old


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
