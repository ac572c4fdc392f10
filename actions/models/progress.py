"""Progress updates: what a lead says about an action, from the first word to the approval, and what goes with it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from actions.models.action import REPORTABLE_STATUSES, Action, Confidence, DeliveryStatus, Milestone
from actions.models.measure import Measure
from actions.models.meeting import Meeting
from partners.models import Agency, Partnership
from partners.roles import Permission


class UpdateState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for approval"
    RETURNED = "returned", "Sent back"
    APPROVED = "approved", "Approved"
    WITHDRAWN = "withdrawn", "Withdrawn"


# In these states an update can still be changed or decided; an action has at most one such.
OPEN_STATES = (UpdateState.DRAFT.value, UpdateState.SUBMITTED.value, UpdateState.RETURNED.value)
# Whose words may be changed.
EDITABLE_STATES = (UpdateState.DRAFT.value, UpdateState.RETURNED.value)
REPORTED_STATES = (UpdateState.SUBMITTED.value, UpdateState.APPROVED.value)


class ProgressUpdateQuerySet(models.QuerySet):
    def approved(self):
        """What everybody may read and what counts."""
        return self.filter(state=UpdateState.APPROVED)

    def open(self):
        return self.filter(state__in=OPEN_STATES)

    def waiting(self):
        return self.filter(state=UpdateState.SUBMITTED)

    def readable_by(self, user):
        """Approved ones are read by all who see the action; the others by those who may report or decide on it."""
        theirs = Action.objects.reportable_by(user).values("pk")
        decided = Partnership.objects.where(user, Permission.APPROVE_UPDATES)
        seen = Q(state=UpdateState.APPROVED, action__partnership__in=Partnership.objects.visible_to(user))
        return self.filter(seen | Q(action__in=theirs) | Q(action__partnership__in=decided))

    def approvable_by(self, user):
        """Waiting ones of the partnerships in which this person decides."""
        return self.waiting().filter(
            action__archived_at__isnull=True,
            action__partnership__in=Partnership.objects.where(user, Permission.APPROVE_UPDATES),
        )


class ProgressUpdate(models.Model):
    """What a lead said about an action; from its approval on no word of it changes."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="updates")
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="progress_updates",
        help_text="The agency in whose name it was reported.",
    )  # fmt: skip
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="progress_updates")
    state = models.CharField(max_length=12, choices=UpdateState, default=UpdateState.DRAFT)
    version = models.PositiveIntegerField(default=1, help_text="Goes up with each save, so that two editors notice.")
    delivery_status = models.CharField(max_length=20, choices=REPORTABLE_STATUSES, blank=True)
    confidence = models.CharField(max_length=20, choices=Confidence, blank=True)
    narrative = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    blocker = models.TextField(blank=True)
    is_no_change = models.BooleanField(default=False, help_text="Said with one click: nothing has changed.")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(null=True, blank=True, help_text="When it was last submitted.")
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="progress_updates"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="decided_updates"
    )

    objects = ProgressUpdateQuerySet.as_manager()

    class Meta:
        ordering = [F("reported_at").desc(nulls_first=True), "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action"], condition=Q(state__in=OPEN_STATES), name="one_open_update_per_action"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=REPORTED_STATES)
                | (
                    ~Q(delivery_status__in=["", DeliveryStatus.NOT_REPORTED.value])
                    & ~Q(confidence="")
                    & ~Q(narrative="")
                ),
                name="a_reported_update_is_whole",
                violation_error_message="Say how the work goes, how confident you are and what happened.",
            ),
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True, reported_by__isnull=True)
                | Q(reported_at__isnull=False, reported_by__isnull=False),
                name="an_update_is_reported_by_someone_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*REPORTED_STATES, UpdateState.RETURNED.value]) | Q(reported_at__isnull=False),
                name="what_was_submitted_says_when",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="an_update_is_decided_by_someone_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "returned"]) | Q(decided_at__isnull=False),
                name="what_was_approved_or_sent_back_says_by_whom",
            ),
        ]

    def __str__(self):
        at = self.reported_at or self.saved_at
        return f"{self.action.ref}, {at:%d %B %Y}: {self.get_delivery_status_display() or self.get_state_display()}"

    def get_absolute_url(self):
        return reverse("update", args=[self.action.partnership.slug, self.action.ref, self.pk])

    @property
    def name_in_history(self):
        """What an update is about stays what it is; its status and date do not."""
        return str(self.action)


