"""Rules that look across keys, indicators, areas and years."""

import datetime

import pytest

from tests.indicators.rules.quality.books import found, row, years

LATER = (datetime.date(2022, 1, 1), datetime.date(2022, 12, 31))


@pytest.mark.parametrize(
    ("printed", "rule"),
    [
        ([(16.0, "exact"), (18.0, "exact")], "two-values"),
        ([(26.0, "exact"), (27.0, "exact")], "two-values"),  # they meet at 26.5, and neither is a rounding
        ([(26.4, "exact"), (26.0, "exact")], "rounded-elsewhere"),
        ([(26.6, "exact"), (26.0, "exact")], "two-values"),
        ([(4.0, "exact"), (4.0, "under")], "rounded-elsewhere"),
        ([(2975833.0, "exact"), (3000000.0, "exact")], "rounded-elsewhere"),
        ([(2658.0, "exact"), (2600.0, "about")], "rounded-elsewhere"),
        ([(2658.0, "exact"), (3600.0, "about")], "two-values"),
        ([(16.0, "exact"), (16.0, "exact")], None),
    ],
)
def test_one_key_has_one_value(printed, rule):
    one = row("people" if printed[0][0] > 100 else "share", None)
    rows = [
        one._replace(value=value, qualifier=qualifier, variant=variant)
        for variant, (value, qualifier) in enumerate(printed)
    ]

    assert [name for name in ("two-values", "rounded-elsewhere") if found(name, *rows)] == ([rule] if rule else [])


def test_the_second_value_of_a_key_is_said_with_the_first():
    first = row(value=18.0)

    assert found("two-values", first, first._replace(value=16.0, variant=1)) == ["One figure, printed as 18% and 16%."]


@pytest.mark.parametrize(("mean", "number"), [(2.7, 0), (3.2, 1)])
def test_a_mean_is_its_total_over_its_people(mean, number):
    assert len(found("share-and-count", row("mean", mean), row("visits", 16846.0), row("people", 6156.0))) == number


@pytest.mark.parametrize(
    ("figures", "sentences"),
    [
        ((82.0, 18.0), []),
        ((82.3, 17.8), []),
        ((82.0, 20.0), ["20% and 82% are all there is and add up to 102%."]),
    ],
)
def test_with_and_without_make_100(figures, sentences):
    assert found("sums-across-indicators", row("share", figures[0]), row("other", figures[1])) == sentences


@pytest.mark.parametrize(("change", "number"), [(-12.0, 0), (-13.0, 1), (12.0, 1)])
def test_a_change_is_that_of_its_two_values(change, number):
    values = row("people", 1565.0), row("people", 1370.0, period="2022", dates=LATER)

    assert len(found("change-and-values", *values, row("change", change, period="2021 to 2022"))) == number


def test_a_change_in_points_is_a_difference():
    values = row("share", 36.0), row("share", 50.0, period="2022", dates=LATER)

    assert found("change-and-values", *values, row("points", 14.0, period="2021 to 2022")) == []
    assert found("change-and-values", *values, row("points", 39.0, period="2021 to 2022")) == [
        "From 36% to 50% is a change of 14 points; 39 percentage points is printed."
    ]


def test_an_excess_is_over_the_one_that_is_exceeded():
    sexes = row("people", 3295.0, sex="Male"), row("people", 2861.0, sex="Female")

    assert found("change-and-values", *sexes, row("change", 15.2)) == []
    assert found("change-and-values", *sexes, row("change", 13.2)) == [
        "3,295 people against 2,861 people makes 15.2%; 13.2% is printed."
    ]


def test_two_shares_of_the_same_people_are_of_one_number():
    assert found("wholes-across-indicators", row(value=21.0, count=16), row("other", 75.0, count=58)) == []
    assert len(found("wholes-across-indicators", row(value=21.0, count=16), row("other", 75.0, count=71))) == 1


