"""What readings are made of, out of the database: the series of some indicators and all their figures."""

from typing import NamedTuple

import numpy as np
from django.db.models import Case, Count, F, When

from indicators.models import Indicator, Observation, Refresh, Series, Source
from indicators.operations.readings.transfer import Column, fetch, in_bytes, in_list, place_of
from indicators.rules.readings.figures import PUBLIC, QUALIFIERS, STATES, Figures, Subjects

IDS_AT_A_TIME = 1000
GROUP = ("indicator_id", "sex", "age", "category_type", "category")
SERIES = {
    "id": Column("bigint", "s.id"),
    "indicator_id": Column("bigint", "s.indicator_id"),
    "area_id": Column("bigint", "s.area_id"),
    "is_headline": Column("flag", "s.is_headline"),
}
NUMBERS = ("value", "lower_95", "upper_95", "lower_998", "upper_998", "count", "denominator")
FIGURES = {
    "id": Column("bigint", "o.id"),
    "series": Column("bigint", "o.series_id"),
    "label": Column("text", "o.period"),
    "start": Column("date", "o.period_start"),
    "end": Column("date", "o.period_end"),
    **{name: Column("double", f'o."{name}"') for name in NUMBERS},
    "source": Column("bigint", "o.source_id"),
    "refresh": Column("bigint", "o.refresh_id"),
    # One column for three, since each costs as much as a number: state, qualifier, whether a document words it.
    "said": Column(
        "smallint",
        f"{place_of('o.state', STATES)} * 100 + {place_of('o.qualifier', QUALIFIERS)} * 10 "
        "+ CASE o.printed WHEN '' THEN 0 ELSE 1 END",
    ),
}
OF_SERIES = "FROM (SELECT * FROM {series}) s ORDER BY s.id"
# In this order nothing has to be sorted, neither there nor here.
OF_FIGURES = (
    'FROM (SELECT id FROM {series} ORDER BY id) s JOIN "{observations}" o ON o.series_id = s.id WHERE o.variant = 0'
)
# Of an indicator, what its readings follow from.
RULES = ("value_type", "polarity", "multiplier", "goal_lower", "goal_upper")


class Read(NamedTuple):
    """`labels` has the words of the figures' periods; `printed` the ids of figures that a document says in words;
    `sources` the ids of figures, in order, and of their sources.
    """

    subjects: Subjects
    figures: Figures
    labels: list
    printed: np.ndarray
    sources: tuple


