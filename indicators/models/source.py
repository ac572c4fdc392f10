"""Where figures come from, and every run in which they were read."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cdp.models import Job
from indicators.secrecy import readable
from partners.models import Document, Partnership, Person


class SourceKind(models.TextChoices):
    DOCUMENT = "document", "Published document"
    FINGERTIPS_CSV = "fingertips_csv", "CSV file in the Fingertips layout"
    SAMPLE = "sample", "Sample data, made up"
    FINGERTIPS = "fingertips", "Fingertips"
    NDTMS_TABLES = "ndtms_tables", "NDTMS annual tables"
    NDTMS_MONTHLY = "ndtms_monthly", "NDTMS monthly reports"
    NDTMS_VIEWIT = "ndtms_viewit", "NDTMS ViewIt export"
    POLICE_STREET = "police_street", "Street-level crime, data.police.uk"
    POLICE_RECORDED = "police_recorded", "Police-recorded crime by community safety partnership"
    NOMIS = "nomis", "Nomis"
    ONS_DRUG_POISONING = "ons_drug_poisoning", "Deaths related to drug poisoning, ONS"
    ONS_GEOGRAPHY = "ons_geography", "ONS Open Geography"
    NEAREST_NEIGHBOURS = "nearest_neighbours", "Nearest neighbours"
    MAPPED = "mapped", "Table with a mapping of our own"


# These bring areas and neighbours up to date, not figures.
REFERENCE_KINDS = (SourceKind.ONS_GEOGRAPHY.value, SourceKind.NEAREST_NEIGHBOURS.value)


class Publishing(models.TextChoices):
    AT_ONCE = "at_once", "At once"
    UNLESS_UNUSUAL = "unless_unusual", "At once, unless something unusual is found"
    AFTER_REVIEW = "after_review", "After the data lead has looked at what changes"


class Frequency(models.TextChoices):
    DAILY = "daily", "Each night"
    WEEKLY = "weekly", "Each week, in the night to Monday"
    MONTHLY = "monthly", "Each month, in the night to the 1st"


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
    options = models.JSONField(
        default=dict, blank=True, help_text="What is asked of the source, such as its indicators and area types."
    )
    is_scheduled = models.BooleanField(default=False, help_text="Refreshed by the worker, as often as is set.")
    frequency = models.CharField(max_length=20, choices=Frequency, default=Frequency.DAILY)
    publishing = models.CharField(max_length=20, choices=Publishing, default=Publishing.UNLESS_UNUSUAL)
    move_limit = models.FloatField(
        default=50, help_text="A figure that moves by more than this many per cent of what it was is unusual."
    )
    gone_limit = models.FloatField(
        default=10, help_text="More than this many per cent of the standing figures missing from a run is unusual."
    )
    failures_in_a_row = models.PositiveIntegerField(default=0)
    paused_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text="After failing again and again the schedule leaves the source alone until then.",
    )
    # Counted by those who add and take out, since counting millions of rows would hold up a page.
    number_of_figures = models.PositiveBigIntegerField(default=0, editable=False)
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
            models.CheckConstraint(
                condition=Q(move_limit__gt=0, gone_limit__gte=0, gone_limit__lte=100),
                name="limits_of_a_source_are_percentages",
                violation_error_message="A move limit is above 0; a gone limit is a percentage from 0 to 100.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("source", args=[self.slug])


class OfSourceQuerySet(models.QuerySet):
    """What was read from a source is seen by those who see the source."""

    def visible_to(self, user):
        return self.exclude(source__in=Source.objects.hidden_from(user))

    def hidden_from(self, user):
        return self.filter(source__in=Source.objects.hidden_from(user))


UNFINISHED_RUNS = ("waiting", "running")
OPEN_RUNS = (*UNFINISHED_RUNS, "held")
PUBLISHED_RUNS = ("changed", "unchanged")


class Refresh(models.Model):
    """One run of one source: what was read, what changed, what was rejected and how long it took."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        HELD = "held", "Held for review"
        CHANGED = "changed", "Changed"
        UNCHANGED = "unchanged", "Unchanged"
        DECLINED = "declined", "Declined"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Failed"

    class Step(models.TextChoices):
        FETCH = "fetch", "Fetching"
        READ = "read", "Reading and checking"
        COMPARE = "compare", "Comparing with what stands"
        PUBLISH = "publish", "Publishing"

    UNFINISHED, OPEN, PUBLISHED = UNFINISHED_RUNS, OPEN_RUNS, PUBLISHED_RUNS

    source = models.ForeignKey(Source, models.CASCADE, related_name="refreshes")
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.RUNNING)
    step = models.CharField(max_length=20, choices=Step, blank=True, help_text="How far it has come, or had.")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(help_text="When it was asked for.")
    finished_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(
        null=True, blank=True, help_text="From then on its figures stood; no other clock decides what was known when."
    )
    started_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    location = models.CharField(max_length=500, blank=True, help_text="What is read, if not the source's own location.")
    replay_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="replays",
        help_text="Reads that run's files again.",
    )
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by", help_text="The run taken back by this."
    )
    # What the comparison of a held run was made with: if another run is published since, it is made anew.
    compared_with = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    hold_reasons = models.JSONField(default=list, blank=True, help_text="Sentences: why it waits for a person.")
    remarks = models.JSONField(
        default=list, blank=True, help_text="Sentences: what it says of areas or neighbours, which no count does."
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    review_note = models.TextField(blank=True)

    file_name = models.CharField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    read_with = models.CharField(
        max_length=64, blank=True, help_text="A digest of the options, the mapping and the aliases of the source then."
    )
    bytes_read = models.PositiveBigIntegerField(default=0)
    bytes_total = models.PositiveBigIntegerField(null=True, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0, help_text="Figures that stood before and were not in this run; kept.")
    moved = models.PositiveIntegerField(default=0, help_text="Of those changed, by more than the source's limit.")
    removed = models.PositiveIntegerField(default=0, help_text="Gone, and taken out by a person or by a roll-back.")
    error = models.TextField(blank=True)

    objects = OfSourceQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name_plural = "refreshes"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=OPEN_RUNS, finished_at__isnull=True)
                | (~Q(outcome__in=OPEN_RUNS) & Q(finished_at__isnull=False, finished_at__gte=F("started_at"))),
                name="a_refresh_that_ended_says_when",
            ),
            models.CheckConstraint(condition=~Q(outcome="failed") | ~Q(error=""), name="a_failed_refresh_says_why"),
            models.CheckConstraint(
                condition=Q(outcome__in=PUBLISHED_RUNS, published_at__isnull=False)
                | (~Q(outcome__in=PUBLISHED_RUNS) & Q(published_at__isnull=True)),
                name="a_refresh_is_published_or_not",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=False) | Q(reviewed_by__isnull=True, review_note=""),
                name="a_reviewed_refresh_says_when",
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(outcome__in=UNFINISHED_RUNS),
                name="one_unfinished_refresh_per_source",
            ),
            models.UniqueConstraint(fields=["source"], condition=Q(outcome="held"), name="one_held_refresh_per_source"),
        ]
        indexes = [models.Index(fields=["published_at"], name="refresh_published")]

    def __str__(self):
        return f"{self.source}, {self.started_at:%d %B %Y %H:%M}"

    def get_absolute_url(self):
        return reverse("refresh", args=[self.pk])

    @property
    def duration(self):
        return self.finished_at - self.started_at if self.finished_at else None

    @property
    def is_unfinished(self):
        return self.outcome in self.UNFINISHED


