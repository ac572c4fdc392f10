import datetime

import pytest
from django.utils import timezone

from actions.models import BatchRow, ProgressUpdate
from actions.operations import updates
from actions.operations.updates.drafting import beginnings
from actions.workbook import undoing
from actions.workbook.applying import SeenOtherwise, WorkbookRefused, apply
from actions.workbook.checking import check
from cdp.models import AuditEvent
from tests.actions.updates.story import SAID, again, approved, moves_of, returned, submitted
from tests.actions.workbook.filling import downloaded, filled, said_in, uploaded

pytestmark = pytest.mark.django_db
WHOLE = {"delivery_status": "At risk", "confidence": "Some doubt", "narrative": "The clinic has opened."}


def filled_in(ref="1.1", **answers):
    return {(ref, key): text for key, text in answers.items()}


def batch_of(partnership, agency, by, answers):
    return uploaded(partnership, filled(downloaded(partnership, agency), answers), by)


def applied(batch, by, *, submit=False, **options):
    return apply(batch=batch, seen=check(batch).seen, by=by, submit=submit, **options)


def undone(batch, by, **options):
    return undoing.undo(batch=batch, by=by, **options)


def test_the_check_says_every_change_from_what_to_what_and_writes_nothing(
    partnership, agency, action, second, lead_officer
):
    update = updates.save_on(action=action, version=0, by=lead_officer, **SAID)

    batch = batch_of(partnership, agency, lead_officer, filled_in(delivery_status="Late", blocker="", next_step="Two"))

    assert said_in(check(batch)) == {
        "1.1": {
            "delivery_status": ("At risk", "Late"),
            "next_step": ("Open the second", "Two"),
            "blocker": ("No rooms", ""),
        }
    }
    assert again(update).version == update.version
    assert [row.ref for row in check(batch).unchanged] == ["1.10"]


def test_as_drafts_it_writes_what_was_filled_in_and_nothing_else(partnership, agency, action, second, lead_officer):
    update = updates.save_on(action=action, version=0, by=lead_officer, **SAID)
    answers = filled_in(narrative="Two are open.") | filled_in("1.10", narrative="Begun")

    batch = applied(batch_of(partnership, agency, lead_officer, answers), lead_officer)

    one, two = again(update), second.updates.get()
    assert {name: getattr(one, name) for name in SAID} == {**SAID, "narrative": "Two are open."}
    assert (one.state, two.state, two.narrative) == ("draft", "draft", "Begun")
    assert (batch.applied_by, batch.is_submitted) == (lead_officer, False)
    assert list(AuditEvent.objects.filter(kind="workbook.applied").values_list("subject_id", flat=True)) == [
        str(batch.pk)
    ]


def test_what_it_writes_over_a_draft_of_a_minute_ago_is_told_too(partnership, agency, action, lead_officer):
    update = updates.save_on(action=action, version=0, by=lead_officer, narrative="Typed on the page")

    applied(batch_of(partnership, agency, lead_officer, filled_in(narrative="From the workbook")), lead_officer)

    event = AuditEvent.objects.filter(kind="update.saved", subject_id=str(update.pk)).latest("pk")
    assert event.changes["narrative"][1] == "From the workbook"
    assert event.reason == "From the workbook updates.xlsx."


def test_as_submissions_it_sends_them(partnership, agency, action, lead_officer):
    applied(batch_of(partnership, agency, lead_officer, filled_in(**WHOLE)), lead_officer, submit=True)

    update = action.updates.get()
    assert (update.state, update.reported_by, update.agency) == ("submitted", lead_officer, agency)


def test_what_is_not_whole_is_not_sent_and_nothing_else_either(partnership, agency, action, second, lead_officer):
    answers = filled_in(**WHOLE) | filled_in("1.10", narrative="Begun")
    batch = batch_of(partnership, agency, lead_officer, answers)

    (row,) = check(batch).lacking
    with pytest.raises(WorkbookRefused, match=r"1 row cannot be sent\. Mend the cells"):
        applied(batch, lead_officer, submit=True)

    assert row.lacking == ["G3: Select whether the work is on track.", "H3: Select how confident you are."]
    assert ProgressUpdate.objects.count() == 0
    applied(batch, lead_officer, submit=True, leave_out=True)
    assert [update.action for update in ProgressUpdate.objects.all()] == [action]


