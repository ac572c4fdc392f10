import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import actions.models.mail


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0002_initial"),
        ("indicators", "0015_a_scorecard_needs_one_index"),
        ("partners", "0002_access_and_national_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(max_length=200, upload_to="workbooks/%Y/%m/")),
                ("file_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField()),
                (
                    "is_submitted",
                    models.BooleanField(default=False, help_text="Its updates were submitted, not left as drafts."),
                ),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name_plural": "batches",
                "ordering": ["-uploaded_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="BatchRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.PositiveIntegerField(help_text="As the sheet counts.")),
                ("said", models.JSONField(default=dict, help_text="What the row says, by field.")),
                (
                    "was",
                    models.JSONField(
                        default=dict, help_text="What the open update said before; empty where there was none."
                    ),
                ),
                (
                    "problem",
                    models.TextField(blank=True, help_text="With the column, what is wrong and what is allowed."),
                ),
            ],
            options={
                "ordering": ["batch", "row"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(choices=[("decision", "Decision"), ("ask", "Ask")], max_length=10)),
                ("text", models.TextField()),
                ("due_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closing_note", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["meeting", "position"],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                (
                    "strength",
                    models.CharField(
                        choices=[
                            ("data", "Data or an audit"),
                            ("document", "A document, such as minutes or a plan"),
                            ("feedback", "What people told us"),
                            ("account", "Our own account"),
                        ],
                        max_length=12,
                    ),
                ),
                ("link", models.URLField(blank=True, max_length=500)),
                ("file", models.FileField(blank=True, max_length=200, upload_to="evidence/%Y/%m/")),
                (
                    "file_name",
                    models.CharField(blank=True, help_text="As it was called where it came from.", max_length=200),
                ),
                ("content_type", models.CharField(blank=True, max_length=100)),
                ("size", models.PositiveBigIntegerField(blank=True, help_text="Bytes", null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("added_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ["update", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LightOverride",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "light",
                    models.CharField(
                        choices=[("delivery", "Delivery"), ("outcome", "Outcome"), ("confidence", "Confidence")],
                        max_length=12,
                    ),
                ),
                ("state", models.CharField(max_length=20)),
                ("reason", models.TextField()),
                ("set_at", models.DateTimeField()),
                ("until", models.DateField(help_text="The last day on which it holds.")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["action", "light", "-set_at"],
            },
        ),
        migrations.CreateModel(
            name="Mail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reminder", "Updates that are due"),
                            ("escalation", "Updates of others that are overdue"),
                            ("returned", "An update was sent back"),
                            ("approved", "An update was approved"),
                            ("to_approve", "An update waits for approval"),
                            ("invitation", "An invitation"),
                            ("access", "A request for access"),
                            ("decision", "A decision or ask of a board"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="What it is about; one mail per kind, key, address and day.", max_length=200
                    ),
                ),
                ("day", models.DateField()),
                ("to", models.EmailField(max_length=254)),
                ("subject", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("html", models.TextField(blank=True)),
                ("why", models.CharField(help_text="Why it came, as the mail says.", max_length=300)),
                ("made_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be sent"),
                            ("sent", "Sent"),
                            ("failed", "Could not be sent"),
                            ("dropped", "Not sent: no longer wanted or no longer true"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="MailLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "used_at",
                    models.DateTimeField(blank=True, help_text="When an update was submitted through it.", null=True),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="MailOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reminder", "Updates that are due"),
                            ("escalation", "Updates of others that are overdue"),
                            ("returned", "An update was sent back"),
                            ("approved", "An update was approved"),
                            ("to_approve", "An update waits for approval"),
                            ("invitation", "An invitation"),
                            ("access", "A request for access"),
                            ("decision", "A decision or ask of a board"),
                        ],
                        max_length=20,
                    ),
                ),
                ("switched_off_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["person", "kind"],
            },
        ),
        migrations.CreateModel(
            name="PlanImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(max_length=200, upload_to="plans/%Y/%m/")),
                ("file_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("mapping", models.JSONField(default=dict, help_text="{sheet: {our column: column of the file}}")),
                ("uploaded_at", models.DateTimeField()),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-uploaded_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ReminderPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_on", models.BooleanField(default=True)),
                ("days_before", models.JSONField(default=actions.models.mail.days_before)),
                ("days_after", models.JSONField(default=actions.models.mail.days_after)),
                (
                    "days_between",
                    models.PositiveSmallIntegerField(
                        default=5, help_text="At least so many from one digest to the next."
                    ),
                ),
                ("deputy_after", models.PositiveSmallIntegerField(default=1, help_text="Days overdue.")),
                ("board_member_after", models.PositiveSmallIntegerField(default=7, help_text="Days overdue.")),
                ("lead_after", models.PositiveSmallIntegerField(default=30, help_text="Days overdue.")),
                ("subject", models.CharField(blank=True, help_text="Empty for the usual words.", max_length=150)),
                (
                    "opening",
                    models.TextField(
                        blank=True, help_text="The first sentences of a reminder; empty for the usual ones."
                    ),
                ),
            ],
            options={
                "ordering": ["partnership"],
            },
        ),
        migrations.CreateModel(
            name="UpdateFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(max_length=60)),
                ("value", models.DecimalField(decimal_places=4, max_digits=16)),
                ("note", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["update", "measure", "pk"],
            },
        ),
        migrations.CreateModel(
            name="UpdateMilestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("met_on", models.DateField(blank=True, null=True)),
                ("moved_to", models.DateField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["update", "milestone"],
            },
        ),
        migrations.CreateModel(
            name="UpdateMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "from_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Waiting for approval"),
                            ("returned", "Sent back"),
                            ("approved", "Approved"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Waiting for approval"),
                            ("returned", "Sent back"),
                            ("approved", "Approved"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=12,
                    ),
                ),
                ("moved_at", models.DateTimeField()),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["update", "pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="progressupdate",
            options={"ordering": [models.OrderBy(models.F("reported_at"), descending=True, nulls_first=True), "-pk"]},
        ),
        migrations.RemoveConstraint(
            model_name="progressupdate",
            name="a_progress_update_has_a_status",
        ),
        migrations.RemoveConstraint(
            model_name="progressupdate",
            name="a_progress_update_says_something",
        ),
        migrations.AddField(
            model_name="action",
            name="archive_reason",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="action",
            name="archived_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="planned_due_on",
            field=models.DateField(blank=True, help_text="The date first agreed, where it was put off.", null=True),
        ),
        migrations.AddField(
            model_name="action",
            name="superseded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="supersedes",
                to="actions.action",
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="version",
            field=models.PositiveIntegerField(
                default=1, help_text="Goes up with each change, so that two editors notice."
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="cancelled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="cancelled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="reporting_closes_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="reporting_opens_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="progressupdate",
            name="decided_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="progressupdate",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decided_updates",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="progressupdate",
            name="is_no_change",
            field=models.BooleanField(default=False, help_text="Said with one click: nothing has changed."),
        ),
        migrations.AddField(
            model_name="progressupdate",
            name="meeting",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="progress_updates",
                to="actions.meeting",
            ),
        ),
        migrations.AddField(
            model_name="progressupdate",
            name="saved_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="progressupdate",
            name="saved_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="progressupdate",
            name="started_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="progressupdate",
            name="started_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="progressupdate",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("submitted", "Waiting for approval"),
                    ("returned", "Sent back"),
                    ("approved", "Approved"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="draft",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="progressupdate",
            name="version",
            field=models.PositiveIntegerField(
                default=1, help_text="Goes up with each save, so that two editors notice."
            ),
        ),
        migrations.AddField(
            model_name="recommendation",
            name="archive_reason",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="recommendation",
            name="archived_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="recommendation",
            name="archived_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="recommendation",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="actions.recommendation",
            ),
        ),
        migrations.AddField(
            model_name="recommendation",
            name="version",
            field=models.PositiveIntegerField(
                default=1, help_text="Goes up with each change, so that two editors notice."
            ),
        ),
        migrations.AddField(
            model_name="strategy",
            name="successor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="predecessors",
                to="actions.strategy",
            ),
        ),
        migrations.AddField(
            model_name="strategy",
            name="version",
            field=models.PositiveIntegerField(
                default=1, help_text="Goes up with each change, so that two editors notice."
            ),
        ),
        migrations.AlterField(
            model_name="progressupdate",
            name="confidence",
            field=models.CharField(
                blank=True,
                choices=[("confident", "Confident"), ("some_doubt", "Some doubt"), ("not_confident", "Not confident")],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="progressupdate",
            name="delivery_status",
            field=models.CharField(
                blank=True,
                choices=[("on_track", "On track"), ("at_risk", "At risk"), ("late", "Late"), ("complete", "Complete")],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="progressupdate",
            name="narrative",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="progressupdate",
            name="reported_at",
            field=models.DateTimeField(blank=True, help_text="When it was last submitted.", null=True),
        ),
        migrations.AlterField(
            model_name="progressupdate",
            name="reported_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="progress_updates",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="recommendation",
            name="response",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "None recorded"),
                    ("accepted", "Accepted"),
                    ("partly", "Accepted in part"),
                    ("declined", "Declined"),
                ],
                default="",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reporting_closes_on__isnull", True), ("reporting_opens_on__isnull", True)),
                    models.Q(
                        ("reporting_closes_on__isnull", False),
                        ("reporting_closes_on__lte", models.F("held_on")),
                        ("reporting_opens_on__isnull", False),
                        ("reporting_opens_on__lte", models.F("reporting_closes_on")),
                    ),
                    _connector="OR",
                ),
                name="reporting_closes_after_it_opens_and_before_the_meeting",
                violation_error_message="Reporting opens, then closes, then the board meets.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancelled_at__isnull", True), ("cancelled_by__isnull", True)),
                    models.Q(("cancelled_at__isnull", False), ("cancelled_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_meeting_is_cancelled_by_someone_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("archive_reason", ""), ("archived_at__isnull", True), ("archived_by__isnull", True)),
                    models.Q(("archived_at__isnull", False), models.Q(("archive_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="an_archived_recommendation_says_why",
                violation_error_message="Say why the recommendation is archived.",
            ),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into__isnull", True),
                    models.Q(("archived_at__isnull", False), models.Q(("merged_into", models.F("id")), _negated=True)),
                    _connector="OR",
                ),
                name="a_merged_recommendation_is_archived",
            ),
        ),
        migrations.AddConstraint(
            model_name="strategy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("successor__isnull", True), models.Q(("successor", models.F("id")), _negated=True), _connector="OR"
                ),
                name="a_strategy_does_not_succeed_itself",
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="batches", to="partners.agency"
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="applied_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="partnership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="batches", to="partners.partnership"
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="uploaded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="batchrow",
            name="action",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="actions.action",
            ),
        ),
        migrations.AddField(
            model_name="batchrow",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="actions.batch"
            ),
        ),
        migrations.AddField(
            model_name="batchrow",
            name="update",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="batch_rows",
                to="actions.progressupdate",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="action",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="decisions",
                to="actions.action",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="agency",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions_owned",
                to="partners.agency",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="actions.meeting"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions_owned",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="update",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="actions.progressupdate"
            ),
        ),
        migrations.AddField(
            model_name="lightoverride",
            name="action",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="overrides", to="actions.action"
            ),
        ),
        migrations.AddField(
            model_name="lightoverride",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="lightoverride",
            name="set_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="mail",
            name="partnership",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mails",
                to="partners.partnership",
            ),
        ),
        migrations.AddField(
            model_name="mail",
            name="person",
            field=models.ForeignKey(
                blank=True,
                help_text="Nobody yet for an invitation.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="mails",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="maillink",
            name="action",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="mail_links", to="actions.action"
            ),
        ),
        migrations.AddField(
            model_name="maillink",
            name="mail",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="links", to="actions.mail"
            ),
        ),
        migrations.AddField(
            model_name="maillink",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="mailoff",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="mails_off", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="planimport",
            name="applied_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="planimport",
            name="partnership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="plan_imports", to="partners.partnership"
            ),
        ),
        migrations.AddField(
            model_name="planimport",
            name="uploaded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="reminderplan",
            name="partnership",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="reminder_plan", to="partners.partnership"
            ),
        ),
        migrations.AddField(
            model_name="updatefigure",
            name="measure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="reported_figures", to="actions.measure"
            ),
        ),
        migrations.AddField(
            model_name="updatefigure",
            name="update",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="figures", to="actions.progressupdate"
            ),
        ),
        migrations.AddField(
            model_name="updatemilestone",
            name="milestone",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="said_of_it", to="actions.milestone"
            ),
        ),
        migrations.AddField(
            model_name="updatemilestone",
            name="update",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="milestones", to="actions.progressupdate"
            ),
        ),
        migrations.AddField(
            model_name="updatemove",
            name="moved_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="updatemove",
            name="update",
            field=models.ForeignKey(
                db_column="update_id",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="moves",
                to="actions.progressupdate",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("applied_at__isnull", True), ("applied_by__isnull", True)),
                    models.Q(("applied_at__isnull", False), ("applied_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_batch_is_applied_by_someone_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                    models.Q(("applied_at__isnull", False), ("undone_at__isnull", False), ("undone_by__isnull", False)),
                    _connector="OR",
                ),
                name="only_an_applied_batch_is_undone",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchrow",
            constraint=models.UniqueConstraint(fields=("batch", "row"), name="one_record_per_row_of_a_batch"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("meeting", "position"), name="one_decision_per_position"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="a_decision_says_what"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("owner__isnull", False), ("agency__isnull", False), _connector="OR"),
                name="a_decision_has_an_owner",
                violation_error_message="Say who it is of: a person, an agency, or both.",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True), ("closing_note", "")),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                        models.Q(("closing_note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_closed_decision_says_what_came_of_it",
                violation_error_message="Say what came of it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("link", ""), _negated=True), ("file", ""), ("sha256", ""), ("size__isnull", True)
                    ),
                    models.Q(
                        ("link", ""),
                        ("size__isnull", False),
                        models.Q(("file", ""), _negated=True),
                        models.Q(("sha256", ""), _negated=True),
                        models.Q(("file_name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="evidence_is_a_file_or_a_link",
                violation_error_message="Evidence is a file or a link, one of the two.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lightoverride",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("reason", ""), _negated=True), models.Q(("state", ""), _negated=True)),
                name="an_override_says_what_and_why",
                violation_error_message="Say why the light is shown otherwise.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lightoverride",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="an_override_is_ended_by_someone_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="lightoverride",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("action", "light"),
                name="one_override_per_light",
            ),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(condition=models.Q(("state", "waiting")), fields=["made_at"], name="mail_waiting"),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.UniqueConstraint(
                fields=("kind", "key", "to", "day"), name="one_mail_per_kind_key_address_and_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at__isnull", False), ("state", "sent")),
                    models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", True)),
                    _connector="OR",
                ),
                name="a_sent_mail_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("error", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_failed_mail_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="maillink",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))), name="a_link_expires_later"
            ),
        ),
        migrations.AddConstraint(
            model_name="mailoff",
            constraint=models.UniqueConstraint(fields=("person", "kind"), name="one_switch_per_person_and_kind"),
        ),
        migrations.AddConstraint(
            model_name="mailoff",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("reminder", "approved", "decision"))),
                name="only_some_mails_can_be_switched_off",
            ),
        ),
        migrations.AddConstraint(
            model_name="planimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("applied_at__isnull", True), ("applied_by__isnull", True)),
                    models.Q(("applied_at__isnull", False), ("applied_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_plan_is_applied_by_someone_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("board_member_after__lte", models.F("lead_after")),
                    ("deputy_after__lte", models.F("board_member_after")),
                ),
                name="an_escalation_goes_upwards",
                violation_error_message="The deputy is told first, then the board member, then the partnership lead.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("days_between__gte", 1)), name="not_two_digests_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="updatefigure",
            constraint=models.UniqueConstraint(
                fields=("update", "measure", "period"), name="one_figure_per_measure_and_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="updatefigure",
            constraint=models.CheckConstraint(
                condition=models.Q(("period", ""), _negated=True), name="a_reported_figure_has_its_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="updatemilestone",
            constraint=models.UniqueConstraint(
                fields=("update", "milestone"), name="one_word_on_a_milestone_per_update"
            ),
        ),
        migrations.AddConstraint(
            model_name="updatemilestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("met_on__isnull", False), ("moved_to__isnull", True)),
                    models.Q(
                        ("met_on__isnull", True), ("moved_to__isnull", False), models.Q(("reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="a_milestone_is_met_or_moved_with_a_reason",
                violation_error_message="A milestone is met on a day, or moved to another with the reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="updatemove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("to_state", "returned"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="who_sends_an_update_back_says_why",
                violation_error_message="Say what has to change before it can be approved.",
            ),
        ),
        migrations.AddConstraint(
            model_name="updatemove",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_state", models.F("to_state")), _negated=True), name="a_move_moves"
            ),
        ),
    ]
