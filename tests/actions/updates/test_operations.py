import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from actions.models import ProgressUpdate
from actions.operations import updates
from cdp.models import AuditEvent
from partners.roles import Role
from tests.actions.updates.story import SAID, again, approved, moves_of, returned, submitted
from tests.factories import (
    MeasureFactory,
    MeetingFactory,
    MembershipFactory,
    MilestoneFactory,
    PersonFactory,
    SeriesFactory,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 10, 31)


@pytest.fixture
def deputy(partnership, agency):
    person = PersonFactory(email="deputy@example.org", name="Des Deputy")
    MembershipFactory(user=person, partnership=partnership, agency=agency, role=Role.DEPUTY)
    return person


@pytest.fixture
def sro(partnership):
    person = PersonFactory(email="sro@example.org", name="Sri Owner")
    MembershipFactory(user=person, partnership=partnership, role=Role.SENIOR_RESPONSIBLE_OWNER)
    return person


def test_a_first_draft_is_empty_and_says_nothing_of_the_action(action, lead_officer):
    update = updates.start(action=action, by=lead_officer)

    action.refresh_from_db()
    assert (update.state, update.version, update.delivery_status, update.narrative) == ("draft", 1, "", "")
    assert moves_of(update) == [("", "draft", "Olu Officer", "")]
    assert action.delivery_status == "not_reported"


def test_a_draft_begins_with_what_was_approved_but_what_happened_is_said_anew(action, lead_officer, partnership_lead):
    approved(action, lead_officer, partnership_lead)

    update = updates.start(action=action, by=lead_officer)

    assert [getattr(update, name) for name in SAID] == ["at_risk", "some_doubt", "", "Open the second", "No rooms"]


def test_starting_again_finds_the_open_one(action, lead_officer, deputy):
    first = updates.start(action=action, by=lead_officer)

    assert updates.start(action=action, by=deputy) == first


def test_a_save_keeps_what_was_said_and_who_said_it(action, lead_officer, deputy):
    update = updates.start(action=action, by=lead_officer)

    updates.save(update=update, version=1, by=deputy, **SAID)

    update = again(update)
    assert {name: getattr(update, name) for name in SAID} == SAID
    assert (update.version, update.state, update.started_by, update.saved_by) == (2, "draft", lead_officer, deputy)


def test_a_save_leaves_alone_what_it_does_not_name(action, lead_officer):
    update = updates.save_on(action=action, version=0, by=lead_officer, **SAID)

    updates.save(update=update, version=update.version, by=lead_officer, narrative="Two have opened.")

    assert (again(update).narrative, again(update).next_step) == ("Two have opened.", "Open the second")


def test_an_older_version_is_stale_and_writes_nothing(action, lead_officer, deputy):
    update = updates.start(action=action, by=lead_officer)
    updates.save(update=update, version=1, by=deputy, narrative="By the deputy")

    with pytest.raises(updates.Stale) as refusal:
        updates.save(update=update, version=1, by=lead_officer, narrative="By the officer")

    assert refusal.value.current.narrative == again(update).narrative == "By the deputy"
    assert AuditEvent.objects.filter(kind="update.saved").get().person == deputy


def test_what_is_sent_twice_is_saved_once(action, lead_officer):
    first = updates.save_on(action=action, version=0, by=lead_officer, **SAID)

    second = updates.save_on(action=action, version=1, by=lead_officer, **SAID)

    assert (second.pk, second.version) == (first.pk, first.version)


def test_who_begins_while_another_has_begun_is_stale(action, lead_officer, deputy):
    updates.save_on(action=action, version=0, by=deputy, narrative="By the deputy")

    with pytest.raises(updates.Stale) as refusal:
        updates.save_on(action=action, version=0, by=lead_officer, narrative="By the officer")

    assert refusal.value.current.narrative == "By the deputy"


