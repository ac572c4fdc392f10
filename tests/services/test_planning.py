"""What PostgreSQL believes of the size of our tables."""

import pytest
from django.db import connection

from indicators.models import Series
from indicators.operations.planning import MANY, count_again
from tests.factories import SeriesFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def believed_rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [Series._meta.db_table])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("added", "believed"), [(MANY - 1, False), (MANY, True)])
def test_the_planner_is_told_of_many_rows_and_not_bothered_with_few(added, believed):
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {Series._meta.db_table} CASCADE; ANALYZE {Series._meta.db_table}")
    SeriesFactory.create_batch(7)

    count_again(added=added)

    assert (believed_rows() == 7) is believed
