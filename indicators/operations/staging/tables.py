"""The temporary tables of a run. All in which PostgreSQL and SQLite differ is here."""

import contextlib

from django.db import connection

from indicators.models import (
    Observation,
    PublishedJudgement,
    Series,
    Source,
    SupersededObservation,
    WithheldFigure,
)

NUMBERS = ("value", "lower_95", "upper_95", "lower_998", "upper_998", "count", "denominator")
FIGURE = ("period", *NUMBERS, "state", "note")
# What a document may add and other sources never do.
CONSTANT = {"qualifier": "exact", "printed": "", "place": "", "variant": 0, "is_disputed": False}
NEW = ("series_id", "period_start", "period_end", *FIGURE)
KEPT = ("series_id", "source_id", "refresh_id", "period_start", "period_end", *FIGURE, *CONSTANT)
STAGED = ("cell", "spot", "word", "line", "file", "is_rejected", *NUMBERS)
COPY_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
# Tables and views, in the order in which they can be dropped.
VIEWS = ("diff", "differing")
TEMPORARY = (
    "stage",
    "cell",
    "word",
    "judgement",
    "spot",
    "stratum",
    "scope",
    "standing",
    "differing",
    "met",
    "gone",
    "newest",
)
# Rows that a load must bring before tables are counted anew and tidied up.
MANY = 10_000
# Of what this transaction alone is to know: its tables were made a moment ago and hold a file, not a page.
PLANS = (
    "jit = off",
    "work_mem = '256MB'",
    "random_page_cost = 1.1",
    "max_parallel_workers_per_gather = 0",
    # To merge a million rows with their series they would have to be sorted first.
    "enable_mergejoin = off",
)
# Of a wide table the columns by which its rows are found: the others need not be counted.
FOUND_BY = {"stage": '("cell", "spot", "word", "is_rejected")'}
LOCKED = 20_261_123
MOST_BYTES = 1 << 20


def listed(names, alias=""):
    return ", ".join(f'{alias}."{name}"' if alias else f'"{name}"' for name in names)


def _columns(kinds):
    return ", ".join(f'"{name}" {kind}' for name, kind in kinds.items())


KINDS = {
    "stage": {
        "cell": "integer",
        "spot": "integer",
        "word": "integer",
        "line": "bigint",
        "file": "integer",
        "is_rejected": "integer",
        **dict.fromkeys(NUMBERS, "double precision"),
    },
    # An indicator, a group of people and a period. `newness` sorts by the last day, then the first.
    "cell": {
        "id": "integer PRIMARY KEY",
        "stratum": "integer",
        "period_start": "date",
        "period_end": "date",
        "period": "text",
        "newness": "bigint",
    },
    "word": {"id": "integer PRIMARY KEY", "state": "text", "note": "text", "judgement": "integer"},
    "judgement": {
        "id": "integer PRIMARY KEY",
        "recent_trend": "text",
        "compared_with_england": "text",
        "compared_with_parent": "text",
        "compared_with_goal": "text",
    },
    # A stratum in an area: a series, once it is known which. Of one that the file comes back to there may be several.
    "spot": {
        "id": "integer PRIMARY KEY",
        "stratum": "integer",
        "area_id": "bigint",
        "is_sound": "integer",
        "series_id": "bigint",
    },
    # An indicator and a group of people: a series without its area.
    "stratum": {
        "id": "integer PRIMARY KEY",
        "indicator_id": "bigint",
        "sex": "text",
        "age": "text",
        "category_type": "text",
        "category": "text",
    },
    "scope": {"indicator_id": "bigint PRIMARY KEY", "is_bound": "integer", "is_kept": "integer"},
}
NAMES = {
    **{name: f"refresh_{name}" for name in (*VIEWS, *TEMPORARY)},
    **{
        name: f'"{model._meta.db_table}"'
        for name, model in {
            "observation": Observation,
            "superseded": SupersededObservation,
            "series": Series,
            "source": Source,
            "withheld": WithheldFigure,
            "published_judgement": PublishedJudgement,
        }.items()
    },
    # A staged row with its period, and with its series where there is one.
    "staged_rows": "refresh_stage g JOIN refresh_cell c ON c.id = g.cell JOIN refresh_spot p ON p.id = g.spot",
    "same_group": (
        "s.indicator_id = t.indicator_id AND s.sex = t.sex AND s.age = t.age "
        "AND s.category_type = t.category_type AND s.category = t.category"
    ),
}


def _figure_lists():
    """Lists of columns and the joins that several statements share."""
    return {
        "kept": listed(KEPT),
        "o_kept": listed(KEPT, "o"),
        "new": listed(NEW),
        "d_new": listed(NEW, "d"),
        "constant": listed(CONSTANT),
        "constant_marks": ", ".join(["%s"] * len(CONSTANT)),
        "set_figure": ", ".join(f'"{name}" = d."{name}"' for name in FIGURE),
        "g_numbers": listed(NUMBERS, "g"),
        "d_numbers": listed(NUMBERS, "d"),
        "o_figure": listed(FIGURE, "o"),
        # By its true numbers, where a disclosure rule shows others.
        "true_figure": "o.period, "
        + ", ".join(f'CASE WHEN h.id IS NULL THEN o."{name}" ELSE h."{name}" END AS "{name}"' for name in FIGURE[1:]),
        "new_figure": f"c.period, {listed(NUMBERS, 'g')}, w.state, w.note",
    }