def test_a_rate_and_its_count_mean_the_same_residents_whatever_the_category():
    def of(category, rate, count):
        kind = "Use" if category else ""
        named = {"category_type": kind, "category": category}
        return [row("rate", rate, **named), row("people", count, **named)]

    assert found("implied-population-across-indicators", *of("", 7.1, 3281.0), *of("Crack", 3.5, 1625.0)) == []
    assert len(found("implied-population-across-indicators", *of("", 7.1, 3281.0), *of("Opiates", 3.9, 2658.0))) == 1


def test_rates_of_the_same_residents_imply_one_population():
    near = row("near", 3.0, count=577, period="2020", dates=(datetime.date(2020, 1, 1), datetime.date(2020, 12, 31)))

    assert len(found("implied-population-across-indicators", row("rate", 3.0, count=968), near)) == 1
    assert found("implied-population-across-indicators", row("rate", 2.0, count=577), near) == []


def test_no_population_changes_as_fast_as_a_slipped_digit():
    rates = years(2.0, 2.0, 2.0, 2.0, 2.0, indicator="rate")
    steady = [one._replace(count=count) for count, one in enumerate(rates, start=100)]
    slipped = steady[2]._replace(value=20.0)

    assert found("implied-population", *steady) == []
    assert len(found("implied-population", *steady[:2], slipped, *steady[3:])) == 1


def test_an_area_has_no_more_people_than_england():
    england = row("rate", 2.0, area="england", count=1000)

    assert found("implied-population", row("rate", 2.0, count=900), england) == []
    assert len(found("implied-population", row("rate", 0.2, count=900), england)) == 1


@pytest.mark.parametrize(
    ("value", "count", "number"),
    [(13.5, None, 0), (13.48215, None, 1), (13.5, 250, 1), (13.5, 40, 0), (100.0, None, 0)],
)
def test_a_comparator_that_equals_the_area_digit_for_digit(value, count, number):
    rows = [row(value=value, count=count), row(value=value, count=count, area="england")]

    assert len(found("copied-comparator", *rows)) == number


def test_a_jump_is_one_beyond_the_steps_of_the_series():
    steady = (50.0, 50.4, 50.1, 50.3, 50.2, 50.5, 50.1, 50.4)
    slipped = (*steady[:5], 5.05, *steady[6:])

    assert found("jump", *years(*steady)) == []
    assert len(found("jump", *years(*slipped))) == 1
    assert found("jump", *years(*steady[:3], 5.0)) == []  # too few steps to know


def test_wide_intervals_allow_a_jump():
    steady = years(50.0, 50.4, 50.1, 50.3, 50.2, 65.0, 50.1, 50.4)

    assert len(found("jump", *steady)) == 1
    assert found("jump", *(one._replace(lower_95=one.value - 20, upper_95=one.value + 20) for one in steady)) == []


@pytest.mark.parametrize(
    ("label", "dates", "number"),
    [
        ("2021", ("2021-01-01", "2021-12-31"), 0),
        ("2021/22", ("2021-04-01", "2022-03-31"), 0),
        ("2021/22", ("2021-09-01", "2022-08-31"), 0),  # an academic year
        ("2021/22", ("2020-04-01", "2021-03-31"), 1),
        ("2021", ("2020-01-01", "2020-12-31"), 1),
        ("2018 - 20", ("2018-01-01", "2020-12-31"), 0),
        ("2018 - 20", ("2017-01-01", "2019-12-31"), 1),
        ("since we began", ("2017-01-01", "2019-12-31"), 0),
        ("2019 - 2019", (None, None), 1),
        ("", (None, None), 0),
    ],
)
def test_a_period_says_its_dates(label, dates, number):
    days = tuple(day and datetime.date.fromisoformat(day) for day in dates)

    assert len(found("period-label", row(period=label, dates=days))) == number


def test_figures_of_an_area_that_had_ended_are_one_finding():
    before = row(area="old", dates=(datetime.date(2020, 1, 1), datetime.date(2020, 12, 31)), period="2020")
    after = [row(name, area="old", period="2022", dates=LATER) for name in ("share", "other")]

    assert found("ended-area", before, row(period="2022", dates=LATER)) == []
    assert found("ended-area", before, *after) == [
        (
            "Oldshire ended on 31 March 2021 and became Northshire and Westshire; "
            "2 figures are given for it for later times."
        )
    ]
