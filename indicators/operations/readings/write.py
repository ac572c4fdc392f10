"""Readings into their table: only rows that differ are touched, for rewriting all each night would double it."""

import numpy as np
from django.db import connection

from indicators.models import Reading
from indicators.operations.readings.read import texts_of
from indicators.operations.readings.transfer import copy_in, field, is_postgres
from indicators.rules.readings.figures import DAY_NOUGHT, UNKNOWN_DAY, Words

IDS_AT_A_TIME = 1000
TABLE = Reading._meta.db_table
NEW = "readings_worked_out"
KINDS = {
    "BigAutoField": "bigint",
    "BooleanField": "flag",
    "DateField": "date",
    "FloatField": "double",
    "PositiveIntegerField": "integer",
    "PositiveSmallIntegerField": "smallint",
}
# What stands for nothing in a column that may be empty.
NOTHING = {"double": "'nan'::double precision", "date": "'-infinity'::date", "integer": "0", "smallint": "0"}


def _kind(model_field):
    target = model_field.target_field if model_field.remote_field else model_field
    return KINDS.get(target.get_internal_type(), "text")


FIELDS = {model_field.column: model_field for model_field in Reading._meta.concrete_fields}
COLUMNS = {column: _kind(model_field) for column, model_field in FIELDS.items()}
KEY, *OTHERS = COLUMNS


def _list(names, alias=""):
    return ", ".join(f'{alias}"{name}"' for name in names)


def write(readings, *, labels, printed, sources):
    """Write the readings that differ from those that stand; the number of them."""
    shown = readings.columns["observation_id"]
    columns = dict(readings.columns) | {"printed": _printed(shown, printed), "source_id": _sources(shown, *sources)}
    if missing := COLUMNS.keys() ^ columns.keys():
        raise AssertionError(f"a reading's columns and what is worked out differ: {sorted(missing)}")
    return _copy(columns, labels) if is_postgres() else _upsert(columns, labels)


def delete(series_ids):
    """Delete readings of series that have no figures (any more); the number of them."""
    ids, gone = series_ids.tolist(), 0
    for start in range(0, len(ids), IDS_AT_A_TIME):
        gone += Reading.objects.filter(series__in=ids[start : start + IDS_AT_A_TIME]).delete()[0]
    return gone


def _printed(observation_ids, printed):
    """For each reading the figure as its document says it."""
    wanted = observation_ids[np.isin(observation_ids, printed)].tolist() if printed.size else []
    texts = texts_of(wanted, "printed")
    return [texts.get(pk, "") for pk in observation_ids.tolist()] if texts else [""] * len(observation_ids)


def _sources(observation_ids, ids, source_ids):
    """For each reading the source of its figure."""
    return source_ids[np.searchsorted(ids, observation_ids)]


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


def _copy(columns, labels):
    numbers = {name: (kind, columns[name]) for name, kind in COLUMNS.items() if kind != "text"}
    said = {name: column for name, column in columns.items() if isinstance(column, Words)}
    empty = field("")
    period = [*map(field, labels), empty]
    texts = {
        tuple(said): _words(list(said.values())),
        ("period",): [period[place] for place in columns["period"].tolist()],
        ("previous_period",): [period[place] for place in columns["previous_period"].tolist()],
        ("printed",): [field(text) if text else empty for text in columns["printed"]],
        ("spark",): list(map(field, columns["spark"])),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        copy_in(NEW, numbers=numbers, texts=texts)
        cursor.execute(_INSERT)
        return cursor.rowcount


def _words(columns):
    """The fields of all columns of few texts, which have few combinations: each is put together once."""
    sizes = [len(column.texts) for column in columns]
    codes = np.ravel_multi_index([column.codes.astype(np.int64) for column in columns], sizes)
    combinations, places = np.unique(codes, return_inverse=True)
    joined = [
        b"".join(field(column.texts[code]) for column, code in zip(columns, combination, strict=True))
        for combination in zip(*(codes.tolist() for codes in np.unravel_index(combinations, sizes)), strict=True)
    ]
    return [joined[place] for place in places.tolist()]


def _expression(name):
    kind = COLUMNS[name]
    return f'nullif(t."{name}", {NOTHING[kind]})' if FIELDS[name].null and kind in NOTHING else f't."{name}"'


_CREATE = f"""
    DROP TABLE IF EXISTS {NEW};
    CREATE TEMPORARY TABLE {NEW} ON COMMIT DROP AS SELECT * FROM "{TABLE}" WITH NO DATA
"""  # noqa: S608, the names are ours
# An ON CONFLICT that changes nothing still locks its row, which is a write; so what stands already is left out before.
_INSERT = f"""
    INSERT INTO "{TABLE}" ({_list(COLUMNS)})
    SELECT {", ".join(map(_expression, COLUMNS))} FROM {NEW} t
    WHERE NOT EXISTS (
        SELECT 1 FROM "{TABLE}" r WHERE r."{KEY}" = t."{KEY}"
        AND ({_list(OTHERS, "r.")}) IS NOT DISTINCT FROM ({", ".join(map(_expression, OTHERS))})
    )
    ON CONFLICT ("{KEY}") DO UPDATE SET {", ".join(f'"{name}" = excluded."{name}"' for name in OTHERS)}
"""  # noqa: S608, the names are ours


# --- SQLite ----------------------------------------------------------------------------------------------------------


def _upsert(columns, labels):
    rows = zip(*(_plain(name, columns[name], labels) for name in COLUMNS), strict=True)
    with connection.cursor() as cursor:
        cursor.executemany(_UPSERT, list(rows))
        return cursor.rowcount


def _plain(name, column, labels):
    """A column as Python has it, with None for nothing."""
    kind, may_be_empty = COLUMNS[name], FIELDS[name].null
    if name in ("period", "previous_period"):
        return [[*labels, ""][place] for place in column.tolist()]
    if isinstance(column, Words):
        return np.array(column.texts, dtype=object)[column.codes].tolist()
    if kind == "text":
        return column
    if kind == "date":
        days = (DAY_NOUGHT + column.astype("m8[D]")).astype(str).tolist()
        return [None if day == UNKNOWN_DAY else text for day, text in zip(column.tolist(), days, strict=True)]
    if kind == "double":
        return np.where(np.isnan(column), None, column).tolist()
    return np.where(column == 0, None, column).tolist() if may_be_empty else column.tolist()


_UPSERT = f"""
    INSERT INTO "{TABLE}" ({_list(COLUMNS)}) VALUES ({", ".join(["%s"] * len(COLUMNS))})
    ON CONFLICT ("{KEY}") DO UPDATE SET {", ".join(f'"{name}" = excluded."{name}"' for name in OTHERS)}
    WHERE ({_list(OTHERS, f'"{TABLE}".')}) IS NOT ({_list(OTHERS, "excluded.")})
"""  # noqa: S608, the names are ours
