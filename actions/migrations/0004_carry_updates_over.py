"""What was reported before updates were approved stands as approved: it was public from the moment it was said."""

from django.db import migrations

REASON = "Archived before reasons were kept."


def carry_over(apps, schema_editor):
    update, move = apps.get_model("actions", "ProgressUpdate"), apps.get_model("actions", "UpdateMove")
    for one in update.objects.order_by("pk").iterator(chunk_size=500):
        at, by = one.reported_at, one.reported_by_id
        update.objects.filter(pk=one.pk).update(
            state="approved",
            started_at=at,
            started_by=by,
            saved_at=at,
            saved_by=by,
            decided_at=at,
            decided_by=by,
        )
        move.objects.create(update_id=one.pk, from_state="", to_state="approved", moved_at=at, moved_by_id=by)
    archived = apps.get_model("actions", "Action").objects.filter(archived_at__isnull=False, archive_reason="")
    archived.update(archive_reason=REASON)


def put_back(apps, schema_editor):
    """Before, there was nothing but what had been reported; what is not approved cannot be told then, and goes."""
    apps.get_model("actions", "ProgressUpdate").objects.exclude(state="approved").delete()
    apps.get_model("actions", "UpdateMove").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("actions", "0003_updates_that_are_approved")]

    operations = [migrations.RunPython(carry_over, put_back)]
