"""What a workbook would change, as its page and its list show it."""

from dataclasses import dataclass

from actions.plan_book.book import shown
from actions.plan_book.columns import Kind
from actions.plan_book.sheets import SHEETS
from cdp import exports, words

# Of each sheet on the page; the list that is downloaded has all of them.
MOST_ROWS, MOST_FAULTS = 150, 200


@dataclass(frozen=True)
class Said:
    heading: str
    cell: str
    was: str
    now: str


def in_words(plan, column, value):
    if value is None or value == "" or value == ():
        return ""
    if column.kind is Kind.DATE:
        return words.day(value)
    if column.kind in (Kind.NUMBER, Kind.PLACE):
        return f"{value:f}" if column.kind is Kind.NUMBER else str(value)
    return str(shown(plan, column, value))


def said(check, change):
    row, plan = change.row, check.plan
    pairs = [(row.sheet.column(key), pair) for key, pair in change.fields.items()]
    return [
        Said(column.heading, row.cell(column.key), in_words(plan, column, was), in_words(plan, column, now))
        for column, (was, now) in pairs
    ]


def unchanged(check):
    """(sheet, number) of those of which nothing changes."""
    counts = [(sheet, check.unchanged.get(sheet.key, 0)) for sheet in SHEETS]
    changing = {change.row.sheet.key for change in check.changes}
    return [(sheet, number) for sheet, number in counts if number and sheet.key not in changing]


def sheets(check):
    """A dictionary for each sheet that changes anything."""
    found = []
    for sheet in SHEETS:
        new, changed = check.of(sheet.key, is_new=True), check.of(sheet.key, is_new=False)
        if new or changed:
            found.append(
                {
                    "sheet": sheet,
                    "new": [(change.row, said(check, change)) for change in new[:MOST_ROWS]],
                    "changed": [(change.row, said(check, change)) for change in changed[:MOST_ROWS]],
                    "number_new": len(new),
                    "number_changed": len(changed),
                    "unchanged": check.unchanged.get(sheet.key, 0),
                    "is_cut": max(len(new), len(changed)) > MOST_ROWS,
                }
            )
    return found


def table(check, partnership, name):
    """Every addition, change, fault and note with its sheet and cell."""
    headings = ("Kind", "Sheet", "Cell", "Record", "Column", "From", "To", "What is wrong")
    columns = [exports.Column(heading.lower().replace(" ", "_"), heading) for heading in headings]
    rows = [("Fault", f.sheet, f.cell, "", f.heading, "", f.written, f.sentence) for f in check.faults]
    rows += [("Note", sheet, cell, "", "", "", "", sentence) for sheet, cell, sentence in check.notes]
    for change in check.changes:
        kind = "Addition" if change.is_new else "Change"
        sheet = change.row.mapped.read.name
        rows += [
            (kind, sheet, one.cell, change.row.name, one.heading, one.was, one.now, "") for one in said(check, change)
        ]
    notes = [exports.SAMPLE_NOTE] if partnership.is_sample else []
    return exports.Table(
        name=f"{partnership.slug}-plan-check", title=f"What {name} would change", columns=columns, rows=rows,
        notes=[*notes, "Nothing has been changed by this check."],
    )  # fmt: skip
