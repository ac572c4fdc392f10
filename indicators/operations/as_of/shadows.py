"""Temporary views that stand before the real tables: figures, sources and runs as they were at one moment.

A figure was known at a moment if its refresh was published before, and if it was not yet superseded. A row that stands
keeps its id, series, dates, source and variant whatever changes in it, so that its earlier version is laid over it by
its id. PostgreSQL then looks both up by the index of their series, also in the middle of a page's own query, and
nothing is gathered beforehand; a union of standing and superseded rows it would read as a whole. Only figures that have
been taken out since have no row to be laid over.
"""

from indicators.models import (
    Observation,
    PublishedJudgement,
    Refresh,
    RuleFinding,
    Source,
    SourceKind,
    SupersededObservation,
)
from indicators.models.series import FigureFields
from indicators.operations.as_of.sql import columns_of, listed, run, uncompiled, view

# What a change of a figure leaves as it was.
FIXED = ("series_id", "source_id", "period_start", "period_end", "variant")
CHANGING = ("refresh_id", *(field.column for field in FigureFields._meta.fields if field.column not in FIXED))
# Of a run that had not ended: what it told only at its end.
OF_THE_END = {
    "finished_at": "NULL",
    "published_at": "NULL",
    "reviewed_at": "NULL",
    "reviewed_by_id": "NULL",
    "review_note": "''",
    "error": "''",
    "remarks": "'[]'",
    **dict.fromkeys(("rows_read", "added", "changed", "unchanged", "rejected", "gone", "moved", "removed"), "0"),
}
# Runs that were published later, and what stood then and has been replaced since.
LATER = "SELECT id FROM {refresh} WHERE published_at >= {moment}"
STOOD = f"s.known_until >= {{moment}} AND s.refresh_id NOT IN ({LATER})"


def shadow_figures(since, names):
    """Lay the figures as they stood over the real ones, until the transaction ends."""
    views = [view(Refresh, _refreshes()), view(Source, _sources())]
    if since.is_any:
        earlier = f"SELECT {columns_of(SupersededObservation)} FROM {{superseded}} WHERE known_until < {{moment}}"
        judgements = f"SELECT {columns_of(PublishedJudgement)} FROM {{judgement}} WHERE refresh_id NOT IN ({LATER})"
        views += [
            view(Observation, _observations(may_have_lost=since.may_have_lost)),
            view(SupersededObservation, earlier),
            view(PublishedJudgement, judgements),
        ]
    if since.changed:
        views.append(view(RuleFinding, _findings(since.changed)))
    run([*uncompiled(), *views], names)


def _observations(*, may_have_lost):
    laid_over = {name: f'CASE WHEN s.id IS NULL THEN o."{name}" ELSE s."{name}" END' for name in CHANGING}
    select = (
        f"SELECT {columns_of(Observation, of='o.', given=laid_over)} FROM {{observation}} o "
        f"LEFT JOIN {{superseded}} s ON s.series_id = o.series_id AND s.observation_id = o.id AND {STOOD} "
        f"WHERE s.id IS NOT NULL OR o.refresh_id NOT IN ({LATER})"
    )
    if may_have_lost:
        select += (
            f" UNION ALL SELECT {columns_of(Observation, of='s.', given={'id': 's.observation_id'})} "
            f"FROM {{superseded}} s WHERE {STOOD} "
            "AND NOT EXISTS (SELECT 1 FROM {observation} o WHERE o.id = s.observation_id)"
        )
    return select


def _findings(changed_ids):
    """Findings speak of figures in words, and those words are kept as they are now alone.

    So there are none of an indicator whose figures have changed since: they could tell what came later.
    """
    then = f"FROM {{finding}} WHERE first_found_at < {{moment}} AND indicator_id NOT IN ({listed(changed_ids)})"
    return f"SELECT {columns_of(RuleFinding)} {then}"


def _refreshes():
    ended = "r.finished_at < {moment}"
    given = {name: f'CASE WHEN {ended} THEN r."{name}" ELSE {empty} END' for name, empty in OF_THE_END.items()}
    given["outcome"] = (
        f"CASE WHEN {ended} OR r.finished_at IS NULL THEN r.outcome "
        "WHEN r.reviewed_at >= {moment} THEN 'held' ELSE 'running' END"
    )
    return f"SELECT {columns_of(Refresh, of='r.', given=given)} FROM {{refresh}} r WHERE r.started_at < {{moment}}"


def _sources():
    """When each was last read and last brought something new; and how many figures it had, from what runs counted."""

    def last(outcomes, column):
        newest = f"SELECT max(r.published_at) FROM {{refresh}} r WHERE r.source_id = t.id AND r.outcome IN ({outcomes})"
        return (
            f'CASE WHEN t."{column}" < {{moment}} THEN t."{column}" ELSE ({newest} AND r.published_at < {{moment}}) END'
        )

    came = (
        f"SELECT coalesce(sum(r.added - CASE WHEN t.kind = '{SourceKind.DOCUMENT}' THEN r.gone ELSE r.removed END), 0) "
        "FROM {refresh} r WHERE r.source_id = t.id AND r.published_at >= {moment}"
    )
    given = {
        "last_checked_at": last("'changed', 'unchanged'", "last_checked_at"),
        "last_changed_at": last("'changed'", "last_changed_at"),
        "number_of_figures": f"t.number_of_figures - ({came})",
    }
    return f"SELECT {columns_of(Source, of='t.', given=given)} FROM {{source}} t"
