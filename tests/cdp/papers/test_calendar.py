import datetime

import pytest
from icalendar import Calendar

from cdp.papers import calendar
from cdp.papers.content import Column, Day, Kind, Table
from tests.cdp.papers import made


def read(paper):
    return Calendar.from_ical(calendar.write(paper))


def events(paper):
    return [(str(one["summary"]), one["dtstart"].dt) for one in read(paper).walk("VEVENT")]


def uids(paper):
    return [str(one["uid"]) for one in read(paper).walk("VEVENT")]


def due(*rows, key="due", kind=Kind.DATE, table="actions", heading="Due"):
    return Table(
        table, "Actions", (Column("ref", "Ref"), Column("action", "Action"), Column(key, heading, kind)), rows,
        identity=("ref",),
    )  # fmt: skip


A1 = ("A1", "Open a clinic", Day("31 March 2026", "2026-03-31"))


def test_every_due_date_of_a_table_is_an_event_of_a_day():
    assert events(made.sample_paper()) == [
        ("Due: A1, Meet every prison leaver at the gate", datetime.date(2026, 3, 31)),
        ("Due: A2, Open an evening clinic in Highton", datetime.date(2026, 6, 30)),
        ("Due: A4, Train 40 peer mentors", datetime.date(2025, 12, 1)),
    ]


@pytest.mark.parametrize(
    ("key", "kind", "expected"),
    [
        ("due", Kind.DATE, 1),
        ("due-on", Kind.DATE, 1),
        ("next_meeting", Kind.DATE, 1),
        ("published", Kind.DATE, 0),
        ("due", Kind.TEXT, 0),
    ],
)
def test_due_dates_are_found_by_the_key_of_their_column(key, kind, expected):
    assert len(events(made.paper_of(due(A1, key=key, kind=kind)))) == expected


def test_an_event_says_from_which_paper_it_is_and_takes_nobodys_time():
    [event] = read(made.paper_of(due(A1), watermark="Restricted", address=made.ADDRESS)).walk("VEVENT")

    assert str(event["description"]) == "Actions\nNothing yet. As at 12 March 2026, 9:30am.\nRestricted"
    assert (event["dtend"].dt, event["transp"], event["url"]) == (
        datetime.date(2026, 4, 1),
        "TRANSPARENT",
        made.ADDRESS,
    )
    assert event["dtstamp"].dt == datetime.datetime(2026, 3, 12, 9, 30, tzinfo=datetime.UTC)


def test_nothing_else_of_the_row_goes_out():
    columns = (Column("ref", "Ref"), Column("action", "Action"), Column("officer", "Officer"))
    table = Table(
        "actions", "Actions", (*columns, Column("due", "Due", Kind.DATE)),
        (("A1", "Open a clinic", "Jo Bloggs", Day("", "2026-03-31")),), identity=("ref",),
    )  # fmt: skip

    assert b"Bloggs" not in calendar.write(made.paper_of(table))


def test_a_later_paper_moves_the_event_and_makes_no_second_one():
    later = ("A1", "Open a clinic and an evening one", Day("30 June 2026", "2026-06-30"))
    before, after = made.paper_of(due(A1)), made.paper_of(due(later), as_at="2026-06-12T09:30:00+00:00", title="Next")

    assert uids(before) == uids(after)
    [first], [second] = read(before).walk("VEVENT"), read(after).walk("VEVENT")
    assert first["sequence"] < second["sequence"]


def test_another_partnership_has_other_events():
    assert uids(made.paper_of(due(A1))) != uids(made.paper_of(due(A1), publisher="Southshire"))


def test_the_same_date_in_two_tables_is_told_once_and_two_rows_of_a_name_are_two():
    twice = ("A1", "Open a second clinic", Day("", "2026-05-01"))
    paper = made.paper_of(due(A1, twice), due(A1, table="overdue"))

    assert events(paper) == [
        ("Due: A1, Open a clinic", datetime.date(2026, 3, 31)),
        ("Due: A1, Open a second clinic", datetime.date(2026, 5, 1)),
    ]
    assert len(set(uids(paper))) == 2


def test_a_paper_without_due_dates_is_a_calendar_that_says_so():
    found = read(made.empty_paper())

    assert [str(one["summary"]) for one in found.walk("VJOURNAL")] == ["No due dates"]
    assert events(made.empty_paper()) == []


@pytest.mark.parametrize("name", made.ODD_TEXTS)
def test_odd_texts_come_out_on_one_line(name):
    text = made.ODD_TEXTS[name]

    [(summary, _)] = events(made.paper_of(due(("A1", text, A1[2])), title=text))

    assert summary == f"Due: A1, {' '.join(text.split())}"[:250]


def test_a_long_text_is_cut_and_a_day_that_is_none_is_left_out():
    rows = (("A1", made.LONG, A1[2]), ("A2", "Later", Day("soon", "soon")), ("A3", "Never", None))

    [(summary, _)] = events(made.paper_of(due(*rows)))

    assert len(summary) == 250


def test_2_000_due_dates_are_2_000_events_with_identifiers_of_their_own():
    assert len(set(uids(made.paper_of(made.long_table())))) == 2000


def test_lines_are_short_and_end_as_the_standard_says():
    data = calendar.write(made.odd_paper()) + calendar.write(made.sample_paper())

    assert data.replace(b"\r\n", b"").count(b"\n") == 0
    assert max(len(line) for line in data.split(b"\r\n")) <= 75


def test_the_same_paper_gives_the_same_bytes():
    assert calendar.write(made.sample_paper()) == calendar.write(made.sample_paper())
