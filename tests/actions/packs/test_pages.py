"""The pages of packs: put together, frozen, read, taken away, compared, told more of, released."""

import datetime
import hashlib
import io

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from docx import Document

from actions.models import Pack, PaperTemplate
from actions.operations import packs
from cdp.models import AuditEvent
from cdp.papers import content, formats, store
from partners.roles import Role
from tests.actions.packs.conftest import ALL
from tests.factories import MembershipFactory, PackFactory
from tests.signing_in import main_text, prove

pytestmark = pytest.mark.django_db

LIST = "/northshire/packs/"
PAGE_QUERIES = 8


@pytest.fixture(autouse=True)
def _no_formats(monkeypatch):
    monkeypatch.setattr(formats, "FORMATS", {"json": formats.FORMATS["json"]})


@pytest.fixture
def as_lead(client, partnership_lead):
    prove(client, partnership_lead)
    return client


def said(coming, **changes):
    return {
        "meeting": coming.pk,
        "title": "Board papers",
        "audience": "board",
        "sections": ["cover", "summary"],
    } | changes


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def errors(response):
    assert response.status_code == 200
    return [one.get_text(" ", strip=True) for one in soup(response).select(".govuk-error-summary li")]


def test_a_lead_puts_a_pack_together_and_freezes_it(as_lead, coming, django_capture_on_commit_callbacks):
    page = as_lead.get(f"{LIST}new/?meeting={coming.pk}")
    boxes = [box["value"] for box in soup(page).select("input[name=sections]")]
    chosen = soup(page).select_one("select[name=meeting] option[selected]")["value"]
    assert (boxes, chosen) == (ALL, str(coming.pk))

    made = as_lead.post(f"{LIST}new/", said(coming, cover_purpose="To note.\r\n\r\nAnd to decide."), follow=True)
    pack = Pack.objects.get()
    assert made.redirect_chain[-1][0] == f"{LIST}{pack.pk}/"
    assert pack.cover == {"purpose": "To note.\n\nAnd to decide."}

    asked = as_lead.post(f"{LIST}{pack.pk}/", {"do": "freeze", "version": 1}, follow=True)
    assert "Board papers: waits to be built" in main_text(asked)
    progress = as_lead.get(f"{LIST}{pack.pk}/?format=json").json()
    assert progress["is_unfinished"] is True
    assert [step["state"] for step in progress["steps"]] == ["now", "ahead", "ahead", "ahead"]
    assert soup(asked).select_one("script[src*='progress.js']")


def test_what_is_wrong_stands_beside_its_field(as_lead, coming):
    response = as_lead.post(f"{LIST}new/", {"title": "", "audience": "board"})
    assert errors(response) == [
        "Select the meeting that the pack is for", "Enter a title", "Select at least one section",
    ]  # fmt: skip
    born = {"cover_background": "Ann, date of birth 03/05/1971"}
    assert "To be read by everybody" not in main_text(as_lead.post(f"{LIST}new/", said(coming, **born)))
    public = as_lead.post(f"{LIST}new/", said(coming, audience="public", **born))
    assert any("can be read by everybody" in one for one in errors(public))
    assert not Pack.objects.exists()


def test_what_looks_like_personal_data_is_asked_about_once(as_lead, coming):
    telling = said(coming, cover_background="Write to ann@example.org about it.")
    first = as_lead.post(f"{LIST}new/", telling)
    token = soup(first).select_one("input[name=keep_personal_data]")["value"]

    as_lead.post(f"{LIST}new/", telling | {"keep_personal_data": token})

    pack = Pack.objects.get()
    assert AuditEvent.objects.filter(kind="privacy.kept").count() == 1
    again = as_lead.post(f"{LIST}{pack.pk}/change/", telling | {"version": 1, "title": "Other"})
    assert again.status_code == 302


def test_of_two_editors_the_second_is_told_and_keeps_what_was_typed(as_lead, coming, draft, partnership_lead):
    packs.change_pack(pack=draft, version=1, by=partnership_lead, title="First")

    response = as_lead.post(f"{LIST}{draft.pk}/change/", said(coming, title="Second", version=1))

    assert any("Somebody else has saved this pack" in one for one in errors(response))
    assert soup(response).select_one("input[name=title]")["value"] == "Second"
    assert soup(response).select_one("input[name=version]")["value"] == "2"


def test_a_new_pack_begins_as_the_last_one_was(as_lead, draft):
    page = soup(as_lead.get(f"{LIST}new/"))
    assert page.select_one("input[name=title]")["value"] == "Board papers"
    assert page.select_one("textarea[name=cover_purpose]").get_text(strip=True) == ""


