"""The yearly return: questions as data, answers from the record, written by people, frozen by whoever signs."""

import datetime

import pytest

from actions.annual_return import answers, questions
from actions.annual_return.prefill import PREFILLS, Year, YearNotUnderstood, days_of
from actions.forms_returns import this_year
from actions.models import AnnualReturn
from actions.operations import annual_returns as returns
from actions.operations.updates.refusals import NotTheirs, NotWhole, Stale, WrongState
from cdp import audit
from cdp.models import FrozenPaper
from cdp.papers import store
from partners.roles import Role
from tests.actions.annual_return.conftest import seen
from tests.factories import (
    ActionFactory,
    AnnualReturnFactory,
    DecisionFactory,
    FootprintFactory,
    MeetingFactory,
    MembershipFactory,
    MilestoneFactory,
)

pytestmark = pytest.mark.django_db


def stands(found):
    return {one.question.key: one for part in answers.answered(found) for one in part.answers}


def errors(function, **said):
    with pytest.raises(NotWhole) as refusal:
        function(**said)
    return refusal.value.errors


# The questions ------------------------------------------------------------------------------------------------------


def test_every_shipped_form_is_read_and_says_that_its_questions_are_to_be_replaced():
    form = questions.form_of("partnership-return")
    assert len(form.questions) >= 15
    assert {one.prefill for one in form.questions if one.prefill} == set(PREFILLS)
    assert "stand-ins" in form.note
    text = (questions.FOLDER / "partnership-return.yaml").read_text(encoding="utf-8")
    assert "they replace these" in " ".join(text.split())


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("key: other\ntitle: T\nsections: []", "its key is “other”"),
        ("a: [", "ParserError"),
        ("key: f\ntitle: T\nsections: [{key: a, title: A, questions: [{key: q, text: Q, type: poem}]}]", "“poem” is"),
        (
            "key: f\ntitle: T\nsections: [{key: a, title: A, questions: [{key: q, text: Q, type: text, prefill: x}]}]",
            "nothing is called “x”",
        ),
        ("key: f\ntitle: T\nsections: [{key: a, title: A, questions: [{key: q, text: Q, type: choice}]}]", "choices"),
        (
            (
                "key: f\ntitle: T\nsections: [{key: a, title: A, questions: [{key: q, text: Q, type: text}, "
                "{key: q, text: R, type: text}]}]"
            ),
            "two questions cannot be called q",
        ),
        ("key: f\ntitle: T\nsections: [{key: a, title: A, questions: [{key: q, text: Q, typ: text}]}]", "typ"),
    ],
)
def test_a_form_that_is_wrong_says_where(said, wrong):
    with pytest.raises(questions.FormNotReadable, match=wrong):
        questions.read(said, name="f")


def test_a_year_of_returns_goes_from_april_to_march():
    assert days_of("2025/26") == (datetime.date(2025, 4, 1), datetime.date(2026, 3, 31))
    assert days_of("2099/00")[1].year == 2100
    for wrong in ("2025", "2025/27", "25/26", "2025-26", ""):
        with pytest.raises(YearNotUnderstood, match="Write it as 2025/26"):
            days_of(wrong)
    assert this_year(datetime.date(2026, 3, 31)) == "2024/25"
    assert this_year(datetime.date(2026, 4, 1)) == "2025/26"


# From the record ----------------------------------------------------------------------------------------------------


def test_the_record_answers_what_it_knows(partnership, agency, sro, partnership_lead, begun):
    FootprintFactory(partnership=partnership, is_main=True)
    held = MeetingFactory(partnership=partnership, held_on=datetime.date(2025, 6, 3))
    MeetingFactory(partnership=partnership, held_on=datetime.date(2024, 6, 3))
    DecisionFactory(meeting=held, kind="decision", text="Open a clinic")
    action = ActionFactory(partnership=partnership)
    MilestoneFactory(action=action, title="Opened", done_on=datetime.date(2025, 9, 9))
    MilestoneFactory(action=action, title="Evaluated", planned_on=datetime.date(2026, 9, 9))

    said = {key: one.text for key, one in stands(begun).items()}

    assert said["name"] == partnership.name
    assert (said["sro"], said["lead"]) == ("Sue Owner", "Lee Lead")
    assert said["members"] == "- Northshire Probation"
    assert said["meetings"] == "1 meeting: 3 June 2025."
    assert said["decisions"].endswith("\n- Open a clinic")
    assert said["number"] == "1"
    assert said["delivery"].endswith(": 1 late.")
    assert "- Opened (" in said["changes"]
    assert "- Evaluated, due 9 September 2026" in said["next"]
    assert said["involvement"] == ""


def test_every_prefill_of_an_empty_partnership_is_a_text(partnership):
    year = Year(partnership, "2025/26", datetime.date(2026, 11, 22))
    assert all(isinstance(function(year), str) for function in PREFILLS.values())


def test_who_has_left_is_named_as_nothing(partnership, sro, begun):
    sro.is_active = False
    sro.save()
    assert stands(begun)["sro"].text == ""


def test_a_long_list_is_counted_to_its_end(partnership, begun):
    for _ in range(15):
        MilestoneFactory(action=ActionFactory(partnership=partnership), planned_on=datetime.date(2026, 9, 9))
    assert stands(begun)["next"].text.endswith("- and 3 more milestones")


# Written ------------------------------------------------------------------------------------------------------------


