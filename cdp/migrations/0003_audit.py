import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cdp", "0002_attempts_allowed_and_sent_at"),
        ("partners", "0002_access_and_national_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("number_of_events", models.PositiveIntegerField()),
                (
                    "previous",
                    models.CharField(
                        blank=True, help_text="The digest of the day before; empty for the first.", max_length=64
                    ),
                ),
                (
                    "listing",
                    models.TextField(blank=True, help_text="A line an event: its number and its digest."),
                ),
                ("digest", models.CharField(max_length=64)),
                ("closed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-day"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digest", ""), _negated=True), name="a_closed_day_has_its_digest"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("happened_at", models.DateTimeField()),
                ("day", models.DateField(help_text="The day in London, whose chain it belongs to.")),
                (
                    "kind",
                    models.CharField(
                        help_text="What was done: update.approved, role.given, person.signed_in.", max_length=60
                    ),
                ),
                (
                    "person_name",
                    models.CharField(blank=True, help_text="Empty where nobody was signed in.", max_length=200),
                ),
                ("partnership_slug", models.CharField(blank=True, max_length=60)),
                (
                    "subject_kind",
                    models.CharField(blank=True, help_text="The kind of record: actions.action.", max_length=60),
                ),
                ("subject_id", models.CharField(blank=True, max_length=60)),
                ("subject_name", models.CharField(blank=True, max_length=300)),
                ("subject_address", models.CharField(blank=True, max_length=300)),
                ("changes", models.JSONField(default=dict, help_text="{field: [from, to]}")),
                ("reason", models.TextField(blank=True)),
                ("request_id", models.CharField(blank=True, max_length=64)),
                (
                    "is_restricted",
                    models.BooleanField(default=False, help_text="Restricted figures were seen or taken out."),
                ),
                (
                    "salt",
                    models.CharField(
                        blank=True,
                        help_text="Hashed with the texts, and gone with them: what was removed cannot be guessed from "
                        "the digest.",
                        max_length=32,
                    ),
                ),
                ("digest", models.CharField(help_text="Of all of the above as it was first written.", max_length=64)),
                ("redacted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "partnership",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="partners.partnership",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["day", "id"], name="event_by_day"),
                    models.Index(fields=["partnership", "-id"], name="event_by_partnership"),
                    models.Index(fields=["person", "-id"], name="event_by_person"),
                    models.Index(fields=["subject_kind", "subject_id", "-id"], name="event_by_subject"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", ""), _negated=True), models.Q(("digest", ""), _negated=True)
                        ),
                        name="an_event_says_what_was_done",
                    )
                ],
            },
        ),
    ]
