"""The whole way: a file with small numbers is refreshed, and whatever can be got hold of is searched for them."""

import itertools

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from indicators.models import Observation, Refresh, SupersededObservation, WithheldFigure
from indicators.operations.refresh import refresh
from tests.indicators.disclosure.conftest import DISTRICTS
from tests.indicators.disclosure.everything import everything, shown_in_api, shown_in_csv
from tests.indicators.disclosure.tables import ALL, changed_by_a_number, with_totals
from tests.indicators.fingertips import row, write

pytestmark = pytest.mark.django_db

AGES, SEXES, YEARS = ("<40 yrs", "40+ yrs"), ("Male", "Female"), ("2020", "2021")
DIMENSIONS = (DISTRICTS, SEXES, AGES, YEARS)
WORDS = {1: "Persons", 2: "All ages", 3: "2020 - 21"}
COUNTY = "E10000900"
# District by sex by age by year, in the order of DIMENSIONS.
FIRST = (4, 29, 30, 14, 18, 8, 11, 14, 1, 38, 19, 31, 7, 1, 37, 35, 3, 0, 42, 18, 31, 11, 4, 20)
# Other numbers in some of the hidden cells and nowhere else: 1 is 2, 3 is 2, 4 is 3, and so on.
OTHER = (4, 30, 30, 13, 18, 7, 11, 15, 2, 37, 18, 32, 6, 2, 38, 34, 2, 0, 43, 18, 32, 11, 3, 20)


def table(numbers):
    keys = itertools.product(*DIMENSIONS)
    return with_totals(dict(zip(keys, numbers, strict=True)), DIMENSIONS)


def as_in_file(key):
    area, *others = key
    words = [WORDS[at] if label == ALL else label for at, label in enumerate(others, 1)]
    return COUNTY if area == ALL else area, *words


def write_table(path, counts):
    lines = []
    for key, count in counts.items():
        area, sex, age, period = as_in_file(key)
        lines.append(
            row(
                Indicator_ID="99001", Area_Code=area, Sex=sex, Age=age, Time_period=period, Value=str(count),
                Count=str(count), Denominator="",
            )
        )  # fmt: skip
    write(path, *lines)


def as_in_api(counts):
    ages = {"<40 yrs": "Under 40", "40+ yrs": "40+", "All ages": ""}
    found = {}
    for key in counts:
        area, sex, age, period = as_in_file(key)
        found[area, sex, ages[age], period] = key
    return found


def standing():
    rows = Observation.objects.select_related("series__area")
    return {
        (o.series.area.code, o.series.sex, o.series.age, o.period): (o.value, o.count, o.state, o.printed) for o in rows
    }


@pytest.fixture
def first(file, source):
    counts, relations = table(FIRST)
    write_table(file, counts)
    run = refresh(source=source)
    assert (run.added, run.rejected) == (len(counts), 0)
    return counts, relations


def shown_of(client, counts):
    periods = {period for *_, period in shown_in_api(client)}
    assert len(periods) == 3
    names = as_in_api(counts)
    pooled = next(iter(periods - {"2020", "2021"}))
    return {
        names[area, sex, age, "2020 - 21" if period == pooled else period]: value
        for (area, sex, age, period), value in shown_in_api(client).items()
    }


def test_what_is_shown_is_true_and_what_is_small_is_not_shown(client, first):
    counts, _ = first

    shown = shown_of(client, counts)

    assert shown.keys() == counts.keys()
    assert {key: value for key, value in shown.items() if value is not None}.items() <= counts.items()
    assert [key for key, count in counts.items() if 0 < count < 5 and shown[key] is not None] == []
    assert [key for key, count in counts.items() if count == 0 and shown[key] is None] == []
    assert 0 < sum(value is None for value in shown.values()) < len(counts) / 2


def test_the_download_and_the_api_hide_the_same(client, first, deaths):
    in_csv = shown_in_csv(client, deaths)

    assert len(in_csv) == len(first[0])
    assert sorted(map(str, in_csv.values())) == sorted(map(str, shown_in_api(client).values()))