def test_an_email_address_has_to_be_confirmed_on_the_page_before_it_is_sent(partnership, agency, action, lead_officer):
    answers = filled_in(**WHOLE, next_step="Ask jo.bloggs@example.org")

    (row,) = check(batch_of(partnership, agency, lead_officer, answers)).lacking

    assert row.lacking[0].startswith("J2: It looks as if this holds an e")
    assert "jo.bloggs" not in row.lacking[0]


def test_rows_with_faults_hold_up_the_rest_unless_they_are_left_out(partnership, agency, action, second, lead_officer):
    answers = filled_in(narrative="Begun") | filled_in("1.10", delivery_status="Fine")
    batch = batch_of(partnership, agency, lead_officer, answers)

    with pytest.raises(WorkbookRefused, match="1 row cannot be saved"):
        applied(batch, lead_officer)

    applied(batch, lead_officer, leave_out=True)
    assert [update.action for update in ProgressUpdate.objects.all()] == [action]


def test_no_change_is_sent_as_such_or_begins_a_draft(partnership, agency, action, lead_officer, partnership_lead):
    last = approved(action, lead_officer, partnership_lead)
    first = batch_of(partnership, agency, lead_officer, filled_in(no_change="Yes"))

    batch = applied(first, lead_officer)
    draft = action.updates.open().get()
    assert (draft.state, draft.delivery_status, draft.is_no_change) == ("draft", "at_risk", False)
    assert draft.narrative.startswith("No change since ")
    undone(batch, lead_officer)
    applied(batch_of(partnership, agency, lead_officer, filled_in(no_change="yes")), lead_officer, submit=True)

    sent = action.updates.open().get()
    assert (sent.state, sent.is_no_change, sent.pk > last.pk) == ("submitted", True, True)


def test_no_change_needs_something_that_stands_and_nothing_that_is_begun(
    partnership, agency, action, second, lead_officer, partnership_lead
):
    approved(second, lead_officer, partnership_lead)
    updates.start(action=second, by=lead_officer)
    answers = filled_in(no_change="Yes") | filled_in("1.10", no_change="Yes")

    found = check(batch_of(partnership, agency, lead_officer, answers))

    begin = "it cannot be said that nothing has changed:"
    assert [row.problems for row in found.problems] == [
        [f"L2: {begin} nothing of it has been approved yet that could still hold."],
        [f"L3: {begin} an update of it is begun already."],
    ]


def test_what_waits_for_approval_cannot_be_changed_by_a_workbook(partnership, agency, action, lead_officer):
    content = filled(downloaded(partnership, agency), filled_in(narrative="Other words"))
    submitted(action, lead_officer)

    (row,) = check(uploaded(partnership, content, lead_officer)).problems

    assert row.problems == ["I2: Olu Officer has sent this update for approval. Withdraw it to change it."]


def test_an_action_that_the_agency_leads_no_more_is_not_theirs(partnership, agency, action, second, lead_officer):
    batch = batch_of(partnership, agency, lead_officer, filled_in(narrative="Done"))
    action.action_agencies.all().delete()

    (row,) = check(batch).problems

    assert row.problems == ["A2: “1.1” is not an action that Northshire Probation leads here."]


def test_an_archived_action_is_not_theirs(partnership, agency, action, lead_officer):
    batch = batch_of(partnership, agency, lead_officer, filled_in(narrative="Done"))
    action.archived_at, action.archive_reason = timezone.now(), "Merged"
    action.archived_by = lead_officer
    action.save()

    assert len(check(batch).problems) == 1


