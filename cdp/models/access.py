"""Ways into the API for programs: tokens of a person, clients of a partnership, and what was answered to a key."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from partners.models import Partnership

STORED_STATUSES = (100, 599)


class Scope(models.TextChoices):
    """What a token may be used for; never more than its person may do by their roles."""

    READ = "read", "Read what its owner may see, also before it is published"
    WRITE_UPDATES = "write:updates", "Draft, submit and withdraw progress updates, with evidence"
    DECIDE_UPDATES = "decide:updates", "Approve progress updates or send them back"
    WRITE_FIGURES = "write:figures", "Bring figures of local indicators"
    WRITE_IMPORTS = "write:imports", "Check and apply workbooks of the plan"


class PersonalToken(models.Model):
    """A key that a person made for a program of their own. Only its digest is kept: it is shown once."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100, help_text="What it is for, in the owner's words.")
    prefix = models.CharField(
        max_length=16, unique=True, help_text="Its first letters, by which it is found and named."
    )
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the whole token.")
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_from = models.CharField(max_length=30, blank=True, help_text="The network, not the address: 192.0.…")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="a_token_ends_after_it_begins"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(prefix="") & ~Q(digest=""), name="a_token_has_its_name_and_digest"
            ),
            # The night that closes an account is nobody.
            models.CheckConstraint(
                condition=Q(revoked_by__isnull=True) | Q(revoked_at__isnull=False),
                name="a_token_that_somebody_revoked_says_when",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.prefix}…)"


class ApiClient(models.Model):
    """A program of a partnership, which signs in with OAuth 2 client credentials and acts as its own service account.

    What it may see and do follows from the memberships of that account, narrowed by the scopes of its application.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="api_clients")
    application = models.OneToOneField(
        settings.OAUTH2_PROVIDER_APPLICATION_MODEL, models.PROTECT, related_name="api_client"
    )
    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="api_client")
    name = models.CharField(max_length=100)
    purpose = models.CharField(max_length=300, help_text="Which system it is, and who looks after it.")
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_from = models.CharField(max_length=30, blank=True, help_text="The network, not the address: 192.0.…")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["partnership", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "name"], condition=Q(revoked_at=None), name="one_client_of_a_name"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="a_revoked_client_says_by_whom",
            ),
        ]

    def __str__(self):
        return self.name


class IdempotentAnswer(models.Model):
    """What was answered to a POST with an Idempotency-Key, and not done twice."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, address, content type and body.")
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty while it is being done.")
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="one_answer_per_idempotency_key"),
            models.CheckConstraint(
                condition=Q(status=None) | Q(status__range=STORED_STATUSES), name="an_answer_has_a_status_of_http"
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotent_answer_by_age")]

    def __str__(self):
        return f"{self.key}, {self.created_at:%d %B %Y}"
