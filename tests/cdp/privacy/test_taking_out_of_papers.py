"""A text goes from what is written for papers: returns, links, reports, commentary, packs that are not frozen."""

import pytest

from actions.operations import reports
from cdp import jobs
from cdp.models import AuditEvent
from cdp.papers import formats, store
from cdp.privacy import taking_out
from tests.actions.reports.conftest import action_of
from tests.factories import (
    AgencyFactory,
    AnnualReturnFactory,
    CommentaryFactory,
    MeetingFactory,
    MembershipFactory,
    PackFactory,
    ReportRunFactory,
    SavedReportFactory,
    SharedLinkFactory,
)

pytestmark = pytest.mark.django_db

NAME = "Ann O'Other"


def made(by, **filters):
    run = reports.ask(kind="action-log", filters=filters, by=by)
    jobs.run_here(run.job)
    run.refresh_from_db()
    return run


def take_out(partnership, by, text=NAME):
    return taking_out.take_out(partnership=partnership, text=text, reason="Not ours to keep", by=by)


@pytest.mark.parametrize(
    ("factory", "field", "before", "after"),
    [
        (AnnualReturnFactory, "answers", {"works": f"{NAME} helped"}, {"works": "[removed] helped"}),
        (SharedLinkFactory, "label", f"For {NAME}", "For [removed]"),
        (SavedReportFactory, "name", f"About {NAME}", "About [removed]"),
        (CommentaryFactory, "text", f"{{value}}, says {NAME}.", "{value}, says [removed]."),
        (CommentaryFactory, "said", {"area": f"{NAME}’s town"}, {"area": "[removed]’s town"}),
        (PackFactory, "cover", {"background": f"Ask {NAME}."}, {"background": "Ask [removed]."}),
        (PackFactory, "title", f"For {NAME}", "For [removed]"),
    ],
)
def test_it_goes_from_what_is_written_for_papers(partnership, partnership_lead, factory, field, before, after):
    where = {"meeting": MeetingFactory(partnership=partnership)} if factory is PackFactory else {}
    written = factory(**(where or {"partnership": partnership}), **{field: before})

    take_out(partnership, partnership_lead)

    written.refresh_from_db()
    assert getattr(written, field) == after


def test_words_by_which_a_pack_a_report_or_a_commentary_is_put_together_stay(partnership, partnership_lead):
    """They are keys and not texts: without them nothing could be made of it."""
    pack = PackFactory(meeting=MeetingFactory(partnership=partnership), sections=["decisions"], title="All decisions")
    report = SavedReportFactory(partnership=partnership, filters={"agencies": ["decisions"]}, name="Decisions")
    said = CommentaryFactory(partnership=partnership, claim="better", text="Better than before.")

    for text in ("decisions", "better"):
        take_out(partnership, partnership_lead, text=text)

    for one in (pack, report, said):
        one.refresh_from_db()
    assert (pack.sections, pack.title) == (["decisions"], "All [removed]")
    assert (report.filters, report.kind, report.name) == ({"agencies": ["decisions"]}, "action-log", "[removed]")
    assert (said.claim, said.text) == ("better", "[removed] than before.")


def test_reports_that_somebody_keeps_to_themselves_lose_it_with_what_they_made(
    partnership, partnership_lead, viewer, lead_officer, monkeypatch
):
    monkeypatch.setattr(formats, "FORMATS", {"json": formats.FORMATS["json"]})
    action_of(partnership, AgencyFactory(), "A1", narrative=f"We met {NAME}.")
    reports.save_report(kind="action-log", name=f"All of {NAME}", by=viewer, filters={})
    runs = [made(viewer), made(lead_officer, partnerships=["northshire"])]
    assert all(NAME.encode() in store.bytes_of(run.frozen) for run in runs)

    places = take_out(partnership, partnership_lead)

    for run in runs:
        run.frozen.refresh_from_db()
        assert NAME.encode() not in store.bytes_of(run.frozen)
        assert run.frozen.sha256_before
    assert taking_out.find(partnership=partnership, text=NAME) == []
    assert NAME not in str(list(AuditEvent.objects.values_list("changes", "subject_name")))
    # Whose report it is finds it; nobody else is led to it.
    assert {place.address for place in places if place.row._meta.model_name in ("reportrun", "savedreport")} == {""}


def test_reports_about_another_partnership_are_left_alone(partnership, partnership_lead):
    elsewhere = MembershipFactory(partnership__slug="elsewhere").user
    report = SavedReportFactory(owner=elsewhere, name=f"About {NAME}")
    run = ReportRunFactory(asked_by=elsewhere, state="failed", fault=f"{NAME} is missing", filters={})

    with pytest.raises(taking_out.NotTakenOut):
        take_out(partnership, partnership_lead)

    for one in (report, run):
        one.refresh_from_db()
    assert NAME in report.name
