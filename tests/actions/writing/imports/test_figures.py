"""A table of figures through the API: looked at, then published by the source's own way, or not at all."""

import datetime

import pytest
from django.apps import apps

from actions.models import Import
from actions.operations import imports
from cdp.models import AuditEvent, Change
from indicators.models import Observation, Refresh
from indicators.operations.refresh import refresh
from tests.actions.writing.imports.conftest import HEADER, TABLE
from tests.factories import DisclosureRuleFactory, RefreshFactory
from tests.indicators.sources.mapped_tables import layout, text_file

pytestmark = pytest.mark.django_db
# What a look leaves: the import, its held run with what it found, and who did it.
OF_A_LOOK = {
    "actions.Import", "indicators.Refresh", "indicators.RawFile", "indicators.RefreshDifference",
    "indicators.RefreshReject", "indicators.Source", "cdp.Job", "cdp.AuditEvent", "cdp.AuditDay", "cdp.PersonalToken",
}  # fmt: skip


def every_row():
    """{model: its rows} of all our tables."""
    own = (
        model
        for app in ("actions", "cdp", "indicators", "partners")
        for model in apps.get_app_config(app).models.values()
    )
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in own
        if model._meta.managed
    }


@pytest.fixture
def commits(sends, data_lead):
    def commits(answer, body=None, *, by=data_lead, etag=None, **options):
        address = f"imports/{answer.json()['id']}/commit/"
        return sends("post", address, body, by=by, etag=answer["ETag"] if etag is None else etag, **options)

    return commits


def figures():
    return list(Observation.objects.order_by("period_start").values_list("period", "value"))


def standing(source, tmp_path, *lines):
    path = text_file(tmp_path, HEADER, *lines, name="sound.csv")
    assert refresh(source=source, location=str(path)).outcome == "changed"


# --- Looked at -------------------------------------------------------------------------------------------------------


def test_a_dry_run_says_what_a_table_would_change(looked_at, source, tmp_path):
    standing(source, tmp_path, "E06000001,2021,4", "E06000001,2022,5")

    answer = looked_at(f"{TABLE}E06000009,2023,7\nE06000001,2024,many\n")

    said = answer.json()
    assert answer.status_code == 201, said
    assert said["state"] == "checked"
    assert said["report"]["counts"] == {
        "added": 1, "changed": 1, "missing": 1, "removed": 0, "unchanged": 0, "rejected": 2, "clashes": 0,
    }  # fmt: skip
    assert [
        (one["change"], one["what"], one["where"], one["was"], one["now"]) for one in said["report"]["differences"]
    ] == [
        ("added", "drug-deaths, E06000001", "2023", "", "6"),
        ("changed", "drug-deaths, E06000001", "2022", "5", "5.5"),
        ("missing", "drug-deaths, E06000001", "2021", "4", ""),
    ]
    errors = said["report"]["errors"]
    assert [(one["file"], one["row"], one["column"], one["value"]) for one in errors] == [
        ("figures.csv", 4, "Area code", "E06000009"), ("figures.csv", 5, "Rate", "many"),
    ]  # fmt: skip
    assert "Allowed are a figure" in errors[1]["detail"]
    assert figures() == [("2021", 4.0), ("2022", 5.0)]


def test_a_dry_run_writes_no_figure_and_nothing_beside_itself(looked_at, source, tmp_path, token_of, data_lead):
    standing(source, tmp_path, "E06000001,2022,5")
    token_of(data_lead)
    before = every_row()

    assert looked_at().status_code == 201

    after = every_row()
    assert {label for label in before if before[label] != after[label]} <= OF_A_LOOK
    assert after["indicators.Source"][0][-3:-2] == before["indicators.Source"][0][-3:-2]


def test_an_import_is_read_again_with_its_etag(looked_at, reads, data_lead):
    made = looked_at()

    for key in ("id", "uid"):
        said, etag = reads(f"imports/{made.json()[key]}/", data_lead)
        assert (said, etag) == (made.json(), made["ETag"])
    listed, _ = reads("imports/", data_lead)
    assert listed["results"] == [{name: value for name, value in made.json().items() if name != "report"}]


