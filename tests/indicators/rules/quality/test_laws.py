"""Laws of the rules: what adds up is never found, one part that is off is found once, no input makes a rule fall."""

import math
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.rules.quality import RULES, check
from indicators.rules.quality.ages import band, tilings
from indicators.rules.quality.spans import Span, decimals_of, rounded_span
from tests.indicators.rules.quality.books import book, found, row

SOME = settings(max_examples=60, derandomize=True, deadline=None)
people = st.integers(0, 5000)
NAMES = ("low", "middle", "high")
strange = st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True), st.integers(-10, 10).map(float))


def table(parts, total):
    of_bands = [
        row("people", float(n), category_type="Band", category=name) for name, n in zip(NAMES, parts, strict=True)
    ]
    return [*of_bands, row("people", float(total))]


def by_sex(men, women, scale=1):
    figures = (("Male", men), ("Female", women), ("Persons", men + women))
    return [row("people", float(number * scale), sex=sex) for sex, number in figures]


@SOME
@given(st.tuples(people, people, people), st.integers(1, 9))
def test_a_table_that_adds_up_is_no_finding_whatever_its_scale(parts, scale):
    scaled = [part * scale for part in parts]

    assert found("parts-and-total", *table(scaled, sum(scaled))) == []
    assert found("parts-and-total", *by_sex(parts[0], parts[1], scale)) == []


@SOME
@given(st.tuples(people, people, people), st.integers(200, 900))
def test_one_part_that_is_off_is_one_finding(parts, slip):
    off = [parts[0] + slip, *parts[1:]]

    assert len(found("parts-and-total", *table(off, sum(parts)))) == 1


@SOME
@given(st.lists(st.integers(1, 400), min_size=3, max_size=3), st.integers(0, 2))
def test_shares_of_any_whole_rounded_to_any_decimals_make_100(counts, decimals):
    shares = [round(count / sum(counts) * 100, decimals) for count in counts]
    rows = [row(value=s, category_type="Band", category=c) for s, c in zip(shares, NAMES, strict=True)]

    assert found("shares-of-whole", *rows) == []


@SOME
@given(st.integers(1, 4000), st.integers(1, 4000), st.integers(0, 3))
def test_a_share_that_was_worked_out_from_its_count_is_no_finding(count, rest, decimals):
    share = round(count / (count + rest) * 100, decimals)
    one = row(value=share, count=count, denominator=count + rest)

    assert found("count-and-denominator", one) == []
    assert found("impossible-value", one) == []


@SOME
@given(*[st.integers(1, 3000)] * 4)
def test_the_share_of_all_from_counts_is_no_finding(men, of_men, women, of_women):
    men, women = min(men, of_men), min(women, of_women)

    def one(sex, count, people):
        return row(value=round(count / people * 100), count=count, sex=sex)

    rows = one("Male", men, of_men), one("Female", women, of_women), one("Persons", men + women, of_men + of_women)

    assert found("total-outside-parts", *rows) == []
    assert found("parts-and-total", *rows) == []


@SOME
@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_a_number_is_in_the_span_of_its_rounding(number, decimals):
    rounded = round(number, decimals)

    assert Span(number, number).agrees_with(rounded_span(rounded, decimals_of(rounded) if decimals > 4 else decimals))


@SOME
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), max_size=8))
def test_the_parts_of_an_age_band_leave_no_gap(pairs):
    bands = {(low, low + years) for low, years in pairs}

    for whole, parts in tilings(bands).items():
        assert (parts[0][0], parts[-1][1]) == whole
        assert all(one[1] == next_[0] for one, next_ in pairwise(parts))


@SOME
@given(st.data())
def test_no_input_makes_a_rule_fall(data):
    figures = []
    for indicator in ("share", "people", "rate", "dsr", "mean", "visits", "change", "place", "fives", "points"):
        for sex in ("Persons", "Male", "Female"):
            numbers = {name: data.draw(strange) for name in ("value", "lower_95", "upper_95", "count", "denominator")}
            dates = data.draw(st.sampled_from([(None, None), row().when[:2]]))
            figures.append(row(indicator, numbers.pop("value"), sex=sex, dates=dates, **numbers))

    for rule, finding in check(book(*figures)):
        assert rule in RULES
        assert finding.figures
        assert not any(word in finding.sentence.split() for word in ("nan", "inf", "None"))


def test_what_is_no_number_is_read_as_missing():
    assert found("impossible-value", row(value=math.inf), row("people", -math.inf), row("other", math.nan)) == []


def test_a_figure_of_an_unknown_area_or_indicator_is_passed_over():
    assert found("impossible-value", row("unheard-of", 200.0), row(value=200.0, area="nowhere")) == []


def test_an_age_is_a_band_of_years():
    ages = ("15-64", "15-64 yrs", "18+", "Under 1", "<18 yrs", "11", "All ages", "Adults", "", "64-15")

    assert [band(age) for age in ages] == [
        (15, 65), (15, 65), (18, math.inf), (0, 1), (0, 18), (11, 12), (0, math.inf), None, None, None,
    ]  # fmt: skip
