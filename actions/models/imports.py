"""What programs bring in: looked at first, then committed whole or not at all."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from actions.models.workbook import Batch, PlanImport
from indicators.models import Refresh, Source
from partners.models import Partnership

WAITS_FOR = datetime.timedelta(days=7)


class ImportKind(models.TextChoices):
    LOCAL_FIGURES = "local_figures", "Figures, as a table"
    PROGRESS_WORKBOOK = "progress_workbook", "Workbook of progress updates"
    PLAN_WORKBOOK = "plan_workbook", "Workbook of the plan"


class ImportState(models.TextChoices):
    CHECKED = "checked", "Checked, and not committed"
    COMMITTED = "committed", "Committed"
    UNCHANGED = "unchanged", "Nothing to commit"
    REPLACED = "replaced", "Another run took its place"
    WITHDRAWN = "withdrawn", "Withdrawn"
    UNDONE = "undone", "Committed and taken back"
    EXPIRED = "expired", "Not committed in time"


class Import(models.Model):
    """A file that came through the API. How far it has come is said by what was made of it: a run, a batch, a plan."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="imports")
    kind = models.CharField(max_length=20, choices=ImportKind)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, help_text="Of what it would change, and once committed of what it did.")
    refresh = models.OneToOneField(Refresh, models.CASCADE, null=True, blank=True, related_name="+")
    batch = models.OneToOneField(Batch, models.CASCADE, null=True, blank=True, related_name="+")
    # A plan that is withdrawn goes with its file: it holds names and addresses.
    plan = models.OneToOneField(PlanImport, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="local_figures", refresh__isnull=False, batch__isnull=True, plan__isnull=True)
                | Q(kind="progress_workbook", refresh__isnull=True, batch__isnull=False, plan__isnull=True)
                | Q(kind="plan_workbook", refresh__isnull=True, batch__isnull=True),
                name="an_import_is_of_what_its_kind_says",
            ),
        ]

    def __str__(self):
        return f"{self.file_name}, {self.sent_at:%d %B %Y %H:%M}"

    @property
    def expires_on(self):
        """The last day on which it can be committed: whole days, as answers are remembered for no longer than one."""
        return timezone.localdate(self.sent_at) + WAITS_FOR

    def state(self, *, on):
        if self.withdrawn_at:
            return ImportState.WITHDRAWN
        found = self.state_of_kind
        is_late = found == ImportState.CHECKED and on > self.expires_on
        return ImportState.EXPIRED if is_late else found

    @property
    def committed(self):
        """(when, by whom); (None, None) while it is not."""
        if self.refresh_id:
            run = self.refresh
            is_done = run.outcome == Refresh.Outcome.CHANGED
            return (run.published_at, run.reviewed_by) if is_done else (None, None)
        made = self.batch or self.plan
        return (made.applied_at, made.applied_by) if made else (None, None)

    @property
    def committed_at(self):
        return self.committed[0]

    @property
    def committed_by(self):
        return self.committed[1]

    @property
    def state_of_kind(self):
        if self.refresh_id:
            return self._of_a_run(self.refresh)
        if self.batch_id:
            if self.batch.undone_at:
                return ImportState.UNDONE
            return ImportState.COMMITTED if self.batch.applied_at else ImportState.CHECKED
        if self.plan is None:
            # Discarded on its page.
            return ImportState.WITHDRAWN
        return ImportState.COMMITTED if self.plan.applied_at else ImportState.CHECKED

    @staticmethod
    def _of_a_run(run):
        if hasattr(run, "undone_by"):
            return ImportState.UNDONE
        return {
            Refresh.Outcome.HELD: ImportState.CHECKED,
            Refresh.Outcome.CHANGED: ImportState.COMMITTED,
            Refresh.Outcome.UNCHANGED: ImportState.UNCHANGED,
        }.get(run.outcome, ImportState.REPLACED)


class LocalSource(models.Model):
    """The source of the figures that a partnership's own systems send one by one."""

    partnership = models.OneToOneField(Partnership, models.CASCADE, related_name="local_source")
    source = models.OneToOneField(Source, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["partnership"]

    def __str__(self):
        return f"{self.source} of {self.partnership}"
