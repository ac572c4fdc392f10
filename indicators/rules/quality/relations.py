"""What is known of how figures hang together, beyond what their keys say: the shapes of reference/relations.yaml.

Categories are words. That alcohol units are parts of one whole, that one person may cite several substances, that a
rate and a count are about the same people: no rule can read that off a table, so a person writes it with a reason.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Split:
    """One whole in parts: each share is of that whole.

    `kind`: "whole" the parts are all there is, nobody is counted twice; "parts" nobody is counted twice, but not every
    part is printed; "overlapping" one person may be in several. `by` is a category type, "sex" or "age".
    """

    indicators: tuple[str, ...]
    by: str
    kind: str
    reason: str
    labels: tuple[str, ...] = ()  # the whole needs all of these; without them, whatever is printed is all there is
    within: int = 0  # of a category with several parts ("Drugs; Alive"), how many at its beginning stay the same


@dataclass(frozen=True)
class Groups:
    """People in groups that together are everybody, or another group; each group has shares and counts of its own."""

    by: str
    whole: str
    parts: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Union:
    """A total of people who are in one or more of the parts: at least the largest, at most the sum."""

    indicator: str
    by: str
    parts: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Pick:
    """A figure of a tie: its indicator, and where its key differs from the first figure's. `field` is what counts."""

    indicator: str
    field: str = "value"
    sex: str | None = None
    age: str | None = None
    category_type: str | None = None
    category: str | None = None


@dataclass(frozen=True)
class Tie:
    """Figures of several indicators that their definitions tie together.

    `kind`: "quotient" the first is the second over the third, times `times`; "sum" the first is the sum of the others;
    "to_100" all together are 100; "excess" the first is by how many per cent the second is above the third;
    "change" the first is the change of one of the others over its period; "same_whole" all are shares of the same
    people, so counts over shares must agree; "rate" the first is the second for every `times` of the same residents.
    """

    kind: str
    picks: tuple[Pick, ...]
    reason: str
    times: float = 1


@dataclass(frozen=True)
class Relations:
    not_parts: frozenset[str] = frozenset()
    splits: tuple[Split, ...] = ()
    groups: tuple[Groups, ...] = ()
    unions: tuple[Union, ...] = ()
    ties: tuple[Tie, ...] = ()
    # Rates for every so many of the same residents: what their counts say of the population must agree.
    same_population: tuple[tuple[str, ...], ...] = ()

    def is_part(self, category_type):
        """Whether a category of this type is a group of people, and not an end of a range or a target."""
        return not any(part in self.not_parts for part in category_type.split("; "))

    def splits_of(self, indicator):
        return [split for split in self.splits if indicator in split.indicators]

    @property
    def tied_indicators(self):
        """All that a check across indicators has to see together."""
        ties = {pick.indicator for tie in self.ties for pick in tie.picks}
        return ties.union(*self.same_population)


NO_RELATIONS = Relations()
