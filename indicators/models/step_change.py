from django.db import models
from django.db.models import Case, Exists, OuterRef, Value, When

from indicators.models.series import Series
from partners.models import Membership, Person


class StepChangeQuerySet(models.QuerySet):
    def with_names_for(self, user):
        """Each with `name`, who marked it: for members of a partnership that answers for the area, else empty."""
        if not user.is_authenticated:
            return self.annotate(name=Value(""))
        own = Membership.objects.filter(user=user, partnership__footprint__area=OuterRef("series__area"))
        return self.annotate(name=Case(When(Exists(own), then="marked_by__name"), default=Value("")))


class StepChange(models.Model):
    """A lasting change of a process that somebody vouches for: a control chart's limits are worked out anew from it."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="step_changes")
    starts_on = models.DateField(help_text="The first day of the first period after the change.")
    reason = models.TextField(help_text="What changed: a new service, a new way of counting.")
    marked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    objects = StepChangeQuerySet.as_manager()

    class Meta:
        ordering = ["series", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["series", "starts_on"], name="one_step_change_per_series_and_day"),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="a_step_change_says_why",
                violation_error_message="Say what changed.",
            ),
        ]

    def __str__(self):
        return f"{self.series}, from {self.starts_on:%d %B %Y}"
