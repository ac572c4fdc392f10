"""What each series says now. A refresh calls this for what it touched; the clock calls it for everything.

areas      what an area is compared with
read       series and figures as arrays
write      readings into their table
transfer   arrays out of the database and back

The rules themselves are in indicators/rules/readings.
"""

import numpy as np

from indicators.models import Series
from indicators.operations.readings.areas import AreaMap
from indicators.operations.readings.read import Reader
from indicators.operations.readings.transfer import chunk
from indicators.operations.readings.write import delete, write
from indicators.rules.readings import work_out

# Whole indicators, until there are so many series: large enough for arrays to pay, small enough for memory.
SERIES_AT_A_TIME = 8_000
IDS_AT_A_TIME = 1000


def recompute_readings(*, series_ids=None) -> int:
    """Bring the readings in line with the observations; the number of readings that changed.

    With the given series go all others of their indicators: a value of England or of a peer changes what they say.
    """
    indicator_ids = None if series_ids is None else _indicators_of(sorted(set(series_ids)))
    if indicator_ids is not None and not indicator_ids:
        return 0
    reader, areas = Reader(indicator_ids), AreaMap()
    return sum(_recompute(ids, reader, areas) for ids in chunks_of(reader.number_of_series))


def _indicators_of(series_ids):
    found = set()
    for start in range(0, len(series_ids), IDS_AT_A_TIME):
        series = Series.objects.filter(pk__in=series_ids[start : start + IDS_AT_A_TIME])
        found.update(series.order_by().values_list("indicator", flat=True).distinct())
    return found


def chunks_of(number_of_series):
    """Lists of indicator ids."""
    ids, size = [], 0
    for indicator_id, number in number_of_series.items():
        if not number:
            continue
        ids.append(indicator_id)
        size += number
        if size >= SERIES_AT_A_TIME:
            yield ids
            ids, size = [], 0
    if ids:
        yield ids


def _recompute(indicator_ids, reader, area_map):
    with chunk():
        return work_out_chunk(indicator_ids, reader, area_map)


def work_out_chunk(indicator_ids, reader, area_map):
    """The readings of these indicators into their table; the caller sees to it that nobody else does the same."""
    read = reader.read(indicator_ids)
    areas = area_map.arrays_of(np.unique(read.subjects.area_id))
    readings = work_out(read.figures, subjects=read.subjects, areas=areas, labels=read.labels)
    if readings is None:
        return delete(read.subjects.id)
    changed = write(readings, labels=read.labels, printed=read.printed, sources=read.sources)
    return changed + delete(np.setdiff1d(read.subjects.id, readings.columns["series_id"], assume_unique=True))
