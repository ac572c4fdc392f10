"""The board's figures as tables to take away."""

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
]


def strategy_table(board):
    rows = [row for each in board.priorities for row in _priority_rows(each)]
    rows += [_figure_row("", "National framework figure", row) for row in board.framework]
    return _table(board, f"{board.partnership.slug}-strategy", f"{board.partnership.name}: strategy on a page", rows)


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
            yield _figure_row(code, "Service measure" if line.is_service else "Population outcome", line.row)
    for line in each.actions:
        action = line.action
        reported = board_day(action.reported_at)
        yield (
            code, "Action", action.ref, action.title, "; ".join(agency.name for agency in line.leads),
            words.shape_and_word(line.status)[1], action.get_confidence_display(), None, "", "", "", None, "", reported,
        )  # fmt: skip
    for recommendation in each.recommendations:
        answered = "Answered by an action" if recommendation.is_answered else "No action yet"
        yield (
            code, "Recommendation", recommendation.ref, recommendation.title, "", answered, "", None, "", "", "", None,
            "", "",
        )  # fmt: skip


def _figure_row(code, kind, row):
    reading = row.reading
    return (
        code, kind, row.indicator.code, row.indicator.name, "", row.trend_word, "", reading.value, row.indicator.unit,
        reading.period, row.area.name, reading.england_value, words.shape_and_word(reading.standing_england)[1],
        reading.period_end.isoformat() if reading.period_end else "",
    )  # fmt: skip


def board_day(moment):
    return words.day(moment) if moment else ""
