"""An indicator with all that its page can show: years, areas of several sizes, a target, neighbours, deprivation."""

import datetime
from decimal import Decimal

from indicators.statistics.intervals import wilson
from tests.factories import (
    ActionFactory,
    AreaFactory,
    MeasureFactory,
    NeighbourFactory,
    NeighbourGroupFactory,
    ObservationFactory,
    ReadingFactory,
    RefreshFactory,
    SeriesFactory,
    SourceFactory,
)
from tests.indicators.pages.figures import days

CATEGORY_TYPE = "LSOA21 deprivation deciles within area (IMD2019)"
DECILES = [
    *(f"{place} deprived decile" for place in ("Most", "Second most", "Third more", "Fourth more", "Fifth more")),
    *(f"{place} deprived decile" for place in ("Fifth less", "Fourth less", "Third less", "Second least", "Least")),
]


def counted_series(indicator, area, counts, *, denominator=400, last_year=2021, group=None, source=None, **reading):
    """A series of shares, a figure a year with its count, denominator and published interval, and its reading."""
    series = SeriesFactory(indicator=indicator, area=area, is_headline=not group, **(group or {}))
    refresh = RefreshFactory(source=source or SourceFactory())
    first = last_year + 1 - len(counts)
    for place, count in enumerate(counts):
        lower, upper = wilson(count, denominator)
        newest = ObservationFactory(
            series=series,
            refresh=refresh,
            value=100 * count / denominator,
            lower_95=100 * lower,
            upper_95=100 * upper,
            count=count,
            denominator=denominator,
            **days(first + place),
        )
    known = {"lower_95": newest.lower_95, "upper_95": newest.upper_95, "count": newest.count}
    ReadingFactory(observation=newest, is_headline=not group, denominator=newest.denominator, **known, **reading)
    return series


def deciles(indicator, area, counts, **options):
    """A group for each tenth of the neighbourhoods, the most deprived first."""
    for category, count in zip(DECILES, counts, strict=True):
        group = {"category_type": CATEGORY_TYPE, "category": category}
        counted_series(indicator, area, [count], group=group, **options)


def neighbours_of(area, areas):
    group = NeighbourGroupFactory(area=area, name="Nearest neighbours, 2023", source="A published list")
    for place, one in enumerate(areas, start=1):
        NeighbourFactory(group=group, area=one, position=place)


def action_on(series, partnership, *, starts_on, ref="2.4", target=60, target_on=datetime.date(2028, 3, 31)):
    return MeasureFactory(
        series=series,
        action=ActionFactory(partnership=partnership, ref=ref, title="Book early", starts_on=starts_on),
        baseline=Decimal("40"),
        baseline_period="2019",
        target=target,
        target_on=target_on,
    )


def areas_of_size(indicator, *sizes):
    """Areas named for their denominators, each with a share."""
    return [
        counted_series(indicator, AreaFactory(name=f"Area {size}"), [round(size * share)], denominator=size).area
        for size, share in sizes
    ]