def test_what_is_submitted_waits_and_changes_nothing(action, agency, lead_officer):
    meeting = MeetingFactory(partnership=action.partnership, held_on=timezone.localdate() + datetime.timedelta(days=9))
    MeetingFactory(partnership=action.partnership, held_on=timezone.localdate() + datetime.timedelta(days=99))

    update = submitted(action, lead_officer)

    action.refresh_from_db()
    assert (update.state, update.reported_by, update.agency, update.meeting) == (
        "submitted",
        lead_officer,
        agency,
        meeting,
    )
    assert (action.delivery_status, action.reported_at) == ("not_reported", None)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("delivery_status", "", "Select whether the work is on track"),
        ("confidence", "", "Select how confident you are"),
        ("narrative", " \n ", "Say what has happened"),
        ("narrative", "x" * 601, "What happened must be 600 characters or fewer"),
        ("next_step", "x" * 201, "Next step must be 200 characters or fewer"),
        ("blocker", "x" * 201, "What is in the way must be 200 characters or fewer"),
    ],
)
def test_half_an_update_is_kept_but_not_sent(action, lead_officer, field, value, sentence):
    update = updates.save_on(action=action, version=0, by=lead_officer, **{**SAID, field: value})

    with pytest.raises(updates.NotWhole) as refusal:
        updates.submit(update=update, version=update.version, by=lead_officer)

    assert refusal.value.errors == {field: sentence}
    assert (again(update).state, getattr(again(update), field)) == ("draft", value.strip())


def test_an_approval_brings_the_action_into_line(action, lead_officer, partnership_lead):
    update = approved(action, lead_officer, partnership_lead)

    action.refresh_from_db()
    assert (action.delivery_status, action.confidence) == ("at_risk", "some_doubt")
    assert (action.reported_at, action.reported_by) == (update.reported_at, lead_officer)
    assert (update.decided_by, update.saved_by) == (partnership_lead, lead_officer)
    assert moves_of(update) == [
        ("", "draft", "Olu Officer", ""),
        ("draft", "submitted", "Olu Officer", ""),
        ("submitted", "approved", "Lee Lead", ""),
    ]


def test_each_step_is_in_the_audit(action, lead_officer, partnership_lead):
    approved(action, lead_officer, partnership_lead)

    events = AuditEvent.objects.order_by("pk").values_list("kind", "person_name")
    assert list(events) == [
        ("update.started", "Olu Officer"),
        ("update.submitted", "Olu Officer"),
        ("update.approved", "Lee Lead"),
    ]
    submitted = AuditEvent.objects.get(kind="update.submitted")
    assert submitted.changes["narrative"] == [None, "The first clinic has opened."]


def minutes_ago(number):
    return timezone.now() - datetime.timedelta(minutes=number)


def test_saves_of_one_sitting_are_one_event_at_most(action, lead_officer):
    """The page saves by itself every few seconds; the history would be nothing but half sentences."""
    for number in range(50):
        version = action.updates.get().version if number else 0
        updates.save_on(action=action, version=version, by=lead_officer, narrative="x" * number, next_step="Go on")

    assert list(AuditEvent.objects.values_list("kind", flat=True)) == ["update.started"]


def test_what_each_sitting_has_left_is_kept_whole(action, lead_officer, deputy):
    def save(text, by, ago):
        version = action.updates.get().version if action.updates.exists() else 0
        updates.save_on(action=action, version=version, by=by, now=minutes_ago(ago), narrative=text)

    save("The first", lead_officer, 200)
    save("The first clinic", lead_officer, 190)
    save("The first clinic is", lead_officer, 100)
    save("The first clinic is open", lead_officer, 90)
    save("Two clinics", deputy, 85)
    save("Two clinics are open", deputy, 80)
    save("All clinics are open", lead_officer, 79)

    told = [event.changes["narrative"] for event in AuditEvent.objects.filter(kind="update.saved").order_by("pk")]
    assert told == [
        ["The first clinic", "The first clinic is"],
        ["The first clinic is open", "Two clinics"],
        ["Two clinics are open", "All clinics are open"],
    ]


