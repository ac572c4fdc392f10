"""Where a run's rows wait in temporary tables until all of them are known; then a few statements publish them.

PostgreSQL and SQLite differ in three things: how rows come in fast, how rows are compared, and planner statistics.
The rest is one SQL for both. Memory stays flat: only the groups of people are kept in Python, never the rows.
"""

import contextlib
import io
from itertools import groupby

from django.db import DatabaseError, connection

from indicators.models import Observation, Series, SupersededObservation
from indicators.sources.base import Group, Row

ROWS_AT_A_TIME = 5000
KEY = ("stratum", "area_id", "period_start", "period_end")
FIGURE = (
    "period",
    "value",
    "lower_95",
    "upper_95",
    "lower_998",
    "upper_998",
    "count",
    "denominator",
    "state",
    "note",
)
STAGED = ("number", "file", "line", "is_rejected", *KEY, *FIGURE)
TYPES = {
    "number": "bigint",
    "file": "integer",
    "line": "bigint",
    "is_rejected": "integer",
    "stratum": "integer",
    "area_id": "bigint",
    "period_start": "date",
    "period_end": "date",
    "period": "text",
    "state": "text",
    "note": "text",
}
# What a document may add and this kind of source never does.
CONSTANT = {"qualifier": "exact", "printed": "", "place": "", "variant": 0, "is_disputed": False}
COPY_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
TEMPORARY = ("stage", "stratum", "place", "standing", "diff", "repeated")
TABLES = {
    "observation": Observation._meta.db_table,
    "superseded": SupersededObservation._meta.db_table,
    "series": Series._meta.db_table,
    **{name: f"refresh_{name}" for name in TEMPORARY},
}


def _list(alias, names):
    return ", ".join(f'{alias}."{name}"' if alias else f'"{name}"' for name in names)


NEW = ("series_id", "period_start", "period_end", *FIGURE)
KEPT = ("series_id", "source_id", "refresh_id", "period_start", "period_end", *FIGURE, *CONSTANT)
# What the statements below may name in braces: tables, lists of columns, and conditions that several share.
NAMES = {
    **TABLES,
    "key": ", ".join(KEY),
    "s_key": _list("s", KEY),
    "s_figure": _list("s", FIGURE),
    "o_figure": _list("o", FIGURE),
    "new": _list("", NEW),
    "d_new": _list("d", NEW),
    "kept": _list("", KEPT),
    "o_kept": _list("o", KEPT),
    "constant": _list("", CONSTANT),
    "constant_marks": ", ".join(["%s"] * len(CONSTANT)),
    "set_figure": ", ".join(f'"{name}" = d."{name}"' for name in FIGURE),
    "staged_columns": ", ".join(f'"{name}" {TYPES.get(name, "double precision")}' for name in STAGED),
    "same_group": (
        "s.indicator_id = t.indicator_id AND s.sex = t.sex AND s.age = t.age "
        "AND s.category_type = t.category_type AND s.category = t.category"
    ),
    "is_its_place": "p.stratum = s.stratum AND p.area_id = s.area_id",
    "is_its_standing": "o.series_id = p.series_id AND o.period_start = s.period_start AND o.period_end = s.period_end",
}


