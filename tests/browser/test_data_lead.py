"""A data lead's morning in a real Chromium: refresh, watch, review, mend a word, read the file again, take it back."""

import threading

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect

from cdp import jobs
from indicators.models import Observation, Refresh
from tests.browser.test_every_page import WIDTHS, faults_of
from tests.factories import (
    AliasFactory,
    AreaFactory,
    IndicatorFactory,
    RawFileFactory,
    RefreshChangeFactory,
    RefreshDifferenceFactory,
    RefreshFactory,
    RefreshRejectFactory,
    SourceFactory,
)
from tests.indicators.fingertips import row, write


@pytest.fixture
def source(transactional_db, tmp_path):
    AreaFactory(code="E06000001", name="Northshire")
    AreaFactory(code="E06000023", name="Bristol, City of")
    IndicatorFactory(code="opiate-users", fingertips_id=93517, name="Opiate users not in treatment")
    file = write(tmp_path / "figures.csv", row(Area_Code="E06000001"), row(Area_Code="Bristol UA", Value="47"))
    return SourceFactory(slug="fingertips", name="Fingertips", location=str(file), publishing="after_review")


def at_work(run=None):
    """What a worker does with the newest run, in a thread of its own as a worker has a process of its own."""
    job = (run or Refresh.objects.latest("pk")).job
    fault = []

    def carry_out():
        try:
            jobs.run_here(job)
        except BaseException as error:  # noqa: BLE001, told to the thread that waits
            fault.append(error)
        finally:
            connection.close()

    worker = threading.Thread(target=carry_out)
    worker.start()
    worker.join(30)
    assert fault == []


def headline(page, text):
    expect(page.get_by_role("heading", level=1)).to_have_text(text, timeout=15_000)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_data_lead_refreshes_reviews_mends_and_takes_back(new_page, sign_in, source, data_lead, javascript):
    page = new_page(viewport={"width": 320, "height": 640}, java_script_enabled=javascript)
    sign_in(page, data_lead)

    def arrived(text):
        """With JavaScript the page follows the run by itself; without, there is a link."""
        if not javascript:
            page.get_by_role("link", name="Load again").click()
        headline(page, text)

    page.goto("/data/")
    page.get_by_role("button", name="Refresh now").click()
    headline(page, "Waiting to start")
    at_work()
    arrived("Waits for review: 1 figure to add, 0 to change")
    assert Observation.objects.count() == 0

    page.goto("/my/")
    page.get_by_role("link", name="Fingertips").click()
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_role("link", name="Select whether to publish or to decline this run")).to_be_visible()
    page.get_by_label("Publish it").check()
    page.get_by_label("Why?").fill("Checked with the office.")
    page.get_by_role("button", name="Record the decision").click()
    headline(page, "Waiting to start")
    at_work()
    arrived("1 figure added, 0 changed")

    page.get_by_role("link", name="Say what it stands for").click()
    expect(page.get_by_text("Perhaps Bristol, City of (E06000023).")).to_be_visible()
    page.get_by_label("What does “Bristol UA” stand for?").fill("Bristol")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("“Bristol UA” now stands for Bristol, City of.")).to_be_visible()
    page.locator("#rejects ~ .cdp-alert").get_by_role("button", name="Read the file again").click()
    headline(page, "Waiting to start")
    at_work()
    arrived("Waits for review: 1 figure to add, 0 to change")
    page.get_by_label("Publish it").check()
    page.get_by_role("button", name="Record the decision").click()
    headline(page, "Waiting to start")
    at_work()
    arrived("1 figure added, 0 changed")
    assert Observation.objects.count() == 2

    page.get_by_role("link", name="Take this run back").click()
    page.get_by_label("Why is it taken back?").fill("It was Bath.")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("was taken back")
    assert Observation.objects.count() == 1


def test_progress_is_followed_and_said_once_a_step(page, sign_in, source, data_lead):
    run = Refresh.objects.create(source=source, outcome="running", step="fetch", started_at=timezone.now())
    sign_in(page, data_lead)
    page.goto(run.get_absolute_url())
    sentence = page.locator("[data-progress-sentence]")
    expect(sentence).to_have_text("Step 2 of 5: Fetching.")

    Refresh.objects.filter(pk=run.pk).update(step="read", rows_read=4_000)
    expect(sentence).to_have_text("Step 3 of 5: Reading and checking.")
    expect(page.locator("[data-step=read]")).to_contain_text("4,000 rows")
    sentence.evaluate(
        "node => { new MutationObserver(() => node.dataset.said = 'again').observe(node, {childList: true}) }"
    )
    Refresh.objects.filter(pk=run.pk).update(rows_read=8_000)
    expect(page.locator("[data-step=read]")).to_contain_text("8,000 rows")

    assert sentence.get_attribute("data-said") is None


def test_a_server_that_does_not_answer_is_said_and_asked_again(page, sign_in, source, data_lead):
    run = Refresh.objects.create(source=source, outcome="running", step="fetch", started_at=timezone.now())
    sign_in(page, data_lead)
    page.goto(run.get_absolute_url())

    page.route("**/*format=json", lambda route: route.abort())
    expect(page.locator("[data-progress-sentence]")).to_contain_text("The server does not answer at the moment.")
    page.unroute("**/*format=json")

    expect(page.locator("[data-progress-sentence]")).to_have_text("Step 2 of 5: Fetching.", timeout=15_000)


@pytest.fixture
def every_state(source):
    """A source with a run in each state; addresses of all pages that a data lead has of them."""
    address = (
        "https://data.example.org/a-long-address-that-has-no-blank/all_data/csv/by_indicator_id?indicator_ids=93517"
    )
    AliasFactory(source=source, text="A_place_with_a_long_name_and_without_any_blank_in_it")
    made = {"changed": RefreshFactory(source=source, added=3)}
    RefreshChangeFactory(refresh=made["changed"], changed=2)
    for outcome in ("held", "running", "failed", "cancelled"):
        error = f"No answer from {address}." if outcome == "failed" else ""
        of = source if outcome == "held" else SourceFactory(slug=outcome, location=address)
        made[outcome] = RefreshFactory(source=of, outcome=outcome, error=error, hold_reasons=["Much is gone."], gone=2)
    RawFileFactory(refresh=made["held"], address=address)
    RefreshDifferenceFactory(refresh=made["held"])
    RefreshDifferenceFactory(refresh=made["held"], kind="gone", is_withheld=True)
    reject = RefreshRejectFactory(refresh=made["held"], value="Bristol UA", reason="Unknown area.", column="Area Code")
    runs = [run.get_absolute_url() for run in made.values()]
    mend, back = f"/data/rejects/{reject.pk}/mend/", f"{made['changed'].get_absolute_url()}take-back/"
    of_source = [f"/data/sources/fingertips/{page}" for page in ("", "settings/", "upload/")]
    return ["/data/", "/my/", "/data/sources/add/", "/data/sources/failed/", *of_source, *runs, mend, back]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_a_data_lead_fits_and_axe_finds_nothing(new_page, sign_in, data_lead, every_state, width):
    page = new_page(viewport={"width": width, "height": 800})
    sign_in(page, data_lead)

    assert [fault for address in every_state for fault in faults_of(page, address)] == []
