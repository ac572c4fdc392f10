import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from indicators.models import Reading
from indicators.presenters.scorecard import (
    headline_readings,
    scorecard_groups,
    scorecard_row,
    scorecard_rows,
    spark_ends,
)
from tests.factories import (
    AreaFactory,
    DocumentFactory,
    FrameworkMetricFactory,
    IndicatorFactory,
    PartnershipFactory,
    ReadingFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db
FEW = "Fewer than five yearly figures"
TODAY = datetime.date(2026, 11, 22)


@pytest.fixture
def area():
    return AreaFactory(code="E06000042", name="Milton Keynes")


def reading_of(area, *, document=None, **fields):
    source = SourceFactory(kind="document", document=document) if document else SourceFactory()
    return ReadingFactory(
        observation__series__area=area,
        observation__series__is_headline=True,
        observation__refresh__source=source,
        **fields,
    )


def test_a_row_says_the_figure_its_period_and_its_age(area):
    reading = reading_of(area, value=46.31901, count=151, denominator=326, lower_95=41.0, upper_95=51.7)

    row = scorecard_row(reading, on=TODAY)

    assert (row.value_text, row.count, row.interval) == ("46.3%", "151 of 326", "41.0 to 51.7")
    assert (row.period, row.age, row.is_old) == ("2021", "4 years 10 months old", True)
    assert row.url == f"/indicators/{reading.indicator.code}/?areas=E06000042"


def test_a_row_keeps_the_words_of_the_document_where_they_say_more(area):
    plain = scorecard_row(reading_of(area, value=42, qualifier="exact", printed="42%"), on=TODAY)
    wordy = scorecard_row(reading_of(area, value=42, qualifier="about", printed="nearly half (42%)"), on=TODAY)

    assert (plain.value_text, plain.printed) == ("42%", "")
    assert (wordy.value_text, wordy.printed) == ("about 42%", "nearly half (42%)")


def test_a_figure_without_a_period_says_so_and_has_no_age(area):
    row = scorecard_row(reading_of(area, period="", period_start=None, period_end=None), on=TODAY)

    assert (row.period, row.age, row.is_old) == ("Period not stated", "", False)


@pytest.mark.parametrize(
    ("value", "previous", "said"),
    [
        (46.3, 50.5, ("Down 4.2 points", "since 2020")),
        (46.31, 46.27, ("Up 0.04 points", "since 2020")),
        (50, 50, ("Unchanged", "since 2020")),
        (50, None, ("", "No earlier figure to set it against")),
    ],
)
def test_a_change_is_in_words(area, value, previous, said):
    change = None if previous is None else value - previous
    reading = reading_of(area, value=value, previous_value=previous, previous_period="2020", change=change)

    row = scorecard_row(reading, on=TODAY)

    assert (row.change, row.change_note) == said


def test_a_suppressed_figure_has_no_change_and_no_comparison(area):
    reading = reading_of(area, observation__value=None, observation__state="suppressed", previous_value=4, change=None)

    row = scorecard_row(reading, on=TODAY)

    assert (row.value_text, row.change, row.change_note) == ("Suppressed", "", "")
    assert row.england.reason == "There is no figure to compare"


@pytest.mark.parametrize(
    ("trend", "verdict", "reason", "said"),
    [
        ("increasing", "getting_worse", "", ("getting_worse", "Rising: worse", "")),
        ("decreasing", "getting_better", "", ("getting_better", "Falling: better", "")),
        ("increasing", "plain", "", ("rising", "Rising", "")),
        ("no_significant_change", "plain", "", ("no_change", "No significant change", "")),
        ("cannot_be_calculated", "", "overlapping", ("cannot_say", "Cannot say", "The periods overlap")),
        ("cannot_be_calculated", "", "fewer_than_five", ("not_enough_data", "Not enough data", FEW)),
        ("cannot_be_calculated", "", "", ("not_enough_data", "Not enough data", FEW)),
    ],
)  # fmt: skip
def test_a_trend_is_in_words(area, trend, verdict, reason, said):
    row = scorecard_row(reading_of(area, trend=trend, trend_verdict=verdict, trend_reason=reason), on=TODAY)

    assert (row.trend, row.trend_word, row.trend_note) == said


def test_a_comparison_says_the_others_figure(area):
    row = scorecard_row(reading_of(area, england_value=55.8, standing_england="worse"), on=TODAY)

    assert (row.england.status, row.england.figure, row.england.sentence) == ("worse", "55.8%", "England 55.8%: worse.")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"england_value": None}, "No figure for England in this period."),
        ({"england_value": 5}, "England 5%. No interval, so the difference may be chance."),
        (
            {"england_value": 5, "observation__series__indicator__value_type": "count"},
            "England 5%. A count is not compared.",
        ),
        ({"observation__value": None, "observation__state": "suppressed"}, "There is no figure to compare."),
    ],
)
def test_what_cannot_be_compared_says_why(area, fields, sentence):
    row = scorecard_row(reading_of(area, **fields), on=TODAY)

    assert (row.england.status, row.england.sentence) == ("not_compared", sentence)


