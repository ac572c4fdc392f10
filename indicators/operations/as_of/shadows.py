"""Temporary views that stand before the real tables: figures, sources and runs as they were at one moment.

A figure was known at a moment if its refresh was published before, and if it was not yet superseded. A row that stands
keeps its id, series, dates, source and variant whatever changes in it, so that its earlier version is laid over it by
its id. PostgreSQL then looks both up by their indexes, also in the middle of a page's own query; a union of standing
and superseded rows it would read as a whole. Only figures that have been taken out since have no row to be laid over.
"""

import datetime
from dataclasses import dataclass

from django.db import connection

from indicators.models import (
    Observation,
    PublishedJudgement,
    Refresh,
    RuleFinding,
    Source,
    SourceKind,
    SupersededObservation,
)
from indicators.models.series import FigureFields

# What a change of a figure leaves as it was.
FIXED = ("series_id", "source_id", "period_start", "period_end", "variant")
CHANGING = ("refresh_id", *(field.column for field in FigureFields._meta.fields if field.column not in FIXED))
# Of a run that had not ended: what it told only at its end.
OF_THE_END = {
    "finished_at": "NULL",
    "published_at": "NULL",
    "reviewed_at": "NULL",
    "reviewed_by_id": "NULL",
    "review_note": "''",
    "error": "''",
    **dict.fromkeys(("rows_read", "added", "changed", "unchanged", "rejected", "gone", "moved", "removed"), "0"),
}
LATER, STOOD = "as_of_later", "as_of_stood"


@dataclass(frozen=True)
class Later:
    """What came after the moment: whether runs were published, and what stands in for the real tables' names."""

    is_any: bool
    names: dict


def shadow_figures(moment: datetime.datetime) -> Later:
    """Lay the figures as they stood before this moment over the real ones, until the transaction ends."""
    names = _names(moment)
    run(f"CREATE TEMPORARY TABLE {LATER} (id bigint PRIMARY KEY)", names)
    is_any = run(f"INSERT INTO {LATER} SELECT id FROM {{refresh}} WHERE published_at >= {{moment}}", names) > 0
    if is_any:
        _shadow_observations(names)
    _view(Refresh, _refreshes(), names)
    _view(Source, _sources(), names)
    return Later(is_any, names)


def run(sql, names, params=()):
    """Run one statement of the templates here; the number of rows that it changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**names), params or None)
        return cursor.rowcount


def rows_of(sql, names):
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**names))
        return cursor.fetchall()


def _names(moment):
    schema = "main"
    if connection.vendor == "postgresql":
        own = Observation._meta.db_table
        schema = rows_of(f"SELECT relnamespace::regnamespace FROM pg_class WHERE oid = '{own}'::regclass", {})[0][0]
    tables = {
        "observation": Observation,
        "superseded": SupersededObservation,
        "refresh": Refresh,
        "source": Source,
        "finding": RuleFinding,
        "judgement": PublishedJudgement,
    }
    utc = moment.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")
    offset = "+00" if connection.vendor == "postgresql" else ""
    real = {name: f'{schema}."{model._meta.db_table}"' for name, model in tables.items()}
    return {**real, "schema": schema, "moment": f"'{utc}{offset}'"}


def _view(model, select, names):
    run(f'CREATE TEMPORARY VIEW "{model._meta.db_table}" AS {select}', names)


def _columns(model, *, of="", given=None):
    """The columns of a model in SQL; those that are given stand for what the table has."""
    given = given or {}
    return ", ".join(
        f'{given.get(field.column, f"""{of}"{field.column}" """)} AS "{field.column}"'
        for field in model._meta.concrete_fields
    )


def _shadow_observations(names):
    figure = ", ".join(f'"{name}"' for name in (*FIXED, *CHANGING))
    run(
        f"CREATE TEMPORARY TABLE {STOOD} AS SELECT observation_id AS id, {figure} FROM {{superseded}} "
        f"WHERE known_until >= {{moment}} AND refresh_id NOT IN (SELECT id FROM {LATER})",
        names,
    )
    run(f"CREATE UNIQUE INDEX {STOOD}_id ON {STOOD} (id)", names)
    if connection.vendor == "postgresql":
        # Nothing else counts the rows of a temporary table.
        run(f"ANALYZE {STOOD} (id, series_id), {LATER}", names)
    laid_over = {name: f'CASE WHEN s.id IS NULL THEN o."{name}" ELSE s."{name}" END' for name in CHANGING}
    view = (
        f"SELECT {_columns(Observation, of='o.', given=laid_over)} "
        f"FROM {{observation}} o LEFT JOIN {STOOD} s ON s.id = o.id "
        f"WHERE s.id IS NOT NULL OR o.refresh_id NOT IN (SELECT id FROM {LATER})"
    )
    taken_out = f"FROM {STOOD} s WHERE NOT EXISTS (SELECT 1 FROM {{observation}} o WHERE o.id = s.id)"
    if rows_of(f"SELECT 1 {taken_out} LIMIT 1", names):
        view += f" UNION ALL SELECT {_columns(Observation, of='s.')} {taken_out}"
    _view(Observation, view, names)
    _view(
        SupersededObservation,
        f"SELECT {_columns(SupersededObservation)} FROM {{superseded}} WHERE known_until < {{moment}}",
        names,
    )
    _view(
        PublishedJudgement,
        f"SELECT {_columns(PublishedJudgement)} FROM {{judgement}} WHERE refresh_id NOT IN (SELECT id FROM {LATER})",
        names,
    )


def shadow_findings(names, changed_ids):
    """Findings speak of figures in words, and those words are kept as they are now alone.

    So there are none of an indicator whose figures have changed since: they could tell what came later.
    """
    ids = ", ".join(str(int(pk)) for pk in changed_ids) or "0"
    view = f"FROM {{finding}} WHERE first_found_at < {{moment}} AND indicator_id NOT IN ({ids})"
    _view(RuleFinding, f"SELECT {_columns(RuleFinding)} {view}", names)


def _refreshes():
    ended = "r.finished_at < {moment}"
    given = {name: f'CASE WHEN {ended} THEN r."{name}" ELSE {empty} END' for name, empty in OF_THE_END.items()}
    given["outcome"] = (
        f"CASE WHEN {ended} OR r.finished_at IS NULL THEN r.outcome "
        "WHEN r.reviewed_at >= {moment} THEN 'held' ELSE 'running' END"
    )
    return f"SELECT {_columns(Refresh, of='r.', given=given)} FROM {{refresh}} r WHERE r.started_at < {{moment}}"


def _sources():
    """When each was last read and last brought something new; and how many figures it had, from what runs counted."""

    def last(outcomes, column):
        newest = f"SELECT max(r.published_at) FROM {{refresh}} r WHERE r.source_id = t.id AND r.outcome IN ({outcomes})"
        return (
            f'CASE WHEN t."{column}" < {{moment}} THEN t."{column}" ELSE ({newest} AND r.published_at < {{moment}}) END'
        )

    came = (
        f"SELECT coalesce(sum(r.added - CASE WHEN t.kind = '{SourceKind.DOCUMENT}' THEN r.gone ELSE r.removed END), 0) "
        "FROM {refresh} r WHERE r.source_id = t.id AND r.published_at >= {moment}"
    )
    given = {
        "last_checked_at": last("'changed', 'unchanged'", "last_checked_at"),
        "last_changed_at": last("'changed'", "last_changed_at"),
        "number_of_figures": f"t.number_of_figures - ({came})",
    }
    return f"SELECT {_columns(Source, of='t.', given=given)} FROM {{source}} t"
