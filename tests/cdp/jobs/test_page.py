"""The page of jobs, and what health checks are told."""

import datetime
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cdp.models import Job
from partners.roles import Role
from tests.factories import HeartbeatFactory, JobFactory, MembershipFactory, PersonFactory, SourceFactory
from tests.pages import rows_of_csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("handler")]


@pytest.fixture
def data_lead(partnership):
    person = PersonFactory(email="data@example.org", name="Dee Data")
    MembershipFactory(user=person, partnership=partnership, role=Role.DATA_LEAD)
    return person


def parked(**values):
    now = timezone.now()
    error = "The address answers with a page about kittens."
    return JobFactory(**{"state": "parked", "error": error, "due_at": now, "finished_at": now} | values)


def running(**values):
    now = timezone.now()
    return JobFactory(
        state="running", attempts=1, due_at=now, started_at=now, lease_until=now + datetime.timedelta(hours=1), **values
    )


def words(response):
    return " ".join(response.content.decode().split())


def test_a_data_lead_sees_what_waits_runs_and_failed_in_words(client, data_lead):
    source = SourceFactory(name="Nomis")
    JobFactory(kind="refresh", key=f"source:{source.pk}", asked_by=data_lead)
    running(kind="recompute_readings", key="all", period="2026-11-22")
    parked(kind="tidy", key="")
    client.force_login(data_lead)

    page = words(client.get("/data/jobs/"))

    assert "Refresh a source: Nomis<small>Asked for by Dee Data, " in page
    assert "Work out all readings anew<small>By the calendar for 2026-11-22, " in page
    assert "The address answers with a page about kittens." in page
    assert "1 job failed for good and waits for somebody" in page
    assert page.count('name="do" value="cancel"') == 2
    assert page.count('name="do" value="retry"') == 1


@pytest.mark.parametrize("who", ["viewer", "lead_officer", "stranger"])
def test_nobody_else_sees_it(client, request, who):
    job = JobFactory()
    client.force_login(request.getfixturevalue(who))

    assert client.get("/data/jobs/").status_code == 404
    assert client.post("/data/jobs/", {"job": job.pk, "do": "cancel"}).status_code == 404
    assert Job.objects.get().state == "waiting"


def test_an_empty_page_says_what_will_be_there(client, data_lead):
    client.force_login(data_lead)

    page = words(client.get("/data/jobs/"))

    assert "No worker has been seen yet" in page
    assert "Nothing has been asked for yet." in page


@pytest.mark.parametrize(
    ("make", "do", "state", "said"),
    [
        (JobFactory, "cancel", "cancelled", "The job has been cancelled."),
        (running, "cancel", "running", "The job has been cancelled. If it was running, it stops at the next occasion."),
        (parked, "retry", "waiting", "The job waits to be tried again."),
        (parked, "set-aside", "cancelled", "The job has been set aside."),
        (parked, "cancel", "parked", "has ended already"),
        (JobFactory, "set-aside", "waiting", "is not parked but waiting"),
        (JobFactory, "retry", "waiting", "is not parked but waiting"),
    ],
)
def test_a_data_lead_cancels_and_has_tried_again(client, data_lead, make, do, state, said):
    job = make(kind="test")
    client.force_login(data_lead)

    response = client.post("/data/jobs/?state=parked", {"job": job.pk, "do": do})

    assert response.url == "/data/jobs/?state=parked"
    job.refresh_from_db()
    assert (job.state, job.cancel_asked_at is not None) == (state, (make, do) == (running, "cancel"))
    assert said in words(client.get(response.url))


@pytest.mark.parametrize("sent", [{}, {"do": "delete"}, {"do": "cancel", "job": "x"}, {"do": "cancel", "job": "99"}])
def test_what_was_not_offered_is_not_found(client, data_lead, sent):
    job = JobFactory()
    client.force_login(data_lead)

    assert client.post("/data/jobs/", {"job": job.pk, **sent}).status_code == 404


def test_a_job_that_was_asked_to_stop_is_not_asked_again(client, data_lead):
    running(kind="test", cancel_asked_at=timezone.now())
    client.force_login(data_lead)

    page = words(client.get("/data/jobs/"))

    assert ", asked to stop" in page
    assert 'value="cancel"' not in page


def test_the_states_can_be_told_apart_and_downloaded(client, data_lead):
    JobFactory(key="first")
    parked(kind="tidy", key="second", attempts=3)
    client.force_login(data_lead)

    page = client.get("/data/jobs/?state=parked")
    csv = rows_of_csv(client.get("/data/jobs/?state=parked&format=csv"))

    assert [row.about for row in page.context["rows"]] == ["second"]
    assert [(row["kind"], row["about"], row["state"], row["attempts"]) for row in csv] == [
        ("Tidy up", "second", "Parked after failing", "3")
    ]
    assert client.get("/data/jobs/?format=xlsx").status_code == 200
    assert client.get("/data/jobs/?state=lost").status_code == 400
    assert client.get("/data/jobs/?page=9").status_code == 400


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("query", ["", "?format=csv"])
def test_the_page_makes_the_same_queries_for_one_job_and_for_three(
    client, data_lead, count, query, django_assert_num_queries
):
    for _ in range(count):
        source = SourceFactory()
        JobFactory(kind="refresh", key=f"source:{source.pk}", asked_by=PersonFactory())
    client.force_login(data_lead)

    with django_assert_num_queries(6 if query else 9):
        response = client.get(f"/data/jobs/{query}")
        list(response)

    assert response.status_code == 200


# Health ---------------------------------------------------------------------------------------------------------------


def test_the_web_is_ready_whatever_the_worker_does(client):
    HeartbeatFactory(beaten_at=timezone.now() - datetime.timedelta(hours=1))
    parked()

    response = client.get("/readyz")

    said = json.loads(response.content)
    assert (response.status_code, said["status"], said["jobs"]) == (200, "ok", "0 waiting, 0 running, 1 parked")
    assert said["worker"].startswith("silent since ")


def test_a_living_worker_passes_its_health_check(capsys):
    HeartbeatFactory()

    call_command("check_worker")

    assert capsys.readouterr().out.startswith("The worker is alive, last seen ")


@pytest.mark.parametrize("minutes", [None, 4])
def test_a_silent_worker_fails_its_health_check_with_a_sentence(minutes):
    if minutes:
        HeartbeatFactory(beaten_at=timezone.now() - datetime.timedelta(minutes=minutes))

    said = "The worker is silent since .*Jobs: 0 waiting" if minutes else "The worker is not seen yet"
    with pytest.raises(CommandError, match=said) as refusal:
        call_command("check_worker")

    assert refusal.value.returncode == 1
