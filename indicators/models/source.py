"""Where figures come from, and every run in which they were read."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from partners.models import Document, Partnership, Person


class SourceKind(models.TextChoices):
    DOCUMENT = "document", "Published document"
    FINGERTIPS_CSV = "fingertips_csv", "CSV file in the Fingertips layout"
    SAMPLE = "sample", "Sample data, made up"


class SourceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Official sources, and the documents of partnerships that this person may see."""
        return self.exclude(pk__in=Source.objects.hidden_from(user))

    def hidden_from(self, user):
        return self.filter(document__isnull=False).exclude(
            document__partnership__in=Partnership.objects.visible_to(user)
        )

    def public(self):
        """What everybody may see, signed in or not."""
        return self.filter(Q(document__isnull=True) | Q(document__partnership__is_published=True))


class Source(models.Model):
    """A place that figures are read from."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=SourceKind)
    rank = models.PositiveSmallIntegerField(
        help_text="Where several sources hold one figure, the lowest rank stands; the others stay visible."
    )
    document = models.OneToOneField(Document, models.CASCADE, null=True, blank=True, related_name="source")
    location = models.CharField(max_length=500, blank=True, help_text="A file, a folder or an http(s) address.")
    licence = models.CharField(max_length=200, blank=True)
    is_scheduled = models.BooleanField(default=False, help_text="Refreshed each night by the worker.")
    last_checked_at = models.DateTimeField(null=True, blank=True)
    last_changed_at = models.DateTimeField(null=True, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=SourceKind.DOCUMENT.value, document__isnull=False)
                | (~Q(kind=SourceKind.DOCUMENT.value) & Q(document__isnull=True)),
                name="a_document_source_has_its_document",
            ),
            models.CheckConstraint(
                condition=Q(is_scheduled=False) | ~Q(location=""),
                name="a_scheduled_source_has_a_location",
                violation_error_message="A source can be scheduled once its location is known.",
            ),
        ]

    def __str__(self):
        return self.name


class OfSourceQuerySet(models.QuerySet):
    """What was read from a source is seen by those who see the source."""

    def visible_to(self, user):
        return self.exclude(source__in=Source.objects.hidden_from(user))

    def hidden_from(self, user):
        return self.filter(source__in=Source.objects.hidden_from(user))


class Refresh(models.Model):
    """One run of one source: what was read, what changed, what was rejected and how long it took."""

    class Outcome(models.TextChoices):
        RUNNING = "running", "Running"
        CHANGED = "changed", "Changed"
        UNCHANGED = "unchanged", "Unchanged"
        FAILED = "failed", "Failed"

    source = models.ForeignKey(Source, models.CASCADE, related_name="refreshes")
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.RUNNING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    bytes_read = models.PositiveBigIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0, help_text="Figures that stood before and were not in this run; kept.")
    error = models.TextField(blank=True)

    objects = OfSourceQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name_plural = "refreshes"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="running", finished_at__isnull=True)
                | (~Q(outcome="running") & Q(finished_at__isnull=False, finished_at__gte=F("started_at"))),
                name="a_refresh_that_ended_says_when",
            ),
            models.CheckConstraint(condition=~Q(outcome="failed") | ~Q(error=""), name="a_failed_refresh_says_why"),
            models.UniqueConstraint(
                fields=["source"], condition=Q(outcome="running"), name="one_running_refresh_per_source"
            ),
        ]

    def __str__(self):
        return f"{self.source}, {self.started_at:%d %B %Y %H:%M}"

    def get_absolute_url(self):
        return reverse("refresh", args=[self.pk])

    @property
    def duration(self):
        return self.finished_at - self.started_at if self.finished_at else None


class RefreshReject(models.Model):
    """A row that could not be loaded, with the place and the reason."""

    refresh = models.ForeignKey(Refresh, models.CASCADE, related_name="rejects")
    file_name = models.CharField(max_length=500)
    row = models.PositiveIntegerField(help_text="The line of the file, counted from 1 with the header.")
    column = models.CharField(max_length=100, blank=True)
    value = models.CharField(max_length=500, blank=True)
    reason = models.TextField()

    class Meta:
        ordering = ["refresh", "row", "pk"]

    def __str__(self):
        return f"{self.file_name}, row {self.row}: {self.reason}"
