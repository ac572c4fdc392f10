import datetime

import pytest
from django.utils import timezone

from actions.models import DeliveryStatus
from tests.cdp.test_api import results
from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    AgencyFactory,
    EvidenceFactory,
    MeasureFactory,
    MilestoneFactory,
    PartnershipFactory,
    PriorityFactory,
    ProgressUpdateFactory,
    RecommendationFactory,
    SeatFactory,
    StrategyFactory,
)

pytestmark = pytest.mark.django_db


def refs(client, endpoint="actions", **parameters):
    return [row["ref"] for row in results(client, endpoint, **parameters)]


def test_an_action_names_who_leads_it_and_what_it_answers(client, partnership, agency, action):
    action.recommendations.add(RecommendationFactory(partnership=partnership, ref="R1"))
    ActionAgencyFactory(action=action, agency=AgencyFactory(slug="northshire-police"), role="supporting")
    MilestoneFactory(action=action, position=1, title="Open the clinic")
    measure = MeasureFactory(
        action=action, baseline="12.5", baseline_period="2021", target="10", target_on="2027-03-31"
    )

    row = client.get("/api/v1/actions/northshire:1.1/").json()

    assert (row["id"], row["lead_agencies"], row["supporting_agencies"], row["recommendations"]) == (
        "northshire:1.1",
        ["northshire-probation"],
        ["northshire-police"],
        ["northshire:R1"],
    )
    assert [step["title"] for step in row["milestones"]] == ["Open the clinic"]
    assert [(each["series"], each["baseline"], each["target"]) for each in row["measures"]] == [
        (measure.series_id, 12.5, 10.0)
    ]


def test_an_action_without_a_report_says_so(client, action):
    row = client.get("/api/v1/actions/northshire:1.1/").json()

    assert (row["delivery_status"], row["confidence"], row["reported_at"]) == ("not_reported", "", None)


def test_nobody_is_named(client, action, lead_officer):
    action.lead_officer = action.reported_by = lead_officer
    action.delivery_status, action.reported_at = DeliveryStatus.LATE, timezone.now()
    action.save()

    answer = client.get("/api/v1/actions/northshire:1.1/").content.decode()

    assert (lead_officer.name in answer, lead_officer.email in answer) == (False, False)


def test_an_archived_action_is_left_out_unless_it_is_asked_for_and_stays_at_its_address(client, action):
    recommendation = RecommendationFactory(partnership=action.partnership, ref="R1")
    action.recommendations.add(recommendation)
    action.superseded_by = ActionFactory(partnership=action.partnership, ref="1.2")
    action.archived_at, action.archive_reason = timezone.now(), "Done elsewhere"
    action.save()

    assert (refs(client), refs(client, archived="false"), refs(client, archived="true")) == (["1.2"], ["1.2"], ["1.1"])
    row = client.get("/api/v1/actions/northshire:1.1/").json()
    assert (row["archive_reason"], row["superseded_by"]) == ("Done elsewhere", "northshire:1.2")
    assert client.get("/api/v1/recommendations/northshire:R1/").json()["actions"] == []
    assert refs(client, "recommendations", has_action="true") == []
    assert [row["id"] for row in results(client, "lights")] == ["northshire:1.2"]


def test_what_hangs_on_an_archived_action_is_gone_with_it(client, action):
    update = ProgressUpdateFactory(action=action)
    rows = {
        "milestones": MilestoneFactory(action=action),
        "measures": MeasureFactory(action=action),
        "progress-updates": update,
        "evidence": EvidenceFactory(update=update),
    }
    assert {name: len(results(client, name)) for name in rows} == dict.fromkeys(rows, 1)

    action.archived_at, action.archive_reason = timezone.now(), "Done elsewhere"
    action.save()

    assert {name: results(client, name) for name in rows} == {name: [] for name in rows}


def test_archived_recommendations_milestones_and_measures_are_left_out(client, action):
    gone = {"archived_at": timezone.now(), "archive_reason": "Merged"}
    RecommendationFactory(partnership=action.partnership, ref="R1", **gone)
    MilestoneFactory(action=action, **gone)
    MeasureFactory(action=action, **gone)

    assert results(client, "recommendations") == results(client, "milestones") == results(client, "measures") == []
    assert refs(client, "recommendations", archived="true") == ["R1"]


def test_a_recommendation_names_no_action_of_an_unpublished_partnership(client, partnership):
    recommendation = RecommendationFactory(partnership=partnership, ref="R1")
    recommendation.actions.add(ActionFactory(partnership=PartnershipFactory(is_published=False)))

    assert client.get("/api/v1/recommendations/northshire:R1/").json()["actions"] == []


def test_the_same_ref_of_two_partnerships_is_two_actions(client, action):
    ActionFactory(ref="1.1", partnership=PartnershipFactory(slug="southshire"))

    assert [row["id"] for row in results(client, "actions")] == ["northshire:1.1", "southshire:1.1"]
    assert client.get("/api/v1/actions/southshire:1.1/").json()["partnership"] == "southshire"


