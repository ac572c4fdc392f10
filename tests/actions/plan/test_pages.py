"""The pages of the plan: for who edits it, and not found for everybody else."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, Measure, Milestone, Priority, Recommendation, Strategy
from actions.operations import plan
from cdp.models import AuditEvent
from partners.models import Seat
from partners.roles import GRANTS, Permission
from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    AgencyFactory,
    FootprintFactory,
    MembershipFactory,
    MilestoneFactory,
    PersonFactory,
    PriorityFactory,
    RecommendationFactory,
    SeatFactory,
    SeriesFactory,
    StrategyFactory,
)

pytestmark = pytest.mark.django_db

PLAN = "/northshire/plan/"
ACTION = f"{PLAN}actions/1.1/"
MAY_NOT = [
    role for role, granted in GRANTS.items() if Permission.EDIT_PLAN not in granted and role != "national_reader"
]


@pytest.fixture
def lead(client, partnership_lead):
    client.force_login(partnership_lead)
    return client


def page_of(response):
    return BeautifulSoup(response.content, "html.parser")


def errors_of(response):
    return [each.get_text(strip=True) for each in page_of(response).select(".govuk-error-summary__list li")]


def filled(response, /, **changes):
    """What the page's own form would send, with these changed; None takes a box out."""
    sent = {}
    form = page_of(response).select("main form[method=post]")[0]
    for box in form.select("input[name], textarea[name], select[name]"):
        kind, name = box.get("type"), box["name"]
        if kind in ("checkbox", "radio"):
            if box.has_attr("checked"):
                sent.setdefault(name, []).append(box["value"])
        elif box.name == "select":
            chosen = box.select_one("option[selected]") or box.select_one("option")
            sent[name] = chosen["value"] if chosen else ""
        else:
            # A page puts a line break after the beginning of a textarea, which is none of the text.
            sent[name] = box.get("value", "") if box.name == "input" else box.get_text().removeprefix("\n")
    sent.pop("csrfmiddlewaretoken", None)
    return {name: value for name, value in (sent | changes).items() if value is not None}


def post(client, address, /, **changes):
    return client.post(address, filled(client.get(address), **changes))


@pytest.fixture
def addresses(partnership, action, recommendation, priority, strategy, agency):
    milestone = MilestoneFactory(action=action)
    below = [
        "", "bulk/", "new-action/", "actions/1.1/", "actions/1.1/due-date/", "actions/1.1/archive/",
        "actions/1.1/merge/", "actions/1.1/milestones/new/", f"actions/1.1/milestones/{milestone.pk}/",
        "actions/1.1/measures/new/", "new-recommendation/", "recommendations/7/", "recommendations/7/archive/",
        "recommendations/7/merge/", "recommendations/7/measures/new/", "new-priority/", "priorities/1/",
        "priorities/1/measures/new/", "new-strategy/", f"strategies/{strategy.pk}/", "seats/", "seats/new/",
        "seats/northshire-probation/", "seats/northshire-probation/end/",
    ]  # fmt: skip
    return [PLAN + each for each in below]


def test_who_edits_the_plan_finds_every_page(lead, addresses):
    assert {address: lead.get(address).status_code for address in addresses} == {
        address: 302 if address.endswith("bulk/") else 200 for address in addresses
    }


@pytest.mark.parametrize("role", MAY_NOT)
def test_nobody_else_finds_any(client, partnership, agency, addresses, role):
    person = PersonFactory()
    MembershipFactory(user=person, partnership=partnership, role=role, agency=agency)
    client.force_login(person)

    assert {client.get(address).status_code for address in addresses} == {404}
    assert {client.post(address, {}).status_code for address in addresses} == {404}
    assert client.post(f"{ACTION}bring-back/").status_code == 404
    assert AuditEvent.objects.filter(kind__startswith="action.").count() == 0


def test_who_leads_elsewhere_or_is_not_signed_in_finds_none(client, addresses, stranger):
    assert {client.get(address).status_code for address in addresses} == {302}
    MembershipFactory(user=stranger, role="partnership_lead")
    client.force_login(stranger)
    assert {client.get(address).status_code for address in addresses} == {404}