def test_a_move_tells_what_no_event_has_told_yet(action, lead_officer, partnership_lead):
    milestone = MilestoneFactory(action=action, title="Open")
    update = returned(action, lead_officer, partnership_lead)
    said = {"narrative": "The first clinic, in Northtown", "milestones": [{"milestone": milestone, "met_on": DAY}]}
    update = updates.save(update=update, version=update.version, by=lead_officer, **said)
    updates.submit(update=update, version=update.version, by=lead_officer)

    first, again = AuditEvent.objects.filter(kind="update.submitted").order_by("pk")
    assert {name: first.changes[name] for name in SAID} == {name: [None, text] for name, text in SAID.items()}
    assert set(again.changes) == {"state", "narrative", "milestones"}
    assert again.changes["narrative"] == ["The first clinic has opened.", "The first clinic, in Northtown"]
    assert again.changes["milestones"][1][0]["met_on"] == "2026-10-31"


def test_what_is_withdrawn_is_told_and_what_a_new_one_begins_with(action, lead_officer):
    update = updates.save_on(action=action, version=0, by=lead_officer, **SAID)
    updates.withdraw(update=update, by=lead_officer)
    updates.start(action=action, by=lead_officer)

    withdrawn = AuditEvent.objects.get(kind="update.withdrawn")
    begun = AuditEvent.objects.filter(kind="update.started").latest("pk")
    assert withdrawn.changes["narrative"] == [None, "The first clinic has opened."]
    assert begun.changes["narrative"] == ["", "The first clinic has opened."]


def test_events_are_dated_as_what_they_tell_of(action, lead_officer, partnership_lead):
    milestone = MilestoneFactory(action=action)
    now = minutes_ago(60 * 24 * 40)
    said = {**SAID, "milestones": [{"milestone": milestone, "met_on": DAY}]}
    update = updates.save_on(action=action, version=0, by=lead_officer, now=now, **said)
    update = updates.submit(update=update, version=update.version, by=lead_officer, now=now)
    updates.approve(update=update, version=update.version, by=partnership_lead, now=now)

    events = AuditEvent.objects.order_by("pk").values_list("kind", "happened_at")
    kinds = ("update.started", "update.submitted", "update.approved", "milestone.met")
    assert list(events) == [(kind, now) for kind in kinds]


def test_what_is_sent_back_says_why_and_is_sent_again(action, lead_officer, partnership_lead):
    update = returned(action, lead_officer, partnership_lead, reason="Which clinic?")

    update = updates.save(update=update, version=update.version, by=lead_officer, narrative="The one in Northtown.")
    update = updates.submit(update=update, version=update.version, by=lead_officer)

    assert moves_of(update)[2:] == [
        ("submitted", "returned", "Lee Lead", "Which clinic?"),
        ("returned", "submitted", "Olu Officer", ""),
    ]
    assert (update.decided_at, update.decided_by) == (None, None)


@pytest.mark.parametrize("reason", ["", "  \n", "\u200b"[:0]])
def test_nothing_is_sent_back_without_a_reason(action, lead_officer, partnership_lead, reason):
    update = submitted(action, lead_officer)

    with pytest.raises(updates.NotWhole) as refusal:
        updates.send_back(update=update, version=update.version, reason=reason, by=partnership_lead)

    assert refusal.value.errors == {"reason": "Say what has to change before you can approve it"}
    assert again(update).state == "submitted"


@pytest.mark.parametrize("bring", ["submitted", "approved", "withdrawn"])
def test_only_drafts_and_what_was_sent_back_can_be_changed(action, lead_officer, partnership_lead, bring):
    update = submitted(action, lead_officer)
    if bring == "approved":
        update = updates.approve(update=update, version=update.version, by=partnership_lead)
    if bring == "withdrawn":
        update = updates.withdraw(update=update, by=lead_officer)

    with pytest.raises(updates.WrongState):
        updates.save(update=update, version=update.version, by=lead_officer, narrative="Other words")
    with pytest.raises(updates.WrongState):
        updates.submit(update=update, version=update.version, by=lead_officer)

    assert again(update).narrative == SAID["narrative"]


