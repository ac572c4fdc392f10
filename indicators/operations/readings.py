"""What each series says now. A refresh calls this for what it touched; the clock calls it for everything."""

from collections import defaultdict
from itertools import groupby

from django.db import transaction
from django.db.models import Case, F, When

from indicators.models import Area, AreaType, Observation, Reading, Series, ValueType
from indicators.models.area import COMPARATORS
from indicators.rules import readings as rules
from indicators.statistics.comparison import Polarity, Standing, compare
from indicators.statistics.ranking import fifths, ranks

INDICATORS_AT_A_TIME = 20
ROWS_AT_A_TIME = 500
ENOUGH_FOR_A_RANK = 2
ENOUGH_FOR_FIFTHS = 5
# A larger area has larger counts and spends more money: neither says that it does better or worse.
COMPARED_VALUE_TYPES = {
    ValueType.PROPORTION,
    ValueType.CRUDE_RATE,
    ValueType.DIRECTLY_STANDARDISED_RATE,
    ValueType.RATE,
    ValueType.MEAN,
    ValueType.RATIO,
}
# The United Kingdom is no peer of England, nor one group of similar areas of another.
NOT_RANKED = {AreaType.COUNTRY, AreaType.NEIGHBOUR_GROUP}
WRITTEN_FIELDS = [field.attname for field in Reading._meta.concrete_fields if not field.primary_key]


def recompute_readings(*, series_ids=None):
    """Bring the readings in line with the observations; the number of readings that changed.

    With the given series go all others of their indicators: a value of England or of a peer changes what they say.
    """
    series = Series.objects.all()
    if series_ids is not None:
        series_ids = sorted(set(series_ids))
        indicator_ids = set()
        for ids in _batches(series_ids, 1000):
            indicator_ids.update(
                Series.objects.filter(pk__in=ids).order_by().values_list("indicator", flat=True).distinct()
            )
    else:
        indicator_ids = set(series.order_by().values_list("indicator", flat=True).distinct())
    if not indicator_ids:
        return 0
    map_of_areas = AreaMap()
    return sum(_recompute(ids, map_of_areas) for ids in _batches(sorted(indicator_ids), INDICATORS_AT_A_TIME))


class AreaMap:
    """All areas at once: what kind they are and with whom they are compared."""

    def __init__(self):
        self.areas = Area.objects.only("code", "area_type", "valid_to", "is_sample").in_bulk()
        self.parents = defaultdict(list)
        links = Area.parents.through.objects.order_by("to_area__code").values_list("from_area", "to_area")
        for child, parent in links:
            self.parents[child].append(parent)
        self._comparators = {}

    def comparators(self, area_id):
        """{"england": area id, ...}: the nearest ancestor of each kind, those of one generation by their codes."""
        if area_id not in self._comparators:
            found, seen, generation = {}, {area_id}, self.parents[area_id]
            while generation:
                for ancestor in generation:
                    found.setdefault(self.areas[ancestor].area_type, ancestor)
                seen.update(generation)
                older = [parent for ancestor in generation for parent in self.parents[ancestor]]
                generation = [parent for parent in dict.fromkeys(older) if parent not in seen]
            if self.areas[area_id].area_type == AreaType.COUNTRY:
                found = {}
            self._comparators[area_id] = {
                name: found[area_type] for name, area_type in COMPARATORS.items() if area_type in found
            }
        return self._comparators[area_id]

    def exists_through(self, area_id, figure):
        """An abolished area's later figures are kept as printed, but its zero is not a zero."""
        valid_to = self.areas[area_id].valid_to
        return valid_to is None or figure.end is None or figure.end <= valid_to

    def peers(self, area_id):
        """What an area shares with those that it is ranked among; None where it is not ranked."""
        area = self.areas[area_id]
        if area.area_type in NOT_RANKED:
            return None
        return area.level, area.is_sample


@transaction.atomic
def _recompute(indicator_ids, map_of_areas):
    all_series = {
        series.pk: series
        for series in Series.objects.filter(indicator__in=indicator_ids).order_by("pk").select_related("indicator")
    }
    standing = {
        series_id: rules.standing(rules.seen_together(list(figures))) for series_id, figures in _figures(indicator_ids)
    }
    by_period = _by_period(all_series, standing)
    places = _places(all_series, standing, by_period, map_of_areas)
    readings = {}
    for series_id, figures in standing.items():
        series = all_series[series_id]
        latest = figures[-1]
        readings[series_id] = {
            "indicator_id": series.indicator_id,
            "area_id": series.area_id,
            "is_headline": series.is_headline,
            **_latest(latest),
            **_course(series.indicator, latest, figures),
            **_standings(series, latest, by_period, map_of_areas),
            **places.get(series_id, {"rank": None, "rank_of": None, "fifth": None}),
        }
    return _write(indicator_ids, readings)


def _figures(indicator_ids):
    """(series id, its figures), without those that a source prints a second time."""
    partnership = F("source__document__partnership")
    rows = (
        Observation.objects.standing()
        .filter(series__indicator__in=indicator_ids)
        .annotate(unpublished=Case(When(source__document__partnership__is_published=False, then=partnership)))
        .order_by("series_id")
        .values_list(
            "id",
            "series_id",
            "period",
            "period_start",
            "period_end",
            "value",
            "lower_95",
            "upper_95",
            "count",
            "denominator",
            "state",
            "qualifier",
            "printed",
            "source__rank",
            "refresh__started_at",
            "refresh_id",
            "unpublished",
        )
    )
    return groupby(map(rules.Figure._make, rows.iterator()), key=lambda figure: figure.series_id)


