"""Workbooks through the API, by the very operations of their pages."""

import pytest

from actions.models import Import, PlanImport, ProgressUpdate, Strategy
from actions.operations import updates
from cdp.models import Scope
from tests.actions.plan_book.made import AGENCIES, PLAN, PRIORITIES, STRATEGY, book
from tests.actions.workbook.filling import downloaded, filled
from tests.factories import ActionFactory, PartnershipFactory

pytestmark = pytest.mark.django_db
WHOLE = {"delivery_status": "At risk", "confidence": "Some doubt", "narrative": "The post is vacant."}


@pytest.fixture
def progress(brings, partnership, agency, action, lead_officer):
    """The answer to a workbook of updates: {(ref, column): text}."""

    def progress(answers, **options):
        content = filled(downloaded(partnership, agency), answers)
        options = {"by": lead_officer, "partnership": "northshire", "kind": "progress_workbook"} | options
        return brings(content, name="updates.xlsx", **options)

    return progress


@pytest.fixture
def plan(brings, partnership_lead):
    def plan(*sheets, **options):
        options = {"by": partnership_lead, "partnership": "northshire", "kind": "plan_workbook"} | options
        return brings(book(*sheets), name="plan.xlsx", **options)

    return plan


@pytest.fixture
def commits(sends):
    def commits(answer, body=None, *, by, **options):
        options = {"etag": answer["ETag"]} | options
        return sends("post", f"imports/{answer.json()['id']}/commit/", body, by=by, **options)

    return commits


def of_action(**answers):
    return {("1.1", key): text for key, text in answers.items()}


# --- Progress updates ------------------------------------------------------------------------------------------------


def test_a_workbook_of_updates_is_looked_at_then_written(progress, commits, lead_officer):
    answer = progress(of_action(**WHOLE))

    said = answer.json()
    assert answer.status_code == 201, said
    assert (said["agency"], said["report"]["counts"]["changed"]) == ("northshire-probation", 1)
    assert ("1.1", "The post is vacant.") in {(one["what"], one["now"]) for one in said["report"]["differences"]}
    assert ProgressUpdate.objects.count() == 0

    done = commits(answer, {"submit": True}, by=lead_officer)

    assert (done.json()["state"], done.json()["committed_by"]) == ("committed", lead_officer.name)
    update = ProgressUpdate.objects.get()
    assert (update.state, update.narrative, update.reported_by) == ("submitted", "The post is vacant.", lead_officer)


def test_what_was_written_since_is_a_412_and_the_new_report_can_be_committed(
    progress, commits, reads, action, partnership_lead, lead_officer, problem_of
):
    answer = progress(of_action(**WHOLE))
    updates.save_on(action=action, version=0, by=partnership_lead, narrative="Something else.")

    problem_of(commits(answer, by=lead_officer), 412)

    said, etag = reads(f"imports/{answer.json()['id']}/", lead_officer)
    (clash,) = said["report"]["clashes"]
    assert (clash["what"], said["report"]["counts"]["clashes"]) == ("1.1", 1)
    row = clash["row"]
    assert problem_of(commits(answer, {"overwrite": [row, 999]}, by=lead_officer, etag=etag), 422)["errors"] == [
        {"pointer": "/overwrite/1", "detail": "Row 999 does not clash with what stands here."}
    ]
    problem_of(commits(answer, by=lead_officer, etag=etag), 409)
    commits(answer, {"overwrite": [row]}, by=lead_officer, etag=etag)
    assert ProgressUpdate.objects.get().narrative == "The post is vacant."


def test_a_row_that_cannot_be_taken_is_told_and_keeps_all_out(
    progress, commits, partnership, agency, lead_officer, problem_of
):
    answer = progress(of_action(**WHOLE | {"delivery_status": "Fabulous"}))

    (error,) = answer.json()["report"]["errors"]
    assert (error["file"], error["row"]) == ("updates.xlsx", 2)
    assert "Fabulous" in error["detail"]
    problem_of(commits(answer, by=lead_officer), 409)
    assert ProgressUpdate.objects.count() == 0


def test_what_was_written_is_undone(progress, commits, sends, lead_officer):
    answer = progress(of_action(**WHOLE))
    commits(answer, by=lead_officer)

    said = sends("post", f"imports/{answer.json()['id']}/withdraw/", by=lead_officer).json()

    assert said["state"] == "undone"
    assert ProgressUpdate.objects.get().state == "withdrawn"


def test_a_workbook_of_updates_needs_their_scope(progress, problem_of):
    problem_of(progress(of_action(**WHOLE), scopes=(Scope.READ, Scope.WRITE_IMPORTS)), 403)


