"""Which record a row of a workbook is about, how the whole of it stands now, and how it is to be."""

from actions.plan_book.brought import Names
from actions.plan_book.cells import line
from actions.plan_book.sheets import SHEETS

# Positions that are part of what tells rows apart, and of what they are positions.
COUNTED_IN = {"parts": ("recommendation", "text"), "milestones": ("action", "title")}


def complete(brought):
    """In the order of the sheets, so that what a row names stands among the names before it comes."""
    for sheet in SHEETS:
        rows = brought.of(sheet.key)
        standing = brought.standing_names(sheet)
        _spell(brought, rows, Names(standing))
        if sheet.key in COUNTED_IN:
            _number(brought.plan, sheet, rows)
        for row in rows:
            _complete(brought.plan, row)
        brought.names[sheet.key] = Names([*standing, *(row.identity[0] for row in rows if row.identity[0])])


def _spell(brought, rows, standing):
    """What tells a row apart is spelt as it stands, so that r1 is not another one than R1."""
    for row in rows:
        sheet, values = row.sheet, row.values
        if len(sheet.identity) == 1 and sheet.key != "agencies" and (name := values.get(sheet.identity[0])):
            values[sheet.identity[0]] = standing.find(name) or name
        for key in sheet.identity:
            if values.get(key) and sheet.column(key).of in brought.names:
                values[key] = brought.names[sheet.column(key).of].find(values[key]) or values[key]
        if sheet.key == "measures" and values.get("owner") and values.get("belongs_to"):
            values["owner"] = brought.owners(values["belongs_to"]).find(values["owner"]) or values["owner"]


def _number(plan, sheet, rows):
    """The place of a part or a milestone that says none: that of the same words, or the next."""
    owner, words = COUNTED_IN[sheet.key]
    known, used = {}, {}
    for identity, values in plan.rows[sheet.key].items():
        known[values[owner], values[words]] = identity[1]
        used.setdefault(values[owner], set()).add(identity[1])
    for (name, position), title in (plan.archived["milestones"] if sheet.key == "milestones" else {}).items():
        known.setdefault((name, title), position)
        used.setdefault(name, set()).add(position)
    for row in rows:
        if row.values.get("position") is not None:
            used.setdefault(row.values.get(owner), set()).add(row.values["position"])
    for row in rows:
        if row.values.get("position") is None and "position" not in row.broken:
            key = (row.values.get(owner), row.values.get(words))
            if key not in known:
                known[key] = max(used.get(key[0], ()), default=0) + 1
                used.setdefault(key[0], set()).add(known[key])
            row.values["position"] = known[key]


def _complete(plan, row):
    sheet = row.sheet
    if sheet.key == "measures":
        row.values["area"] = row.values.get("area") or plan.figures.main_area
        row.values["sex"] = row.values.get("sex") or "Persons"
    values = dict(row.values)
    if sheet.key == "agencies" and (known := plan.agencies.by_slug.get(values.get("agency"))):
        values |= {"kind": known.kind, "short_name": line(known.short_name)}
    values["is_new"] = ""
    empty = {column.key: column.empty for column in sheet.columns}
    row.now = {key: value for key, value in (empty | values).items() if key in empty}
    row.was = plan.rows[sheet.key].get(row.identity)
    if row.was is not None:
        row.now = row.was | {key: value for key, value in row.now.items() if key in values}
        if row.now.get("position", 0) is None:
            row.now["position"] = row.was["position"]
    if sheet.key == "people" and row.was is not None:
        row.now["name"] = row.was["name"]
    if sheet.key == "milestones":
        row.now["planned_on"] = row.now["planned_on"] or row.now["due_on"]
        row.now["due_on"] = row.now["due_on"] or row.now["planned_on"]
