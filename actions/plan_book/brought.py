"""What a workbook brings to a plan: its rows by their sheets, and the names by which they and what stands are found."""

from dataclasses import dataclass, field

from actions.plan_book.standing import Standing

SHEETS_OF_OWNERS = {"priority": "priorities", "action": "actions"}


class Names:
    """Names of one kind, found as they are or else in whatever letters."""

    def __init__(self, names):
        self.exact = dict.fromkeys(names)
        self._plain = {name.casefold(): name for name in reversed(self.exact)}

    def find(self, name):
        return name if name in self.exact else self._plain.get(name.casefold(), "")


@dataclass
class Brought:
    plan: Standing
    rows: dict  # {sheet: its rows}
    names: dict = field(default_factory=dict)  # {sheet: Names}, once the rows of the sheet are complete
    seated: set = field(default_factory=set)  # slugs of agencies that have a place in the partnership, or get one
    notes: list = field(default_factory=list)  # (sheet, cell, sentence)

    def of(self, key):
        return self.rows.get(key, ())

    def standing_names(self, sheet):
        return [str(identity[0]) for identity in self.plan.rows[sheet.key]]

    def owners(self, kind):
        """The names of what a measure can belong to."""
        return self.names[SHEETS_OF_OWNERS.get(kind, "recommendations")]

    def note(self, row, key, sentence):
        self.notes.append((row.mapped.read.name, row.cell(key), sentence))
