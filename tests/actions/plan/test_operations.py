"""The plan is changed by whoever edits it, one change one version and one event, and nothing is ever deleted."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from actions.models import Action, Milestone, Recommendation
from actions.operations import plan, updates
from cdp.models import AuditEvent
from partners.models import Agency, Seat
from partners.roles import GRANTS, Permission
from tests.actions.updates.story import submitted
from tests.factories import (
    ActionFactory,
    AgencyAliasFactory,
    AgencyFactory,
    DocumentFactory,
    FootprintFactory,
    IndicatorFactory,
    MeasureFactory,
    MembershipFactory,
    MilestoneFactory,
    PersonFactory,
    PriorityFactory,
    RecommendationFactory,
    SeriesFactory,
    StrategyFactory,
    UpdateFigureFactory,
)

pytestmark = pytest.mark.django_db

SPRING, SUMMER, AUTUMN = (datetime.date(2027, month, 30) for month in (3, 6, 9))
MAY_NOT = [
    role for role, granted in GRANTS.items() if Permission.EDIT_PLAN not in granted and role != "national_reader"
]


def event(kind):
    return AuditEvent.objects.get(kind=kind)


def refused(field, operation, **given):
    with pytest.raises(plan.NotSound) as refusal:
        operation(**given)
    return refusal.value.errors[field]


def test_an_action_is_added_at_the_end_with_no_update_yet(partnership, action, agency, priority, partnership_lead):
    added = plan.add_action(
        partnership=partnership, by=partnership_lead, ref="2.1", title="Open", priority=priority, leads=[agency]
    )  # fmt: skip

    assert (added.delivery_status, added.version, added.position > action.position) == ("not_reported", 1, True)
    assert [part.agency for part in added.action_agencies.all()] == [agency]
    told = event("action.added")
    assert (told.person_name, told.changes["ref"]) == ("Lee Lead", [None, "2.1"])
    assert told.changes["leads"] == [None, [{"id": agency.pk, "name": "Northshire Probation"}]]


def test_a_new_action_says_all_that_it_lacks(partnership, partnership_lead):
    with pytest.raises(plan.NotSound) as refusal:
        plan.add_action(partnership=partnership, by=partnership_lead)

    assert refusal.value.errors == {
        "ref": "Enter the number of the action, such as 1.2",
        "title": "Enter what is to be done",
        "priority": "Select the priority that it serves",
        "leads": "Select at least one lead agency",
    }
    assert not Action.objects.exists()


def test_a_change_is_one_version_and_one_event_that_says_from_what_to_what(action, changed, police, agency):
    changed(title="Meet them", leads=[police], supporting=[agency], note="Agreed in May")

    action.refresh_from_db()
    told = event("action.changed")
    assert (action.version, action.title, action.note) == (2, "Meet them", "Agreed in May")
    assert told.changes["title"] == ["Meet every prison leaver at the gate", "Meet them"]
    assert told.changes["leads"] == [
        [{"id": agency.pk, "name": "Northshire Probation"}], [{"id": police.pk, "name": "Northshire Police"}]
    ]  # fmt: skip
    assert dict(action.action_agencies.values_list("agency__name", "role")) == {
        "Northshire Police": "lead", "Northshire Probation": "supporting",
    }  # fmt: skip


def test_what_is_so_already_is_not_written_again(action, changed):
    changed(title=action.title)

    assert (Action.objects.get().version, AuditEvent.objects.count()) == (1, 0)


def test_an_older_version_is_stale_and_writes_nothing(action, changed, partnership_lead):
    changed(title="Meet them")

    with pytest.raises(plan.Stale) as refusal:
        plan.change_action(action=action, version=1, by=partnership_lead, title="Mine")

    assert (refusal.value.current.title, Action.objects.get().title) == ("Meet them", "Meet them")
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize("role", MAY_NOT)
def test_only_who_edits_the_plan_changes_it(action, partnership, agency, role):
    person = PersonFactory()
    MembershipFactory(user=person, partnership=partnership, role=role, agency=agency)

    for change in (
        lambda: plan.change_action(action=action, version=1, by=person, title="Mine"),
        lambda: plan.archive(record=action, version=1, reason="Mine", by=person),
        lambda: plan.add_action(partnership=partnership, by=person),
        lambda: plan.add_strategy(partnership=partnership, by=person, title="Mine"),
    ):
        with pytest.raises(plan.NotTheirs):
            change()
    assert AuditEvent.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"ref": "1/2"}, "ref", "Use letters, figures, full stops and hyphens, such as 1.2: it is part of an address"),
        ({"ref": ".."}, "ref", "Use letters, figures, full stops and hyphens, such as 1.2: it is part of an address"),
        ({"ref": "x" * 31}, "ref", "The number of the action must be 30 characters or fewer; it has 31"),
        ({"title": " \n"}, "title", "Enter what is to be done"),
        ({"title": "x" * 10_000}, "title", "What is to be done must be 1,000 characters or fewer; it has 10,000"),
        ({"starts_on": datetime.date(2027, 4, 1)}, "starts_on",
         "The due date must be on or after the start date, 1 April 2027; 31 March 2027 is before it"),
        ({"starts_on": datetime.date(9999, 1, 1)}, "starts_on",
         "The start date must be a real date between 1990 and 2100, such as 31 3 2027"),
        ({"leads": []}, "leads", "Select at least one lead agency"),
        ({"note": "She lives at NN1 1ED"}, "note", None),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_what_is_allowed(action, changed, said, field, sentence):
    error = refused(field, changed, **said)

    assert error == sentence or sentence is None
    assert (Action.objects.get().version, AuditEvent.objects.count()) == (1, 0)


def test_a_due_date_before_the_start_is_refused_and_the_database_would_refuse_it_too(partnership, agency, priority,
                                                                                    partnership_lead):  # fmt: skip
    said = {"ref": "2", "title": "Open", "priority": priority, "leads": [agency], "starts_on": SUMMER, "due_on": SPRING}

    error = refused("due_on", plan.add_action, partnership=partnership, by=partnership_lead, **said)

    assert error == "The due date must be on or after the start date, 30 June 2027; 30 March 2027 is before it"
    with pytest.raises(IntegrityError, match="action_is_due_after_it_starts"), transaction.atomic():
        ActionFactory(starts_on=SUMMER, due_on=SPRING)


def test_a_number_that_is_taken_is_refused_and_says_by_what(action, other, changed):
    assert refused("ref", changed, ref="1.2") == "“1.2” is taken by “Open a clinic”. Choose another."
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionFactory(partnership=action.partnership, priority=action.priority, ref="1.1")


def test_what_belongs_to_another_partnership_cannot_be_chosen(action, changed):
    assert refused("priority", changed, priority=PriorityFactory()) == "Select the priority that it serves"
    assert refused("document", changed, document=DocumentFactory()) == "Select a document of this partnership"
    assert refused("recommendations", changed, recommendations=[RecommendationFactory()])
    assert refused("lead_officer", changed, lead_officer=PersonFactory())
    stranger = AgencyFactory(name="Elsewhere Police")
    assert refused("leads", changed, leads=[stranger]) == (
        "Elsewhere Police has no seat in this partnership. Give it one first."
    )


def test_an_agency_does_not_lead_and_support(agency, changed):
    assert refused("supporting", changed, supporting=[agency]) == (
        "Northshire Probation leads this action, so it cannot support it too. Choose one of the two."
    )


def test_texts_keep_what_a_page_can_show_and_nothing_that_it_cannot(action, changed):
    changed(title="Réunir 🏥\x00 \ud800 les équipes", note="x" * 10_000)

    action.refresh_from_db()
    assert action.title == "Réunir 🏥\ufffd \ufffd les équipes"
    assert len(action.note) == 10_000
    assert event("action.changed").changes["note"][1] == action.note


def test_a_postponed_action_keeps_the_date_first_agreed_for_good(action, partnership_lead):
    first = plan.postpone(action=action, version=1, due_on=SUMMER, reason="No rooms", by=partnership_lead)
    plan.postpone(action=first, version=2, due_on=AUTUMN, reason="Still none", by=partnership_lead)

    action.refresh_from_db()
    assert (action.due_on, action.planned_due_on) == (AUTUMN, datetime.date(2027, 3, 31))
    told = AuditEvent.objects.filter(kind="action.postponed").order_by("pk")
    assert [one.reason for one in told] == ["No rooms", "Still none"]
    assert told[1].changes["due_on"] == ["2027-06-30", "2027-09-30"]


@pytest.mark.parametrize(
    ("due_on", "reason", "errors"),
    [
        (None, "No rooms", {"due_on": "Enter the new due date"}),
        (SUMMER, " ", {"reason": "Say why the date moves"}),
        (datetime.date(2027, 3, 31), "No rooms",
         {"due_on": "It is due on 31 March 2027 already. Enter another date."}),
        (datetime.date(2026, 2, 1), "No rooms",
         {"due_on": "The due date must be on or after the start date, 1 March 2026; 1 February 2026 is before it"}),
    ],
)  # fmt: skip
def test_a_date_moves_to_another_one_and_with_a_reason(action, partnership_lead, due_on, reason, errors):
    with pytest.raises(plan.NotSound) as refusal:
        plan.postpone(action=action, version=1, due_on=due_on, reason=reason, by=partnership_lead)

    assert refusal.value.errors == errors


def test_a_due_date_that_stands_is_not_changed_in_passing(action, changed):
    error = refused("due_on", changed, due_on=SUMMER)

    assert error == "It is due on 31 March 2027. Move the date with a reason instead."


def test_what_is_archived_is_kept_says_why_and_comes_back(action, partnership_lead):
    gone = plan.archive(record=action, version=1, reason="Done elsewhere", by=partnership_lead)
    assert list(Action.objects.current()) == []
    assert (gone.archived_by, gone.archive_reason, gone.version) == (partnership_lead, "Done elsewhere", 2)
    with pytest.raises(plan.WrongState):
        plan.change_action(action=gone, version=2, by=partnership_lead, title="Later")

    back = plan.bring_back(record=gone, version=2, by=partnership_lead)

    assert (list(Action.objects.current()), back.archived_at, back.archive_reason) == ([action], None, "")
    assert event("action.archived").reason == "Done elsewhere"
    assert event("action.brought_back").changes["archive_reason"] == ["Done elsewhere", ""]


def test_nothing_is_archived_without_a_reason_or_twice(action, partnership_lead):
    assert refused("reason", plan.archive, record=action, version=1, reason=" ", by=partnership_lead) == (
        "Say why it is archived"
    )
    plan.archive(record=action, version=1, reason="Done", by=partnership_lead)
    with pytest.raises(plan.WrongState):
        plan.archive(record=action, version=2, reason="Done", by=partnership_lead)


def test_an_action_with_an_update_that_waits_is_not_archived_under_it(action, lead_officer, partnership_lead):
    update = submitted(action, lead_officer)

    with pytest.raises(plan.WrongState, match="An update by Olu Officer waits for approval"):
        plan.archive(record=action, version=1, reason="Done", by=partnership_lead)

    updates.approve(update=update, version=update.version, by=partnership_lead)
    action.refresh_from_db()
    assert plan.archive(record=action, version=action.version, reason="Done", by=partnership_lead).archived_at


def test_two_actions_become_one_and_what_was_answered_stays_answered(action, other, recommendation, partnership_lead):
    other.recommendations.add(recommendation)

    gone = plan.stand_for(record=other, version=1, successor=action, by=partnership_lead, reason="The same work")

    action.refresh_from_db()
    assert (gone.superseded_by, gone.archive_reason, gone.archived_at is None) == (action, "The same work", False)
    assert list(action.recommendations.all()) == list(gone.recommendations.all()) == [recommendation]
    assert (action.version, event("action.superseded").reason) == (2, "The same work")
    assert event("action.took_over").changes["took_over"] == [None, {"id": other.pk, "name": "1.2 Open a clinic"}]


def test_nothing_stands_for_itself_or_for_what_is_elsewhere_or_archived(action, other, partnership_lead):
    stranger = ActionFactory()
    plan.archive(record=other, version=1, reason="Done", by=partnership_lead)
    for successor in (action, stranger, other, None):
        assert refused("successor", plan.stand_for, record=action, version=1, successor=successor, by=partnership_lead)


def test_recommendations_are_merged_and_what_answers_them_answers_the_other(
    action, partnership, priority, recommendation, partnership_lead
):
    twin = RecommendationFactory(partnership=partnership, ref="8")
    action.recommendations.add(twin)

    plan.stand_for(record=twin, version=1, successor=recommendation, by=partnership_lead)

    assert list(Recommendation.objects.current()) == [recommendation]
    assert list(recommendation.actions.all()) == [action]
    assert Recommendation.objects.get(ref="8").archive_reason == "7 stands for it"


def test_a_response_is_recorded_and_a_refusal_says_why(recommendation, partnership_lead):
    error = refused(
        "response_reason", plan.change_recommendation, recommendation=recommendation, version=1, by=partnership_lead,
        response="declined",
    )  # fmt: skip
    assert error == "Say why the partnership declines it"

    plan.change_recommendation(
        recommendation=recommendation, version=1, by=partnership_lead, response="declined", response_reason="No money"
    )

    told = event("recommendation.answered")
    assert told.changes == {"response": ["", "declined"], "response_reason": ["", "No money"]}


def test_a_recommendation_is_added(partnership, priority, police, partnership_lead):
    added = plan.add_recommendation(
        partnership=partnership, by=partnership_lead, ref="9", title="Meet people", partners=[police], priority=priority
    )

    assert list(added.partners.all()) == [police]
    assert event("recommendation.added").changes["partners"] == [None, [{"id": police.pk, "name": "Northshire Police"}]]


def test_milestones_are_added_moved_with_a_reason_and_met(action, partnership_lead):
    added = plan.add_milestone(action=action, by=partnership_lead, title="Rooms found", due_on=SPRING)
    seen = plan.version_of(added)
    assert refused(
        "reason", plan.change_milestone, milestone=added, version=seen, by=partnership_lead, due_on=SUMMER
    ) == "Say why the date moves"  # fmt: skip

    moved = plan.change_milestone(
        milestone=added, version=seen, by=partnership_lead, due_on=SUMMER, done_on=AUTUMN, reason="No rooms"
    )

    action.refresh_from_db()
    assert (moved.planned_on, moved.due_on, moved.done_on, action.version) == (SPRING, SUMMER, AUTUMN, 3)
    assert event("milestone.changed").reason == "No rooms"
    with pytest.raises(plan.Stale):
        plan.change_milestone(milestone=added, version=seen, by=partnership_lead, title="Mine")
    assert Milestone.objects.get().title == "Rooms found"


def test_a_milestone_is_not_due_before_the_action_starts(action, partnership_lead):
    day = datetime.date(2026, 2, 1)

    error = refused("due_on", plan.add_milestone, action=action, by=partnership_lead, title="Rooms", due_on=day)

    assert error == "A milestone cannot be due before the action starts on 1 March 2026; 1 February 2026 is before it"


@pytest.fixture
def series(partnership):
    footprint = FootprintFactory(partnership=partnership)
    return SeriesFactory(indicator=IndicatorFactory(name="Completion"), area=footprint.area, is_headline=True)


@pytest.mark.parametrize("owner", ["action", "recommendation", "priority"])
def test_a_measure_is_added_and_changed(request, series, partnership_lead, owner):
    owner = request.getfixturevalue(owner)
    added = plan.add_measure(
        owner=owner, by=partnership_lead, series=series, baseline="46.3", baseline_period="2024/25", target="60",
        target_on=SUMMER,
    )  # fmt: skip

    plan.change_measure(measure=added, version=plan.version_of(added), by=partnership_lead, target="65")

    assert event("measure.changed").changes == {"target": ["60", "65"]}
    assert event("measure.added").partnership_slug == "northshire"


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"target": "60"}, "target_on", "Enter the date by which the target is to be met"),
        ({"target_on": SUMMER}, "target", "Enter the target, or leave its date empty"),
        ({"baseline": "4"}, "baseline_period", "Enter the period of the baseline, such as 2024/25"),
        ({"baseline": "many"}, "baseline", "The baseline must be a number, such as 46.3"),
        ({"baseline": "NaN"}, "baseline", "The baseline must be a number, such as 46.3"),
        ({"baseline": "1.23456"}, "baseline", "The baseline must have four decimal places or fewer, such as 46.3"),
        ({"series": None}, "series", "Select what is measured, and where"),
    ],
)
def test_half_a_measure_is_refused(action, series, partnership_lead, said, field, sentence):
    given = {"series": series, **said}

    assert refused(field, plan.add_measure, owner=action, by=partnership_lead, **given) == sentence


def test_a_measure_with_figures_stays_with_its_series(action, series, partnership_lead):
    measure = MeasureFactory(action=action)
    UpdateFigureFactory(measure=measure)

    with pytest.raises(plan.WrongState, match="Figures have been reported"):
        plan.change_measure(measure=measure, version=plan.version_of(measure), by=partnership_lead, series=series)


def test_a_milestone_of_an_archived_action_is_left_alone(action, partnership_lead):
    milestone = MilestoneFactory(action=action)
    plan.archive(record=action, version=1, reason="Done", by=partnership_lead)

    with pytest.raises(plan.WrongState):
        plan.change_milestone(milestone=milestone, version=plan.version_of(milestone), by=partnership_lead, title="X")


def test_a_strategy_whose_place_another_took_stays_as_it_was(partnership, strategy, priority, partnership_lead):
    new = plan.add_strategy(partnership=partnership, by=partnership_lead, title="Second strategy")

    old = plan.change_strategy(strategy=strategy, version=1, by=partnership_lead, successor=new)

    assert (old.successor, list(old.priorities.all()), old.title) == (new, [priority], "Drug and alcohol strategy")
    assert event("strategy.superseded").changes["successor"] == [None, {"id": new.pk, "name": "Second strategy"}]
    assert refused("successor", plan.change_strategy, strategy=new, version=1, by=partnership_lead, successor=old)


def test_two_strategies_have_two_titles(partnership, strategy, partnership_lead):
    error = refused("title", plan.add_strategy, partnership=partnership, by=partnership_lead, title=strategy.title)

    assert error == "This partnership has a strategy of that title. Choose another."


def test_a_priority_is_added_changed_and_moved_to_another_strategy(partnership, strategy, priority, partnership_lead):
    other = StrategyFactory(partnership=partnership)
    added = plan.add_priority(
        partnership=partnership, by=partnership_lead, strategy=other, code="2", title="Supply",
        national_priority="supply",
    )  # fmt: skip
    seen = plan.version_of(priority)

    moved = plan.change_priority(priority=priority, version=seen, by=partnership_lead, strategy=other, title="Care")

    assert (moved.strategy, moved.title, moved.position > added.position) == (other, "Care", True)
    with pytest.raises(plan.Stale):
        plan.change_priority(priority=priority, version=seen, by=partnership_lead, title="Mine")


def test_an_agency_is_given_a_seat_which_ends_once_nothing_holds_it(partnership, partnership_lead, action, agency):
    seat = Seat.objects.get(agency=agency)
    with pytest.raises(plan.WrongState, match="leads or supports 1 action"):
        plan.end_seat(seat=seat, version=plan.version_of(seat), reason="Merged", by=partnership_lead)
    plan.archive(record=action, version=1, reason="Done", by=partnership_lead)
    plan.end_seat(seat=seat, version=plan.version_of(seat), reason="Merged", by=partnership_lead)

    again = plan.give_seat(partnership=partnership, by=partnership_lead, agency=agency, note="Back")

    assert (again.note, event("seat.ended").reason) == ("Back", "Merged")
    assert event("seat.ended").changes["agency"][0]["name"] == "Northshire Probation"


def test_a_new_agency_comes_with_its_seat(partnership, partnership_lead):
    seat = plan.give_seat(partnership=partnership, by=partnership_lead, name="Northshire Housing", kind="housing")

    assert (seat.agency.slug, seat.agency.kind) == ("northshire-housing", "housing")
    assert event("agency.added").partnership_slug == "northshire"


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({}, "agency", "Select an agency, or enter the name of a new one"),
        ({"name": "northshire probation", "kind": "police"}, "name",
         "Northshire Probation is known here already. Choose it above."),
        ({"name": "NPS", "kind": "police"}, "name", "Northshire Probation is known here already. Choose it above."),
        ({"name": "New"}, "kind", "Select what kind of agency it is"),
    ],
)  # fmt: skip
def test_a_seat_is_for_an_agency_that_is_known_once(partnership, agency, partnership_lead, said, field, sentence):
    AgencyAliasFactory(agency=agency, name="NPS")

    assert refused(field, plan.give_seat, partnership=partnership, by=partnership_lead, **said) == sentence
    assert Agency.objects.count() == 1
