from django.db import migrations, models


class Migration(migrations.Migration):
    """Only what the field says of itself changes."""

    dependencies = [
        ("cdp", "0008_where_a_token_was_used_and_who_asked_to_wait"),
    ]

    operations = [
        migrations.AlterField(
            model_name="frozenpaper",
            name="is_restricted",
            field=models.BooleanField(
                default=False,
                help_text="For few: an extract with figures that are withheld from others, or a pack with texts that "
                "are not for every member. Every page says so, and its readers are asked who they are.",
            ),
        ),
    ]