class Reader:
    """Reads chunk after chunk, and holds what they share: indicators, sources, refreshes, words of periods."""

    number_of_series_of = Count("series")

    def __init__(self, indicator_ids=None):
        indicators = Indicator.objects.order_by("pk").annotate(number_of_series=self.number_of_series_of)
        if indicator_ids is not None:
            indicators = indicators.filter(pk__in=indicator_ids)
        rows = list(indicators.values_list("pk", "number_of_series", *RULES))
        self.number_of_series = {pk: number for pk, number, *_ in rows}
        self.indicators = np.array([pk for pk, *_ in rows], dtype=np.int64)
        self.rules = dict(zip(RULES, map(_as_array, zip(*(row[2:] for row in rows), strict=True)), strict=False))
        self._read_origins()
        self.labels = {}

    def _read_origins(self):
        unpublished = Case(When(document__partnership__is_published=False, then=F("document__partnership")))
        sources = Source.objects.order_by("pk").annotate(unpublished=unpublished)
        rows = [(pk, rank, owner or PUBLIC) for pk, rank, owner in sources.values_list("pk", "rank", "unpublished")]
        self.sources = np.array(rows, dtype=np.int64).reshape(-1, 3).T
        refreshes = Refresh.objects.order_by("pk").values_list("pk", "started_at")
        self.refreshes = np.array([pk for pk, _ in refreshes], dtype=np.int64)
        self.refreshed = np.array([started_at.timestamp() for _, started_at in refreshes])

    def read(self, indicator_ids):
        """The whole of these indicators: a figure of England or of a peer has a part in all their readings."""
        series = self.series_of(indicator_ids)
        subjects = self._subjects(series)
        found = fetch(FIGURES, OF_FIGURES.format(series=series, observations=Observation._meta.db_table))
        # A series that came in since has its readings from whoever brought it.
        found["series"], is_known = _places(subjects.id, found["series"])
        found = _only(found, is_known)
        order = np.argsort(found["id"])
        sources = found["id"][order], found["source"][order]
        found = self._with_precedence(found)
        found["state"], said = np.divmod(found.pop("said"), 100)
        found["qualifier"], is_printed = np.divmod(said, 10)
        printed = found["id"][is_printed == 1]
        found["label"], labels = self._labels(found)
        return Read(subjects, Figures(**found), labels, printed, sources)

    def series_of(self, indicator_ids):
        """The series to read, as the end of a query."""
        return f'"{Series._meta.db_table}" WHERE indicator_id IN ({in_list(indicator_ids)})'

    def _subjects(self, series):
        order = ", ".join(in_bytes(f"s.{name}") if name != "indicator_id" else f"s.{name}" for name in GROUP)
        columns = SERIES | {"group": Column("bigint", f"dense_rank() OVER (ORDER BY {order}) - 1")}
        found = fetch(columns, OF_SERIES.format(series=series))
        indicator = np.searchsorted(self.indicators, found["indicator_id"])
        rules = {name: column[indicator] for name, column in self.rules.items()}
        _, area = np.unique(found["area_id"], return_inverse=True)
        return Subjects(**found, **rules, area=area)

    def _with_precedence(self, found):
        """With what decides between sources, and without figures whose source or refresh is no longer there."""
        if not self._origins_known(found).all():
            self._read_origins()  # a refresh may have ended since
        found = _only(found, self._origins_known(found))
        source, _ = _places(self.sources[0], found.pop("source"))
        refresh, _ = _places(self.refreshes, found["refresh"])
        _, rank, unpublished = self.sources
        return found | {"rank": rank[source], "unpublished": unpublished[source], "refreshed": self.refreshed[refresh]}

    def _origins_known(self, found):
        return _places(self.sources[0], found["source"])[1] & _places(self.refreshes, found["refresh"])[1]

    def _labels(self, found):
        """(codes, texts): which words each figure's period has."""
        if found["label"].dtype == object:
            codes = {}
            places = (codes.setdefault(text, len(codes)) for text in found["label"].tolist())
            return np.fromiter(places, dtype=np.int64, count=len(found["label"])), list(codes)
        hashes, first, codes = np.unique(found["label"], return_index=True, return_inverse=True)
        hashes = hashes.tolist()
        unmet = {
            int(found["id"][first[place]]): hash_ for place, hash_ in enumerate(hashes) if hash_ not in self.labels
        }
        self.labels |= {unmet[pk]: text for pk, text in texts_of(unmet, "period").items()}
        return codes, [self.labels[hash_] for hash_ in hashes]


def texts_of(ids, field):
    """{id: text} of some observations."""
    ids, found = list(ids), {}
    for start in range(0, len(ids), IDS_AT_A_TIME):
        batch = Observation.objects.filter(pk__in=ids[start : start + IDS_AT_A_TIME])
        found.update(batch.order_by().values_list("pk", field))
    return found


def _as_array(values):
    return np.array(values, dtype=str if isinstance(values[0], str) else float)


def _places(ids, wanted):
    """(places among ids in order, whether it is there)."""
    place = np.minimum(np.searchsorted(ids, wanted), max(len(ids) - 1, 0))
    return place, ids[place] == wanted if len(ids) else np.zeros(len(wanted), dtype=bool)


def _only(found, wanted):
    return found if wanted.all() else {name: column[wanted] for name, column in found.items()}
