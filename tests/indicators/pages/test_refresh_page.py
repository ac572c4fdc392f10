"""The page of one run: progress, what it changes, what it rejected, and what a person does about it."""

import datetime
import io

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from cdp import jobs
from indicators.models import Alias, Observation, Refresh
from indicators.operations.refresh import refresh
from indicators.operations.run_notes import PASSED_OVER
from tests.factories import (
    AliasFactory,
    AreaFactory,
    DisclosureRuleFactory,
    HeartbeatFactory,
    IndicatorFactory,
    JobFactory,
    RawFileFactory,
    RefreshChangeFactory,
    RefreshDifferenceFactory,
    RefreshFactory,
    RefreshRejectFactory,
    SourceFactory,
)
from tests.indicators.fingertips import row, write
from tests.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    return SourceFactory(slug="fingertips", name="Fingertips", location="figures.csv")


@pytest.fixture
def read_source(tmp_path, northshire):
    """A source with a file that can be read, published only after a review."""
    IndicatorFactory(code="opiate-users", fingertips_id=93517)
    file = write(tmp_path / "figures.csv", row(Area_Code="E06000001"), row(Area_Code="Northshire UA"))
    return SourceFactory(slug="read", name="Read", location=str(file), publishing="after_review")


def carried_out(run):
    jobs.run_here(run.job)
    run.refresh_from_db()
    return run


def test_a_run_has_counts_rejects_and_what_was_passed_over(client, source):
    started = timezone.now()
    run = RefreshFactory(
        source=source,
        started_at=started,
        finished_at=started + datetime.timedelta(seconds=12.34),
        rows_read=12,
        added=5,
        changed=2,
        unchanged=1,
        rejected=1,
        gone=1,
        sha256="ab" * 32,
    )
    RefreshRejectFactory(refresh=run, row=7, column="Value", value="<b>", reason="This is not a number.")
    RefreshRejectFactory(refresh=run, row=9, reason=f"{PASSED_OVER}3 rows of indicator 41001, which is not kept here.")

    response = client.get(f"/data/refreshes/{run.pk}/")

    page = words(response)
    assert "5 figures added, 2 changed" in page
    assert "12.3 s" in page
    assert [reject.row for reject in response.context["rejects"]] == [7]
    assert "&lt;b&gt;" in page
    assert [line.words for line in response.context["page"].passed_over] == [
        "3 rows of indicator 41001, which is not kept here."
    ]
    assert response.context["page"].passed_over_rows == 3


@pytest.mark.parametrize(
    ("fields", "headline"),
    [
        ({"outcome": "failed", "error": "The server answered 500."}, "Failed: the figures are as they were"),
        ({"outcome": "cancelled"}, "Cancelled: the figures are as they were"),
        ({"outcome": "declined"}, "Declined: the figures are as they were"),
        ({"outcome": "held", "added": 3, "changed": 1}, "Waits for review: 3 figures to add, 1 to change"),
        ({"outcome": "waiting"}, "Waiting to start"),
        ({"outcome": "unchanged"}, "Checked, unchanged"),
        ({"outcome": "changed", "added": 1}, "1 figure added, 0 changed"),
        ({"outcome": "changed", "added": 1, "removed": 4}, "1 figure added, 0 changed, 4 taken out"),
    ],
)
def test_the_headline_says_how_the_run_went(client, source, fields, headline):
    run = RefreshFactory(source=source, **fields)

    page = words(client.get(run.get_absolute_url()))

    assert f">{headline}</h1>" in page
    assert fields.get("error", "") in page


