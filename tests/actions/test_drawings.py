import datetime

import pytest

from actions.drawings import lag, rank

D = datetime.date


@pytest.mark.parametrize(
    ("place", "of", "rings"),
    [
        (2, 16, 15),
        (1, 2, 1),
        (16, 16, 15),
        (0, 16, 0),
        (17, 16, 0),
        (1, 1, 0),
        (None, 16, 0),
        (1.5, 16, 0),
        (3, 200, 0),
    ],
)
def test_a_place_is_one_dot_among_rings_or_not_drawn_at_all(place, of, rings):
    drawing = rank("r", place=place, of=of, title="Place")

    assert (drawing.count("cdp-chart__place"), drawing.count("cdp-chart__dot")) == (rings, int(rings > 0))


def test_a_title_cannot_break_out_of_the_drawing():
    assert rank("r", place=1, of=2, title="<script>").count("<script>") == 0


YEAR = {"start": D(2025, 4, 1), "end": D(2026, 3, 31), "today": D(2026, 11, 21)}


@pytest.mark.parametrize(
    ("began", "sentence"),
    [
        (D(2026, 1, 12), "About 2 months of it came after the action began."),
        (D(2024, 1, 1), "All of it came after the action began."),
        (D(2026, 3, 20), "None of it, or less than a month, came after the action began."),
        (D(2026, 6, 1), "None of it, or less than a month, came after the action began."),
    ],
)
def test_the_lag_says_how_much_of_the_figure_came_after_the_action_began(began, sentence):
    assert lag(began=began, **YEAR).count(sentence) == 2


@pytest.mark.parametrize("changes", [{"began": D(2027, 1, 1)}, {"began": D(2026, 1, 1), "end": D(2027, 3, 31)}])
def test_what_lies_ahead_is_not_drawn(changes):
    assert lag(**{**YEAR, **changes}) == ""
