"""A workbook becomes a plan, with an event for each record; all of it or nothing."""

import datetime

import pytest

from actions.models import Action, Measure, Milestone, Priority, Recommendation, Strategy
from actions.operations import plan_import
from actions.operations.updates.refusals import NotTheirs
from cdp.models import AuditEvent
from partners.models import Agency, Invitation, Membership, Person
from tests.actions.plan_book.made import PLAN, applied, book, checked, kept
from tests.factories import (
    ActionFactory,
    AreaFactory,
    FootprintFactory,
    MeasureFactory,
    PriorityFactory,
    RecommendationFactory,
    SeriesFactory,
    StrategyFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(partnership_lead, agency):
    return partnership_lead


def test_a_workbook_becomes_a_plan(partnership, lead):
    applied(partnership, lead, book(*PLAN))

    action = Action.objects.get()
    parts = [(part.agency.name, part.role) for part in action.action_agencies.all()]
    assert (action.ref, action.title, action.priority.code, action.position) == ("A1", "Open a clinic", "P1", 1)
    assert (action.starts_on, action.due_on) == (datetime.date(2026, 4, 1), datetime.date(2027, 3, 31))
    assert parts == [("Northshire Probation", "lead"), ("Northshire Recovery", "supporting")]
    assert (action.priority.strategy.title, action.priority.national_priority) == ("From harm to hope", "treatment")


def test_an_agency_that_is_new_gets_a_seat(partnership, lead):
    applied(partnership, lead, book(*PLAN))

    agency = Agency.objects.get(name="Northshire Recovery")
    assert (agency.kind, agency.slug) == ("treatment_provider", "northshire-recovery")
    assert partnership.seats.filter(agency=agency).exists()


def test_each_record_has_its_event_and_the_workbook_one(partnership, lead):
    applied(partnership, lead, book(*PLAN))

    kinds = sorted(AuditEvent.objects.values_list("kind", flat=True))
    assert kinds == [
        "action.added", "agency.added", "plan.imported", "plan.uploaded", "priority.added", "seat.given",
        "strategy.added",
    ]  # fmt: skip
    event = AuditEvent.objects.get(kind="action.added")
    assert (event.person_id, event.subject_id, event.reason) == (
        lead.pk,
        str(Action.objects.get().pk),
        "Workbook plan.xlsx",
    )
    assert event.changes["lead_agencies"] == [[""], ["Northshire Probation"]]


def test_the_same_workbook_changes_nothing_the_second_time(partnership, lead):
    applied(partnership, lead, book(*PLAN))

    check, _ = checked(partnership, lead, *PLAN)

    assert (check.changes, check.faults, check.notes) == ([], [], [])
    assert check.unchanged == {"strategies": 1, "priorities": 1, "actions": 1, "agencies": 2}


def test_a_change_is_of_its_columns_alone(partnership, lead):
    applied(partnership, lead, book(*PLAN))
    Action.objects.update(note="Mind the stairs", place="Page 4")

    applied(partnership, lead, book(["Actions", ["Reference", "Due on"], ["a1", datetime.date(2027, 6, 30)]]))

    action = Action.objects.get()
    assert (action.due_on, action.note, action.place, action.version) == (
        datetime.date(2027, 6, 30), "Mind the stairs", "Page 4", 2,
    )  # fmt: skip
    assert AuditEvent.objects.get(kind="action.changed").changes == {"due_on": ["2027-03-31", "2027-06-30"]}


def test_an_empty_cell_empties_what_was_kept(partnership, lead):
    applied(partnership, lead, book(*PLAN))

    applied(partnership, lead, book(["Actions", ["Reference", "Due on", "Supporting agencies"], ["A1", None, None]]))

    action = Action.objects.get()
    assert (action.due_on, [part.role for part in action.action_agencies.all()]) == (None, ["lead"])


def test_priorities_swap_their_places(partnership, lead):
    strategy = StrategyFactory(partnership=partnership, title="Now")
    for place, code in enumerate(("P1", "P2"), start=1):
        PriorityFactory(partnership=partnership, strategy=strategy, code=code, position=place)

    applied(partnership, lead, book(["Priorities", ["Code", "Position"], ["P1", 2], ["P2", 1]]))

    assert list(Priority.objects.order_by("position").values_list("code", "position")) == [("P2", 1), ("P1", 2)]


def test_strategies_follow_each_other(partnership, lead):
    sheet = ["Strategies", ["Title", "Successor"], ["Then", "Now"], ["Now", None]]

    applied(partnership, lead, book(sheet))

    assert Strategy.objects.get(title="Then").successor == Strategy.objects.get(title="Now")


def test_recommendations_come_with_their_answer_and_their_parts(partnership, lead):
    sheets = (
        ["Recommendations", ["Reference", "Title", "Partners", "Response", "Response reason"],
         ["R1", "Test for hepatitis C", "Northshire Probation", "Accepted in part", "In two prisons"]],
        ["Parts of recommendations", ["Recommendation", "Text"], ["R1", "At reception"], ["R1", "At release"]],
    )  # fmt: skip

    applied(partnership, lead, book(*sheets))

    recommendation = Recommendation.objects.get()
    assert (recommendation.response, recommendation.response_reason) == ("partly", "In two prisons")
    assert [partner.name for partner in recommendation.partners.all()] == ["Northshire Probation"]
    assert list(recommendation.sub_recommendations.values_list("position", "text")) == [
        (1, "At reception"), (2, "At release"),
    ]  # fmt: skip


def test_an_action_keeps_its_links_to_recommendations_that_are_archived(partnership, lead):
    action = ActionFactory(partnership=partnership, ref="A1")
    old = RecommendationFactory(partnership=partnership, ref="R0", archived_at="2026-01-01T00:00Z")
    new = RecommendationFactory(partnership=partnership, ref="R1")
    action.recommendations.add(old)

    applied(partnership, lead, book(["Actions", ["Reference", "Recommendations"], ["A1", "R1"]]))

    assert set(action.recommendations.all()) == {old, new}


def test_milestones_are_counted_within_their_action_and_found_again_by_their_words(partnership, lead):
    ActionFactory(partnership=partnership, ref="A1")
    sheet = [
        "Milestones",
        ["Action", "Title", "Due on"],
        ["A1", "Sign the lease", "2026-05-01"],
        ["A1", "Open", "1 June 2026"],
    ]
    applied(partnership, lead, book(sheet))

    check, _ = checked(partnership, lead, sheet)

    assert list(Milestone.objects.values_list("position", "title", "planned_on", "due_on")) == [
        (1, "Sign the lease", datetime.date(2026, 5, 1), datetime.date(2026, 5, 1)),
        (2, "Open", datetime.date(2026, 6, 1), datetime.date(2026, 6, 1)),
    ]
    assert check.changes == []


def test_a_measure_is_of_the_main_area_and_everybody_where_it_says_nothing_else(partnership, lead):
    ActionFactory(partnership=partnership, ref="A1")
    area = AreaFactory(code="E06000999")
    FootprintFactory(partnership=partnership, area=area)
    series = SeriesFactory(area=area, indicator__code="deaths", indicator__name="Deaths from drugs")
    headings = ["Belongs to", "Its code or reference", "Indicator", "Target", "Target on"]

    applied(partnership, lead, book(["Measures", headings, ["Action", "A1", "Deaths from drugs", 12.5, "31/03/2030"]]))

    measure = Measure.objects.get()
    assert (measure.series, float(measure.target), measure.action.ref) == (series, 12.5, "A1")


def test_people_become_invitations_and_no_accounts(partnership, lead):
    people = Person.objects.count()
    row = ["officer@probation.example", "Olu Officer", "Lead officer", "Northshire Probation"]

    applied(partnership, lead, book(["People", ["Email", "Name", "Role", "Agency"], row]))

    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.agency.name) == (row[0], "lead_officer", row[3])
    assert (Person.objects.count(), Membership.objects.filter(user__email=row[0]).exists()) == (people, False)
    assert AuditEvent.objects.get(kind="invitation.sent").subject_id == str(invitation.pk)


