"""What the API answers of meetings, decisions, packs and reports, and to whom."""

import pytest
from django.utils import timezone

from tests.cdp.api_rows import asker, pack, report
from tests.cdp.test_api import results
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    DecisionFactory,
    MeetingFactory,
    PackFactory,
    PartnershipFactory,
    PersonFactory,
    ReportRunFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(partnership):
    return MeetingFactory(partnership=partnership, held_on="2026-12-09")


def test_meetings_are_narrowed_by_their_day_and_by_whether_they_are_held(client, partnership, meeting):
    called_off = {"cancelled_at": timezone.now(), "cancelled_by": PersonFactory()}
    later = MeetingFactory(partnership=partnership, held_on="2027-03-10", **called_off)

    def found(**asked):
        return [row["id"] for row in results(client, "meetings", **asked)]

    assert found() == [meeting.pk, later.pk]
    assert found(held_to="2026-12-09") == found(is_cancelled="false") == [meeting.pk]
    assert found(held_from="2026-12-10") == found(is_cancelled="true") == [later.pk]


def test_a_decision_names_whose_it_is_as_its_page_does(client, meeting, action, agency):
    owner = PersonFactory(name="Sam Secretary")
    decision = DecisionFactory(meeting=meeting, owner=owner, agency=agency, action=action, due_on="2027-01-31")

    (row,) = results(client, "decisions")

    assert (row["owner"], row["agency"], row["action"]) == ("Sam Secretary", agency.slug, "northshire:1.1")
    assert "Sam Secretary" in client.get(decision.get_absolute_url()).content.decode()
    assert owner.email not in client.get("/api/v1/decisions/").content.decode()


def test_decisions_are_narrowed(client, partnership, meeting, action, agency):
    wanted = DecisionFactory(meeting=meeting, agency=agency, action=action, kind="ask", due_on="2027-01-31")
    closed = {"closed_at": timezone.now(), "closed_by": PersonFactory(), "closing_note": "Done"}
    other_agency = AgencyFactory(slug="police")
    SeatFactory(agency=other_agency, partnership=partnership)
    action_of_other = ActionFactory(partnership=partnership, ref="9")
    away_day = MeetingFactory(partnership=partnership, title="Away day")
    DecisionFactory(
        meeting=away_day, agency=other_agency, action=action_of_other, kind="decision", due_on="2027-02-28", **closed
    )
    asked = {
        "meeting": meeting.pk, "agency": agency.slug, "action": "1.1", "kind": "ask", "is_open": "true",
        "due_to": "2027-01-31",
    }  # fmt: skip

    for name, value in asked.items():
        assert [row["id"] for row in results(client, "decisions", **{name: value})] == [wanted.pk], name


# Packs ----------------------------------------------------------------------------------------------------------------


def test_a_released_pack_is_for_everybody_with_the_addresses_of_its_files(client, partnership):
    released = pack(partnership=partnership)

    row = client.get(f"/api/v1/packs/{released.pk}/").json()

    addresses = {each["format"]: each["address"] for each in row["formats"]}
    assert {"pdf", "docx", "json", "xlsx"} <= set(addresses)
    assert addresses["json"].endswith(f"/northshire/packs/{released.pk}/json/")
    assert (row["sha256"], row["state"]) == (released.frozen.sha256, "frozen")


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (None, set()),
        ("stranger", set()),
        ("viewer", {"board"}),
        ("data_lead", {"board", "restricted"}),
        ("partnership_lead", {"board", "restricted", "draft"}),
    ],
)
def test_what_is_not_released_is_for_those_who_see_its_page(request, client, meeting, who, seen):
    packs = {
        "board": PackFactory(meeting=meeting, is_frozen=True),
        "restricted": PackFactory(meeting=meeting, is_frozen=True, is_restricted=True),
        "draft": PackFactory(meeting=meeting),
    }
    if who:
        client.force_login(request.getfixturevalue(who))

    assert {row["id"] for row in results(client, "packs")} == {packs[name].pk for name in seen}
    for name, one in packs.items():
        assert client.get(f"/api/v1/packs/{one.pk}/").status_code == (200 if name in seen else 404)


def test_a_draft_has_no_file(client, meeting, partnership_lead):
    PackFactory(meeting=meeting)
    client.force_login(partnership_lead)

    (row,) = results(client, "packs")

    assert (row["formats"], row["sha256"], row["as_at"], row["frozen_at"]) == ([], None, None, None)


def test_packs_are_narrowed(client, partnership):
    wanted = pack(partnership=partnership)
    pack(partnership=PartnershipFactory())

    assert {row["partnership"] for row in results(client, "packs", partnership="northshire")} == {"northshire"}
    assert wanted.pk in {row["id"] for row in results(client, "packs", meeting=wanted.meeting_id, state="frozen")}
    assert results(client, "packs", audience="board") == results(client, "packs", held_from="2030-01-01") == []


# Reports --------------------------------------------------------------------------------------------------------------


def test_a_report_is_found_by_whoever_it_was_made_for_and_by_nobody_else(client, partnership_lead):
    run = report()
    assert results(client, "reports") == []
    client.force_login(partnership_lead)
    assert results(client, "reports") == []
    assert client.get(f"/api/v1/reports/{run.pk}/").status_code == 404

    client.force_login(asker())
    (row,) = results(client, "reports")
    assert (row["id"], row["name"], row["state"]) == (run.pk, run.report.name, "made")
    assert {"pdf", "csv"} <= {each["format"] for each in row["formats"]}


@pytest.mark.parametrize("change", ["partnership", "restricted"])
def test_a_report_on_what_one_may_no_longer_see_gives_no_file(client, change):
    run = report()
    if change == "partnership":
        hidden = PartnershipFactory(is_published=False)
        run.filters = {"partnerships": [hidden.slug]}
    run.is_restricted = change == "restricted"
    run.save()
    client.force_login(asker())

    (row,) = results(client, "reports")

    assert row["formats"] == []
    assert "filters" not in row


def test_reports_are_narrowed(client):
    run = report()
    ReportRunFactory(asked_by=asker(), kind="scorecard", asked_at="2025-01-01T12:00:00Z")
    client.force_login(asker())

    today = str(timezone.localdate())
    for asked in ({"state": "made"}, {"kind": "action-log"}, {"asked_from": today}):
        assert [row["id"] for row in results(client, "reports", **asked)] == [run.pk], asked
    assert len(results(client, "reports", asked_to=today)) == 2
