"""What was frozen, byte for byte, and what was written from it."""

from django.db import models
from django.db.models import Q


class FrozenPaper(models.Model):
    """The content of a paper as cdp.papers.content writes it, squeezed; never changed once it is here.

    `sha256` is of the content and not of the squeezed bytes, so that whoever has the JSON can work it out.
    """

    data = models.BinaryField(help_text="The bytes of the content, squeezed by zlib.")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="Bytes of the content.")
    as_at = models.DateTimeField(help_text="The moment of its figures and statuses.")
    is_restricted = models.BooleanField(
        default=False,
        help_text="For few: an extract with figures that are withheld from others, or a pack with texts that are not "
        "for every member. Every page says so, and its readers are asked who they are.",
    )
    redacted_at = models.DateTimeField(null=True, blank=True)
    sha256_before = models.CharField(max_length=64, blank=True, help_text="The first hash, where a text was taken out.")

    class Meta:
        ordering = ["-as_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="a_frozen_paper_is_known_by_its_hash"
            ),
            models.CheckConstraint(
                condition=Q(redacted_at__isnull=True, sha256_before="")
                | (Q(redacted_at__isnull=False) & ~Q(sha256_before="")),
                name="a_redacted_paper_keeps_its_first_hash",
            ),
        ]

    def __str__(self):
        return f"{self.sha256[:12]}, {self.as_at:%d %B %Y %H:%M}"


class Rendering(models.Model):
    """A frozen paper in one format. It can be written anew at any time: the paper is the truth, not this."""

    paper = models.ForeignKey(FrozenPaper, models.CASCADE, related_name="renderings")
    file_format = models.CharField(max_length=20, help_text="A key of cdp.papers.formats.FORMATS.")
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["paper", "file_format"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "file_format"], name="one_rendering_per_paper_and_format"),
        ]

    def __str__(self):
        return f"{self.file_format} of {self.paper_id}"
