from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0006_what_was_known_when")]

    operations = [
        migrations.AddConstraint(
            model_name="refresh",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome__in", ("changed", "unchanged")), ("published_at__isnull", False)),
                    models.Q(
                        models.Q(("outcome__in", ("changed", "unchanged")), _negated=True),
                        ("published_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="a_refresh_is_published_or_not",
            ),
        ),
    ]
