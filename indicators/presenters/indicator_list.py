"""The list of all indicators: how many areas have a figure, and how new the newest is."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, OuterRef, Subquery

from cdp.exports import Column, Table
from indicators.models import Area, Indicator, Reading

NOTHING = {"areas": 0, "newest": date.min}


@dataclass(frozen=True)
class Entry:
    indicator: Indicator
    areas: int
    newest: date | None


def ordered(*, user, condition, sort="name"):
    """The ids of the indicators in their order. Those that exist for the sample alone are not listed."""
    found = Indicator.objects.filter(condition, is_sample=False)
    by = sort.lstrip("-")
    if by == "name":
        rows = [(name.casefold(), pk) for pk, name in found.values_list("pk", "name")]
    else:
        rows = [(number or NOTHING[by], pk) for pk, number in _counted(found, user=user).values_list("pk", by)]
    # Numbers and days are wanted largest and newest first, names from A.
    rows.sort(key=lambda row: row[0], reverse=sort.startswith("-") == (by == "name"))
    return [pk for _, pk in rows]


def entries(ids, *, user):
    """The lines of these indicators. Only they are counted: of all, that would be to read all readings."""
    found = _counted(Indicator.objects.filter(pk__in=ids).select_related("outcome", "framework_metric"), user=user)
    by_id = {one.pk: Entry(one, one.areas or 0, one.newest) for one in found}
    # One may be gone in the meantime.
    return [by_id[pk] for pk in ids if pk in by_id]


def _counted(indicators, *, user):
    """With the number of areas that have a figure, and the newest day. Made-up figures are not counted.

    Once for each indicator, so that the database enters its index there and sorts nothing beyond.
    """
    readings = Reading.objects.visible_to(user).exclude(area__in=Area.objects.filter(is_sample=True))
    own = readings.filter(indicator=OuterRef("pk")).order_by().values("indicator")
    return indicators.annotate(
        areas=Subquery(own.annotate(number=Count("area", distinct=True)).values("number")),
        newest=Subquery(own.annotate(last=Max("period_end")).values("last")),
    )


def table(ids, *, user):
    columns = [
        Column("indicator", "Indicator code"),
        Column("name", "Indicator"),
        Column("definition", "Definition"),
        Column("unit", "Unit"),
        Column("polarity", "Which way is better"),
        Column("scope", "Kind"),
        Column("national_priority", "National priority"),
        Column("outcome", "National outcome"),
        Column("framework_metric", "Framework metric"),
        Column("fingertips_id", "Fingertips id"),
        Column("source_body", "Source body"),
        Column("areas", "Areas with a figure", numeric=True),
        Column("newest", "Newest period ends"),
    ]
    return Table("indicators", "Indicators", columns, [_cells(entry) for entry in entries(ids, user=user)])


def _cells(entry):
    one = entry.indicator
    return [
        one.code,
        one.name,
        one.definition,
        one.unit,
        one.get_polarity_display(),
        one.get_scope_display(),
        one.get_national_priority_display(),
        one.outcome.name if one.outcome else "",
        one.framework_metric.code if one.framework_metric else "",
        one.fingertips_id,
        one.source_body,
        entry.areas,
        entry.newest,
    ]