def test_the_plan_is_a_list_with_links_to_change_it(lead, action, recommendation, priority):
    page = page_of(lead.get(PLAN))

    links = {link["href"] for link in page.select("main a")}
    assert {ACTION, f"{PLAN}recommendations/7/", f"{PLAN}priorities/1/", f"{PLAN}seats/"} <= links
    assert page.select_one("#navigation a[aria-current]").get_text(strip=True) == "Manage"


def test_the_list_is_narrowed_and_shows_what_is_archived(lead, action, other, partnership_lead):
    plan.archive(record=other, version=1, reason="Done elsewhere", by=partnership_lead)

    def shown(**query):
        return [each.get_text(" ", strip=True) for each in page_of(lead.get(PLAN, query)).select("tbody th")]

    assert shown() == ["1.1 Meet every prison leaver at the gate"]
    assert shown(state="archived") == ["1.2 Open a clinic Done elsewhere"]
    assert shown(q="clinic") == shown(agency="northshire-housing") == shown(priority="2") or shown(q="clinic") == []
    assert len(shown(agency="northshire-probation", priority="1", q="prison")) == 1


def test_the_form_sent_as_it_is_changes_nothing(lead, action, recommendation, addresses):
    Action.objects.update(note="First line\r\nsecond", place="page 12", title="Réunir 🏥 “all”")
    for address in (ACTION, f"{PLAN}recommendations/7/", f"{PLAN}priorities/1/"):
        assert post(lead, address).status_code == 302

    # A line break is one character here; nothing else is touched.
    assert AuditEvent.objects.filter(kind__endswith=".changed").count() <= 1
    assert Action.objects.get().title == "Réunir 🏥 “all”"


def test_an_action_is_changed_on_its_page(lead, action, police, agency):
    answer = post(lead, ACTION, title="Meet them all", supporting=[str(police.pk)], note="x" * 10_000)

    action.refresh_from_db()
    assert (answer.status_code, action.title, action.version, len(action.note)) == (302, "Meet them all", 2, 10_000)
    assert lead.get(answer["Location"]).content.decode().count("Saved: 1.1 Meet them all") == 1


def test_an_action_is_added_on_its_page(lead, action, agency, priority):
    day = {"starts_on-day": "1", "starts_on-month": "9", "starts_on-year": "2026"}
    post(lead, f"{PLAN}new-action/", ref="2.1", title="Open", priority=str(priority.pk), leads=[str(agency.pk)], **day)

    assert Action.objects.get(ref="2.1").starts_on == datetime.date(2026, 9, 1)


def test_a_new_action_asks_at_once_for_what_it_cannot_be_without(lead, action):
    def opened(address):
        folded = page_of(lead.get(address)).select("main details")
        return [each.summary.get_text(strip=True) for each in folded if each.has_attr("open")]

    assert opened(f"{PLAN}new-action/") == ["Lead agencies"]
    assert opened(ACTION) == []


def test_errors_stand_in_the_summary_and_at_the_field(lead, action):
    day = {"starts_on-day": "1", "starts_on-month": "4", "starts_on-year": "2027"}
    answer = post(lead, ACTION, title="", ref="1/1", leads=None, **day)

    assert errors_of(answer) == [
        "Use letters, figures, full stops and hyphens, such as 1.2: it is part of an address",
        "Enter what is to be done",
        "The due date must be on or after the start date, 1 April 2027; 31 March 2027 is before it",
        "Select at least one lead agency",
    ]
    page = page_of(answer)
    assert page.title.get_text().startswith("Error: ")
    assert all(page.select_one(link["href"]) for link in page.select(".govuk-error-summary a"))


@pytest.mark.parametrize(
    ("text", "status"),
    [("\x00", 302), ("a\x00b", 302), ("x" * 10_000, 200), ("\u202eevil", 302), ("🏥" * 400, 302), ("<script>", 302)],
)
def test_any_text_is_kept_or_refused_but_breaks_nothing(lead, action, text, status):
    answer = post(lead, ACTION, title=text, note=text)

    action.refresh_from_db()
    assert answer.status_code == status
    assert "\x00" not in action.title + action.note
    assert lead.get(ACTION).status_code == 200