def test_members_read_frozen_packs_and_no_drafts(client, viewer, draft, freeze):
    client.force_login(viewer)
    assert client.get(f"{LIST}{draft.pk}/").status_code == 404
    frozen = freeze(draft)

    page = main_text(client.get(f"{LIST}{frozen.pk}/"))
    assert f"fingerprint (SHA-256) {frozen.frozen.sha256}" in page
    assert "Freeze this pack" not in page
    read = soup(client.get(f"{LIST}{frozen.pk}/read/"))
    assert len(read.select("h1")) == 1
    assert "To decide on the clinic." in read.get_text(" ")
    assert not read.select("style, [style]")


def test_a_file_is_known_by_its_hash_and_sent_once(client, viewer, draft, freeze):
    frozen = freeze(draft)
    client.force_login(viewer)

    response = client.get(f"{LIST}{frozen.pk}/json/")

    assert response["ETag"] == f'"{hashlib.sha256(response.content).hexdigest()}"' == f'"{frozen.frozen.sha256}"'
    assert response["Content-Disposition"].endswith(f'-pack-{frozen.number}.json"')
    assert content.from_bytes(response.content) == store.opened(frozen.frozen)
    again = client.get(f"{LIST}{frozen.pk}/json/", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{LIST}{frozen.pk}/exe/").status_code == 404
    assert AuditEvent.objects.filter(kind="export.downloaded").count() == 1


def test_a_format_that_cannot_be_written_is_said_so_and_loses_nothing(client, viewer, draft, freeze, monkeypatch):
    frozen = freeze(draft)
    frozen.frozen.renderings.all().delete()
    monkeypatch.setattr(formats, "write", lambda *args, **options: 1 / 0)
    client.force_login(viewer)

    response = client.get(f"{LIST}{frozen.pk}/json/", follow=True)

    assert "JSON could not be written" in main_text(response)
    assert "Written when you ask for it" in main_text(response)


def test_restricted_packs_ask_who_it_is_and_record_it(client, coming, partnership_lead, viewer, partnership, freeze):
    made = packs.make_pack(
        partnership=partnership, by=partnership_lead, meeting=coming, title="Inside", sections=["summary"],
        is_restricted=True,
    )  # fmt: skip
    frozen = freeze(made)
    address = f"{LIST}{frozen.pk}/"
    client.force_login(viewer)
    assert client.get(address).status_code == 404
    commissioner = MembershipFactory(partnership=partnership, role=Role.COMMISSIONER).user
    client.force_login(commissioner)
    assert "You are asked to show who you are" in main_text(client.get(address))
    for part in ("json/", "read/"):
        assert client.get(address + part).status_code == 302

    prove(client, commissioner)
    assert client.get(f"{address}json/")["Cache-Control"] == "private, no-store"
    assert client.get(f"{address}read/").status_code == 200
    kinds = AuditEvent.objects.filter(is_restricted=True).values_list("kind", flat=True)
    assert set(kinds) == {"export.restricted", "view.restricted"}


def test_everybody_reads_a_released_pack_and_no_other(client, as_lead, coming, partnership_lead, partnership, freeze):
    made = packs.make_pack(
        partnership=partnership, by=partnership_lead, meeting=coming, title="For all", sections=["summary"],
        audience="public",
    )  # fmt: skip
    address = f"{LIST}{freeze(made).pk}/"
    visitor = type(client)()
    assert visitor.get(address).status_code == 404

    assert "everybody can read it" in main_text(as_lead.post(address, {"do": "release"}, follow=True))

    assert visitor.get(address).status_code == 200
    assert visitor.get(f"{address}json/").status_code == 200
    as_lead.post(address, {"do": "withdraw"})
    assert visitor.get(address).status_code == 404


def test_an_addendum_is_made_on_the_page_of_its_pack(as_lead, draft, freeze):
    address = f"{LIST}{freeze(draft).pk}/"
    assert errors(as_lead.post(address, {"reason": ""})) == ["Say what changed and why the board is told"]

    page = as_lead.post(address, {"reason": "June came in."}, follow=True)

    assert "Addendum to Board papers: a draft" in main_text(page)
    change = as_lead.get(f"{page.redirect_chain[-1][0]}change/")
    assert soup(change).select_one("textarea[name=reason]").get_text(strip=True) == "June came in."


def test_two_packs_stand_side_by_side(as_lead, draft, action, partnership_lead, freeze, coming):
    first = freeze(draft)
    action.title = "Meet every leaver twice"
    action.save()
    second = freeze(
        packs.make_pack(
            partnership=coming.partnership, by=partnership_lead, meeting=coming, title="Later", sections=ALL
        )
    )

    page = main_text(as_lead.get(f"{LIST}compare/?a={first.pk}&b={second.pk}"))

    assert "1.1 Action Meet every prison leaver at the gate Meet every leaver twice" in page
    assert "Earlier: To decide on the clinic." in page
    for odd in (f"?a={first.pk}", f"?a={first.pk}&b=²", f"?a={first.pk}&b=-1"):
        assert as_lead.get(f"{LIST}compare/{odd}").status_code == 400
    assert as_lead.get(f"{LIST}compare/?a={first.pk}&b=99999").status_code == 404


def test_only_who_may_finds_the_buttons_and_the_forms(client, viewer, draft, freeze, coming):
    client.force_login(viewer)
    assert client.get(f"{LIST}new/").status_code == 404
    assert client.get(f"{LIST}{draft.pk}/change/").status_code == 404
    assert client.get("/northshire/paper-templates/").status_code == 404
    frozen = freeze(draft)
    assert client.post(f"{LIST}{frozen.pk}/", {"do": "release"}).status_code == 404
    assert "Put a pack together" not in main_text(client.get(coming.get_absolute_url()))


def test_packs_are_found_from_the_meeting_the_strategy_and_the_managing_page(as_lead, draft, coming):
    assert f'href="{LIST}{draft.pk}/"' in as_lead.get(coming.get_absolute_url()).content.decode()
    for address in ("/northshire/", "/northshire/meetings/", "/northshire/manage/"):
        assert f'href="{LIST}"' in as_lead.get(address).content.decode()


def test_a_word_template_is_looked_at_kept_and_archived(as_lead, partnership, draft):
    file = io.BytesIO()
    Document().save(file)
    address = "/northshire/paper-templates/"

    def sent(name, data):
        upload = io.BytesIO(data)
        upload.name = "template.docx"
        return as_lead.post(address, {"name": name, "file": upload}, follow=True)

    def choices():
        page = soup(as_lead.get(f"{LIST}{draft.pk}/change/"))
        return [one.get_text(strip=True) for one in page.select("select[name=template] option")]

    assert len(errors(sent("Broken", b"PK\x03\x04 nothing"))) == 1
    assert "“Committee” is kept." in main_text(sent("Committee", file.getvalue()))
    assert errors(sent("Committee", file.getvalue())) == [
        "There is a template of this name. Archive it first, or choose another name"
    ]
    kept = PaperTemplate.objects.get()
    assert kept.sha256 == hashlib.sha256(file.getvalue()).hexdigest()
    assert choices() == ["The plain one of this site", "Committee"]

    as_lead.post(address, {"archive": kept.pk})

    kept.refresh_from_db()
    assert kept.archived_at
    assert choices() == ["The plain one of this site"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, viewer, coming, number, django_assert_max_num_queries):
    for _ in range(number):
        PackFactory(meeting=coming, is_frozen=True)
    client.force_login(viewer)
    with django_assert_max_num_queries(8) as queries:
        assert client.get(LIST).status_code == 200
    test_the_list_costs_the_same_for_one_and_for_three.counts.add(len(queries))
    assert len(test_the_list_costs_the_same_for_one_and_for_three.counts) == 1


test_the_list_costs_the_same_for_one_and_for_three.counts = set()


def test_a_pack_of_three_years_ago_is_read_as_it_was(client, viewer, draft, action, freeze, monkeypatch):
    frozen = freeze(draft)
    client.force_login(viewer)
    before = soup(client.get(f"{LIST}{frozen.pk}/read/")).select_one(".paper").decode()
    data = client.get(f"{LIST}{frozen.pk}/json/").content
    action.title = "Something else"
    action.save()
    later = timezone.now() + datetime.timedelta(days=3 * 365)
    monkeypatch.setattr(timezone, "now", lambda: later)
    client.force_login(viewer)

    assert soup(client.get(f"{LIST}{frozen.pk}/read/")).select_one(".paper").decode() == before
    assert client.get(f"{LIST}{frozen.pk}/json/").content == data


@pytest.mark.parametrize("number", [1, 3])
def test_a_pack_costs_the_same_with_one_and_with_three_addenda(
    as_lead, draft, freeze, partnership_lead, number, django_assert_num_queries
):
    frozen = freeze(draft)
    for _ in range(number):
        freeze(packs.add_addendum(pack=frozen, reason="More", by=partnership_lead))
    as_lead.get(frozen.get_absolute_url())
    with django_assert_num_queries(PAGE_QUERIES):
        assert as_lead.get(frozen.get_absolute_url()).status_code == 200
