"""What the API answers of progress updates, their evidence, lights and commentaries, and to whom."""

import datetime
import html

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from actions.models import DeliveryStatus, Evidence
from tests.cdp.api_rows import document_source
from tests.cdp.test_api import results
from tests.factories import (
    ActionFactory,
    CommentaryFactory,
    EvidenceFactory,
    IndicatorFactory,
    LightOverrideFactory,
    MeasureFactory,
    MilestoneFactory,
    ObservationFactory,
    PartnershipFactory,
    ProgressUpdateFactory,
    ReadingFactory,
    SeriesFactory,
    UpdateFigureFactory,
    UpdateMilestoneFactory,
    UpdateMoveFactory,
)

pytestmark = pytest.mark.django_db
STATES = ["approved", "submitted", "draft"]


def said(client, **asked):
    return [row["state"] for row in results(client, "progress-updates", **asked)]


@pytest.fixture
def updates(partnership, action):
    """One that is approved; of other actions, one that waits and one that is begun."""
    waiting, begun = (ActionFactory(partnership=partnership) for _ in range(2))
    return [
        ProgressUpdateFactory(action=action),
        ProgressUpdateFactory(action=waiting, is_submitted=True),
        ProgressUpdateFactory(action=begun, is_draft=True),
    ]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (None, ["approved"]),
        ("stranger", ["approved"]),
        ("viewer", ["approved"]),
        ("lead_officer", ["approved"]),
        ("partnership_lead", STATES),
    ],
)
def test_drafts_are_for_those_who_report_or_decide(request, client, updates, who, seen):
    if who:
        client.force_login(request.getfixturevalue(who))

    assert sorted(said(client)) == sorted(seen)
    for update in updates:
        found = client.get(f"/api/v1/progress-updates/{update.pk}/").status_code
        assert found == (200 if update.state in seen else 404)


def test_a_lead_officer_reads_the_drafts_of_their_own_agencys_actions(client, action, lead_officer):
    ProgressUpdateFactory(action=action, is_draft=True)
    client.force_login(lead_officer)

    assert said(client) == ["draft"]


def test_an_update_has_all_that_its_page_shows(client, action, lead_officer):
    milestone = MilestoneFactory(action=action, title="Open the clinic")
    update = ProgressUpdateFactory(action=action, reported_by=lead_officer, version=4)
    UpdateMoveFactory(update=update, to_state="submitted", moved_by=lead_officer)
    UpdateMilestoneFactory(update=update, milestone=milestone, met_on="2026-09-30")
    UpdateFigureFactory(update=update, value="12.5", period="2025/26")
    EvidenceFactory(update=update, link="https://example.org/minutes")

    (row,) = results(client, "progress-updates")

    assert (row["action"], row["version"], row["reported_by"], row["saved_by"]) == (
        "northshire:1.1", 4, lead_officer.name, None,
    )  # fmt: skip
    assert [(each["to_state"], each["by"]) for each in row["moves"]] == [("submitted", lead_officer.name)]
    assert [(each["milestone"], each["title"], each["met_on"]) for each in row["milestones"]] == [
        (milestone.pk, "Open the clinic", "2026-09-30")
    ]
    assert [(each["value"], each["period"]) for each in row["figures"]] == [(12.5, "2025/26")]
    assert [(each["link"], each["address"]) for each in row["evidence"]] == [("https://example.org/minutes", None)]


def test_nobodys_address_of_mail_is_given(client, updates):
    answer = client.get("/api/v1/progress-updates/").content.decode()

    assert updates[0].reported_by.name in answer
    assert "@" not in answer


def test_updates_are_narrowed(client, updates, partnership_lead, action):
    client.force_login(partnership_lead)
    today = timezone.localdate()
    later = str(today + datetime.timedelta(days=1))

    assert said(client, action="1.1") == said(client, state="approved") == ["approved"]
    assert sorted(said(client, reported_from=str(today))) == ["approved", "submitted"]
    assert said(client, reported_from=later) == []
    assert said(client, meeting=7) == []
    assert sorted(said(client, partnership="northshire", delivery_status="on_track")) == sorted(STATES)


# Evidence -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def minutes(settings, tmp_path, updates):
    """A file of each: the update that is approved and the one that waits."""
    settings.MEDIA_ROOT = tmp_path
    found = []
    for update in updates[:2]:
        kept = default_storage.save("evidence/minutes.pdf", ContentFile(b"%PDF-minutes"))
        about = {"file_name": "minutes.pdf", "size": 12, "sha256": "ab" * 32, "content_type": "application/pdf"}
        strength = Evidence.Strength.DOCUMENT
        found.append(EvidenceFactory(update=update, link="", file=kept, strength=strength, **about))
    return found