def test_a_second_look_of_the_same_partnership_takes_the_place_of_the_first(
    looked_at, reads, commits, data_lead, problem_of
):
    first, second = looked_at(), looked_at(TABLE + "E06000001,2024,7\n")

    assert reads(f"imports/{first.json()['id']}/", data_lead)[0]["state"] == "replaced"
    problem_of(commits(first), 409)
    assert commits(second).json()["state"] == "committed"


def test_a_run_that_waits_for_somebody_else_is_left_alone(looked_at, source, problem_of):
    held = RefreshFactory(source=source, outcome="held", finished_at=None, published_at=None)

    problem = problem_of(looked_at(), 409)

    assert problem["conflicts_with"].endswith(f"/api/v1/refreshes/{held.pk}/")
    held.refresh_from_db()
    assert held.outcome == "held"


def test_a_table_that_says_what_stands_has_nothing_to_commit(looked_at, commits, source, tmp_path, problem_of):
    standing(source, tmp_path, "E06000001,2022,5.5", "E06000001,2023,6")

    answer = looked_at()

    assert (answer.json()["state"], answer.json()["counts"]["unchanged"]) == ("unchanged", 2)
    assert "nothing to commit" in problem_of(commits(answer), 409)["detail"]


# --- Committed -------------------------------------------------------------------------------------------------------