def test_progress_is_said_step_by_step(client, source):
    run = RefreshFactory(
        source=source, outcome="running", step="read", bytes_read=12_400_000, rows_read=40_000, bytes_total=44_000_000
    )

    told = client.get(f"{run.get_absolute_url()}?format=json").json()
    page = BeautifulSoup(client.get(run.get_absolute_url()).content, "html.parser")

    assert told["is_unfinished"] is True
    assert told["sentence"] == "Step 3 of 5: Reading and checking."
    assert [(step["name"], step["state"], step["detail"]) for step in told["steps"]] == [
        ("waiting", "done", ""),
        ("fetch", "done", "11.8 MB"),
        ("read", "now", "40,000 rows"),
        ("compare", "ahead", ""),
        ("publish", "ahead", ""),
    ]
    assert [line["data-state"] for line in page.select("[data-step]")] == ["done", "done", "now", "ahead", "ahead"]
    assert page.select_one("[aria-live=polite]").get_text() == told["sentence"]
    assert page.find("a", string="Load again")["href"] == run.get_absolute_url()


def test_progress_of_a_run_that_is_tried_again_says_why_and_when(client, source):
    job = JobFactory(attempts=1, due_at=timezone.now() + datetime.timedelta(minutes=5))
    run = RefreshFactory(source=source, outcome="waiting", step="fetch", job=job, error="Nomis answered 503.")

    said = client.get(f"{run.get_absolute_url()}?format=json").json()["sentence"]

    assert said.startswith("It is tried again on ")
    assert said.endswith("The last attempt failed: Nomis answered 503.")


@pytest.mark.parametrize(
    ("minutes", "again"),
    [
        (5, "to be tried again at 9:10am"),
        (24 * 60, "to be tried again on 2 June 2026 at 9:05am"),
        (-1, "to be tried again shortly"),
    ],
)
def test_a_run_that_failed_and_is_tried_again_says_so_in_its_headline(client, source, monkeypatch, minutes, again):
    failed = datetime.datetime(2026, 6, 1, 8, 5, tzinfo=datetime.UTC)
    monkeypatch.setattr("indicators.presenters.refreshes.timezone.now", lambda: failed)
    due = failed + datetime.timedelta(minutes=minutes)
    job = JobFactory(attempts=1, created_at=failed, heartbeat_at=failed, due_at=due)
    run = RefreshFactory(source=source, outcome="waiting", step="fetch", job=job, error="Nomis answered 503.")

    page = BeautifulSoup(client.get(run.get_absolute_url()).content, "html.parser")
    told = client.get(f"{run.get_absolute_url()}?format=json").json()

    headline = f"Failed on 1 June 2026 at 9:05am, {again}"
    explanation = "Nomis answered 503. Nothing was changed."
    assert told["steps"][0]["words"] == "Waiting to be tried again"
    assert (page.h1.get_text(), told["headline"]) == (headline, headline)
    assert (page.select_one(".cdp-lead").get_text(), told["explanation"]) == (explanation, explanation)
    assert page.select_one("[data-step=waiting] .cdp-steps__name").get_text() == "Waiting to be tried again"


def test_a_run_whose_worker_stopped_without_a_word_says_so_too(client, source):
    job = JobFactory(attempts=1, error="Its worker stopped without a word.", heartbeat_at=timezone.now())
    run = RefreshFactory(source=source, outcome="running", step="read", job=job)

    page = words(client.get(run.get_absolute_url()))

    assert "tried again shortly</h1>" in page
    assert "Its worker stopped without a word. Nothing was changed." in page
    assert "None has given a sign of life yet" in page


@pytest.mark.parametrize(
    ("fields", "heading"),
    [
        ({"outcome": "changed"}, "What it says of the areas"),
        ({"outcome": "unchanged"}, "What it says of the areas"),
        ({"outcome": "held"}, "What it would change, in words"),
        ({"outcome": "declined"}, "What it would have changed, in words"),
    ],
)
def test_what_a_run_says_of_areas_is_shown_whatever_became_of_it(client, fields, heading):
    source = SourceFactory(kind="ons_geography")
    run = RefreshFactory(
        source=source, remarks=["Cumbria (E10000006) ended on 31 March 2023.", "<b> is kept."], **fields
    )

    section = BeautifulSoup(client.get(run.get_absolute_url()).content, "html.parser").find(id="remarks").parent

    assert section.h2.get_text() == heading
    assert [item.get_text() for item in section.select("li")] == run.remarks


