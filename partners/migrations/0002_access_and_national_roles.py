import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("partnership_lead", "Partnership lead"),
                            ("sro", "Senior responsible owner"),
                            ("data_lead", "Data lead"),
                            ("public_involvement_lead", "Public involvement lead"),
                            ("board_member", "Board member"),
                            ("lead_officer", "Lead officer"),
                            ("deputy", "Deputy lead officer"),
                            ("commissioner", "Commissioner"),
                            ("reader", "Reader"),
                            ("national_reader", "National reader"),
                        ],
                        max_length=30,
                    ),
                ),
                ("why", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("is_granted", models.BooleanField(blank=True, null=True)),
                ("answer", models.TextField(blank=True, help_text="What the person is told.")),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254)),
                ("name", models.CharField(max_length=200)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("partnership_lead", "Partnership lead"),
                            ("sro", "Senior responsible owner"),
                            ("data_lead", "Data lead"),
                            ("public_involvement_lead", "Public involvement lead"),
                            ("board_member", "Board member"),
                            ("lead_officer", "Lead officer"),
                            ("deputy", "Deputy lead officer"),
                            ("commissioner", "Commissioner"),
                            ("reader", "Reader"),
                            ("national_reader", "National reader"),
                        ],
                        max_length=30,
                    ),
                ),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("invited_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-invited_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="NationalRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(choices=[("national_reader", "National reader")], max_length=30)),
                ("given_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["person", "role"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="a_lead_officer_has_an_agency",
        ),
        migrations.RemoveConstraint(
            model_name="partnership",
            name="partnership_slug_is_not_a_page_of_ours",
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[
                    ("partnership_lead", "Partnership lead"),
                    ("sro", "Senior responsible owner"),
                    ("data_lead", "Data lead"),
                    ("public_involvement_lead", "Public involvement lead"),
                    ("board_member", "Board member"),
                    ("lead_officer", "Lead officer"),
                    ("deputy", "Deputy lead officer"),
                    ("commissioner", "Commissioner"),
                    ("reader", "Reader"),
                ],
                max_length=30,
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role__in", ["lead_officer", "deputy"]), _negated=True),
                    ("agency__isnull", False),
                    _connector="OR",
                ),
                name="a_lead_officer_has_an_agency",
                violation_error_message="A lead officer acts for an agency. Choose the agency.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "partnership_lead",
                            "sro",
                            "data_lead",
                            "public_involvement_lead",
                            "board_member",
                            "lead_officer",
                            "deputy",
                            "commissioner",
                            "reader",
                        ],
                    )
                ),
                name="a_membership_has_a_role_of_a_partnership",
            ),
        ),
        migrations.AddConstraint(
            model_name="partnership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "slug__in",
                        (
                            "about",
                            "access",
                            "accessibility",
                            "account",
                            "admin",
                            "agencies",
                            "api",
                            "audit",
                            "data",
                            "framework",
                            "healthz",
                            "indicators",
                            "join",
                            "m",
                            "mail",
                            "media",
                            "my",
                            "privacy",
                            "readyz",
                            "sign-in",
                            "sign-out",
                            "static",
                        ),
                    ),
                    _negated=True,
                ),
                name="partnership_slug_is_not_a_page_of_ours",
                violation_error_message="This short name is an address of the site itself. Choose another.",
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="agency",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="access_requests",
                to="partners.agency",
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="partnership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="access_requests", to="partners.partnership"
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="access_requests", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="accepted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations_accepted",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="agency",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to="partners.agency",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="invited_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations_sent",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="partnership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="partners.partnership"
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="nationalrole",
            name="given_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="nationalrole",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="national_roles", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role__in", ["lead_officer", "deputy"]), _negated=True),
                    ("agency__isnull", False),
                    _connector="OR",
                ),
                name="a_request_for_an_agency_role_has_an_agency",
                violation_error_message="This role acts for an agency. Choose the agency.",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("why", ""), _negated=True), name="a_request_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("is_granted__isnull", True)),
                    models.Q(
                        ("decided_at__isnull", False), ("decided_by__isnull", False), ("is_granted__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="a_decided_request_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_granted", False), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_refused_request_says_why_not",
                violation_error_message="Say why the request is refused.",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at__isnull", True)),
                fields=("person", "partnership"),
                name="one_open_request_per_person_and_partnership",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role__in", ["lead_officer", "deputy"]), _negated=True),
                    ("agency__isnull", False),
                    _connector="OR",
                ),
                name="an_invitation_to_an_agency_role_has_an_agency",
                violation_error_message="This role acts for an agency. Choose the agency.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted_at__isnull", True), ("accepted_by__isnull", True)),
                    models.Q(("accepted_at__isnull", False), ("accepted_by__isnull", False)),
                    _connector="OR",
                ),
                name="an_accepted_invitation_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_withdrawn_invitation_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("accepted_at__isnull", True), ("withdrawn_at__isnull", True), _connector="OR"),
                name="an_invitation_is_accepted_or_withdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("invited_at"))), name="an_invitation_expires_later"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("accepted_at__isnull", True), ("withdrawn_at__isnull", True)),
                fields=("email", "partnership"),
                name="one_open_invitation_per_email_and_partnership",
            ),
        ),
        migrations.AddConstraint(
            model_name="nationalrole",
            constraint=models.UniqueConstraint(fields=("person", "role"), name="one_national_role_per_person"),
        ),
        migrations.AddConstraint(
            model_name="nationalrole",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["national_reader"])), name="a_national_role_is_national"
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("needs_assessment", "Needs assessment"),
                    ("strategy", "Strategy"),
                    ("reported", "Figures reported by lead agencies"),
                ],
                max_length=20,
            ),
        ),
    ]
