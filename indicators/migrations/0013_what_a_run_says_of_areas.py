from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0012_a_figure_not_for_comparison"),
    ]

    operations = [
        migrations.AddField(
            model_name="refresh",
            name="remarks",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Sentences: what it says of areas or neighbours, which no count does.",
            ),
        ),
    ]
