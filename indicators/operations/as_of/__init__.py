"""The figures as they stood at the end of a day: for one transaction, and then they are gone without a trace.

days       which days can be asked for
since      what has been published after that day
shadows    temporary views of the figures, their sources and their runs, over the real tables
wanted     which readings are asked for
readings   headlines and readings, worked out anew where the figures have changed since
part       readings of some areas, and what has to be read for them
sql        statements beside the ORM

Whoever reads inside `figures_as_known` needs to know nothing of it: the temporary views have the names of the real
tables, and both databases look among temporary ones first. Only figures travel. Areas, definitions, disclosure rules,
what people did and who may see what are as they are now, so that nothing hidden today can be read in yesterday.
"""

import contextlib
import datetime

from django.db import connection, transaction

from indicators.operations.as_of.days import end_of_day
from indicators.operations.as_of.readings import shadow_readings
from indicators.operations.as_of.shadows import shadow_figures
from indicators.operations.as_of.since import published_since
from indicators.operations.as_of.sql import names_of
from indicators.operations.as_of.wanted import EVERYTHING


@contextlib.contextmanager
def figures_as_known(on: datetime.date, *, wanted=lambda: EVERYTHING):
    """Inside, every query finds the figures as they stood at the end of that day; nothing can be written.

    `wanted` says which readings are asked for (a Wanted); it is called where figures are those of the day already, and
    readings and headlines are not yet. Figures are always all there.
    """
    with _begun_as_a_read(), transaction.atomic():
        try:
            names = names_of(end_of_day(on))
            since = published_since(names)
            shadow_figures(since, names)
            if since.changed:
                shadow_readings(since, names, wanted())
            _refuse_writing()
            yield
        finally:
            _allow_writing()
            # The temporary views go with it; whatever else came in between was a mistake.
            transaction.set_rollback(True)


@contextlib.contextmanager
def _begun_as_a_read():
    """SQLite begins its transactions as writes here (see settings), and a refresh would have to wait for a reader."""
    mode = getattr(connection, "transaction_mode", None)
    if mode is None:
        yield
        return
    connection.ensure_connection()
    connection.transaction_mode = None
    try:
        yield
    finally:
        connection.transaction_mode = mode


def _refuse_writing():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET TRANSACTION READ ONLY")
        else:
            cursor.execute("PRAGMA query_only = ON")


def _allow_writing():
    """The setting of PostgreSQL ends with the transaction; that of SQLite belongs to the connection."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")