class RawFile(models.Model):
    """One file as a run got it. The bytes are in the media folder under their checksum and are never served."""

    refresh = models.ForeignKey(Refresh, models.CASCADE, related_name="files")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=500)
    address = models.CharField(max_length=2000, blank=True)
    about = models.JSONField(default=dict, blank=True, help_text="What was asked for, for the reader of the file.")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    # What the server gave us to ask with the next time whether anything has changed.
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    fetched_at = models.DateTimeField(help_text="When these bytes came; an unchanged file keeps its time.")

    class Meta:
        ordering = ["refresh", "position"]
        constraints = [
            models.UniqueConstraint(fields=["refresh", "position"], name="one_file_per_refresh_and_position"),
        ]
        indexes = [models.Index(fields=["address"], name="raw_file_address")]

    def __str__(self):
        return self.name

    @property
    def readable_address(self):
        """The address that was asked, without what opens it."""
        return readable(self.address)


class RefreshPart(models.Model):
    """What a source's last published file said of one indicator, as a digest: the same again need not be read again."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="parts")
    indicator = models.ForeignKey("indicators.Indicator", models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "indicator"], name="one_part_per_source_and_indicator")
        ]

    def __str__(self):
        return f"{self.source}, {self.indicator}: {self.digest[:12]}"


class RefreshChange(models.Model):
    """What a published run did to one indicator."""

    refresh = models.ForeignKey(Refresh, models.CASCADE, related_name="changes")
    indicator = models.ForeignKey("indicators.Indicator", models.CASCADE, related_name="refresh_changes")
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refresh", "indicator"], name="one_change_per_refresh_and_indicator")
        ]

    def __str__(self):
        return f"{self.refresh}, {self.indicator}"


class RefreshDifference(models.Model):
    """One figure that a run would change, or changed, in a way that a person should see."""

    class Kind(models.TextChoices):
        MOVED = "moved", "Moved by more than the limit"
        GONE = "gone", "No longer in the source"
        CHANGED = "changed", "Changed"
        ADDED = "added", "New"

    refresh = models.ForeignKey(Refresh, models.CASCADE, related_name="differences")
    kind = models.CharField(max_length=20, choices=Kind)
    # A new series has no row yet while its run is held, so that indicator, area and group are spelled out.
    indicator = models.ForeignKey("indicators.Indicator", models.CASCADE, related_name="+")
    area = models.ForeignKey("indicators.Area", models.CASCADE, related_name="+")
    group = models.CharField(max_length=500, blank=True, help_text="Whom it is about; empty when it is everybody.")
    period = models.CharField(max_length=60)
    was = models.FloatField(null=True, blank=True)
    now = models.FloatField(null=True, blank=True)
    is_withheld = models.BooleanField(default=False, help_text="A disclosure rule binds it: its numbers are not kept.")

    class Meta:
        ordering = ["refresh", "kind", "pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.indicator}, {self.area}, {self.period}"


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
