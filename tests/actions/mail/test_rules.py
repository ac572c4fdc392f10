"""Who is reminded, when: by examples from the plan that is set for every partnership, and by laws."""

import datetime
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.mail.rules import Cadence, Level, Owed, chain, digests, due, fell_on

DUE = datetime.date(2026, 12, 2)
OLU, DEP, BEA, LEE = "Olu", "Dep", "Bea", "Lee"
EVERYBODY = {
    Level.OFFICER: frozenset({OLU}),
    Level.DEPUTY: frozenset({DEP}),
    Level.BOARD_MEMBER: frozenset({BEA}),
    Level.LEAD: frozenset({LEE}),
}


def day(offset):
    return DUE + datetime.timedelta(days=offset)


def owed(people=None, key="1.1", due_on=DUE, **cadence):
    return Owed(key, due_on, EVERYBODY if people is None else people, Cadence(**cadence))


class Post:
    """Applies the rules day by day, as the nightly job does, and remembers who was told what."""

    def __init__(self):
        self.last_digest, self.last_told, self.sent = {}, {}, []

    def on(self, day, *all_owed):
        found = digests(all_owed, on=day, last_digest=self.last_digest, last_told=self.last_told)
        for person, lines in found.items():
            self.last_digest[person] = day
            self.last_told.update({(person, line.owed.key): day for line in lines})
            self.sent.append((day, person, tuple(line.owed.key for line in lines)))
        return found

    def days_of(self, person):
        return [(day - DUE).days for day, who, _ in self.sent if who == person]


def test_each_level_is_told_on_its_days():
    post = Post()

    for offset in range(-40, 60):
        post.on(day(offset), owed())

    assert {person: post.days_of(person) for person in (OLU, DEP, BEA, LEE)} == {
        # Day 1 falls within five days of the day before: it waits until day 4, and day 7 until day 9.
        OLU: [-30, -7, -1, 4, 9, 30],
        DEP: [1, 7, 30],
        BEA: [7, 30],
        LEE: [30],
    }


def test_what_falls_within_the_pause_is_told_at_its_end_and_not_lost():
    post = Post()
    for offset in range(-1, 4):
        post.on(day(offset), owed())

    told = post.on(day(4), owed())

    assert post.days_of(OLU) == [-1, 4]
    assert [line.fell_on for line in told[OLU]] == [day(1)]


def test_a_clock_that_stood_still_makes_up_once():
    post = Post()

    post.on(day(-5), owed())
    post.on(day(-4), owed())

    assert post.days_of(OLU) == [-5]


def test_one_digest_holds_all_that_a_person_owes_the_longest_overdue_first():
    late = owed(key="2.1", due_on=day(-3))

    told = Post().on(day(-1), owed(), late)

    assert [line.owed.key for line in told[OLU]] == ["2.1", "1.1"]


def test_the_same_day_twice_tells_nobody_twice():
    post = Post()
    post.on(day(7), owed())

    assert post.on(day(7), owed()) == {}


def test_an_action_that_is_added_after_a_digest_is_told_of_once_the_pause_is_over():
    post = Post()
    post.on(day(-30), owed())

    told = [offset for offset in range(-29, -20) if OLU in post.on(day(offset), owed(), owed(key="9.9"))]

    assert told == [-25]


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ({Level.OFFICER}, {DEP: {-30, -7, -1, 1, 7, 30}}),
        ({Level.DEPUTY}, {OLU: {-30, -7, -1, 1, 7, 30}, BEA: {1, 7, 30}}),
        ({Level.OFFICER, Level.DEPUTY, Level.BOARD_MEMBER}, {LEE: {-30, -7, -1, 1, 7, 30}}),
        (set(Level), {}),
    ],
)
def test_an_empty_level_is_taken_by_the_next_one_up(missing, expected):
    people = {level: who for level, who in EVERYBODY.items() if level not in missing}

    found = {person: set(offsets) for person, (_, offsets) in chain(owed(people)).items()}

    assert found == found | expected


def test_who_stands_at_two_levels_is_told_once_and_as_the_lower():
    people = {**EVERYBODY, Level.LEAD: frozenset({OLU})}

    told = Post().on(day(30), owed(people))

    assert [(line.level, line.owed.key) for line in told[OLU]] == [(Level.OFFICER, "1.1")]


def test_a_partnership_that_does_not_remind_reminds_nobody():
    assert Post().on(day(30), owed(is_on=False)) == {}


