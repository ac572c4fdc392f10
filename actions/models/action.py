from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from actions.models.recommendation import Recommendation
from actions.models.strategy import Priority
from partners.models import Agency, Document, Partnership
from partners.roles import Permission, roles_granting


class DeliveryStatus(models.TextChoices):
    NOT_REPORTED = "not_reported", "No update yet"
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    LATE = "late", "Late"
    COMPLETE = "complete", "Complete"


# What a person may report; "no update yet" is the absence of a report.
REPORTABLE_STATUSES = [choice for choice in DeliveryStatus.choices if choice[0] != DeliveryStatus.NOT_REPORTED]


class Confidence(models.TextChoices):
    CONFIDENT = "confident", "Confident"
    SOME_DOUBT = "some_doubt", "Some doubt"
    NOT_CONFIDENT = "not_confident", "Not confident"


class ActionQuerySet(models.QuerySet):
    def current(self):
        """Archived actions are kept but never counted."""
        return self.filter(archived_at__isnull=True)

    def open(self):
        return self.current().exclude(delivery_status=DeliveryStatus.COMPLETE)

    def overdue(self, *, on):
        return self.open().filter(due_on__lt=on)

    def led_by(self, agency):
        lead = ActionAgency.objects.filter(agency=agency, role=ActionAgency.Role.LEAD)
        return self.filter(pk__in=lead.values("action"))

    def visible_to(self, user):
        return self.filter(partnership__in=Partnership.objects.visible_to(user))

    def reportable_by(self, user):
        """Current actions that this person may report on: their agency's, or all where they lead the partnership."""
        if user.pk is None:
            # A visitor, or the sight of a board (partners/sight.py), which may do nothing.
            return self.none()
        own = ActionAgency.objects.filter(
            role=ActionAgency.Role.LEAD,
            action__partnership__memberships__user=user,
            action__partnership__memberships__role__in=roles_granting(Permission.REPORT_PROGRESS),
            action__partnership__memberships__agency=F("agency"),
        )
        everywhere = Partnership.objects.where(user, Permission.REPORT_ANY_PROGRESS)
        return self.current().filter(Q(pk__in=own.values("action")) | Q(partnership__in=everywhere))


class Action(models.Model):
    """What lead agencies agreed to do."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="actions")
    document = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, related_name="actions")
    ref = models.CharField(max_length=30)
    title = models.TextField()
    priority = models.ForeignKey(Priority, models.PROTECT, related_name="actions")
    agencies = models.ManyToManyField(Agency, through="ActionAgency", related_name="actions")
    recommendations = models.ManyToManyField(Recommendation, related_name="actions", blank=True)
    lead_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="led_actions"
    )
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    place = models.TextField(blank=True)
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1, help_text="Goes up with each change, so that two editors notice.")
    planned_due_on = models.DateField(null=True, blank=True, help_text="The date first agreed, where it was put off.")
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="supersedes")
    archived_at = models.DateTimeField(null=True, blank=True)
    archived_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    archive_reason = models.TextField(blank=True)

    # The latest approved update, repeated here so that a list need not look for it; the approval keeps it true.
    delivery_status = models.CharField(max_length=20, choices=DeliveryStatus, default=DeliveryStatus.NOT_REPORTED)
    confidence = models.CharField(max_length=20, choices=Confidence, blank=True, default="")
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["partnership", "position"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "ref"], name="one_action_per_ref"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(due_on__isnull=True) | Q(starts_on__lte=F("due_on")),
                name="action_is_due_after_it_starts",
                violation_error_message="An action cannot be due before it starts.",
            ),
            models.CheckConstraint(
                condition=Q(
                    delivery_status=DeliveryStatus.NOT_REPORTED.value,
                    reported_at__isnull=True,
                    reported_by__isnull=True,
                    confidence="",
                )
                | (
                    ~Q(delivery_status=DeliveryStatus.NOT_REPORTED.value)
                    & Q(reported_at__isnull=False, reported_by__isnull=False)
                ),
                name="a_status_is_reported_by_someone_at_some_time",
                violation_error_message="A status comes from a progress update: who reported it and when.",
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True, archived_by__isnull=True, archive_reason="")
                | (Q(archived_at__isnull=False) & ~Q(archive_reason="")),
                name="an_archived_action_says_why",
                violation_error_message="Say why the action is archived.",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True) | (Q(archived_at__isnull=False) & ~Q(superseded_by=F("id"))),
                name="a_superseded_action_is_archived",
            ),
        ]

    def __str__(self):
        return f"{self.ref} {self.title}"

    def get_absolute_url(self):
        return reverse("action", args=[self.partnership.slug, self.ref])


class ActionAgency(models.Model):
    """An agency's part in an action."""

    class Role(models.TextChoices):
        LEAD = "lead", "Lead agency"
        SUPPORTING = "supporting", "Supporting agency"

    action = models.ForeignKey(Action, models.CASCADE, related_name="action_agencies")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="action_agencies")
    role = models.CharField(max_length=12, choices=Role, default=Role.LEAD)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["action", "position"]
        verbose_name_plural = "action agencies"
        constraints = [models.UniqueConstraint(fields=["action", "agency"], name="one_part_per_action_and_agency")]

    def __str__(self):
        return f"{self.agency}, {self.get_role_display().lower()} of {self.action.ref}"


class MilestoneQuerySet(models.QuerySet):
    def current(self):
        """Archived ones are kept but never counted."""
        return self.filter(archived_at__isnull=True)


class Milestone(models.Model):
    """A dated step of an action."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    planned_on = models.DateField(help_text="The date first agreed.")
    due_on = models.DateField(help_text="The date as it stands now.")
    done_on = models.DateField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    archived_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    archive_reason = models.TextField(blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["action", "position"]
        constraints = [
            models.UniqueConstraint(fields=["action", "position"], name="one_milestone_per_position"),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True, archived_by__isnull=True, archive_reason="")
                | (Q(archived_at__isnull=False) & ~Q(archive_reason="")),
                name="an_archived_milestone_says_why",
                violation_error_message="Say why the milestone is archived.",
            ),
        ]

    def __str__(self):
        return self.title