def test_actions_are_narrowed_by_partnership_agency_priority_and_status(client, partnership, agency, lead_officer):
    priority = PriorityFactory(partnership=partnership, code="P1")
    reported = {"reported_at": timezone.now(), "reported_by": lead_officer}
    wanted = ActionFactory(partnership=partnership, priority=priority, ref="1", delivery_status="late", **reported)
    ActionAgencyFactory(action=wanted, agency=agency)
    on_track = ActionFactory(
        partnership=partnership, priority=priority, ref="2", delivery_status="on_track", **reported
    )
    ActionAgencyFactory(action=on_track, agency=agency)
    elsewhere = ActionFactory(partnership=partnership, ref="3", delivery_status="late", **reported)
    ActionAgencyFactory(action=elsewhere, agency=agency)
    ActionFactory(partnership=partnership, priority=priority, ref="4", delivery_status="late", **reported)
    asked = {"partnership": "northshire", "agency": agency.slug, "priority": "P1", "delivery_status": "late"}

    assert refs(client, **asked) == ["1"]
    found_without = {name: refs(client, **{key: asked[key] for key in asked if key != name}) for name in asked}
    assert found_without == {
        "partnership": ["1"],
        "agency": ["1", "4"],
        "priority": ["1", "3"],
        "delivery_status": ["1", "2"],
    }


def test_a_priority_that_two_partnerships_call_alike_is_named_with_its_partnership(client):
    for slug in ("northshire", "southshire"):
        own = PartnershipFactory(slug=slug)
        ActionFactory(partnership=own, priority=PriorityFactory(partnership=own, code="P1"), ref=slug)

    assert refs(client, priority="P1") == ["northshire", "southshire"]
    assert refs(client, priority="southshire:P1") == ["southshire"]


def test_the_priority_of_an_unpublished_partnership_cannot_be_guessed(client):
    PriorityFactory(code="P1", partnership=PartnershipFactory(slug="hidden", is_published=False))

    assert [client.get("/api/v1/actions/", {"priority": code}).status_code for code in ("P1", "hidden:P1")] == [
        400,
        400,
    ]


def test_leading_is_told_from_supporting(client, action, agency):
    supported = ActionFactory(partnership=action.partnership, ref="1.2")
    ActionAgencyFactory(action=supported, agency=agency, role="supporting")

    assert refs(client, agency=agency.slug) == ["1.1", "1.2"]
    assert refs(client, lead_agency=agency.slug) == ["1.1"]


def test_actions_are_narrowed_by_the_day_they_are_due(client, partnership):
    for day in (1, 2, 3):
        ActionFactory(partnership=partnership, ref=str(day), due_on=datetime.date(2026, 12, day))
    ActionFactory(partnership=partnership, ref="undated")

    assert refs(client, due_from="2026-12-02", due_to="2026-12-02") == ["2"]


@pytest.mark.parametrize(("asked", "found"), [("true", ["R1"]), ("false", ["R2"])])
def test_recommendations_are_told_apart_by_whether_an_action_answers_them(client, action, asked, found):
    action.recommendations.add(RecommendationFactory(partnership=action.partnership, ref="R1"))
    RecommendationFactory(partnership=action.partnership, ref="R2")

    assert refs(client, "recommendations", has_action=asked) == found


def test_recommendations_are_narrowed_by_the_agencies_they_name(client, partnership):
    police = AgencyFactory(slug="northshire-police")
    SeatFactory(partnership=partnership, agency=police)
    RecommendationFactory(partnership=partnership, ref="R1").partners.add(police)
    RecommendationFactory(partnership=partnership, ref="R2")

    assert refs(client, "recommendations", agency="northshire-police") == ["R1"]


def test_actions_are_narrowed_by_the_recommendation_that_they_answer(client, action):
    action.recommendations.add(RecommendationFactory(partnership=action.partnership, ref="R1"))
    ActionFactory(partnership=action.partnership, ref="1.2")

    assert refs(client, recommendation="R1") == refs(client, recommendation="northshire:R1") == ["1.1"]
    assert client.get("/api/v1/actions/?recommendation=R2").status_code == 400


def test_milestones_are_narrowed_by_action_agency_day_and_whether_they_are_done(client, action, agency):
    other = ActionFactory(partnership=action.partnership, ref="1.2")
    wanted = MilestoneFactory(action=action, planned_on="2026-12-01", done_on="2026-12-02")
    MilestoneFactory(action=action, planned_on="2027-01-01")
    MilestoneFactory(action=other, planned_on="2026-12-01", done_on="2026-12-02")

    def found(**asked):
        return {row["id"] for row in results(client, "milestones", **asked)}

    assert found(action="1.1", is_done="true") == found(agency=agency.slug, due_to="2026-12-01") == {wanted.pk}
    assert len(found(due_from="2026-12-01", due_to="2026-12-01")) == 2


def test_a_strategy_names_its_priorities_and_what_took_its_place(client, partnership):
    priority = PriorityFactory(partnership=partnership, code="P1")
    strategy, later = priority.strategy, StrategyFactory(partnership=partnership, title="The next one")
    strategy.successor = later
    strategy.save()

    old, new = results(client, "strategies")
    assert (old["priorities"], old["successor"], new["successor"]) == (["northshire:P1"], later.pk, None)
    assert [row["title"] for row in results(client, "strategies", in_force="true")] == ["The next one"]
    assert client.get("/api/v1/priorities/northshire:P1/").json()["strategy_id"] == strategy.pk


@pytest.mark.parametrize("owner", ["action", "recommendation", "priority"])
def test_a_measure_says_what_it_is_of_and_is_found_by_that(client, partnership, owner):
    make = {"action": ActionFactory, "recommendation": RecommendationFactory, "priority": PriorityFactory}
    for name, factory in make.items():
        MeasureFactory(**{"action": None, name: factory(partnership=partnership)})
    MeasureFactory()

    every = results(client, "measures", partnership="northshire")
    (row,) = [row for row in every if row[owner]]
    assert len(every) == 3
    assert results(client, "measures", **{owner: row[owner]}) == [row]
    assert [row[other] for other in make if other != owner] == [None, None]
    assert (row["verdict"], row["partnership"]) == ("not_enough_data", "northshire")
