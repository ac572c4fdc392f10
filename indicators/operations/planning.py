"""Telling PostgreSQL how large the tables of figures have become: its planner goes by the last count."""

from django.db import connection

from indicators.models import Observation, Series

MANY = 1000


def count_again(*, added):
    """Count anew after many rows were added in this transaction.

    PostgreSQL does so by itself only some time after a commit. Until then a query that joins what a first load has
    just brought in is planned for a table of one row, and takes minutes instead of milliseconds.
    """
    if added >= MANY and connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in (Series, Observation))
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")
