"""Schemes and findings as lists and downloads."""

from dataclasses import dataclass
from itertools import groupby

from actions.models import Recommendation
from cdp.exports import Column

SCHEME_COLUMNS = [
    Column("ref", "Reference"),
    Column("scheme", "Scheme"),
    Column("summary", "Summary"),
    Column("priority", "Priority"),
    Column("agencies", "Agencies"),
    Column("place", "Place in the document"),
]
FINDING_COLUMNS = [
    Column("ref", "Reference"),
    Column("finding", "Finding"),
    Column("priority", "Priority"),
    Column("place", "Place in the document"),
]


@dataclass(frozen=True)
class Group:
    """The rows under one priority; without one, those that the document gives to none."""

    title: str
    rows: list


def by_priority(rows):
    def key(row):
        return row.priority.position if row.priority else 999

    return [
        Group(group[0].priority.title if group[0].priority else "Under no priority", group)
        for _, found in groupby(sorted(rows, key=key), key=key)
        for group in [list(found)]
    ]


def scheme_rows(partnership):
    return list(partnership.schemes.select_related("priority").prefetch_related("agencies").order_by("position"))


def scheme_cells(scheme):
    return [
        scheme.ref,
        scheme.name,
        scheme.summary,
        scheme.priority.title if scheme.priority else "",
        "; ".join(agency.name for agency in scheme.agencies.all()),
        scheme.place,
    ]


def finding_cells(finding):
    return [finding.ref, finding.statement, finding.priority.title if finding.priority else "", finding.place]


def related_recommendations(scheme, agencies):
    """Recommendations of the same priority that name one of the scheme's own agencies."""
    named = [agency for agency in agencies if not agency.is_generic]
    if not named or scheme.priority_id is None:
        return []
    found = Recommendation.objects.current().filter(
        partnership=scheme.partnership_id, priority=scheme.priority_id, partners__in=named
    )
    return list(found.distinct().order_by("position"))
