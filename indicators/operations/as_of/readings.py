"""Readings as they stood: taken as they are where the figures are the same, else worked out anew from those of then.

They are not kept from earlier days. A copy would go on showing what a disclosure rule has hidden since, and would be
wrong as soon as a definition or a rule of ours is mended.
"""

from django.db import connection

from indicators.models import Reading, RefreshChange, Series
from indicators.operations.as_of.shadows import LATER, rows_of, run, shadow_findings
from indicators.operations.headlines import headlines_to_move
from indicators.operations.readings import chunks_of, work_out_chunk
from indicators.operations.readings.areas import AreaMap
from indicators.operations.readings.read import Reader
from indicators.operations.readings.transfer import by_index

TABLE = Reading._meta.db_table
MARKS = "as_of_headlines"


def shadow_readings(later, *, indicator_ids=None):
    """Shadow readings and headlines of these indicators, or of all; there are none of the others."""
    if not later.is_any:
        return
    names = later.names
    changed = _changed_indicators(names)
    if not changed:
        return
    shadow_findings(names, changed)
    changed = changed if indicator_ids is None else changed & set(indicator_ids)
    _copy_unchanged(names, changed, indicator_ids)
    if changed:
        _shadow_headlines(names, changed)
        reader, areas = Reader(changed), AreaMap()
        with by_index():
            for ids in chunks_of(reader.number_of_series):
                work_out_chunk(ids, reader, areas)


def _changed_indicators(names):
    """Those with a figure that came, changed or went since."""
    published = f"FROM {{refresh}} WHERE id IN (SELECT id FROM {LATER}) AND outcome = 'changed'"
    told = f"SELECT refresh_id FROM {RefreshChange._meta.db_table}"
    found = {
        pk
        for (pk,) in rows_of(
            f"SELECT DISTINCT indicator_id FROM {RefreshChange._meta.db_table} "
            f"WHERE refresh_id IN (SELECT id FROM {LATER})",
            names,
        )
    }
    # Not every run has told which indicators it changed; then its figures are asked.
    silent = [pk for (pk,) in rows_of(f"SELECT id {published} AND id NOT IN ({told})", names)]
    if silent:
        ids = ", ".join(map(str, silent))
        series = (
            f"SELECT series_id FROM {{observation}} WHERE refresh_id IN ({ids}) "
            f"UNION SELECT series_id FROM {{superseded}} WHERE replaced_by_id IN ({ids})"
        )
        wanted = f"SELECT DISTINCT indicator_id FROM {Series._meta.db_table} WHERE id IN ({series})"
        found |= {pk for (pk,) in rows_of(wanted, names)}
    return found


def _copy_unchanged(names, changed, indicator_ids):
    """A table of its own, since readings are written to it, and with the keys that pages look them up by."""
    columns = ", ".join(f'"{field.column}"' for field in Reading._meta.concrete_fields)
    conditions = [f"indicator_id NOT IN ({_list(changed)})"] if changed else []
    if indicator_ids is not None:
        conditions.append(f"indicator_id IN ({_list(set(indicator_ids) - changed)})")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    real = f'{names["schema"]}."{TABLE}"'
    run(f'CREATE TEMPORARY TABLE "{TABLE}" AS SELECT {columns} FROM {real}{where}', names)
    run(f'CREATE UNIQUE INDEX as_of_reading_series ON "{TABLE}" (series_id)', names)
    run(f'CREATE INDEX as_of_reading_area ON "{TABLE}" (area_id, indicator_id)', names)
    run(f'CREATE INDEX as_of_reading_indicator ON "{TABLE}" (indicator_id, area_id)', names)
    if connection.vendor == "postgresql":
        run(f'ANALYZE "{TABLE}"', names)


def _shadow_headlines(names, changed):
    """A series that has come since may stand for its indicator now; then another one did."""
    moved = headlines_to_move(indicator_ids=changed)
    if not moved:
        return
    table = Series._meta.db_table
    run(f"CREATE TEMPORARY TABLE {MARKS} (id bigint PRIMARY KEY)", names)
    run(f"INSERT INTO {MARKS} (id) VALUES {', '.join(f'({int(pk)})' for pk in moved)}", names)
    given = f"CASE WHEN id IN (SELECT id FROM {MARKS}) THEN NOT is_headline ELSE is_headline END"
    columns = ", ".join(
        f"{given} AS is_headline" if field.column == "is_headline" else f'"{field.column}"'
        for field in Series._meta.concrete_fields
    )
    run(f'CREATE TEMPORARY VIEW "{table}" AS SELECT {columns} FROM {names["schema"]}."{table}"', names)


def _list(ids):
    return ", ".join(str(int(pk)) for pk in ids) or "0"
