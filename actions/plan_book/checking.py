"""What a workbook would change in a plan, and every fault by its cell. Nothing is written here.

The names in a file are looked for among what stands and what the file brings, so that all of a plan can come in one
workbook, in any order of its sheets.
"""

import hashlib
import json
from dataclasses import dataclass, field

from django.utils.functional import cached_property

from actions.operations.plan.judging import REF
from actions.plan_book import rules
from actions.plan_book.cells import CellFault, line, not_known, parts_of
from actions.plan_book.columns import Kind
from actions.plan_book.known import code_of, outcomes
from actions.plan_book.mapping import mapped, not_read
from actions.plan_book.rows import Faults, Row, rows_of
from actions.plan_book.sheets import BY_KEY, SHEETS
from actions.plan_book.standing import standing_plan
from cdp import privacy

# Rows that a document has no more stand from here on.
AFTER_THE_REST = 10_000
# What stands in the address of a record's page.
ADDRESSES = {"code", "ref"}
# Positions that are part of what tells rows apart, and of what they are positions.
COUNTED_IN = {"parts": ("recommendation", "text"), "milestones": ("action", "title")}


@dataclass(frozen=True)
class Change:
    """An addition or a change of one record: {column: (from, to)}."""

    row: Row
    fields: dict

    @property
    def is_new(self):
        return self.row.is_new


@dataclass
class Check:
    plan: object
    changes: list = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    notes: list = field(default_factory=list)  # (sheet, cell, sentence)
    unchanged: dict = field(default_factory=dict)  # {sheet: number}
    sheets_left_out: list = field(default_factory=list)
    columns_left_out: dict = field(default_factory=dict)  # {sheet of the file: headings}

    @property
    def may_be_applied(self):
        return bool(self.changes) and not self.faults

    def of(self, key, *, is_new):
        return [change for change in self.changes if change.row.sheet.key == key and change.is_new == is_new]

    @property
    def digest(self):
        """Of what was shown, so that nothing else is applied."""
        said = [(one.row.sheet.key, one.row.identity, sorted(one.fields.items())) for one in self.changes]
        return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


def check_plan(partnership, book, mapping, *, user, now=None) -> Check:
    check = Check(standing_plan(partnership, user=user, now=now))
    check.sheets_left_out = not_read(book, mapping)
    _Checking(check, mapped(book, mapping)).run()
    return check


class Names:
    """Names of one kind, found as they are or else in whatever letters."""

    def __init__(self, names):
        self.exact = dict.fromkeys(names)
        self._plain = {name.casefold(): name for name in reversed(self.exact)}

    def find(self, name):
        return name if name in self.exact else self._plain.get(name.casefold(), "")


