"""The quick way of reading and the reader of single rows say the same of whatever file."""

import csv
import io
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.operations.refresh.knowing import known_to
from indicators.operations.staging import Stage
from indicators.operations.staging import stage as module
from indicators.operations.staging.records import NotPlain
from indicators.operations.staging.tables import NUMBERS
from indicators.sources.base import SourceNotReadable
from tests.factories import AreaFactory
from tests.indicators.fingertips import NAMES, row, write

pytestmark = pytest.mark.django_db
NUMBER = st.sampled_from(
    [
        "",
        "",
        "50",
        "49.5",
        "51",
        "0",
        "-1",
        "+5",
        "5.",
        ".5",
        "1e2",
        "1e-400",
        "1e999",
        "nan",
        " 50 ",
        "1_0",
        "٥",
        "5|6",
        "5,6",
        "x",
    ]
)
CELLS = {
    "Indicator ID": st.sampled_from(["93517", "93517", "93517 ", "41001", ""]),
    "Indicator Name": st.sampled_from(["Opiates", "In treatment,\r\nor waiting", 'Said to be "well"', "Ynys Môn"]),
    "Area Code": st.sampled_from(["E06000900", "E06000901", " E06000901", "E06999999", ""]),
    "Sex": st.sampled_from(["Persons", "Male", "Not applicable", "", "x" * 21]),
    "Age": st.sampled_from(["18+ yrs", "All ages", ""]),
    "Category Type": st.sampled_from(["", "", "Decile"]),
    "Category": st.sampled_from(["", "", "Decile 1", "tab\there"]),
    "Time period": st.sampled_from(["2019/20", "2018/19", "Apr 2019 - Mar 2020", "2017 - 19", "Since 2019", "?"]),
    "Value": NUMBER,
    "Lower CI 95.0 limit": st.sampled_from(["", "", "49", "52", "x"]),
    "Upper CI 95.0 limit": st.sampled_from(["", "", "52", "49"]),
    "Lower CI 99.8 limit": st.sampled_from(["", "", "48"]),
    "Upper CI 99.8 limit": st.sampled_from(["", "", "53"]),
    "Count": NUMBER,
    "Denominator": NUMBER,
    "Value note": st.sampled_from(["", "Value estimated", "Value  suppressed", "Provisional, for now"]),
    "Recent Trend": st.sampled_from(["", "Increasing", " No  change "]),
    "Compared to England value or percentiles": st.sampled_from(["", "Better"]),
    "Compared to goal": st.sampled_from(["", "Met"]),
}
# What changes from one row to the next of a series.
OF_A_FIGURE = {name: cells for name, cells in CELLS.items() if NAMES.index(name) >= NAMES.index("Time period")}
SERIES = st.tuples(st.fixed_dictionaries(CELLS), st.lists(st.fixed_dictionaries(OF_A_FIGURE), max_size=4))
ROWS = st.lists(SERIES, min_size=1, max_size=6).map(
    lambda found: [row for first, others in found for row in (first, *(first | other for other in others))]
)
LAYOUT = st.sampled_from([24, 26, 27])


@pytest.fixture(autouse=True)
def _areas(source):
    AreaFactory(code="E06000901")


def content(rows, width, line_end, missing, mark):
    """Some of the rows twice, one field short or blank, as files have it."""
    drop = {name for name in NAMES if "99.8" in name or name == "Time period range"} if width == 24 else set()
    names = [name for name in NAMES if name not in drop][:width]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=line_end)
    writer.writerow([name.replace("CI 95.0", "CI") if width == 24 else name for name in names])
    for number, cells in enumerate(rows):
        fields = [cells.get(name, "") for name in names]
        writer.writerow(fields[:-1] if number == missing else fields)
        if number == missing:
            text.write(line_end)
    return mark + text.getvalue().encode()


def staged(source, kept, monkeypatch, *, quickly):
    """Everything that came of the file, by both ways in the same form."""
    with monkeypatch.context() as patch:
        if not quickly:
            patch.setattr(module.Stage, "_scan", refuse)
        with Stage(source=source) as stage:
            try:
                notes = stage.read([kept], known=known_to(source))
            except SourceNotReadable as error:
                return str(error)
            rows = stage.tables.rows_of(
                "SELECT t.indicator_id, t.sex, t.age, t.category_type, t.category, p.area_id, c.period_start, "
                "c.period_end, c.period, g.line, g.file, g.is_rejected, {g_numbers}, w.state, w.note, j.recent_trend, "
                "j.compared_with_england, j.compared_with_parent, j.compared_with_goal FROM {staged_rows} "
                "JOIN {stratum} t ON t.id = c.stratum "
                "LEFT JOIN {word} w ON w.id = g.word LEFT JOIN {judgement} j ON j.id = w.judgement ORDER BY g.line"
            )
            sound = stage.intake.number_of_rows
    return rows, notes.rows_read, notes.rejected, notes.rejects, notes.not_ours, notes.first_not_ours, sound


def refuse(stage):
    raise NotPlain


@given(ROWS, LAYOUT, st.sampled_from(["\n", "\r\n"]), st.integers(0, 20), st.sampled_from([b"", b"\xef\xbb\xbf"]))
@settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_both_ways_say_the_same(source, file, kept, monkeypatch, rows, width, line_end, missing, mark):
    file.write_bytes(content(rows, width, line_end, missing, mark))
    found = kept(file)

    assert staged(source, found, monkeypatch, quickly=True) == staged(source, found, monkeypatch, quickly=False)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text + b'93517,"broken off',
        lambda text: text.replace(b"Northshire", b'5" pipe'),
        lambda text: text.replace(b"Northshire", b"North\0shire"),
        lambda text: text.replace(b"\r\n", b"\r"),
        lambda text: text.replace(b"Northshire", "Môn".encode("cp1252")),
        lambda text: text.replace(b"Northshire", b"x" * 200_000),
        lambda text: text.replace(b"Indicator ID", b"No ID"),
        lambda text: text.replace(b"Northshire", b'"North"shire'),
    ],
)
def test_what_is_damaged_is_told_in_the_same_words(source, file, kept, monkeypatch, damage):
    write(file, row(), row(Time_period="2018/19", Value="x"))
    file.write_bytes(damage(file.read_bytes()))
    found = kept(file)

    assert staged(source, found, monkeypatch, quickly=True) == staged(source, found, monkeypatch, quickly=False)


def test_a_sound_row_after_another_does_not_wait_for_the_reader_of_single_rows(source, file, kept, monkeypatch):
    """Else the quick way would be the slow one, and nothing would say so."""
    write(file, *[row(Time_period=f"{year}", Value=f"{year}") for year in range(1990, 2020)], row(Time_period="1990"))
    alone = itertools.count()
    reader = module.layout.Reader
    read_alone = reader._read_alone
    monkeypatch.setattr(reader, "_read_alone", lambda *args: (next(alone) and False) or read_alone(*args))

    rows, *_ = staged(source, kept(file), monkeypatch, quickly=True)

    assert (len(rows), next(alone)) == (31, 30)
    assert rows[-1][12 : 12 + len(NUMBERS)] == (52.5, *[None] * 6)


class Stopped(Exception):
    """Somebody has cancelled the run."""


def test_a_run_that_is_stopped_while_it_reads_leaves_nothing_behind(source, file, kept):
    write(file, row())

    def check():
        raise Stopped

    with Stage(source=source) as stage, pytest.raises(Stopped):
        stage.read([kept(file)], known=known_to(source), check=check)

    with Stage(source=source) as again:
        assert again.tables.count("SELECT count(*) FROM {stage}") == 0
