"""What has to be done, kept where nothing is lost: the queue only carries the news of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class JobState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    PARKED = "parked", "Parked after failing"
    CANCELLED = "cancelled", "Cancelled"


UNFINISHED = (JobState.WAITING.value, JobState.RUNNING.value)


class Job(models.Model):
    """One thing to be done by a worker. Written in the transaction of its cause; a message only wakes a worker up."""

    kind = models.CharField(max_length=60)
    key = models.CharField(
        max_length=200, help_text="What it is about: two jobs of one kind and key never run at once."
    )
    period = models.CharField(
        max_length=60, blank=True, help_text="The slot of the schedule that it fills; empty if somebody asked for it."
    )
    payload = models.JSONField(default=dict, help_text="Ids and dates alone.")
    state = models.CharField(max_length=20, choices=JobState, default=JobState.WAITING)
    # Never set back, since the number of an attempt is the token by which it is told from all earlier ones.
    attempts = models.PositiveSmallIntegerField(default=0)
    attempts_allowed = models.PositiveSmallIntegerField(
        default=3, help_text="Parked when as many have failed. A person who has it tried again allows more."
    )
    due_at = models.DateTimeField(help_text="Not to be started before.")
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When the queue last took a message about it.")
    lease_until = models.DateTimeField(null=True, blank=True, help_text="Until then it belongs to its worker.")
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=200, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, help_text="Why the last attempt failed.")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key", "period"], condition=~Q(period=""), name="one_job_per_kind_key_and_period"
            ),
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(state__in=UNFINISHED), name="one_unfinished_job_per_kind_and_key"
            ),
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False, started_at__isnull=False)
                | (~Q(state="running") & Q(lease_until__isnull=True)),
                name="a_running_job_has_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, finished_at__isnull=True)
                | (~Q(state__in=UNFINISHED) & Q(finished_at__isnull=False, finished_at__gte=F("created_at"))),
                name="a_job_that_ended_says_when",
            ),
            models.CheckConstraint(condition=~Q(state="parked") | ~Q(error=""), name="a_parked_job_says_why"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="job_waiting"),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="job_running"),
        ]

    def __str__(self):
        return " ".join(filter(None, [self.kind, self.key, self.period]))


class Heartbeat(models.Model):
    """When a part of the machinery last gave a sign of life, through the queue that the work goes through."""

    name = models.CharField(max_length=60, primary_key=True)
    beaten_at = models.DateTimeField()
    worker = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return f"{self.name}, {self.beaten_at:%d %B %Y %H:%M:%S}"
