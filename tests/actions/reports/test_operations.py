"""Reports are saved, changed, shared, asked for and called off, each by whom it may be; nobody gets another's sight."""

import pytest

from actions.models import ReportRun, SavedReport
from actions.operations import reports
from actions.operations.updates.refusals import NotTheirs, NotWhole, Stale, WrongState
from actions.reports import kinds
from cdp import audit, jobs
from cdp.models import FrozenPaper, Job
from partners.models import Membership
from partners.roles import Role
from tests.actions.reports.conftest import action_of, column, paper_of
from tests.factories import MembershipFactory, NationalRoleFactory, PartnershipFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_no_formats")]


def saved(by, **said):
    said = {"kind": "action-log", "name": "Monthly log", "filters": {}, **said}
    return reports.save_report(by=by, **said)


def errors(function, **said):
    with pytest.raises(NotWhole) as refusal:
        function(**said)
    return refusal.value.errors


def test_a_report_is_kept_with_only_what_it_is_narrowed_by(viewer, partnership):
    report = saved(viewer, name=" Monthly\nlog ", filters={"status": ["late", "late"], "agencies": [], "from": None})

    assert (report.name, report.filters, report.version) == ("Monthly log", {"status": ["late"]}, 1)
    assert [event.kind for event in audit.history_of(report)] == ["report.saved"]


@pytest.mark.parametrize(
    ("filters", "wrong"),
    [
        ({"partnerships": ["nowhere"]}, {"partnerships": "There is no partnership “nowhere” that you may see"}),
        ({"partnerships": ["hidden"]}, {"partnerships": "There is no partnership “hidden” that you may see"}),
        ({"priorities": ["hidden:P1"]}, {"priorities": "The partnerships chosen have no priority “hidden:P1”"}),
        ({"agencies": ["nasa"]}, {"agencies": "No agency “nasa” works in the partnerships chosen"}),
        ({"status": ["splendid"]}, {"status": "There is no delivery status “splendid”"}),
        ({"from": "yesterday"}, {"from": "“yesterday” is not a day. Write 2026-03-31 for 31 March 2026"}),
        (
            {"from": "2026-03-31", "until": "2026-03-30"},
            {"until": "The last day must not be before the first"},
        ),
        ({"areas": ["E1"]}, {"areas": "This kind of report is not narrowed by “areas”"}),
        ({"restricted": True}, {"restricted": "This kind of report is not narrowed by “restricted figures”"}),
        ({"agencies": [str(n) for n in range(201)]}, {"agencies": "Choose at most 200 agencies"}),
    ],
)
def test_what_cannot_be_asked_is_said_beside_its_field(viewer, filters, wrong):
    PartnershipFactory(slug="hidden", is_published=False)
    assert errors(saved, by=viewer, filters=filters) == wrong
    assert errors(reports.ask, kind="action-log", filters=filters, by=viewer) == wrong
    assert not SavedReport.objects.exists()
    assert not ReportRun.objects.exists()


def test_an_indicator_and_an_area_have_to_be_theirs(viewer):
    found = errors(reports.ask, kind="scorecard", filters={"indicators": ["x"], "areas": ["E1"]}, by=viewer)
    assert found == {
        "indicators": "There is no figure that you may see for an indicator “x”",
        "areas": "The partnerships chosen do not answer for an area “E1”",
    }


def test_a_filter_and_a_kind_that_nobody_knows_are_refused(viewer):
    assert "“weather” is not a filter of reports" in errors(saved, by=viewer, filters={"weather": ["wet"]})[""]
    with pytest.raises(kinds.UnknownKind, match="“weather” is not a kind of report"):
        saved(viewer, kind="weather")


def test_a_name_is_used_once_by_its_owner_until_it_is_archived(viewer, partnership_lead):
    first = saved(viewer)
    assert errors(saved, by=viewer) == {"name": "You have a report of this name. Choose another"}
    assert saved(partnership_lead).pk
    reports.archive_report(report=first, by=viewer)
    assert saved(viewer).pk
    assert errors(saved, by=viewer, name=" ") == {"name": "Enter a name for the report"}
    assert errors(saved, by=viewer, name="x" * 151) == {"name": "The name must be 150 characters or fewer"}
    assert errors(saved, by=viewer, name="New", schedule="hourly") == {"schedule": "Select when it is made"}