class UpdateMove(models.Model):
    """One step in the life of an update; the steps are its history."""

    update = models.ForeignKey(ProgressUpdate, models.CASCADE, related_name="moves", db_column="update_id")
    from_state = models.CharField(max_length=12, choices=UpdateState, blank=True)
    to_state = models.CharField(max_length=12, choices=UpdateState)
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["update", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(to_state=UpdateState.RETURNED.value) | ~Q(reason=""),
                name="who_sends_an_update_back_says_why",
                violation_error_message="Say what has to change before it can be approved.",
            ),
            models.CheckConstraint(condition=~Q(from_state=F("to_state")), name="a_move_moves"),
        ]

    def __str__(self):
        return f"{self.get_to_state_display()}, {self.moved_at:%d %B %Y %H:%M}"


class UpdateMilestone(models.Model):
    """A milestone that an update says is met, or moved; it takes effect with the approval."""

    update = models.ForeignKey(ProgressUpdate, models.CASCADE, related_name="milestones")
    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="said_of_it")
    met_on = models.DateField(null=True, blank=True)
    moved_to = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["update", "milestone"]
        constraints = [
            models.UniqueConstraint(fields=["update", "milestone"], name="one_word_on_a_milestone_per_update"),
            models.CheckConstraint(
                condition=Q(met_on__isnull=False, moved_to__isnull=True)
                | (Q(met_on__isnull=True, moved_to__isnull=False) & ~Q(reason="")),
                name="a_milestone_is_met_or_moved_with_a_reason",
                violation_error_message="A milestone is met on a day, or moved to another with the reason.",
            ),
        ]

    def __str__(self):
        return f"{self.milestone}: {'met' if self.met_on else 'moved'}"


class UpdateFigure(models.Model):
    """A figure for one of the action's own measures, as the lead gives it; it becomes a figure with the approval."""

    update = models.ForeignKey(ProgressUpdate, models.CASCADE, related_name="figures")
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="reported_figures")
    period = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=16, decimal_places=4)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["update", "measure", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["update", "measure", "period"], name="one_figure_per_measure_and_period"),
            models.CheckConstraint(condition=~Q(period=""), name="a_reported_figure_has_its_period"),
        ]

    def __str__(self):
        return f"{self.measure}, {self.period}: {self.value}"


class Evidence(models.Model):
    """A file or a link that an update rests on."""

    class Strength(models.TextChoices):
        DATA = "data", "Data or an audit"
        DOCUMENT = "document", "A document, such as minutes or a plan"
        FEEDBACK = "feedback", "What people told us"
        ACCOUNT = "account", "Our own account"

    update = models.ForeignKey(ProgressUpdate, models.CASCADE, related_name="evidence")
    title = models.CharField(max_length=200)
    strength = models.CharField(max_length=12, choices=Strength)
    link = models.URLField(max_length=500, blank=True)
    file = models.FileField(upload_to="evidence/%Y/%m/", max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True, help_text="As it was called where it came from.")
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="Bytes")
    sha256 = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["update", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=(~Q(link="") & Q(file="", sha256="", size__isnull=True))
                | (Q(link="", size__isnull=False) & ~Q(file="") & ~Q(sha256="") & ~Q(file_name="")),
                name="evidence_is_a_file_or_a_link",
                violation_error_message="Evidence is a file or a link, one of the two.",
            ),
        ]

    def __str__(self):
        return self.title


class LightOverrideQuerySet(models.QuerySet):
    def standing(self, *, on):
        """Those that hold on this day: not taken back, and their last day not over."""
        return self.filter(ended_at__isnull=True, until__gte=on)


class LightOverride(models.Model):
    """A light shown otherwise than its rule says: with a reason, a name and an end."""

    class Which(models.TextChoices):
        DELIVERY = "delivery", "Delivery"
        OUTCOME = "outcome", "Outcome"
        CONFIDENCE = "confidence", "Confidence"

    action = models.ForeignKey(Action, models.CASCADE, related_name="overrides")
    light = models.CharField(max_length=12, choices=Which)
    state = models.CharField(max_length=20)
    reason = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    until = models.DateField(help_text="The last day on which it holds.")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = LightOverrideQuerySet.as_manager()

    class Meta:
        ordering = ["action", "light", "-set_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(state=""),
                name="an_override_says_what_and_why",
                violation_error_message="Say why the light is shown otherwise.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="an_override_is_ended_by_someone_at_some_time",
            ),
            models.UniqueConstraint(
                fields=["action", "light"], condition=Q(ended_at__isnull=True), name="one_override_per_light"
            ),
        ]

    def __str__(self):
        return f"{self.action.ref}, {self.get_light_display().lower()}: {self.state} until {self.until:%d %B %Y}"
