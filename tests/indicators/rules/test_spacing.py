import datetime

import pytest

from indicators.rules.spacing import Span, overlap, shortest_part, unbroken


def years(*numbers, unknown=()):
    return [Span(datetime.date(n, 1, 1), datetime.date(n, 12, 31), n not in unknown) for n in numbers]


@pytest.mark.parametrize(
    ("spans", "stretch"),
    [
        ([], (0, 0)),
        (years(2020), (0, 1)),
        (years(2018, 2019, 2020), (0, 3)),
        (years(2016, 2018, 2019), (1, 3)),
        (years(2017, 2018, 2019, 2020, unknown={2018}), (2, 4)),
        (years(2018, 2019, 2020, unknown={2020}), (0, 2)),
        (years(2019, 2020, unknown={2019, 2020}), (0, 0)),
    ],
)
def test_the_newest_stretch_without_a_gap_is_found(spans, stretch):
    assert unbroken(spans) == slice(*stretch)


def test_rolling_years_overlap_and_years_do_not():
    rolling = [Span(datetime.date(n, 1, 1), datetime.date(n + 2, 12, 31)) for n in (2018, 2019)]

    assert (overlap(rolling), overlap(years(2018, 2019))) == (True, False)


@pytest.mark.parametrize(("size", "changes", "shortest"), [(10, [], 10), (10, [6], 4), (10, [8, 3], 2)])
def test_the_shortest_part_is_counted(size, changes, shortest):
    assert shortest_part(size, changes) == shortest
