"""Made-up numbers by sex and age, some of them so small that the disclosure rule hides them. Pure.

They show what a reader of a small number sees: that it is there, that it is not shown and why, and that neither the
totals nor the other groups give it back.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from cdp.sample.figures import EXAMPLESHIRE, Figure, newest_year, period_text
from cdp.sample.trajectories import AUTUMN

ALL_AGES = "18+ yrs"


@dataclass(frozen=True)
class BrokenDown:
    """An indicator counted by sex and age, which the partnership keeps itself."""

    indicator: str
    levels: dict[tuple[str, str], float]  # (sex, age): how many in a year, about
    years: str = "financial"
    points: int = 6
    lag: int = AUTUMN


BROKEN_DOWN = [
    BrokenDown(
        "deaths-in-treatment",
        {
            ("Male", "18-29 yrs"): 3, ("Male", "30-49 yrs"): 13, ("Male", "50+ yrs"): 11,
            ("Female", "18-29 yrs"): 1, ("Female", "30-49 yrs"): 7, ("Female", "50+ yrs"): 6,
        },
    ),
]  # fmt: skip


def draw_broken_down(*, seed, today) -> Iterator[Figure]:
    """All figures, with every total by sex, by age and of everybody."""
    for one in BROKEN_DOWN:
        newest = newest_year(one, today)
        for year in range(newest - one.points + 1, newest + 1):
            counts = {group: _count(one, group, seed, newest - year) for group in one.levels}
            for (sex, age), count in with_totals(counts).items():
                period = period_text(one.years, year, 1)
                yield Figure(
                    one.indicator, EXAMPLESHIRE, period, year, 1, age, value=float(count), count=count, sex=sex
                )


def with_totals(counts):
    """The counts with those of both sexes, of all ages, and of everybody."""
    found = {}
    for (sex, age), count in counts.items():
        for key in ((sex, age), ("Persons", age), (sex, ALL_AGES), ("Persons", ALL_AGES)):
            found[key] = found.get(key, 0) + count
    return found


def _count(one, group, seed, years_ago):
    own = random.Random(f"{seed}/{one.indicator}/{'/'.join(group)}/{years_ago}")  # noqa: S311, made-up figures
    level = one.levels[group]
    return max(round(own.gauss(level, 0.35 * level**0.5)), 0)
