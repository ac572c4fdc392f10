"""Draws the figures of Exampleshire and of the areas with which it is compared. Pure.

The same seed and day give the same figures: each is drawn from a generator of its own, named for what it is, so that
one figure more or less leaves the others as they are.
"""

import datetime
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from cdp.sample import deciles
from cdp.sample.trajectories import TRAJECTORIES, Trajectory
from indicators.statistics import intervals

ENGLAND, REGION, NEIGHBOURS, EXAMPLESHIRE = (
    f"sample:{name}" for name in ("england", "region", "neighbours", "exampleshire")
)
# Neighbours are from a third of Exampleshire's size to nearly twice its size.
SIZES = {ENGLAND: 92.0, REGION: 8.6, EXAMPLESHIRE: 1.0}
SMALLEST, LARGEST = 0.35, 1.8
# Less than chance would give, so that a level line stays one, and the story the same, under any seed.
SHARE_OF_CHANCE = {EXAMPLESHIRE: 0.1}
SHARE_OF_CHANCE_ELSEWHERE = 0.4
YEARLY_GROWTH = 0.004
MOST_OF_ALL = 0.97

WITHHELD = {
    ("prison-continuity-of-care", "sample:littledraft"): "Value suppressed for disclosure control reasons",
    ("prison-continuity-of-care", "sample:newproof"): "Value not published for data quality reasons",
    ("hepatitis-b-vaccination-completed", "sample:littledraft"): "Value suppressed for disclosure control reasons",
}
# Nobody publishes a figure of the neighbours together for these, so that the one worked out from each is seen.
NO_GROUP_FIGURE = {"successful-completion-alcohol", "treatment-progress"}
# First published this many too high, in the period before the newest; the next release corrects it.
REVISED = {("prison-continuity-of-care", EXAMPLESHIRE, -1): 5}


@dataclass(frozen=True)
class Place:
    """An area as far as the file shows it."""

    code: str
    name: str
    kind: str
    parent: str = ""


@dataclass(frozen=True)
class Kind:
    """What has to be known of an indicator to work its figures out."""

    number: str
    name: str
    value_type: str
    multiplier: int
    polarity: str


@dataclass(frozen=True)
class Figure:
    """One figure of one area in one period; `first_year` is the year in which the period begins."""

    indicator: str
    area: str
    period: str
    first_year: int
    span: int
    age: str
    value: float | None = None
    lower_95: float | None = None
    upper_95: float | None = None
    lower_998: float | None = None
    upper_998: float | None = None
    count: float | None = None
    denominator: float | None = None
    note: str = ""
    sex: str = "Persons"
    category_type: str = ""
    category: str = ""


def draw(*, seed, today, places, kinds, is_local=False, next_release=False) -> Iterator[Figure]:
    """All figures of the downloaded file, or of what the partnership keeps itself, oldest first in each series."""
    for trajectory in TRAJECTORIES:
        if trajectory.is_local == is_local:
            kind = kinds[trajectory.indicator]
            for year, step in _years(trajectory, today, next_release=next_release):
                for figure in _of_one_period(trajectory, kind, places, seed, year, step):
                    yield figure if next_release else _as_first_published(figure, kind, step)
                    if step > -deciles.PERIODS:
                        yield from _by_deprivation(figure, kind, seed, step)


def _years(trajectory, today, *, next_release):
    """(year in which the newest year of the period begins, its place on the path: 0 is the newest before a release)."""
    newest = newest_year(trajectory, today)
    extra = 1 if next_release and trajectory.next_values else 0
    return [(newest + step, step) for step in range(1 - trajectory.points, 1 + extra)]


def newest_year(trajectory: Trajectory, today: datetime.date) -> int:
    """The year in which the newest published period's last year begins."""
    year = today.year
    while _last_day(trajectory.years, year) + datetime.timedelta(days=trajectory.lag) > today:
        year -= 1
    return year


def _last_day(years, year):
    return datetime.date(year, 12, 31) if years == "calendar" else datetime.date(year + 1, 3, 31)


def period_text(years, year, span):
    """As Fingertips prints it: 2024, 2023/24, 2022 - 24, 2021/22 - 23/24."""
    first = year - span + 1
    if years == "calendar":
        return f"{year}" if span == 1 else f"{first} - {year % 100:02}"
    last = f"{year % 100:02}/{(year + 1) % 100:02}"
    return f"{year}/{(year + 1) % 100:02}" if span == 1 else f"{first}/{(first + 1) % 100:02} - {last}"


