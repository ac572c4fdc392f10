"""What a workbook would change in a plan, and every fault by its cell. Nothing is written here.

The names in a file are looked for among what stands and what the file brings, so that all of a plan can come in one
workbook, in any order of its sheets.
"""

import hashlib
import json
from dataclasses import dataclass, field

from actions.plan_book.brought import Brought
from actions.plan_book.completing import complete
from actions.plan_book.judging import judge
from actions.plan_book.mapping import mapped, not_read
from actions.plan_book.naming import take_names
from actions.plan_book.order import put_in_order
from actions.plan_book.rows import Faults, Row, rows_of
from actions.plan_book.sheets import SHEETS
from actions.plan_book.standing import standing_plan


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
    sheets = mapped(book, mapping)
    check.columns_left_out = {one.read.name: one.left_out for one in sheets if one.left_out}
    rows = {one.sheet.key: rows_of(one, check.faults) for one in sheets}
    brought = Brought(check.plan, rows, notes=check.notes)
    take_names(brought)
    complete(brought)
    judge(brought)
    put_in_order(brought)
    _compare(check, brought)
    check.faults.in_order(one.read.name for one in sheets)
    return check


def _compare(check, brought):
    asked = set(check.plan.invited)
    for sheet in SHEETS:
        for row in brought.of(sheet.key):
            if row.broken:
                continue
            if sheet.key == "people" and row.is_new and not _may_be_asked(brought, row, asked):
                continue
            was = row.was or {column.key: column.empty for column in sheet.columns}
            fields = {key: (was[key], value) for key, value in row.now.items() if was[key] != value}
            if row.is_new or fields:
                check.changes.append(Change(row, fields))
            else:
                check.unchanged[sheet.key] = check.unchanged.get(sheet.key, 0) + 1
            if sheet.key == "actions" and not row.now["lead_agencies"]:
                key = "lead_agencies" if "lead_agencies" in row.mapped.columns else "ref"
                brought.note(row, key, "No agency leads this action, so nobody is asked how it goes.")


def _may_be_asked(brought, row, asked):
    """One invitation at a time: of two links one would be the wrong one."""
    email = row.now["email"]
    if email in asked:
        words = "is invited to another role. Once they have joined, upload this workbook again"
        brought.note(row, "role", f"{email} {words}, or give them this role on the page People.")
        return False
    asked.add(email)
    return True