def test_a_correction_is_a_new_update(action, lead_officer, partnership_lead):
    first = approved(action, lead_officer, partnership_lead)

    second = approved(action, lead_officer, partnership_lead, delivery_status="on_track", narrative="Two have opened.")

    action.refresh_from_db()
    assert (again(first).narrative, second.pk != first.pk) == (SAID["narrative"], True)
    assert action.delivery_status == "on_track"


def test_approval_while_the_author_edits_keeps_the_approved_words(action, lead_officer, partnership_lead):
    update = submitted(action, lead_officer)
    updates.approve(update=update, version=update.version, by=partnership_lead)

    with pytest.raises(updates.Stale) as refusal:
        updates.save_on(action=action, version=update.version, by=lead_officer, narrative="Other words")

    assert (refusal.value.current.state, again(update).narrative) == ("approved", SAID["narrative"])


def test_an_approval_of_what_has_moved_since_is_refused(action, lead_officer, partnership_lead):
    update = submitted(action, lead_officer)
    seen = update.version
    updates.withdraw(update=update, by=lead_officer)
    update = submitted(action, lead_officer, narrative="Other words")

    with pytest.raises(updates.Stale):
        updates.approve(update=update, version=seen + 7, by=partnership_lead)

    assert again(update).state == "submitted"


def test_what_was_withdrawn_begins_the_next_one(action, lead_officer):
    update = submitted(action, lead_officer)
    updates.withdraw(update=update, by=lead_officer)

    following = updates.start(action=action, by=lead_officer)

    assert {name: getattr(following, name) for name in SAID} == SAID
    assert following.pk != update.pk


def test_nothing_has_changed_is_an_update_like_any_other(action, agency, lead_officer, partnership_lead):
    first = approved(action, lead_officer, partnership_lead)

    update = updates.no_change(action=action, by=lead_officer)

    assert (update.state, update.is_no_change, update.agency, update.version) == ("submitted", True, agency, 1)
    assert (update.delivery_status, update.next_step) == (first.delivery_status, first.next_step)
    assert moves_of(update) == [("", "submitted", "Olu Officer", "")]


@pytest.mark.parametrize("before", ["nothing", "a draft", "a submitted one"])
def test_nothing_can_have_changed_only_where_something_stands(action, lead_officer, partnership_lead, before):
    if before != "nothing":
        approved(action, lead_officer, partnership_lead)
        updates.start(action=action, by=lead_officer) if before == "a draft" else submitted(action, lead_officer)
    count = action.updates.count()

    with pytest.raises(updates.WrongState):
        updates.no_change(action=action, by=lead_officer)

    assert action.updates.count() == count


@pytest.mark.parametrize("person", ["other_officer", "viewer", "stranger", "data_lead"])
def test_for_everybody_else_there_is_nothing_to_report(action, lead_officer, person, request):
    by = request.getfixturevalue(person)
    update = updates.start(action=action, by=lead_officer)

    for operation in (
        lambda: updates.start(action=action, by=by),
        lambda: updates.save_on(action=action, version=1, by=by, **SAID),
        lambda: updates.save(update=update, version=1, by=by, **SAID),
        lambda: updates.submit(update=update, version=1, by=by),
        lambda: updates.withdraw(update=update, by=by),
        lambda: updates.no_change(action=action, by=by),
        lambda: updates.add_evidence(update=update, by=by, strength="data", link="https://example.org/"),
    ):
        with pytest.raises(updates.NotTheirs):
            operation()

    assert (action.updates.count(), again(update).version) == (1, 1)


