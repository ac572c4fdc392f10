"""One run of one source, from the file to the readings."""

import datetime
import random

import pytest

from indicators.models import Observation, Reading, Refresh, Series, State, SupersededObservation
from indicators.operations.refresh import refresh
from tests.factories import (
    AreaFactory,
    IndicatorFactory,
    ObservationFactory,
    PersonFactory,
    RefreshFactory,
    SeriesFactory,
)
from tests.indicators.fingertips import row, write
from tests.indicators.operations.runs import counts, figures

pytestmark = pytest.mark.django_db


def test_a_first_run_publishes_figures_series_and_readings(source, file, indicator, area):
    write(file, row(Count="4", Denominator="80"), row(Time_period="2018/19", Value="50.1"))

    run = refresh(source=source)

    assert (run.outcome, counts(run)) == (Refresh.Outcome.CHANGED, {"rows_read": 2, "added": 2})
    assert figures() == [("E06000900", "2018/19", 50.1), ("E06000900", "2019/20", 52.5)]
    series = Series.objects.get()
    assert (series.indicator, series.area, series.age, series.is_headline) == (indicator, area, "15-64", True)
    newest = Observation.objects.get(period="2019/20")
    assert (newest.source, newest.refresh, newest.count, newest.denominator) == (source, run, 4, 80)
    reading = Reading.objects.get()
    assert (reading.observation, reading.value, reading.change, reading.is_headline) == (newest, 52.5, 2.4, True)
    source.refresh_from_db()
    assert source.last_checked_at == source.last_changed_at == run.finished_at


def test_the_run_keeps_its_bytes_and_who_asked_for_it(source, file, settings):
    write(file, row())
    person = PersonFactory()

    run = refresh(source=source, by=person)

    kept = settings.MEDIA_ROOT / "sources" / source.slug / f"{run.sha256}.csv"
    assert kept.read_bytes() == file.read_bytes()
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]
    assert (run.started_by, run.file_name, run.bytes_read) == (person, "figures.csv", file.stat().st_size)


def test_the_same_file_again_is_checked_and_unchanged(source, file):
    write(file, row())
    first = refresh(source=source)

    second = refresh(source=source)

    assert (second.outcome, counts(second), second.sha256) == (Refresh.Outcome.UNCHANGED, {}, first.sha256)
    source.refresh_from_db()
    assert (source.last_checked_at, source.last_changed_at) == (second.finished_at, first.finished_at)
    assert Observation.objects.get().refresh == first


def test_other_bytes_with_the_same_figures_change_nothing(source, file):
    write(file, row(), row(Time_period="2018/19"), row(Time_period="2017/18", Value=""))
    first = refresh(source=source)
    write(file, row(Time_period="2017/18", Value=""), row(Time_period="2018/19"), row(New_data="New data"))

    run = refresh(source=source)

    assert (run.outcome, counts(run)) == (Refresh.Outcome.UNCHANGED, {"rows_read": 3, "unchanged": 3})
    assert not SupersededObservation.objects.exists()
    assert set(Observation.objects.values_list("refresh", flat=True)) == {first.pk}


def test_a_changed_figure_is_replaced_and_the_old_one_kept(source, file):
    write(file, row(), row(Time_period="2018/19"))
    first = refresh(source=source)
    figure = Observation.objects.get(period="2019/20")
    write(file, row(Value="51.9"), row(Time_period="2018/19"))

    run = refresh(source=source)

    assert counts(run) == {"rows_read": 2, "changed": 1, "unchanged": 1}
    old = SupersededObservation.objects.get()
    assert (old.observation_id, old.value, old.period, old.refresh, old.replaced_by) == (
        figure.pk,
        52.5,
        "2019/20",
        first,
        run,
    )
    assert run.started_at <= old.known_until <= run.finished_at
    figure.refresh_from_db()
    assert (figure.value, figure.refresh) == (51.9, run)
    assert Reading.objects.get().value == 51.9


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"Value": ""}, {"Value": "0"}),
        ({"Value": "0"}, {"Value": ""}),
        ({"Count": ""}, {"Count": "0"}),
        ({"Value_note": ""}, {"Value_note": "Value estimated"}),
        ({}, {"Lower_CI_95.0_limit": "1", "Upper_CI_95.0_limit": "60"}),
    ],
)
def test_every_part_of_a_figure_counts_as_a_change(source, file, before, after):
    write(file, row(**before))
    refresh(source=source)
    write(file, row(**after))

    assert counts(refresh(source=source)) == {"rows_read": 1, "changed": 1}


