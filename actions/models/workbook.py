"""Workbooks that come back: an agency's updates, and a partnership's whole plan."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.models.action import Action
from actions.models.progress import ProgressUpdate
from partners.models import Agency, Partnership


class Batch(models.Model):
    """An agency's workbook of updates: checked first, then applied as a whole, and undone as a whole for a while."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="batches")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="batches")
    file = models.FileField(upload_to="workbooks/%Y/%m/", max_length=200)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_submitted = models.BooleanField(default=False, help_text="Its updates were submitted, not left as drafts.")
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name_plural = "batches"
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, applied_by__isnull=True)
                | Q(applied_at__isnull=False, applied_by__isnull=False),
                name="a_batch_is_applied_by_someone_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False, applied_at__isnull=False),
                name="only_an_applied_batch_is_undone",
            ),
        ]

    def __str__(self):
        return f"{self.file_name}, {self.uploaded_at:%d %B %Y %H:%M}"

    def get_absolute_url(self):
        return reverse("workbook-batch", args=[self.partnership.slug, self.pk])


class BatchRow(models.Model):
    """One row of a workbook: what it would change, or why it cannot."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField(help_text="As the sheet counts.")
    action = models.ForeignKey(Action, models.CASCADE, null=True, blank=True, related_name="+")
    update = models.ForeignKey(ProgressUpdate, models.SET_NULL, null=True, blank=True, related_name="batch_rows")
    said = models.JSONField(default=dict, help_text="What the row says, by field.")
    was = models.JSONField(default=dict, help_text="What the open update said before; empty where there was none.")
    problem = models.TextField(blank=True, help_text="With the column, what is wrong and what is allowed.")

    class Meta:
        ordering = ["batch", "row"]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="one_record_per_row_of_a_batch")]

    def __str__(self):
        return f"Row {self.row}"


class PlanImport(models.Model):
    """A partnership's plan as a workbook: checked, then applied whole or not at all."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="plan_imports")
    file = models.FileField(upload_to="plans/%Y/%m/", max_length=200)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict, help_text="{sheet: {our column: column of the file}}")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, applied_by__isnull=True)
                | Q(applied_at__isnull=False, applied_by__isnull=False),
                name="a_plan_is_applied_by_someone_at_some_time",
            ),
        ]

    def __str__(self):
        return f"{self.file_name}, {self.uploaded_at:%d %B %Y %H:%M}"

    def get_absolute_url(self):
        return reverse("plan-import-run", args=[self.partnership.slug, self.pk])
