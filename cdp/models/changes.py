"""The change feed and what is sent of it: every change that the API can show, in one order, and who is told."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from partners.models import Partnership


class ChangeSight(models.TextChoices):
    """Who is told of a change, beside the rule that what is not yours is not found."""

    EVERYBODY = "everybody", "Whoever sees the partnership"
    REPORTERS = "reporters", "Who may report on the action or decide on its updates"


class Change(models.Model):
    """That something which the API shows became another. It holds no content: whoever may see the thing reads it there.

    Rows are written in the transaction of the change. Their place in the feed is given only when that is committed
    (`position`), since a number given before could be read after a higher one, and a reader would miss it.
    """

    position = models.BigIntegerField(null=True, blank=True, unique=True)
    uid = models.CharField(max_length=40, unique=True, help_text="Opaque; the same in the feed and in webhooks.")
    happened_at = models.DateTimeField()
    kind = models.CharField(max_length=60, help_text="action.changed, update.approved, figures.published …")
    noun = models.CharField(max_length=40, help_text="The list of the API in which the thing stands: actions.")
    thing = models.CharField(max_length=200, help_text="Its id there: northshire:1.1.")
    partnership = models.ForeignKey(Partnership, models.CASCADE, null=True, blank=True, related_name="+")
    sight = models.CharField(max_length=12, choices=ChangeSight, default=ChangeSight.EVERYBODY)
    # The action that the sight goes by; no foreign key, as cdp does not know its rows.
    action_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="") & ~Q(noun=""), name="a_change_says_what_changed"),
            models.CheckConstraint(
                condition=Q(sight="everybody") | Q(action_id__isnull=False), name="a_change_of_reporters_has_its_action"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(position=None), name="changes_without_a_place"),
            models.Index(fields=["partnership", "position"], name="changes_of_a_partnership"),
        ]

    def __str__(self):
        return f"{self.kind} {self.thing}"


class WebhookEndpoint(models.Model):
    """An address of another system that is told of a partnership's changes, by Standard Webhooks."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="webhooks")
    # Whose sight decides what is sent: the service account of a client, or whoever set it up.
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="webhooks")
    url = models.URLField(max_length=500)
    description = models.CharField(max_length=200)
    kinds = models.JSONField(
        default=list, help_text="Kinds of changes, or beginnings such as “update.”; empty for all."
    )
    secret = models.TextField(help_text="Sealed.")
    previous_secret = models.TextField(blank=True, help_text="Sealed; signs beside the new one while rotating.")
    previous_secret_until = models.DateTimeField(null=True, blank=True)
    handed_over = models.BigIntegerField(default=0, help_text="The position up to which deliveries have been written.")
    waits_until = models.DateTimeField(null=True, blank=True, help_text="Its receiver asked for it: Retry-After.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_reason = models.CharField(max_length=300, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["partnership", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(disabled_at=None) | ~Q(disabled_reason=""), name="a_webhook_is_disabled_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(previous_secret="") | Q(previous_secret_until__isnull=False),
                name="an_old_secret_ends_some_day",
            ),
        ]

    def __str__(self):
        return f"{self.description} ({self.url})"


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    DELIVERED = "delivered", "Delivered"
    DEAD = "dead", "Given up"
    CANCELLED = "cancelled", "Called off"


class WebhookDelivery(models.Model):
    """One message to one address: its body as it was first written, and how far it got."""

    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, related_name="deliveries")
    change = models.ForeignKey(
        Change, models.CASCADE, null=True, blank=True, related_name="+", help_text="None: a test."
    )
    message_id = models.CharField(max_length=60, unique=True)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    last_attempt_at = models.DateTimeField(null=True, blank=True)
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_fault = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "webhook deliveries"
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "change"], name="one_delivery_per_change_and_address"),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at=None) | (~Q(state="waiting") & Q(ended_at__isnull=False)),
                name="a_delivery_that_ended_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="waiting"), name="deliveries_that_are_due"),
        ]

    def __str__(self):
        return f"{self.message_id}: {self.get_state_display()}"
