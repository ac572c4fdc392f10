"""A run's differences into the tables of figures, and all that follows from them. In one transaction."""

from django.db import connection
from django.db.models import F, Min
from django.db.models.functions import Greatest

from indicators.models import Observation, PublishedJudgement, RefreshChange, Series, Source
from indicators.operations import disclosure
from indicators.operations.headlines import mark_headlines
from indicators.operations.planning import count_again
from indicators.operations.quality import forget_findings
from indicators.operations.readings import recompute_readings
from indicators.operations.staging import parts
from indicators.operations.staging.comparing import SERIES_OF_SPOTS
from indicators.operations.staging.intake import MOST_JUDGEMENTS
from indicators.operations.staging.tables import CONSTANT, listed
from indicators.sources.base import Judgement

SAID = ("period", "period_end", *Judgement._fields)
IS_LIKELY = (
    "t.id IN ({likely}) AND NOT EXISTS (SELECT 1 FROM {series} s "
    "WHERE s.indicator_id = t.indicator_id AND s.area_id = p.area_id AND s.is_headline)"
)


def publish(stage, *, run, now, remove_gone):
    """Write everything; how many gone figures were taken out."""
    tables, source, found = stage.tables, stage.source, stage.comparison
    removing = found.gone_by_indicator if remove_gone else {}
    touched = found.by_indicator.keys() | removing.keys()
    bound = disclosure.bound_by_a_rule(touched)
    if bound:
        seen = disclosure.seen_so_far(indicator_ids=bound)
        # What is hidden or rounded is replaced, and kept, by its true numbers.
        disclosure.restore(indicator_ids=bound, source_id=source.pk)
    made = _make_series(stage, found.new_series)
    _write_figures(tables, source, run, now, found)
    found.removed = _remove_gone(tables, run, now) if removing else 0
    count_again(added=found.added)
    if bound:
        disclosure.withhold(indicator_ids=bound, seen=seen)
        # The job that checks the figures comes later, and until then a finding would go on saying what is hidden now.
        forget_findings(indicator_ids=bound)
    if made or removing:
        mark_headlines(indicator_ids=touched)
    if touched:
        recompute_readings(series_ids=_one_series_each(touched))
    _keep_judgements(stage, run, removing)
    _keep_account(stage, run, found, removing)
    return found.removed


def _make_series(stage, number):
    """Series that are missing; then each spot knows its series. How many were made.

    One is marked as the headline of its area as it is made where that is likely: to mark it afterwards, as
    mark_headlines does with those that were guessed wrong, is to write it twice. They are made in the order of the
    file, so that its rows need hardly be sorted to be written by series.
    """
    if not number:
        return 0
    likely = ", ".join(map(str, stage.intake.likely_headlines)) or "0"
    made = _insert_series(stage.tables, IS_LIKELY.format(likely=likely, **stage.tables.names))
    if made < number:
        # Another source has marked a headline in the same area in the meantime, or made the same series.
        made += _insert_series(stage.tables, "%s", [False])
    return made


def _insert_series(tables, is_headline, params=()):
    made = tables.run(
        "INSERT INTO {series} (indicator_id, area_id, sex, age, category_type, category, is_headline) "
        "SELECT t.indicator_id, p.area_id, t.sex, t.age, t.category_type, t.category, {is_headline} "
        "FROM (SELECT stratum, area_id, min(id) AS id FROM {spot} WHERE series_id IS NULL AND is_sound = 1 "
        "GROUP BY stratum, area_id) p JOIN {stratum} t ON t.id = p.stratum ORDER BY p.id ON CONFLICT DO NOTHING",
        params,
        is_headline=is_headline,
    )
    tables.run(SERIES_OF_SPOTS)
    tables.analyse("spot")
    return made


def _write_figures(tables, source, run, now, found):
    """Keep what is replaced, write what is new; only rows that differ are touched."""
    if found.changed:
        _supersede(tables, run, now, "diff", "old_id")
        tables.run(
            "UPDATE {observation} SET {set_figure}, refresh_id = %s FROM {diff} d WHERE d.old_id = {observation}.id",
            [run.pk],
        )
    if found.added:
        tables.run(
            "INSERT INTO {observation} (source_id, refresh_id, {new}, {constant}) "
            "SELECT %s, %s, {d_new}, {constant_marks} FROM {diff} d WHERE d.old_id IS NULL "
            "ORDER BY d.series_id, d.period_start",
            [source.pk, run.pk, *CONSTANT.values()],
        )


def _supersede(tables, run, now, given_up, column):
    tables.run(
        "INSERT INTO {superseded} (observation_id, known_until, replaced_by_id, {kept}) "
        "SELECT o.id, %s, %s, {o_kept} FROM {observation} o JOIN {given_up} d ON d.{column} = o.id",
        [connection.ops.adapt_datetimefield_value(now), run.pk],
        given_up=tables.names[given_up],
        column=column,
    )


