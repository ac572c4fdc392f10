"""What is sent by email: the plan of reminders as data, and each message as a row that is written before it goes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from actions.models.action import Action
from partners.models import Partnership

DAYS_BEFORE, DAYS_AFTER = (30, 7, 1), (1, 7, 30)


class MailKind(models.TextChoices):
    REMINDER = "reminder", "Updates that are due"
    ESCALATION = "escalation", "Updates that others owe"
    RETURNED = "returned", "An update was sent back"
    APPROVED = "approved", "An update was approved"
    TO_APPROVE = "to_approve", "An update waits for approval"
    INVITATION = "invitation", "An invitation"
    ACCESS = "access", "A request for access"
    DECISION = "decision", "A decision or ask of a board"
    ACCOUNT = "account", "Your account"


# What somebody needs to do their part cannot be switched off.
CAN_BE_SWITCHED_OFF = (MailKind.REMINDER.value, MailKind.APPROVED.value, MailKind.DECISION.value)


def days_before():
    return list(DAYS_BEFORE)


def days_after():
    return list(DAYS_AFTER)


class ReminderPlan(models.Model):
    """When a partnership reminds, whom, and in what words."""

    partnership = models.OneToOneField(Partnership, models.CASCADE, related_name="reminder_plan")
    is_on = models.BooleanField(default=True)
    days_before = models.JSONField(default=days_before)
    days_after = models.JSONField(default=days_after)
    days_between = models.PositiveSmallIntegerField(
        default=5, help_text="At least so many from one digest to the next."
    )
    deputy_after = models.PositiveSmallIntegerField(default=1, help_text="Days overdue.")
    board_member_after = models.PositiveSmallIntegerField(default=7, help_text="Days overdue.")
    lead_after = models.PositiveSmallIntegerField(default=30, help_text="Days overdue.")
    subject = models.CharField(max_length=150, blank=True, help_text="Empty for the usual words.")
    opening = models.TextField(blank=True, help_text="The first sentences of a reminder; empty for the usual ones.")

    class Meta:
        ordering = ["partnership"]
        constraints = [
            models.CheckConstraint(
                condition=Q(deputy_after__lte=F("board_member_after"), board_member_after__lte=F("lead_after")),
                name="an_escalation_goes_upwards",
                violation_error_message="The deputy is told first, then the board member, then the partnership lead.",
            ),
            models.CheckConstraint(condition=Q(days_between__gte=1), name="not_two_digests_a_day"),
        ]

    def __str__(self):
        return f"Reminders of {self.partnership}"


class Mail(models.Model):
    """One message to one person. The row is written first; whoever sends it marks it in the same breath."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"
        DROPPED = "dropped", "Not sent: no longer wanted or no longer true"

    kind = models.CharField(max_length=20, choices=MailKind)
    key = models.CharField(max_length=200, help_text="What it is about; one mail per kind, key, address and day.")
    day = models.DateField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="mails",
        help_text="Nobody yet for an invitation.",
    )  # fmt: skip
    partnership = models.ForeignKey(Partnership, models.CASCADE, null=True, blank=True, related_name="mails")
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    why = models.CharField(max_length=300, help_text="Why it came, as the mail says.")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "to", "day"], name="one_mail_per_kind_key_address_and_day"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="a_sent_mail_says_when",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="a_failed_mail_says_why"),
        ]
        indexes = [models.Index(fields=["made_at"], condition=Q(state="waiting"), name="mail_waiting")]

    def __str__(self):
        return f"{self.subject}, to {self.to}"


class MailLink(models.Model):
    """A link in a mail that opens the short form of one action for one person, once. Only its digest is kept."""

    mail = models.ForeignKey(Mail, models.CASCADE, related_name="links")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    action = models.ForeignKey(Action, models.CASCADE, related_name="mail_links")
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True, help_text="When an update was submitted through it.")

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="a_link_expires_later")]

    def __str__(self):
        return f"{self.action.ref} for {self.person}"


class MailOff(models.Model):
    """A kind of mail that somebody does not want."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mails_off")
    kind = models.CharField(max_length=20, choices=MailKind)
    switched_off_at = models.DateTimeField()

    class Meta:
        ordering = ["person", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_switch_per_person_and_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=CAN_BE_SWITCHED_OFF), name="only_some_mails_can_be_switched_off"
            ),
        ]

    def __str__(self):
        return f"{self.person}: no {self.get_kind_display().lower()}"
