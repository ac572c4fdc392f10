"""What is wrong with a row of a workbook: what it lacks, what it names in vain, what cannot be so."""

from actions.operations.plan.judging import REF
from actions.plan_book import rules
from actions.plan_book.cells import not_known, parts_of
from actions.plan_book.columns import Kind
from actions.plan_book.sheets import BY_KEY, SHEETS
from cdp import privacy

# What stands in the address of a record's page.
ADDRESSES = {"code", "ref"}


def judge(brought):
    _find_series(brought)
    for sheet in SHEETS:
        seen = {}
        for row in brought.of(sheet.key):
            _judge(brought, row, seen)


def _find_series(brought):
    keys = {row.identity[2:] for row in brought.of("measures") if not row.broken and row.is_new}
    brought.plan.series = brought.plan.figures.series_of(keys) if keys else {}


def _judge(brought, row, seen):
    for column in row.sheet.columns:
        if column.of in BY_KEY and column.of != "agencies":
            _refer(brought, row, column)
        elif column.of == "agencies" and row.sheet.key != "agencies":
            _must_be_seated(brought, row, column)
        is_kept = row.was is not None and row.was[column.key] == row.now[column.key]
        if column.is_needed and row.now[column.key] == column.empty and not is_kept:
            row.fault(column.key, f"“{column.heading}” cannot be empty.")
    if row.sheet.key == "measures":
        _owner(brought, row)
    if row.sheet.key != "people":
        _public(brought, row)
    first = seen.setdefault(row.identity, row)
    if first is not row and not (row.broken & set(row.sheet.identity)):
        keys = [key for key in row.sheet.identity if key in row.mapped.columns]
        row.fault(keys[0], f"Row {first.number} of this sheet has the same. Each may stand there once.")
    for key, sentence in rules.RULES.get(row.sheet.key, lambda *_: ())(row, brought.plan):
        row.fault(key, sentence)
    if row.sheet.key == "actions":
        _officer(brought, row)


def _public(brought, row):
    """Everybody reads the plan: what is new in it is judged as on the pages where it is changed.

    What is not refused is pointed at; whoever applies the workbook then has decided that it stays.
    """
    row.public_texts = texts = {
        column.key: row.now[column.key]
        for column in row.sheet.columns
        if column.kind in (Kind.LINE, Kind.TEXT) and (row.is_new or row.was[column.key] != row.now[column.key])
    }
    for key, sentence in privacy.errors(texts, public=texts, asks=False).items():
        row.fault(key, sentence)
    for one in privacy.look(texts, public=texts):
        if not one.is_refused:
            words = f"It looks as if this holds {one.found.kind.words}. Everybody reads the plan: look whether it may"
            brought.note(row, one.name, f"{words} stay.")
    for key in ADDRESSES & set(row.sheet.identity):
        if row.is_new and row.now[key] and not REF.match(row.now[key]):
            row.fault(key, "Use letters, figures, full stops and hyphens, such as 1.2: it is part of an address.")


def _refer(brought, row, column):
    value = row.now[column.key]
    if not value or column.key in row.broken:
        return
    names, noun = brought.names[column.of], BY_KEY[column.of].noun
    where = f" in the plan or on the sheet {BY_KEY[column.of].title}"
    wanted = [value] if column.kind is Kind.ONE else value
    if column.kind is Kind.SEVERAL:
        wanted = [part for text in value for part in parts_of(text, names.find)]
    found = []
    for name in wanted:
        if not names.find(name):
            row.fault(column.key, not_known(noun, name, names.exact, where=where))
            return
        found.append(names.find(name))
    row.now[column.key] = found[0] if column.kind is Kind.ONE else tuple(sorted(set(found)))


def _must_be_seated(brought, row, column):
    value = row.now[column.key]
    if column.key in row.broken or not value or (row.was and row.was[column.key] == value):
        return
    for slug in (value,) if isinstance(value, str) else value:
        if slug not in brought.seated:
            name = brought.plan.agencies.label(slug)
            row.fault(column.key, f"{name} has no place in the partnership. Add a row to the sheet Agencies.")
            return


def _owner(brought, row):
    kind, name = row.now["belongs_to"], row.now["owner"]
    if row.broken & {"belongs_to", "owner"} or not (kind and name):
        return
    names = brought.owners(kind)
    if not names.find(name):
        row.fault("owner", not_known(kind, name, names.exact))
    elif row.is_new and not row.broken and row.identity[2:] not in brought.plan.series:
        area = brought.plan.figures.area_names.get(row.now["area"], "this area")
        row.fault("indicator", f"No figures of this indicator are kept for {area} and this group of people.")


def _officer(brought, row):
    """Somebody who has not joined yet cannot lead; their invitation goes out, and the row is for the next time."""
    plan = brought.plan
    email, was = row.now["lead_officer"], (row.was or {}).get("lead_officer", "")
    if not email or email == was or "lead_officer" in row.broken or email in plan.members:
        return
    asked = plan.invited | {other.now["email"] for other in brought.of("people")}
    if email not in asked:
        sentence = "Nobody of the partnership has this address. Add a row to the sheet People."
        row.fault("lead_officer", " ".join(filter(None, [not_known("person", email, plan.members), sentence])))
        return
    row.now["lead_officer"] = was
    brought.note(row, "lead_officer", f"{email} is invited. Once they have joined, upload this workbook again.")
