"""What leaves the site: links that open one page without signing in, and sites that may show a chart of ours."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from partners.models import Partnership


class SharedLink(models.Model):
    """A link that opens one page to whoever has it, read-only, until it expires or is revoked."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="shared_links")
    token_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token; the token is not kept.")
    path = models.CharField(max_length=500, help_text="The address that it opens, with its filters.")
    label = models.CharField(max_length=150, help_text="For whom or what it was made.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    times_opened = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True, help_text="Last.")

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(label=""), name="a_shared_link_says_what_for"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="a_shared_link_expires_after_it_was_made"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="a_shared_link_is_revoked_by_someone",
            ),
        ]

    def __str__(self):
        return self.label


class EmbedSite(models.Model):
    """A site that may show charts and scorecards of a partnership within its own pages."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="embed_sites")
    origin = models.CharField(
        max_length=200,
        validators=[
            RegexValidator(
                r"^https://[a-z0-9.-]+\.[a-z]{2,}(:\d{1,5})?$",
                "Enter the beginning of the site’s address, such as https://www.example.gov.uk, with no path.",
            )
        ],
    )
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["partnership", "origin"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "origin"],
                name="one_embed_site_per_origin",
                violation_error_message="This site is on the list already.",
            ),
        ]

    def __str__(self):
        return self.origin