def test_a_change_is_its_owners_and_notices_another_change(viewer, partnership_lead, partnership):
    report = saved(viewer, partnership=partnership)
    reports.change_report(report=report, version=1, by=viewer, filters={"status": ["late"]})
    with pytest.raises(Stale):
        reports.change_report(report=report, version=1, by=viewer, name="Other")
    for act in (
        lambda: reports.change_report(report=report, version=2, by=partnership_lead, name="Mine"),
        lambda: reports.archive_report(report=report, by=partnership_lead),
    ):
        with pytest.raises(NotTheirs):
            act()
    assert SavedReport.objects.get().filters == {"status": ["late"]}


def test_a_report_is_shared_only_with_ones_own_partnership(viewer, partnership, stranger):
    elsewhere = PartnershipFactory(is_published=True)
    found = errors(saved, by=viewer, partnership=elsewhere)
    assert found == {"partnership": "Select a partnership of which you are a member"}

    report = saved(viewer, partnership=partnership)
    colleague = MembershipFactory(partnership=partnership, role=Role.READER).user
    national = NationalRoleFactory(person=PersonFactory()).person
    assert list(reports.reports_seen_by(colleague)) == [report]
    assert not reports.reports_seen_by(stranger)
    assert not reports.reports_seen_by(national)
    Membership.objects.filter(user=colleague).delete()
    assert not reports.reports_seen_by(colleague)


def test_a_shared_report_is_made_with_its_readers_sight(partnership, agency, partnership_lead, viewer):
    hidden = PartnershipFactory(slug="hidden", short_name="Hidden", is_published=False)
    MembershipFactory(user=partnership_lead, partnership=hidden, role=Role.READER)
    action_of(partnership, agency, "1.1")
    action_of(hidden, agency, "9.9")
    report = saved(partnership_lead, partnership=partnership)

    runs = {}
    for person in (partnership_lead, viewer):
        run = reports.ask_again(report=report, by=person)
        jobs.run_here(run.job)
        run.refresh_from_db()
        runs[person] = run

    assert sorted(column(runs[partnership_lead], "action-log", "ref")) == ["1.1", "9.9"]
    assert column(runs[viewer], "action-log", "ref") == ["1.1"]
    assert list(reports.runs_seen_by(viewer)) == [runs[viewer]]
    named = saved(partnership_lead, name="Both", filters={"partnerships": ["hidden"]}, partnership=partnership)
    assert errors(reports.ask_again, report=named, by=viewer) == {
        "partnerships": "There is no partnership “hidden” that you may see"
    }


def test_a_stranger_makes_nothing_of_a_report_that_is_not_theirs(viewer, stranger, partnership):
    report = saved(viewer, partnership=partnership)
    with pytest.raises(NotTheirs):
        reports.ask_again(report=report, by=stranger)
    reports.archive_report(report=report, by=viewer)
    with pytest.raises(NotTheirs):
        reports.ask_again(report=report, by=viewer)


def test_who_belongs_nowhere_gets_what_everybody_may_see(stranger, partnership, agency, made):
    action_of(partnership, agency, "1.1")
    assert errors(reports.ask, kind="action-log", filters={}, by=stranger) == {
        "partnerships": "There is no partnership that you may see"
    }
    partnership.is_published = True
    partnership.save()
    assert column(made("action-log", stranger), "action-log", "ref") == ["1.1"]


def test_what_was_lost_while_it_waited_is_not_made(viewer, partnership, agency):
    action_of(partnership, agency, "1.1")
    run = reports.ask(kind="action-log", filters={"partnerships": ["northshire"]}, by=viewer)
    Membership.objects.filter(user=viewer).delete()

    jobs.run_here(run.job)

    run.refresh_from_db()
    assert (run.state, run.fault) == ("failed", "There is no partnership “northshire” that you may see.")
    assert not FrozenPaper.objects.exists()
    assert Job.objects.get().state == "done"
    assert [event.kind for event in audit.history_of(run)] == ["report.failed", "report.asked"]


