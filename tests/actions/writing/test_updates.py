"""A progress update, from the first word to the approval, written by programs with tokens."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import AccessToken

from actions.models import ProgressUpdate, UpdateState
from actions.operations import updates
from cdp.access import clients
from cdp.models import AuditEvent, Scope
from partners.roles import Role
from tests.actions.updates.story import SAID, again, submitted
from tests.factories import ActionFactory, MeasureFactory, MembershipFactory, MilestoneFactory, PersonFactory

pytestmark = pytest.mark.django_db
ACTION = "actions/northshire:1.1/updates/"


@pytest.fixture
def draft(action, lead_officer):
    return updates.save_on(action=action, version=0, by=lead_officer, **SAID)


def address(update, move=""):
    return f"progress-updates/{update.pk}/{move and f'{move}/'}"


def test_an_update_goes_from_its_draft_to_the_approval(sends, reads, action, lead_officer, partnership_lead):
    begun = sends("post", ACTION, SAID, by=lead_officer)
    assert begun.status_code == 201, begun.content
    place = f"progress-updates/{begun.json()['id']}/"
    assert begun["Location"].endswith(f"/api/v1/{place}")
    assert begun["ETag"] == reads(place, lead_officer)[1]

    changed = sends("patch", place, {"blocker": ""}, by=lead_officer, etag=begun["ETag"])
    assert (changed.status_code, changed.json()["blocker"]) == (200, "")
    assert changed.json()["narrative"] == SAID["narrative"]
    sent = sends("post", f"{place}submit/", by=lead_officer, etag=changed["ETag"])
    assert (sent.status_code, sent.json()["state"]) == (200, "submitted")
    back = sends("post", f"{place}return/", {"reason": "Which clinic?"}, by=partnership_lead, etag=sent["ETag"])
    assert (back.status_code, back.json()["moves"][-1]["reason"]) == (200, "Which clinic?")
    fuller = sends("patch", place, {"narrative": "The clinic in Ash has opened."}, by=lead_officer, etag=back["ETag"])
    again_sent = sends("post", f"{place}submit/", by=lead_officer, etag=fuller["ETag"])
    done = sends("post", f"{place}approve/", by=partnership_lead, etag=again_sent["ETag"])

    assert (done.status_code, done.json()["state"]) == (200, "approved")
    assert done.json() == reads(place, partnership_lead)[0]
    assert done["ETag"] == reads(place, partnership_lead)[1]
    action.refresh_from_db()
    assert action.delivery_status == "at_risk"
    kinds = AuditEvent.objects.filter(subject_id=begun.json()["id"]).order_by("pk").values_list("kind", "person_name")
    told = [kind for kind, _ in kinds]
    assert told[0] == "update.started"
    assert told[-1] == "update.approved"
    assert {name for _, name in kinds} == {lead_officer.name, partnership_lead.name}


def test_one_that_is_open_already_is_named(sends, problem_of, draft, lead_officer):
    problem = problem_of(sends("post", ACTION, {"narrative": "Another"}, by=lead_officer), 409)

    assert problem["conflicts_with"].endswith(f"/api/v1/progress-updates/{draft.pk}/")
    assert again(draft).narrative == SAID["narrative"]


def test_milestones_and_figures_are_said_as_in_the_form(sends, action, lead_officer):
    milestone, measure = MilestoneFactory(action=action, title="Recruit"), MeasureFactory(action=action)
    body = {
        "milestones": [{"milestone": milestone.pk, "moved_to": "2027-03-31", "reason": "No applicants"}],
        "figures": [{"measure": measure.pk, "period": "2025/26", "value": 46.3}],
    }

    response = sends("post", ACTION, body, by=lead_officer)

    assert response.status_code == 201, response.content
    row, figure = response.json()["milestones"][0], response.json()["figures"][0]
    assert (row["milestone"], row["moved_to"], row["met_on"]) == (milestone.pk, "2027-03-31", None)
    assert (figure["measure"], figure["period"], figure["value"]) == (measure.pk, "2025/26", 46.3)


def test_what_is_wrong_with_them_is_pointed_at(sends, problem_of, action, lead_officer):
    milestone, others = MilestoneFactory(action=action), MilestoneFactory()
    body = {
        "milestones": [
            {"milestone": milestone.pk, "met_on": "2026-06-01"},
            {"milestone": others.pk, "met_on": "2026-06-01"},
        ],
        "figures": [{"measure": 1, "period": "2025/26", "value": 1}],
    }

    problem = problem_of(sends("post", ACTION, body, by=lead_officer), 422)

    assert [each["pointer"] for each in problem["errors"]] == ["/milestones/1", "/figures/0"]
    assert not ProgressUpdate.objects.exists()


def test_what_it_lacks_is_named_when_it_is_sent(sends, problem_of, reads, action, lead_officer):
    begun = sends("post", ACTION, {"narrative": "x" * 700}, by=lead_officer)
    place = f"progress-updates/{begun.json()['id']}/"

    problem = problem_of(sends("post", f"{place}submit/", by=lead_officer, etag=begun["ETag"]), 422)

    assert [each["pointer"] for each in problem["errors"]] == ["/delivery_status", "/confidence", "/narrative"]
    assert reads(place, lead_officer)[0]["state"] == "draft"


def test_what_looks_like_personal_data_is_confirmed_or_goes(sends, problem_of, draft, lead_officer):
    etag = sends("patch", address(draft), {"narrative": "Ring Sam on 07700 900123."}, by=lead_officer, etag="*")["ETag"]

    problem = problem_of(sends("post", address(draft, "submit"), by=lead_officer, etag=etag), 422)
    words = [each["confirm"] for each in problem["errors"]]
    sent = sends("post", address(draft, "submit"), {"keep_personal_data": words}, by=lead_officer, etag=etag)

    assert problem["errors"][0]["pointer"] == "/narrative"
    assert (sent.status_code, sent.json()["state"]) == (200, "submitted")
    assert AuditEvent.objects.filter(kind="privacy.kept").count() == 1


def test_what_may_never_stand_there_is_refused_in_a_draft(sends, problem_of, draft, lead_officer):
    body = {"narrative": "Seen: 943 476 5919."}

    problem = problem_of(sends("patch", address(draft), body, by=lead_officer, etag="*"), 422)

    assert [each["pointer"] for each in problem["errors"]] == ["/narrative"]
    assert "confirm" not in problem["errors"][0]


@pytest.mark.parametrize("move", ["", "submit", "withdraw", "approve", "return"])
def test_a_change_says_which_version_it_changes(sends, problem_of, draft, partnership_lead, move):
    method = "post" if move else "patch"
    body = {"reason": "?"} if move == "return" else {}

    problem_of(sends(method, address(draft, move), body, by=partnership_lead), 428)
    refused = sends(method, address(draft, move), body, by=partnership_lead, etag='"progress-updates:1:99.x"')

    problem_of(refused, 412)
    assert refused["ETag"] == sends("get", address(draft), by=partnership_lead)["ETag"]
    assert again(draft).state == UpdateState.DRAFT


def test_of_two_who_read_the_same_one_changes_it(sends, reads, problem_of, draft, lead_officer):
    etag = reads(address(draft), lead_officer)[1]
    assert sends("patch", address(draft), {"blocker": "A"}, by=lead_officer, etag=etag).status_code == 200

    problem_of(sends("patch", address(draft), {"blocker": "B"}, by=lead_officer, etag=etag), 412)

    assert again(draft).blocker == "A"


def test_what_was_written_has_a_strong_etag_also_when_it_is_zipped(sends, reads, draft, lead_officer):
    zips = {"headers": {"Accept-Encoding": "gzip"}, "by": lead_officer}
    response = sends("patch", address(draft), {"blocker": "A"}, etag="*", **zips)

    assert (response.status_code, response["Content-Encoding"]) == (200, "gzip")
    assert response["ETag"] == reads(address(draft), lead_officer)[1][:-1] + '-gz"'
    assert sends("patch", address(draft), {"blocker": "B"}, etag=response["ETag"], **zips).status_code == 200


def test_the_form_and_the_api_count_the_same_versions(sends, reads, client, draft, action, lead_officer):
    etag = reads(address(draft), lead_officer)[1]
    client.force_login(lead_officer)
    said = {"version": str(draft.version), "narrative": "From the form"}
    client.post(f"/northshire/actions/{action.ref}/report/", said, headers={"Accept": "application/json"})

    assert sends("patch", address(draft), {"blocker": "B"}, by=lead_officer, etag=etag).status_code == 412
    assert again(draft).narrative == "From the form"


def test_a_draft_is_taken_back(sends, reads, draft, lead_officer):
    etag = reads(address(draft), lead_officer)[1]

    response = sends("post", address(draft, "withdraw"), by=lead_officer, etag=etag)

    assert (response.status_code, response.json()["state"]) == (200, "withdrawn")


@pytest.mark.parametrize("move", ["submit", "approve", "return", "withdraw", ""])
def test_what_has_come_further_is_not_moved(sends, problem_of, reads, action, lead_officer, partnership_lead, move):
    update = submitted(action, lead_officer)
    updates.approve(update=update, version=update.version, by=partnership_lead)
    etag = reads(address(update), partnership_lead)[1]
    body = {"reason": "?"} if move == "return" else {} if move else {"narrative": "Otherwise"}

    problem = problem_of(
        sends("post" if move else "patch", address(update, move), body, by=partnership_lead, etag=etag), 409
    )

    assert "approved this update" in problem["detail"]


def test_nobody_approves_what_they_sent(sends, problem_of, reads, action, partnership_lead, partnership):
    MembershipFactory(user=PersonFactory(), partnership=partnership, role=Role.SENIOR_RESPONSIBLE_OWNER)
    update = submitted(action, partnership_lead)
    etag = reads(address(update), partnership_lead)[1]

    assert (
        "somebody else"
        in problem_of(sends("post", address(update, "approve"), by=partnership_lead, etag=etag), 409)["detail"]
    )


def test_a_program_writes_as_its_own_account(partnership, agency, partnership_lead, action, draft):
    client, _ = clients.make_client(
        partnership=partnership, name="Case system", purpose="Ours", role=Role.LEAD_OFFICER, agency=agency,
        scopes=[Scope.WRITE_UPDATES], by=partnership_lead,
    )  # fmt: skip
    row = AccessToken(application=client.application, scope="write:updates", token="")
    row.expires, row._raw_token = timezone.now() + timedelta(minutes=15), "aTokenOfAProgram"
    row.save()
    headers = {"Authorization": "Bearer aTokenOfAProgram", "If-Match": "*", "Idempotency-Key": "once"}

    place = f"/api/v1/{address(draft, 'submit')}"
    response = Client().post(place, {}, headers=headers, content_type="application/json")

    assert (response.status_code, response.json()["reported_by"]) == (200, client.account.name), response.content
    assert AuditEvent.objects.get(kind="update.submitted").person_id == client.account.pk


# Who may ----------------------------------------------------------------------------------------------------------


MOVES = [("patch", ""), ("post", "submit"), ("post", "withdraw"), ("post", "approve"), ("post", "return")]


@pytest.mark.parametrize(("method", "move"), MOVES)
def test_what_is_not_theirs_is_not_found(sends, problem_of, draft, viewer, stranger, method, move):
    for person in (viewer, stranger):
        problem_of(
            sends(method, address(draft, move), {"reason": "?"} if move == "return" else {}, by=person, etag="*"), 404
        )


def test_an_action_that_is_read_by_all_is_reported_on_by_few(sends, problem_of, action, viewer, stranger, partnership):
    for person in (viewer, stranger):
        problem_of(sends("post", ACTION, SAID, by=person), 403)
    partnership.is_published = False
    partnership.save()

    problem_of(sends("post", ACTION, SAID, by=stranger), 404)
    assert not ProgressUpdate.objects.exists()


def test_whoever_reports_does_not_decide(sends, problem_of, action, lead_officer):
    update = submitted(action, lead_officer)

    problem_of(sends("post", address(update, "approve"), by=lead_officer, etag="*"), 403)
    problem_of(sends("post", address(update, "return"), {"reason": "?"}, by=lead_officer, etag="*"), 403)
    assert again(update).state == UpdateState.SUBMITTED


@pytest.mark.parametrize(("method", "move"), MOVES)
def test_a_scope_that_is_missing_is_named(sends, problem_of, draft, partnership_lead, method, move):
    scope = Scope.DECIDE_UPDATES if move in ("approve", "return") else Scope.WRITE_UPDATES
    others = tuple(value for value in Scope.values if value != scope)

    response = sends(method, address(draft, move), {}, by=partnership_lead, scopes=others, etag="*")

    assert scope in problem_of(response, 403)["detail"]
    assert response["WWW-Authenticate"] == f'Bearer error="insufficient_scope", scope="{scope}"'


@pytest.mark.parametrize(("method", "move"), MOVES)
def test_a_visitor_is_asked_who_they_are(sends, problem_of, draft, method, move):
    response = sends(method, address(draft, move), {}, etag="*")

    problem_of(response, 401)
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_session_writes_with_the_token_of_a_form_alone(draft, lead_officer):
    place = f"/api/v1/progress-updates/{draft.pk}/"
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead_officer)
    options = {"content_type": "application/json", "headers": {"If-Match": "*"}}

    refused = client.patch(place, {"blocker": "A"}, **options)
    page = client.get("/northshire/actions/1.1/report/").content.decode()
    options["headers"]["X-CSRFToken"] = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    taken = client.patch(place, {"blocker": "A"}, **options)

    assert (refused.status_code, taken.status_code) == (403, 200)
    assert again(draft).blocker == "A"


def test_a_program_without_the_scope_read_still_writes(sends, action, lead_officer):
    response = sends("post", ACTION, SAID, by=lead_officer, scopes=(Scope.WRITE_UPDATES,))

    assert response.status_code == 201, response.content


def test_an_update_of_an_archived_action_is_not_found(sends, problem_of, draft, action, lead_officer):
    ActionFactory(partnership=action.partnership)
    type(action).objects.filter(pk=action.pk).update(archived_at="2026-01-01T00:00Z", archive_reason="Over")

    problem_of(sends("patch", address(draft), {"blocker": "A"}, by=lead_officer, etag="*"), 404)


def test_its_queries_do_not_grow_with_what_is_there(
    sends, reads, draft, action, lead_officer, django_assert_max_num_queries
):
    MilestoneFactory.create_batch(3, action=action)

    with django_assert_max_num_queries(60):
        assert sends("patch", address(draft), {"blocker": "A"}, by=lead_officer, etag="*").status_code == 200
