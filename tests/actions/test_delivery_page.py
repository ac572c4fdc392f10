"""Delivery over time and by agency: the numbers of the charts, their tables and their downloads are the same."""

import datetime
import json

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from actions.board import heat_map
from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    AgencyFactory,
    MilestoneFactory,
    PersonFactory,
    PriorityFactory,
)
from tests.pages import rows_of_csv

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.date(2020, 3, 15)
ADDRESS = "/northshire/delivery/"


def led(partnership, agency, *, status="not_reported", **fields):
    """An action of this lead with one milestone that was met in time."""
    if status != "not_reported":
        fields |= {"delivery_status": status, "reported_at": timezone.now(), "reported_by": PersonFactory()}
    action = ActionFactory(partnership=partnership, **fields)
    if agency:
        ActionAgencyFactory(action=action, agency=agency)
    MilestoneFactory(action=action, planned_on=LONG_AGO, done_on=LONG_AGO)
    return action


def soup_of(response):
    return BeautifulSoup(response.content, "html.parser")


def test_the_caption_the_table_and_the_drawing_of_the_burn_up_hold_the_same_numbers(client, partnership, agency):
    action = led(partnership, agency)
    MilestoneFactory(action=action, planned_on=LONG_AGO, due_on=datetime.date(2020, 5, 1))
    MilestoneFactory(action=action, planned_on=LONG_AGO, archived_at=timezone.now(), archive_reason="Twice there")

    page = soup_of(client.get(ADDRESS))
    figure = page.select_one("#over-time ~ figure")
    rows = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in figure.select("tbody tr")]
    today = {name: said for name, place, said, *_ in rows if place.endswith(str(timezone.localdate().year)) and said}
    wide = figure.select_one("svg.cdp-chart--wide")

    assert figure.strong.text == "1 of 2 milestones is met; 2 were to be met by now"
    assert today == {"Met": "1", "Planned, as it stands now": "2", "Planned, as first agreed": "2"}
    in_table = sorted(float(one["value"]) for one in figure.select("tbody data"))
    assert sorted(float(mark["data-value"]) for mark in wide.select("[data-value]")) == in_table
    drawn = json.loads(page.find(id="burn-up-figure").string)
    assert sorted(float(y) for trace in drawn["data"] for y in trace["y"]) == in_table
    assert figure.select_one('a[href*="format=csv"]')


def test_the_download_of_the_burn_up_has_the_numbers_of_the_chart(client, partnership, agency):
    MilestoneFactory(action=led(partnership, agency), planned_on=LONG_AGO, due_on=datetime.date(9000, 1, 1))

    rows = rows_of_csv(client.get(f"{ADDRESS}?format=csv&table=months"))
    figure = soup_of(client.get(ADDRESS)).select_one("#over-time ~ figure")

    assert [rows[-1][key] for key in ("first_agreed", "as_it_stands", "met")] == ["2", "2", ""]
    for key, name in (("first_agreed", "Planned, as first agreed"), ("met", "Met")):
        shown = [row.data["value"] for row in figure.select("tbody tr") if row.th.text == name and row.data]
        assert [float(one) for one in shown] == [float(row[key]) for row in rows if row[key]]


def test_the_heat_map_counts_each_lead_and_the_last_line_counts_each_action_once(client, partnership, agency):
    other = AgencyFactory(name="A first agency", slug="first")
    ActionAgencyFactory(action=led(partnership, agency, status="late"), agency=other)
    led(partnership, agency)
    led(partnership, None, status="on_track")
    led(partnership, agency, status="late", archived_at=timezone.now())

    page = soup_of(client.get(ADDRESS))
    table = page.select_one("table.cdp-heat")
    for hidden in table.select(".govuk-visually-hidden"):
        hidden.extract()
    rows = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in table.select("tbody tr, tfoot tr")]

    assert page.h1.text == "1 of 3 actions is late, led by 2 agencies"
    assert rows == [
        ["A first agency", "1", "0", "0", "0", "0", "1"],
        ["Northshire Probation", "1", "0", "1", "0", "0", "2"],
        ["No lead agency named", "0", "0", "0", "1", "0", "1"],
        ["All actions, each once", "1", "0", "1", "1", "0", "3"],
    ]
    downloaded = rows_of_csv(client.get(f"{ADDRESS}?format=csv&table=agencies"))
    assert [[one["agency"], one["late"], one["total"]] for one in downloaded] == [
        [row[0], row[1], row[-1]] for row in rows
    ]


