"""How much was asked, and what came of it."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Figures:
    """`answers` is {(caller, status): how many}, `failures` {what is wrong: how to see it again}."""

    answers: Counter = field(default_factory=Counter)
    checks: Counter = field(default_factory=Counter)
    operations: set = field(default_factory=set)
    failures: dict = field(default_factory=dict)

    def __iadd__(self, other):
        self.answers += other.answers
        self.checks += other.checks
        self.operations |= other.operations
        self.failures |= other.failures
        return self

    def plain(self):
        """In the types that go from one process to another."""
        answers = [[*key, number] for key, number in self.answers.items()]
        failures = [[*map(str, key), text] for key, text in self.failures.items()]
        return [answers, dict(self.checks), sorted(self.operations), failures]

    @classmethod
    def of(cls, plain):
        answers, checks, operations, failures = plain
        return cls(
            Counter({(name, status): number for name, status, number in answers}),
            Counter(checks),
            set(operations),
            {tuple(key): text for *key, text in failures},
        )

    def lines(self):
        """The table of a long run."""
        asked, checked = sum(self.answers.values()), sum(self.checks.values())
        yield f"{len(self.operations)} operations, {asked:,} examples, {checked:,} checks"
        yield f"{len(self.failures)} failures"
        for caller in dict.fromkeys(name for name, _ in self.answers):
            by_status = sorted((status, number) for (name, status), number in self.answers.items() if name == caller)
            told = ", ".join(f"{status}: {number:,}" for status, number in by_status)
            yield f"{caller}: {sum(number for _, number in by_status):,} ({told})"