def test_what_somebody_else_has_written_meanwhile_is_shown_and_stays(partnership, agency, action, lead_officer):
    content = filled(downloaded(partnership, agency), filled_in(narrative="Mine", blocker="Rooms"))
    updates.save_on(action=action, version=0, by=lead_officer, narrative="Theirs", next_step="Theirs too")

    batch = uploaded(partnership, content, lead_officer)

    found = check(batch)
    assert (found.changes, said_in(found)) == (
        [],
        {"1.1": {"narrative": ("Theirs", "Mine"), "blocker": ("", "Rooms")}},
    )
    with pytest.raises(WorkbookRefused, match="There is nothing to write"):
        applied(batch, lead_officer)
    applied(batch, lead_officer, mine={2})
    update = action.updates.get()
    assert (update.narrative, update.next_step, update.blocker) == ("Mine", "Theirs too", "Rooms")


def test_an_untouched_row_clashes_with_nothing(partnership, agency, action, lead_officer):
    content = downloaded(partnership, agency)
    updates.save_on(action=action, version=0, by=lead_officer, **SAID)

    found = check(uploaded(partnership, content, lead_officer))

    assert (found.problems, found.clashes, found.changes) == ([], [], [])


def test_the_same_workbook_once_more_changes_nothing(partnership, agency, action, lead_officer):
    content = filled(downloaded(partnership, agency), filled_in(**WHOLE))
    applied(uploaded(partnership, content, lead_officer), lead_officer)

    found = check(uploaded(partnership, content, lead_officer))

    assert (found.problems, found.clashes, found.changes) == ([], [], [])


def test_what_changes_between_the_look_and_the_click_is_shown_first(partnership, agency, action, lead_officer):
    batch = batch_of(partnership, agency, lead_officer, filled_in(**WHOLE))
    seen = check(batch).seen
    updates.save_on(action=action, version=0, by=lead_officer, narrative="Theirs")

    with pytest.raises(SeenOtherwise):
        apply(batch=batch, seen=seen, by=lead_officer, submit=True, mine={2})

    assert action.updates.get().narrative == "Theirs"


def test_a_workbook_is_applied_once(partnership, agency, action, lead_officer):
    batch = batch_of(partnership, agency, lead_officer, filled_in(**WHOLE))
    applied(batch, lead_officer)

    with pytest.raises(WorkbookRefused, match="Olu Officer has applied this workbook already"):
        applied(batch, lead_officer)


def test_whoever_has_lost_the_role_meanwhile_applies_nothing(partnership, agency, action, lead_officer):
    batch = batch_of(partnership, agency, lead_officer, filled_in(**WHOLE))
    lead_officer.memberships.all().delete()

    with pytest.raises(updates.NotTheirs):
        applied(batch, lead_officer)

    assert ProgressUpdate.objects.count() == 0


def test_undo_puts_drafts_back_and_leaves_of_new_ones_a_record_alone(
    partnership, agency, action, second, lead_officer, partnership_lead
):
    approved(second, lead_officer, partnership_lead)
    update = updates.save_on(action=action, version=0, by=lead_officer, **SAID)
    begins = beginnings(second)
    answers = filled_in(narrative="New words") | filled_in("1.10", narrative="Newer words")
    batch = applied(batch_of(partnership, agency, lead_officer, answers), lead_officer)

    undone(batch, lead_officer)

    assert {name: getattr(again(update), name) for name in SAID} == SAID
    assert again(update).state == "draft"
    assert not second.updates.open().exists()
    assert {key: text for key, text in beginnings(second).items() if text} == begins
    event = AuditEvent.objects.filter(kind="update.put_back", subject_id=str(update.pk)).get()
    assert event.changes["narrative"] == ["New words", SAID["narrative"]]
    assert event.reason == "The workbook updates.xlsx was undone."