class Tables:
    """Runs SQL in which {names} stand for tables; a context manager that leaves none of them behind."""

    def __init__(self):
        self.is_postgres = connection.vendor == "postgresql"
        self.names = {
            **NAMES,
            **_figure_lists(),
            "differs_from": "IS DISTINCT FROM" if self.is_postgres else "IS NOT",
            # The place of a row in its table; rows that came later have a later one.
            "row": "ctid" if self.is_postgres else "rowid",
        }

    def open(self):
        self.drop()
        for name, kinds in KINDS.items():
            self.run(f"CREATE TEMPORARY TABLE {{{name}}} ({_columns(kinds)})")

    def drop(self):
        self.drop_made_by_comparing()
        for name in KINDS:
            self.run(f"DROP TABLE IF EXISTS {{{name}}}")

    def drop_made_by_comparing(self):
        self.run("DROP VIEW IF EXISTS {diff}")
        # The one name may be that of a table or of a view, and neither database drops one for the other.
        self.run(f"DROP {'VIEW' if self._is_view('differing') else 'TABLE'} IF EXISTS {{differing}}")
        for name in TEMPORARY:
            if name not in KINDS and name != "differing":
                self.run(f"DROP TABLE IF EXISTS {{{name}}}")

    def _is_view(self, name):
        if self.is_postgres:
            sql = "SELECT count(*) FROM pg_class WHERE relname = %s AND relkind = 'v' AND pg_table_is_visible(oid)"
        else:
            sql = "SELECT count(*) FROM sqlite_temp_master WHERE name = %s AND type = 'view'"
        return self.count(sql, [NAMES[name]]) > 0

    def empty(self):
        for table in KINDS:
            self.run("DELETE FROM {each}", each=NAMES[table])

    def run(self, sql, params=(), **names):
        """Run one statement; the number of rows that it changed. `names` are further {names} in it."""
        with connection.cursor() as cursor:
            cursor.execute(sql.format(**self.names, **names), params)
            return cursor.rowcount

    def rows_of(self, sql, params=(), **names):
        with connection.cursor() as cursor:
            cursor.execute(sql.format(**self.names, **names), params)
            return cursor.fetchall()

    def count(self, sql, params=()):
        return self.rows_of(sql, params)[0][0]

    def index(self, table, *columns):
        """SQLite finds nothing in a temporary table without one; PostgreSQL hashes it sooner than it builds one."""
        if not self.is_postgres:
            self.run(f"CREATE INDEX temp.{NAMES[table]}_{columns[0]} ON {NAMES[table]} ({listed(columns)})")

    def analyse(self, *tables):
        # Nothing else counts the rows of a temporary table, and a wrong guess makes the joins slow.
        for name in tables if self.is_postgres else ():
            self.run(f"ANALYZE {{{name}}} {FOUND_BY.get(name, '')}")

    def begin(self, source_id):
        """For the rest of the transaction: nobody else publishes this source, and plans are made for a whole file."""
        if self.is_postgres:
            self.run("SELECT pg_advisory_xact_lock(%s, %s)", [LOCKED, source_id])
            for plan in PLANS:
                self.run(f"SET LOCAL {plan}")

    def write(self, table, columns, rows):
        """Append rows of values."""
        if self.is_postgres:
            rows = "".join("\t".join(map(_copied, row)) + "\n" for row in rows).encode()
        self.append(table, columns, rows)

    def append(self, table, columns, rows, options=""):
        """Append what is in the database's own form: bytes for COPY, or a list of rows."""
        if rows:
            self.append_all(table, columns, iter([rows]), options)

    def append_all(self, table, columns, parts, options=""):
        """The same of many parts. PostgreSQL takes one in while the next is made; until the last it answers nothing."""
        target = f"{NAMES[table]} ({listed(columns)})"
        with connection.cursor() as cursor:
            if self.is_postgres:
                source = Parts(parts)
                cursor.cursor.copy_expert(f"COPY {target} FROM STDIN {options}", source, size=MOST_BYTES)
                if source.error:
                    raise source.error
            else:
                marks = ", ".join(["%s"] * len(columns))
                with self._in_one_go(cursor):
                    for rows in parts:
                        cursor.executemany(f"INSERT INTO {target} VALUES ({marks})", rows)  # noqa: S608, our own names

    def reject_rows(self, places):
        """Mark staged rows, [(row,), …], as rejected."""
        with connection.cursor() as cursor, self._in_one_go(cursor):
            mark = "%s::tid" if self.is_postgres else "%s"
            cursor.executemany(
                f"UPDATE {NAMES['stage']} SET is_rejected = 1 WHERE {self.names['row']} = {mark}",  # noqa: S608, our own
                places,
            )

    @contextlib.contextmanager
    def _in_one_go(self, cursor):
        """Without it each row would be a transaction in SQLite; one of Django's would lock it for everybody."""
        if self.is_postgres:
            yield
            return
        cursor.execute("SAVEPOINT refresh_rows")
        try:
            yield
        finally:
            cursor.execute("RELEASE refresh_rows")


class Parts:
    """What COPY reads from: part after part. What goes wrong in making one is kept, for psycopg would make another
    error of it; COPY ends there.
    """

    def __init__(self, parts):
        self.parts, self.rest, self.error = parts, b"", None

    def read(self, size):
        try:
            while not self.rest:
                self.rest = next(self.parts)
        except StopIteration:
            return b""
        except Exception as error:  # noqa: BLE001, whoever copies raises it
            self.error = error
            return b""
        part, self.rest = self.rest[:size], self.rest[size:]
        return part


def _copied(value):
    """A value in PostgreSQL's text format for COPY."""
    return "\\N" if value is None else str(value).translate(COPY_ESCAPES)


def after_commit(comparison):
    """Tidy up after many new rows: a page's queries read the index alone only where a vacuum has passed."""
    if comparison.added + comparison.changed + comparison.removed < MANY:
        return
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            # One process is enough: the others of the machine are for pages.
            cursor.execute(f"VACUUM (ANALYZE, PARALLEL 0) {NAMES['observation']}")
