"""The page on which a light is overridden, and every page that shows one that is."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from actions.models import LightOverride
from tests.factories import ActionFactory, LightOverrideFactory, MeetingFactory, MilestoneFactory, PersonFactory
from tests.pages import rows_of_csv, words

pytestmark = pytest.mark.django_db

LIGHTS = "/northshire/actions/1.1/lights/"
DELIVERY = f"{LIGHTS}delivery/"


def day(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def posted(until, **changes):
    parts = {"until-day": until.day, "until-month": until.month, "until-year": until.year}
    return {"state": "at_risk", "reason": "The building has flooded", **parts, **changes}


@pytest.fixture
def lead(client, partnership_lead):
    client.force_login(partnership_lead)
    return client


@pytest.fixture
def overridden(action, partnership_lead):
    return LightOverrideFactory(action=action, set_by=partnership_lead, until=day(7))


def test_the_lead_overrides_a_light_and_the_action_page_shows_it(lead, action):
    assert f'href="{LIGHTS}"' in words(lead.get("/northshire/actions/1.1/"))

    response = lead.post(DELIVERY, posted(day(7)))

    assert response.url == LIGHTS
    page = lead.get("/northshire/actions/1.1/").context["page"]
    assert (page.delivery.said_how, page.delivery.by_rule.said) == ("At risk, overridden", "No update yet")
    assert page.lead == "Lee Lead shows the work as “at risk”, otherwise than its rule says."


def test_it_is_taken_back(lead, overridden):
    lead.post(LIGHTS, {"take_back": overridden.pk})

    overridden.refresh_from_db()
    assert overridden.ended_at is not None
    assert lead.get(LIGHTS).context["page"].past[0][2] == f"Ended by Lee Lead on {timezone.localdate():%-d %B %Y}"


def test_another_takes_its_place_once_it_was_seen(lead, overridden):
    form = lead.get(DELIVERY).context["form"]

    lead.post(DELIVERY, posted(day(3), state="late", instead_of=form.initial["instead_of"]))

    assert LightOverride.objects.standing(on=day(0)).get().state == "late"


def test_what_was_set_meanwhile_is_shown_and_not_replaced(lead, overridden):
    response = lead.post(DELIVERY, posted(day(3), state="late"), follow=True)

    assert [str(each) for each in response.context["messages"]] == [
        "Lee Lead has set this light since you opened the page. Read why before you change it."
    ]
    assert LightOverride.objects.get().state == "at_risk"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"state": ""}, "state"),
        ({"until-year": "1999"}, "until"),
        ({"until-day": "40"}, "until"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(lead, action, changes, field):
    response = lead.post(DELIVERY, posted(day(7), **changes))

    assert list(response.context["form"].errors) == [field]
    page = BeautifulSoup(response.content, "html.parser")
    (link,) = page.select(".govuk-error-summary a")
    assert page.select_one(link["href"]) is not None
    assert not LightOverride.objects.exists()


@pytest.mark.parametrize("person", ["lead_officer", "other_officer", "viewer", "data_lead", "stranger"])
@pytest.mark.parametrize("address", [LIGHTS, DELIVERY])
def test_nobody_else_finds_the_pages(client, overridden, person, address, request):
    client.force_login(request.getfixturevalue(person))

    assert client.get(address).status_code == 404
    assert client.post(address, {**posted(day(7)), "take_back": overridden.pk}).status_code == 404
    assert LightOverride.objects.get().ended_at is None


def test_a_visitor_signs_in_first(client, action):
    assert client.get(LIGHTS).url == f"/sign-in/?next={LIGHTS}"


def test_an_override_of_another_action_is_not_taken_back_from_here(lead, action, partnership):
    other = LightOverrideFactory(action=ActionFactory(partnership=partnership, ref="2.2"), until=day(7))

    assert lead.post(LIGHTS, {"take_back": other.pk}).status_code == 404
    assert lead.get(f"{LIGHTS}weather/").status_code == 404


def test_whoever_reads_the_action_reads_who_why_and_until_when(client, overridden, viewer):
    client.force_login(viewer)

    page = words(client.get("/northshire/actions/1.1/"))

    assert "Lee Lead shows it so until" in page
    assert "By its rule:</strong>" in page
    assert "Nobody has reported on it yet." in page
    assert LIGHTS not in page


def test_lists_and_counts_tell_it_from_the_others(client, overridden, action, partnership, viewer):
    MilestoneFactory(action=ActionFactory(partnership=partnership, priority=action.priority), due_on=day(-9))
    client.force_login(viewer)

    counts = [("late", 1, "late"), ("at_risk", 1, "at risk, overridden")]
    assert client.get("/northshire/actions/").context["counts"] == counts
    assert client.get("/northshire/").context["board"].delivery_items == counts
    assert client.get(f"/northshire/priorities/{action.priority.code}/").context["one"].delivery_items == counts
    for address in ("/northshire/actions/", f"/northshire/priorities/{action.priority.code}/"):
        assert "overridden; by its rule: no update yet" in words(client.get(address))


def test_the_download_says_both(client, overridden, viewer):
    client.force_login(viewer)

    (row,) = rows_of_csv(client.get("/northshire/actions/?format=csv"))

    assert (row["delivery"], row["delivery_by_rule"]) == ("At risk", "No update yet")
    assert row["overridden_until"] == day(7).isoformat()


def test_the_download_of_the_board_says_that_it_is_overridden(client, overridden):
    (row,) = rows_of_csv(client.get("/northshire/?format=csv"))

    assert (row["status"], row["confidence"]) == ("At risk, overridden", "")


def test_the_board_lists_it_as_an_exception_while_it_holds(client, overridden, partnership_lead, action):
    LightOverrideFactory(action=action, light="outcome", state="behind", set_by=partnership_lead, until=day(7))

    found = {each.why: each.whom for each in client.get("/northshire/").context["board"].exceptions}

    overridden_ones = {why: whom for why, whom in found.items() if why.endswith("overridden")}
    assert overridden_ones == {"Delivery: at risk, overridden": "Lee Lead", "Outcome: behind, overridden": "Lee Lead"}


def test_what_is_overridden_is_still_owed(client, action, lead_officer):
    MeetingFactory(partnership=action.partnership, held_on=day(30))
    LightOverrideFactory(action=action, state="on_track", until=day(7))
    client.force_login(lead_officer)

    (row,) = client.get("/my/").context["work"].owed

    assert (row.delivery.said_how, row.due_on) == ("On track, overridden", day(30))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_makes_the_same_queries(lead, action, count, django_assert_num_queries):
    for number in range(count):
        person = PersonFactory()
        LightOverrideFactory(action=action, until=day(-2), set_by=person, ended_at=timezone.now(), ended_by=person)
        MilestoneFactory(action=action, position=number)

    with django_assert_num_queries(11):
        response = lead.get(LIGHTS)

    assert len(response.context["page"].past) == count