def test_undo_makes_what_was_sent_what_it_was_before(partnership, agency, action, lead_officer, partnership_lead):
    before = again(returned(action, lead_officer, partnership_lead))
    batch = applied(
        batch_of(partnership, agency, lead_officer, filled_in(narrative="Clinic A")), lead_officer, submit=True
    )
    assert action.updates.get().state == "submitted"

    undone(batch, lead_officer)

    after = action.updates.get()
    same = (
        "state",
        *SAID,
        "reported_at",
        "reported_by",
        "decided_at",
        "decided_by",
        "agency",
        "meeting",
        "is_no_change",
    )
    assert {name: getattr(after, name) for name in same} == {name: getattr(before, name) for name in same}
    assert moves_of(after)[-1] == ("submitted", "returned", "Olu Officer", "The workbook updates.xlsx was undone.")


def approve(update, lead):
    updates.approve(update=update, version=update.version, by=lead)


def send_back(update, lead):
    updates.send_back(update=update, version=update.version, reason="Which?", by=lead)


def withdraw(update, lead):
    updates.withdraw(update=update, by=lead)


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (approve, "Lee Lead has approved this update. A correction is a new update."),
        (send_back, "Lee Lead has sent this update back. It waits for its lead agency."),
        (withdraw, "This update was withdrawn. Report progress to begin a new one."),
    ],
)
def test_once_somebody_has_acted_on_it_nothing_is_undone_and_it_says_which_and_why(
    partnership, agency, action, second, lead_officer, partnership_lead, act, why
):
    answers = filled_in(**WHOLE) | filled_in("1.10", **WHOLE)
    batch = applied(batch_of(partnership, agency, lead_officer, answers), lead_officer, submit=True)
    act(second.updates.get(), partnership_lead)

    with pytest.raises(WorkbookRefused) as caught:
        undone(batch, lead_officer)

    assert str(caught.value) == f"This workbook cannot be undone. 1.10: {why}"
    assert action.updates.get().state == "submitted"


def test_a_draft_that_was_written_on_since_is_not_undone(partnership, agency, action, lead_officer, partnership_lead):
    batch = applied(batch_of(partnership, agency, lead_officer, filled_in(narrative="Begun")), lead_officer)
    update = action.updates.get()
    updates.save(update=update, version=update.version, by=partnership_lead, narrative="Begun well")

    ((found, why),) = undoing.in_the_way(batch, now=timezone.now())

    assert (found, why.startswith("Lee Lead has gone on with it since, on ")) == (action, True)


def test_undo_ends_after_a_week_and_is_done_once(partnership, agency, action, lead_officer):
    batch = applied(batch_of(partnership, agency, lead_officer, filled_in(narrative="Begun")), lead_officer)
    late = batch.applied_at + datetime.timedelta(days=7, seconds=1)

    with pytest.raises(WorkbookRefused, match="It could be undone until "):
        undone(batch, lead_officer, now=late)
    undone(batch, lead_officer)
    with pytest.raises(WorkbookRefused, match="was undone already"):
        undone(batch, lead_officer)


def test_a_fault_in_the_middle_leaves_nothing(partnership, agency, action, second, lead_officer, monkeypatch):
    answers = filled_in(**WHOLE) | filled_in("1.10", **WHOLE)
    batch = batch_of(partnership, agency, lead_officer, answers)
    send, calls = updates.submit, []

    def fails_the_second_time(**given):
        calls.append(given)
        if len(calls) == 2:
            raise updates.WrongState("Not now.")
        return send(**given)

    monkeypatch.setattr(updates, "submit", fails_the_second_time)

    with pytest.raises(WorkbookRefused, match=r"Row 3, action 1\.10: Not now\."):
        applied(batch, lead_officer, submit=True)

    assert (ProgressUpdate.objects.count(), BatchRow.objects.filter(update=None).count()) == (0, 2)


@pytest.mark.parametrize("text", ["10,000 " * 1_200, "🏠 emoji", "a\x00b", "half \ud800 a pair", "_x0041_", "=1+1"])
def test_odd_texts_arrive_as_on_the_page(partnership, agency, action, lead_officer, text):
    update = updates.save_on(action=action, version=0, by=lead_officer, narrative=text)

    (row,) = uploaded(partnership, downloaded(partnership, agency), lead_officer).rows.all()

    assert (row.problem, row.said["words"]) == ("", {})
    assert again(update).version == update.version
