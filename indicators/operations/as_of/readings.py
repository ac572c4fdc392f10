"""Readings as they stood: taken as they are where the figures are the same, else worked out anew from those of then.

They are not kept from earlier days. A copy would go on showing what a disclosure rule has hidden since, and would be
wrong as soon as a definition or a rule of ours is mended.
"""

import numpy as np

from indicators.models import Reading, Series
from indicators.operations.as_of.part import Part, PartReader
from indicators.operations.as_of.sql import analyse, columns_of, listed, run, uncompiled, view
from indicators.operations.headlines import headlines_to_move
from indicators.operations.readings import chunks_of
from indicators.operations.readings.areas import AreaMap
from indicators.operations.readings.read import Reader
from indicators.operations.readings.transfer import plans
from indicators.operations.readings.write import write
from indicators.rules.readings import work_out

TABLE, WORKED_OUT = Reading._meta.db_table, "as_of_reading"
MARKS = "as_of_headlines"


def shadow_readings(since, names, wanted):
    """Shadow readings and headlines of the indicators that have changed, as far as they are asked for."""
    changed = since.changed if wanted.indicators is None else since.changed & wanted.indicators
    if recounted := changed & since.recounted:
        _shadow_headlines(recounted, names, area_ids=wanted.areas)
    is_any = bool(changed) and _work_out(changed, wanted, names)
    run(_shadows(since, is_any=is_any), names)


def _work_out(indicator_ids, wanted, names):
    """Work out their readings into a table of that name; whether there can be any."""
    areas = AreaMap()
    part = None if wanted.is_whole else Part(indicator_ids, wanted, names, areas)
    if part and not part.number_of_series:
        return False
    empty = f'CREATE TEMPORARY TABLE "{TABLE}" AS SELECT {columns_of(Reading)} FROM {{reading}} WHERE 1 = 0'
    key = f'CREATE UNIQUE INDEX {WORKED_OUT}_of_series ON "{TABLE}" (series_id)'
    run([empty, key, *plans("off")], names)
    reader = PartReader(part) if part else Reader(indicator_ids)
    for ids in chunks_of(reader.number_of_series):
        _work_out_chunk(ids, reader, areas, part)
    return True


def _work_out_chunk(indicator_ids, reader, area_map, part):
    read = reader.read(indicator_ids)
    areas = area_map.arrays_of(np.unique(read.subjects.area_id))
    readings = work_out(read.figures, subjects=read.subjects, areas=areas, labels=read.labels)
    if readings and part:
        readings = part.of(readings)
    if readings:
        write(readings, labels=read.labels, printed=read.printed, sources=read.sources)


def _shadows(since, *, is_any):
    """What was worked out, with indexes for what pages look it up by, and the readings that have not changed."""
    statements, selects = [], []
    if is_any:
        statements = [
            *plans("DEFAULT"),
            *uncompiled(),
            f'ALTER TABLE "{TABLE}" RENAME TO {WORKED_OUT}',
            f"CREATE INDEX {WORKED_OUT}_of_area ON {WORKED_OUT} (area_id, indicator_id)",
            f"CREATE INDEX {WORKED_OUT}_of_indicator ON {WORKED_OUT} (indicator_id, area_id)",
            *analyse(f"{WORKED_OUT} (series_id, indicator_id, area_id, source_id, is_headline, period_end)"),
        ]
        selects = [f"SELECT {columns_of(Reading)} FROM {WORKED_OUT}"]
    if since.unchanged or not is_any:
        few, others = (
            ("IN", since.unchanged) if len(since.unchanged) < len(since.changed) else ("NOT IN", since.changed)
        )
        selects.append(f"SELECT {columns_of(Reading)} FROM {{reading}} WHERE indicator_id {few} ({listed(others)})")
    return [*statements, view(Reading, " UNION ALL ".join(selects))]


def _shadow_headlines(indicator_ids, names, *, area_ids):
    """A series that has come since may stand for its indicator now; then another one did."""
    moved = headlines_to_move(indicator_ids=indicator_ids, area_ids=area_ids)
    if not moved:
        return
    given = f"CASE WHEN id IN (SELECT id FROM {MARKS}) THEN NOT is_headline ELSE is_headline END"
    run(
        [
            f"CREATE TEMPORARY TABLE {MARKS} (id bigint PRIMARY KEY)",
            f"INSERT INTO {MARKS} (id) VALUES {', '.join(f'({int(pk)})' for pk in moved)}",
            view(Series, f"SELECT {columns_of(Series, given={'is_headline': given})} FROM {{series}}"),
        ],
        names,
    )
