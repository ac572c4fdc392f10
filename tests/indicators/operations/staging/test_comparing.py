"""What differs: counts, and the differences that a person is shown."""

import pytest
from django.db import transaction

from indicators.models import Observation, RefreshDifference, Series
from indicators.operations.disclosure import set_rule
from indicators.operations.refresh.knowing import known_to
from indicators.operations.staging import Stage
from tests.factories import DisclosureRuleFactory
from tests.indicators.fingertips import row, write

pytestmark = pytest.mark.django_db
Kind = RefreshDifference.Kind


def said(loaded):
    return [(one.kind, one.period, one.was, one.now, one.is_withheld) for one in loaded.differences]


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        ("10", "15", 0),
        ("10", "15.01", 1),
        ("10", "5", 0),
        ("10", "4.9", 1),
        ("-10", "-16", 1),
        ("0", "0.1", 1),
        ("10", "", 1),
        ("", "10", 1),
    ],
)
def test_a_figure_moves_by_more_than_the_limit_of_what_it_was(load, file, before, after, moved):
    write(file, row(Value=before))
    load()
    write(file, row(Value=after))

    found = load().found
    assert (found.changed, found.moved) == (1, moved)


@pytest.mark.parametrize(("limit", "moved"), [(50, 0), (20, 1)])
def test_the_limit_is_the_source_s(load, file, limit, moved):
    write(file, row(Value="10"))
    load()
    write(file, row(Value="13"))

    assert load(move_limit=limit).found.moved == moved


def test_a_figure_without_a_value_before_and_after_has_not_moved(load, file):
    write(file, row(Value=""))
    load()
    write(file, row(Value="", Value_note="Value missing"))

    found = load().found
    assert (found.changed, found.moved) == (1, 0)


def test_differences_say_what_was_and_what_would_be_the_most_moved_first(load, file, area, indicator):
    write(
        file,
        row(Time_period="2016/17", Value="10"),
        row(Time_period="2017/18", Value="10"),
        row(Time_period="2018/19", Value="10"),
        row(Time_period="2019/20", Value="10"),
    )
    load()
    write(
        file,
        row(Time_period="2017/18", Value="20"),
        row(Time_period="2018/19", Value="40"),
        row(Time_period="2019/20", Value="11"),
        row(Time_period="2020/21", Value="12"),
    )

    loaded = load()

    assert said(loaded) == [
        (Kind.MOVED, "2018/19", 10, 40, False),
        (Kind.MOVED, "2017/18", 10, 20, False),
        (Kind.GONE, "2016/17", 10, None, False),
        (Kind.CHANGED, "2019/20", 10, 11, False),
        (Kind.ADDED, "2020/21", None, 12, False),
    ]
    assert {(one.indicator_id, one.area_id, one.group) for one in loaded.differences} == {
        (indicator.pk, area.pk, "15-64")
    }
    found = loaded.found
    assert (found.staged, found.added, found.changed, found.moved, found.gone, found.unchanged) == (4, 1, 3, 2, 1, 0)
    assert (found.by_indicator, found.new_series) == ({indicator.pk: (1, 3)}, 0)


def test_no_more_differences_than_are_wanted(source, file, kept):
    write(file, *[row(Time_period=str(year)) for year in range(2000, 2010)])

    with Stage(source=source) as stage:
        stage.read([kept(file)], known=known_to(source))
        with transaction.atomic():
            found = stage.compare(move_limit=50)
            differences = found.differences(3)

    assert (found.added, found.new_series, len(differences)) == (10, 1, 3)


def test_numbers_under_a_disclosure_rule_are_in_no_difference(load, file, indicator):
    set_rule(indicators=[indicator], rule=DisclosureRuleFactory(threshold=5))
    write(
        file,
        *[row(Time_period=period, Value="30", Count=count, Denominator="100") for period, count in
          (("2015/16", "30"), ("2016/17", "3"), ("2017/18", "30"), ("2018/19", "30"))],
    )  # fmt: skip
    load()
    write(
        file,
        row(Time_period="2016/17", Value="90", Count="4", Denominator="100"),
        row(Time_period="2017/18", Value="90", Count="90", Denominator="100"),
        row(Time_period="2018/19", Value="1", Count="1", Denominator="100"),
    )

    loaded = load()

    # That a hidden figure, or one that will be, moved far would say how large it is; that a shown one rises is seen.
    assert sorted(said(loaded)) == sorted(
        [
            (Kind.MOVED, "2017/18", None, None, True),
            (Kind.GONE, "2015/16", None, None, True),
            (Kind.CHANGED, "2016/17", None, None, True),
            (Kind.CHANGED, "2018/19", None, None, True),
        ]
    )
    assert loaded.found.moved == 1


def test_comparing_alone_changes_nothing(load, source, file, kept, indicator):
    """A run that is held is compared and not published: nothing of it may stay."""
    set_rule(indicators=[indicator], rule=DisclosureRuleFactory(threshold=5))
    write(file, row(Value="3", Count="3", Denominator="100"))
    load()
    before = list(Observation.objects.values())
    write(file, row(Value="4", Count="4", Denominator="100"), row(Sex="Male"))

    with Stage(source=source) as stage:
        stage.read([kept(file)], known=known_to(source))
        with transaction.atomic():
            found = stage.compare(move_limit=50)

    assert (found.changed, found.added, found.new_series) == (1, 1, 1)
    assert list(Observation.objects.values()) == before
    assert before[0]["value"] is None
    assert Series.objects.count() == 1
