"""What people come to do, by keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import checks
from tests.browser.keyboard import Keyboard
from tests.browser.sample_world import person

pytestmark = pytest.mark.django_db

BOARD = "/exampleshire/"


@pytest.fixture
def at(sample, browse):
    """A keyboard on a page: `at("lead_officer", "/my/")`; without a person, a visitor's."""
    opened = []

    def open_page(key, address):
        page = browse(person(key) if key else None)
        page.goto(address)
        opened.append(Keyboard(page))
        return opened[-1]

    yield open_page
    for keyboard in opened:
        checks.nothing(keyboard.faults)
        assert keyboard.stops > 0


def link(keys, name, **options):
    return keys.page.get_by_role("link", name=name, **options).first


def button(keys, name):
    return keys.page.get_by_role("button", name=name, exact=True).first


def test_from_the_board_past_the_menu_to_an_action_and_its_update(at, sample):
    keys = at("lead_officer", BOARD)
    keys.tab()
    expect(link(keys, "Skip to main content")).to_be_focused()
    keys.press("Enter")
    expect(keys.page.locator("main")).to_be_focused()

    keys.page.goto(f"{BOARD}actions/")
    keys.to(link(keys, re.compile("EXA-2.4")))
    keys.press("Enter")
    keys.page.wait_for_url("**/EXA-2.4/")
    keys.to(link(keys, "Report progress").or_(button(keys, "Report progress")))
    keys.press("Enter")
    keys.page.wait_for_url("**/report/")
    keys.to(
        keys.page.get_by_role("radio", name="At risk").or_(keys.page.get_by_role("radio", checked=True).first).first
    )
    keys.press("ArrowDown")
    keys.to(keys.page.get_by_label(re.compile("What happened since")))
    keys.type("Release dates arrive too late.")
    keys.to(button(keys, "Send for approval"))
    keys.press("Enter")

    expect(keys.page.get_by_text("sent for approval").first).to_be_visible()
    assert sample.action.updates.filter(state="submitted").get().narrative == "Release dates arrive too late."


def test_a_list_is_filtered_and_the_filter_cleared(at):
    keys = at(None, f"{BOARD}actions/")
    everything = keys.page.locator("main tbody tr").count()
    keys.to(keys.page.get_by_label("Delivery").first)
    keys.type("Late")
    keys.to(button(keys, "Apply filters"))
    keys.press("Enter")
    keys.page.wait_for_url("**status=late**")
    assert 0 < keys.page.locator("main tbody tr").count() < everything

    keys.to(link(keys, "Clear all filters"))
    keys.press("Enter")

    expect(keys.page.locator("main tbody tr")).to_have_count(everything)


def test_an_update_is_approved(at, sample):
    keys = at("sro", "/my/")
    keys.to(link(keys, re.compile("Approve or send back")))
    keys.press("Enter")
    keys.page.wait_for_url("**/approvals/**")
    waiting = keys.page.locator("article").count()
    keys.to(button(keys, "Approve"))
    keys.press("Enter")

    expect(keys.page.locator("article")).to_have_count(waiting - 1)
    expect(keys.page.get_by_role("alert").or_(keys.page.locator(".govuk-notification-banner")).first).to_be_visible()


def test_the_table_of_a_chart_is_read_and_downloaded(at):
    keys = at(None, "/indicators/drug-poisoning-admissions/?areas=sample:exampleshire")
    figure = keys.page.locator("figure.cdp-figure").first
    keys.to(figure.get_by_role("link", name=re.compile("CSV")))
    with keys.page.expect_download() as download:
        keys.press("Enter")
    assert download.value.suggested_filename.endswith(".csv")

    details = figure.locator("details")
    was_open = details.evaluate("one => one.open")
    keys.to(details.locator("summary"))
    keys.press("Space")
    assert details.evaluate("one => one.open") is not was_open
    if was_open:
        keys.press("Enter")
    keys.to(details.get_by_role("region"))
    expect(details.locator("table")).to_be_visible()


def test_a_pack_is_opened_and_read(at, sample):
    keys = at("board_member", f"{BOARD}packs/")
    keys.to(link(keys, sample.board_pack.title))
    keys.press("Enter")
    keys.page.wait_for_url(f"**/packs/{sample.board_pack.pk}/")
    keys.to(link(keys, "Read it here"))
    keys.press("Enter")
    keys.page.wait_for_url("**/read/")

    assert keys.page.locator("h1").count() == 1
    assert keys.through() > 5


def test_something_is_searched_and_opened(at):
    keys = at(None, BOARD)
    keys.to(link(keys, "Search", exact=True))
    keys.press("Enter")
    keys.page.wait_for_url("**/search/")
    keys.to(keys.page.get_by_role("searchbox"))
    keys.type("naloxone")
    keys.press("Enter")
    keys.page.wait_for_url("**q=naloxone**")
    hit = keys.page.locator(".cdp-found a").first
    leads_to = hit.get_attribute("href")
    keys.to(hit)
    keys.press("Enter")

    keys.page.wait_for_url(f"**{leads_to}")


PAGES = {
    "board": ("board_member", BOARD),
    "indicator": (None, "/indicators/drug-poisoning-admissions/?areas=sample:exampleshire"),
    "action": ("partnership_lead", f"{BOARD}actions/EXA-2.4/"),
    "report": ("lead_officer", f"{BOARD}actions/EXA-2.4/report/"),
    "my": ("partnership_lead", "/my/"),
    "plan": ("partnership_lead", f"{BOARD}plan/"),
    "new-pack": ("sro", f"{BOARD}packs/new/"),
}


@pytest.mark.parametrize("name", PAGES)
def test_once_through_the_page(at, name):
    """Each stop shows, none is covered, they come in the order of the page, and the last leads out of it."""
    keys = at(*PAGES[name])

    assert keys.through() > 8