@pytest.mark.parametrize(
    ("is_alive", "said"),
    [
        (True, "Waiting for a worker."),
        (False, "Waiting for a worker. None has given a sign of life yet; the run begins once one does."),
    ],
)
def test_a_run_that_waits_says_whether_anybody_will_come(client, source, is_alive, said):
    if is_alive:
        HeartbeatFactory()
    run = RefreshFactory(source=source, outcome="waiting", job=JobFactory())

    assert client.get(f"{run.get_absolute_url()}?format=json").json()["sentence"] == said


def test_progress_ends_with_the_result(client, source):
    run = RefreshFactory(source=source, added=2)

    told = client.get(f"{run.get_absolute_url()}?format=json").json()

    assert (told["is_unfinished"], told["sentence"]) == (False, "The run has ended. 2 figures added, 0 changed.")


def test_a_run_that_has_ended_loads_no_script_of_its_own(client, source):
    running = RefreshFactory(source=source, outcome="running")
    ended = RefreshFactory(source=source)

    assert "progress.js" in words(client.get(running.get_absolute_url()))
    assert "progress.js" not in words(client.get(ended.get_absolute_url()))


def test_differences_are_grouped_with_what_was_and_what_is(client, data_lead, source):
    run = RefreshFactory(source=source, outcome="held", moved=2, changed=2, gone=1)
    indicator = IndicatorFactory(name="Deaths", unit="per 100,000")
    RefreshDifferenceFactory(refresh=run, indicator=indicator, was=4.5, now=9, group="Male")
    RefreshDifferenceFactory(refresh=run, indicator=indicator, kind="gone", was=7, now=None)
    client.force_login(data_lead)

    response = client.get(run.get_absolute_url())

    moved, gone = response.context["page"].differences
    assert (moved.title, moved.number, moved.rows[0].was, moved.rows[0].now) == (
        "Moved by more than the limit",
        2,
        "4.5 per 100,000",
        "9 per 100,000",
    )
    assert (gone.title, gone.number, gone.rows[0].was, gone.rows[0].now) == (
        "No longer in the source",
        1,
        "7 per 100,000",
        "None",
    )
    assert "1 of 2 listed." in words(response)


@pytest.mark.parametrize("by_rule", [True, False])
def test_numbers_that_a_disclosure_rule_binds_are_never_shown(client, data_lead, source, by_rule):
    run = RefreshFactory(source=source, outcome="held", moved=1, changed=1)
    indicator = IndicatorFactory(disclosure_rule=DisclosureRuleFactory() if by_rule else None)
    RefreshDifferenceFactory(refresh=run, indicator=indicator, was=31337, now=42424, is_withheld=not by_rule)
    client.force_login(data_lead)

    page = words(client.get(run.get_absolute_url()))

    assert "Not shown: a disclosure rule binds this indicator" in page
    assert ("31337" in page, "31,337" in page, "42424" in page, "42,424" in page) == (False, False, False, False)


@pytest.mark.parametrize(
    ("who", "outcome", "sees"),
    [
        ("data_lead", "held", True),
        ("viewer", "held", False),
        ("viewer", "declined", False),
        ("viewer", "changed", True),
    ],
)
def test_figures_that_are_not_published_are_for_those_who_decide(client, request, source, who, outcome, sees):
    run = RefreshFactory(source=source, outcome=outcome)
    RefreshDifferenceFactory(refresh=run, was=31337)
    client.force_login(request.getfixturevalue(who))

    assert ("31,337" in words(client.get(run.get_absolute_url()))) is sees


def test_changes_are_listed_by_indicator(client, source):
    run = RefreshFactory(source=source)
    RefreshChangeFactory(refresh=run, indicator__name="Deaths", added=1, changed=2, removed=3)

    (change,) = client.get(run.get_absolute_url()).context["page"].changes_shown

    assert (change.indicator.name, change.added, change.changed, change.removed) == ("Deaths", 1, 2, 3)