def test_nothing_is_made_for_somebody_who_has_left(viewer):
    run = reports.ask(kind="action-log", filters={}, by=viewer)
    viewer.is_active = False
    viewer.save()

    jobs.run_here(run.job)

    run.refresh_from_db()
    assert (run.state, run.frozen) == ("failed", None)
    assert run.fault.startswith("Whoever asked for it has left")
    with pytest.raises(NotTheirs):
        reports.ask(kind="action-log", filters={}, by=viewer)


def test_the_right_to_withheld_figures_is_asked_for_again_when_it_is_made_and_opened(partnership, data_lead, made):
    run = reports.ask(kind="extract", filters={"restricted": True}, by=data_lead)
    opened = made("extract", data_lead, restricted=True)
    assert reports.may_open(data_lead, opened)
    Membership.objects.filter(user=data_lead).update(role=Role.BOARD_MEMBER)

    jobs.run_here(run.job)

    run.refresh_from_db()
    assert (run.state, run.frozen) == ("failed", None)
    assert run.fault.startswith("Your role does not let you take out restricted figures of Northshire")
    assert not reports.may_open(data_lead, opened)


def test_what_was_made_is_opened_only_while_all_of_it_may_be_seen(viewer, partnership, agency, made, stranger):
    action_of(partnership, agency, "1.1")
    run = made("action-log", viewer)
    assert run.filters == {"partnerships": ["northshire"]}
    assert reports.may_open(viewer, run)
    assert not reports.may_open(stranger, run)
    Membership.objects.filter(user=viewer).delete()
    assert not reports.may_open(viewer, run)


def test_what_is_made_says_for_whom_and_from_what(viewer, partnership, made):
    paper = paper_of(made("action-log", viewer, status=["late", "at_risk"]))
    facts = dict(paper.facts)
    assert facts["Partnerships"] == partnership.name
    assert facts["Delivery"] == "At risk, Late"
    assert facts["Asked for by"] == "Vic Viewer"


def test_sample_data_says_so(viewer, partnership, made):
    partnership.is_sample = True
    partnership.save()
    assert paper_of(made("action-log", viewer)).notices[0].startswith("Sample data.")


def test_a_run_is_called_off_by_whoever_asked(viewer, stranger):
    run = reports.ask(kind="action-log", filters={}, by=viewer)
    with pytest.raises(NotTheirs):
        reports.cancel(run=run, by=stranger)
    assert reports.cancel(run=run, by=viewer).state == "cancelled"
    with pytest.raises(WrongState, match="It is not being made: cancelled"):
        reports.cancel(run=run, by=viewer)
    assert not FrozenPaper.objects.exists()


def test_one_person_has_so_many_made_at_once(viewer, partnership_lead):
    for _ in range(reports.MOST_AT_ONCE):
        reports.ask(kind="action-log", filters={}, by=viewer)
    with pytest.raises(WrongState, match="5 of your reports are still being made"):
        reports.ask(kind="action-log", filters={}, by=viewer)
    assert reports.ask(kind="action-log", filters={}, by=partnership_lead)


def test_a_fault_of_ours_is_tried_again_and_then_said(viewer, monkeypatch):
    run = reports.ask(kind="action-log", filters={}, by=viewer)
    monkeypatch.setattr("actions.reports.making.kinds.of", lambda key: 1 / 0)
    for _ in range(3):
        jobs.run_here(run.job)
    run.refresh_from_db()
    assert run.state == "failed"
    assert run.fault


def test_a_job_that_is_run_twice_keeps_one_content(viewer, partnership, made):
    run = made("action-log", viewer)
    Job.objects.update(state="waiting", attempts=0, finished_at=None)
    jobs.run_here(run.job)
    assert FrozenPaper.objects.count() == 1
