"""Who set what about a source, and when: what it was, and what it has been since."""

from django.db import models
from django.db.models import Q

from indicators.models.source import Source
from partners.models import Person


class Setting(models.TextChoices):
    NAME = "name", "Name"
    KIND = "kind", "Kind"
    RANK = "rank", "Rank"
    LICENCE = "licence", "Licence"
    LOCATION = "location", "Read from"
    OPTIONS = "options", "What is asked of it"
    MAPPING = "mapping", "Which column is what"
    IS_SCHEDULED = "is_scheduled", "Refreshed by itself"
    FREQUENCY = "frequency", "How often"
    PUBLISHING = "publishing", "When it is published"
    MOVE_LIMIT = "move_limit", "Limit for figures that move"
    GONE_LIMIT = "gone_limit", "Limit for figures that are missing"


class SourceChange(models.Model):
    """One setting of a source that was changed. Of what opens a door elsewhere is kept only that it was changed."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="setting_changes")
    setting = models.CharField(max_length=20, choices=Setting)
    was = models.JSONField(null=True, help_text="Without passwords and keys. Null where nothing was set.")
    now = models.JSONField(null=True, help_text="In the same way.")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    # Told apart from somebody who is no longer here.
    is_by_product = models.BooleanField(default=False, help_text="By what comes with the program, or by its operator.")

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(setting__in=Setting.values), name="a_source_change_is_of_a_setting"),
            models.CheckConstraint(
                condition=Q(is_by_product=False) | Q(changed_by__isnull=True),
                name="a_source_change_is_by_a_person_or_the_product",
            ),
        ]
        indexes = [models.Index(fields=["source", "-changed_at", "-id"], name="source_change_newest")]

    def __str__(self):
        return f"{self.source}: {self.get_setting_display()}"
