from django.db import models
from django.db.models import Q

from indicators.models.area import Area


class NeighbourGroup(models.Model):
    """The areas most like one area, as a named source lists them."""

    area = models.OneToOneField(Area, models.CASCADE, related_name="neighbour_group")
    name = models.CharField(max_length=120, help_text="As shown: “CIPFA nearest neighbours, 2020”.")
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["area__name", "area__code"]

    def __str__(self):
        return f"{self.name} of {self.area}"


class Neighbour(models.Model):
    """One of the areas in a group; the first is the nearest."""

    group = models.ForeignKey(NeighbourGroup, models.CASCADE, related_name="neighbours")
    area = models.ForeignKey(Area, models.PROTECT, related_name="neighbour_of")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["group", "position"]
        constraints = [
            models.UniqueConstraint(fields=["group", "area"], name="one_place_per_neighbour"),
            models.UniqueConstraint(fields=["group", "position"], name="one_neighbour_per_place"),
            models.CheckConstraint(condition=Q(position__gte=1), name="neighbours_are_counted_from_one"),
        ]

    def __str__(self):
        return f"{self.position}. {self.area}"
