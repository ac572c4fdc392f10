"""Evidence sent by programs, as files and as links."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from actions.models import Evidence
from actions.operations import updates
from tests.actions.updates.story import SAID, submitted

pytestmark = pytest.mark.django_db
LINK = {"strength": "data", "link": "https://example.org/audit", "title": "Audit"}
PDF = b"%PDF-1.7 minutes"


@pytest.fixture(autouse=True)
def _files_go_elsewhere(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def draft(action, lead_officer):
    return updates.save_on(action=action, version=0, by=lead_officer, **SAID)


def place(update):
    return f"progress-updates/{update.pk}/evidence/"


def form(name="minutes.pdf", content=PDF, **fields):
    file = SimpleUploadedFile(name, content)
    return {
        "raw": encode_multipart(BOUNDARY, {"strength": "document", "file": file} | fields),
        "content_type": MULTIPART_CONTENT,
    }


def test_a_link_is_added(sends, draft, lead_officer):
    response = sends("post", place(draft), LINK, by=lead_officer)

    assert response.status_code == 201, response.content
    row = response.json()
    assert (row["link"], row["title"], row["update"]) == (LINK["link"], "Audit", draft.pk)
    read = sends("get", f"evidence/{row['id']}/", by=lead_officer)
    assert (read.json(), read["ETag"]) == (row, response["ETag"])
    assert response["Location"].endswith(f"/api/v1/evidence/{row['id']}/")


def test_a_file_is_added_once_with_a_key(sends, draft, lead_officer):
    first = sends("post", place(draft), by=lead_officer, key="k1", **form())
    second = sends("post", place(draft), by=lead_officer, key="k1", **form())
    other = sends("post", place(draft), by=lead_officer, key="k1", **form(content=b"%PDF-1.7 others"))

    assert (first.status_code, second.status_code, other.status_code) == (201, 201, 422)
    assert second["Idempotent-Replayed"] == "true"
    assert (first.json()["file_name"], first.json()["content_type"]) == ("minutes.pdf", "application/pdf")
    with Evidence.objects.get().file.open() as kept:
        assert kept.read() == PDF


def test_files_may_be_larger_than_other_bodies(sends, draft, lead_officer):
    assert (
        sends("post", place(draft), by=lead_officer, key="k", **form(content=PDF + b"x" * 3 * 2**20)).status_code == 201
    )


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (form(content=b"MZ\x90"), 422),
        (form(name="run.exe"), 422),
        (form(content=b""), 422),
        (form(strength="splendid"), 400),
        (form(colour="red"), 400),
        (form(title=["a", "b"]), 400),
        ({"raw": b"--broken", "content_type": MULTIPART_CONTENT}, 400),
        ({"raw": b"%PDF-", "content_type": "application/pdf"}, 415),
        ({"body": LINK | {"link": "javascript:alert(1)"}}, 422),
        ({"body": LINK | {"file": "minutes.pdf"}}, 400),
        ({"body": {"strength": "data"}}, 400),
    ],
)
def test_what_is_no_evidence_is_refused(sends, problem_of, draft, lead_officer, sent, status):
    problem_of(sends("post", place(draft), by=lead_officer, **sent), status)

    assert not Evidence.objects.exists()


def test_it_is_taken_away_while_the_words_can_be_changed(sends, problem_of, action, lead_officer):
    update = updates.save_on(action=action, version=0, by=lead_officer, **SAID)
    pk = sends("post", place(update), LINK, by=lead_officer).json()["id"]

    response = sends("delete", f"evidence/{pk}/", by=lead_officer)

    assert (response.status_code, response.content, Evidence.objects.count()) == (204, b"", 0)


def test_what_waits_for_approval_keeps_its_evidence(sends, problem_of, action, lead_officer, viewer):
    update = submitted(action, lead_officer)

    problem_of(sends("post", place(update), LINK, by=lead_officer), 409)
    problem_of(sends("post", place(update), LINK, by=viewer), 404)


def test_only_those_who_report_add_and_take_away(sends, problem_of, draft, lead_officer, viewer, partnership_lead):
    pk = sends("post", place(draft), LINK, by=lead_officer).json()["id"]

    problem_of(sends("delete", f"evidence/{pk}/", by=viewer), 404)
    problem_of(sends("delete", f"evidence/{pk}/", by=lead_officer, scopes=("read",)), 403)
    problem_of(sends("post", place(draft), LINK, by=lead_officer, scopes=("read",)), 403)
    assert Evidence.objects.count() == 1