def test_no_hidden_number_comes_back_by_subtraction(client, first):
    counts, relations = first

    shown = {key: value for key, value in shown_of(client, counts).items() if value is not None}

    assert changed_by_a_number(shown, relations) == set()


@pytest.mark.parametrize("who", ["nobody", "viewer"])
def test_everything_stays_the_same_when_only_hidden_numbers_differ(client, who, request, file, source, deaths):
    """Not a page, file, answer or sentence depends on what is hidden: two truths, one view."""
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))
    views, hidden = [], []
    for numbers in (FIRST, OTHER):
        counts, _ = table(numbers)
        start_numbers_anew()
        with transaction.atomic():
            write_table(file, counts)
            refresh(source=source)
            hidden.append({key for key, value in shown_of(client, counts).items() if value is None})
            views.append(everything(client, deaths))
            transaction.set_rollback(True)

    assert hidden[0] == hidden[1]
    assert views[0].keys() == views[1].keys()
    assert [line for one in views[0] for line in unlike(views[0][one], views[1][one])] == []
    assert len(views[0]) > 100


def start_numbers_anew():
    """PostgreSQL goes on counting rows that were rolled back, and a page names some rows by their number."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), apps.get_app_config("indicators").get_models()):
            cursor.execute(sql)


def unlike(one, other):
    pairs = itertools.zip_longest(one.splitlines(), other.splitlines())
    return [(first, second) for first, second in pairs if first != second]


def test_the_same_file_again_is_unchanged(file, source, first):
    before = standing()
    write_table(file, dict(reversed(first[0].items())))

    run = refresh(source=source)

    assert (run.outcome, run.unchanged, run.changed, run.added) == (Refresh.Outcome.UNCHANGED, len(before), 0, 0)
    assert standing() == before
    assert not SupersededObservation.objects.exists()


def test_a_changed_hidden_figure_is_counted_and_shown_neither_then_nor_now(client, file, source, deaths, first):
    counts, _ = first
    later, _ = table(OTHER)
    differing = [key for key in counts if later[key] != counts[key]]
    before = standing()
    write_table(file, later)

    run = refresh(source=source)

    assert (run.changed, run.added) == (len(differing), 0)
    assert standing() == before
    old = SupersededObservation.objects.all()
    assert {(row.value, row.count, row.state, row.printed) for row in old} == {(None, None, "suppressed", "")}
    kept = WithheldFigure.objects.filter(superseded__isnull=False)
    assert sorted(kept.values_list("count", flat=True)) == sorted(counts[key] for key in differing)


def test_before_and_after_together_give_nothing_back(client, file, source, deaths, first):
    """Single cells change, totals with them; a reader keeps the old pages and lays them beside the new ones."""
    counts, relations = first
    old = {key: value for key, value in shown_of(client, counts).items() if value is not None}
    numbers = list(FIRST)
    numbers[0], numbers[5], numbers[8], numbers[14], numbers[17] = 12, 3, 2, 9, 6
    later, _ = table(numbers)
    write_table(file, later)

    refresh(source=source)

    new = {key: value for key, value in shown_of(client, later).items() if value is not None}
    revised = shown_before(client, deaths)
    shown = {(key, counts[key]): value for key, value in old.items() if key in new or (key, counts[key]) in revised}
    shown |= {(key, later[key]): value for key, value in new.items()}
    both = [
        tuple(((key, then[key]), factor) for key, factor in relation)
        for relation in relations
        for then in (counts, later)
    ]  # fmt: skip
    assert changed_by_a_number(shown, both) == set()


def shown_before(client, deaths):
    """{(key, count)} of the revisions that can still be read."""
    names = as_in_api(table(FIRST)[0])
    found = set()
    for old in SupersededObservation.objects.exclude(value=None).select_related("series__area"):
        period = old.period if old.period in YEARS else "2020 - 21"
        found.add((names[old.series.area.code, old.series.sex, old.series.age, period], old.count))
    return found
