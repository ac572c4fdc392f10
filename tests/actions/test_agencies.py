import datetime

import pytest
from django.utils import timezone

from actions.models import ActionAgency
from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    AgencyAliasFactory,
    AgencyFactory,
    DecisionFactory,
    MeetingFactory,
    MilestoneFactory,
    PartnershipFactory,
    RecommendationFactory,
    SchemeFactory,
    SeatFactory,
)
from tests.pages import rows_of_csv

pytestmark = pytest.mark.django_db


def busy_agency(partnership, **fields):
    """An agency that leads, supports, is named and runs something."""
    agency = AgencyFactory(**fields)
    SeatFactory(partnership=partnership, agency=agency)
    AgencyAliasFactory(agency=agency)
    ActionAgencyFactory(action=ActionFactory(partnership=partnership), agency=agency)
    ActionAgencyFactory(action=ActionFactory(partnership=partnership), agency=agency, role=ActionAgency.Role.SUPPORTING)
    RecommendationFactory(partnership=partnership).partners.add(agency)
    SchemeFactory(partnership=partnership).agencies.add(agency)
    return agency


def counts_of(line):
    return len(line.leads), line.supports, line.recommendations, line.schemes


def test_a_line_counts_what_an_agency_leads_supports_and_runs(client, partnership):
    busy_agency(partnership)

    [line] = client.get("/northshire/agencies/").context["lines"]

    assert counts_of(line) == (1, 1, 1, 1)
    assert line.delivery_items == [("not_reported", 1, "no update yet")]


def test_what_an_agency_does_elsewhere_is_not_counted_here(client, partnership):
    agency = busy_agency(PartnershipFactory())
    SeatFactory(partnership=partnership, agency=agency)

    [line] = client.get("/northshire/agencies/").context["lines"]

    assert counts_of(line) == (0, 0, 0, 0)


def test_archived_actions_are_not_counted(client, partnership):
    agency = AgencyFactory()
    SeatFactory(partnership=partnership, agency=agency)
    for role in ActionAgency.Role:
        archived = ActionFactory(partnership=partnership, archived_at=timezone.now())
        ActionAgencyFactory(action=archived, agency=agency, role=role)

    [line] = client.get("/northshire/agencies/").context["lines"]

    assert counts_of(line) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("query", "found"),
    [("", ["Police", "Probation"]), ("?kind=police", ["Police"]), ("?q=PROB", ["Probation"]), ("?q=nobody", [])],
)
def test_the_list_is_narrowed_by_kind_and_name(client, partnership, query, found):
    for name, kind in (("Police", "police"), ("Probation", "probation")):
        SeatFactory(partnership=partnership, agency=AgencyFactory(name=name, kind=kind))

    response = client.get(f"/northshire/agencies/{query}")

    assert [line.agency.name for line in response.context["lines"]] == found
    assert [
        row["agency"] for row in rows_of_csv(client.get(f"/northshire/agencies/{query or '?'}&format=csv"))
    ] == found


def test_an_agency_page_tells_leading_from_supporting(client, partnership):
    agency = busy_agency(partnership, slug="police")

    page = client.get("/northshire/agencies/police/").context["page"]

    assert [len(part) for part in (page.leads, page.supports, page.recommendations, page.schemes)] == [1, 1, 1, 1]
    assert page.seat.agency == agency
    assert page.leads[0].action != page.supports[0].action


def test_the_other_partnerships_of_an_agency_are_shown_only_to_those_who_may_see_them(client, partnership):
    agency = busy_agency(partnership, slug="police")
    SeatFactory(partnership=PartnershipFactory(name="Open partnership"), agency=agency)
    SeatFactory(partnership=PartnershipFactory(name="Closed partnership", is_published=False), agency=agency)

    page = client.get("/northshire/agencies/police/").context["page"]

    assert [seat.partnership.name for seat in page.elsewhere] == ["Open partnership"]


def test_an_agency_without_a_seat_here_is_not_found(client, partnership):
    AgencyFactory(slug="police")

    assert client.get("/northshire/agencies/police/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_agency_list_makes_four_queries(client, partnership, count, django_assert_num_queries):
    for _ in range(count):
        busy_agency(partnership)

    with django_assert_num_queries(4):
        response = client.get("/northshire/agencies/")

    assert len(response.context["lines"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_an_agency_page_makes_twelve_queries(client, partnership, count, django_assert_num_queries):
    agency = busy_agency(partnership, slug="police")
    meeting = MeetingFactory(partnership=partnership, held_on=datetime.date(2020, 3, 1))
    DecisionFactory(meeting=meeting, agency=agency)
    for _ in range(count - 1):
        for role in ActionAgency.Role:
            ActionAgencyFactory(action=ActionFactory(partnership=partnership), agency=agency, role=role)
        DecisionFactory(meeting=meeting, agency=agency)
        RecommendationFactory(partnership=partnership).partners.add(agency)
        SeatFactory(partnership=PartnershipFactory(), agency=agency)
    for action in agency.actions.all():
        MilestoneFactory(action=action)

    with django_assert_num_queries(12):
        response = client.get("/northshire/agencies/police/")

    assert len(response.context["page"].leads) == count