class Stage:
    """The temporary tables of one run. A context manager: what is left of an earlier run goes first."""

    def __init__(self):
        self.is_postgres = connection.vendor == "postgresql"
        self.names = {**NAMES, "differs_from": "IS DISTINCT FROM" if self.is_postgres else "IS NOT"}
        self.strata, self.rows, self.number = {}, [], 0

    def __enter__(self):
        self._drop()
        self.run("CREATE TEMPORARY TABLE {stage} ({staged_columns})")
        self.run(
            "CREATE TEMPORARY TABLE {stratum} "
            "(id integer, indicator_id bigint, sex text, age text, category_type text, category text)"
        )
        return self

    def __exit__(self, kind, *_):
        # After a failure the connection may be of no use; the failure itself is what has to be told.
        with contextlib.suppress(DatabaseError) if kind else contextlib.nullcontext():
            self._drop()

    def _drop(self):
        for name in TEMPORARY:
            self.run(f"DROP TABLE IF EXISTS {{{name}}}")

    def run(self, sql, params=()):
        """Run one statement of the templates here; the number of rows that it changed."""
        with connection.cursor() as cursor:
            cursor.execute(sql.format(**self.names), params)
            return cursor.rowcount

    def rows_of(self, sql, params=()):
        with connection.cursor() as cursor:
            cursor.execute(sql.format(**self.names), params)
            return cursor.fetchall()

    def count(self, sql, params=()):
        return self.rows_of(sql, params)[0][0]

    # --- Rows come in ------------------------------------------------------------------------------------------------

    def add(self, file, item):
        """A row, or a reject that has a key: under it a figure may stand that must not be taken for gone."""
        is_rejected = not isinstance(item, Row)
        key = item.key
        stratum = self.strata.setdefault(key.group, len(self.strata))
        figure = [None] * len(FIGURE) if is_rejected else [getattr(item, name) for name in FIGURE]
        line = item.row if is_rejected else item.line
        place = (stratum, key.area_id, key.start.isoformat(), key.end.isoformat())
        self.rows.append((self.number, file, line, int(is_rejected), *place, *figure))
        self.number += 1
        if len(self.rows) == ROWS_AT_A_TIME:
            self._write("stage", STAGED, self.rows)
            self.rows = []

    def finish(self):
        self._write("stage", STAGED, self.rows)
        self.rows = []
        groups = [(number, *group) for group, number in self.strata.items()]
        self._write("stratum", ("id", *Group._fields), groups)
        self._analyse("stage", "stratum")

    def _analyse(self, *tables):
        # Nothing else counts the rows of a temporary table, and a wrong guess makes the joins slow.
        for name in tables if self.is_postgres else ():
            self.run(f"ANALYZE {{{name}}}")

    def _write(self, table, columns, rows):
        if not rows:
            return
        target = f"{TABLES[table]} ({_list('', columns)})"
        with connection.cursor() as cursor:
            if self.is_postgres:
                text = io.StringIO("\n".join("\t".join(map(_copied, row)) for row in rows) + "\n")
                cursor.cursor.copy_expert(f"COPY {target} FROM STDIN", text)
            else:
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {target} VALUES ({marks})", rows)  # noqa: S608, the names are ours

    # --- One figure a key --------------------------------------------------------------------------------------------

    def take_out_repeats(self):
        """(file, line, other file, other line, is the same figure) of each row that must not stand beside another.

        Of rows that agree the first stays; where rows of one key differ none does, since nothing says which is right.
        """
        self.run(
            "CREATE TEMPORARY TABLE {repeated} AS SELECT {key} FROM {stage} WHERE is_rejected = 0 "
            "GROUP BY {key} HAVING count(*) > 1"
        )
        rows = self.rows_of(
            "SELECT s.number, s.file, s.line, {s_key}, {s_figure} FROM {stage} s "
            "JOIN {repeated} r ON r.stratum = s.stratum AND r.area_id = s.area_id "
            "AND r.period_start = s.period_start AND r.period_end = s.period_end "
            "WHERE s.is_rejected = 0 ORDER BY {s_key}, s.number"
        )
        out, repeats = [], []
        for _, found in groupby(rows, key=lambda row: row[3:7]):
            first, *others = found
            is_same = all(row[7:] == first[7:] for row in others)
            for row in others if is_same else [first, *others]:
                other = others[0] if row is first else first
                out.append((row[0],))
                repeats.append((row[1], row[2], other[1], other[2], is_same))
        if out:
            with connection.cursor() as cursor:
                sql = "UPDATE {stage} SET is_rejected = 1 WHERE number = %s"
                cursor.executemany(sql.format(**self.names), out)
        return repeats

    # --- Rows go out -------------------------------------------------------------------------------------------------

    def make_series(self):
        """Series that are missing; the number of new ones. Then each (stratum, area) knows its series."""
        made = self.run(
            "INSERT INTO {series} (indicator_id, area_id, sex, age, category_type, category, is_headline) "
            "SELECT t.indicator_id, p.area_id, t.sex, t.age, t.category_type, t.category, %s "
            "FROM (SELECT DISTINCT stratum, area_id FROM {stage} WHERE is_rejected = 0) p "
            "JOIN {stratum} t ON t.id = p.stratum "
            "WHERE NOT EXISTS (SELECT 1 FROM {series} s WHERE s.area_id = p.area_id AND {same_group}) "
            "ORDER BY t.id, p.area_id ON CONFLICT DO NOTHING",
            [False],
        )
        self.run(
            "CREATE TEMPORARY TABLE {place} AS SELECT p.stratum, p.area_id, s.id AS series_id "
            "FROM (SELECT DISTINCT stratum, area_id FROM {stage}) p JOIN {stratum} t ON t.id = p.stratum "
            "JOIN {series} s ON s.area_id = p.area_id AND {same_group}"
        )
        self._analyse("place")
        return made

    def compare(self, source_id):
        """(staged, changed, added, gone) against what stands of this source."""
        # Copied aside, because its statistics are then known: against the table itself the planner once chose to look
        # up each row for each row.
        self.run(
            "CREATE TEMPORARY TABLE {standing} AS SELECT o.id, o.series_id, o.period_start, o.period_end, {o_figure} "
            "FROM {observation} o WHERE o.source_id = %s AND o.variant = 0",
            [source_id],
        )
        self._analyse("standing")
        self.run(
            "CREATE TEMPORARY TABLE {diff} AS "
            "SELECT p.series_id, s.period_start, s.period_end, {s_figure}, o.id AS old_id "
            "FROM {stage} s JOIN {place} p ON {is_its_place} LEFT JOIN {standing} o ON {is_its_standing} "
            "WHERE s.is_rejected = 0 AND (o.id IS NULL OR ({s_figure}) {differs_from} ({o_figure}))"
        )
        self._analyse("diff")
        staged = self.count("SELECT count(*) FROM {stage} WHERE is_rejected = 0")
        changed = self.count("SELECT count(*) FROM {diff} WHERE old_id IS NOT NULL")
        added = self.count("SELECT count(*) FROM {diff} WHERE old_id IS NULL")
        standing = self.count("SELECT count(*) FROM {standing}")
        met = self.count(
            "SELECT count(DISTINCT o.id) FROM {stage} s JOIN {place} p ON {is_its_place} "
            "JOIN {standing} o ON {is_its_standing}"
        )
        return staged, changed, added, standing - met

    def publish(self, *, source_id, refresh_id, now):
        """Keep what is replaced, write what is new; only rows that differ are touched."""
        self.run(
            "INSERT INTO {superseded} (observation_id, known_until, replaced_by_id, {kept}) "
            "SELECT o.id, %s, %s, {o_kept} FROM {observation} o JOIN {diff} d ON d.old_id = o.id",
            [connection.ops.adapt_datetimefield_value(now), refresh_id],
        )
        self.run(
            "UPDATE {observation} SET {set_figure}, refresh_id = %s FROM {diff} d WHERE d.old_id = {observation}.id",
            [refresh_id],
        )
        self.run(
            "INSERT INTO {observation} (source_id, refresh_id, {new}, {constant}) "
            "SELECT %s, %s, {d_new}, {constant_marks} FROM {diff} d WHERE d.old_id IS NULL "
            "ORDER BY d.series_id, d.period_start",
            [source_id, refresh_id, *CONSTANT.values()],
        )

    def touched_series(self):
        """One series of each indicator that has a new or changed figure: enough to find all its readings."""
        rows = self.rows_of(
            "SELECT min(s.id) FROM {series} s WHERE s.id IN (SELECT series_id FROM {diff}) GROUP BY s.indicator_id"
        )
        return [series_id for (series_id,) in rows]


def _copied(value):
    """A value in PostgreSQL's text format for COPY."""
    return "\\N" if value is None else str(value).translate(COPY_ESCAPES)