def test_half_a_character_is_kept_as_a_mark_that_it_was_there(lead, action):
    sent = filled(lead.get(ACTION))
    body = "&".join(f"{name}={value if isinstance(value, str) else value[0]}" for name, value in sent.items())
    lead.post(ACTION, body.replace("title=", "title=%ED%A0%80"), content_type="application/x-www-form-urlencoded")

    assert Action.objects.get().title.startswith("\ufffd")


def test_who_was_slower_sees_both_versions_and_chooses(lead, action, changed):
    sent = filled(lead.get(ACTION), title="Mine", note="My note")
    changed(title="Theirs", place="page 3")

    answer = lead.post(ACTION, sent)

    assert answer.status_code == 409
    assert "Lee Lead has changed this since you opened it" in answer.content.decode()
    texts = {
        each.select_one("legend").get_text(strip=True): [one.get_text(" ", strip=True) for one in each.select("label")]
        for each in page_of(answer).select("fieldset")
    }
    assert texts == {
        "What is to be done": ["Yours Mine", "Lee Lead’s Theirs"],
        "Place in the document": ["Yours Nothing", "Lee Lead’s page 3"],
        "Note": ["Yours My note", "Lee Lead’s Nothing"],
    }
    assert Action.objects.get().title == "Theirs"

    # What I had not touched is theirs without my saying so.
    assert filled(answer)["choice-place"] == ["theirs"]
    assert filled(answer)["choice-title"] == filled(answer)["choice-note"] == ["mine"]
    lead.post(ACTION, filled(answer, **{"choice-title": "theirs"}))

    action.refresh_from_db()
    assert (action.title, action.note, action.place, action.version) == ("Theirs", "My note", "page 3", 3)


def test_both_versions_keep_dates_and_agencies_that_were_chosen(lead, action, changed, police):
    day = {"starts_on-day": "1", "starts_on-month": "9", "starts_on-year": "2026"}
    sent = filled(lead.get(ACTION), supporting=[str(police.pk)], **day)
    changed(title="Theirs")

    lead.post(ACTION, filled(lead.post(ACTION, sent), **{"choice-title": "theirs"}))

    action.refresh_from_db()
    assert (action.title, action.starts_on) == ("Theirs", datetime.date(2026, 9, 1))
    assert action.action_agencies.filter(agency=police, role="supporting").exists()


def test_a_due_date_is_moved_on_its_page(lead, action):
    day = {"due_on-day": "30", "due_on-month": "6", "due_on-year": "2027"}
    assert errors_of(post(lead, f"{ACTION}due-date/", **day)) == ["Say why the date moves"]

    post(lead, f"{ACTION}due-date/", reason="No rooms", **day)

    assert "30 June 2027, first agreed for 31 March 2027" in lead.get("/northshire/actions/1.1/").content.decode()


def test_a_date_that_is_none_is_refused(lead, action):
    day = {"due_on-day": "31", "due_on-month": "2", "due_on-year": "2027"}

    assert errors_of(post(lead, f"{ACTION}due-date/", reason="x", **day)) == ["Enter a real date, such as 31 3 2027"]


def test_an_archived_action_can_be_read_and_is_brought_back(lead, client, action):
    post(lead, f"{ACTION}archive/", reason="Done elsewhere")
    assert "Done elsewhere" in lead.get("/northshire/actions/1.1/").content.decode()
    assert "1.1" not in [each.get_text() for each in page_of(lead.get("/northshire/actions/")).select("tbody th")]
    page = page_of(lead.get(ACTION))
    assert page.select("main form")[0]["action"] == f"{ACTION}bring-back/"

    lead.post(f"{ACTION}bring-back/", {"version": "2"})

    assert Action.objects.current().get() == action


def test_archiving_what_has_changed_meanwhile_asks_again(lead, action, changed):
    sent = filled(lead.get(f"{ACTION}archive/"), reason="Done")
    changed(title="Theirs")

    answer = lead.post(f"{ACTION}archive/", sent)
    assert errors_of(answer) == ["Lee Lead has changed this since you opened the page. Look at it, then press again."]
    assert Action.objects.current().exists()

    lead.post(f"{ACTION}archive/", filled(answer))

    assert not Action.objects.current().exists()