def _remove_gone(tables, run, now):
    _supersede(tables, run, now, "gone", "id")
    # The statement below asks nobody, so that whoever refers to such a figure is told here.
    for relation in Observation._meta.related_objects:
        if relation.field.null and relation.field.db_constraint:
            tables.run(
                'UPDATE "{table}" SET "{column}" = NULL WHERE "{column}" IN (SELECT id FROM {gone})',
                table=relation.related_model._meta.db_table,
                column=relation.field.column,
            )
    return tables.run("DELETE FROM {observation} WHERE id IN (SELECT id FROM {gone})")


def _one_series_each(indicator_ids):
    """Enough to find all readings of these indicators."""
    series = Series.objects.filter(indicator__in=indicator_ids).order_by()
    return series.values("indicator").annotate(first=Min("pk")).values_list("first", flat=True)


# --- What the source says itself -------------------------------------------------------------------------------------


def _keep_judgements(stage, run, removing):
    """Of the newest figure of each series that was read.

    Of an indicator that a disclosure rule binds none is kept: better or worse than England says how large a number is.
    """
    tables, source_id = stage.tables, stage.source.pk
    if not stage.intake.has_judgements and not PublishedJudgement.objects.filter(source=source_id).exists():
        return
    tables.run("DROP TABLE IF EXISTS {newest}")
    # The days of a figure and what is said of it are one number, so that the greatest is the newest.
    tables.run(
        "CREATE TEMPORARY TABLE {newest} AS SELECT p.series_id, p.stratum, max(n.newness) AS newness "
        "FROM (SELECT g.spot, max(c.newness + w.judgement) AS newness FROM {stage} g "
        "JOIN {cell} c ON c.id = g.cell JOIN {word} w ON w.id = g.word WHERE g.is_rejected = 0 GROUP BY g.spot) n "
        "JOIN {spot} p ON p.id = n.spot JOIN {stratum} t ON t.id = p.stratum "
        "JOIN {scope} i ON i.indicator_id = t.indicator_id WHERE i.is_bound = 0 GROUP BY p.series_id, p.stratum"
    )
    tables.index("newest", "series_id")
    tables.analyse("newest")
    tables.run(
        "DELETE FROM {published_judgement} WHERE source_id = %s "
        "AND series_id IN (SELECT n.series_id FROM {newest} n WHERE n.newness & %s = 0)",
        [source_id, MOST_JUDGEMENTS],
    )
    if removing:
        tables.run(
            "DELETE FROM {published_judgement} WHERE source_id = %s AND series_id IN (SELECT series_id FROM {gone}) "
            "AND series_id NOT IN (SELECT series_id FROM {newest})",
            [source_id],
        )
    tables.run(
        "INSERT INTO {published_judgement} (series_id, source_id, refresh_id, {said}) "
        "SELECT n.series_id, %s, %s, c.period, c.period_end, {j_said} FROM {newest} n "
        "JOIN (SELECT stratum, newness, min(period) AS period, min(period_end) AS period_end FROM {cell} "
        "GROUP BY stratum, newness) c ON c.stratum = n.stratum AND c.newness = n.newness - (n.newness & %s) "
        "JOIN {judgement} j ON j.id = n.newness & %s WHERE j.id > 0 ORDER BY n.series_id "
        "ON CONFLICT (series_id, source_id) DO UPDATE SET refresh_id = excluded.refresh_id, {set_said} "
        "WHERE ({own_said}) {differs_from} ({excluded_said})",
        [source_id, run.pk, MOST_JUDGEMENTS, MOST_JUDGEMENTS],
        said=listed(SAID),
        j_said=listed(Judgement._fields, "j"),
        set_said=", ".join(f'"{name}" = excluded."{name}"' for name in SAID),
        own_said=listed(SAID, PublishedJudgement._meta.db_table),
        excluded_said=listed(SAID, "excluded"),
    )


# --- What the next run has to know -----------------------------------------------------------------------------------


def _keep_account(stage, run, found, removing):
    RefreshChange.objects.bulk_create(
        RefreshChange(refresh=run, indicator_id=pk, added=added, changed=changed, removed=removing.get(pk, 0))
        for pk, (added, changed) in sorted({**dict.fromkeys(removing, (0, 0)), **found.by_indicator}.items())
    )
    parts.keep_parts(stage.source, _parts(stage, {} if removing else found.gone_by_indicator))
    if found.added or found.removed:
        figures = Greatest(F("number_of_figures") + found.added - found.removed, 0)
        Source.objects.filter(pk=stage.source.pk).update(number_of_figures=figures)


def _parts(stage, gone):
    """{indicator: (digest, rows)} of what was read and differs from what is kept. What is to be told again, because
    something of it was rejected or is gone, has no digest.
    """
    rows, intake = stage.intake.number_of_rows, stage.intake
    to_be_told = {*intake.unsound, *gone, *stage.unanswered}
    found = {}
    for pk in intake.staged | stage.digests.keys():
        if pk not in stage.skipped:
            found[pk] = "" if pk in to_be_told else stage.digests.get(pk, ""), rows.get(pk, 0)
    for pk in stage.kept_parts.keys() - found.keys() - stage.skipped.keys() - stage.unanswered:
        found[pk] = "", 0
    return {pk: part for pk, part in found.items() if stage.kept_parts.get(pk) != part}
