"""An area beside others in the same period and for the same group of people: comparators, neighbours, ranks."""

from typing import NamedTuple

import numpy as np

from indicators.rules.limits import can_be_counted
from indicators.rules.readings.figures import PUBLIC, UNKNOWN_DAY, counted
from indicators.statistics.ranking import places_in_groups

ENOUGH_FOR_A_RANK = 2
ENOUGH_FOR_FIFTHS = 5
ENOUGH_NEIGHBOURS = 3
BASES = ("", "published", "pooled")


def exists_through(areas, area, end):
    """An abolished area's later figures are kept as printed, but its zero is not a zero."""
    return (end == UNKNOWN_DAY) | (end <= areas.valid_to[area])


def is_no_value(figures, subjects, areas):
    """Where a source gives nought for an area that had been abolished (indicators/rules/ended)."""
    return (figures.value == 0) & ~exists_through(areas, subjects.area[figures.series], figures.end)


class Beside:
    """The figures of all areas in the periods in which some series has its newest figure, to be found by their key."""

    def __init__(self, figures, subjects, areas, latest):
        self.subjects, self.areas = subjects, areas
        self.latest = figures.take(latest)
        days = self._days(figures)
        is_dated = self.latest.is_dated
        self.periods = np.unique(days[latest][is_dated])
        self.number_of_areas = len(areas.peers)
        # A (group, period) that is nobody's newest is asked for by nobody.
        asked = np.zeros((int(subjects.group.max(initial=-1)) + 1, len(self.periods)), dtype=bool)
        period = self._period(days)
        self.own = np.where(is_dated, subjects.group * len(self.periods) + period[latest], -1)
        asked[subjects.group[is_dated], period[latest][is_dated]] = True
        group = subjects.group[figures.series]
        candidates = np.flatnonzero(period >= 0)
        candidates = candidates[asked[group[candidates], period[candidates]]]
        key = self.key(group[candidates] * len(self.periods) + period[candidates], self._area(figures, candidates))
        order = np.argsort(key, kind="stable")
        self.keys = key[order]
        self.figures = figures.take(candidates[order])
        self.area = self._area(figures, candidates[order])

    def _days(self, figures):
        """One number for both days; the undated have none, for no day is so early."""
        days = (figures.start.astype(np.int64) << 32) + figures.end
        return np.where(figures.is_dated, days, np.iinfo(np.int64).min)

    def _period(self, days):
        if not len(self.periods):
            return np.full(len(days), -1)
        place = np.minimum(np.searchsorted(self.periods, days), len(self.periods) - 1)
        return np.where(self.periods[place] == days, place, -1)

    def _area(self, figures, places):
        return self.subjects.area[figures.series[places]]

    def key(self, own, area):
        return own * self.number_of_areas + area

    def find(self, own, area, unpublished):
        """The places of these areas' figures that may stand beside one of `unpublished`; −1 where there is none."""
        if not self.keys.size:
            return np.full(np.shape(area), -1)
        key = self.key(own, area)
        place = np.minimum(np.searchsorted(self.keys, key), self.keys.size - 1)
        owner = self.figures.unpublished[place]
        may = (owner == PUBLIC) | (owner == unpublished)
        return np.where((own >= 0) & (area >= 0) & (self.keys[place] == key) & may, place, -1)

    def values_of(self, kind):
        """(the value of each series' comparator of one kind, nan where there is none; whether it is for comparison).

        A kind is a row of Areas.comparators.
        """
        comparator = self.areas.comparators[kind][self.subjects.area]
        place = self.find(self.own, comparator, self.latest.unpublished)
        return np.append(self.figures.value, np.nan)[place], np.append(self.figures.is_for_comparison, True)[place]


def neighbours(beside: Beside, published):
    """(values, places in BASES): what is published for a group of similar areas wins; else its areas are pooled.

    Σ counts / Σ denominators × multiplier over the neighbours whose count and denominator give their printed value.
    """
    subjects, areas = beside.subjects, beside.areas
    values = published.copy()
    basis = np.where(np.isnan(published), 0, 1)
    wanted = np.flatnonzero(np.isnan(published) & subjects.is_countable & (beside.own >= 0))
    wanted = wanted[(areas.neighbours[subjects.area[wanted]] >= 0).any(axis=1)]
    if not wanted.size:
        return values, basis
    around = areas.neighbours[subjects.area[wanted]]
    place = beside.find(beside.own[wanted][:, None], around, beside.latest.unpublished[wanted][:, None])
    can_add = _can_add(beside)
    adds = (place >= 0) & can_add[place]
    counts = np.where(adds, beside.figures.count[place], 0).sum(axis=1)
    people = np.where(adds, beside.figures.denominator[place], 0).sum(axis=1)
    enough = adds.sum(axis=1) >= ENOUGH_NEIGHBOURS
    pooled = wanted[enough]
    values[pooled] = counts[enough] / people[enough] * subjects.multiplier[pooled]
    basis[pooled] = BASES.index("pooled")
    return values, basis


def _can_add(beside):
    figures, subjects = beside.figures, beside.subjects
    countable = counted(
        figures, value_type=subjects.value_type[figures.series], multiplier=subjects.multiplier[figures.series]
    )
    is_there = exists_through(beside.areas, beside.area, figures.end)
    return can_be_counted(countable) & is_there & figures.is_for_comparison


class Places(NamedTuple):
    """Rank, of how many, and fifth; 0 where there is none."""

    rank: np.ndarray
    rank_of: np.ndarray
    fifth: np.ndarray


def places(beside: Beside) -> Places:
    """Where each series' newest figure stands among those of areas of its own kind in the same period."""
    subjects, areas, figures = beside.subjects, beside.areas, beside.figures
    found = Places(*(np.zeros(len(subjects), dtype=np.int32) for _ in Places._fields))
    peers = areas.peers[beside.area]
    can_rank = (peers >= 0) & ~np.isnan(figures.value) & exists_through(areas, beside.area, figures.end)
    can_rank &= subjects.is_compared[figures.series] & figures.is_for_comparison
    kinds = int(areas.peers.max(initial=-1)) + 1
    group = (beside.keys // beside.number_of_areas) * kinds + peers
    for owner in np.unique(beside.latest.unpublished[beside.own >= 0]):
        # A draft's figure is ranked among the public ones and its own, and they are not ranked against it.
        rows = np.flatnonzero(can_rank & np.isin(figures.unpublished, (PUBLIC, owner)))
        polarity = subjects.polarity[figures.series[rows]]
        rank, rank_of, fifth = places_in_groups(figures.value[rows], sets=group[rows], polarity=polarity)
        rank[rank_of < ENOUGH_FOR_A_RANK] = 0
        rank_of[rank_of < ENOUGH_FOR_A_RANK] = 0
        fifth[rank_of < ENOUGH_FOR_FIFTHS] = 0
        place_of = np.full(len(figures) + 1, -1)
        place_of[rows] = np.arange(rows.size)
        own = beside.find(beside.own, subjects.area, beside.latest.unpublished)
        mine = np.flatnonzero((beside.latest.unpublished == owner) & (place_of[own] >= 0))
        for column, ranked in zip(found, (rank, rank_of, fifth), strict=True):
            column[mine] = ranked[place_of[own[mine]]]
    return found
