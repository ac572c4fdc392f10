"""Parts and totals, shares of one whole, and a share for all between those of its groups."""

import pytest

from tests.indicators.rules.quality.books import found, row


def by_sex(men, women, all_, indicator="people", **fields):
    sexes = (("Male", men), ("Female", women), ("Persons", all_))
    return [row(indicator, value, sex=sex, **fields) for sex, value in sexes]


def bands(low, middle, high, indicator="share", **fields):
    names = (("low", low), ("middle", middle), ("high", high))
    return [row(indicator, value, category_type="Band", category=name, **fields) for name, value in names]


@pytest.mark.parametrize(
    ("figures", "sentences"),
    [
        ((3295.0, 2861.0, 6156.0), []),
        ((8057.0, 8778.0, 16846.0), ["8,057 and 8,778 add up to 16,835; 16,846 is printed as their total."]),
        ((3210.0, 3275.0, 6500.0), []),  # the total ends in noughts
        ((55.0, 40.0, 100.0), []),  # all to the nearest five
        ((55.0, 40.0, 130.0), ["55 and 40 add up to 95; 130 is printed as their total."]),
    ],
)
def test_men_and_women_make_the_total(figures, sentences):
    assert found("parts-and-total", *by_sex(*figures)) == sentences


def test_the_counts_of_a_rate_add_up_within_their_own_rounding():
    rates = by_sex(9.0, 7.8, 8.4, "rate")
    fitting = [one._replace(count=count) for one, count in zip(rates, (923.0, 554.0, 1478.0), strict=True)]
    wrong = [*fitting[:2], fitting[2]._replace(count=1777.0)]

    assert found("parts-and-total", *fitting) == []
    assert found("parts-and-total", *wrong) == [
        "The counts 923 and 554 add up to 1,477; 1,777 is printed as their total."
    ]


def test_a_total_that_is_printed_twice_need_fit_but_once():
    *parts, total = by_sex(3295.0, 2861.0, 6156.0)

    assert found("parts-and-total", *parts, total, total._replace(value=9156.0, variant=1)) == []


def test_ages_that_fill_a_wider_one_make_its_figure():
    ages = [("Under 1", 700.0), ("1-4", 1900.0), ("0-4", 1900.0), ("", 6500.0)]

    assert found("parts-and-total", *(row("people", value, age=age) for age, value in ages)) == [
        "700 and 1,900 add up to 2,600; 1,900 is printed as their total."
    ]


def test_ages_with_a_gap_make_nothing():
    ages = [("15-24", 10.0), ("35-44", 10.0), ("15-44", 90.0)]

    assert found("parts-and-total", *(row("people", value, age=age) for age, value in ages)) == []


def test_what_came_of_an_area_makes_its_figure():
    areas = [("north", 3.0), ("west", 1.0), ("old", 5.0)]

    assert found("parts-and-total", *(row("people", value, area=code) for code, value in areas)) == [
        "3 and 1 add up to 4; 5 is printed as their total."
    ]


@pytest.mark.parametrize(("england", "number"), [(9.0, 0), (3.0, 1)])
def test_areas_have_no_more_than_the_one_they_lie_in(england, number):
    figures = [row("people", 3.0), row("people", 1.0, area="west"), row("people", england, area="england")]

    assert len(found("parts-and-total", *figures)) == number


def test_a_group_of_similar_areas_is_no_sum_of_areas():
    figures = [row("people", 3.0), row("people", 2.0, area="alike"), row("people", 4.0, area="west")]

    assert found("parts-and-total", *figures) == []


def test_a_total_of_overlapping_groups_lies_between_the_largest_and_the_sum():
    groups = [row("people", n, category_type="Use", category=name) for name, n in (("Opiates", 2658), ("Crack", 1625))]

    assert found("parts-and-total", *groups, row("people", 3281.0)) == []
    assert found("parts-and-total", *groups, row("people", 2551.0)) == [
        "A person may be in several of the groups, so that the total is from 2,658 to 4,283; 2,551 people is printed."
    ]


@pytest.mark.parametrize(
    ("figures", "sentences"),
    [
        ((14.0, 55.0, 32.0), []),  # 101, and each is rounded
        ((12.0, 52.0, 38.0), ["The 3 shares of one whole add up to 102%; rounding explains no more than 1.5 points."]),
        ((54.0, 36.0, 8.0), ["The 3 shares of one whole add up to 98%; rounding explains no more than 1.5 points."]),
    ],
)
def test_shares_of_one_whole_make_100(figures, sentences):
    assert found("shares-of-whole", *bands(*figures)) == sentences


def test_a_part_that_is_missing_leaves_the_rest_below_100():
    assert found("shares-of-whole", *bands(54.0, 8.0, 0)[:2]) == []


def test_shares_of_whom_one_may_be_in_several_may_make_more():
    cited = [row(value=value, category_type="Cited", category=name) for name, value in (("A", 94.0), ("B", 41.0))]

    assert found("shares-of-whole", *cited) == []


def test_a_breakdown_that_nobody_named_is_judged_by_its_other_years():
    def of(year, *values):
        names = zip("abc", values, strict=True)
        return [row("other", v, period=year, dates=(None, None), category_type="Kind", category=c) for c, v in names]

    fitting = [one for year in "1234" for one in of(year, 20.0, 30.0, 50.0)]

    assert len(found("shares-of-whole", *fitting, *of("5", 20.0, 30.0, 60.0))) == 1
    assert found("shares-of-whole", *fitting[:9], *of("5", 20.0, 30.0, 60.0)) == []


@pytest.mark.parametrize(
    ("figures", "number"),
    [
        ((87.0, 73.0, 82.0), 0),
        ((84.0, 85.0, 83.0), 1),  # 83.5 at most, and more than 83.5 at least
        ((84.0, 84.0, 84.0), 0),
        ((84.0, 85.0, 84.0), 0),
    ],
)
def test_a_share_for_all_lies_between_those_of_men_and_women(figures, number):
    assert len(found("total-outside-parts", *by_sex(*figures, "share"))) == number


def test_a_share_for_all_is_the_weighted_mean_of_its_groups():
    groups = [
        row(value=value, category_type="Group", category=name, count=count)
        for name, value, count in (("Drugs", 65.0, 35266), ("Alcohol only", 43.0, 15758))
    ]

    assert found("total-outside-parts", *groups, row(value=56.0)) == []
    assert found("total-outside-parts", *groups, row(value=60.0)) == [
        "The parts with their counts make 55.6% to 56.7% for all; 60% is printed."
    ]


def test_counts_over_shares_of_one_whole_name_one_number_of_people():
    def causes(first, second):
        names = (("a", *first), ("b", *second))
        return [row(value=v, count=n, category_type="Cause", category=name) for name, n, v in names]

    assert found("different-wholes", *causes((33, 43.0), (14, 18.0))) == []
    assert found("different-wholes", *causes((121, 14.0), (146, 18.0))) == [
        "121 at 14% is of 835 to 896 and 146 at 18% is of 790 to 834, but they are shares of the same whole."
    ]


def test_shares_of_one_whole_have_one_denominator():
    figures = [
        row(value=50.0, denominator=of, category_type="Cause", category=name) for name, of in (("a", 72), ("b", 102))
    ]

    assert found("different-wholes", *figures) == [
        "50% is of 102 and 50% is of 72, but they are shares of the same whole."
    ]
