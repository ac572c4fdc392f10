import pytest

from tests.cdp.test_api import results
from tests.factories import AgencyFactory, AreaFactory, FootprintFactory, PartnershipFactory, SeatFactory

pytestmark = pytest.mark.django_db


def test_a_partnership_says_who_hosts_it_and_which_areas_it_answers_for(client, partnership):
    partnership.host_agency = AgencyFactory(slug="northshire-council")
    partnership.save()
    FootprintFactory(partnership=partnership, area=AreaFactory(code="E10000099", name="Northshire"))
    FootprintFactory(partnership=partnership, area=AreaFactory(code="E07000099", name="Mid"), is_main=False)

    row = client.get("/api/v1/partnerships/northshire/").json()

    assert (row["host_agency"], row["main_area"], row["areas"]) == (
        "northshire-council",
        "E10000099",
        ["E10000099", "E07000099"],
    )


def test_an_unpublished_partnership_is_for_its_members(client, viewer, stranger, partnership):
    partnership.is_published = False
    partnership.save()

    seen = []
    for person in (viewer, stranger):
        client.force_login(person)
        seen.append([row["slug"] for row in results(client, "partnerships")])

    assert seen == [["northshire"], []]


def test_an_agency_names_only_partnerships_that_one_may_see(client, partnership, agency):
    SeatFactory(agency=agency, partnership=PartnershipFactory(is_published=False))

    assert client.get(f"/api/v1/agencies/{agency.slug}/").json()["partnerships"] == ["northshire"]


def test_an_agency_of_unpublished_partnerships_alone_is_not_found(client):
    seat = SeatFactory(partnership__is_published=False)

    assert client.get(f"/api/v1/agencies/{seat.agency.slug}/").status_code == 404
    assert client.get("/api/v1/actions/", {"agency": seat.agency.slug}).status_code == 400


def test_agencies_are_narrowed_by_partnership_and_kind(client, partnership, agency):
    SeatFactory(agency__kind="police", agency__slug="northshire-police", partnership=partnership)
    SeatFactory(agency__kind="police", agency__slug="southshire-police")

    slugs = [row["slug"] for row in results(client, "agencies", partnership="northshire", kind="police")]

    assert slugs == ["northshire-police"]


@pytest.mark.parametrize(("asked", "slugs"), [("true", ["exampleshire"]), ("false", ["northshire"])])
def test_made_up_partnerships_can_be_told_from_real_ones(client, partnership, asked, slugs):
    PartnershipFactory(slug="exampleshire", is_sample=True)

    assert [row["slug"] for row in results(client, "partnerships", sample_data=asked)] == slugs


def test_seats_are_narrowed_by_partnership_agency_and_kind_of_agency(client, partnership, agency):
    SeatFactory(partnership=partnership, agency=AgencyFactory(slug="police", kind="police"), note="Since 2022")
    SeatFactory()

    every = [row["id"] for row in results(client, "seats", partnership="northshire")]
    assert sorted(every) == ["northshire:northshire-probation", "northshire:police"]
    for asked in ({"agency": "police"}, {"kind": "police"}):
        assert [row["note"] for row in results(client, "seats", **asked)] == ["Since 2022"]
    assert client.get("/api/v1/seats/northshire:police/").json()["agency"] == "police"
    assert client.get("/api/v1/seats/northshire:absent/").status_code == 404