def test_what_somebody_wrote_stands_until_it_is_emptied(partnership, begun, partnership_lead):
    saved = returns.save(found=begun, version=1, answers={"name": "The Board", "meaning": "More"}, by=partnership_lead)
    assert (stands(saved)["name"].text, stands(saved)["name"].source) == ("The Board", answers.PARTNERSHIP)

    saved = returns.save(found=begun, version=2, answers={"name": " "}, by=partnership_lead)
    assert (stands(saved)["name"].text, stands(saved)["name"].source) == (partnership.name, answers.RECORD)
    assert saved.answers == {"meaning": "More"}
    assert audit.history_of(saved)[0].changes == {"name": ["The Board", ""]}


def test_words_of_the_record_stay_the_records_and_follow_it(partnership, begun, partnership_lead):
    saved = returns.save(found=begun, version=1, answers={"name": partnership.name}, by=partnership_lead)
    assert (saved.answers, saved.version) == ({}, 1)
    partnership.name = "Another name"
    partnership.save()
    begun.partnership.refresh_from_db()
    assert stands(begun)["name"].text == "Another name"


def test_of_two_who_save_one_version_the_second_is_told(begun, partnership_lead):
    returns.save(found=begun, version=1, answers={"meaning": "First"}, by=partnership_lead)
    with pytest.raises(Stale):
        returns.save(found=begun, version=1, answers={"meaning": "Second"}, by=partnership_lead)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"works": "Splendidly"}, "Select one of the answers to “Do governance arrangements work as intended?”"),
        ({"number": "many"}, "Enter a number for “How many actions does it have?”, such as 12"),
        ({"number": "NaN"}, "Enter a number for “How many actions does it have?”, such as 12"),
        ({"meaning": "x" * 5001}, "The answer to “What do these figures mean for people in the area?” must be 5,000"),
        ({"meaning": "NHS number 943 476 5919"}, "It looks as if this holds an NHS number"),
    ],
)
def test_an_answer_that_cannot_be_is_said_at_its_question(begun, partnership_lead, said, wrong):
    found = errors(returns.save, found=begun, version=1, answers=said, by=partnership_lead)
    assert list(found) == list(said)
    assert wrong in found[next(iter(said))]
    begun.refresh_from_db()
    assert begun.answers == {}


def test_a_question_that_the_form_does_not_have_is_a_mistake_of_ours(begun, partnership_lead):
    with pytest.raises(TypeError, match="no question weather"):
        returns.save(found=begun, version=1, answers={"weather": "Wet"}, by=partnership_lead)


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.DATA_LEAD, Role.COMMISSIONER, Role.READER])
def test_members_read_and_do_not_write(partnership, whole, role):
    person = MembershipFactory(partnership=partnership, role=role).user
    assert list(returns.returns_seen_by(person)) == [whole]
    for act in (
        lambda: returns.begin(partnership=partnership, form="partnership-return", year="2024/25", by=person),
        lambda: returns.save(found=whole, version=2, answers={}, by=person),
        lambda: returns.sign(found=whole, version=2, seen=seen(whole), by=person),
    ):
        with pytest.raises(NotTheirs):
            act()


def test_one_return_for_each_form_and_year(begun, partnership, partnership_lead, stranger):
    said = {"partnership": partnership, "by": partnership_lead}
    assert errors(returns.begin, form="partnership-return", year="2025/26", **said) == {
        "year": "There is a return for 2025/26 already"
    }
    assert set(errors(returns.begin, form="poem", year="soon", **said)) == {"form", "year"}
    assert not returns.returns_seen_by(stranger)


# Signed -------------------------------------------------------------------------------------------------------------


def test_the_senior_responsible_owner_signs_and_it_never_changes(whole, sro, partnership, partnership_lead):
    digest = seen(whole)
    signed = returns.sign(found=whole, version=2, seen=digest, by=sro)

    assert (signed.state, signed.signed_by) == ("signed", sro)
    paper = store.opened(signed.frozen)
    assert paper.title == "Annual return of the partnership, 2025/26"
    rows = {row[0]: row[1:] for table in paper.tables() for row in table.rows}
    assert rows["What is the partnership called?"] == (partnership.name, answers.RECORD)
    assert rows["Do governance arrangements work as intended?"] == ("Mostly", answers.PARTNERSHIP)
    assert dict(paper.facts)["Signed off by"] == "Sue Owner"
    for act in (
        lambda: returns.sign(found=whole, version=2, seen=digest, by=sro),
        lambda: returns.save(found=whole, version=2, answers={"meaning": "Late"}, by=partnership_lead),
    ):
        with pytest.raises(WrongState, match="What is signed never changes"):
            act()
    partnership.name = "Renamed"
    partnership.save()
    assert store.opened(AnnualReturn.objects.get().frozen).subtitle != "Renamed"
    assert next(event.kind for event in audit.history_of(signed)) == "return.signed"


def test_nothing_is_signed_that_was_not_read_or_is_not_whole(begun, whole, sro, partnership):
    with pytest.raises(Stale):
        returns.sign(found=whole, version=1, seen=seen(whole), by=sro)
    digest = seen(whole)
    partnership.host = "The county council"
    partnership.save()
    with pytest.raises(returns.RecordMoved, match="An answer has changed since you opened this page"):
        returns.sign(found=whole, version=2, seen=digest, by=sro)
    bare = AnnualReturnFactory(partnership=partnership, year="2024/25")
    assert "involvement" in errors(returns.sign, found=bare, version=1, seen=seen(bare), by=sro)
    assert not FrozenPaper.objects.exists()
