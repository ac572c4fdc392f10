"""The page from which a partnership is run, and the header: the link to it and the switcher."""

import pytest
from django.urls import reverse

from partners import manage
from partners.belonging import places_of
from partners.roles import GRANTS, Permission, Role
from tests.factories import MembershipFactory, NationalRoleFactory, PartnershipFactory, PersonFactory
from tests.signing_in import page_of

pytestmark = pytest.mark.django_db


def links(response, where):
    return [(" ".join(link.text.split()), link.get("href")) for link in page_of(response).select(where)]


def navigation(response):
    return [" ".join(item.text.split()) for item in page_of(response).select("nav[aria-label=Menu] li")]


def in_role(partnership, role, agency):
    person = PersonFactory()
    if role == Role.NATIONAL_READER:
        NationalRoleFactory(person=person)
    else:
        MembershipFactory(user=person, partnership=partnership, role=role, agency=agency)
    return person


@pytest.mark.parametrize("entry", manage.ENTRIES, ids=lambda entry: entry.name)
def test_every_line_leads_to_a_page(lead, partnership, entry):
    assert entry.address("northshire") == reverse(entry.url_name, args=["northshire"])
    assert lead.get(entry.address("northshire")).status_code == 200
    assert entry.sentence[-1] != "."


@pytest.mark.parametrize("role", Role)
def test_each_role_sees_the_lines_of_its_permissions_and_no_page_without_any(client, partnership, agency, role):
    client.force_login(in_role(partnership, role, agency))
    allowed = [entry.name for entry in manage.ENTRIES if entry.permission in GRANTS[role]]

    response = client.get("/northshire/manage/")

    assert response.status_code == (200 if allowed else 404)
    assert [text for text, _ in links(response, ".cdp-entries a")] == allowed
    assert ("Manage" in navigation(client.get("/northshire/"))) == bool(allowed)


def test_a_foreign_lead_and_a_stranger_do_not_find_it(client, partnership, stranger):
    for person in (MembershipFactory(role=Role.PARTNERSHIP_LEAD).user, stranger):
        client.force_login(person)
        assert client.get("/northshire/manage/").status_code == 404
        assert "Manage" not in navigation(client.get("/northshire/"))


def test_the_link_is_marked_on_the_pages_below_it(lead, partnership):
    def current(address):
        return [
            (link.text.strip(), link["aria-current"])
            for link in page_of(lead.get(address)).select("nav[aria-label=Menu] [aria-current]")
        ]

    assert current("/northshire/manage/") == [("Manage", "page")]
    assert current("/northshire/people/invite/") == [("Manage", "true")]
    assert current("/northshire/audit/") == [("Manage", "true")]
    assert current("/northshire/approvals/") == [("Actions", "true")]


# The switcher ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def southshire():
    return PartnershipFactory(slug="southshire", short_name="Southshire")


def test_whoever_is_in_one_partnership_has_nothing_to_switch(client, viewer):
    client.force_login(viewer)

    assert page_of(client.get("/northshire/")).select(".cdp-switcher") == []
    assert page_of(client.get("/my/")).select(".cdp-switcher") == []


def test_whoever_is_in_several_goes_from_a_page_to_the_same_page_of_the_other(client, viewer, southshire):
    MembershipFactory(user=viewer, partnership=southshire)
    client.force_login(viewer)

    assert links(client.get("/northshire/actions/"), ".cdp-switcher a") == [("Southshire", "/southshire/actions/")]
    assert links(client.get("/my/"), ".cdp-switcher a") == [
        ("Northshire", "/northshire/"),
        ("Southshire", "/southshire/"),
    ]
    here = page_of(client.get("/northshire/")).select_one(".cdp-switcher [aria-current]")
    assert here.text == "Northshire"


def test_the_switcher_leads_to_no_page_that_is_not_there_for_the_person(lead, partnership_lead, southshire):
    MembershipFactory(user=partnership_lead, partnership=southshire, role=Role.READER)
    assert links(lead.get("/northshire/people/"), ".cdp-switcher a") == [("Southshire", "/southshire/")]

    MembershipFactory(user=partnership_lead, partnership=southshire, role=Role.PARTNERSHIP_LEAD)
    assert links(lead.get("/northshire/people/"), ".cdp-switcher a") == [("Southshire", "/southshire/people/")]


def test_many_partnerships_are_folded(client, stranger):
    for _ in range(6):
        MembershipFactory(user=stranger)
    client.force_login(stranger)

    page = page_of(client.get("/my/"))

    assert " ".join(page.select_one(".cdp-switcher summary").text.split()) == "Your 6 partnerships"
    assert len(page.select(".cdp-switcher a")) == 6


@pytest.mark.parametrize("count", [0, 3])
def test_the_header_costs_no_query(client, viewer, count, django_assert_num_queries):
    """Session and person: what the header says comes with the person."""
    for _ in range(count):
        MembershipFactory(user=viewer, role=Role.PARTNERSHIP_LEAD)
    client.force_login(viewer)

    with django_assert_num_queries(2):
        page = client.get("/about/")
    assert len(page_of(page).select(".cdp-switcher li")) == (count + 1 if count else 0)


def test_where_somebody_belongs_and_what_they_may_do(partnership, southshire, stranger, django_assert_num_queries):
    for place, role in ((partnership, Role.READER), (southshire, Role.READER), (southshire, Role.DATA_LEAD)):
        MembershipFactory(user=stranger, partnership=place, role=role)

    with django_assert_num_queries(1):
        places = places_of(stranger)

    assert [(place.slug, place.name, place.permissions) for place in places] == [
        ("northshire", "Northshire", {Permission.VIEW}),
        ("southshire", "Southshire", GRANTS[Role.DATA_LEAD]),
    ]
    with django_assert_num_queries(0):
        assert places_of(stranger) == places
