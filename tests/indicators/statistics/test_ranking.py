import math
import random
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.statistics.comparison import Polarity
from indicators.statistics.ranking import GroupsNotPossible, fifths, places_in_groups, quantiles, quarters, ranks
from tests.indicators.vectors import number, rows

HIGHER, LOWER, NOT_JUDGED = Polarity.HIGHER_IS_BETTER, Polarity.LOWER_IS_BETTER, Polarity.NOT_JUDGED


POLARITIES = {"RAG - High is good": HIGHER, "RAG - Low is good": LOWER, "False": HIGHER, "True": LOWER}
# The groups within which PHE's test data are divided; "None" divides all rows together, high values as the worst.
WITHIN = {
    "IndSexReg": lambda row: (row["IndSexRef"], row["ParentCode"]),
    "IndSex": lambda row: row["IndSexRef"],
    "None": lambda row: None,
}
GROUPS = {"Quartile": 4, "Septile": 7, "Decile": 10}


def phe_groups():
    groups = defaultdict(list)
    for row in rows("phe_quantile"):
        # Two polarities in one group are an error in PHE's method; ours takes one polarity a call.
        if row["Test"] != "BadPolarity":
            groups[row["QuantileNm"], row["GroupSet"], WITHIN[row["GroupSet"]](row)].append(row)
    return groups


PHE_GROUPS = phe_groups()


def test_all_good_rows_of_phe_are_there():
    assert sum(map(len, PHE_GROUPS.values())) == 982


@pytest.mark.parametrize(("key", "group"), PHE_GROUPS.items(), ids=lambda part: None)
def test_areas_fall_in_the_groups_of_phe(key, group):
    name, within, _ = key
    polarity = LOWER if within == "None" else POLARITIES[group[0]["Polarity"]]

    found = quantiles([number(row["Value"]) for row in group], polarity=polarity, groups=GROUPS[name])

    assert found == [int(row["QuantileInGrp"]) if row["QuantileInGrp"] else None for row in group]


@pytest.mark.parametrize("of_area", ["False", "True"])
def test_where_phe_would_refuse_two_polarities_each_is_divided_by_itself(of_area):
    group = [row for row in rows("phe_quantile") if row["Test"] == "BadPolarity" and row["Polarity"] == of_area]

    found = quantiles([number(row["Value"]) for row in group], polarity=POLARITIES[of_area], groups=7)

    # The worst is in the first group and the best in the last, whichever way is good.
    worst_to_best = sorted(group, key=lambda row: float(row["Value"]), reverse=of_area == "True")
    place = {row["AreaCode"]: quantile for row, quantile in zip(group, found, strict=True)}
    assert [place[row["AreaCode"]] for row in worst_to_best] == sorted(place.values())
    assert set(found) == {1, 2, 3, 4, 5, 6, 7}


@pytest.mark.parametrize(
    ("values", "polarity", "expected"),
    [
        ([10, 30, 20], HIGHER, [3, 1, 2]),
        ([10, 30, 20], LOWER, [1, 3, 2]),
        ([10, 30, 20], NOT_JUDGED, [3, 1, 2]),
        ([5, 7, 7, 9], LOWER, [1, 2, 2, 4]),
        ([5, 7, 7, 9], HIGHER, [4, 2, 2, 1]),
        ([5, None, float("nan"), 9], LOWER, [1, None, None, 2]),
        ([0, 0], LOWER, [1, 1]),
        ([0, 0, 0], HIGHER, [1, 1, 1]),
        ([-1, 0, 1], LOWER, [1, 2, 3]),
        ([math.inf, 1, -math.inf], HIGHER, [1, 2, 3]),
        ([4], HIGHER, [1]),
        ([None], HIGHER, [None]),
        ([], LOWER, []),
    ],
)
def test_the_best_is_first_and_ties_share_the_smaller_number(values, polarity, expected):
    assert ranks(values, polarity=polarity) == expected


@pytest.mark.parametrize(
    ("values", "polarity", "expected"),
    [
        ([1, 2, 3, 4, 5], HIGHER, [1, 2, 3, 4, 5]),
        ([1, 2, 3, 4, 5], LOWER, [5, 4, 3, 2, 1]),
        ([1, 2, 3, 4, 5], NOT_JUDGED, [5, 4, 3, 2, 1]),
        ([1, 1, 3, 4, 5], HIGHER, [1, 1, 3, 4, 5]),
        ([1, 2, 3, 4], HIGHER, [None, None, None, None]),
        ([1, 2, 3, 4, None], HIGHER, [None] * 5),
        ([1, 2, None, 3, 4, 5], HIGHER, [1, 2, None, 3, 4, 5]),
    ],
)
def test_the_first_fifth_is_the_worst(values, polarity, expected):
    assert fifths(values, polarity=polarity) == expected


@given(st.lists(st.integers(0, 20), min_size=5, max_size=60), st.sampled_from([HIGHER, LOWER]))
def test_a_better_rank_is_never_in_a_worse_fifth(values, polarity):
    places = sorted(zip(ranks(values, polarity=polarity), fifths(values, polarity=polarity), strict=True))

    found = [fifth for _, fifth in places]
    assert found == sorted(found, reverse=True)
    assert set(found) <= {1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    ("values", "polarity", "expected"),
    [
        ([1, 2, 3, 4], HIGHER, [1, 2, 3, 4]),
        ([1, 2, 3, 4], LOWER, [4, 3, 2, 1]),
        ([7, 7, 7, 7], HIGHER, [1, 1, 1, 1]),
        ([1, 2, 3], HIGHER, [None, None, None]),
        ([], HIGHER, []),
    ],
)
def test_the_first_quarter_is_the_worst(values, polarity, expected):
    assert quarters(values, polarity=polarity) == expected


@pytest.mark.parametrize("groups", [1, 0, -5])
def test_what_divides_nothing_is_refused(groups):
    with pytest.raises(GroupsNotPossible):
        quantiles([1, 2, 3], polarity=HIGHER, groups=groups)


@given(
    st.lists(st.one_of(st.none(), st.integers(-5, 5)), max_size=40),
    st.sampled_from(Polarity),
    st.randoms(use_true_random=False),
)
def test_the_order_in_which_areas_come_does_not_matter(values, polarity, chance: random.Random):
    order = list(range(len(values)))
    chance.shuffle(order)

    shuffled = [values[place] for place in order]

    for method in (ranks, quarters, fifths):
        found = method(values, polarity=polarity)
        assert method(shuffled, polarity=polarity) == [found[place] for place in order]


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.sampled_from(list(Polarity))), min_size=1, max_size=60)
)
def test_many_sets_at_once_are_placed_as_each_is_alone(rows_):
    """The polarity is the set's own, as an indicator's is."""
    sets = [each for each, _, _ in rows_]
    polarity = [rows_[sets.index(each)][2] for each in sets]

    found = places_in_groups([float(value) for _, value, _ in rows_], sets=sets, polarity=polarity)

    for one in set(sets):
        mine = [place for place, each in enumerate(sets) if each == one]
        values, own = [float(rows_[place][1]) for place in mine], polarity[mine[0]]
        assert [found.rank[place] for place in mine] == ranks(values, polarity=own)
        assert {found.of[place] for place in mine} == {len(mine)}
        if len(mine) >= 5:
            assert [found.group[place] for place in mine] == fifths(values, polarity=own)
