"""The comparison of partnerships as a table to take away: one row a figure, a count or an age."""

import itertools

from cdp import exports, words

COLUMNS = [
    exports.Column("partnership", "Partnership"),
    exports.Column("kind", "Kind"),
    exports.Column("code", "Code"),
    exports.Column("what", "What"),
    exports.Column("area", "Area"),
    exports.Column("value", "Value", numeric=True),
    exports.Column("unit", "Unit"),
    exports.Column("lower_95", "Lower 95% limit", numeric=True),
    exports.Column("upper_95", "Upper 95% limit", numeric=True),
    exports.Column("period", "Period"),
    exports.Column("england", "England", numeric=True),
    exports.Column("standing_england", "Against England"),
    exports.Column("trend", "Trend"),
    exports.Column("of", "Of so many", numeric=True),
    exports.Column("note", "Note"),
    exports.Column("sample_data", "Sample data"),
]
POPULATIONS = (
    "The areas have different populations and the plans are of different size: a count says how much there is, and not "
    "who does better."
)


def table(found):
    """A row for each figure, each count and each age, so that any two partnerships can be set beside each other."""
    cells = [
        [one.name, *cells, "yes" if one.is_sample else "no"]
        for one, cells in itertools.chain(_outcome_cells(found), _delivery_cells(found))
    ]
    notes = [exports.SAMPLE_NOTE] if found.has_sample else []
    notes += ["A difference is called only where 95% intervals of one period lie apart.", POPULATIONS]
    notes.append(f"As at {words.day(found.on)}.")
    slugs = "-".join(one.slug for one in found.partnerships)
    return exports.Table(name=f"compare-{slugs}"[:100], title=found.headline, columns=COLUMNS, rows=cells, notes=notes)


def _outcome_cells(found):
    for line in found.outcomes:
        said = " ".join(filter(None, [*line.called, line.not_called]))
        for one, of_one in line.cells:
            for row in of_one:
                reading = row.reading
                yield one, [
                    "Outcome", line.metric.code, row.indicator.name, row.area.name, reading.value, row.indicator.unit,
                    reading.lower_95, reading.upper_95, reading.period, reading.england_value,
                    words.shape_and_word(reading.standing_england)[1], row.trend_word, None, said,
                ]  # fmt: skip


def _delivery_cells(found):
    for one in found.deliveries:
        for status, number in sorted(one.counts.items(), key=lambda pair: words.ORDER[pair[0]]):
            yield one.partnership, _count("Actions", words.shape_and_word(status)[1], number, len(one.lines))
        if one.is_window_open and one.open_lines:
            note = f"Open actions, {one.window_words}"
            yield one.partnership, _count("Actions", "Reported in the window", one.reported, len(one.open_lines), note)
        if due := one.milestones_due:
            met = sum(each.is_met(found.on) for each in due)
            yield one.partnership, _count("Milestones", "Met, of those due by now", met, len(due))
        for what, day in (("Newest update", one.last_update), ("Newest local figure ends", one.newest_figure)):
            if day:
                yield (
                    one.partnership,
                    ["Age", "", what, "", None, "", None, None, day.isoformat(), *[None, "", ""], None, ""],
                )


def _count(kind, what, number, of, note=""):
    return [kind, "", what, "", number, "", None, None, "", None, "", "", of, note]