def test_rejects_of_one_word_are_one_line_that_can_be_mended(client, data_lead, source):
    run = RefreshFactory(source=source, rejected=4)
    for number in (5, 9, 12):
        RefreshRejectFactory(refresh=run, row=number, column="Area Code", value="Bristol UA", reason="Unknown area.")
    RefreshRejectFactory(refresh=run, row=20, column="Value", value="1 in 5")
    client.force_login(data_lead)

    groups = client.get(run.get_absolute_url()).context["page"].reject_groups

    assert [(one.value, one.number, one.first_row, one.last_row, one.stands_for) for one in groups] == [
        ("Bristol UA", 3, 5, 12, "area"),
        ("1 in 5", 1, 20, 20, ""),
    ]


def test_rejects_are_paged_and_downloaded_in_full(client, source):
    run = RefreshFactory(source=source, rejected=1203)
    for number in range(101):
        RefreshRejectFactory(refresh=run, row=number + 2, column="Value", value="=1+1")
    RefreshRejectFactory(refresh=run, row=1, reason=f"{PASSED_OVER}3 rows.")

    second = client.get(f"/data/refreshes/{run.pk}/?page=2")
    csv = b"".join(client.get(f"/data/refreshes/{run.pk}/?format=csv").streaming_content).decode("utf-8-sig")
    xlsx = client.get(f"/data/refreshes/{run.pk}/?format=xlsx")

    assert [reject.row for reject in second.context["rejects"]] == [102]
    assert csv.splitlines()[0] == "file,row,column,value,reason"
    assert len(csv.splitlines()) == 102
    book = openpyxl.load_workbook(io.BytesIO(xlsx.content))
    assert any(
        "1,203 rows were rejected; the first 101 are listed." in str(cell.value)
        for line in book.worksheets[0]
        for cell in line
    )


@pytest.mark.parametrize(
    ("outcome", "with_file", "buttons"),
    [
        ("waiting", False, {"cancel"}),
        ("running", False, {"cancel"}),
        ("failed", False, {"resume"}),
        ("cancelled", True, {"resume", "replay"}),
        ("unchanged", True, {"replay"}),
        ("changed", False, set()),
        ("held", True, set()),
    ],
)
def test_the_buttons_are_those_that_mean_something(client, data_lead, source, outcome, with_file, buttons):
    run = RefreshFactory(source=source, outcome=outcome, error="No answer." if outcome == "failed" else "")
    if with_file:
        RawFileFactory(refresh=run)
    client.force_login(data_lead)

    page = BeautifulSoup(client.get(run.get_absolute_url()).content, "html.parser")

    assert {button["value"] for button in page.select("button[name=do]")} == buttons
    assert bool(page.find("a", string="Take this run back")) is (outcome == "changed")
    assert bool(page.find(id="decide")) is (outcome == "held")


def test_nobody_else_sees_a_button_or_can_send_one(client, viewer, source):
    runs = [RefreshFactory(source=source, outcome=outcome) for outcome in ("running", "held", "changed")]
    client.force_login(viewer)

    for run in runs:
        page = BeautifulSoup(client.get(run.get_absolute_url()).content, "html.parser")
        assert (page.select("button[name=do]"), page.find(id="decide")) == ([], None)
        for sent in ({"do": "cancel"}, {"do": "resume"}, {"do": "replay"}, {"decision": "approve"}, {}):
            assert client.post(run.get_absolute_url(), sent).status_code == 404
        assert client.get(f"{run.get_absolute_url()}take-back/").status_code == 404
    assert [Refresh.objects.get(pk=run.pk).outcome for run in runs] == ["running", "held", "changed"]


