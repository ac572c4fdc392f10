"""What differs between the rows of a run and the figures of its source that stand. Only reads."""

from dataclasses import dataclass, field

from indicators.models import RefreshDifference, Series
from indicators.operations.disclosure import bound_by_a_rule
from indicators.operations.staging import parts

Kind = RefreshDifference.Kind
MOST_DIFFERENCES = 1000
WITHHELD = "LEFT JOIN {withheld} h ON h.observation_id = o.id"
# More than the limit of what it was, or a number where there was none, or none where there was one. Of an indicator
# that a disclosure rule binds only a rise of a figure that everybody can see is told: "moved by more than half" would
# say too much of a number that is hidden, or that will be.
IS_MOVED = """CASE
    WHEN o.id IS NULL THEN 0
    WHEN i.is_bound = 1 THEN CASE WHEN o.is_withheld = 0 AND g.value - o.value > %s * abs(o.value) THEN 1 ELSE 0 END
    WHEN o.value IS NULL AND g.value IS NULL THEN 0
    WHEN o.value IS NULL OR g.value IS NULL THEN 1
    WHEN abs(g.value - o.value) > %s * abs(o.value) THEN 1 ELSE 0 END"""


DIFFERING_BY_INDICATOR = (
    "SELECT t.indicator_id, sum(CASE WHEN d.old_id IS NULL THEN 1 ELSE 0 END), "
    "sum(CASE WHEN d.old_id IS NULL THEN 0 ELSE 1 END), sum(d.is_moved) "
    "FROM {differing} d JOIN {spot} p ON p.id = d.spot JOIN {stratum} t ON t.id = p.stratum "
    "GROUP BY t.indicator_id ORDER BY t.indicator_id"
)
SERIES_OF_SPOTS = (
    "UPDATE {spot} SET series_id = s.id FROM {stratum} t, {series} s "
    "WHERE {spot}.series_id IS NULL AND t.id = {spot}.stratum AND s.area_id = {spot}.area_id AND {same_group}"
)
ROWS_BY_INDICATOR = (
    "SELECT t.indicator_id, count(*) FROM {stage} g JOIN {cell} c ON c.id = g.cell "
    "JOIN {stratum} t ON t.id = c.stratum WHERE g.is_rejected = 0 GROUP BY t.indicator_id ORDER BY t.indicator_id"
)


class StandingHasMoved(Exception):
    """The source's figures were changed in another way since the run began to read: it has to read again."""


@dataclass
class Comparison:
    """Counts of figures. Those of indicators that say the same as before and were not read again count as staged and
    unchanged; `removed` is 0 until gone figures were taken out.
    """

    stage: object = field(repr=False)
    staged: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    moved: int = 0
    new_series: int = 0
    removed: int = 0
    # {indicator: (added, changed)}, of those where either is above 0
    by_indicator: dict = field(default_factory=dict)
    gone_by_indicator: dict = field(default_factory=dict)

    def differences(self, most=MOST_DIFFERENCES):
        """So many differences, without their run: moved figures first, then gone, changed, new. In the transaction of
        the comparison.
        """
        found = []
        for kind, number, sql in (
            (Kind.MOVED, self.moved, MOVED),
            (Kind.GONE, self.gone, GONE),
            (Kind.CHANGED, self.changed - self.moved, CHANGED),
            (Kind.ADDED, self.added, ADDED),
        ):
            if number and len(found) < most:
                rows = self.stage.tables.rows_of(sql, [most - len(found)], **DIFFERING)
                found += [_difference(kind, *row) for row in rows]
        return found


def compare(stage, *, move_limit):
    tables, source = stage.tables, stage.source
    tables.begin(source.pk)
    _refuse_other_parts(stage)
    tables.drop_made_by_comparing()
    bound = _write_scope(stage)
    _find_series(tables)
    standing = _copy_standing(tables, source, has_bound=bool(bound))
    _find_differing(tables, move_limit, something_stands=standing > 0)
    found = Comparison(stage)
    if standing:
        read = tables.count("SELECT count(*) FROM {stage} WHERE is_rejected = 0")
        differing = tables.rows_of(DIFFERING_BY_INDICATOR)
    else:
        differing = [(pk, rows, 0, 0) for pk, rows in _all_rows(stage)]
        read = sum(rows for _, rows, _, _ in differing)
    found.staged = read + sum(rows for _, rows in stage.skipped.values())
    for indicator_id, added, changed, moved in differing:
        found.by_indicator[indicator_id] = added, changed
        found.added, found.changed, found.moved = found.added + added, found.changed + changed, found.moved + moved
    found.unchanged = found.staged - found.added - found.changed
    found.new_series = tables.count(
        "SELECT count(*) FROM (SELECT DISTINCT stratum, area_id FROM {spot} WHERE is_sound = 1 AND series_id IS NULL) p"
    )
    if standing > read - found.added:
        found.gone_by_indicator = _find_gone(tables)
        found.gone = sum(found.gone_by_indicator.values())
    return found


