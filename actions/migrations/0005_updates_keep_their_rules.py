import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0004_carry_updates_over"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="progressupdate",
            name="started_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            model_name="progressupdate",
            name="started_at",
            field=models.DateTimeField(),
        ),
        migrations.AlterField(
            model_name="progressupdate",
            name="saved_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            model_name="progressupdate",
            name="saved_at",
            field=models.DateTimeField(),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("archive_reason", ""), ("archived_at__isnull", True), ("archived_by__isnull", True)),
                    models.Q(("archived_at__isnull", False), models.Q(("archive_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="an_archived_action_says_why",
                violation_error_message="Say why the action is archived.",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("superseded_by__isnull", True),
                    models.Q(
                        ("archived_at__isnull", False), models.Q(("superseded_by", models.F("id")), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="a_superseded_action_is_archived",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressupdate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("draft", "submitted", "returned"))),
                fields=("action",),
                name="one_open_update_per_action",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressupdate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("submitted", "approved")), _negated=True),
                    models.Q(
                        models.Q(("delivery_status__in", ["", "not_reported"]), _negated=True),
                        models.Q(("confidence", ""), _negated=True),
                        models.Q(("narrative", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_reported_update_is_whole",
                violation_error_message="Say how the work goes, how confident you are and what happened.",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressupdate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reported_at__isnull", True), ("reported_by__isnull", True)),
                    models.Q(("reported_at__isnull", False), ("reported_by__isnull", False)),
                    _connector="OR",
                ),
                name="an_update_is_reported_by_someone_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressupdate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["submitted", "approved", "returned"]), _negated=True),
                    ("reported_at__isnull", False),
                    _connector="OR",
                ),
                name="what_was_submitted_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressupdate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="an_update_is_decided_by_someone_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressupdate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "returned"]), _negated=True),
                    ("decided_at__isnull", False),
                    _connector="OR",
                ),
                name="what_was_approved_or_sent_back_says_by_whom",
            ),
        ),
    ]