def test_a_colleague_of_another_agency_does_not_find_it(progress, sends, partnership, problem_of):
    from tests.factories import AgencyFactory, MembershipFactory, PersonFactory

    answer = progress(of_action(**WHOLE))
    other = PersonFactory()
    MembershipFactory(user=other, partnership=partnership, role="lead_officer", agency=AgencyFactory())

    problem_of(sends("get", f"imports/{answer.json()['id']}/", by=other), 404)


def test_a_file_that_is_no_workbook_is_refused_as_on_its_page(brings, lead_officer, agency, problem_of):
    asked = {"by": lead_officer, "partnership": "northshire", "kind": "progress_workbook"}

    for content, words in ((b"", "empty"), (b"PK\x03\x04", "damaged"), (book(*PLAN), "not a workbook from here")):
        problem = problem_of(brings(content, name="updates.xlsx", **asked), 422)
        assert words in problem["errors"][0]["detail"]
    assert Import.objects.count() == 0


# --- The plan --------------------------------------------------------------------------------------------------------


def test_a_plan_is_looked_at_then_written_whole(plan, commits, partnership, agency, partnership_lead):
    answer = plan(*PLAN)

    said = answer.json()
    assert answer.status_code == 201, said
    assert said["report"]["may_be_committed"], said["report"]
    assert said["report"]["counts"]["added"] >= 3
    assert Strategy.objects.count() == 0

    done = commits(answer, by=partnership_lead).json()

    assert (done["state"], done["counts"]) == ("committed", said["report"]["counts"])
    assert partnership.actions.get(ref="A1").title == "Open a clinic"


def test_a_plan_with_a_fault_says_where_and_is_not_written(plan, commits, agency, partnership_lead, problem_of):
    answer = plan(STRATEGY, PRIORITIES, AGENCIES, ["Actions", ["Reference", "Title", "Priority"], ["A1", "Open", "P9"]])

    said = answer.json()["report"]
    assert (said["errors"][0]["row"], said["errors"][0]["column"], said["errors"][0]["value"]) == (2, "Priority", "P9")
    problem_of(commits(answer, by=partnership_lead), 409)
    assert Strategy.objects.count() == 0


def test_a_plan_that_moved_since_is_a_412(plan, commits, partnership, agency, partnership_lead, problem_of):
    answer = plan(*PLAN)
    ActionFactory(partnership=partnership, ref="A1", title="Already here")

    problem_of(commits(answer, by=partnership_lead), 412)

    assert not Strategy.objects.filter(title="From harm to hope").exists()


def test_people_are_not_invited_by_a_program(plan, commits, agency, partnership_lead, problem_of):
    people = ["People", ["Name", "Email address", "Role"], ["Rae Reader", "rae@example.org", "Reader"]]

    answer = plan(people)

    said = answer.json()["report"]
    assert said["because"] == [] or "invites 1 person" in said["because"][0], said
    assert not said["may_be_committed"]
    problem_of(commits(answer, by=partnership_lead), 409)


def test_a_plan_that_is_withdrawn_goes_with_its_file(plan, sends, partnership_lead):
    answer = plan(STRATEGY)

    said = sends("post", f"imports/{answer.json()['id']}/withdraw/", by=partnership_lead).json()

    assert (said["state"], said["page"], PlanImport.objects.count()) == ("withdrawn", None, 0)


def test_a_plan_that_was_applied_on_its_page_is_committed(plan, reads, commits, agency, partnership_lead, problem_of):
    from actions.operations import plan_import

    answer = plan(*PLAN)
    run = PlanImport.objects.get()
    plan_import.apply(run=run, digest=plan_import.check(run, user=partnership_lead).digest, by=partnership_lead)

    assert reads(f"imports/{answer.json()['id']}/", partnership_lead)[0]["state"] == "committed"
    problem_of(commits(answer, by=partnership_lead), 409)


def test_a_plan_needs_its_scope_and_its_role(plan, data_lead, problem_of):
    problem_of(plan(STRATEGY, scopes=(Scope.READ, Scope.WRITE_FIGURES)), 403)
    problem_of(plan(STRATEGY, by=data_lead), 403)
    PartnershipFactory(slug="elsewhere", is_published=False)
    problem_of(plan(STRATEGY, partnership="elsewhere"), 404)


def test_a_list_takes_as_many_queries_for_three_as_for_one(
    plan, progress, sends, partnership_lead, django_assert_max_num_queries
):
    plan(STRATEGY)
    with django_assert_max_num_queries(15) as one:
        assert len(sends("get", "imports/", by=partnership_lead).json()["results"]) == 1
    progress(of_action(**WHOLE))
    plan(STRATEGY)
    with django_assert_max_num_queries(15) as three:
        assert len(sends("get", "imports/", by=partnership_lead).json()["results"]) == 3

    assert len(one) == len(three)
