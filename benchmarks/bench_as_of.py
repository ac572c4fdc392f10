"""Board, scorecard and indicator page looking back over a tenth of all figures changed twice, in PostgreSQL.

Beside each time stands the same page of today. Every indicator has changed since, so that every reading shown is worked
out anew: the worst there is.
"""

# needs: postgresql

import datetime
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cdp.settings")
django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.utils import timezone

from benchmarks.made_up_figures import add_series, make_areas
from benchmarks.timing import line, milliseconds
from indicators.models import Area, Footprint, Indicator, Observation, Refresh, RefreshChange, Series
from indicators.models.series import FigureFields
from indicators.operations.readings import recompute_readings
from partners.models import Partnership

SIZES = [int(size) for size in os.environ.get("SIZES", "10000 100000").split()]
DAYS_AGO = (60, 40, 20)
SHARE = 10
FIGURE = ", ".join(f'"{field.column}"' for field in FigureFields._meta.fields)
SUPERSEDE = f"""
    INSERT INTO indicators_supersededobservation (observation_id, known_until, replaced_by_id, refresh_id, series_id,
        source_id, {FIGURE})
    SELECT id, %(moment)s, %(run)s, refresh_id, series_id, source_id, {FIGURE} FROM indicators_observation
    WHERE (id + %(run)s) %% {SHARE} = 0
"""
CHANGE = f"""
    UPDATE indicators_observation SET refresh_id = %(run)s, note = 'corrected' WHERE (id + %(run)s) %% {SHARE} = 0
"""


def fetch(client, address):
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response


def change(source, moment):
    """A run that corrects a tenth of all figures."""
    run = Refresh.objects.create(
        source_id=source, outcome="changed", started_at=moment, finished_at=moment, published_at=moment
    )
    with connection.cursor() as cursor:
        cursor.execute(SUPERSEDE, {"moment": moment, "run": run.pk})
        cursor.execute(CHANGE, {"run": run.pk})
        RefreshChange.objects.bulk_create(
            RefreshChange(refresh=run, indicator=indicator, changed=1) for indicator in Indicator.objects.all()
        )
    return run


def settle():
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def prepare():
    call_command("migrate", verbosity=0)
    source, refresh = make_areas()
    partnership = Partnership.objects.create(slug="measured", name="Measured", short_name="Measured", is_published=True)
    Footprint.objects.create(partnership=partnership, area=Area.objects.get(code="E10000000"), is_main=True)
    return source, refresh


def measure(client, size, name, address):
    day = timezone.localdate() - datetime.timedelta(days=DAYS_AGO[1] + 1)
    then = f"{address}{'&' if '?' in address else '?'}as_of={day}"
    today = milliseconds(lambda: fetch(client, address), times=15, warm_up=3)
    line(f"{name}, {size * 10} figures", milliseconds(lambda: fetch(client, then), times=15, warm_up=3), "ms", today)
    with CaptureQueriesContext(connection) as before:
        fetch(client, address)
    with CaptureQueriesContext(connection) as queries:
        fetch(client, then)
    line(f"{name}, {size * 10} figures, queries", len(queries), "queries", len(before))
    if os.environ.get("SLOWEST"):
        for query in sorted(queries, key=lambda query: -float(query["time"]))[:5]:
            print("#", query["time"], query["sql"][:300])


def main():
    source, refresh = prepare()
    setup_test_environment()
    client, made = Client(), 0
    for size in SIZES:
        add_series(size - made, source=source, refresh=refresh)
        made = size
        Refresh.objects.filter(pk=refresh).update(
            **dict.fromkeys(("started_at", "finished_at", "published_at"), _ago(DAYS_AGO[0]))
        )
        settle()
        for days in DAYS_AGO[1:]:
            change(source, _ago(days))
        recompute_readings()
        settle()
        assert Observation.objects.count() == 10 * Series.objects.count()
        measure(client, size, "board", "/measured/")
        measure(client, size, "scorecard", "/measured/indicators/")
        measure(client, size, "indicator", "/indicators/made-up-0/?areas=E10000000")
        measure(client, size, "data", "/data/")
        measure(client, size, "revisions", "/data/revisions/")
        measure(client, size, "API, observations", "/api/v1/observations/")
        measure(client, size, "API, readings", "/api/v1/readings/")


def _ago(days):
    return timezone.now() - datetime.timedelta(days=days)


if __name__ == "__main__":
    main()
