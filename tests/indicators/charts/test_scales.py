"""Axes of round numbers, labels that keep out of each other's way, words that fit."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.charts import scales

quickly = settings(max_examples=60, deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([46.3], (0, 50, 10)),
        ([80, 82, None], (0, 100, 20)),
        ([0], (0, 1, 0.2)),
        ([], (0, 1, 0.2)),
        ([0.038], (0, 0.04, 0.01)),
        ([2057], (0, 2500, 500)),
        ([-50, 20], (-60, 20, 20)),
        ([0.1 + 0.2], (0, 0.3, 0.1)),
        ([1e-300], (0, 1, 0.2)),
    ],
)
def test_an_axis_holds_nought_and_ends_at_round_numbers(numbers, expected):
    found = scales.ticks(numbers)

    assert (found.low, found.high, found.step) == expected


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([81, 94], (80, 95)), ([-3, 4], (-4, 4)), ([5, 5], (0, 5)), ([1e15, 1e15 + 0.25], (0, 1e15))],
)
def test_an_axis_may_leave_nought_out(numbers, expected):
    found = scales.ticks(numbers, from_zero=False)

    assert (found.low, found.high) == pytest.approx(expected)


def test_labels_are_moved_apart_and_stay_within():
    middles = scales.apart([50, 51, 52, 98], [10, 20, 10, 10], 0, 100)

    edges = [(middle - size / 2, middle + size / 2) for middle, size in zip(middles, (10, 20, 10, 10), strict=True)]
    assert all(one[1] <= other[0] for one, other in combinations(sorted(edges), 2))
    assert middles == sorted(middles)
    assert edges[0][0] >= 0
    assert edges[-1][1] <= 100


@given(st.lists(st.floats(-50, 150), max_size=6))
@quickly
def test_labels_with_room_never_lie_on_each_other(wanted):
    middles = scales.apart(wanted, [15] * len(wanted), 0, 100)

    assert all(abs(one - other) >= 14.8 for one, other in combinations(middles, 2))
    assert all(7 <= middle <= 93 for middle in middles)


def test_tick_labels_that_would_touch_are_thinned_from_the_newest():
    ticks = [(place * 40, "2017/18") for place in range(9)]

    assert [place for place, _ in scales.fitting(ticks, lambda place: place, 15)] == [0, 80, 160, 240, 320]


@given(st.text(alphabet="abcW i", max_size=40), st.floats(30, 200))
@quickly
def test_wrapped_lines_fit_and_keep_every_letter(words, room):
    lines = scales.wrapped(words, room, 15)

    assert all(scales.width(line, 15) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")


def test_flags_of_lines_close_to_each_other_stand_in_rows():
    found, height = scales.flags(
        [(100, "Action 2.4 began"), (110, "Action 2.5 began"), (600, "Action 3 began")], 0, 700, 15
    )

    assert [(flag.row, flag.anchor) for flag in found] == [(0, "start"), (1, "start"), (0, "end")]
    assert height == 2 * 22


def test_a_name_keeps_off_points_and_other_names():
    points = [(100, 100), (140, 100)]

    names = scales.beside(points, [(100, 100, "Northshire"), (140, 100, "Highton")], (-50, 0, 400, 200), size=15)

    assert [(name.anchor, name.is_led) for name in names] == [("end", False), ("start", False)]


def test_a_name_without_room_is_left_out_but_the_first_is_led_to():
    crowd = [(x, y) for x in range(0, 200, 10) for y in range(80, 130, 10)]

    names = scales.beside(crowd, [(100, 100, "Northshire"), (100, 100, "Highton")], (0, 0, 200, 200), size=15)

    assert names[0].is_led
    assert names[1] is None or names[1].is_led


def test_no_name_lies_across_the_line_that_leads_to_another():
    crowd = [(x, y) for x in range(60, 140, 10) for y in range(90, 120, 10)]
    labels = [(100, 100, "Northshire"), (110, 100, "Highton"), (90, 100, "Lowton")]

    names = scales.beside(crowd, labels, (0, 0, 400, 400), size=15)

    boxes = [scales._area(x, y, words, name, 15) for (x, y, words), name in zip(labels, names, strict=True) if name]
    led = [(x, y, name) for (x, y, _), name in zip(labels, names, strict=True) if name]
    assert len(boxes) == 3
    for number, (x, y, name) in enumerate(led):
        line = [(x + name.right * part / 40, y + name.down * part / 40) for part in range(30)]
        others = boxes[:number] + boxes[number + 1 :]
        assert not any(scales._touches(area, spot, 0) for spot in line for area in others)
