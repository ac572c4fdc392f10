import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


def archivable(model, constraint, noun):
    """When, by whom and why, as actions and recommendations have it."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, django.db.models.deletion.PROTECT, null=True, blank=True, related_name="+"
    )
    says_why = models.CheckConstraint(
        condition=Q(archived_at__isnull=True, archived_by__isnull=True, archive_reason="")
        | (Q(archived_at__isnull=False) & ~Q(archive_reason="")),
        name=constraint,
        violation_error_message=f"Say why the {noun} is archived.",
    )
    return [
        migrations.AddField(model, "archived_at", models.DateTimeField(null=True, blank=True)),
        migrations.AddField(model, "archived_by", by),
        migrations.AddField(model, "archive_reason", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddConstraint(model, says_why),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0006_mail_about_accounts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *archivable("milestone", "an_archived_milestone_says_why", "milestone"),
        *archivable("measure", "an_archived_measure_says_why", "measure"),
    ]
