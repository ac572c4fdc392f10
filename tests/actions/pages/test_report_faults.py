"""What people and their programs send that they should not: refused in words, and nothing of it is kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.actions.updates.test_evidence import BAD
from tests.factories import MilestoneFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/northshire/actions/1.1/report/"
SENT = {"delivery_status": "on_track", "confidence": "confident", "narrative": "Open", "version": "0", "submit": ""}


@pytest.fixture
def officer(client, lead_officer, action, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(lead_officer)
    return client


def kept(folder):
    return [path.name for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("tool.exe", b"MZ", "is not a kind of file that can be taken"),
        ("plan.zip", BAD["a.zip"], "is not a kind of file that can be taken"),
        ("picture.svg", BAD["a.svg"], "is not a kind of file that can be taken"),
        ("picture.png", BAD["svg.png"], "is not the PNG file that its name says"),
        ("minutes\u202efdp.exe", b"MZ", "“minutesfdp.exe” is not a kind of file that can be taken"),
        ("minutes.docx", BAD["bomb.docx"], "would swell to many times its size"),
        ("big.pdf", b"%PDF-" + b"x" * 20 * 2**20, "is larger than 20 MB"),
        ("empty.pdf", b"", "empty"),
    ],
    ids=["program", "archive", "svg", "svg called png", "name turned round", "bomb", "too big", "empty"],
)
def test_a_file_that_is_not_taken_is_named_and_only_the_words_are_kept(
    officer, action, settings, name, content, sentence
):
    response = officer.post(ADDRESS, {**SENT, "evidence_files": SimpleUploadedFile(name, content)})

    (error,) = response.context["form"].errors["evidence_files"]
    assert sentence in error
    update = action.updates.get()
    assert (response.status_code, update.state, update.narrative) == (200, "draft", "Open")
    assert (update.evidence.count(), kept(settings.MEDIA_ROOT)) == (0, [])


@pytest.mark.parametrize(
    "name", ["../../../minutes.pdf", "C:\\plans\\minutes.pdf", "/etc/minutes.pdf", "minu\u202etes.pdf"]
)
def test_a_name_that_is_a_path_or_turns_round_is_only_a_name(officer, action, settings, name):
    officer.post(ADDRESS, {**SENT, "evidence_files": SimpleUploadedFile(name, b"%PDF-1.7 x")})

    evidence = action.updates.get().evidence.get()
    assert evidence.file_name == "minutes.pdf"
    assert kept(settings.MEDIA_ROOT) == [f"{evidence.sha256[:32]}.pdf"]
    page = officer.get(f"/northshire/actions/1.1/updates/{evidence.update_id}/evidence/{evidence.pk}/")
    assert b"".join(page.streaming_content) == b"%PDF-1.7 x"
    assert page["Content-Disposition"] == 'attachment; filename="minutes.pdf"'


def test_a_milestone_cannot_be_moved_to_before_the_action_begins(officer, action):
    type(action).objects.update(starts_on="2026-04-01")
    name = f"milestone-{MilestoneFactory(action=action, title='Open').pk}"
    day = {f"{name}-on-day": "31", f"{name}-on-month": "3", f"{name}-on-year": "2026"}

    response = officer.post(ADDRESS, {**SENT, name: "moved", f"{name}-reason": "Sooner", **day})

    assert "“Open” cannot be due before the action begins, on 1 April 2026" in response.content.decode()
    assert not action.updates.exclude(state="draft").exists()


def test_a_report_that_another_site_sends_writes_nothing(lead_officer, action):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead_officer)

    assert client.post(ADDRESS, SENT).status_code == 403
    assert not action.updates.exists()


def test_signed_out_while_writing_nothing_is_saved_and_the_page_is_told(client, action):
    """The page that saves by itself keeps the words in the browser until somebody has signed in again."""
    response = client.post(ADDRESS, SENT, headers={"Accept": "application/json"})

    assert (response.status_code, response.url) == (302, f"/sign-in/?next={ADDRESS}")
    assert not action.updates.exists()
