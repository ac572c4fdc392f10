from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cdp", "0007_access_and_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="apiclient",
            name="last_used_from",
            field=models.CharField(blank=True, help_text="The network, not the address: 192.0.…", max_length=30),
        ),
        migrations.AddField(
            model_name="personaltoken",
            name="last_used_from",
            field=models.CharField(blank=True, help_text="The network, not the address: 192.0.…", max_length=30),
        ),
        migrations.AddField(
            model_name="webhookendpoint",
            name="waits_until",
            field=models.DateTimeField(blank=True, help_text="Its receiver asked for it: Retry-After.", null=True),
        ),
    ]
