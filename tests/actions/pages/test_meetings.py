"""The pages of the meetings: who reads, who writes, what is carried forward, what is said where it is wrong."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from actions.models import Decision, Meeting
from tests.factories import ActionFactory, AgencyFactory, DecisionFactory, MeetingFactory, PersonFactory
from tests.pages import rows_of_csv, words

pytestmark = pytest.mark.django_db

LIST = "/northshire/meetings/"
READERS = ["lead_officer", "other_officer", "viewer", "data_lead", "stranger"]


def day(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def in_boxes(**days):
    return {
        f"{name}-{part}": getattr(one, part) if one else ""
        for name, one in days.items()
        for part in ("day", "month", "year")
    }


def dates(**changes):
    known = {"held_on": day(30), "papers_due_on": day(23), "reporting_opens_on": day(2), "reporting_closes_on": day(20)}
    return {"title": "Board meeting", **in_boxes(**{**known, **changes})}


@pytest.fixture
def held(partnership):
    return MeetingFactory(partnership=partnership, held_on=day(-7))


@pytest.fixture
def coming(partnership):
    return MeetingFactory(partnership=partnership, held_on=day(30))


@pytest.fixture
def ask(held, partnership_lead):
    return DecisionFactory(meeting=held, owner=partnership_lead, due_on=day(-1), text="Find rooms")


@pytest.fixture
def lead(client, partnership_lead):
    client.force_login(partnership_lead)
    return client


def addresses(held, ask):
    one = f"{LIST}{held.pk}/"
    return {"read": [LIST, one, f"{one}decisions/{ask.pk}/"], "write": [f"{LIST}new/", f"{one}change/"]}


def test_the_lead_sets_a_meeting(lead, partnership):
    response = lead.post(f"{LIST}new/", dates())

    meeting = Meeting.objects.get()
    assert (response.url, meeting.reporting_closes_on) == (f"{LIST}{meeting.pk}/", day(20))
    assert f"Papers due {day(23):%-d %B %Y}" in words(lead.get(response.url))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"held_on": None}, "held_on"),
        ({"papers_due_on": day(31)}, "papers_due_on"),
        ({"reporting_opens_on": None}, "reporting_opens_on"),
        ({"reporting_closes_on": day(31)}, "reporting_closes_on"),
        ({"reporting_opens_on": day(21)}, "reporting_closes_on"),
    ],
)
@pytest.mark.parametrize("is_new", [True, False])
def test_dates_out_of_order_are_said_beside_their_field(lead, coming, changes, field, is_new):
    address = f"{LIST}new/" if is_new else f"{LIST}{coming.pk}/change/"

    response = lead.post(address, dates(**changes) | {"title": "Away day"})

    assert list(response.context["form"].errors) == [field]
    page = BeautifulSoup(response.content, "html.parser")
    (link,) = page.select(".govuk-error-summary a")
    assert page.select_one(link["href"])["name"] == f"{field}-day"
    assert Meeting.objects.get().papers_due_on is None


def test_the_lead_changes_and_cancels_a_meeting_and_holds_it_after_all(lead, coming):
    one = f"{LIST}{coming.pk}/"

    lead.post(f"{one}change/", dates(held_on=day(37)))
    coming.refresh_from_db()
    assert coming.held_on == day(37)

    lead.post(f"{one}change/", {"cancel": "1"})
    assert "Cancelled" in words(lead.get(LIST))
    assert lead.get(LIST).context["page"].headline == "No meeting has been set"

    lead.post(one, {"hold_after_all": "1"})
    coming.refresh_from_db()
    assert coming.cancelled_at is None


def test_the_lead_records_an_ask_and_closes_it(lead, held, agency, action):
    one = f"{LIST}{held.pk}/"
    said = {"kind": "ask", "text": "Find rooms", "agency": agency.pk, "action": action.pk, **in_boxes(due_on=day(9))}

    assert lead.post(one, said).url == one
    ask = Decision.objects.get()
    assert (ask.agency, ask.action, ask.due_on) == (agency, action, day(9))
    assert "Find rooms" in words(lead.get("/northshire/actions/1.1/")), "the last link of the chain"

    lead.post(f"{one}decisions/{ask.pk}/", {"close": "1", "note": "At the library"})
    ask.refresh_from_db()
    assert (ask.closing_note, ask.closed_by.name) == ("At the library", "Lee Lead")
    assert "At the library" in words(lead.get(one))

    lead.post(f"{one}decisions/{ask.pk}/", {"reopen": "1"})
    assert Decision.objects.open().get() == ask


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "ask", "text": "Find rooms"}, "owner"),
        ({"kind": "ask", "text": "", "owner": "lead"}, "text"),
        ({"kind": "", "text": "Find rooms", "owner": "lead"}, "kind"),
        ({"kind": "ask", "text": "Find rooms", "owner": "stranger"}, "owner"),
    ],
)
def test_what_is_missing_of_an_ask_is_said_beside_its_field(lead, held, partnership_lead, stranger, said, field):
    people = {"lead": partnership_lead.pk, "stranger": stranger.pk}
    said = said | ({"owner": people[said["owner"]]} if "owner" in said else {})

    response = lead.post(f"{LIST}{held.pk}/", said)

    assert list(response.context["form"].errors) == [field]
    assert not Decision.objects.exists()


def test_without_what_came_of_it_nothing_is_closed(lead, held, ask):
    response = lead.post(f"{LIST}{held.pk}/decisions/{ask.pk}/", {"close": "1", "note": " "})

    assert response.context["form"].errors == {"note": ["Say what came of it"]}
    assert Decision.objects.open().exists()


def test_the_words_of_an_open_ask_are_changed(lead, held, ask, partnership_lead):
    said = {"kind": "decision", "text": "Rent rooms", "owner": partnership_lead.pk}

    lead.post(f"{LIST}{held.pk}/decisions/{ask.pk}/", said)

    ask.refresh_from_db()
    assert (ask.kind, ask.text, ask.due_on) == ("decision", "Rent rooms", None)


def test_what_is_open_stands_at_the_top_of_the_next_meeting(client, coming, ask):
    page = client.get(f"{LIST}{coming.pk}/").context["page"]

    assert ([row.decision for row in page.open_carried], page.own) == ([ask], [])


def test_the_list_says_when_the_board_meets_and_what_is_open(client, coming, ask):
    page = client.get(LIST).context["page"]

    assert page.headline == f"The board meets on {day(30):%-d %B %Y}; 1 decision or ask is open, 1 past its date"


@pytest.mark.parametrize("person", [*READERS, None])
def test_everybody_who_sees_the_partnership_reads_and_nobody_else_writes(client, held, ask, person, request):
    if person:
        client.force_login(request.getfixturevalue(person))
    pages = addresses(held, ask)

    for address in pages["read"]:
        response = client.get(address)
        assert response.status_code == 200
        page = BeautifulSoup(response.content, "html.parser")
        assert page.select("main form, main .govuk-button") == []
    closed = 404 if person else 302
    for address in pages["write"]:
        assert client.get(address).status_code == closed
    for address, said, status in (
        (pages["read"][1], {"kind": "ask", "text": "Mine", "owner": ask.owner_id}, 404),
        (pages["read"][1], {"hold_after_all": "1"}, 404),
        (pages["read"][2], {"close": "1", "note": "Mine"}, 404),
        (pages["read"][2], {"reopen": "1"}, 404),
        (pages["write"][0], dates(), closed),
        (pages["write"][1], {"cancel": "1"}, closed),
    ):
        assert client.post(address, said).status_code == status
    assert (Meeting.objects.get().cancelled_at, Decision.objects.get().closed_at) == (None, None)


def test_of_an_unpublished_partnership_strangers_find_nothing(client, partnership, held, ask, stranger, viewer):
    type(partnership).objects.update(is_published=False)
    pages = addresses(held, ask)

    client.force_login(stranger)
    assert {client.get(address).status_code for address in [*pages["read"], *pages["write"]]} == {404}
    client.force_login(viewer)
    assert {client.get(address).status_code for address in pages["read"]} == {200}


def test_meetings_and_decisions_are_not_found_under_another_partnership(lead, held, ask):
    other = MeetingFactory()

    assert lead.get(f"{LIST}{other.pk}/").status_code == 404
    assert lead.get(f"{LIST}{other.pk}/decisions/{ask.pk}/").status_code == 404
    assert lead.get(f"/{other.partnership.slug}/meetings/{held.pk}/").status_code == 404
    assert lead.get(f"/{other.partnership.slug}/meetings/{other.pk}/change/").status_code == 404


def test_both_lists_download(client, coming, ask):
    (past, _) = rows_of_csv(client.get(f"{LIST}?format=csv"))
    (row,) = rows_of_csv(client.get(f"{LIST}?list=decisions&format=csv"))

    assert (past["held_on"], past["open"]) == (day(-7).isoformat(), "1")
    assert (row["text"], row["owner"], row["due_on"]) == ("Find rooms", "Lee Lead", day(-1).isoformat())


def test_whoever_was_asked_finds_it_on_their_page(client, held, ask, agency, lead_officer, partnership_lead, viewer):
    DecisionFactory(meeting=held, owner=None, agency=agency, text="Send a named person")

    def asked_of(person):
        client.force_login(person)
        return [row.decision.text for row in client.get("/my/").context["work"].decisions]

    assert (asked_of(partnership_lead), asked_of(lead_officer), asked_of(viewer)) == (
        ["Find rooms"], ["Send a named person"], [],
    )  # fmt: skip


def test_the_reporting_window_is_said_where_it_matters(client, action, coming, lead_officer, viewer):
    type(coming).objects.update(reporting_opens_on=day(-3), reporting_closes_on=day(20))
    said = f"Reporting for the board of {day(30):%-d %B %Y} is open until {day(20):%-d %B %Y}."

    assert said in words(client.get("/northshire/"))
    client.force_login(lead_officer)
    assert said in words(client.get("/my/"))
    client.force_login(viewer)
    assert "Reporting for the board" not in words(client.get("/my/"))


def test_the_board_page_counts_what_is_open_and_skips_cancelled_meetings(
    client, partnership, action, coming, ask, viewer
):
    MeetingFactory(partnership=partnership, held_on=day(3), cancelled_at=timezone.now(), cancelled_by=PersonFactory())

    board = client.get("/northshire/").context["board"]

    assert board.next_meeting == coming
    assert (board.open_decisions, board.overdue_decisions) == (1, 1)
    assert "1 decision or ask open" in words(client.get("/northshire/"))


def fill(partnership, held, count):
    for number in range(count):
        earlier = MeetingFactory(partnership=partnership, held_on=day(-100 - number))
        for meeting in (held, earlier):
            DecisionFactory(
                meeting=meeting,
                agency=AgencyFactory(),
                action=ActionFactory(partnership=partnership),
                closed_at=timezone.now(),
                closed_by=PersonFactory(),
                closing_note="Done",
            )
            DecisionFactory(meeting=meeting, agency=AgencyFactory())


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("which", "queries"), [("list", 5), ("one", 9), ("csv", 6)])
def test_the_pages_make_the_same_queries(lead, partnership, held, count, which, queries, django_assert_num_queries):
    fill(partnership, held, count)
    address = {"list": LIST, "one": f"{LIST}{held.pk}/", "csv": f"{LIST}?list=decisions&format=csv"}[which]

    with django_assert_num_queries(queries):
        response = lead.get(address)
        b"".join(response.streaming_content) if response.streaming else None

    assert response.status_code == 200