@pytest.mark.parametrize("person", ["lead_officer", "deputy", "other_officer", "viewer", "stranger", "data_lead"])
def test_for_everybody_else_there_is_nothing_to_decide(action, lead_officer, person, request):
    update = submitted(action, lead_officer)
    by = request.getfixturevalue(person)

    with pytest.raises(updates.NotTheirs):
        updates.approve(update=update, version=update.version, by=by)
    with pytest.raises(updates.NotTheirs):
        updates.send_back(update=update, version=update.version, reason="No", by=by)

    assert again(update).state == "submitted"


def test_a_role_taken_away_closes_the_form_that_is_open(action, lead_officer):
    update = updates.start(action=action, by=lead_officer)
    lead_officer.memberships.all().delete()

    with pytest.raises(updates.NotTheirs):
        updates.save(update=update, version=1, by=lead_officer, **SAID)


def test_nobody_approves_what_they_sent_where_another_can(action, partnership_lead, sro):
    update = submitted(action, partnership_lead)

    with pytest.raises(updates.WrongState, match="somebody else approves it: Sri Owner"):
        updates.approve(update=update, version=update.version, by=partnership_lead)
    updates.approve(update=update, version=update.version, by=sro)

    assert again(update).state == "approved"


def test_where_nobody_else_can_approve_the_lead_does(action, partnership_lead):
    update = submitted(action, partnership_lead)

    updates.approve(update=update, version=update.version, by=partnership_lead)

    assert again(update).state == "approved"


def test_of_two_decisions_the_second_is_told_of_the_first(action, lead_officer, partnership_lead, sro):
    update = submitted(action, lead_officer)
    updates.approve(update=update, version=update.version, by=partnership_lead)

    with pytest.raises(updates.WrongState, match="Lee Lead has approved this update"):
        updates.send_back(update=update, version=update.version, reason="No", by=sro)


def test_a_milestone_is_met_or_moved_with_the_approval_and_not_before(action, lead_officer, partnership_lead):
    met, moved = MilestoneFactory.create_batch(2, action=action)
    update = submitted(
        action,
        lead_officer,
        milestones=[
            {"milestone": met.pk, "met_on": DAY},
            {"milestone": moved, "moved_to": DAY, "reason": "No rooms"},
        ],
    )
    met.refresh_from_db()
    assert met.done_on is None

    updates.approve(update=update, version=update.version, by=partnership_lead)

    met.refresh_from_db()
    moved.refresh_from_db()
    assert (met.done_on, moved.due_on, moved.done_on) == (DAY, DAY, None)
    assert moved.planned_on == datetime.date(2026, 9, 30)
    assert AuditEvent.objects.get(kind="milestone.moved").reason == "No rooms"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"moved_to": DAY}, "Say why “Open” is moved"),
        ({"met_on": DAY, "moved_to": DAY, "reason": "x"}, "“Open” is either met or moved, not both"),
        ({"met_on": datetime.date(1, 1, 1)}, "Enter a real date for “Open”, such as 31 3 2027"),
        ({"met_on": DAY, "reason": "x" * 501}, "The reason for “Open” must be 500 characters or fewer"),
        (
            {"moved_to": datetime.date(2026, 3, 31), "reason": "x"},
            "“Open” cannot be due before the action begins, on 1 April 2026",
        ),
    ],
)
def test_a_half_said_milestone_is_refused(action, lead_officer, said, sentence):
    type(action).objects.update(starts_on=datetime.date(2026, 4, 1))
    milestone = MilestoneFactory(action=action, title="Open")

    with pytest.raises(updates.NotWhole) as refusal:
        updates.save_on(action=action, version=0, by=lead_officer, milestones=[{"milestone": milestone.pk, **said}])

    assert refusal.value.errors == {f"milestone-{milestone.pk}": sentence}
    assert ProgressUpdate.objects.count() == 0


