from django.db import migrations, models

KINDS = [
    ("reminder", "Updates that are due"),
    ("escalation", "Updates that others owe"),
    ("returned", "An update was sent back"),
    ("approved", "An update was approved"),
    ("to_approve", "An update waits for approval"),
    ("invitation", "An invitation"),
    ("access", "A request for access"),
    ("decision", "A decision or ask of a board"),
    ("account", "Your account"),
]


class Migration(migrations.Migration):
    dependencies = [("actions", "0005_updates_keep_their_rules")]

    operations = [
        migrations.AlterField("mail", "kind", models.CharField(choices=KINDS, max_length=20)),
        migrations.AlterField("mailoff", "kind", models.CharField(choices=KINDS, max_length=20)),
    ]
