"""The board's figures as tables to take away."""

from dataclasses import replace

from actions import measures
from cdp import exports, words

MEASURES = [
    exports.Column("priority", "Priority"),
    exports.Column("kind", "Kind"),
    exports.Column("ref", "Reference"),
    exports.Column("title", "Title"),
    exports.Column("lead_agencies", "Lead agencies"),
    exports.Column("status", "Delivery or trend"),
    exports.Column("confidence", "Confidence"),
    exports.Column("value", "Value", numeric=True),
    exports.Column("unit", "Unit"),
    exports.Column("period", "Period"),
    exports.Column("area", "Area"),
    exports.Column("england", "England", numeric=True),
    exports.Column("standing_england", "Against England"),
    exports.Column("last_update", "Last update or end of the figure's period"),
    exports.Column("target", "Target", numeric=True),
    exports.Column("target_on", "Target by"),
    exports.Column("expected", "Expected by the end of the figure's period", numeric=True),
    exports.Column("verdict", "Against the target"),
]
NO_TARGET = (None, "", None, "")


def strategy_table(board, *, chosen=""):
    rows = [row for each in board.priorities for row in _priority_rows(each)]
    if not board.is_narrowed:
        rows += [_figure_row("", "National framework figure", row) for row in board.framework]
    if board.together:
        rows += _together_rows(board.together)
    table = _table(board, f"{board.partnership.slug}-strategy", f"{board.partnership.name}: strategy on a page", rows)
    notes = [*table.notes, *([f"Only {chosen}."] if chosen else [])]
    if board.is_by_outcome:
        notes.append("Grouped by outcome of the national framework; what serves several stands under each.")
        outcome = exports.Column("outcome", "Framework outcome")
        table = replace(table, columns=[outcome, *MEASURES[1:]])
    return replace(table, notes=notes)


def priority_table(board, one):
    name = f"{board.partnership.slug}-{one.priority.code}".lower()
    return _table(board, name, f"{one.priority.code} {one.priority.title}", list(_priority_rows(one)))


def _table(board, name, title, rows):
    notes = [exports.SAMPLE_NOTE] if board.partnership.is_sample else []
    notes.append(f"As at {words.day(board.on)}.")
    return exports.Table(name=name, title=title, columns=MEASURES, rows=rows, notes=notes)


def _priority_rows(each):
    code = each.priority.code
    for line in each.measures:
        if line.row:
            kind = "Service measure" if line.is_service else "Population outcome"
            yield _figure_row(code, kind, line.row, _target_cells(line))
    for line in each.actions:
        action = line.action
        reported = board_day(action.reported_at)
        shown = line.confidence
        confidence = shown.said_how if shown.is_overridden else action.get_confidence_display()
        yield (
            code, "Action", action.ref, action.title, "; ".join(agency.name for agency in line.leads),
            line.delivery.said_how, confidence, None, "", "", "", None, "", reported,
            *NO_TARGET,
        )  # fmt: skip
    for recommendation in each.recommendations:
        answered = "Answered by an action" if recommendation.is_answered else "No action yet"
        yield (
            code, "Recommendation", recommendation.ref, recommendation.title, "", answered, "", None, "", "", "", None,
            "", "", *NO_TARGET,
        )  # fmt: skip


def _together_rows(together):
    """Those of all areas together; where they cannot be added up, the line says why and has no value."""
    kind, areas = "All areas together", f"{together.names} ({len(together.areas)} areas added up)"
    for row in together.rows:
        yield (
            "", kind, row.indicator.code, row.indicator.name, "", row.state_words, "", row.combined.value,
            row.indicator.unit, row.period, areas, None, "", row.period_end.isoformat(), *NO_TARGET,
        )  # fmt: skip
    for one in together.left_out:
        yield (
            "", kind, one.indicator.code, one.indicator.name, "", f"Not added up: {one.reason}", "", None,
            one.indicator.unit, one.period, together.names, None, "", "", *NO_TARGET,
        )  # fmt: skip


def _target_cells(line):
    facts = line.facts
    expected = measures.expected(facts)
    return (
        None if facts.target is None else float(facts.target),
        facts.target_on.isoformat() if facts.target_on else "",
        None if expected is None else float(round(expected, measures.MOST_PLACES)),
        measures.SHOWN[line.verdict][1],
    )


def _figure_row(code, kind, row, target=NO_TARGET):
    reading = row.reading
    return (
        code, kind, row.indicator.code, row.indicator.name, "", row.trend_word, "", reading.value, row.indicator.unit,
        reading.period, row.area.name, reading.england_value, words.shape_and_word(reading.standing_england)[1],
        reading.period_end.isoformat() if reading.period_end else "", *target,
    )  # fmt: skip


def board_day(moment):
    return words.day(moment) if moment else ""
