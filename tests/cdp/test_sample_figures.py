"""The generator of Exampleshire's figures, without a database."""

import csv
import datetime
import io
import re
from pathlib import Path

import pytest

from cdp.sample import people, texts
from cdp.sample.calendar import Calendar
from cdp.sample.figures import ENGLAND, EXAMPLESHIRE, NEIGHBOURS, REGION, Kind, Place, draw, newest_year, period_text
from cdp.sample.fingertips_file import as_csv
from cdp.sample.trajectories import TRAJECTORIES
from indicators.periods import Period
from indicators.sources import fingertips_csv
from indicators.sources.base import Known, Row
from indicators.sources.files import KeptFile

DAYS = [datetime.date(2026, 1, 1), datetime.date(2026, 2, 28), datetime.date(2026, 11, 22), datetime.date(2027, 7, 31)]
PLACES = [
    Place(ENGLAND, "England (sample)", "England"),
    Place(REGION, "Sample region", "Region", ENGLAND),
    Place(NEIGHBOURS, "Nearest neighbours (sample)", "Nearest neighbours"),
    Place(EXAMPLESHIRE, "Exampleshire", "County", REGION),
    Place("sample:testbury", "Testbury", "UA", REGION),
    Place("sample:littledraft", "Littledraft", "UA", REGION),
]
COUNTS = {"adults-in-treatment", "young-people-in-treatment", "suspensions-drugs-alcohol"}


def kind_of(trajectory, number):
    if trajectory.indicator in COUNTS:
        return Kind(str(number), trajectory.indicator, "count", 1, "not_judged")
    proportion = trajectory.per_year < 10_000
    value_type, multiplier = ("proportion", 100) if proportion else ("crude_rate", 100_000)
    return Kind(str(number), trajectory.indicator, value_type, multiplier, "lower_is_better")


KINDS = {trajectory.indicator: kind_of(trajectory, number) for number, trajectory in enumerate(TRAJECTORIES, 1)}
KNOWN = Known({kind.number: int(kind.number) for kind in KINDS.values()}, {p.code: n for n, p in enumerate(PLACES)})


def file_of(today, **options):
    return as_csv(draw(seed=7, today=today, places=PLACES, kinds=KINDS, **options), places=PLACES, kinds=KINDS)


@pytest.mark.parametrize("is_local", [False, True])
@pytest.mark.parametrize("today", DAYS)
def test_the_file_has_27_columns_and_is_read_without_rejects(today, is_local, tmp_path):
    text = file_of(today, is_local=is_local)
    path = tmp_path / "exampleshire.csv"
    path.write_text(text, encoding="utf-8", newline="")

    found = list(fingertips_csv.read(KeptFile(path.name, path, "", len(text)), known=KNOWN))

    assert {len(row) for row in csv.reader(io.StringIO(text))} == {27}
    assert [item for item in found if not isinstance(item, Row)] == []
    assert len({row.key for row in found}) == len(found) > 100


def test_the_same_seed_gives_the_same_file_and_another_seed_another():
    same = {file_of(DAYS[0]), file_of(DAYS[0])}
    other = as_csv(draw(seed=8, today=DAYS[0], places=PLACES, kinds=KINDS), places=PLACES, kinds=KINDS)

    assert len(same) == 1
    assert other not in same


@pytest.mark.parametrize("today", DAYS)
def test_no_figure_is_of_a_period_that_is_not_over(today):
    periods = {}
    for trajectory in TRAJECTORIES:
        released = newest_year(trajectory, today) + (1 if trajectory.next_values else 0)
        periods[trajectory.indicator] = Period.parse(period_text(trajectory.years, released, trajectory.span))

    assert [name for name, period in periods.items() if period.end >= today] == []
    assert [round(period.years) for period in periods.values()] == [trajectory.span for trajectory in TRAJECTORIES]


def test_a_withheld_figure_shows_no_number():
    row = next(row for row in csv.DictReader(io.StringIO(file_of(DAYS[2]))) if "suppressed" in row["Value note"])

    numbers = ["Value", "Lower CI 95.0 limit", "Upper CI 99.8 limit", "Count", "Denominator"]
    assert (row["Area Code"], [row[name] for name in numbers]) == ("sample:littledraft", [""] * 5)


@pytest.mark.parametrize("today", [datetime.date(2026, 11, 16) + datetime.timedelta(days) for days in range(7)])
def test_the_board_met_ten_weeks_ago_and_meets_again_within_a_month(today):
    *past, last, coming = Calendar(today).meetings()

    assert len(past) == 3
    assert {day.weekday() for day in (*past, last, coming)} == {2}
    assert 16 <= (coming - today).days <= 22
    assert 69 <= (today - last).days <= 75


def test_passphrases_are_long_and_differ():
    phrases = {people.new_passphrase() for _ in range(50)}

    assert len(phrases) == 50
    assert all(re.fullmatch(r"[a-z]+-[a-z]+-[a-z]+-\d{4}", phrase) and len(phrase) >= 14 for phrase in phrases)


def test_the_texts_speak_of_people():
    files = [path for path in Path(texts.__file__).parent.glob("*.yaml") if path.stem != "words"]
    found = [
        (path.name, word)
        for path in files
        for word in ("addict", "abuse", "misuser", "user", "offender", "alcoholic", "junkie", "homeless people")
        if re.search(rf"\b{word}s?\b", path.read_text(encoding="utf-8"), re.IGNORECASE)
    ]

    assert found == []
    assert len(files) == 10