def test_merged_actions_point_to_the_one_that_stays_and_can_be_read(lead, client, action, other):
    post(lead, f"{PLAN}actions/1.2/merge/", successor=str(action.pk), reason="The same work")

    lead.logout()
    page = page_of(client.get("/northshire/actions/1.2/"))
    alert = page.select_one(".cdp-alert")
    assert alert.select_one("a")["href"] == "/northshire/actions/1.1/"
    assert "The same work" in alert.get_text()
    assert not page.select("main form[method=post]")


def test_a_response_is_given_on_the_page_of_a_recommendation(lead, client, recommendation):
    answer = post(lead, f"{PLAN}recommendations/7/", response="declined")
    assert errors_of(answer) == ["Say why the partnership declines it"]

    post(lead, f"{PLAN}recommendations/7/", response="partly", response_reason="Half of it is done")

    assert "Accepted in part by the partnership." in client.get("/northshire/recommendations/7/").content.decode()


def test_archived_and_merged_recommendations_are_read_but_not_counted(lead, client, recommendation, partnership):
    twin = RecommendationFactory(partnership=partnership, ref="8", title="The twin")
    post(lead, f"{PLAN}recommendations/8/merge/", successor=str(recommendation.pk))

    assert Recommendation.objects.get(ref="8").merged_into == recommendation
    lead.get(PLAN)  # which tells what was done
    assert "The twin" not in client.get("/northshire/recommendations/").content.decode()
    assert "In its place" in client.get(f"/northshire/recommendations/{twin.ref}/").content.decode()


def test_milestones_are_added_and_changed(lead, action):
    day = {"due_on-day": "30", "due_on-month": "6", "due_on-year": "2026"}
    post(lead, f"{ACTION}milestones/new/", title="Rooms found", **day)
    milestone = Milestone.objects.get()
    address = f"{ACTION}milestones/{milestone.pk}/"
    assert errors_of(post(lead, address, **{"due_on-month": "7"})) == ["Say why the date moves"]

    post(lead, address, title="Rooms rented", reason="Later", **{"due_on-month": "7"})

    milestone.refresh_from_db()
    assert (milestone.title, milestone.due_on.month, milestone.planned_on.month) == ("Rooms rented", 7, 6)
    assert lead.get(f"{PLAN}actions/1.2/milestones/{milestone.pk}/").status_code == 404


@pytest.mark.parametrize("owner", ["actions/1.1", "recommendations/7", "priorities/1"])
def test_measures_are_added_and_changed(lead, partnership, action, recommendation, owner):
    footprint = FootprintFactory(partnership=partnership)
    series = SeriesFactory(area=footprint.area, is_headline=True)
    day = {"target_on-day": "31", "target_on-month": "3", "target_on-year": "2028"}
    assert errors_of(post(lead, f"{PLAN}{owner}/measures/new/", series=str(series.pk), target="60"))

    post(lead, f"{PLAN}{owner}/measures/new/", series=str(series.pk), target="60", **day)
    measure = Measure.objects.get()
    post(lead, f"{PLAN}{owner}/measures/{measure.pk}/", target="65")

    measure.refresh_from_db()
    assert (measure.target, measure.series) == (65, series)


def test_a_strategy_and_its_priority_are_added_and_the_old_one_stays_readable(lead, client, strategy, priority, action):
    post(lead, f"{PLAN}new-strategy/", title="Second strategy", period="2027 to 2031")
    new = Strategy.objects.get(title="Second strategy")
    post(lead, f"{PLAN}new-priority/", strategy=str(new.pk), code="A", title="Recovery", national_priority="treatment")
    assert Priority.objects.get(code="A").strategy == new

    post(lead, f"{PLAN}strategies/{strategy.pk}/", successor=str(new.pk))
    post(lead, f"{ACTION}archive/", reason="Done")

    lead.logout()
    board = client.get("/northshire/").content.decode()
    assert ("Recovery" in board, "Drug and alcohol strategy" in board) == (True, True)
    assert "/northshire/priorities/1/" not in board
    old = client.get(reverse("strategy-record", args=["northshire", strategy.pk])).content.decode()
    assert ("Second strategy" in old, "Meet every prison leaver" in old) == (True, True)
    assert client.get("/northshire/priorities/1/").status_code == 200