def _all_rows(stage):
    """[(indicator, sound rows)]. They were counted as they were read, but for those that were taken out as repeats."""
    if stage.intake.has_repeats:
        return stage.tables.rows_of(ROWS_BY_INDICATOR)
    return sorted((pk, rows) for pk, rows in stage.intake.number_of_rows.items() if rows)


def _refuse_other_parts(stage):
    """What is skipped must still stand as it did when the run decided to skip it."""
    kept = parts.kept_parts(stage.source) if stage.skipped else {}
    if any(kept.get(indicator_id) != part for indicator_id, part in stage.skipped.items()):
        raise StandingHasMoved(f"The figures of {stage.source} were changed while it was read. Refresh it again.")


def _write_scope(stage):
    """The indicators whose standing figures are compared: all that the source ever brought, but not those skipped.

    What stands of an indicator for which the source failed to answer is kept without being called gone.
    """
    tables, staged = stage.tables, stage.intake.staged
    brought = parts.brought_by(stage.source, stage.kept_parts)
    ids = (staged | brought) - stage.skipped.keys()
    bound = bound_by_a_rule(ids)
    tables.run("DELETE FROM {scope}")
    rows = [(pk, int(pk in bound), int(stage.adds_only or pk in stage.unanswered)) for pk in sorted(ids)]
    tables.write("scope", ("indicator_id", "is_bound", "is_kept"), rows)
    tables.analyse("scope")
    return bound


def _find_series(tables):
    """The series of each spot that has one."""
    # The file may have been compared before.
    tables.run("UPDATE {spot} SET series_id = NULL WHERE series_id IS NOT NULL")
    tables.run(SERIES_OF_SPOTS)
    tables.analyse("spot")


def _copy_standing(tables, source, *, has_bound):
    """Copy what stands of the source aside, by its true numbers; how many figures.

    With a copy the planner knows how many there are: against the table itself it once chose to read all of it.
    """
    tables.run(
        "CREATE TEMPORARY TABLE {standing} AS SELECT o.id, o.series_id, s.indicator_id, o.period_start, o.period_end, "
        "{its_figure}, {is_withheld} AS is_withheld "
        "FROM {series} s JOIN {observation} o ON o.series_id = s.id AND o.source_id = %s AND o.variant = 0 "
        "{beside_it} WHERE s.indicator_id IN (SELECT indicator_id FROM {scope})",
        [source.pk],
        its_figure=tables.names["true_figure" if has_bound else "o_figure"],
        beside_it=WITHHELD.format(**tables.names) if has_bound else "",
        is_withheld="CASE WHEN h.id IS NULL THEN 0 ELSE 1 END" if has_bound else "0",
    )
    standing = tables.count("SELECT count(*) FROM {standing}")
    if standing:
        tables.index("standing", "series_id", "period_start", "period_end")
        tables.analyse("standing")
    return standing