@pytest.mark.parametrize("query", ["", "?priority=P1", "?agency=northshire-probation"])
def test_each_number_leads_to_the_actions_that_it_counts_and_none_to_an_empty_list(client, partnership, agency, query):
    priority = PriorityFactory(partnership=partnership, code="P1")
    led(partnership, agency, status="late", priority=priority)
    led(partnership, agency, status="late")
    helped = led(partnership, AgencyFactory(name="Another", slug="another"), status="late", priority=priority)
    ActionAgencyFactory(action=helped, agency=agency, role="supporting")
    led(partnership, None, status="on_track", priority=priority)

    table = soup_of(client.get(f"{ADDRESS}{query}")).select_one("table.cdp-heat")
    cells = table.select("tbody td, tfoot td")

    assert {bool(cell.a) for cell in cells if cell.get_text(strip=True) == "0"} == {False}
    counted = [cell for cell in cells if cell.get_text(strip=True) != "0"]
    names = [cell.a.get_text() for cell in counted]
    assert len(set(names)) == len(names) >= 4
    for cell in counted:
        number = int(cell.a.find(string=True))
        assert len(client.get(cell.a["href"]).context["rows"]) == number, cell.a["href"]


@pytest.mark.parametrize(
    ("number", "most", "shade"),
    [(0, 0, 0), (0, 9, 0), (1, 100, 1), (25, 100, 1), (26, 100, 2), (100, 100, 4), (1, 1, 4)],
)
def test_one_is_never_as_pale_as_none(number, most, shade):
    assert heat_map.tint(number, most) == shade


@pytest.mark.parametrize(
    ("query", "refs"),
    [("", ["A", "B"]), ("?priority=P-A", ["A"]), ("?agency=second", ["B"]), ("?agency=?", ["A", "B"])],
)
def test_the_address_keeps_the_filters_for_both_charts(client, partnership, agency, query, refs):
    second = AgencyFactory(name="Second", slug="second")
    for ref, lead in (("A", agency), ("B", second)):
        led(partnership, lead, ref=ref, priority=PriorityFactory(partnership=partnership, code=f"P-{ref}"))

    response = client.get(f"{ADDRESS}{query}")
    download = rows_of_csv(client.get(f"{ADDRESS}{query or '?'}&format=csv"))

    assert response.context["total"] == response.context["heat"].total == len(refs)
    assert len(response.context["burn_up"].dates) == len(refs)
    assert download[-1]["first_agreed"] == str(len(refs))


def test_an_agency_that_only_supports_does_not_answer_for_the_milestones(client, partnership, agency):
    helping = AgencyFactory(name="Helping", slug="helping")
    ActionAgencyFactory(action=led(partnership, agency), agency=helping, role="supporting")
    led(partnership, helping, ref="OWN")

    assert client.get(f"{ADDRESS}?agency=helping").context["total"] == 1


@pytest.mark.parametrize("what", ["nothing", "no milestone"])
def test_where_there_is_nothing_to_draw_the_page_says_so(client, partnership, what):
    if what == "no milestone":
        ActionFactory(partnership=partnership)

    page = soup_of(client.get(ADDRESS))

    assert page.select_one("#over-time ~ p.cdp-panel")
    assert (page.select_one("table.cdp-heat") is None) == (what == "nothing")


def test_a_table_that_is_not_known_is_refused(client, partnership):
    assert client.get(f"{ADDRESS}?format=csv&table=all").status_code == 400


def test_what_is_due_within_90_days_comes_soonest_first_and_says_where_it_stood(client, partnership, agency):
    today = timezone.localdate()
    action = ActionFactory(partnership=partnership, due_on=today + datetime.timedelta(days=91))
    for title, days, moved in (("Later", 90, 0), ("Overdue", -1, 30), ("Beyond", 91, 0)):
        due = today + datetime.timedelta(days=days)
        MilestoneFactory(action=action, title=title, due_on=due, planned_on=due - datetime.timedelta(days=moved))
    MilestoneFactory(action=led(partnership, agency, status="complete"), planned_on=today, title="Of what is complete")

    context = client.get(ADDRESS).context

    assert [(one.milestone, one.is_overdue, one.is_moved) for one in context["due"]] == [
        ("Overdue", True, True),
        ("Later", False, False),
    ]
    assert context["due_words"].startswith("1 is past its date and 1 is due by ")


def test_a_long_list_of_what_is_due_shows_the_soonest_and_says_how_many_there_are(client, partnership):
    action = ActionFactory(partnership=partnership)
    for days in range(41):
        MilestoneFactory(action=action, planned_on=LONG_AGO + datetime.timedelta(days=days))

    section = soup_of(client.get(ADDRESS)).select_one('section[aria-labelledby="due"]')

    assert len(section.select("tbody tr")) == 40
    assert "The first 40 of 41, the soonest first." in section.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_delivery_makes_the_same_queries_for_one_action_and_for_three(
    client, partnership, count, django_assert_num_queries
):
    for _ in range(count):
        led(partnership, AgencyFactory())

    with django_assert_num_queries(4):
        response = client.get(ADDRESS)

    assert response.context["total"] == count


def test_the_pages_that_show_delivery_lead_to_it(client, partnership, action):
    for address in ("/northshire/", "/northshire/actions/"):
        assert soup_of(client.get(address)).select(f'a[href="{ADDRESS}"]'), address