def test_seats_are_given_changed_and_ended(lead, partnership, agency):
    other = AgencyFactory(name="Northshire Housing", slug="northshire-housing")
    post(lead, f"{PLAN}seats/new/", agency=str(other.pk))
    post(lead, f"{PLAN}seats/northshire-housing/", note="Since May")
    assert Seat.objects.get(agency=other).note == "Since May"

    post(lead, f"{PLAN}seats/northshire-housing/end/", reason="Merged")

    assert not Seat.objects.filter(agency=other).exists()
    assert AuditEvent.objects.get(kind="seat.ended").reason == "Merged"


def test_a_seat_that_something_holds_says_what(lead, action):
    answer = post(lead, f"{PLAN}seats/northshire-probation/end/", reason="Merged")

    assert errors_of(answer)[0].startswith("Northshire Probation leads or supports 1 action.")
    assert Seat.objects.filter(agency__slug="northshire-probation").exists()


def test_the_history_of_a_record_says_who_changed_what(lead, client, action, recommendation, changed, viewer):
    changed(title="Meet them all")
    post(lead, f"{PLAN}recommendations/7/", title="Meet all")
    post(lead, f"{PLAN}priorities/1/", title="Care")
    for address, words in (
        (ACTION, "changed action"),
        ("/northshire/recommendations/7/", "from Meet people at the gate to Meet all"),
        ("/northshire/priorities/1/", "from Treatment to Care"),
    ):
        section = page_of(lead.get(address)).select_one("section[aria-labelledby=record-history]")
        assert words in " ".join(section.get_text(" ", strip=True).split())
    client.force_login(viewer)
    assert "record-history" not in client.get("/northshire/recommendations/7/").content.decode()


def test_only_who_edits_sees_the_links_to_change(lead, client, action, recommendation, viewer):
    public = ["/northshire/actions/1.1/", "/northshire/recommendations/7/", "/northshire/priorities/1/"]
    assert all("/plan/" in lead.get(address).content.decode() for address in public)
    client.force_login(viewer)
    assert not any("/plan/" in client.get(address).content.decode() for address in public)


BULK = f"{PLAN}bulk/"


def test_several_are_changed_once_each_change_was_seen(lead, action, other, lead_officer):
    ticked = {"action": [action.pk, other.pk], "kind": "lead_officer"}
    form = lead.get(BULK, ticked)
    assert "Lead officer of several actions" in form.content.decode()

    preview = lead.post(BULK, filled(form, action=ticked["action"], lead_officer=lead_officer.pk, preview="1"))
    rows = [
        [each.get_text(" ", strip=True) for each in row.select("td")] for row in page_of(preview).select("tbody tr")
    ]
    assert rows == [["Nobody named", "Olu Officer"]] * 2
    assert not Action.objects.exclude(lead_officer=None).exists()

    answer = lead.post(BULK, filled(preview, action=ticked["action"], apply="1"))

    assert answer.status_code == 302
    assert Action.objects.filter(lead_officer=lead_officer).count() == 2


def test_a_preview_that_is_old_is_shown_anew(lead, action, other, lead_officer, changed):
    ticked = [action.pk, other.pk]
    sent = {"action": ticked, "kind": "lead_officer", "lead_officer": lead_officer.pk}
    preview = lead.post(BULK, {**sent, "preview": "1"})
    changed(title="Meet them")

    answer = lead.post(BULK, filled(preview, action=ticked, apply="1"))

    assert "1.1 has been changed since the preview" in answer.content.decode()
    assert not Action.objects.exclude(lead_officer=None).exists()
    lead.post(BULK, filled(answer, action=ticked, apply="1"))
    assert Action.objects.filter(lead_officer=lead_officer).count() == 2


