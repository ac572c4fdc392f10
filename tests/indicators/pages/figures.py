"""Series with figures, as the pages of an indicator need them."""

import datetime

from tests.factories import ObservationFactory, ReadingFactory, RefreshFactory, SeriesFactory, SourceFactory


def days(year):
    return {
        "period": str(year),
        "period_start": datetime.date(year, 1, 1),
        "period_end": datetime.date(year, 12, 31),
    }


def series_of(indicator, area, values, *, source=None, last_year=2021, group=None, **reading):
    """A series with a figure a year, the last one in `last_year`, and its reading."""
    series = SeriesFactory(indicator=indicator, area=area, is_headline=not group, **(group or {}))
    refresh = RefreshFactory(source=source or SourceFactory())
    first = last_year + 1 - len(values)
    for place, value in enumerate(values):
        newest = ObservationFactory(series=series, refresh=refresh, value=value, **days(first + place))
    ReadingFactory(observation=newest, is_headline=not group, **reading)
    return series
