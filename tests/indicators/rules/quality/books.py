"""Small books of figures for the tests of the rules: share(…) and count(…) make rows, found(…) asks a rule."""

import datetime
from itertools import count as counter

from indicators.rules.quality import BY_ID, AreaFacts, Book, FigureRow, IndicatorFacts
from indicators.rules.quality.relations import Groups, Pick, Relations, Split, Tie, Union

YEAR = (datetime.date(2021, 1, 1), datetime.date(2021, 12, 31))
INDICATORS = {
    facts.code: facts
    for facts in (
        IndicatorFacts("share", "A share"),
        IndicatorFacts("other", "Another share"),
        IndicatorFacts("people", "People", "people", "count", 1),
        IndicatorFacts("visits", "Visits", "visits", "count", 1),
        IndicatorFacts("mean", "Visits a person", "visits per person", "mean", 1),
        IndicatorFacts("rate", "A rate", "per 1,000", "crude_rate", 1000),
        IndicatorFacts("near", "A rate of the same people", "per 1,000", "crude_rate", 1000),
        IndicatorFacts("dsr", "A standardised rate", "per 100,000", "directly_standardised_rate", 100_000),
        IndicatorFacts("change", "A change", "%", "change", 100),
        IndicatorFacts("points", "A change in points", "percentage points", "change", 1),
        IndicatorFacts("place", "A place", "rank", "rank", 1),
        IndicatorFacts("fives", "People, rounded", "people", "count", 1, rounded_to=5),
    )
}
AREAS = {
    area.code: area
    for area in (
        AreaFacts("england", "England", "country", "country"),
        AreaFacts("alike", "Similar areas", "neighbour_group", "neighbour_group"),
        AreaFacts("north", "Northshire", parents=("england", "alike")),
        AreaFacts("west", "Westshire", parents=("england",)),
        AreaFacts(
            "old",
            "Oldshire",
            "upper_tier",
            parents=("england",),
            successors=("north", "west"),
            valid_to=datetime.date(2021, 3, 31),
        ),
    )
}
RELATIONS = Relations(
    not_parts=frozenset({"Range"}),
    splits=(
        Split(("share",), "Band", "whole", "All bands", ("low", "middle", "high")),
        Split(("share",), "Cause", "parts", "One cause each"),
        Split(("share",), "Cited", "overlapping", "Several each"),
        Split(("people",), "Band", "whole", "All bands", ("low", "middle", "high")),
    ),
    groups=(Groups("Group", "", ("Drugs", "Alcohol only"), "Treatment monitoring"),),
    unions=(Union("people", "Use", ("Opiates", "Crack"), "Either or both"),),
    ties=(
        Tie("quotient", (Pick("mean"), Pick("visits"), Pick("people")), "Visits over people"),
        Tie("to_100", (Pick("other", category=""), Pick("share", category="")), "With and without"),
        Tie("change", (Pick("change"), Pick("people")), "Of people"),
        Tie("change", (Pick("points"), Pick("share")), "Of the share"),
        Tie(
            "excess", (Pick("change", sex="Persons"), Pick("people", sex="Male"), Pick("people", sex="Female")), "More"
        ),
        Tie("same_whole", (Pick("share", category=""), Pick("other", category="")), "The same people"),
        Tie("rate", (Pick("rate"), Pick("people")), "The same residents", 1000),
    ),
    same_population=(("rate", "near"),),
)
_ids = counter(1)
_series = {}


def row(indicator="share", value=50.0, **fields):
    """A figure of Northshire in 2021; what makes its key makes its series."""
    start, end = fields.pop("dates", YEAR)
    given = FigureRow(
        next(_ids), 0, indicator, fields.pop("area", "north"), value=value, period=fields.pop("period", "2021"),
        start=start, end=end, **fields,
    )  # fmt: skip
    key = (given.indicator, given.area, *given.group)
    return given._replace(series=_series.setdefault(key, len(_series)))


def years(*values, indicator="share", first=2010, **fields):
    """One series, a year each."""
    return [
        row(
            indicator, value, period=str(year), dates=(datetime.date(year, 1, 1), datetime.date(year, 12, 31)), **fields
        )
        for year, value in enumerate(values, start=first)
    ]


def book(*rows):
    return Book(rows, INDICATORS, AREAS, RELATIONS)


def found(rule, *rows):
    """The sentences of what a rule finds."""
    return [finding.sentence for finding in BY_ID[rule].check(book(*rows))]
