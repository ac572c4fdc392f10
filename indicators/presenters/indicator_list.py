"""The list of all indicators: how many areas have a figure, and how new the newest is."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max

from cdp.exports import Column, Table
from indicators.models import Indicator, Reading


@dataclass(frozen=True)
class Entry:
    indicator: Indicator
    areas: int
    newest: date | None


def entries(*, user, condition, sort="name"):
    """Made-up figures are not counted, and indicators that exist for the sample alone are not listed."""
    counted = {
        row["indicator"]: row
        for row in Reading.objects.visible_to(user)
        .filter(area__is_sample=False)
        .values("indicator")
        .annotate(areas=Count("area", distinct=True), newest=Max("period_end"))
        .order_by()
    }
    indicators = Indicator.objects.filter(condition, is_sample=False).select_related("outcome", "framework_metric")
    found = [Entry(one, **_counts(counted.get(one.pk))) for one in indicators]
    keys = {
        "name": lambda entry: entry.indicator.name.casefold(),
        "areas": lambda entry: entry.areas,
        "newest": lambda entry: entry.newest or date.min,
    }
    by = sort.lstrip("-")
    # Numbers and days are wanted largest and newest first, names from A.
    return sorted(found, key=keys[by], reverse=sort.startswith("-") == (by == "name"))


def table(found):
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
    return Table("indicators", "Indicators", columns, [_cells(entry) for entry in found])


def _counts(row):
    return {"areas": row["areas"], "newest": row["newest"]} if row else {"areas": 0, "newest": None}


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
