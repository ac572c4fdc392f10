"""What is taken as evidence and what is not, and how it is called afterwards."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.models import Evidence
from actions.operations import updates
from actions.operations.updates import evidence_files
from tests.actions.updates.story import again, submitted

DOCX = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}
XLSX = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"}


def archive(parts, *, stored=()):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content, zipfile.ZIP_STORED if name in stored else None)
    return made.getvalue()


def opendocument(kind):
    return archive({"mimetype": evidence_files.KINDS[kind], "content.xml": "<o/>"}, stored=["mimetype"])


GOOD = {
    "a.pdf": b"%PDF-1.7 x",
    "a.PDF": b"%PDF-1.7 x",
    "a.docx": archive(DOCX),
    "a.xlsx": archive(XLSX),
    "a.odt": opendocument("odt"),
    "a.ods": opendocument("ods"),
    "a.csv": "Name,Number\nÉ,1\n".encode(),
    "old.csv": "Name,Number\né,1\n".encode("latin-1"),
    "a.txt": "Words 🎉".encode(),
    "a.png": b"\x89PNG\r\n\x1a\nx",
    "a.jpg": b"\xff\xd8\xffx",
    "a.jpeg": b"\xff\xd8\xffx",
}
BAD = {
    "a.svg": b"<svg><script>alert(1)</script></svg>",
    "a.html": b"<html></html>",
    "a.exe": b"MZ",
    "a.docm": archive(DOCX),
    "a.zip": archive({"a": "b"}),
    "noending": b"%PDF-1.7",
    "empty.pdf": b"",
    "svg.png": b"<svg><script>alert(1)</script></svg>",
    "page.txt": b"<!DOCTYPE html><script>alert(1)</script>",
    "page.csv": b"a,b\n1,<script>alert(1)</script>",
    "program.pdf": b"MZ\x90\x00",
    "nul.txt": b"a\x00b",
    "truncated.docx": archive(DOCX)[:-30],
    "sheet.docx": archive(XLSX),
    "words.xlsx": archive(DOCX),
    "any.docx": archive({"a": "b"}),
    "macro.docx": archive({**DOCX, "word/vbaProject.bin": "x"}),
    "text.odt": opendocument("ods"),
    "later.odt": archive({"content.xml": "x", "mimetype": evidence_files.KINDS["odt"]}, stored=["mimetype"]),
    "packed.odt": archive({"mimetype": evidence_files.KINDS["odt"]}),
    "bomb.docx": archive({**DOCX, "word/media/x": b"\x00" * 30_000_000}),
    "crowd.xlsx": archive({**XLSX, **{f"xl/{place}": "" for place in range(5_001)}}),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_what_its_name_says_is_taken(name):
    content = GOOD[name]

    assert evidence_files.check(io.BytesIO(content), name, size=len(content)) in evidence_files.KINDS.values()


@pytest.mark.parametrize("name", BAD)
def test_everything_else_is_refused_in_words(name):
    content = BAD[name]

    with pytest.raises(evidence_files.FileNotTaken) as refusal:
        evidence_files.check(io.BytesIO(content), name, size=len(content))

    assert str(refusal.value).endswith(".")


def test_a_file_that_is_too_large_is_not_even_read():
    with pytest.raises(evidence_files.FileNotTaken, match="larger than 20 MB"):
        evidence_files.check(None, "a.pdf", size=20 * 2**20 + 1)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("minutes.pdf", "minutes.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\minutes.pdf", "minutes.pdf"),
        ("minutes\u202efdp.exe", "minutesfdp.exe"),
        ("min\x00utes.pdf", "minutes.pdf"),
        ("min\u200butes.pdf", "minutes.pdf"),
        ('a<b>"c".pdf', "abc.pdf"),
        (".pdf", "pdf"),
        ("...", "file"),
        ("", "file"),
        ("Protokoll für März.pdf", "Protokoll für März.pdf"),
    ],
)
def test_a_name_keeps_what_can_be_seen_of_its_last_part(given, kept):
    assert evidence_files.clean_name(given) == kept


def test_a_long_name_keeps_its_ending():
    name = evidence_files.clean_name("x" * 500 + ".pdf")

    assert (len(name), name[-4:]) == (evidence_files.LONGEST_NAME, ".pdf")


@pytest.fixture
def update(db, action, lead_officer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return updates.start(action=action, by=lead_officer)


def pdf(name="minutes.pdf", content=b"%PDF-1.7 x"):
    return SimpleUploadedFile(name, content)


def test_a_file_is_kept_under_its_digest_and_called_as_it_came(update, lead_officer):
    evidence = updates.add_evidence(update=update, by=lead_officer, strength="document", file=pdf())

    assert (evidence.title, evidence.file_name, evidence.size) == ("minutes.pdf", "minutes.pdf", 10)
    assert evidence.file.name.rpartition("/")[2].startswith(evidence.sha256[:32])
    assert again(update).version == 2


def test_a_name_that_turns_its_ending_round_is_refused_for_what_it_is(update, lead_officer):
    with pytest.raises(updates.EvidenceRefused, match="“minutesfdp"):
        updates.add_evidence(update=update, by=lead_officer, strength="data", file=pdf("minutes\u202efdp.exe"))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"link": "javascript:alert(1)"}, "Enter a web address"),
        ({"link": "ftp://example.org/"}, "Enter a web address"),
        ({"link": "https://example.org/" + "x" * 500}, "500 characters or fewer"),
        ({}, "Give a file or a link"),
        ({"link": "https://example.org/", "strength": "certain"}, "Select how strong"),
    ],
)
def test_a_faulty_link_is_refused(update, lead_officer, given, sentence):
    with pytest.raises(updates.EvidenceRefused, match=sentence):
        updates.add_evidence(update=update, by=lead_officer, **{"strength": "data", **given})

    assert Evidence.objects.count() == 0


def test_the_same_evidence_is_there_once(update, lead_officer):
    for given in ({"link": "https://example.org/"}, {"file": pdf()}):
        updates.add_evidence(update=update, by=lead_officer, strength="data", **given)
    for given in ({"link": "https://example.org/"}, {"file": pdf("other.pdf")}):
        with pytest.raises(updates.EvidenceRefused, match="there already"):
            updates.add_evidence(update=update, by=lead_officer, strength="data", **given)


def test_there_are_ten_at_most(update, lead_officer):
    for place in range(10):
        updates.add_evidence(update=update, by=lead_officer, strength="data", link=f"https://example.org/{place}")

    with pytest.raises(updates.EvidenceRefused, match="10 files and links at most"):
        updates.add_evidence(update=update, by=lead_officer, strength="data", link="https://example.org/more")


def test_a_removed_file_is_gone(update, lead_officer, django_capture_on_commit_callbacks):
    evidence = updates.add_evidence(update=update, by=lead_officer, strength="data", file=pdf())
    storage, name = evidence.file.storage, evidence.file.name

    with django_capture_on_commit_callbacks(execute=True):
        updates.remove_evidence(evidence=evidence, by=lead_officer)

    assert (storage.exists(name), Evidence.objects.count()) == (False, 0)


def test_evidence_of_what_is_sent_stays_as_it_is(db, action, lead_officer):
    update = submitted(action, lead_officer)

    with pytest.raises(updates.WrongState):
        updates.add_evidence(update=update, by=lead_officer, strength="data", link="https://example.org/")