def test_who_is_invited_already_is_not_invited_to_another_role(partnership, lead):
    sheet = [
        "People",
        ["Email", "Name", "Role"],
        ["a@example.org", "A", "Reader"],
        ["a@example.org", "A", "Board member"],
    ]

    check = applied(partnership, lead, book(sheet))

    assert Invitation.objects.get().role == "reader"
    assert [note[:2] for note in check.notes] == [("People", "C3")]


def test_a_lead_officer_leads_once_they_have_joined(partnership, lead, agency, django_user_model):
    sheets = (
        ["Agencies", ["Agency"], [agency.name]],
        ["People", ["Email", "Name", "Role", "Agency"], ["olu@example.org", "Olu", "Lead officer", agency.name]],
        ["Actions", ["Reference", "Title", "Priority", "Lead officer"], ["A1", "Open", "P1", "olu@example.org"]],
    )
    PriorityFactory(partnership=partnership, code="P1")
    first = applied(partnership, lead, book(*sheets))
    olu = Person.objects.create(email="olu@example.org", name="Olu")
    Membership.objects.create(user=olu, partnership=partnership, role="lead_officer", agency=agency)
    officer_before = Action.objects.get().lead_officer

    applied(partnership, lead, book(*sheets))

    assert ("Actions", "D2") in [note[:2] for note in first.notes]
    assert (officer_before, Action.objects.get().lead_officer) == (None, olu)