def _of_one_period(trajectory, kind, places, seed, year, step):
    blank = Figure(
        trajectory.indicator, "", period_text(trajectory.years, year, trajectory.span), year - trajectory.span + 1,
        trajectory.span, trajectory.age, note=(step == 0 and trajectory.newest_note) or trajectory.note,
    )  # fmt: skip
    pooled = []
    for place in places:
        if place.code == NEIGHBOURS:
            continue
        note = WITHHELD.get((trajectory.indicator, place.code))
        if note and step == 0:
            yield replace(blank, area=place.code, note=note)
            continue
        count, denominator = _draw(trajectory, kind, place.code, seed, step)
        yield measured(replace(blank, area=place.code), kind, count, denominator)
        # One that is withheld at any time stays out of the sum altogether, or the sum would give it back.
        if place.code not in SIZES and not note:
            pooled.append((count, denominator))
    if kind.value_type != "count" and trajectory.indicator not in NO_GROUP_FIGURE:
        yield measured(replace(blank, area=NEIGHBOURS), kind, *map(sum, zip(*pooled, strict=True)))


def _by_deprivation(figure, kind, seed, step):
    """The figure again for each tenth of its neighbourhoods, where such figures are published."""
    gradient = deciles.GRADIENTS.get(figure.indicator)
    if gradient is None or figure.area not in gradient.areas:
        return
    for place, (category, share) in enumerate(zip(deciles.CATEGORIES, gradient.shares(), strict=True)):
        chance = random.Random(f"{seed}/{figure.indicator}/{figure.area}/{step}/{place}")  # noqa: S311, made-up figures
        expected = figure.count / len(deciles.CATEGORIES) * share
        count = max(round(expected + chance.gauss(0, SHARE_OF_CHANCE_ELSEWHERE) * math.sqrt(expected)), 0)
        group = replace(figure, category_type=deciles.CATEGORY_TYPE, category=category)
        yield measured(group, kind, count, round(figure.denominator / len(deciles.CATEGORIES)))


def _draw(trajectory, kind, area, seed, step):
    """(count, denominator) of one area in one period."""
    chance = random.Random(f"{seed}/{trajectory.indicator}/{area}/{step}")  # noqa: S311, made-up figures
    level = _level(trajectory, kind, area, seed, step)
    if kind.value_type == "count":
        size = 1 if area in SIZES else size_of(area, seed)
        expected, denominator = level * size, None
    else:
        people = trajectory.per_year * trajectory.span * size_of(area, seed)
        denominator = round(people * (1 + YEARLY_GROWTH) ** step)
        expected = denominator * level / kind.multiplier
    share = SHARE_OF_CHANCE.get(area, SHARE_OF_CHANCE_ELSEWHERE)
    return max(round(expected + chance.gauss(0, share) * math.sqrt(expected)), 0), denominator


def size_of(area, seed):
    own = random.Random(f"{seed}/size/{area}")  # noqa: S311, made-up figures
    return SIZES[area] if area in SIZES else own.uniform(SMALLEST, LARGEST)


def _level(trajectory, kind, area, seed, step):
    """What the path says, for a neighbour at a distance of its own that widens or narrows over the years."""
    names = {EXAMPLESHIRE: "exampleshire", ENGLAND: "england", REGION: "region"}
    path = getattr(trajectory, names.get(area, "neighbours"))
    if step > 0:
        level = trajectory.next_values[list(names).index(area) if area in names else len(names)]
    else:
        stretched = np.interp(np.linspace(0, len(path) - 1, trajectory.points), range(len(path)), path)
        level = float(stretched[step - 1])
    if area in names:
        return level
    own = random.Random(f"{seed}/{trajectory.indicator}/{area}")  # noqa: S311, made-up figures
    level *= 1 + own.gauss(0, trajectory.spread)
    if kind.value_type == "count":
        return level
    level *= 1 + own.uniform(-0.008, 0.008) * step
    # A share of people stays below all of them; a rate has no such end.
    return min(level, MOST_OF_ALL * kind.multiplier) if kind.value_type == "proportion" else level


def measured(figure, kind, count, denominator):
    """The figure with its value and limits worked out, as the official methods do it."""
    if kind.value_type == "count":
        return replace(figure, value=float(count), count=count)
    method = intervals.proportion if kind.value_type == "proportion" else intervals.rate
    at_95 = method(count, denominator, multiplier=kind.multiplier, confidence=0.95)
    at_998 = method(count, denominator, multiplier=kind.multiplier, confidence=0.998)
    # As many decimals as the file has.
    value, lower_95, upper_95, lower_998, upper_998 = (round(number, 8) for number in (*at_95, *at_998[1:]))
    return replace(
        figure, value=value, lower_95=lower_95, upper_95=upper_95, lower_998=lower_998, upper_998=upper_998,
        count=count, denominator=denominator,
    )  # fmt: skip


def _as_first_published(figure, kind, step):
    excess = REVISED.get((figure.indicator, figure.area, step))
    return measured(figure, kind, figure.count + excess, figure.denominator) if excess else figure