def test_a_file_is_read_from_the_address_that_its_row_gives(client, minutes):
    (row,) = results(client, "evidence")

    response = client.get(row["address"], headers={"accept": "application/pdf"})

    assert (b"".join(response.streaming_content), response["Content-Type"]) == (b"%PDF-minutes", "application/pdf")
    assert response["Content-Disposition"] == 'attachment; filename="minutes.pdf"'
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert (row["action"], row["update"]) == ("northshire:1.1", minutes[0].update_id)


def test_a_file_of_a_draft_is_not_found_by_those_who_may_not_read_it(client, minutes, viewer, partnership_lead):
    address = f"/api/v1/evidence/{minutes[1].pk}/content/"

    assert client.get(address).status_code == 404
    client.force_login(viewer)
    assert client.get(address).status_code == 404
    client.force_login(partnership_lead)
    response = client.get(address)
    assert (response.status_code, b"".join(response.streaming_content)) == (200, b"%PDF-minutes")


def test_a_link_and_a_file_that_is_lost_have_no_content(client, minutes):
    link = EvidenceFactory(update=minutes[0].update)
    default_storage.delete(minutes[0].file.name)

    for one in (link, minutes[0]):
        response = client.get(f"/api/v1/evidence/{one.pk}/content/")
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert client.get(f"/api/v1/evidence/{link.pk}/content/?colour=red").status_code == 400


# Lights ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def reported(action, lead_officer):
    action.delivery_status, action.confidence = DeliveryStatus.ON_TRACK, "some_doubt"
    action.reported_at, action.reported_by = timezone.now(), lead_officer
    action.save()
    return action


def test_lights_are_those_of_the_actions_page(client, reported, lead_officer):
    MilestoneFactory(action=reported, title="Open the clinic", planned_on=datetime.date(2020, 1, 1))

    row = client.get("/api/v1/lights/northshire:1.1/").json()
    page = html.unescape(client.get("/northshire/actions/1.1/").content.decode())

    assert (row["delivery"], row["delivery_words"], row["confidence"]) == ("late", "Late", "some_doubt")
    assert "“Open the clinic” was due on 1 January 2020 and is not done." in row["delivery_sentence"]
    assert row["confidence_sentence"].startswith(f"{lead_officer.name} said “some doubt” on ")
    assert (row["outcome"], row["outcome_words"]) == ("cannot_say", "Cannot be judged")
    for light in ("delivery", "outcome", "confidence"):
        assert row[f"{light}_age"] in page
        assert row[f"{light}_rule"] in page


def test_a_light_that_a_person_set_says_what_its_rule_says(client, reported):
    LightOverrideFactory(action=reported, state="at_risk", until=timezone.localdate())

    row = client.get("/api/v1/lights/northshire:1.1/").json()

    assert (row["delivery"], row["delivery_words"], row["delivery_by_rule"]) == (
        "at_risk", "At risk, overridden", "on_track",
    )  # fmt: skip
    assert "The building has flooded" in row["delivery_sentence"]


def test_the_outcome_rests_on_no_figure_that_the_caller_may_not_see(client, reported):
    hidden = document_source(partnership=PartnershipFactory(is_published=False))
    series = SeriesFactory(indicator=IndicatorFactory(scope="service"))
    ReadingFactory(observation=ObservationFactory(refresh__source=hidden, series=series, value=731937), series=series)
    MeasureFactory(action=reported, series=series)

    for endpoint in ("lights", "measures"):
        answer = client.get(f"/api/v1/{endpoint}/").content.decode()
        assert "731937" not in answer.replace(",", "")
        assert "No figure has been loaded." in answer


# Commentaries ---------------------------------------------------------------------------------------------------------


def test_a_commentary_reads_as_it_does_on_the_strategys_page(client, action):
    reading = ReadingFactory(value=12.5, period="2025/26")
    MeasureFactory(action=action, series=reading.series)
    CommentaryFactory(partnership=action.partnership, series=reading.series, text="It fell to {value} in {period}.")

    (row,) = results(client, "commentaries")

    assert (row["text"], row["series"]) == ("It fell to {value} in {period}.", reading.series_id)
    assert row["reads"].startswith("It fell to 12.5")
    assert row["reads"].endswith("in 2025/26.")
    assert row["reads"] in client.get("/northshire/").content.decode()
    assert "said" not in row


def test_a_commentary_that_was_replaced_or_is_on_no_measure_is_not_there(client, action):
    series = MeasureFactory(action=action).series
    CommentaryFactory(partnership=action.partnership, series=series, replaced_at=timezone.now())
    CommentaryFactory(partnership=action.partnership)

    assert results(client, "commentaries") == []
