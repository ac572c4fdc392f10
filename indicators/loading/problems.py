"""What is wrong with a file. Every fault is collected, so that a person can put them all right at once."""

from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Problem:
    """One fault: where it stands, what is wrong and what would have been accepted."""

    file: str
    row: int | None  # the line of the file, counted from 1; None where the fault is the whole file's
    column: str  # a column of a table, or the keys that lead to a value: "recommendations.2.priority"
    message: str
    allowed: str = ""

    def __str__(self):
        place = ", ".join(filter(None, [self.file, self.row and f"line {self.row}", self.column]))
        return f"{place}: {self.message}{f' {self.allowed}' if self.allowed else ''}"


class LoadRefused(Exception):
    """The files hold faults, so nothing was written."""

    def __init__(self, problems):
        self.problems = sorted(problems, key=lambda problem: (problem.file, problem.row or 0, problem.column))
        super().__init__("\n".join(map(str, self.problems)))


def close_to(word, words):
    """The accepted words nearest to what was given, as a sentence; empty where none comes near."""
    near = get_close_matches(str(word), sorted(words), n=3, cutoff=0.75)
    return f"Did you mean {' or '.join(f'“{match}”' for match in near)}?" if near else ""


def one_of(word, words):
    """What is allowed where the list is short: a near word first, then the list."""
    return " ".join(filter(None, [close_to(word, words), f"Allowed: {', '.join(sorted(words))}."]))
