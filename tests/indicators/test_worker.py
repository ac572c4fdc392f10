"""A real worker takes a refresh from a queue of files: no server is needed."""

import os
import sqlite3
import subprocess
import sys

from tests.indicators.fingertips import row, write
from tests.worker import ROOT, wait_for, worker

REFRESH_SECONDS = 60
SETUP = """
from indicators.models import Area, Indicator, Source
from partners.models import Person
Person.objects.create(email="data@example.org", name="Dee Data")
Area.objects.create(code="E06000900", name="Northshire", area_type="unitary")
Indicator.objects.create(code="unmet-need", name="Unmet need", unit="%", value_type="proportion",
    polarity="lower_is_better", scope="population", fingertips_id=93517)
Source.objects.create(slug="fingertips", name="Fingertips", kind="fingertips_csv", rank=10, location=LOCATION)
"""
ASK = """
from indicators.models import Source
from indicators.operations.refresh import ask_for_refresh
from partners.models import Person
ask_for_refresh(source=Source.objects.get(), by=Person.objects.get())
"""


def test_a_worker_takes_the_refresh_that_a_person_asked_for(tmp_path):
    (tmp_path / "static").mkdir()
    location = write(tmp_path / "figures.csv", row(), row(Area_Code="E06999999"))
    settings = {
        "CDP_VAR": str(tmp_path),
        "ENVIRONMENT": "test",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "REDIS_URL": "",
        "CELERY_BROKER_URL": "filesystem://",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "QUEUE_FOLDER": str(tmp_path / "queue"),
    }
    manage(settings, "migrate", "-v0")
    manage(settings, "shell", "-v0", "-c", f"LOCATION = {str(location)!r}\n{SETUP}")

    with worker(tmp_path / "worker.log", **settings):
        manage(settings, "shell", "-v0", "-c", ASK)
        done = wait_for(lambda: ended(tmp_path / "db.sqlite3"), REFRESH_SECONDS)

    assert done == [("changed", 2, 1, 1, "Dee Data")], (tmp_path / "worker.log").read_text()


def manage(settings, *words):
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env={**os.environ, **settings}, check=True)


def ended(database):
    connection = sqlite3.connect(database)
    try:
        return connection.execute(
            "SELECT outcome, rows_read, added, rejected, name FROM indicators_refresh "
            "JOIN partners_person ON partners_person.id = started_by_id WHERE finished_at IS NOT NULL"
        ).fetchall()
    finally:
        connection.close()
