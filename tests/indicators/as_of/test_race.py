"""Two people take the same run back at once, on a database that lets both begin."""

import threading

import pytest
from django.db import connection

from indicators.models import Observation, Refresh
from indicators.operations.rollback import RollbackRefused, roll_back
from tests.indicators.as_of.history import at

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_one_of_two_takes_the_run_back_and_the_other_is_told(runs):
    start, told = threading.Barrier(2), []

    def take_back():
        try:
            start.wait(timeout=20)
            told.append(roll_back(run=runs[-1], by=None, now=at("2026-07-03")).pk)
        except RollbackRefused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=take_back) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    undoing = Refresh.objects.get(undoes=runs[-1])
    assert sorted(told, key=str) == [undoing.pk, "This run was taken back on 3 July 2026."]
    assert sorted(Observation.objects.values_list("value", flat=True)) == [42.5, 51.5]