def test_a_run_is_cancelled_and_resumed(client, data_lead, read_source):
    client.force_login(data_lead)
    client.post("/data/", {"source": "read"})
    run = Refresh.objects.get()

    client.post(run.get_absolute_url(), {"do": "cancel"})
    run.refresh_from_db()
    assert run.outcome == Refresh.Outcome.CANCELLED
    client.post(run.get_absolute_url(), {"do": "resume"})

    run.refresh_from_db()
    assert run.outcome == Refresh.Outcome.WAITING


def test_what_does_not_fit_the_state_is_refused_in_a_sentence(client, data_lead, source):
    run = RefreshFactory(source=source)
    client.force_login(data_lead)

    page = words(client.post(run.get_absolute_url(), {"do": "cancel"}, follow=True))

    assert "This run has ended already: changed." in page


def test_a_held_run_is_approved(client, data_lead, read_source):
    run = refresh(source=read_source)
    client.force_login(data_lead)

    response = client.post(run.get_absolute_url(), {"decision": "approve", "note": "Checked with the office"})
    assert response.url == run.get_absolute_url()
    run.refresh_from_db()
    carried_out(run)

    assert (run.outcome, run.reviewed_by, run.review_note) == ("changed", data_lead, "Checked with the office")
    assert Observation.objects.count() == 1
    assert "by Dee Data: Checked with the office" in words(client.get(run.get_absolute_url()))


def test_a_held_run_is_declined(client, data_lead, read_source):
    run = refresh(source=read_source)
    client.force_login(data_lead)

    client.post(run.get_absolute_url(), {"decision": "decline"})

    run.refresh_from_db()
    assert (run.outcome, run.reviewed_by, Observation.objects.count()) == ("declined", data_lead, 0)


def test_a_review_without_a_decision_keeps_what_was_typed(client, data_lead, read_source):
    run = refresh(source=read_source)
    client.force_login(data_lead)

    response = client.post(run.get_absolute_url(), {"note": "Half a thought"})

    page = words(response)
    assert "Select whether to publish or to decline this run" in page
    assert "Half a thought" in page
    assert "<title>Error: " in page
    run.refresh_from_db()
    assert run.outcome == Refresh.Outcome.HELD


def test_gone_figures_are_only_taken_out_of_a_run_that_is_published(client, data_lead, source):
    run = RefreshFactory(source=source, outcome="held", gone=2)
    client.force_login(data_lead)

    page = words(client.post(run.get_absolute_url(), {"decision": "decline", "remove_gone": "on"}))

    assert "Also take out the 2 figures that are gone from the source" in page
    assert "A run that is declined takes nothing out." in page
    run.refresh_from_db()
    assert run.outcome == Refresh.Outcome.HELD


def test_a_decision_that_comes_too_late_is_not_found(client, data_lead, source):
    run = RefreshFactory(source=source, outcome="declined")
    client.force_login(data_lead)

    assert client.post(run.get_absolute_url(), {"decision": "approve"}).status_code == 404


def test_a_word_is_mended_and_the_file_read_again(client, data_lead, read_source, northshire):
    read_source.publishing = "at_once"
    read_source.save()
    AreaFactory(code="E06000002", name="Southshire")
    run = refresh(source=read_source)
    reject = run.rejects.get()
    client.force_login(data_lead)

    response = client.post(f"/data/rejects/{reject.pk}/mend/", {"answer": "southshire"}, follow=True)
    assert "“Northshire UA” now stands for Southshire." in words(response)
    assert response.context["page"].is_mended
    response = client.post(run.get_absolute_url(), {"do": "replay"})
    again = carried_out(Refresh.objects.latest("pk"))

    assert (response.url, again.replay_of, again.added, again.rejected) == (again.get_absolute_url(), run, 1, 0)
    assert sorted(Observation.objects.values_list("series__area__name", flat=True)) == ["Northshire", "Southshire"]
    alias = Alias.objects.get()
    assert (alias.text, alias.area.name, alias.made_by) == ("Northshire UA", "Southshire", data_lead)


