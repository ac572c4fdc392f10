import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0010_a_judgement_needs_one_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="reading",
            name="source",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="indicators.source",
            ),
        ),
        # In SQL that both databases know: an UPDATE with a join is not among what the ORM can say.
        migrations.RunSQL(
            "UPDATE indicators_reading SET source_id = o.source_id FROM indicators_observation o "
            "WHERE o.id = indicators_reading.observation_id",
            migrations.RunSQL.noop,
        ),
        # A reading without its figure says nothing that can be shown; the next recomputation deletes it as well.
        migrations.RunSQL("DELETE FROM indicators_reading WHERE source_id IS NULL", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="reading",
            name="source",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="indicators.source",
            ),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(fields=["area", "period_end", "indicator", "source"], name="reading_area_newest"),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(fields=["indicator", "area", "period_end", "source"], name="reading_of_indicator"),
        ),
    ]
