"""Arrays out of the database and rows back: COPY in its binary form on PostgreSQL, cursors on SQLite.

What is read has columns of fixed width alone, so that NumPy takes it as it comes: a missing number is nan, a missing
day the earliest there is, and a text comes as a number that stands for it. What is written has its texts between the
fixed columns, row by row.
"""

import contextlib
import io
from dataclasses import dataclass
from itertools import chain

import numpy as np
from django.db import connection, transaction

from indicators.rules.readings.figures import DAY_NOUGHT, UNKNOWN_DAY

BEGINNING = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
ROWS_AT_A_TIME = 5000
BLOCK = 1 << 16
# As PostgreSQL sends and takes them, and as we work with them.
WIRE = {"bigint": ">i8", "integer": ">i4", "smallint": ">i2", "double": ">f8", "date": ">i4", "flag": "u1"}
NATIVE = {"bigint": "i8", "integer": "i4", "smallint": "i2", "double": "f8", "date": "i4", "flag": "?"}
# A chunk is a small part of a large table, which the planner takes for a reason to read all of it: then each of fifty
# chunks would cost as much as the whole.
PLANS = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit")


# Held by whoever works out readings, until their transaction ends.
LOCK = 20_261_122


@dataclass(frozen=True)
class Column:
    """A column to read: its kind, and what it is in SQL."""

    kind: str
    expression: str


def place_of(expression, texts):
    """SQL for the place of a text in a list."""
    cases = " ".join(f"WHEN '{text}' THEN {place}" for place, text in enumerate(texts))
    return f"CASE {expression} {cases} END"


def is_postgres():
    return connection.vendor == "postgresql"


def in_bytes(expression):
    """A text to be sorted by its bytes, where any order will do: a language's own takes many times as long."""
    return f'{expression} COLLATE "C"' if is_postgres() else expression


def in_list(numbers):
    """Our own ids as text, for COPY takes no parameters."""
    return ", ".join(str(int(number)) for number in numbers)


def fetch(columns, rest):
    """{name: array} of a query whose end, from its FROM on, is `rest`; no text of it may come from outside.

    A column of the kind "text" comes as hashes from PostgreSQL and as texts from SQLite.
    """
    return _copied_out(columns, rest) if is_postgres() else _fetched(columns, rest)


@contextlib.contextmanager
def chunk():
    """A transaction in which PostgreSQL finds rows by their index, one at a time: of two that work out the same
    readings the later then sees what the earlier has brought in.
    """
    is_ours = not connection.in_atomic_block
    with transaction.atomic():
        _run(f"SELECT pg_advisory_xact_lock({LOCK})")
        if is_ours:
            # Readings can be worked out again, so that no chunk need wait for the disk; a refresh does, at its end.
            _run("SET LOCAL synchronous_commit TO off")
        with by_index():
            yield


@contextlib.contextmanager
def by_index():
    """Plans that find rows by their index, until the transaction ends or the work inside is done."""
    _run(*plans("off"))
    yield
    _run(*plans("DEFAULT"))


def plans(value):
    """The statements that let PostgreSQL find rows by their index ("off") or however it likes ("DEFAULT")."""
    return [f"SET LOCAL {name} TO {value}" for name in PLANS] if is_postgres() else []


def _run(*statements):
    if is_postgres():
        with connection.cursor() as cursor:
            cursor.execute("; ".join(statements))


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


def _on_the_wire(column):
    if column.kind == "double":
        return f"coalesce({column.expression}, 'nan')"
    if column.kind == "date":
        return f"coalesce({column.expression}, '-infinity')"
    if column.kind == "smallint":
        return f"({column.expression})::smallint"
    if column.kind == "text":
        return f"hashtextextended({column.expression}, 0)"
    return column.expression


def _row(kinds):
    """A row of COPY's binary form: the number of its fields, then each after its own length."""
    fields = [(f"{name} size", ">i4", f"{name}", WIRE[kind]) for name, kind in kinds.items()]
    return np.dtype(
        [("fields", ">i2"), *chain.from_iterable(((size, width), (name, kind)) for size, width, name, kind in fields)]
    )


def _copied_out(columns, rest):
    kinds = {name: "bigint" if column.kind == "text" else column.kind for name, column in columns.items()}
    row, block = _row(kinds), io.BytesIO()
    expressions = ", ".join(map(_on_the_wire, columns.values()))
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(f"COPY (SELECT {expressions} {rest}) TO STDOUT (FORMAT binary)", block)
    rows = (block.tell() - len(BEGINNING) - len(END)) // row.itemsize
    records = np.frombuffer(block.getbuffer(), dtype=row, offset=len(BEGINNING), count=rows)
    return {name: records[name].astype(NATIVE[kind]) for name, kind in kinds.items()}


def copy_in(table, *, numbers, texts):
    """Append rows: `numbers` is {column: (kind, array)}, `texts` {columns that follow each other: bytes for each row}.

    The bytes are fields as field() makes them, one after the other.
    """
    kinds = {name: kind for name, (kind, _) in numbers.items()}
    names = [*numbers, *chain.from_iterable(texts)]
    rows = np.empty(len(next(iter(numbers.values()))[1]), dtype=_row(kinds))
    rows["fields"] = len(names)
    for name, (kind, values) in numbers.items():
        rows[f"{name} size"] = np.dtype(WIRE[kind]).itemsize
        rows[name] = values
    fixed = rows.view(f"V{rows.dtype.itemsize}").tolist()
    block = b"".join(chain([BEGINNING], chain.from_iterable(zip(fixed, *texts.values(), strict=True)), [END]))
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN (FORMAT binary)", io.BytesIO(block), size=BLOCK)


def field(text):
    encoded = text.encode()
    return len(encoded).to_bytes(4, "big") + encoded


# --- SQLite ----------------------------------------------------------------------------------------------------------


def _fetched(columns, rest):
    expressions = ", ".join(column.expression for column in columns.values())
    found = {name: [_as_array(column.kind, ())] for name, column in columns.items()}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expressions} {rest}")
        while rows := cursor.fetchmany(ROWS_AT_A_TIME):
            for (name, column), values in zip(columns.items(), zip(*rows, strict=True), strict=True):
                found[name].append(_as_array(column.kind, values))
    return {name: np.concatenate(parts) for name, parts in found.items()}


def _as_array(kind, values):
    if kind == "text":
        return np.array(values, dtype=object)
    if kind == "date":
        days = np.array(values, dtype="M8[D]")
        return np.where(np.isnat(days), UNKNOWN_DAY, (days - DAY_NOUGHT).astype(np.int64)).astype(np.int32)
    return np.array(values, dtype=NATIVE[kind])
