import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.statistics.disclosure import (
    Cell,
    CellNotKnown,
    RoundingBaseNotPossible,
    ThresholdNotPossible,
    lowest_shown,
    rounded,
    suppress,
)
from indicators.statistics.inputs import CountNotPossible
from indicators.statistics.recovery import recoverable, total_of
from tests.indicators.disclosure.tables import changed_by_a_number, with_totals

# Small counts and zeros are what it is about.
COUNTS = st.one_of(st.just(0), st.integers(1, 5), st.integers(0, 15))
QUICK = settings(derandomize=True, deadline=None, max_examples=25)


@st.composite
def tables(draw, ways):
    sizes = draw(st.tuples(*[st.integers(2, 4 if ways == 2 else 3)] * ways))
    dimensions = [[f"{'abc'[way]}{label}" for label in range(size)] for way, size in enumerate(sizes)]
    keys = [()]
    for labels in dimensions:
        keys = [(*key, label) for key in keys for label in labels]
    counts = draw(st.lists(COUNTS, min_size=len(keys), max_size=len(keys)))
    return with_totals(dict(zip(keys, counts, strict=True)), dimensions)


@st.composite
def years_of_areas(draw):
    """Areas in regions in a country, by quarter, year and three years: sums that overlap in both directions."""
    areas = {"north": ["n1", "n2", "n3"], "south": ["s1", "s2"], "country": ["n1", "n2", "n3", "s1", "s2"]}
    quarters = ["2021 Q1", "2021 Q2", "2022 Q1", "2022 Q2", "2022 Q3"]
    periods = {"2021": quarters[:2], "2022": quarters[2:], "2021-22": ["2021", "2022"]}
    counts = {(area, quarter): draw(COUNTS) for area in areas["country"] for quarter in quarters}
    relations = []
    for whole, parts in areas.items():
        for quarter in quarters:
            counts[whole, quarter] = sum(counts[part, quarter] for part in parts)
    for place in [*areas["country"], *areas]:
        for whole, parts in periods.items():
            counts[place, whole] = sum(counts[place, part] for part in parts)
            relations.append(total_of((place, whole), [(place, part) for part in parts]))
    for whole, parts in areas.items():
        for time in [*quarters, *periods]:
            relations.append(total_of((whole, time), [(part, time) for part in parts]))
    return counts, relations


def plan(counts, relations, threshold):
    return suppress([Cell(key, count) for key, count in counts.items()], relations, threshold=threshold)


def check(counts, relations):
    """What holds of every table under every threshold."""
    before = set()
    for threshold in (1, 2, 3, 5, 6):
        found = plan(counts, relations, threshold)
        hidden = set(found.hidden)

        small = {key for key, count in counts.items() if 0 < count < threshold}
        assert before | small <= hidden
        assert {key for key, reason in found.hidden.items() if reason == "small"} == small
        assert found.exposed == ()
        shown = {key: count for key, count in counts.items() if key not in hidden}
        totals = {relation[0][0] for relation in relations}
        ranges = {
            key: (1, threshold - 1) if threshold > 2 and key in small - totals else (min(counts[key], 1), math.inf)
            for key in hidden
        }
        assert recoverable(shown, relations, ranges=ranges) == {}
        assert changed_by_a_number(shown, relations) == set()
        before = hidden


@QUICK
@given(tables(2))
def test_no_hidden_cell_of_a_table_by_two_groups_comes_back(table):
    check(*table)


@settings(QUICK, max_examples=10)
@given(tables(3))
def test_no_hidden_cell_of_a_table_by_three_groups_comes_back(table):
    check(*table)


@settings(QUICK, max_examples=8)
@given(years_of_areas())
def test_no_hidden_cell_of_areas_within_areas_over_quarters_and_years_comes_back(table):
    check(*table)


@QUICK
@given(st.lists(st.integers(0, 30), min_size=3, max_size=8))
def test_zeros_stay_as_long_as_anything_else_can_be_hidden(parts):
    labels = [str(at) for at in range(len(parts))]
    counts, relations = with_totals({(label,): count for label, count in zip(labels, parts, strict=True)}, [labels])

    hidden = plan(counts, relations, 5).hidden

    assert [key for key in hidden if counts[key] == 0] == []


def test_the_smallest_partner_is_hidden_and_says_why():
    counts, relations = with_totals({("a",): 3, ("b",): 7, ("c",): 6, ("d",): 0}, [list("abcd")])

    assert plan(counts, relations, 5).hidden == {("a",): "small", ("c",): "subtraction"}


def test_of_equal_partners_the_first_is_taken():
    counts, relations = with_totals({("a",): 3, ("b",): 7, ("c",): 7}, [list("abc")])

    assert plan(counts, relations, 5).hidden == {("a",): "small", ("b",): "subtraction"}