def test_answers_of_a_bulk_change_are_judged_and_can_be_changed(lead, action):
    sent = {"action": [action.pk], "kind": "later"}
    assert errors_of(lead.post(BULK, {**sent, "weeks": "0", "preview": "1"})) == [
        "Enter by how many weeks, from 1 to 260", "Say why the dates move",
    ]  # fmt: skip
    again = lead.post(BULK, {**sent, "weeks": "4", "reason": "No rooms", "again": "1"})

    assert page_of(again).select_one("input[name=weeks]")["value"] == "4"


@pytest.mark.parametrize("asked", [{}, {"action": "1"}, {"action": ["x", "9" * 30], "kind": "later"},
                                   {"action": "999999", "kind": "later"}, {"kind": "delete"}])  # fmt: skip
def test_nothing_ticked_or_nothing_chosen_says_so(lead, action, asked):
    answer = lead.get(BULK, asked, follow=True)

    assert "Tick the actions that change" in answer.content.decode()


def test_an_action_of_elsewhere_is_not_changed_along(lead, action, lead_officer):
    elsewhere = ActionFactory()
    sent = {"action": [action.pk, elsewhere.pk], "kind": "lead_officer", "lead_officer": lead_officer.pk, "apply": "1",
            f"version-{action.pk}": "1", f"version-{elsewhere.pk}": "1"}  # fmt: skip

    lead.post(BULK, sent)

    assert list(Action.objects.filter(lead_officer=lead_officer)) == [action]


def test_more_than_can_be_seen_at_once_is_not_cut_off_in_silence(lead, action, other, monkeypatch):
    monkeypatch.setattr("actions.views.plan.MOST_AT_ONCE", 1)

    answer = lead.get(BULK, {"action": [action.pk, other.pk], "kind": "later"}, follow=True)

    assert "Tick 1 actions at most; 2 are ticked." in answer.content.decode()


def test_what_says_too_much_about_somebody_is_refused_or_asked_about(lead, action):
    assert "looks like a full postcode" in errors_of(post(lead, ACTION, note="She lives at NN1 1ED"))[0]
    asked = post(lead, ACTION, note="Write to jo@example.org")
    assert errors_of(asked) == ["Take the email address out of the text, or confirm that it has to stay"]
    box = page_of(asked).select_one("input[name=keep_personal_data]")

    lead.post(ACTION, filled(asked, keep_personal_data=[box["value"]]))

    assert Action.objects.get().note == "Write to jo@example.org"
    assert AuditEvent.objects.get(kind="privacy.kept").subject_name == "1.1 Meet every prison leaver at the gate"


def _more(partnership, count):
    strategy = StrategyFactory(partnership=partnership)
    for _ in range(count):
        priority = PriorityFactory(partnership=partnership, strategy=strategy)
        action = ActionFactory(partnership=partnership, priority=priority, lead_officer=PersonFactory())
        ActionAgencyFactory(action=action)
        MilestoneFactory(action=action)
        RecommendationFactory(partnership=partnership, priority=priority).actions.add(action)
        SeatFactory(partnership=partnership)
    return strategy


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("below", "queries"),
    [("plan/", 14), ("plan/actions/1.1/", 17), ("plan/seats/", 5), ("plan/recommendations/7/", 14)],
)
def test_pages_make_the_same_queries(
    lead, partnership, action, recommendation, count, below, queries, django_assert_max_num_queries, seen
):
    _more(partnership, count)
    with django_assert_max_num_queries(queries) as made:
        lead.get(f"/northshire/{below}")
    assert seen.setdefault(below, len(made)) == len(made)


@pytest.fixture(scope="module")
def seen():
    """Page -> queries that it made with one row."""
    return {}


@pytest.mark.parametrize("count", [1, 3])
def test_a_strategy_is_read_with_the_same_queries(client, partnership, count, django_assert_num_queries):
    strategy = _more(partnership, count)
    ActionFactory(
        partnership=partnership, priority=strategy.priorities.first(), archived_at=timezone.now(),
        superseded_by=Action.objects.first(),
    )  # fmt: skip

    with django_assert_num_queries(5):
        client.get(reverse("strategy-record", args=["northshire", strategy.pk]))
