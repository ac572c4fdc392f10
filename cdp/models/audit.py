"""What was done, by whom: written in the transaction of the change and never changed by it again."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from partners.models import Partnership


class AuditEvent(models.Model):
    """One thing that somebody, or the clock, did. Names stand here as words too: rows may go, history stays."""

    happened_at = models.DateTimeField()
    day = models.DateField(help_text="The day in London, whose chain it belongs to.")
    kind = models.CharField(max_length=60, help_text="What was done: update.approved, role.given, person.signed_in.")
    # No foreign keys in the database: what they point at may go, and an event is not changed by that.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False
    )
    person_name = models.CharField(max_length=200, blank=True, help_text="Empty where nobody was signed in.")
    partnership = models.ForeignKey(
        Partnership, models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False
    )
    partnership_slug = models.CharField(max_length=60, blank=True)
    subject_kind = models.CharField(max_length=60, blank=True, help_text="The kind of record: actions.action.")
    subject_id = models.CharField(max_length=60, blank=True)
    subject_name = models.CharField(max_length=300, blank=True)
    subject_address = models.CharField(max_length=300, blank=True)
    changes = models.JSONField(default=dict, help_text="{field: [from, to]}")
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    is_restricted = models.BooleanField(default=False, help_text="Restricted figures were seen or taken out.")
    salt = models.CharField(
        max_length=32,
        blank=True,
        help_text="Hashed with the texts, and gone with them: what was removed cannot be guessed from the digest.",
    )
    digest = models.CharField(max_length=64, help_text="Of all of the above as it was first written.")
    redacted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="") & ~Q(digest=""), name="an_event_says_what_was_done"),
        ]
        indexes = [
            models.Index(fields=["day", "id"], name="event_by_day"),
            models.Index(fields=["partnership", "-id"], name="event_by_partnership"),
            models.Index(fields=["person", "-id"], name="event_by_person"),
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="event_by_subject"),
        ]

    def __str__(self):
        # No names: it stands in the event of a redaction, which must not repeat what was taken out.
        return f"{self.pk}, {self.kind} of {self.day:%d %B %Y}"


class AuditDay(models.Model):
    """A day that is over: its events hashed in order, chained to the day before."""

    day = models.DateField(unique=True)
    number_of_events = models.PositiveIntegerField()
    previous = models.CharField(
        max_length=64, blank=True, help_text="The digest of the day before; empty for the first."
    )
    listing = models.TextField(blank=True, help_text="A line an event: its number and its digest.")
    digest = models.CharField(max_length=64)
    closed_at = models.DateTimeField()

    class Meta:
        ordering = ["-day"]
        constraints = [models.CheckConstraint(condition=~Q(digest=""), name="a_closed_day_has_its_digest")]

    def __str__(self):
        return f"{self.day:%d %B %Y}"
