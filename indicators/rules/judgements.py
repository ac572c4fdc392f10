"""What a source says of a figure beside what we say of the same figure: agree, differ, or not to be compared. Pure.

The source's words are those of Fingertips' CSV: "Increasing and getting worse", "Better", "Lowest quintile". Two
judgements are compared when they are about the same period; a word that we have no counterpart of is not compared.
"""

from dataclasses import dataclass
from enum import StrEnum

from indicators.statistics.comparison import JUDGEMENTS, Polarity, Standing
from indicators.statistics.trend import REASON_WORDS, Direction, Reason, Trend, Verdict


class Outcome(StrEnum):
    AGREE = "agree"
    DIFFER = "differ"
    CANNOT = "cannot"


class Aspect(StrEnum):
    TREND = "trend"
    ENGLAND = "england"
    REGION = "region"
    GOAL = "goal"


ASPECT_WORDS = {
    Aspect.TREND: "Recent trend",
    Aspect.ENGLAND: "Compared with England",
    Aspect.REGION: "Compared with the region",
    Aspect.GOAL: "Compared with the goal",
}
STANDING_WORDS = {standing: standing.replace("_", " ").capitalize() for standing in Standing}
KNOWN_STANDINGS = {words.casefold(): standing for standing, words in STANDING_WORDS.items()}
KNOWN_TRENDS = {Trend(direction, verdict).label.casefold() for direction in Direction for verdict in Verdict}
JUDGED = {Standing.BETTER, Standing.WORSE}
SIDED = {Standing.HIGHER, Standing.LOWER}
BY_PERCENTILES = ("quintile", "quartile", "decile", "percentile")


@dataclass(frozen=True)
class OurTrend:
    """The trend as a reading keeps it: texts, empty where there is none."""

    direction: str
    verdict: str = ""
    reason: str = ""

    @property
    def label(self):
        """In Fingertips' words, which call it no change where no test could be made for want of intervals."""
        untested = Direction.NO_SIGNIFICANT_CHANGE if self.reason == Reason.NO_INTERVALS else None
        return Trend(Direction(self.direction), Verdict(self.verdict or Verdict.PLAIN), published_as=untested).label


def trend_outcome(theirs, ours: OurTrend):
    said = theirs.strip().casefold()
    if said not in KNOWN_TRENDS:
        return Outcome.CANNOT
    return Outcome.AGREE if said == ours.label.casefold() else Outcome.DIFFER


def standing_outcome(theirs, ours):
    """`ours` is the text of a Standing."""
    said = KNOWN_STANDINGS.get(theirs.strip().casefold())
    if said is None or (said == Standing.NOT_COMPARED and ours != Standing.NOT_COMPARED):
        return Outcome.CANNOT
    return Outcome.AGREE if said == ours else Outcome.DIFFER


def why_trends_differ(theirs, ours: OurTrend):
    """A sentence, or "" where the figures alone do not say."""
    said = theirs.strip().casefold()
    if ours.reason:
        return f"We did not test it: {REASON_WORDS.get(ours.reason, ours.reason)}."
    if said.startswith("cannot"):
        return "Fingertips did not test it; we found figures enough."
    if said.split(" and ")[0] == ours.label.casefold().split(" and ")[0]:
        return "The direction is the same; what it means is judged by another polarity."
    return ""


def why_standings_differ(theirs, *, ours, surer, polarity, is_computed):
    """A sentence, or "" where the figures alone do not say. `surer` is our standing by the 99.8% interval."""
    said = KNOWN_STANDINGS[theirs.strip().casefold()]
    if ours == Standing.NOT_COMPARED:
        return "We made no comparison: the figure has no interval, or there is none that it may be compared with."
    if (said in JUDGED) != (ours in JUDGED) and Standing.SIMILAR not in (said, ours):
        is_same_side = side_of(ours, polarity) == side_of(said, polarity)
        return (
            "The side is the same; only one of the two judges it." if is_same_side else "Only one of the two judges it."
        )
    if said == surer:
        return "Theirs is what the 99.8% interval says; ours goes by the 95% interval."
    if {said, ours} <= JUDGED and polarity != Polarity.NOT_JUDGED:
        return "The same difference is judged by the opposite polarity, or from the other side."
    if is_computed:
        return "Our interval was worked out here, because the source gives none."
    return ""


def why_not_compared(theirs, *, same_period=True):
    """Why two words of one series are not set against each other."""
    if not same_period:
        return "The two are about different periods."
    said = theirs.strip().casefold()
    if not said:
        return "Fingertips says nothing."
    if any(word in said for word in BY_PERCENTILES):
        return "Fingertips places the area among others by percentiles, and makes no comparison by the interval."
    if said in KNOWN_STANDINGS:
        return "Fingertips makes no comparison."
    return "This word of Fingertips’ has no counterpart here."


def side_of(standing, polarity):
    """On which side a judged standing lies; the standing itself where it is not judged."""
    sides = {(judged, way): side for (side, way), judged in JUDGEMENTS.items()}
    return sides.get((standing, polarity), standing)