def test_an_indicator_that_was_passed_over_is_named(client, data_lead, source):
    reject = RefreshRejectFactory(
        refresh__source=source, column="Indicator ID", value="41001", reason=f"{PASSED_OVER}3 rows of 41001."
    )
    deaths = IndicatorFactory(code="deaths", name="Deaths")
    client.force_login(data_lead)

    client.post(f"/data/rejects/{reject.pk}/mend/", {"answer": "deaths"})

    assert Alias.objects.get().indicator == deaths
    assert "“41001” stands for Deaths" in words(client.get(reject.refresh.get_absolute_url()))


def test_what_cannot_be_mended_has_no_form(client, data_lead, source):
    reject = RefreshRejectFactory(refresh__source=source, column="Value", value="1 in 5")
    client.force_login(data_lead)

    assert client.get(f"/data/rejects/{reject.pk}/mend/").status_code == 404


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_nobody_else_mends(client, request, source, who):
    reject = RefreshRejectFactory(refresh__source=source, value="Bristol UA", reason="Unknown area.")
    AreaFactory(name="Bristol")
    client.force_login(request.getfixturevalue(who))

    assert client.get(f"/data/rejects/{reject.pk}/mend/").status_code == 404
    assert client.post(f"/data/rejects/{reject.pk}/mend/", {"answer": "Bristol"}).status_code == 404
    assert not Alias.objects.exists()


def test_a_run_is_taken_back_after_a_second_question(client, data_lead, read_source):
    read_source.publishing = "at_once"
    read_source.save()
    run = refresh(source=read_source)
    client.force_login(data_lead)

    asked = words(client.get(f"{run.get_absolute_url()}take-back/"))
    empty = words(client.post(f"{run.get_absolute_url()}take-back/"))
    assert "The 1 figure that it added goes. Everybody sees this at once." in asked
    assert "Say why it is taken back" in empty
    assert Observation.objects.count() == 1
    response = client.post(f"{run.get_absolute_url()}take-back/", {"note": "A wrong file"}, follow=True)

    undoing = Refresh.objects.get(undoes=run)
    assert response.redirect_chain == [(undoing.get_absolute_url(), 302)]
    assert Observation.objects.count() == 0
    assert "by Dee Data: A wrong file" in words(response)
    assert "This run was taken back" in words(client.get(run.get_absolute_url()))


def test_addresses_of_files_are_for_those_who_manage_sources(client, data_lead, source):
    run = RefreshFactory(source=source)
    RawFileFactory(refresh=run, address="https://example.org/?user_id=s3cret", sha256="cd" * 32)

    public = words(client.get(run.get_absolute_url()))
    client.force_login(data_lead)

    assert ("cd" * 32 in public, "s3cret" in public) == (True, False)
    assert "https://example.org/?user_id=•••" in words(client.get(run.get_absolute_url()))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_run_makes_sixteen_queries(client, source, data_lead, count, django_assert_num_queries):
    run = RefreshFactory(source=source)
    for number in range(count):
        RefreshRejectFactory(refresh=run, value=f"Place {number}", column="Area", reason="Unknown area.")
        RefreshRejectFactory(refresh=run, value=f"4100{number}", reason=f"{PASSED_OVER}3 rows.")
        RefreshDifferenceFactory(refresh=run)
        RefreshChangeFactory(refresh=run)
        RawFileFactory(refresh=run)
        AliasFactory(source=source, text=f"Place {number}")
    client.force_login(data_lead)

    with django_assert_num_queries(16):
        response = client.get(run.get_absolute_url())

    assert len(response.context["page"].reject_groups) == count


def test_a_key_in_the_address_of_a_file_is_shown_to_nobody(client, data_lead, source):
    run = RefreshFactory(source=source)
    RawFileFactory(refresh=run, address="https://dee:s3cret@nomis.example/api?uid=s3cret&date=2025")
    client.force_login(data_lead)

    page = words(client.get(run.get_absolute_url()))

    assert ("https://•••@nomis.example/api?uid=•••&amp;date=2025" in page, "s3cret" in page) == (True, False)