def test_a_figure_that_is_no_longer_in_the_file_is_gone_but_kept(source, file):
    write(file, row(), row(Time_period="2018/19"))
    refresh(source=source)
    write(file, row())

    run = refresh(source=source)

    assert counts(run) == {"rows_read": 1, "unchanged": 1, "gone": 1}
    assert Observation.objects.count() == 2


def test_a_rejected_row_does_not_make_its_standing_figure_gone(source, file):
    write(file, row(), row(Time_period="2018/19"))
    refresh(source=source)
    write(file, row(), row(Time_period="2018/19", Value="#DIV/0!"))

    run = refresh(source=source)

    assert counts(run) == {"rows_read": 2, "unchanged": 1, "rejected": 1}
    assert figures()[0] == ("E06000900", "2018/19", 52.5)


def test_rejects_are_kept_with_their_place_and_reason(source, file):
    write(file, row(), row(Area_Code="E06999999"), row(Time_period="2018/19", Value="-"))

    run = refresh(source=source)

    assert counts(run) == {"rows_read": 3, "added": 1, "rejected": 2}
    assert list(run.rejects.values_list("file_name", "row", "column", "value", "reason")) == [
        ("figures.csv", 3, "Area Code", "E06999999", "Unknown area."),
        ("figures.csv", 4, "Value", "-", "This is not a number."),
    ]


def test_all_rejects_are_counted_and_the_first_thousand_kept(source, file):
    write(file, *[row(Area_Code=f"X{number}") for number in range(1203)])

    run = refresh(source=source)

    assert (run.rejected, run.rejects.count(), run.outcome) == (1203, 1000, Refresh.Outcome.UNCHANGED)


def test_rows_of_other_indicators_are_passed_over_and_told_once(source, file):
    other = {"Indicator_ID": "41001", "Indicator_Name": "Suicide rate"}
    write(file, row(), row(**other), row(**other, Time_period="2018/19"))

    run = refresh(source=source)

    assert counts(run) == {"rows_read": 3, "added": 1}
    assert list(run.rejects.values_list("row", "column", "value", "reason")) == [
        (
            3,
            "Indicator ID",
            "41001",
            "Passed over: 2 rows of indicator 41001 (Suicide rate), which is not kept here.",
        )
    ]


def test_rows_that_agree_stand_once(source, file):
    write(file, row(), row(), row())

    run = refresh(source=source)

    assert counts(run) == {"rows_read": 3, "added": 1, "rejected": 2}
    assert list(run.rejects.values_list("row", "reason")) == [
        (3, "The same figure as in row 2."),
        (4, "The same figure as in row 2."),
    ]


def test_of_rows_that_contradict_each_other_none_stands(source, file):
    write(file, row(), row(Value="60"), row(Time_period="2018/19"))

    run = refresh(source=source)

    assert counts(run) == {"rows_read": 3, "added": 1, "rejected": 2}
    assert list(run.rejects.values_list("row", "reason")) == [
        (2, "Another figure for the same key is in row 3."),
        (3, "Another figure for the same key is in row 2."),
    ]
    assert figures() == [("E06000900", "2018/19", 52.5)]


def test_one_period_in_two_writings_is_one_key(source, file):
    write(file, row(Time_period="2019/20"), row(Time_period="Apr 2019 - Mar 2020", Value="60"))

    assert counts(refresh(source=source)) == {"rows_read": 2, "rejected": 2}


def test_a_folder_is_read_in_full_and_may_repeat_england(source, tmp_path):
    folder = tmp_path / "regions"
    folder.mkdir()
    england = AreaFactory(code="E92000001")
    write(folder / "a.csv", row(Area_Code=england.code), row())
    write(folder / "b.csv", row(Area_Code=england.code), row(Time_period="2018/19"))
    (folder / "notes.txt").write_text("not read")

    run = refresh(source=source, location=str(folder))

    assert (counts(run), run.file_name) == ({"rows_read": 4, "added": 3}, "a.csv, b.csv")
    assert run.rejects.get().reason == "Passed over: 1 row with a figure that another file of this run gives as well."