def test_nothing_falls_before_the_first_day():
    assert fell_on(DUE, [-7, 1], on=day(-8)) is None
    assert fell_on(DUE, [-7, 1], on=day(0)) == day(-7)
    assert fell_on(DUE, [], on=day(0)) is None


# Until when an update is owed ----------------------------------------------------------------------------------------


def meeting(held_on, opens_on=None, closes_on=None, cancelled_at=None):
    return SimpleNamespace(
        held_on=held_on, reporting_opens_on=opens_on, reporting_closes_on=closes_on, papers_due_on=None,
        cancelled_at=cancelled_at,
    )  # fmt: skip


AUTUMN = meeting(datetime.date(2026, 9, 9), datetime.date(2026, 8, 10), datetime.date(2026, 9, 2))
WINTER = meeting(datetime.date(2026, 12, 9), datetime.date(2026, 11, 9), DUE)


@pytest.mark.parametrize(
    ("on", "reported_on", "expected"),
    [
        (datetime.date(2026, 11, 22), None, DUE),
        (datetime.date(2026, 11, 22), datetime.date(2026, 11, 10), None),
        (datetime.date(2026, 11, 22), datetime.date(2026, 9, 1), DUE),
        # Missed in autumn, and winter's window has not opened: overdue since then.
        (datetime.date(2026, 10, 2), datetime.date(2026, 6, 1), datetime.date(2026, 9, 2)),
        (datetime.date(2026, 10, 2), None, datetime.date(2026, 9, 2)),
        # Reported in autumn: winter's comes next.
        (datetime.date(2026, 10, 2), datetime.date(2026, 9, 1), DUE),
        # The last window was missed and no board is to meet.
        (datetime.date(2027, 1, 5), None, DUE),
        (datetime.date(2027, 1, 5), DUE, None),
    ],
)
def test_due(on, reported_on, expected):
    assert due([WINTER, AUTUMN], reported_on=reported_on, on=on) == expected


def test_without_a_board_nothing_is_due():
    assert due([], reported_on=None, on=DUE) is None
    assert due([meeting(WINTER.held_on, cancelled_at=1)], reported_on=None, on=DUE) is None


# Laws ----------------------------------------------------------------------------------------------------------------

people = st.sets(st.sampled_from("ABCD"), max_size=2).map(frozenset)
cadences = st.builds(
    Cadence,
    before=st.lists(st.integers(1, 40), max_size=4, unique=True).map(tuple),
    after=st.lists(st.integers(1, 40), max_size=4, unique=True).map(tuple),
    between=st.integers(1, 12),
    deputy_after=st.integers(1, 5),
    board_member_after=st.integers(5, 15),
    lead_after=st.integers(15, 40),
)
actions = st.lists(
    st.builds(
        Owed,
        key=st.integers(),
        due_on=st.integers(-30, 30).map(day),
        people=st.fixed_dictionaries(dict.fromkeys(Level, people)),
        cadence=cadences,
    ),
    max_size=4,
    unique_by=lambda one: one.key,
)
LAWS = settings(derandomize=True, deadline=None, max_examples=60)


@LAWS
@given(actions, st.sets(st.integers(-80, 90), min_size=1))
def test_nobody_gets_two_digests_within_the_pause_whatever_the_clock_misses(all_owed, nights):
    post = Post()
    for offset in sorted(nights):
        found = post.on(day(offset), *all_owed)
        assert all(lines for lines in found.values())

    for person in "ABCD":
        days = post.days_of(person)
        pause = min((one.cadence.between for one in all_owed), default=1)
        assert all(later - earlier >= pause for earlier, later in pairwise(days))


@LAWS
@given(actions)
def test_every_day_of_telling_leads_to_a_digest_by_the_end_of_the_pause(all_owed):
    post = Post()
    for offset in range(-80, 100):
        post.on(day(offset), *all_owed)

    for one in all_owed:
        for person, (_, offsets) in chain(one).items():
            longest = max(each.cadence.between for each in all_owed if person in chain(each))
            for offset in offsets:
                fell = one.due_on + datetime.timedelta(days=offset)
                told = [when for when, who, keys in post.sent if who == person and one.key in keys]
                assert any(0 <= (when - fell).days < longest for when in told)


@LAWS
@given(actions)
def test_whoever_stands_at_a_level_that_has_not_come_is_left_in_peace(all_owed):
    post = Post()
    for offset in range(-80, 100):
        today = day(offset)
        for person, lines in post.on(today, *all_owed).items():
            for line in lines:
                _, offsets = chain(line.owed)[person]
                assert (today - line.owed.due_on).days >= min(offsets)
