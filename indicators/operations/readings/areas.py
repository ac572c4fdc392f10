"""What kind of area each is, and with which others it is compared and ranked: read once for a whole run."""

from collections import defaultdict

import numpy as np

from indicators.models import Area, AreaType, Neighbour
from indicators.models.area import COMPARATORS, SAME_LEVEL
from indicators.rules.readings.figures import DAY_NOUGHT, Areas

# The United Kingdom is no peer of England, nor one group of similar areas of another.
NOT_RANKED = {AreaType.COUNTRY, AreaType.NEIGHBOUR_GROUP}
LAST_DAY = np.iinfo(np.int32).max


class AreaMap:
    def __init__(self):
        self._read()

    def _read(self):
        self.kinds, self.ends, self.parents = {}, {}, defaultdict(list)
        rows = Area.objects.order_by("parents__code").values_list("pk", "area_type", "is_sample", "valid_to", "parents")
        for area, area_type, is_sample, valid_to, parent in rows:
            self.kinds[area] = area_type, is_sample
            self.ends[area] = valid_to
            if parent is not None:
                self.parents[area].append(parent)
        self.neighbours = defaultdict(list)
        for area, neighbour in Neighbour.objects.order_by("position").values_list("group__area", "area"):
            self.neighbours[area].append(neighbour)
        self._comparators = {}

    def arrays_of(self, area_ids):
        """The rules' arrays for these areas (ids in order): whatever is not among them has no figures to offer."""
        if not self.kinds.keys() >= set(area_ids.tolist()):
            self._read()  # an area may have come in since
        place = {area: number for number, area in enumerate(area_ids.tolist())}
        comparators = np.full((len(COMPARATORS), len(place)), -1)
        neighbours = np.full((len(place), max([1, *(len(self.neighbours.get(area, ())) for area in place)])), -1)
        peers, kinds = np.full(len(place), -1), {}
        valid_to = np.full(len(place), LAST_DAY, dtype=np.int64)
        for area, number in place.items():
            for row, name in enumerate(COMPARATORS):
                comparators[row, number] = place.get(self.comparators(area).get(name), -1)
            around = self.neighbours.get(area, ())
            neighbours[number, : len(around)] = [place.get(neighbour, -1) for neighbour in around]
            area_type, is_sample = self.kinds[area]
            if area_type not in NOT_RANKED:
                level = SAME_LEVEL.get(area_type, area_type), is_sample
                peers[number] = kinds.setdefault(level, len(kinds))
            if self.ends[area] is not None:
                valid_to[number] = (np.datetime64(self.ends[area]) - DAY_NOUGHT).astype(np.int64)
        return Areas(comparators, neighbours, peers, valid_to)

    def comparators(self, area_id):
        """{"england": area id, ...}: the nearest ancestor of each kind, those of one generation by their codes."""
        if area_id not in self._comparators:
            found, seen, generation = {}, {area_id}, self.parents.get(area_id, [])
            while generation:
                for ancestor in generation:
                    found.setdefault(self.kinds[ancestor][0], ancestor)
                seen.update(generation)
                older = [parent for ancestor in generation for parent in self.parents.get(ancestor, ())]
                generation = [parent for parent in dict.fromkeys(older) if parent not in seen]
            if self.kinds[area_id][0] == AreaType.COUNTRY:
                found = {}
            self._comparators[area_id] = {
                name: found[area_type] for name, area_type in COMPARATORS.items() if area_type in found
            }
        return self._comparators[area_id]
