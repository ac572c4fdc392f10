"""An indicator that says what it said before is not read again, and nobody can tell the difference."""

from itertools import chain

import pytest

from indicators.models import Alias, Observation
from indicators.operations.refresh.knowing import known_to
from indicators.operations.staging import Stage, StandingHasMoved, forget_parts
from tests.factories import AreaFactory, DisclosureRuleFactory, IndicatorFactory, PersonFactory
from tests.indicators.fingertips import HEADER, row, write

pytestmark = pytest.mark.django_db
PERIODS = ("2017/18", "2018/19", "2019/20")


@pytest.fixture
def other():
    return IndicatorFactory(fingertips_id=41001)


def rows(**changed):
    """Three years of two indicators; `changed` is what the last row of the second says otherwise."""
    first = [row(Time_period=period) for period in PERIODS]
    second = [row(Indicator_ID="41001", Time_period=period) for period in PERIODS]
    last = {"Indicator_ID": "41001", "Time_period": PERIODS[-1], **changed}
    return [*first, *second[:-1], row(**last)]


def counts(found):
    names = ("staged", "added", "changed", "unchanged", "gone")
    return {name: getattr(found, name) for name in names if getattr(found, name)}


def test_indicators_in_another_order_are_not_read_again(load, file, indicator, other):
    write(file, *rows())
    load()
    lines = rows()
    write(file, *lines[3:], *lines[:3])

    again = load()

    assert again.skipped == {indicator.pk, other.pk}
    assert (again.notes.rows_read, counts(again.found)) == (6, {"staged": 6, "unchanged": 6})


def test_indicators_whose_rows_come_by_turns_are_not_read_again(load, file, indicator, other):
    write(file, *rows())
    load()
    lines = rows()
    write(file, *chain.from_iterable(zip(lines[3:], lines[:3], strict=True)))

    again = load()

    assert again.skipped == {indicator.pk, other.pk}
    assert counts(again.found) == {"staged": 6, "unchanged": 6}


def test_rows_in_another_order_are_read_again_and_change_nothing(load, file, indicator, other):
    write(file, *rows())
    load()
    lines = rows()
    write(file, *reversed(lines[:3]), *lines[3:])

    again = load()

    assert again.skipped == {other.pk}
    assert counts(again.found) == {"staged": 6, "unchanged": 6}


def test_one_changed_row_has_its_indicator_read_and_no_other(load, file, indicator, other):
    write(file, *rows())
    load()
    write(file, *rows(Value="53"))

    again = load()

    assert again.skipped == {indicator.pk}
    assert (again.notes.rows_read, counts(again.found)) == (6, {"staged": 6, "changed": 1, "unchanged": 5})


@pytest.mark.parametrize("cells", [{"Value": "x"}, {"Area_Code": "E06999999"}, {"Time_period": "2018/19"}])
def test_an_indicator_with_a_reject_is_read_each_time(load, file, indicator, other, digests, cells):
    write(file, *rows(**cells))
    first = load()

    again = load()

    assert digests()[other.pk] == ""
    assert again.skipped == {indicator.pk}
    assert again.notes.rejects == first.notes.rejects != []


def test_a_figure_that_is_gone_is_told_each_time(load, file, indicator, other):
    write(file, *rows())
    load()
    write(file, *rows()[:-1])

    assert [load().found.gone for _ in range(2)] == [1, 1]


def test_an_indicator_that_the_file_lacks_is_gone(load, file, indicator, other):
    write(file, *rows())
    load()
    write(file, *rows()[:3])

    again = load()

    assert (again.skipped, again.found.gone_by_indicator) == ({indicator.pk}, {other.pk: 3})


def test_what_is_answered_again_is_compared_again(load, file, kept, indicator, other):
    """What the source failed to answer stays, and is not called gone."""
    write(file, *rows())
    load()
    write(file, *rows()[:3])

    without = load(kept(file, unanswered=["41001"]))
    write(file, *rows())

    assert without.found.gone == 0
    assert counts(load().found) == {"staged": 6, "unchanged": 6}


@pytest.mark.parametrize(
    "change",
    [
        lambda source, indicator: AreaFactory(),
        lambda source, indicator: type(indicator).objects.filter(pk=indicator.pk).update(multiplier=7),
        lambda source, indicator: (
            type(indicator).objects.filter(pk=indicator.pk).update(disclosure_rule=DisclosureRuleFactory())
        ),
        lambda source, indicator: Alias.objects.create(
            source=source,
            field="age",
            text="15-64 yrs",
            value="16+",
            made_at="2026-01-01T00:00Z",
            made_by=PersonFactory(),
        ),
        lambda source, indicator: forget_parts(source=source, indicator_ids=[indicator.pk]),
    ],
)
def test_whatever_the_figures_follow_from_has_the_indicator_read_again(load, source, file, indicator, change):
    write(file, row())
    load()
    change(source, indicator)

    assert load().skipped == set()


def test_the_same_rows_under_other_headings_are_read_again(load, file, indicator):
    write(file, row())
    load()
    write(file, row(), header=HEADER.replace("Compared to Region", "Compared to CCG"))

    assert load().skipped == set()


def test_what_was_changed_while_a_run_read_is_not_taken_for_published(load, source, file, kept, indicator):
    write(file, row())
    load()

    with Stage(source=source) as stage:
        stage.read([kept(file)], known=known_to(source))
        forget_parts(source=source)
        with pytest.raises(StandingHasMoved, match="were changed while it was read"):
            stage.compare(move_limit=50)


def test_figures_from_before_there_were_digests_can_be_gone(load, source, file, digests, indicator, other):
    write(file, *rows())
    load()
    source.parts.all().delete()
    source.refreshes.get().changes.all().delete()
    write(file, *rows()[:3])

    assert load().found.gone == 3
    assert Observation.objects.count() == 6