def test_england_is_not_compared_with_itself():
    england = AreaFactory(code="E92000001", name="England", area_type="country")

    row = scorecard_row(reading_of(england, england_value=12), on=TODAY)

    assert {(one.figure, one.reason) for one in row.comparisons} == {("", "A country has no comparator here")}


def test_an_abolished_area_is_not_compared():
    gone = AreaFactory(valid_to=datetime.date(2021, 3, 31))

    row = scorecard_row(reading_of(gone, england_value=5), on=TODAY)

    assert row.england.sentence == "England 5%. The area had been abolished by then."


def test_figures_that_are_not_exact_are_not_differenced(area):
    reading = reading_of(area, value=50, qualifier="over", previous_value=40, previous_period="2020", change=None)

    row = scorecard_row(reading, on=TODAY)

    assert (row.change, row.change_note) == ("", "40% in 2020; neither is exact, so no difference is given")


def test_a_row_has_the_points_of_its_sparkline(area):
    row = scorecard_row(reading_of(area, spark='[["2019", 4.5], ["2020", null], ["2021", 5]]'), on=TODAY)

    assert (row.spark, row.spark_first, row.spark_last) == ([4.5, None, 5], "2019", "2021")


@pytest.mark.parametrize("count", [1, 3])
def test_rows_cost_one_query_however_many_there_are(area, count, django_assert_num_queries):
    for _ in range(count):
        reading_of(area, observation__series__indicator__framework_metric=FrameworkMetricFactory(code=f"S{_}"))

    with django_assert_num_queries(1):
        rows = scorecard_rows(headline_readings(area), on=TODAY)

    assert [row.metric for row in rows] == [f"S{n}" for n in range(count)]


def test_readings_are_grouped_by_kind_with_outcomes_first(area):
    for scope in ("context", "service", "population"):
        reading_of(area, observation__series__indicator=IndicatorFactory(scope=scope))

    groups = scorecard_groups(scorecard_rows(headline_readings(area), on=TODAY))

    assert [group["heading"] for group in groups] == ["Population outcomes", "Service measures", "Context"]


def test_figures_of_an_unpublished_partnership_are_its_members_only(area, viewer, stranger, partnership):
    partnership.is_published = False
    partnership.save()
    theirs = reading_of(area, document=DocumentFactory(partnership=partnership))
    open_one = reading_of(area, document=DocumentFactory(partnership=PartnershipFactory()))
    official = reading_of(area)

    def seen_by(user):
        return set(headline_readings(area, user=user))

    assert seen_by(viewer) == {theirs, open_one, official}
    assert seen_by(stranger) == seen_by(AnonymousUser()) == {open_one, official}
    assert Reading.objects.count() == 3


ALONE = {"trend_reason": "fewer_than_five", "previous_value": None, "change": None}