class _Checking:
    def __init__(self, check, sheets):
        self.check, self.plan, self.sheets = check, check.plan, {one.sheet.key: one for one in sheets}
        for one in sheets:
            if one.left_out:
                check.columns_left_out[one.read.name] = one.left_out
        self.rows = {key: rows_of(one, check.faults) for key, one in self.sheets.items()}
        self.names = {}  # {sheet: Names}

    def run(self):
        # Agencies first: the others name them, also those that are new.
        self._agencies()
        for sheet in SHEETS:
            for row in self.rows.get(sheet.key, ()):
                self._resolve(row)
        for sheet in SHEETS:
            self._complete(sheet, self.rows.get(sheet.key, ()))
            brought = [row.identity[0] for row in self.rows.get(sheet.key, ()) if row.identity[0]]
            self.names[sheet.key] = Names([*self._standing_names(sheet), *brought])
        self._series()
        seen = {sheet.key: {} for sheet in SHEETS}
        for sheet in SHEETS:
            for row in self.rows.get(sheet.key, ()):
                self._judge(row, seen[sheet.key])
        self._positions()
        self._successors()
        self._compare()
        self.check.faults.in_order(one.read.name for one in self.sheets.values())

    # What names mean -------------------------------------------------------------------------------------------------

    def _agencies(self):
        self.seated = {identity[0] for identity in self.plan.rows["agencies"]}
        for row in self.rows.get("agencies", ()):
            text = row.values.get("agency")
            if not text or "agency" in row.broken:
                continue
            try:
                slug = self.plan.agencies.find(text)
            except CellFault as fault:
                row.fault("agency", str(fault))
                continue
            if not slug and row.values.get("is_new") != "yes":
                near = self.plan.agencies.nearest(text)
                words = f"No agency is called “{text[:80]}”. {near} If it is new, write Yes in the column New here."
                row.fault("agency", " ".join(words.split()))
                continue
            row.values["agency"] = slug or self.plan.agencies.add(text)
            self.seated.add(row.values["agency"])

    def _resolve(self, row):
        for column in row.sheet.columns:
            value = row.values.get(column.key)
            if not value or column.key in row.broken or (row.sheet.key == "agencies" and column.key == "agency"):
                continue
            try:
                if column.of == "agencies":
                    row.values[column.key] = self._named_agencies(column, value)
                elif column.of == "outcomes":
                    row.values[column.key] = self._outcome(value)
                elif column.of == "indicators":
                    row.values[column.key] = code_of(value, self.plan.figures.indicators, "indicator")
                elif column.of == "areas":
                    row.values[column.key] = self.plan.figures.area(value)
            except CellFault as fault:
                row.fault(column.key, str(fault))

    def _named_agencies(self, column, value):
        if column.kind is Kind.ONE:
            return self._agency(value)
        names = [name for text in value for name in parts_of(text, self.plan.agencies.find)]
        slugs = dict.fromkeys(self._agency(name) for name in names)
        return tuple(slugs) if column.is_ordered else tuple(sorted(slugs))

    def _agency(self, text):
        if not (slug := self.plan.agencies.find(text)):
            near = self.plan.agencies.nearest(text)
            words = f"No agency is called “{text[:80]}”. {near} A new one needs a row on the sheet Agencies."
            raise CellFault(" ".join(words.split()))
        return slug

    @cached_property
    def outcomes(self):
        return {name.casefold(): name for name in outcomes()}

    def _outcome(self, text):
        if text.casefold() not in self.outcomes:
            raise CellFault(not_known("outcome", text, self.outcomes.values()))
        return self.outcomes[text.casefold()]

    # What a row is about ---------------------------------------------------------------------------------------------

    def _complete(self, sheet, rows):
        standing = Names(self._standing_names(sheet))
        for row in rows:
            self._spell(row, standing)
        if sheet.key in COUNTED_IN:
            self._number(sheet, rows)
        for row in rows:
            if sheet.key == "measures":
                row.values["area"] = row.values.get("area") or self.plan.figures.main_area
                row.values["sex"] = row.values.get("sex") or "Persons"
            values = dict(row.values)
            if sheet.key == "agencies" and (known := self.plan.agencies.by_slug.get(values.get("agency"))):
                values |= {"kind": known.kind, "short_name": line(known.short_name)}
            values["is_new"] = ""
            empty = {column.key: column.empty for column in sheet.columns}
            row.now = {key: value for key, value in (empty | values).items() if key in empty}
            row.was = self.plan.rows[sheet.key].get(row.identity)
            if row.was is not None:
                row.now = row.was | {key: value for key, value in row.now.items() if key in values}
                if row.now.get("position", 0) is None:
                    row.now["position"] = row.was["position"]
            if sheet.key == "people" and row.was is not None:
                row.now["name"] = row.was["name"]
            if sheet.key == "milestones":
                row.now["planned_on"] = row.now["planned_on"] or row.now["due_on"]
                row.now["due_on"] = row.now["due_on"] or row.now["planned_on"]

    def _spell(self, row, standing):
        """What tells a row apart is spelt as it stands, so that r1 is not another one than R1."""
        sheet, values = row.sheet, row.values
        if len(sheet.identity) == 1 and sheet.key != "agencies" and (name := values.get(sheet.identity[0])):
            values[sheet.identity[0]] = standing.find(name) or name
        for key in sheet.identity:
            if values.get(key) and sheet.column(key).of in self.names:
                values[key] = self.names[sheet.column(key).of].find(values[key]) or values[key]
        if sheet.key == "measures" and values.get("owner") and values.get("belongs_to"):
            values["owner"] = self._owners(values["belongs_to"]).find(values["owner"]) or values["owner"]

    def _owners(self, kind):
        return self.names[{"priority": "priorities", "action": "actions"}.get(kind, "recommendations")]

    def _number(self, sheet, rows):
        """The place of a part or a milestone that says none: that of the same words, or the next."""
        owner, words = COUNTED_IN[sheet.key]
        known, used = {}, {}
        for identity, values in self.plan.rows[sheet.key].items():
            known[values[owner], values[words]] = identity[1]
            used.setdefault(values[owner], set()).add(identity[1])
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

    def _series(self):
        keys = {row.identity[2:] for row in self.rows.get("measures", ()) if not row.broken and row.is_new}
        self.plan.series = self.plan.figures.series_of(keys) if keys else {}

    def _standing_names(self, sheet):
        return [str(identity[0]) for identity in self.plan.rows[sheet.key]]

    # What is wrong with it -------------------------------------------------------------------------------------------

    def _judge(self, row, seen):
        for column in row.sheet.columns:
            if column.of in BY_KEY and column.of != "agencies":
                self._refer(row, column)
            elif column.of == "agencies" and row.sheet.key != "agencies":
                self._must_be_seated(row, column)
            is_kept = row.was is not None and row.was[column.key] == row.now[column.key]
            if column.is_needed and row.now[column.key] == column.empty and not is_kept:
                row.fault(column.key, f"“{column.heading}” cannot be empty.")
        if row.sheet.key == "measures":
            self._owner(row)
        if row.sheet.key != "people":
            self._public(row)
        first = seen.setdefault(row.identity, row)
        if first is not row and not (row.broken & set(row.sheet.identity)):
            keys = [key for key in row.sheet.identity if key in row.mapped.columns]
            row.fault(keys[0], f"Row {first.number} of this sheet has the same. Each may stand there once.")
        for key, sentence in rules.RULES.get(row.sheet.key, lambda *_: ())(row, self.plan):
            row.fault(key, sentence)
        if row.sheet.key == "actions":
            self._officer(row)

    def _public(self, row):
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
                words = (
                    f"It looks as if this holds {one.found.kind.words}. Everybody reads the plan: look whether it may"
                )
                self._note(row, one.name, f"{words} stay.")
        for key in ADDRESSES & set(row.sheet.identity):
            if row.is_new and row.now[key] and not REF.match(row.now[key]):
                row.fault(key, "Use letters, figures, full stops and hyphens, such as 1.2: it is part of an address.")

    def _refer(self, row, column):
        value = row.now[column.key]
        if not value or column.key in row.broken:
            return
        names, noun = self.names[column.of], BY_KEY[column.of].noun
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

    def _must_be_seated(self, row, column):
        value = row.now[column.key]
        if column.key in row.broken or not value or (row.was and row.was[column.key] == value):
            return
        for slug in (value,) if isinstance(value, str) else value:
            if slug not in self.seated:
                name = self.plan.agencies.label(slug)
                row.fault(column.key, f"{name} has no place in the partnership. Add a row to the sheet Agencies.")
                return

    def _owner(self, row):
        kind, name = row.now["belongs_to"], row.now["owner"]
        if row.broken & {"belongs_to", "owner"} or not (kind and name):
            return
        names = self._owners(kind)
        if not names.find(name):
            row.fault("owner", not_known(kind, name, names.exact))
        elif row.is_new and not row.broken and row.identity[2:] not in self.plan.series:
            area = self.plan.figures.area_names.get(row.now["area"], "this area")
            row.fault("indicator", f"No figures of this indicator are kept for {area} and this group of people.")

    def _officer(self, row):
        """Somebody who has not joined yet cannot lead; their invitation goes out, and the row is for the next time."""
        email, was = row.now["lead_officer"], (row.was or {}).get("lead_officer", "")
        if not email or email == was or "lead_officer" in row.broken or email in self.plan.members:
            return
        asked = self.plan.invited | {other.now["email"] for other in self.rows.get("people", ())}
        if email not in asked:
            sentence = "Nobody of the partnership has this address. Add a row to the sheet People."
            row.fault("lead_officer", " ".join(filter(None, [not_known("person", email, self.plan.members), sentence])))
            return
        row.now["lead_officer"] = was
        self._note(row, "lead_officer", f"{email} is invited. Once they have joined, upload this workbook again.")

    def _note(self, row, key, sentence):
        self.check.notes.append((row.mapped.read.name, row.cell(key), sentence))

    # What rows must be among each other ------------------------------------------------------------------------------

    def _positions(self):
        for key in ("priorities", "recommendations", "actions"):
            rows = self.rows.get(key, ())
            touched = {row.identity for row in rows}
            used = {v["position"] for identity, v in self.plan.rows[key].items() if identity not in touched}
            used |= {row.now["position"] for row in rows if row.now["position"] is not None}
            last = max((position for position in used if position < AFTER_THE_REST), default=0)
            for row in rows:
                if row.now["position"] is None:
                    last += 1
                    row.now["position"] = last
        self._unique_positions()

    def _unique_positions(self):
        """No two priorities of a strategy have one place, since the database allows none."""
        rows = self.rows.get("priorities", ())
        touched = {row.identity for row in rows}
        standing = [values for identity, values in self.plan.rows["priorities"].items() if identity not in touched]
        taken = {(values["strategy"], values["position"]): values["code"] for values in standing}
        for row in rows:
            place = row.now["strategy"], row.now["position"]
            if place in taken:
                row.fault("position", f"The priority {taken[place]} has this place already.")
            taken[place] = row.now["code"]

    def _successors(self):
        after = {identity[0]: values["successor"] for identity, values in self.plan.rows["strategies"].items()}
        rows = self.rows.get("strategies", ())
        after |= {row.now["title"]: row.now["successor"] for row in rows}
        for row in rows:
            seen, title = set(), row.now["title"]
            while title and title not in seen:
                seen.add(title)
                title = after.get(title, "")
            if title == row.now["title"] and row.now["successor"] != title and title:
                row.fault("successor", "These strategies take each other's place in a circle.")

    # What it would change --------------------------------------------------------------------------------------------

    def _compare(self):
        asked = set(self.plan.invited)
        for sheet in SHEETS:
            for row in self.rows.get(sheet.key, ()):
                if row.broken:
                    continue
                if sheet.key == "people" and row.is_new and not self._may_be_asked(row, asked):
                    continue
                was = row.was or {column.key: column.empty for column in sheet.columns}
                fields = {key: (was[key], value) for key, value in row.now.items() if was[key] != value}
                if row.is_new or fields:
                    self.check.changes.append(Change(row, fields))
                else:
                    self.check.unchanged[sheet.key] = self.check.unchanged.get(sheet.key, 0) + 1
                if sheet.key == "actions" and not row.now["lead_agencies"]:
                    key = "lead_agencies" if "lead_agencies" in row.mapped.columns else "ref"
                    self._note(row, key, "No agency leads this action, so nobody is asked how it goes.")

    def _may_be_asked(self, row, asked):
        """One invitation at a time: of two links one would be the wrong one."""
        email = row.now["email"]
        if email in asked:
            words = "is invited to another role. Once they have joined, upload this workbook again"
            self._note(row, "role", f"{email} {words}, or give them this role on the page People.")
            return False
        asked.add(email)
        return True