def test_a_milestone_of_another_action_is_refused(action, lead_officer):
    other = MilestoneFactory()

    with pytest.raises(updates.NotWhole, match="not of this action"):
        updates.save_on(action=action, version=0, by=lead_officer, milestones=[{"milestone": other.pk, "met_on": DAY}])


@pytest.mark.parametrize(
    ("figure", "sentence"),
    [
        ({"period": "2025/26", "value": "many"}, "Enter a number for Exits, such as 46.3"),
        ({"period": "2025/26", "value": "NaN"}, "Enter a number for Exits, such as 46.3"),
        ({"period": "2025/26", "value": "1e20"}, "Enter a number for Exits, such as 46.3"),
        ({"period": "soon", "value": "4"}, "For Exits: “soon” is not a period we understand"),
        ({"period": "", "value": "4"}, "For Exits: “” is not a period we understand"),
    ],
)
def test_a_figure_that_is_none_is_refused(action, lead_officer, figure, sentence):
    measure = MeasureFactory(action=action, series__indicator__name="Exits")

    with pytest.raises(updates.NotWhole) as refusal:
        updates.save_on(action=action, version=0, by=lead_officer, figures=[{"measure": measure.pk, **figure}])

    assert refusal.value.errors[f"figure-{measure.pk}"].startswith(sentence)


def test_a_figure_becomes_one_with_the_approval(action, lead_officer, partnership_lead):
    series = SeriesFactory(indicator__name="Exits", indicator__code="exits")
    measure = MeasureFactory(action=action, series=series)
    figures = [{"measure": measure, "period": "2025/26", "value": "1,046.3", "note": "To March"}]
    update = submitted(action, lead_officer, figures=figures)
    assert series.observations.count() == 0

    updates.approve(update=update, version=update.version, by=partnership_lead)

    observation = series.observations.get()
    assert (observation.value, observation.period, observation.note) == (1046.3, "2025/26", "To March")
    assert observation.source.document.partnership == action.partnership
    series.refresh_from_db()
    assert series.reading.value == 1046.3


def test_a_corrected_figure_keeps_what_it_replaces(action, lead_officer, partnership_lead):
    measure = MeasureFactory(action=action)
    for value in ("46.3", "47", "47"):
        figures = [{"measure": measure, "period": "2025/26", "value": value}]
        approved(action, lead_officer, partnership_lead, figures=figures, narrative=f"It was {value}.")

    series = measure.series
    assert [row.value for row in series.observations.all()] == [47]
    assert [row.value for row in series.superseded.all()] == [46.3]
    assert series.observations.get().source.refreshes.count() == 2


def test_the_figures_of_an_unpublished_partnership_stay_its_own(action, lead_officer, partnership_lead, stranger):
    action.partnership.is_published = False
    action.partnership.save()
    measure = MeasureFactory(action=action)
    approved(action, lead_officer, partnership_lead, figures=[{"measure": measure, "period": "2025/26", "value": "4"}])

    seen = measure.series.observations.visible_to

    assert (seen(stranger).count(), seen(lead_officer).count()) == (0, 1)
    assert measure.reported_figures.get().value == Decimal(4)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("x" * 10_000, "x" * 10_000),
        ("Opened 🎉 with 👩🏽‍⚕️", "Opened 🎉 with 👩🏽‍⚕️"),
        ("a\x00b", "a\ufffdb"),
        ("a\ud800b", "a\ufffdb"),
        ("a\r\nb\rc", "a\nb\nc"),
    ],
)
def test_a_draft_keeps_any_text_that_can_be_kept(action, lead_officer, given, kept):
    update = updates.save_on(action=action, version=0, by=lead_officer, narrative=given)

    assert again(update).narrative == kept


def test_even_a_draft_has_an_end(action, lead_officer):
    with pytest.raises(updates.NotWhole, match="20,000 characters or fewer"):
        updates.save_on(action=action, version=0, by=lead_officer, narrative="x" * 20_001)
