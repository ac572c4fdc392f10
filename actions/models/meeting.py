from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import Truncator

from cdp import words
from partners.models import Agency, Partnership


class Meeting(models.Model):
    """A meeting of a partnership's board, and the window in which leads report for it."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="meetings")
    title = models.CharField(max_length=200, default="Board meeting")
    held_on = models.DateField()
    papers_due_on = models.DateField(null=True, blank=True)
    reporting_opens_on = models.DateField(null=True, blank=True)
    reporting_closes_on = models.DateField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["partnership", "held_on"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "held_on", "title"], name="one_meeting_per_day_and_title"),
            models.CheckConstraint(
                condition=Q(papers_due_on__isnull=True) | Q(papers_due_on__lte=F("held_on")),
                name="papers_are_due_before_the_meeting",
                violation_error_message="Papers cannot be due after the meeting.",
            ),
            models.CheckConstraint(
                condition=Q(reporting_opens_on__isnull=True, reporting_closes_on__isnull=True)
                | Q(
                    reporting_opens_on__isnull=False,
                    reporting_closes_on__isnull=False,
                    reporting_opens_on__lte=F("reporting_closes_on"),
                    reporting_closes_on__lte=F("held_on"),
                ),
                name="reporting_closes_after_it_opens_and_before_the_meeting",
                violation_error_message="Reporting opens, then closes, then the board meets.",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="a_meeting_is_cancelled_by_someone_at_some_time",
            ),
        ]

    def __str__(self):
        return f"{self.title}, {words.day(self.held_on)}"

    def get_absolute_url(self):
        return reverse("meeting", args=[self.partnership.slug, self.pk])


class DecisionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def visible_to(self, user):
        return self.filter(meeting__partnership__in=Partnership.objects.visible_to(user))


class Decision(models.Model):
    """What a board decided or asked for; carried forward from meeting to meeting until it is closed."""

    class Kind(models.TextChoices):
        DECISION = "decision", "Decision"
        ASK = "ask", "Ask"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="decisions_owned"
    )
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="decisions_owned")
    action = models.ForeignKey("actions.Action", models.SET_NULL, null=True, blank=True, related_name="decisions")
    due_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closing_note = models.TextField(blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="one_decision_per_position"),
            models.CheckConstraint(condition=~Q(text=""), name="a_decision_says_what"),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(agency__isnull=False),
                name="a_decision_has_an_owner",
                violation_error_message="Say who it is of: a person, an agency, or both.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closing_note="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closing_note="")),
                name="a_closed_decision_says_what_came_of_it",
                violation_error_message="Say what came of it.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {Truncator(self.text).chars(60)}"

    def get_absolute_url(self):
        return reverse("decision", args=[self.meeting.partnership.slug, self.meeting_id, self.pk])

    def is_overdue(self, *, on):
        return self.closed_at is None and self.due_on is not None and self.due_on < on
