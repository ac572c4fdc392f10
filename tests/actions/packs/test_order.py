"""The order of a pack's sections: typed on a page, kept through changes, and followed by all that is made of it."""

import pytest
from bs4 import BeautifulSoup

from actions.operations import packs
from actions.operations.updates.refusals import NotTheirs, NotWhole, Stale
from actions.packs import sections
from actions.packs.comparing import differences
from cdp import audit
from cdp.papers import formats, html, store
from tests.signing_in import main_text, prove

pytestmark = pytest.mark.django_db

LIST = "/northshire/packs/"
KEYS = ["cover", "summary", "exceptions", "decisions"]


@pytest.fixture(autouse=True)
def _no_formats(monkeypatch):
    monkeypatch.setattr(formats, "FORMATS", {"json": formats.FORMATS["json"]})


@pytest.fixture
def as_lead(client, partnership_lead):
    prove(client, partnership_lead)
    return client


@pytest.fixture
def short(coming, partnership_lead):
    said = {"title": "Board papers", "sections": KEYS, "cover": {"purpose": "To note."}}
    return packs.make_pack(partnership=coming.partnership, by=partnership_lead, meeting=coming, **said)


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def filled(page, **changes):
    return {box["name"]: box.get("value", "") for box in soup(page).select("main form input[name]")} | changes


def order_of(pack):
    pack.refresh_from_db()
    return pack.sections


def test_a_section_takes_the_place_that_is_typed_and_the_others_make_room(as_lead, short):
    page = as_lead.get(f"{LIST}{short.pk}/")
    link = soup(page).find("a", string="Change the order of the sections")["href"]
    boxes = as_lead.get(link)
    assert [label.get_text() for label in soup(boxes).select("main label")][1] == "Place of Summary"

    done = as_lead.post(link, filled(boxes, **{"place-decisions": "1"}), follow=True)

    assert order_of(short) == ["decisions", "cover", "summary", "exceptions"]
    assert "The sections stand in their new order" in done.content.decode()
    listed = [one.get_text() for one in soup(done).select("#made-of ~ ol li")]
    assert listed == [sections.of(key).title for key in short.sections]
    (_, changed) = sorted(audit.history_of(short), key=lambda event: event.pk)
    assert (changed.kind, list(changed.changes)) == ("pack.changed", ["sections"])


@pytest.mark.parametrize("place", ["", "0", "5", "first"])
def test_a_place_that_is_none_is_refused_beside_its_box(as_lead, short, place):
    address = f"{LIST}{short.pk}/order/"

    response = as_lead.post(address, filled(as_lead.get(address), **{"place-summary": place}))

    (link,) = soup(response).select(".govuk-error-summary li a")
    assert link.get_text() == "The place of Summary must be a number from 1 to 4"
    assert soup(response).select_one(link["href"])["name"] == "place-summary"
    assert order_of(short) == KEYS


def test_what_was_typed_for_another_list_is_not_written(as_lead, short, partnership_lead):
    address = f"{LIST}{short.pk}/order/"
    typed = filled(as_lead.get(address), **{"place-decisions": "1"})
    packs.change_pack(pack=short, version=1, by=partnership_lead, sections=["summary", "cover", "decisions"])

    response = as_lead.post(address, typed)

    assert response.status_code == 409
    assert "The pack has changed since you opened it." in main_text(response)
    assert order_of(short) == ["summary", "cover", "decisions"]


def test_what_is_frozen_keeps_its_order(as_lead, short, freeze):
    frozen = freeze(short)

    assert "Change the order" not in main_text(as_lead.get(f"{LIST}{frozen.pk}/"))
    assert as_lead.get(f"{LIST}{frozen.pk}/order/").url == frozen.get_absolute_url()
    assert as_lead.post(f"{LIST}{frozen.pk}/order/", {"place-decisions": "1"}).url == frozen.get_absolute_url()
    assert order_of(frozen) == KEYS


def test_the_operation_takes_all_sections_of_whoever_may(short, partnership_lead, viewer):
    said = {"pack": short, "version": 1, "wanted": KEYS[::-1]}
    with pytest.raises(NotTheirs):
        packs.put_in_order(**said, by=viewer)
    with pytest.raises(Stale):
        packs.put_in_order(**said | {"version": 7}, by=partnership_lead)
    for wanted in (KEYS[:3], [*KEYS, "quality"], [*KEYS[:3], "cover"]):
        with pytest.raises(NotWhole):
            packs.put_in_order(**said | {"wanted": wanted}, by=partnership_lead)
    assert order_of(short) == KEYS


def test_the_order_stays_when_sections_come_and_go_on_the_form(as_lead, short, coming, partnership_lead):
    packs.put_in_order(
        pack=short, version=1, wanted=["decisions", "exceptions", "cover", "summary"], by=partnership_lead
    )
    address = f"{LIST}{short.pk}/change/"
    boxes = [box["value"] for box in soup(as_lead.get(address)).select("input[name=sections]")]
    assert [key for key in boxes if key in KEYS] == ["decisions", "exceptions", "cover", "summary"]
    said = {"meeting": coming.pk, "title": "Board papers", "audience": "board", "version": 2}

    as_lead.post(address, said | {"sections": ["cover", "decisions", "summary", "quality", "decisions-needed"]})

    assert order_of(short) == ["decisions", "quality", "cover", "summary", "decisions-needed"]


def test_the_next_pack_begins_in_the_order_of_the_last(as_lead, short, partnership_lead):
    packs.put_in_order(pack=short, version=1, wanted=KEYS[::-1], by=partnership_lead)

    page = soup(as_lead.get(f"{LIST}new/"))

    assert [box["value"] for box in page.select("input[name=sections][checked]")] == KEYS[::-1]


def test_the_paper_its_contents_and_a_comparison_follow_the_order(short, coming, freeze, partnership_lead, as_lead):
    packs.put_in_order(pack=short, version=1, wanted=KEYS[::-1], by=partnership_lead)
    said = {"title": "Other papers", "sections": KEYS, "cover": {"purpose": "To note."}}
    other = packs.make_pack(partnership=coming.partnership, by=partnership_lead, meeting=coming, **said)
    short.refresh_from_db()

    turned, plain = store.opened(freeze(short).frozen), store.opened(freeze(other).frozen)

    assert [one.key for one in turned.sections] == KEYS[::-1]
    contents = BeautifulSoup(html.write(turned), "html.parser").select(".paper-contents a")
    assert [link["href"] for link in contents] == [f"#section-{key}" for key in KEYS[::-1]]
    assert differences(turned, plain).are_reordered
    assert not differences(turned, plain).sections_added
    page = as_lead.get(f"{LIST}compare/?a={short.pk}&b={other.pk}")
    assert "The sections that both have stand in another order" in main_text(page)


def test_a_section_that_is_new_to_an_order_comes_behind_what_stands_before_it():
    assert sections.placed({"cover", "summary", "charts"}, ["summary"]) == ["cover", "summary", "charts"]
    assert sections.placed({"summary", "exceptions"}, ["exceptions", "gone", "summary"]) == ["exceptions", "summary"]
    assert sections.placed(sections.KINDS, []) == list(sections.KINDS)
