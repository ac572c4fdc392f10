"""A text that is taken out of all that a partnership keeps goes out of its frozen packs too, and they say so."""

import json

import pytest

from actions.operations import packs
from cdp.papers import content, formats, redacting, store
from cdp.privacy import taking_out
from cdp.privacy.taking_out import pattern_of
from tests.signing_in import main_text

pytestmark = pytest.mark.django_db

PHONE = "07700 900123"


@pytest.fixture
def frozen(coming, partnership_lead, freeze, monkeypatch):
    monkeypatch.setattr(formats, "FORMATS", {"json": formats.FORMATS["json"]})
    cover = {"background": f"Ring Ann on {PHONE}.", "purpose": "To note."}
    kept = [one.token for one in taking_out_tokens(cover)]
    said = {"meeting": coming, "title": "Papers", "sections": ["cover", "summary"], "cover": cover, "kept": kept}
    return freeze(packs.make_pack(partnership=coming.partnership, by=partnership_lead, **said))


def taking_out_tokens(cover):
    from cdp import privacy

    return privacy.look(packs.texts_of({"cover": cover}))


def test_what_is_taken_out_goes_from_the_frozen_pack_and_from_all_that_was_written(
    client, frozen, partnership, partnership_lead, viewer
):
    before = frozen.frozen.sha256
    places = taking_out.find(partnership=partnership, text=PHONE)
    assert [place.kind for place in places].count("frozen pack") == 1

    taking_out.take_out(partnership=partnership, text=PHONE, reason="A private number", by=partnership_lead)

    frozen.refresh_from_db()
    paper = store.opened(frozen.frozen)
    assert paper.sections[0].blocks[1].paragraphs == ("Ring Ann on [removed].",)
    assert paper.sections[0].blocks[0].paragraphs == ("To note.",)
    assert (frozen.frozen.sha256_before, frozen.frozen.redacted_at is not None) == (before, True)
    assert frozen.frozen.sha256 != before
    assert not frozen.frozen.renderings.exists()
    assert taking_out.find(partnership=partnership, text=PHONE) == []
    client.force_login(viewer)
    page = main_text(client.get(frozen.get_absolute_url()))
    assert "A text was taken out of this pack" in page
    assert before in page
    assert PHONE.encode() not in client.get(f"{frozen.get_absolute_url()}json/").content


def test_the_first_hash_stays_when_a_second_text_goes(frozen, partnership, partnership_lead):
    first = frozen.frozen.sha256
    for text in (PHONE, "To note"):
        taking_out.take_out(partnership=partnership, text=text, reason="Private", by=partnership_lead)
    frozen.refresh_from_db()
    assert frozen.frozen.sha256_before == first


def test_a_cell_loses_its_number_with_its_words_and_a_drawing_only_its_words(frozen):
    columns = (content.Column("a", "Path"), content.Column("b", "Number", content.Kind.NUMBER))
    table = content.Table("t", "Path", columns, (("x", content.Figure("41 path", 41, 0)),))
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/><text>The path</text></svg>'
    chart = content.Chart("c", "Up", "Title", "About", svg, table, "Source")
    paper = content.Paper(
        "P", "", "Us", "2026-12-01T09:00:00+00:00", "now", (content.Section("s", "S", (chart,)),),
        address="https://example.org/path/",
    )  # fmt: skip
    kept = store.keep(paper=paper, as_at=frozen.frozen_at)

    data, number = redacting.without(kept, pattern_of("path"), "[removed]")

    found = content.from_bytes(data).charts()[0]
    assert number == 4
    assert found.table.rows == (("x", "[removed]"),)
    assert '<path d="M0 0"' in found.svg
    assert "The [removed]" in found.svg
    assert json.loads(data)["address"] == "https://example.org/path/"
