"""What an import would change, in one shape for all kinds."""

from dataclasses import asdict, dataclass, field

# Of the counts all; of what is listed as much as somebody reads.
MOST_LISTED = 1000


@dataclass(frozen=True)
class Difference:
    """One cell, or one figure. A number that a disclosure rule binds is not said."""

    change: str  # added, changed, missing (from the file, and stays) or removed
    what: str
    where: str = ""
    column: str = ""
    was: str = ""
    now: str = ""
    is_withheld: bool = False


@dataclass(frozen=True)
class Fault:
    """Why a row cannot be taken, and what would be allowed."""

    file: str
    row: int | None
    column: str
    value: str
    detail: str


@dataclass(frozen=True)
class Clash:
    """A row on which somebody else has written since the workbook was downloaded."""

    row: int
    what: str
    detail: str


@dataclass
class Counts:
    added: int = 0
    changed: int = 0
    missing: int = 0
    removed: int = 0
    unchanged: int = 0
    rejected: int = 0
    clashes: int = 0

    def as_dict(self):
        return asdict(self)


@dataclass
class Report:
    """`seen` differs as soon as anything of it does; `because` says why it cannot be committed as it is."""

    seen: str
    counts: Counts
    because: list = field(default_factory=list)
    differences: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    clashes: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    is_cut: bool = False

    @property
    def may_be_committed(self):
        return not self.because


@dataclass(frozen=True)
class Choice:
    """What whoever commits decides: which of it applies depends on the kind."""

    submit: bool = False
    leave_out: bool = False
    overwrite: tuple = ()
    remove_gone: bool = False
