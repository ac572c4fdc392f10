from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0014_who_changed_what_about_a_source"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="reading",
            name="reading_area_indicator",
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(
                condition=models.Q(("is_headline", True)),
                fields=[
                    "area",
                    "indicator",
                    "series",
                    "source",
                    "period_end",
                    "standing_england",
                    "standing_england_998",
                    "trend",
                    "trend_verdict",
                    "trend_reason",
                ],
                name="reading_scorecard",
            ),
        ),
    ]