def test_what_looks_like_a_phone_number_is_pointed_at_and_the_choice_is_kept(partnership, lead):
    ActionFactory(partnership=partnership, ref="A1")

    check = applied(partnership, lead, book(["Actions", ["Reference", "Note"], ["A1", "Ring 07700 900123"]]))

    _, cell, sentence = check.notes[0]
    assert (cell, sentence[:25]) == ("B2", "It looks as if this holds")
    assert AuditEvent.objects.get(kind="privacy.kept").person_id == lead.pk


# All or nothing -------------------------------------------------------------------------------------------------------


def test_one_fault_and_nothing_is_written(partnership, lead):
    check, run = checked(partnership, lead, *PLAN, ["Milestones", ["Action", "Title"], ["A1", "No date"]])

    with pytest.raises(plan_import.NotApplied):
        plan_import.apply(run=run, digest=check.digest, by=lead)

    assert (Strategy.objects.count(), Action.objects.count(), Agency.objects.count()) == (0, 0, 1)


def test_what_breaks_in_the_middle_takes_everything_back(partnership, lead, monkeypatch):
    run = kept(partnership, lead, book(*PLAN))
    check = plan_import.check(run, user=lead)
    events = AuditEvent.objects.count()

    def breaks(*args, **kwargs):
        raise OSError("no room left")

    monkeypatch.setattr("actions.plan_book.write._Writer._write_agencies", breaks)
    with pytest.raises(OSError, match="no room"):
        plan_import.apply(run=run, digest=check.digest, by=lead)

    run.refresh_from_db()
    assert (Strategy.objects.count(), AuditEvent.objects.count(), run.applied_at) == (0, events, None)


def test_a_plan_that_moved_since_it_was_looked_at_is_shown_again(partnership, lead):
    check, run = checked(partnership, lead, *PLAN)
    StrategyFactory(partnership=partnership, title="From harm to hope")

    with pytest.raises(plan_import.NotApplied, match="has changed since you looked"):
        plan_import.apply(run=run, digest=check.digest, by=lead)

    assert Action.objects.count() == 0


def test_a_workbook_is_applied_once(partnership, lead):
    check, run = checked(partnership, lead, *PLAN)
    plan_import.apply(run=run, digest=check.digest, by=lead)

    with pytest.raises(plan_import.NotApplied, match="already"):
        plan_import.apply(run=run, digest=check.digest, by=lead)


def test_who_no_longer_holds_the_role_applies_nothing(partnership, lead):
    check, run = checked(partnership, lead, *PLAN)
    lead.memberships.all().delete()

    with pytest.raises(NotTheirs):
        plan_import.apply(run=run, digest=check.digest, by=lead)

    assert Action.objects.count() == 0


def test_what_is_discarded_goes_with_its_file(partnership, lead, django_capture_on_commit_callbacks):
    run = kept(partnership, lead, book(*PLAN))
    storage, name = run.file.storage, run.file.name

    with django_capture_on_commit_callbacks(execute=True):
        plan_import.discard(run=run, by=lead)

    assert (storage.exists(name), partnership.plan_imports.count()) == (False, 0)


def test_texts_that_differ_in_blanks_and_line_ends_alone_are_left_as_they_are(partnership, lead):
    action = ActionFactory(partnership=partnership, ref="A1", note="One\r\nTwo ", title="Open")

    applied(partnership, lead, book(["Actions", ["Reference", "Title", "Note"], ["A1", "Open now", "One\nTwo"]]))

    action.refresh_from_db()
    assert (action.title, action.note) == ("Open now", "One\r\nTwo ")


def test_a_measure_keeps_its_series_and_takes_a_new_target(partnership, lead):
    area = AreaFactory(code="E06000999")
    FootprintFactory(partnership=partnership, area=area)
    priority = PriorityFactory(partnership=partnership, code="P1")
    MeasureFactory(
        priority=priority,
        action=None,
        series__area=area,
        series__indicator__code="deaths",
        target=5,
        target_on="2030-03-31",
    )
    headings = ["Belongs to", "Its code or reference", "Indicator", "Target"]

    applied(partnership, lead, book(["Measures", headings, ["Priority", "p1", "deaths", 4]]))

    assert float(Measure.objects.get().target) == 4