def test_what_was_looked_at_is_published(looked_at, commits, data_lead, django_capture_on_commit_callbacks):
    answer = looked_at()

    done = commits(answer)

    said = done.json()
    assert done.status_code == 200, said
    assert (said["state"], said["committed_by"], said["counts"]["added"]) == ("committed", "Dee Data", 2)
    assert figures() == [("2022", 5.5), ("2023", 6.0)]
    run = Refresh.objects.get()
    assert (run.outcome, run.reviewed_by, run.started_by) == ("changed", data_lead, data_lead)
    assert list(Change.objects.filter(kind="figures.published").values_list("noun", "thing")) == [
        ("refreshes", str(run.pk)), ("indicators", "drug-deaths"),
    ]  # fmt: skip
    kinds = list(AuditEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert [kind for kind in kinds if kind.startswith("import.")] == ["import.checked", "import.committed"]


def test_it_is_committed_once(looked_at, commits, reads, data_lead, problem_of):
    answer = looked_at()
    commits(answer)

    problem = problem_of(commits(answer), 409)

    assert "committed already" in problem["detail"]
    report = reads(f"imports/{answer.json()['id']}/", data_lead)[0]["report"]
    assert (report["may_be_committed"], report["because"]) == (False, [problem["detail"]])
    assert Refresh.objects.count() == 1


def test_a_commit_says_what_it_read(looked_at, commits, problem_of):
    answer = looked_at()

    problem_of(commits(answer, etag=""), 428)
    problem_of(commits(answer, etag='"imports:1:other.0"'), 412)

    assert figures() == []


def test_a_commit_is_refused_where_other_figures_were_published_since(
    looked_at, commits, reads, data_lead, source, tmp_path, problem_of
):
    answer = looked_at()
    run = Refresh.objects.get()
    standing(source, tmp_path, "E06000001,2020,3")
    # The run of somebody else has declined it; were it still held, it would be out of date.
    Refresh.objects.filter(pk=run.pk).update(outcome="held", finished_at=None, reviewed_at=None, review_note="")

    problem_of(commits(answer), 412)

    said, etag = reads(f"imports/{answer.json()['id']}/", data_lead)
    assert said["report"]["may_be_committed"] is False
    problem_of(commits(answer, etag=etag), 409)
    assert figures() == [("2020", 3.0)]


def test_a_commit_is_refused_where_the_source_is_read_in_another_way_since(looked_at, commits, source, problem_of):
    answer = looked_at()
    source.mapping.layout = layout(multiply=100)
    source.mapping.save()

    problem_of(commits(answer), 412)

    assert figures() == []


def test_rejected_rows_are_left_out_only_where_somebody_says_so(looked_at, commits, problem_of):
    answer = looked_at(f"{TABLE}E06000009,2023,7\n")

    assert "1 row cannot be published" in problem_of(commits(answer), 409)["detail"]
    assert figures() == []
    assert commits(answer, {"leave_out": True}).json()["counts"]["rejected"] == 1
    assert figures() == [("2022", 5.5), ("2023", 6.0)]


def test_figures_that_are_missing_go_only_where_somebody_says_so(looked_at, commits, source, tmp_path):
    standing(source, tmp_path, "E06000001,2021,4")

    said = commits(looked_at(), {"remove_gone": True}).json()

    assert (said["counts"]["missing"], said["counts"]["removed"]) == (0, 1)
    assert figures() == [("2022", 5.5), ("2023", 6.0)]


def test_what_an_import_of_figures_does_not_know_is_refused(looked_at, commits, problem_of):
    answer = looked_at()

    problem = problem_of(commits(answer, {"submit": True}), 422)

    assert [error["pointer"] for error in problem["errors"]] == ["/submit"]


def test_the_same_key_is_answered_the_same_and_done_once(looked_at, commits):
    answers = [looked_at(key="one") for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert Import.objects.count() == 1

    done = [commits(answers[0], key="two") for _ in range(2)]
    assert (done[0].content, done[1]["Idempotent-Replayed"]) == (done[1].content, "true")
    assert looked_at(TABLE + "E06000001,2024,7\n", key="one").status_code == 422


# --- Withdrawn -------------------------------------------------------------------------------------------------------


def test_one_that_was_withdrawn_is_committed_no_more(looked_at, commits, sends, data_lead, problem_of):
    answer = looked_at()
    address = f"imports/{answer.json()['id']}/withdraw/"

    assert sends("post", address, by=data_lead).json()["state"] == "withdrawn"

    problem_of(commits(answer), 409)
    problem_of(sends("post", address, by=data_lead), 409)
    assert Refresh.objects.get().outcome == "declined"


def test_published_figures_are_taken_back_as_a_whole(looked_at, commits, sends, data_lead):
    answer = looked_at()
    commits(answer)

    said = sends("post", f"imports/{answer.json()['id']}/withdraw/", by=data_lead).json()

    assert said["state"] == "undone"
    assert figures() == []


def test_one_that_waited_too_long_is_committed_no_more(looked_at, commits, problem_of):
    answer = looked_at()
    Import.objects.update(sent_at=Import.objects.get().sent_at - datetime.timedelta(days=8))

    assert "not committed in time" in problem_of(commits(answer), 409)["detail"]


def test_what_nobody_committed_goes_in_the_end_and_its_run_is_declined(looked_at):
    looked_at()
    sent_at = Import.objects.get().sent_at

    assert imports.forget(before=sent_at, most=10) == 0
    assert imports.forget(before=sent_at + datetime.timedelta(seconds=1), most=10) == 1

    assert (Import.objects.count(), Refresh.objects.get().outcome) == (0, "declined")


# --- Small numbers ---------------------------------------------------------------------------------------------------


def test_a_rule_binds_what_a_program_brings_and_its_numbers_are_not_said(looked_at, commits, indicator):
    indicator.value_type, indicator.scope = "count", "service"
    indicator.disclosure_rule = DisclosureRuleFactory()
    indicator.save()

    answer = looked_at(f"{HEADER}\nE06000001,2023,3\nE06000001,2022,40\n")
    done = commits(answer)

    told = answer.json()["report"]["differences"] + done.json()["report"]["differences"]
    assert {(one["was"], one["now"], one["is_withheld"]) for one in told} == {("", "", True)}
    assert Observation.objects.get(period="2023").value is None


def test_small_numbers_that_no_rule_binds_are_pointed_out(looked_at, indicator):
    indicator.value_type, indicator.scope = "count", "service"
    indicator.save()

    notes = looked_at(f"{HEADER}\nE06000001,2023,3\n").json()["report"]["notes"]

    assert notes == [
        "1 of drug-deaths is below 5 and no rule binds the indicator. If it counts people, give it one first."
    ]
