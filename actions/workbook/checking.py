"""What a workbook would change, worked out from what stands here at this moment."""

import hashlib
from dataclasses import dataclass, field

from actions.models import BatchRow, ProgressUpdate
from actions.operations.updates import said
from actions.workbook import layout
from actions.workbook.layout import NAMES
from actions.workbook.standing import Standing, actions_of, standings


@dataclass(frozen=True)
class Change:
    key: str
    name: str
    cell: str
    was: str
    now: str


@dataclass(frozen=True)
class Checked:
    """One row: `problems` forbid it, `lacking` forbids that it is sent for approval."""

    row: BatchRow
    standing: Standing | None
    changes: list[Change] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    is_clash: bool = False

    @property
    def action(self):
        return self.standing.action if self.standing else None

    @property
    def ref(self):
        return self.row.said.get("ref") or "no reference"

    @property
    def words(self):
        """What is to be written of it."""
        return {change.key: self.row.said["words"][change.key] for change in self.changes if change.key in said.WORDS}


@dataclass(frozen=True)
class Check:
    rows: list[Checked]

    @property
    def problems(self):
        return [row for row in self.rows if row.problems]

    @property
    def clashes(self):
        return [row for row in self.rows if row.is_clash and not row.problems]

    @property
    def changes(self):
        return [row for row in self.rows if row.changes and not row.is_clash and not row.problems]

    @property
    def lacking(self):
        return [row for row in (*self.clashes, *self.changes) if row.lacking]

    @property
    def unchanged(self):
        return [row for row in self.rows if not row.changes and not row.problems]

    @property
    def seen(self):
        """Differs as soon as anything stands otherwise than it was shown."""
        told = [
            (
                row.row.row,
                row.standing.token if row.standing else "",
                [(one.key, one.was, one.now) for one in row.changes],
            )
            for row in self.rows
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def check(batch):
    """The rows of a batch that is not applied yet, against what is said here now."""
    actions = actions_of(batch.agency, batch.partnership).select_related("partnership")
    by_ref = {standing.action.ref: standing for standing in standings(actions).values()}
    return Check([_checked(row, by_ref.get(row.said.get("ref")), batch.agency) for row in batch.rows.all()])


def _checked(row, standing, agency):
    problems = row.problem.split("\n") if row.problem else []
    told, no_change = row.said.get("words", {}), row.said.get("no_change", False)
    if problems or not (told or no_change):
        return Checked(row, standing, problems=problems)
    if standing is None:
        where = layout.address("ref", row.row)
        return Checked(row, None, problems=[f"{where}: “{row.said['ref']}” is not an action that {agency} leads here."])
    changes = [_no_change(row, standing)] if no_change else _changes(row, standing, told)
    if not changes:
        return Checked(row, standing)
    is_clash = row.said["token"] != standing.token
    if refusal := _refusal(row, standing, changes, no_change):
        return Checked(row, standing, changes, problems=[refusal], is_clash=is_clash)
    return Checked(row, standing, changes, lacking=_lacking(row, standing, told, no_change), is_clash=is_clash)


def _refusal(row, standing, changes, no_change):
    if why := standing.closed_because:
        return f"{', '.join(change.cell for change in changes)}: {why}"
    if no_change and (why := standing.no_change_refused):
        return f"{changes[0].cell}: it cannot be said that nothing has changed: {why}."
    return ""


def _changes(row, standing, told):
    """What already stands here as the workbook says it is no change, whoever wrote it."""
    return [
        Change(key, NAMES[key], layout.address(key, row.row), _shown(key, was), _shown(key, told[key]))
        for key in layout.OPEN
        if key in told and told[key] != (was := said.clean(standing.words[key]))
    ]


def _no_change(row, standing):
    was = standing.approved.narrative if standing.approved else ""
    now = standing.no_change_narrative if standing.approved else layout.YES
    return Change("no_change", NAMES["no_change"], layout.address("no_change", row.row), was, now)


def _shown(key, value):
    return layout.CHOICES[key].get(value, "") if key in layout.CHOICES else value


def _lacking(row, standing, told, no_change):
    if no_change:
        return []
    errors = said.lacking(ProgressUpdate(action=standing.action, **{**standing.words, **told}))
    return [f"{layout.address(key, row.row)}: {sentence.rstrip('.')}." for key, sentence in errors.items()]