def _find_differing(tables, move_limit, *, something_stands):
    """{differing}: the rows that differ, with the figure that each would replace; {diff}: the same with all that they
    refer to. Where nothing stands no row has to be copied to know that it differs.
    """
    if something_stands:
        share = move_limit / 100
        tables.run(
            "CREATE TEMPORARY TABLE {differing} AS SELECT g.spot, g.cell, g.word, {g_numbers}, "
            "o.id AS old_id, o.value AS old_value, {is_moved} AS is_moved "
            "FROM {staged_rows} JOIN {word} w ON w.id = g.word JOIN {stratum} t ON t.id = c.stratum "
            "JOIN {scope} i ON i.indicator_id = t.indicator_id "
            "LEFT JOIN {standing} o ON o.series_id = p.series_id "
            "AND o.period_start = c.period_start AND o.period_end = c.period_end "
            "WHERE g.is_rejected = 0 AND (o.id IS NULL OR ({new_figure}) {differs_from} ({o_figure}))",
            [share, share],
            is_moved=IS_MOVED,
        )
        tables.analyse("differing")
    else:
        tables.run(
            "CREATE TEMPORARY VIEW {differing} AS SELECT g.spot, g.cell, g.word, {g_numbers}, "
            "CAST(NULL AS bigint) AS old_id, CAST(NULL AS double precision) AS old_value, 0 AS is_moved "
            "FROM {stage} g JOIN {cell} c ON c.id = g.cell WHERE g.is_rejected = 0"
        )
    tables.run(
        "CREATE TEMPORARY VIEW {diff} AS SELECT d.old_id, d.old_value, d.is_moved, p.stratum, p.area_id, "
        "p.series_id, c.period_start, c.period_end, c.period, {d_numbers}, w.state, w.note "
        "FROM {differing} d JOIN {spot} p ON p.id = d.spot "
        "JOIN {cell} c ON c.id = d.cell JOIN {word} w ON w.id = d.word"
    )


def _find_gone(tables):
    """{gone}: what stands and was in no row, sound or rejected; {indicator: how many}"""
    tables.run(
        "CREATE TEMPORARY TABLE {met} AS SELECT DISTINCT p.series_id, c.period_start, c.period_end "
        "FROM {staged_rows} WHERE p.series_id IS NOT NULL"
    )
    tables.index("met", "series_id", "period_start", "period_end")
    tables.analyse("met")
    tables.run(
        "CREATE TEMPORARY TABLE {gone} AS SELECT o.id, o.series_id, o.indicator_id, o.period, o.value, i.is_bound "
        "FROM {standing} o JOIN {scope} i ON i.indicator_id = o.indicator_id WHERE i.is_kept = 0 AND NOT EXISTS ("
        "SELECT 1 FROM {met} m WHERE m.series_id = o.series_id "
        "AND m.period_start = o.period_start AND m.period_end = o.period_end)"
    )
    return dict(tables.rows_of("SELECT indicator_id, count(*) FROM {gone} GROUP BY indicator_id ORDER BY indicator_id"))


# --- Differences, as a person reads them -----------------------------------------------------------------------------

DIFFERING = {
    "of_it": "t.indicator_id, p.area_id, t.sex, t.age, t.category, c.period, d.old_value, d.value, i.is_bound",
    # Bound ones last, and not by how far they moved.
    "by_size": "i.is_bound, CASE WHEN i.is_bound = 1 OR d.value IS NULL OR d.old_value IS NULL THEN 0 "
    "WHEN d.old_value = 0 THEN -1 ELSE -abs(d.value / d.old_value - 1) END",
    "in_order": "p.stratum, p.area_id, c.period_start, c.period_end",
}
FROM_DIFFERING = (
    "SELECT {of_it} FROM {differing} d JOIN {spot} p ON p.id = d.spot JOIN {stratum} t ON t.id = p.stratum "
    "JOIN {cell} c ON c.id = d.cell "
    "JOIN {scope} i ON i.indicator_id = t.indicator_id "
)
MOVED = FROM_DIFFERING + "WHERE d.is_moved = 1 ORDER BY {by_size}, {in_order} LIMIT %s"
CHANGED = FROM_DIFFERING + "WHERE d.is_moved = 0 AND d.old_id IS NOT NULL ORDER BY i.is_bound, {in_order} LIMIT %s"
# As they stand in the file: to sort a million rows for a few would take longer than to compare them.
ADDED = FROM_DIFFERING + "WHERE d.old_id IS NULL LIMIT %s"
GONE = (
    "SELECT d.indicator_id, s.area_id, s.sex, s.age, s.category, d.period, d.value, NULL, d.is_bound FROM {gone} d "
    "JOIN {series} s ON s.id = d.series_id ORDER BY d.is_bound, d.indicator_id, s.area_id, s.id, d.id LIMIT %s"
)


def _difference(kind, indicator_id, area_id, sex, age, category, period, was, now, is_bound):
    return RefreshDifference(
        kind=kind,
        indicator_id=indicator_id,
        area_id=area_id,
        group=Series(sex=sex, age=age, category=category).group,
        period=period,
        was=None if is_bound else was,
        now=None if is_bound else now,
        is_withheld=bool(is_bound),
    )