def test_two_ones_that_make_two_hide_each_other_badly():
    """Zeros are shown, so 1 and 1 are the only two numbers above zero that make 2: a third is needed."""
    counts, relations = with_totals({("a",): 1, ("b",): 1, ("c",): 9}, [list("abc")])

    assert set(plan(counts, relations, 5).hidden) == {("a",), ("b",), ("c",)}


def test_two_fours_below_five_hide_each_other_badly_too():
    counts, relations = with_totals({("a",): 4, ("b",): 4, ("c",): 9}, [list("abc")])

    assert set(plan(counts, relations, 5).hidden) == {("a",), ("b",), ("c",)}


def test_a_cell_of_two_tables_is_guarded_in_both():
    counts = {"all": 20, "women": 3, "men": 17, "young": 9, "old": 11}
    relations = [total_of("all", ["women", "men"]), total_of("all", ["young", "old"])]

    assert set(plan(counts, relations, 5).hidden) == {"women", "men"}


def test_where_the_partner_is_in_print_the_total_goes():
    cells = [Cell("all", 20), Cell("women", 3), Cell("men", 17, is_fixed=True)]

    assert suppress(cells, [total_of("all", ["women", "men"])], threshold=5).hidden == {
        "women": "small",
        "all": "subtraction",
    }


def test_what_is_in_print_everywhere_is_named():
    cells = [Cell("all", 20, is_fixed=True), Cell("women", 3), Cell("men", 17, is_fixed=True)]

    found = suppress(cells, [total_of("all", ["women", "men"])], threshold=5)

    assert (found.hidden, found.exposed) == ({"women": "small"}, ("women",))


def test_what_the_source_itself_withholds_is_not_given_back():
    women = Cell("women", math.nan, is_shown=False, is_withheld_at_source=True)
    cells = [Cell("all", 20), women, Cell("men", 12), Cell("other", 5)]

    found = suppress(cells, [total_of("all", ["women", "men", "other"])], threshold=5)

    assert found.hidden == {"other": "subtraction"}


def test_what_is_merely_missing_needs_no_guard():
    cells = [Cell("all", 20), Cell("women", math.nan), Cell("men", 12)]

    assert suppress(cells, [total_of("all", ["women", "men"])], threshold=5).hidden == {}


def test_a_group_that_nobody_publishes_is_not_given_away():
    """Men and everybody are published; the two women are what is left."""
    cells = [Cell("all", 20), Cell("men", 18), Cell("women", 2, is_shown=False)]

    assert suppress(cells, [total_of("all", ["men", "women"])], threshold=5).hidden == {"men": "subtraction"}


def test_the_others_may_be_the_few():
    cells = [Cell("accepted", 38, smallest=2), Cell("asked", 40)]

    assert suppress(cells, [], threshold=5).hidden == {"accepted": "small"}


def test_an_older_version_goes_with_the_newer_one():
    cells = [Cell("now", 3), Cell("before", 30, hidden_with=("now",))]

    assert suppress(cells, [], threshold=5).hidden == {"now": "small", "before": "subtraction"}


@pytest.mark.parametrize("threshold", [0, -1, 2.5, True])
def test_a_threshold_is_a_whole_number_from_one(threshold):
    with pytest.raises(ThresholdNotPossible):
        suppress([], [], threshold=threshold)


def test_bad_tables_are_refused():
    with pytest.raises(CountNotPossible):
        suppress([Cell("a", -1)], [], threshold=5)
    with pytest.raises(CellNotKnown):
        suppress([Cell("a", 1)], [total_of("b", ["a"])], threshold=5)
    with pytest.raises(CellNotKnown):
        suppress([Cell("a", 1), Cell("a", 2)], [], threshold=5)


@pytest.mark.parametrize(
    ("count", "base", "expected"), [(0, 5, 0), (2, 5, 0), (3, 5, 5), (7, 5, 5), (7.5, 5, 10), (15, 10, 20), (7, 1, 7)]
)
def test_counts_are_rounded_to_the_base_halves_up(count, base, expected):
    assert rounded(count, base=base) == expected


def test_what_is_unknown_is_not_rounded():
    assert rounded(None, base=5) is None
    assert math.isnan(rounded(math.nan, base=5))
    with pytest.raises(RoundingBaseNotPossible):
        rounded(3, base=0)


@pytest.mark.parametrize(("threshold", "base", "expected"), [(5, 1, 5), (5, 5, 5), (1, 10, 5), (2, 5, 3), (1, 1, 1)])
def test_nothing_above_zero_is_rounded_to_a_zero_that_is_shown(threshold, base, expected):
    lowest = lowest_shown(threshold=threshold, rounding_base=base)

    assert lowest == expected
    assert rounded(lowest, base=base) > 0
