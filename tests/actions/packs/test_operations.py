"""Packs are made, changed, frozen, told more of and released, each by whom and only when it can be."""

import pytest

from actions.models import Pack
from actions.operations import packs
from actions.operations.updates.refusals import NotTheirs, NotWhole, Stale, WrongState
from cdp import audit
from cdp.models import FrozenPaper, JobState
from partners.roles import Role
from tests.actions.packs.conftest import day
from tests.factories import MeetingFactory, MembershipFactory, PaperTemplateFactory, PersonFactory

pytestmark = pytest.mark.django_db


def kinds(pack):
    return [event.kind for event in audit.history_of(pack)]


def made(coming, by, **changes):
    said = {"meeting": coming, "title": "Board papers", "sections": ["summary"], **changes}
    return packs.make_pack(partnership=coming.partnership, by=by, **said)


def errors(function, **said):
    with pytest.raises(NotWhole) as refusal:
        function(**said)
    return refusal.value.errors


def test_a_pack_is_a_draft_with_a_number_within_its_meeting(coming, partnership_lead):
    first, second = (made(coming, partnership_lead, cover={"purpose": "  To note\r\nit ", "legal": " "}) for _ in "ab")

    assert [(one.state, one.number, one.version) for one in (first, second)] == [("draft", 1, 1), ("draft", 2, 1)]
    assert first.cover == {"purpose": "To note\nit"}
    assert kinds(first) == ["pack.made"]


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.DATA_LEAD, Role.COMMISSIONER, Role.LEAD_OFFICER])
def test_only_leads_and_the_senior_responsible_owner_put_packs_together(coming, draft, role, agency):
    person = PersonFactory()
    agency = agency if role == Role.LEAD_OFFICER else None
    MembershipFactory(user=person, partnership=coming.partnership, role=role, agency=agency)

    for act in (
        lambda: made(coming, person),
        lambda: packs.change_pack(pack=draft, version=1, by=person, title="Mine"),
        lambda: packs.ask_to_freeze(pack=draft, version=1, by=person),
        lambda: packs.cancel(pack=draft, by=person),
        lambda: packs.release(pack=draft, by=person),
    ):
        with pytest.raises(NotTheirs):
            act()
    assert Pack.objects.get().title == "Board papers"


def test_the_senior_responsible_owner_freezes(coming):
    owner = MembershipFactory(partnership=coming.partnership, role=Role.SENIOR_RESPONSIBLE_OWNER).user
    assert made(coming, owner).made_by == owner


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"title": " "}, {"title": "Enter a title"}),
        ({"title": "x" * 201}, {"title": "The title must be 200 characters or fewer"}),
        ({"sections": []}, {"sections": "Select at least one section"}),
        ({"sections": ["weather"]}, {"sections": "Select sections of the list, each once"}),
        ({"sections": ["summary"] * 2}, {"sections": "Select sections of the list, each once"}),
        ({"audience": "press"}, {"audience": "Select who the pack is for"}),
        (
            {"audience": "public", "is_restricted": True},
            {"is_restricted": "A pack for everybody cannot be restricted"},
        ),
        ({"meeting": None}, {"meeting": "Select the meeting that the pack is for"}),
        ({"cover": {"weather": "Rain"}}, {"cover": "Write under the headings of the form"}),
        (
            {"cover": {"legal": "x" * 20_001}},
            {"cover_legal": "“Legal implications” must be 20,000 characters or fewer"},
        ),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(coming, partnership_lead, said, wrong):
    assert errors(made, coming=coming, by=partnership_lead, **said) == wrong
    assert not Pack.objects.exists()


def test_meetings_and_templates_of_others_are_refused(coming, partnership_lead):
    assert "template" in errors(made, coming=coming, by=partnership_lead, template=PaperTemplateFactory())
    elsewhere = MeetingFactory()
    found = errors(
        packs.make_pack, partnership=coming.partnership, by=partnership_lead, meeting=elsewhere, title="x",
        sections=["summary"],
    )  # fmt: skip
    assert found == {"meeting": "Select the meeting that the pack is for"}


def test_texts_for_everybody_hold_no_date_of_birth_and_texts_for_the_board_only_what_was_confirmed(
    coming, partnership_lead
):
    cover = {"background": "Ann was born on 3 May 1971, date of birth 03/05/1971."}
    public = errors(made, coming=coming, by=partnership_lead, cover=cover, audience="public")
    board = errors(made, coming=coming, by=partnership_lead, cover=cover)

    assert "read by everybody" in public["cover_background"]
    assert "confirm on the page that it stays" in board["cover_background"]


