from django.db import migrations
from django.db.models import Count, F


def say_when_runs_were_published(apps, schema_editor):
    """Runs that ended well were published as they ended; what they brought is counted for each indicator."""
    source, refresh, refresh_change, observation, superseded = (
        apps.get_model("indicators", name).objects
        for name in ("Source", "Refresh", "RefreshChange", "Observation", "SupersededObservation")
    )
    refresh.filter(outcome__in=("changed", "unchanged")).update(published_at=F("finished_at"))
    found = {}
    for figures, run, word in ((observation, "refresh", "added"), (superseded, "replaced_by", "changed")):
        rows = figures.order_by().values_list(run, "series__indicator").annotate(Count("pk"))
        for refresh_id, indicator_id, number in rows:
            found.setdefault((refresh_id, indicator_id), {})[word] = number
    runs = set(refresh.values_list("pk", flat=True))
    refresh_change.bulk_create(
        refresh_change.model(
            refresh_id=refresh_id,
            indicator_id=indicator_id,
            added=max(counts.get("added", 0) - counts.get("changed", 0), 0),
            changed=counts.get("changed", 0),
        )
        for (refresh_id, indicator_id), counts in found.items()
        if refresh_id in runs
    )
    for source_id, number in observation.order_by().values_list("source").annotate(Count("pk")):
        source.filter(pk=source_id).update(number_of_figures=number)


def leave_room_on_each_page(apps, schema_editor):
    """A changed figure then stays on its page and no index has to hear of it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE indicators_observation SET (fillfactor = 90)")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0005_refreshes")]

    operations = [
        migrations.RunPython(say_when_runs_were_published, migrations.RunPython.noop),
        migrations.RunPython(leave_room_on_each_page, migrations.RunPython.noop),
    ]
