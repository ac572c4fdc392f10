from django.db import migrations, models


class Migration(migrations.Migration):
    """Only what the field and its rule say of themselves changes."""

    dependencies = [
        ("actions", "0009_programs_bring_imports"),
    ]

    operations = [
        migrations.AlterField(
            model_name="pack",
            name="is_restricted",
            field=models.BooleanField(
                default=False,
                help_text="For few, for what is written in it: every page says so, and its readers are asked who they "
                "are. Its figures are those of any other pack.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="pack",
            name="restricted_figures_are_for_no_public_pack",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_restricted", False), ("audience", "board"), _connector="OR"),
                name="restricted_figures_are_for_no_public_pack",
                violation_error_message="A pack for everybody cannot be restricted.",
            ),
        ),
    ]
