"""Readings are worked out by one set of rules from two databases: both must say the same of the same figures."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from cdp.tools import places
from indicators.models import Observation, Reading, Series
from indicators.operations.readings import recompute_readings
from tests.factories import IndicatorFactory, ObservationFactory, SeriesFactory

pytestmark = pytest.mark.django_db

COMMANDS = (("load_reference",), ("load_partnership", "--all"), ("load_sample",))
SUBJECT = (
    "indicator__code", "area__code", "series__sex", "series__age", "series__category_type", "series__category"
)  # fmt: skip
# Numbers of rows are each database's own.
FIELDS = [field.name for field in Reading._meta.concrete_fields if not field.remote_field]
ELSEWHERE = """
import django, json, sys
django.setup()
from tests.services.test_readings_on_both import load, said
load(sys.argv[1])
print(json.dumps(said(), default=str))
"""


def load(folder):
    call_command("migrate", verbosity=0)
    for command in COMMANDS:
        options = {"people_file": Path(folder) / "people.txt"} if command[0] == "load_sample" else {}
        call_command(*command, stdout=io.StringIO(), **options)


def said():
    """Every reading, by what it is of."""
    rows = Reading.objects.order_by(*SUBJECT).values_list(*SUBJECT, *FIELDS)
    return {" | ".join(row[: len(SUBJECT)]): dict(zip(FIELDS, row[len(SUBJECT) :], strict=True)) for row in rows}


def test_postgresql_and_sqlite_say_the_same_of_five_partnerships_and_the_sample(tmp_path):
    # An address of its own and no broker: the other database is a file, as in the demo.
    settings = places.environment(
        DATABASE_URL=f"sqlite:///{tmp_path / 'db.sqlite3'}", DJANGO_SETTINGS_MODULE="cdp.settings", ENVIRONMENT="test",
        CDP_VAR=os.environ.get("CDP_VAR", places.var()),
    )  # fmt: skip
    other = subprocess.Popen(
        [sys.executable, "-c", ELSEWHERE, str(tmp_path)], cwd=places.ROOT, env=settings, stdout=subprocess.PIPE
    )
    load(tmp_path)
    answer, _ = other.communicate(timeout=300)

    assert other.returncode == 0
    here, there = json.loads(json.dumps(said(), default=str)), json.loads(answer)
    assert here.keys() == there.keys()
    assert {key: row for key, row in here.items() if row != there[key]} == {}
    assert len(here) > 1000
    assert sum(row["interval_is_computed"] for row in here.values()) > 10
    assert recompute_readings() == 0


def test_unchanged_readings_are_not_touched():
    """Not even locked: a lock is a write, too."""
    series = SeriesFactory()
    ObservationFactory(series=series, period="2021", value=0.1 + 0.2, lower_95=0.25, upper_95=0.35)
    assert recompute_readings() == 1

    def row():
        with connection.cursor() as cursor:
            cursor.execute("SELECT ctid::text, xmin::text, xmax::text FROM indicators_reading")
            return cursor.fetchone()

    before = row()
    assert (recompute_readings(), row()) == (0, before)

    Observation.objects.update(value=0.31)
    assert (recompute_readings(), row() == before) == (1, False)


def test_the_plans_of_the_session_are_as_they_were():
    SeriesFactory()

    recompute_readings()

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('enable_seqscan'), current_setting('enable_hashjoin')")
        assert cursor.fetchone() == ("on", "on")


@pytest.mark.parametrize("text", ["", "“last decade” – more or less", "2021\t\\N", "é" * 60])
def test_any_words_come_through_the_copy(text):
    figure = ObservationFactory(period=text, period_start=None, period_end=None, printed=text)
    others = [SeriesFactory(indicator=IndicatorFactory()) for _ in range(3)]
    assert Series.objects.count() == 1 + len(others)

    assert recompute_readings() == 1

    now = Reading.objects.get()
    assert (now.period, now.printed, now.observation) == (text, text, figure)
    assert json.loads(now.spark) == [[text, 12.5]]