def test_the_order_of_the_rows_changes_nothing(source, file, area):
    AreaFactory(code="E06000901")
    lines = [
        row(Area_Code=code, Time_period=period, Value=value, Sex=sex)
        for code in (area.code, "E06000901", "E06999999")
        for period, value in (("2018/19", "1.5"), ("2019/20", "2.5"), ("2017/18", "x"), ("2019/20", "2.5"))
        for sex in ("Persons", "Male")
    ]
    lines.append(row(Area_Code=area.code, Time_period="2018/19", Value="9"))
    seen = set()

    for seed in range(4):
        Reading.objects.all().delete()
        Observation.objects.all().delete()
        Series.objects.all().delete()
        write(file, *random.Random(seed).sample(lines, len(lines)))
        run = refresh(source=source)
        facts = Observation.objects.values_list("series__area__code", "series__sex", "period", "value")
        readings = Reading.objects.values_list("area__code", "series__sex", "value", "change", "rank", "is_headline")
        seen.add((tuple(counts(run).items()), tuple(sorted(facts)), tuple(sorted(readings, key=str))))

    assert len(seen) == 1


@pytest.mark.parametrize(
    ("make", "row_of_it"),
    [
        (lambda: AreaFactory(code="E06999999"), {"Area_Code": "E06999999"}),
        (lambda: IndicatorFactory(fingertips_id=41001), {"Indicator_ID": "41001"}),
    ],
)
def test_the_same_file_is_read_again_once_what_it_left_out_is_known(source, file, make, row_of_it):
    write(file, row(), row(**row_of_it))
    refresh(source=source)
    unchanged = refresh(source=source)
    make()

    run = refresh(source=source)

    assert (counts(unchanged), counts(run)) == ({}, {"rows_read": 2, "added": 1, "unchanged": 1})


def test_an_official_figure_stands_over_a_printed_one_and_takes_its_series(source, file, indicator, area):
    series = SeriesFactory(indicator=indicator, area=area, age="15-64", is_headline=True)
    document = RefreshFactory(source__rank=50)
    printed = ObservationFactory(
        series=series,
        refresh=document,
        period="2019/20",
        period_start=datetime.date(2019, 4, 1),
        period_end=datetime.date(2020, 3, 31),
        value=50.0,
        printed="half",
    )
    write(file, row())

    run = refresh(source=source)

    assert (counts(run), Series.objects.get()) == ({"rows_read": 1, "added": 1}, series)
    assert Reading.objects.get().value == 52.5
    printed.refresh_from_db()
    assert (printed.value, printed.refresh) == (50.0, document)


def test_categories_and_single_sexes_are_never_the_headline_of_everybody(source, file):
    write(
        file,
        row(Sex="Female"),
        row(Category_Type="Deprivation decile", Category="Most deprived"),
        row(Age="18+ yrs"),
    )

    refresh(source=source)

    headline = Series.objects.get(is_headline=True)
    assert (headline.sex, headline.age, headline.category) == ("Persons", "18+", "")


def test_a_suppressed_value_is_a_state(source, file):
    write(file, row(Value="", Count="3", Value_note="Value suppressed for disclosure control reasons"))

    refresh(source=source)

    figure = Observation.objects.get()
    assert (figure.state, figure.value, figure.count) == (State.SUPPRESSED, None, None)


def test_progress_is_told_in_bytes_and_rows(source, file):
    write(file, *[row(Area_Code=f"X{number}") for number in range(4100)])
    told = []

    refresh(source=source, progress=lambda *so_far: told.append(so_far))

    size = file.stat().st_size
    assert told[-1] == (size, size, 4100)
    assert [rows for _, _, rows in told if rows] == [2000, 4000, 4100]
    assert all(done <= total == size for done, total, _ in told)


def test_texts_that_look_like_markup_of_the_database_come_through(source, file):
    odd = "tab\there, back\\slash, \\N, {brace} %s 'quote'"
    write(file, row(Category_Type="Odd", Category=f'"{odd}"', Value_note='"\\."'))

    refresh(source=source)

    assert Series.objects.get().category == " ".join(odd.split())
    assert Observation.objects.get().note == "\\."
