"""Reads an indicator's figures, with their true numbers, into the table that disclosure control works on."""

from collections import defaultdict

from indicators.models import Area, Observation, SourceKind, SupersededObservation, WithheldFigure
from indicators.rules.disclosure import Slot
from indicators.rules.disclosure_table import Figure, table_of

GROUP = ("sex", "age", "category_type", "category")


def load_table(indicator):
    """({figure id: row as it stands}, figures with their true numbers, their table)."""
    rows, kept = {}, {}
    for name, model in (("observation", Observation), ("superseded", SupersededObservation)):
        found = model.objects.filter(series__indicator=indicator).select_related(
            "series__indicator", "series__area", "source__document"
        )
        rows |= {(name, row.pk): row for row in found.order_by("pk").iterator()}
        withheld = WithheldFigure.objects.filter(**{f"{name}__series__indicator": indicator})
        kept |= {(name, getattr(row, f"{name}_id")): row for row in withheld.iterator()}
    figures = [_figure(key, row, kept.get(key)) for key, row in rows.items()]
    rule = indicator.disclosure_rule
    table = table_of(
        figures,
        value_type=indicator.value_type,
        multiplier=indicator.multiplier,
        within=areas_within({figure.slot.area for figure in figures}),
        with_denominators=bool(rule and rule.hides_denominator),
    )
    return rows, figures, table


def _figure(key, row, withheld):
    series, true = row.series, withheld or row
    is_dated = row.period_start and row.period_end
    days = (row.period_start, row.period_end) if is_dated else (row.period, "")
    return Figure(
        id=key,
        slot=Slot(series.area_id, *(getattr(series, name) for name in GROUP), *days),
        source=row.source_id,
        rank=row.source.rank,
        is_fixed=row.source.kind == SourceKind.DOCUMENT,
        state=true.state,
        value=true.value,
        count=true.count,
        denominator=true.denominator,
        variant=row.variant,
        owner=row.pk if key[0] == "observation" else row.observation_id,
        until=None if key[0] == "observation" else row.known_until,
        # A value whose count was never given stands for it, as long as it is there.
        shows_count=row.count is not None or (true.count is None and row.value is not None),
        shows_denominator=row.denominator is not None,
    )


def areas_within(area_ids):
    """{area: {level: areas of that level in it}}, at any depth, of these areas alone."""
    areas = Area.objects.only("area_type").in_bulk(area_ids)
    parents = defaultdict(list)
    if len(areas) > 1:
        for child, parent in Area.parents.through.objects.order_by().values_list("from_area", "to_area"):
            parents[child].append(parent)
    within = defaultdict(lambda: defaultdict(list))
    for area_id in sorted(areas):
        waiting, seen = list(parents[area_id]), set()
        while waiting:
            ancestor = waiting.pop()
            if ancestor not in seen:
                seen.add(ancestor)
                waiting += parents[ancestor]
        for ancestor in seen & areas.keys():
            within[ancestor][areas[area_id].level].append(area_id)
    return {area: dict(levels) for area, levels in within.items()}
