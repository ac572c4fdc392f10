"""SQL beside the ORM: the real tables by their whole names, and statements that go to the database together."""

import datetime
from functools import cache

from django.db import connection

from indicators.models import (
    Observation,
    PublishedJudgement,
    Reading,
    Refresh,
    RuleFinding,
    Series,
    Source,
    SupersededObservation,
)

REAL = {
    "observation": Observation,
    "superseded": SupersededObservation,
    "series": Series,
    "reading": Reading,
    "refresh": Refresh,
    "source": Source,
    "finding": RuleFinding,
    "judgement": PublishedJudgement,
}


def is_postgres():
    return connection.vendor == "postgresql"


def names_of(moment: datetime.datetime):
    """What stands in the templates of statements: the real tables, and the moment."""
    schema = _schema(connection.settings_dict["NAME"]) if is_postgres() else "main"
    utc = moment.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")
    real = {name: f'{schema}."{model._meta.db_table}"' for name, model in REAL.items()}
    return {**real, "moment": f"'{utc}{'+00' if is_postgres() else ''}'"}


@cache
def _schema(database):
    """Asked for once, before a temporary view can stand before the table."""
    own = Observation._meta.db_table
    return run([f"SELECT relnamespace::regnamespace FROM pg_class WHERE oid = '{own}'::regclass"], {})[0][0]


def run(statements, names, parameters=None):
    """Run statements of the templates here: in one go, where the database takes them so. The rows of the last."""
    texts = [statement.format(**names) for statement in statements]
    with connection.cursor() as cursor:
        for text in ["; ".join(texts)] if is_postgres() and texts else texts:
            # Parameters belong to the first.
            cursor.execute(text, parameters if is_postgres() or text is texts[0] else None)
        return cursor.fetchall() if cursor.description else []


def analyse(*tables):
    """The statement for PostgreSQL to count the rows of temporary tables, which nothing else does."""
    return [f"ANALYZE {', '.join(tables)}"] if is_postgres() else []


def uncompiled():
    """The statement with which PostgreSQL does not compile a page's small queries: it takes longer than to run them."""
    return ["SET LOCAL jit TO off"] if is_postgres() else []


def view(model, select):
    return f'CREATE TEMPORARY VIEW "{model._meta.db_table}" AS {select}'


def columns_of(model, *, of="", given=None):
    """The columns of a model in SQL; those that are given stand for what the table has."""
    given = given or {}
    return ", ".join(
        f'{given.get(field.column, f"""{of}"{field.column}" """)} AS "{field.column}"'
        for field in model._meta.concrete_fields
    )


def listed(ids):
    """Our own ids as text; a list may not be empty, and no row has the number nought."""
    return ", ".join(str(int(pk)) for pk in sorted(ids)) or "0"