@pytest.mark.parametrize(
    ("fields", "says_nothing_more"),
    [
        ({}, True),
        ({"england_value": 55.8}, True),
        ({"england_value": 55.8, "standing_england": "worse"}, False),
        ({"previous_value": 4, "previous_period": "2020"}, False),
        ({"trend": "increasing"}, False),
        ({"spark": '[["2019", 1], ["2020", 2], ["2021", 3]]'}, False),
        ({"spark": '[["2020", 2], ["2021", 3]]'}, True),
    ],
)
def test_a_row_knows_when_its_figure_is_all_there_is(area, fields, says_nothing_more):
    row = scorecard_row(reading_of(area, **ALONE | fields), on=TODAY)

    assert row.says_nothing_more is says_nothing_more


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "One figure. Nothing to compare it with yet."),
        ({"england_value": 5}, "One figure. England 5%. No interval, so the difference may be chance."),
        (
            {"spark": '[["2020", 2], ["2021", 3]]'},
            "No earlier figure to set it against. Nothing to compare it with yet.",
        ),
        ({"observation__value": None, "observation__state": "suppressed"}, "There is no figure to compare."),
    ],
)
def test_a_figure_alone_is_said_in_one_sentence(area, fields, sentence):
    assert scorecard_row(reading_of(area, **ALONE | fields), on=TODAY).nothing_more == sentence


@pytest.mark.parametrize(
    ("periods", "ends"),
    [
        (("2019", "2021"), ("2019", "2021")),
        (("2014 - 16", "2023 - 25"), ("2014 - 16", "2023 - 25")),
        (("2013/14 - 15/16", "2022/23 - 24/25"), ("2013/14", "24/25")),
        (("Year ending June 2017", "Year ending June 2022"), ("2017", "2022")),
        (("Before the first wave", "After the first wave"), ("", "")),
    ],
)
def test_the_ends_of_a_small_line_do_not_lie_on_each_other(periods, ends):
    assert spark_ends([[period, 1] for period in periods]) == ends


@pytest.mark.parametrize(
    ("change", "value_type", "said"),
    [
        (12, "proportion", "Count up 12"),
        (-1022, "proportion", "Count down 1,022"),
        (0, "proportion", "Count unchanged"),
        (None, "proportion", ""),
        (12, "count", ""),
    ],
)
def test_a_change_in_count_is_said_where_the_figure_is_no_count(area, change, value_type, said):
    reading = reading_of(area, observation__series__indicator__value_type=value_type, change_count=change)

    assert scorecard_row(reading, on=TODAY).count_change == said


def test_a_change_says_whether_it_is_more_than_chance(area):
    fields = {"previous_value": 50, "previous_period": "2020", "standing_previous": "worse"}

    assert scorecard_row(reading_of(area, **fields, change=-4), on=TODAY).since_then == "worse"
    assert scorecard_row(reading_of(area, **fields, change=None), on=TODAY).since_then == "not_compared"


def test_a_row_lists_those_it_is_set_against_and_says_who_is_left_out(area):
    reading = reading_of(
        area,
        england_value=55.8,
        standing_england="worse",
        standing_england_998="worse",
        neighbours_value=50.9,
        neighbours_basis="pooled",
        standing_neighbours="similar",
    )

    row = scorecard_row(reading, on=TODAY)

    assert [(one.shown, one.label) for one in row.against] == [
        ("clearly_worse", "England 55.8%"),
        ("similar", "Neighbours 50.9%, pooled"),
    ]
    assert row.left_out == "No figure for the region in this period"


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"interval_is_computed": True, "standing_england": "worse"}, "Interval worked out here"),
        ({"interval_is_computed": False, "standing_england": "worse"}, ""),
        ({"interval_is_computed": True}, ""),
    ],
)
def test_an_interval_of_ours_is_marked_where_something_rests_on_it(area, fields, note):
    assert scorecard_row(reading_of(area, england_value=55.8, **fields), on=TODAY).interval_note == note


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"value": 2949, "count": 2949}, ""),
        ({"value": 7.6, "count": 141, "denominator": 1_860_000}, "141 of 1,860,000"),
        ({"value": 46.3, "count": 151}, "151"),
        ({"value": 46.3}, ""),
    ],
)
def test_a_count_stands_beside_its_figure_once(area, fields, said):
    assert scorecard_row(reading_of(area, **fields), on=TODAY).count == said