def test_of_two_who_change_one_version_the_second_is_told(draft, partnership_lead):
    packs.change_pack(pack=draft, version=1, by=partnership_lead, title="First")

    with pytest.raises(Stale) as refusal:
        packs.change_pack(pack=draft, version=1, by=partnership_lead, title="Second")

    assert refusal.value.current.title == "First"
    assert audit.history_of(draft)[0].changes == {"title": ["Board papers", "First"]}


def test_a_pack_that_moves_to_another_meeting_takes_its_next_number(draft, partnership, partnership_lead):
    other = MeetingFactory(partnership=partnership, held_on=day(40))
    made(other, partnership_lead)

    moved = packs.change_pack(pack=draft, version=1, by=partnership_lead, meeting=other)

    assert (moved.meeting, moved.number) == (other, 2)


def test_what_is_being_built_and_what_is_frozen_is_changed_by_nobody(draft, partnership_lead, freeze):
    asked = packs.ask_to_freeze(pack=draft, version=1, by=partnership_lead)
    with pytest.raises(WrongState, match="being built"):
        packs.change_pack(pack=asked, version=1, by=partnership_lead, title="Late")
    with pytest.raises(WrongState, match="being built already"):
        packs.ask_to_freeze(pack=asked, version=1, by=partnership_lead)
    packs.cancel(pack=asked, by=partnership_lead)

    frozen = freeze(draft)
    for act in (
        lambda: packs.change_pack(pack=frozen, version=1, by=partnership_lead, title="Late"),
        lambda: packs.ask_to_freeze(pack=frozen, version=1, by=partnership_lead),
    ):
        with pytest.raises(WrongState, match="what is frozen never changes"):
            act()
    with pytest.raises(WrongState, match="not being built: frozen"):
        packs.cancel(pack=frozen, by=partnership_lead)


def test_a_freezing_is_called_off_and_can_be_asked_for_again(draft, partnership_lead, freeze):
    asked = packs.ask_to_freeze(pack=draft, version=1, by=partnership_lead)

    stopped = packs.cancel(pack=asked, by=partnership_lead)

    assert (stopped.state, stopped.job.state, stopped.fault) == ("cancelled", JobState.CANCELLED, "")
    assert kinds(stopped)[0] == "pack.cancelled"
    assert not FrozenPaper.objects.exists()
    assert freeze(stopped).state == "frozen"


def test_an_addendum_belongs_to_a_frozen_pack_says_why_and_has_none_itself(draft, partnership_lead, freeze):
    with pytest.raises(WrongState, match="Only a frozen pack has addenda"):
        packs.add_addendum(pack=draft, reason="More", by=partnership_lead)
    main = freeze(draft)
    assert errors(packs.add_addendum, pack=main, reason=" ", by=partnership_lead) == {
        "reason": "Say what changed and why the board is told"
    }

    addendum = packs.add_addendum(pack=main, reason="The figures of June came in.", by=partnership_lead)

    assert (addendum.addendum_to, addendum.state, addendum.number) == (main, "draft", 2)
    assert (addendum.sections, addendum.cover) == (main.sections, main.cover)
    with pytest.raises(WrongState, match="an addendum itself"):
        packs.add_addendum(pack=freeze(addendum), reason="More", by=partnership_lead)


def test_only_frozen_packs_for_everybody_of_published_partnerships_are_released(coming, partnership_lead, freeze):
    board, public = made(coming, partnership_lead), made(coming, partnership_lead, audience="public")
    with pytest.raises(WrongState, match="for members"):
        packs.release(pack=freeze(board), by=partnership_lead)
    with pytest.raises(WrongState, match="Only a frozen pack"):
        packs.release(pack=public, by=partnership_lead)
    freeze(public)
    coming.partnership.is_published = False
    coming.partnership.save()
    with pytest.raises(WrongState, match="not published"):
        packs.release(pack=public, by=partnership_lead)
    coming.partnership.is_published = True
    coming.partnership.save()

    released = packs.release(pack=public, by=partnership_lead)
    assert released.released_by == partnership_lead
    with pytest.raises(WrongState, match="already"):
        packs.release(pack=public, by=partnership_lead)
    assert packs.withdraw(pack=public, by=partnership_lead).released_at is None
    assert kinds(public)[:2] == ["pack.withdrawn", "pack.released"]
