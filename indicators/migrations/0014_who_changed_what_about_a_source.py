import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0013_what_a_run_says_of_areas"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SourceChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "setting",
                    models.CharField(
                        choices=[
                            ("name", "Name"),
                            ("kind", "Kind"),
                            ("rank", "Rank"),
                            ("licence", "Licence"),
                            ("location", "Read from"),
                            ("options", "What is asked of it"),
                            ("mapping", "Which column is what"),
                            ("is_scheduled", "Refreshed by itself"),
                            ("frequency", "How often"),
                            ("publishing", "When it is published"),
                            ("move_limit", "Limit for figures that move"),
                            ("gone_limit", "Limit for figures that are missing"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "was",
                    models.JSONField(help_text="Without passwords and keys. Null where nothing was set.", null=True),
                ),
                ("now", models.JSONField(help_text="In the same way.", null=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "is_by_product",
                    models.BooleanField(default=False, help_text="By what comes with the program, or by its operator."),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="setting_changes",
                        to="indicators.source",
                    ),
                ),
            ],
            options={
                "ordering": ["-changed_at", "-pk"],
                "indexes": [models.Index(fields=["source", "-changed_at", "-id"], name="source_change_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "setting__in",
                                [
                                    "name",
                                    "kind",
                                    "rank",
                                    "licence",
                                    "location",
                                    "options",
                                    "mapping",
                                    "is_scheduled",
                                    "frequency",
                                    "publishing",
                                    "move_limit",
                                    "gone_limit",
                                ],
                            )
                        ),
                        name="a_source_change_is_of_a_setting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_by_product", False), ("changed_by__isnull", True), _connector="OR"),
                        name="a_source_change_is_by_a_person_or_the_product",
                    ),
                ],
            },
        ),
    ]
