"""Readings of some series only, each as it would be if all were worked out.

What a reading says of other areas comes from figures of the same indicator for the same group of people: of England,
the region and the neighbours, and for a rank of every area. So these are read along, and no other. What is not asked
for is left blank: worked out from a part of the figures it would be wrong.
"""

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db.models import BooleanField, Case, IntegerField, Value, When

from indicators.models import Series
from indicators.operations.as_of.sql import analyse, listed, run
from indicators.operations.readings.read import Reader
from indicators.rules.readings import NOT_COMPARED, Readings
from indicators.rules.readings.figures import COMPARATORS, Words

OWN, READ = "as_of_own", "as_of_read"
GROUP = ("indicator_id", "sex", "age", "category_type", "category")
# What columns that speak of other areas hold where they say nothing.
BLANK = {
    "neighbours_basis": 0,
    **{f"{name}_value": np.nan for name in COMPARATORS},
    **{f"standing_{name}{suffix}": NOT_COMPARED for name in COMPARATORS for suffix in ("", "_998")},
}
BLANK_RANKS = dict.fromkeys(("rank", "rank_of", "fifth"), 0)


class Part:
    """The series whose readings are asked for, among these indicators, and what is read for them."""

    def __init__(self, indicator_ids, wanted, names, areas):
        self.has_ranks = wanted.has_ranks
        own = _make_own(indicator_ids, wanted, names)
        self.ids = np.array([pk for pk, *_ in own], dtype=np.int64)
        self.is_compared = np.array([bool(is_compared) for *_, is_compared in own], dtype=bool)
        self.number_of_series = {}
        if own:
            beside = None if self.has_ranks else _beside({area for _, area, is_compared in own if is_compared}, areas)
            self.number_of_series = dict(run(_make_read(beside), names))

    def of(self, readings):
        """Of these readings those that are asked for, and nothing in them that is not."""
        found = readings.columns["series_id"]
        place = np.minimum(np.searchsorted(self.ids, found), len(self.ids) - 1)
        rows = np.flatnonzero(self.ids[place] == found)
        columns = {name: _taken(column, rows) for name, column in readings.columns.items()}
        alone = ~self.is_compared[place[rows]]
        for name, blank in {**BLANK, **BLANK_RANKS}.items():
            where = alone if self.has_ranks or name in BLANK else np.ones(len(rows), dtype=bool)
            columns[name] = _blanked(columns[name], where, blank)
        return Readings(columns)


class PartReader(Reader):
    """Reads the figures that the readings of a part are made of."""

    number_of_series_of = Value(0, IntegerField())

    def __init__(self, part):
        super().__init__(part.number_of_series)
        self.number_of_series = part.number_of_series

    def series_of(self, indicator_ids):
        read = f"SELECT id FROM {READ} WHERE indicator_id IN ({listed(indicator_ids)})"
        return f'"{Series._meta.db_table}" WHERE id IN ({read})'


def _make_own(indicator_ids, wanted, names):
    """[(id, area id, whether it is compared)] in the order of the ids, kept in a table, too."""
    series = Series.objects.filter(indicator__in=indicator_ids)
    if wanted.areas is not None:
        series = series.filter(area__in=wanted.areas)
    if wanted.series is not None:
        series = series.filter(wanted.series)
    is_compared = Value(True, BooleanField())
    if wanted.compared is not None:
        is_compared = Case(When(wanted.compared, then=is_compared), default=Value(False), output_field=BooleanField())
    columns = series.order_by().annotate(is_compared=is_compared).values_list("id", "area_id", *GROUP, "is_compared")
    try:
        select, parameters = columns.query.sql_with_params()
    except EmptyResultSet:
        return []
    # What Django has written is no template.
    select = select.replace("{", "{{").replace("}", "}}")
    made = [f"CREATE TEMPORARY TABLE {OWN} AS {select}", *analyse(OWN)]
    return run([*made, f"SELECT id, area_id, is_compared FROM {OWN} ORDER BY id"], names, parameters)


def _beside(area_ids, areas):
    """The areas that these are compared with, and these."""
    others = {other for area in area_ids for other in (*areas.comparators(area).values(), *areas.neighbours[area])}
    return area_ids | others


def _make_read(area_ids):
    """The statements that gather the series to read, and give [(indicator id, how many of it)]."""
    same = " AND ".join(f"k.{name} = g.{name}" for name in GROUP)
    among = "" if area_ids is None else f" WHERE k.area_id IN ({listed(area_ids)})"
    groups = f"SELECT DISTINCT {', '.join(GROUP)} FROM {OWN} WHERE is_compared"
    along = f"SELECT k.id, k.indicator_id FROM {{series}} k JOIN ({groups}) g ON {same}{among}"
    return [
        f"CREATE TEMPORARY TABLE {READ} AS SELECT id, indicator_id FROM {OWN} UNION {along}",
        f"CREATE UNIQUE INDEX {READ}_id ON {READ} (id)",
        *analyse(READ),
        f"SELECT indicator_id, count(*) FROM {READ} GROUP BY indicator_id ORDER BY indicator_id",
    ]


def _taken(column, rows):
    if isinstance(column, Words):
        return Words(column.codes[rows], column.texts)
    return [column[row] for row in rows.tolist()] if isinstance(column, list) else column[rows]


def _blanked(column, where, blank):
    if isinstance(column, Words):
        return Words(np.where(where, blank, column.codes), column.texts)
    return np.where(where, np.asarray(blank, dtype=column.dtype), column)
