"""Reports that somebody has put together: saved, shared, made again on a schedule. And the yearly return."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from cdp.models import FrozenPaper, Job
from partners.models import Partnership


class Schedule(models.TextChoices):
    NONE = "", "Only when somebody asks"
    WEEKLY = "weekly", "Each Monday"
    MONTHLY = "monthly", "On the 1st of each month"
    QUARTERLY = "quarterly", "On the 1st of January, April, July and October"


class SavedReport(models.Model):
    """What is asked, by whom; its filters are checked against what its owner may see each time it is made."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_reports")
    partnership = models.ForeignKey(
        Partnership, models.CASCADE, null=True, blank=True, related_name="shared_reports",
        help_text="Whose members may use it too; empty as long as it is its owner's alone.",
    )  # fmt: skip
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=40, help_text="A key of actions.reports.kinds.")
    filters = models.JSONField(default=dict)
    schedule = models.CharField(max_length=10, choices=Schedule, default=Schedule.NONE, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_saved_report_has_a_name"),
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=Q(archived_at__isnull=True),
                name="one_saved_report_per_owner_and_name",
                violation_error_message="You have a report of this name. Choose another.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("saved-report", args=[self.pk])


class RunState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Being made"
    MADE = "made", "Made"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class ReportRun(models.Model):
    """A report made once: who asked for it, with which filters, and what came of it, frozen."""

    report = models.ForeignKey(SavedReport, models.SET_NULL, null=True, blank=True, related_name="runs")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="report_runs")
    asked_at = models.DateTimeField()
    slot = models.CharField(max_length=20, blank=True, help_text="Of the schedule; empty if somebody asked for it.")
    kind = models.CharField(max_length=40)
    filters = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.WAITING)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    fault = models.TextField(blank=True)
    frozen = models.OneToOneField(FrozenPaper, models.PROTECT, null=True, blank=True, related_name="report_run")
    is_restricted = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RunState.MADE, frozen__isnull=False)
                | (~Q(state=RunState.MADE) & Q(frozen__isnull=True)),
                name="a_report_that_is_made_has_its_content",
            ),
            models.UniqueConstraint(
                fields=["report", "slot"], condition=~Q(slot=""), name="one_run_per_report_and_slot"
            ),
        ]

    def __str__(self):
        return f"{self.kind}, {self.asked_at:%d %B %Y %H:%M}"

    def get_absolute_url(self):
        return reverse("report-run", args=[self.pk])


class ReturnState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SIGNED = "signed", "Signed off"


class AnnualReturn(models.Model):
    """A partnership's answers to a form of central government; signed off by its senior responsible owner."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="annual_returns")
    form = models.CharField(max_length=60, help_text="A key of actions.annual_return.forms.")
    year = models.CharField(max_length=9, help_text="Such as 2025/26.")
    answers = models.JSONField(default=dict, help_text="{question: answer}; only what somebody has written.")
    state = models.CharField(max_length=10, choices=ReturnState, default=ReturnState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    frozen = models.OneToOneField(FrozenPaper, models.PROTECT, null=True, blank=True, related_name="annual_return")

    class Meta:
        ordering = ["partnership", "-year", "form"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "form", "year"], name="one_return_per_form_and_year"),
            models.CheckConstraint(
                condition=Q(
                    state=ReturnState.SIGNED, signed_at__isnull=False, signed_by__isnull=False, frozen__isnull=False
                )
                | Q(state=ReturnState.DRAFT, signed_at__isnull=True, signed_by__isnull=True, frozen__isnull=True),
                name="a_signed_return_is_frozen",
            ),
        ]

    def __str__(self):
        return f"{self.form} {self.year}"

    def get_absolute_url(self):
        return reverse("annual-return", args=[self.partnership.slug, self.pk])