def _group(series):
    return series.indicator_id, series.sex, series.age, series.category_type, series.category


def _by_period(all_series, standing):
    """{(indicator and group of people, first day, last day): {area id: figure}}"""
    found = defaultdict(dict)
    for series_id, figures in standing.items():
        series = all_series[series_id]
        for figure in figures:
            if figure.is_dated:
                found[_group(series), figure.start, figure.end][series.area_id] = figure
    return found


def _latest(figure):
    return {
        "observation_id": figure.id,
        "value": figure.value,
        "lower_95": figure.lower_95,
        "upper_95": figure.upper_95,
        "count": figure.count,
        "denominator": figure.denominator,
        "state": figure.state,
        "qualifier": figure.qualifier,
        "printed": figure.printed,
        "period": figure.period,
        "period_start": figure.start,
        "period_end": figure.end,
    }


def _course(indicator, latest, figures):
    figures = rules.comparable_with(latest, figures)
    earlier = rules.previous(latest, figures)
    trend = rules.trend(figures, polarity=indicator.polarity, value_type=indicator.value_type)
    return {
        "previous_value": earlier.value if earlier else None,
        "previous_period": earlier.period if earlier else "",
        "change": rules.change(latest, earlier),
        "spark": rules.spark(figures),
        "trend": trend.direction.value,
        "trend_verdict": trend.verdict.value,
        "trend_reason": trend.reason.value if trend.reason else "",
        "trend_points": len(trend.points_used),
    }


def _standings(series, latest, by_period, map_of_areas):
    """The area against its comparators, each in the same period and for the same group of people."""
    same = by_period.get((_group(series), latest.start, latest.end), {})
    comparators = map_of_areas.comparators(series.area_id)
    judged = series.indicator.value_type in COMPARED_VALUE_TYPES and map_of_areas.exists_through(series.area_id, latest)
    answer = {}
    for name in COMPARATORS:
        other = same.get(comparators.get(name))
        value = other.value if other and rules.may_stand_beside(latest, other) else None
        answer[f"{name}_value"] = value
        answer[f"standing_{name}"] = (
            compare(
                lower=latest.lower_95,
                upper=latest.upper_95,
                comparator=value,
                polarity=Polarity(series.indicator.polarity),
            )
            if judged and latest.value is not None
            else Standing.NOT_COMPARED
        ).value
    return answer


def _places(all_series, standing, by_period, map_of_areas):
    """{series id: rank, of how many, fifth} of the series' newest figures among areas of their own kind."""
    wanted = defaultdict(list)
    for series_id, figures in standing.items():
        series, latest = all_series[series_id], figures[-1]
        if series.indicator.value_type in COMPARED_VALUE_TYPES and latest.is_dated:
            wanted[(_group(series), latest.start, latest.end), latest.unpublished].append(series_id)
    places = {}
    for (key, _), series_ids in wanted.items():
        latest = standing[series_ids[0]][-1]
        beside = {area: other for area, other in by_period[key].items() if rules.may_stand_beside(latest, other)}
        ranked = _ranked(beside, Polarity(all_series[series_ids[0]].indicator.polarity), map_of_areas)
        for series_id in series_ids:
            if all_series[series_id].area_id in ranked:
                places[series_id] = ranked[all_series[series_id].area_id]
    return places


def _ranked(figures, polarity, map_of_areas):
    """{area id: place} of one period."""
    peers = defaultdict(dict)
    for area_id, figure in figures.items():
        kind = map_of_areas.peers(area_id)
        if kind and figure.value is not None and map_of_areas.exists_through(area_id, figure):
            peers[kind][area_id] = figure.value
    places = {}
    for values in peers.values():
        if len(values) < ENOUGH_FOR_A_RANK:
            continue
        numbers = list(values.values())
        in_fifths = fifths(numbers, polarity=polarity) if len(values) >= ENOUGH_FOR_FIFTHS else [None] * len(values)
        for area_id, rank, fifth in zip(values, ranks(numbers, polarity=polarity), in_fifths, strict=True):
            places[area_id] = {"rank": rank, "rank_of": len(values), "fifth": fifth}
    return places


def _write(indicator_ids, readings):
    """Write what differs and nothing else: rewriting all rows each night would double the table."""
    stored = dict(_stored(indicator_ids))
    changed = [
        Reading(series_id=series_id, **values)
        for series_id, values in readings.items()
        if stored.get(series_id) != tuple(values[name] for name in WRITTEN_FIELDS)
    ]
    Reading.objects.bulk_create(
        changed,
        batch_size=ROWS_AT_A_TIME,
        update_conflicts=True,
        unique_fields=["series"],
        update_fields=[field.name for field in Reading._meta.concrete_fields if not field.primary_key],
    )
    left = [series_id for series_id in stored if series_id not in readings]
    for ids in _batches(left, ROWS_AT_A_TIME):
        Reading.objects.filter(series__in=ids).delete()
    return len(changed) + len(left)


def _stored(indicator_ids):
    rows = Reading.objects.filter(series__indicator__in=indicator_ids).values_list("series_id", *WRITTEN_FIELDS)
    for series_id, *values in rows.iterator():
        yield series_id, tuple(values)


def _batches(items, size):
    for start in range(0, len(items), size):
        yield items[start : start + size]
