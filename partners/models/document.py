from django.db import models
from django.urls import reverse

from partners.models.partnership import Partnership


class DocumentKind(models.TextChoices):
    NEEDS_ASSESSMENT = "needs_assessment", "Needs assessment"
    STRATEGY = "strategy", "Strategy"
    REPORTED = "reported", "Figures reported by lead agencies"


class DocumentQuerySet(models.QuerySet):
    def published(self):
        """Without what is no document to be read, but keeps the figures that leads report."""
        return self.exclude(kind=DocumentKind.REPORTED)


class Document(models.Model):
    """A document that a partnership published: where its recommendations, actions and figures come from."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="documents")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=DocumentKind)
    published = models.CharField(max_length=60, blank=True, help_text="When it was published, as printed.")
    published_note = models.TextField(blank=True)
    covers = models.CharField(max_length=200, blank=True, help_text="The period it covers, as printed.")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["partnership", "title"]
        constraints = [models.UniqueConstraint(fields=["partnership", "title"], name="one_document_per_title")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("document", args=[self.partnership.slug])


class DocumentNote(models.Model):
    """What a reader of our data has to know about how a document was read."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="notes")
    subject = models.CharField(max_length=60)
    text = models.TextField()

    class Meta:
        ordering = ["document", "subject"]
        constraints = [models.UniqueConstraint(fields=["document", "subject"], name="one_note_per_subject")]

    def __str__(self):
        return f"{self.subject}: {self.text[:60]}"


class StakeholderCategory(models.Model):
    """A kind of stakeholder on a partnership's systems map; a document can hold several versions of the map."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="stakeholder_categories")
    version = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    colour = models.CharField(max_length=30, blank=True, help_text="The colour that the document's map gives it.")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    place = models.TextField(blank=True)

    class Meta:
        ordering = ["document", "version", "position"]
        verbose_name_plural = "stakeholder categories"
        constraints = [
            models.UniqueConstraint(fields=["document", "version", "position"], name="one_category_per_position"),
        ]

    def __str__(self):
        return self.name
