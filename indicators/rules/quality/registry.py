"""The rules of data quality: what each asks, what it means to a reader, and why it matters."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from indicators.rules.quality import copies, jumps, labels, parts, populations, repeated, shares, single, ties
from indicators.rules.quality.rows import Book, Found


class Reach(StrEnum):
    """What a rule has to see at once."""

    INDICATOR = "indicator"  # all figures of one indicator
    TIED = "tied"  # the indicators that relations.yaml ties together
    ENDED = "ended"  # the areas that have ended


class Weight(StrEnum):
    CONTRADICTION = "contradiction"  # the figures cannot all be right
    DOUBT = "doubt"  # they may be right, and somebody should look
    NOTE = "note"  # they agree; only the printing differs


@dataclass(frozen=True)
class Rule:
    id: str
    title: str
    meaning: str
    why: str
    check: Callable[[Book], Iterator[Found]]
    reach: Reach = Reach.INDICATOR
    weight: Weight = Weight.CONTRADICTION


RULES = (
    Rule(
        "value-outside-interval",
        "A value outside its own interval",
        "The value lies below the lower or above the upper limit that is printed with it.",
        "A value always lies within its confidence interval, so at least one of the three is wrong.",
        single.outside_its_interval,
    ),
    Rule(
        "impossible-value",
        "A value that cannot be",
        "A share above 100% or below 0, a count or a rate below 0, or a place beyond the last.",
        "Such a value is a slip or stands in the wrong unit, and any comparison with it misleads.",
        single.beyond_what_is_possible,
    ),
    Rule(
        "count-and-denominator",
        "A count and a denominator that do not make the value",
        "The count over the denominator is not the printed value, even allowing for rounding.",
        "One of the three is wrong, or the share is of other people than the denominator says.",
        single.count_over_denominator,
    ),
    Rule(
        "two-values",
        "Two values for one figure",
        "One source prints different values for the same indicator, area, group and period.",
        "Only one can be right; which of them a board quotes should not be chance.",
        repeated.two_values,
    ),
    Rule(
        "parts-and-total",
        "Parts that do not make their total",
        "Men and women, ages, groups or areas do not add up to what is printed for all of them.",
        "Somebody is missing, or counted twice, or one of the numbers is wrong.",
        parts.parts_and_total,
    ),
    Rule(
        "total-outside-parts",
        "A share for all that its groups do not allow",
        "A share of everybody lies outside those of the groups that everybody is in, or is not their weighted mean.",
        "A mean lies between what it is a mean of, so the figure for all is probably about other people.",
        parts.total_outside_its_parts,
    ),
    Rule(
        "shares-of-whole",
        "Shares of one whole that do not make 100%",
        "The shares of all parts add up to clearly more or less than 100%, more than rounding explains.",
        "One share is wrong, or a part is missing or counted twice.",
        shares.shares_of_whole,
    ),
    Rule(
        "different-wholes",
        "Shares of one whole that are of different numbers of people",
        "Each count over its share says of how many people it is a share, and the answers differ.",
        "Shares of different wholes cannot be compared or added.",
        shares.different_wholes,
    ),
    Rule(
        "wholes-across-indicators",
        "Shares of the same people that are of different numbers",
        "Two indicators are about the same people, and their counts and shares do not fit one number of people.",
        "One of the counts or shares is wrong, or the people are not the same.",
        ties.wholes_across_indicators,
        Reach.TIED,
    ),
    Rule(
        "share-and-count",
        "A share, rate or mean that its count does not make",
        "The figure is not the quotient of the two figures that its definition makes it the quotient of.",
        "One of the three is wrong, or the share is of something else than it says.",
        ties.share_against_count,
        Reach.TIED,
    ),
    Rule(
        "sums-across-indicators",
        "Figures of several indicators that do not add up",
        "By their definitions the figures are parts of one total, or all of 100%, and they do not make it.",
        "Somebody is missing, or counted twice, or one of the numbers is wrong.",
        ties.sums_across_indicators,
        Reach.TIED,
    ),
    Rule(
        "change-and-values",
        "A change that its two values do not make",
        "The printed change is not what the two values come to, even allowing for rounding.",
        "Per cent and percentage points are easily mixed up, and a change is what is quoted most.",
        ties.changes,
        Reach.TIED,
    ),
    Rule(
        "implied-population",
        "A rate and a count that imply an impossible population",
        "The count over the rate says how many residents there are, and it does not fit other years or England.",
        "The rate, the count or the unit is wrong.",
        populations.implied_population,
        weight=Weight.DOUBT,
    ),
    Rule(
        "implied-population-across-indicators",
        "Rates of the same residents that imply different populations",
        "Rates are for every so many of the same residents, and their counts imply different populations.",
        "One of the rates or counts is wrong.",
        populations.across_indicators,
        Reach.TIED,
        Weight.DOUBT,
    ),
    Rule(
        "copied-comparator",
        "A comparator equal to the area, digit for digit",
        "The area and England, its region or its group of similar areas have the same long number.",
        "By chance that hardly happens; it is the mark of a value copied into the wrong row.",
        copies.copied_comparator,
        weight=Weight.DOUBT,
    ),
    Rule(
        "jump",
        "A jump that nothing explains",
        "From one period to the next the figure moves far beyond its intervals and the steps of its other years.",
        "It may be true; more often a unit, a definition or a digit changed.",
        jumps.jump,
        weight=Weight.DOUBT,
    ),
    Rule(
        "period-label",
        "A period whose words and dates differ",
        "The label names other days than the figure is filed under, or no period at all.",
        "The figure is compared with the wrong year.",
        labels.period_label,
    ),
    Rule(
        "ended-area",
        "Figures of an area that had ended",
        "Figures are given for times after the area was abolished.",
        "They cannot be set beside the official figures of the areas that came of it, and a zero is not a zero.",
        labels.ended_area,
        Reach.ENDED,
        Weight.DOUBT,
    ),
    Rule(
        "rounded-elsewhere",
        "One figure, rounded in one place and not in another",
        "One source prints an exact value and a rounded one for the same figure.",
        "They agree; the exact one is used.",
        repeated.rounded_elsewhere,
        weight=Weight.NOTE,
    ),
)  # fmt: skip
BY_ID = {rule.id: rule for rule in RULES}


def check(book, reach=None):
    """(rule, finding) of all rules, or of those that look as far as `reach`."""
    for rule in RULES:
        if reach is None or rule.reach == reach:
            for found in rule.check(book):
                yield rule, found
