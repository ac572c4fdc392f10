"""What the database itself refuses of packs, reports, returns, links and commentaries."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from actions.models import EmbedSite, ReturnState, RunState
from tests.factories import (
    AnnualReturnFactory,
    CommentaryFactory,
    EmbedSiteFactory,
    FrozenPaperFactory,
    PackFactory,
    PaperTemplateFactory,
    PersonFactory,
    ReportRunFactory,
    SavedReportFactory,
    SharedLinkFactory,
)
from tests.refusals import refuses

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.mark.parametrize("missing", ["frozen", "frozen_at", "frozen_by"])
def test_a_frozen_pack_is_whole(missing):
    refuses("a_frozen_pack_has_its_content_and_others_have_none", PackFactory, is_frozen=True, **{missing: None})


def test_a_draft_has_no_content():
    refuses("a_frozen_pack_has_its_content_and_others_have_none", PackFactory, frozen=FrozenPaperFactory())


def test_a_pack_is_counted_within_its_meeting():
    first = PackFactory()

    refuses("unique", PackFactory, meeting=first.meeting, number=first.number)


@pytest.mark.parametrize(
    "values", [{"released_at": NOW, "released_by": PersonFactory.build}, {"is_frozen": True, "released_at": NOW}]
)
def test_only_what_is_frozen_is_released_by_someone(values):
    said = {name: PersonFactory() if callable(value) else value for name, value in values.items()}

    refuses("only_a_frozen_pack_is_released", PackFactory, **said)


def test_a_public_pack_holds_nothing_restricted():
    refuses("restricted_figures_are_for_no_public_pack", PackFactory, audience="public", is_restricted=True)


def test_an_addendum_says_why():
    refuses("an_addendum_says_why", PackFactory, addendum_to=PackFactory(is_frozen=True))


@pytest.mark.parametrize("values", [{"state": "failed"}, {"state": "draft", "fault": "No figures."}])
def test_a_failed_pack_says_why_and_no_other(values):
    refuses("a_failed_pack_says_why", PackFactory, **values)


def test_no_more_is_done_than_there_is():
    refuses("no_more_steps_than_there_are", PackFactory, steps_done=2, steps_all=1)


def test_one_template_of_a_name_unless_it_is_archived():
    first = PaperTemplateFactory()

    refuses("unique", PaperTemplateFactory, partnership=first.partnership)
    refuses("a_paper_template_is_archived_by_someone", PaperTemplateFactory, archived_at=NOW)
    assert PaperTemplateFactory(partnership=first.partnership, archived_at=NOW, archived_by=PersonFactory()).pk


def test_a_saved_report_has_a_name_of_its_own():
    first = SavedReportFactory()

    refuses("a_saved_report_has_a_name", SavedReportFactory, name="")
    refuses("unique", SavedReportFactory, owner=first.owner, name=first.name)


def test_a_report_that_is_made_has_its_content():
    refuses("a_report_that_is_made_has_its_content", ReportRunFactory, state=RunState.MADE)
    refuses("a_report_that_is_made_has_its_content", ReportRunFactory, frozen=FrozenPaperFactory())


def test_a_slot_of_the_schedule_is_filled_once():
    first = ReportRunFactory(report=SavedReportFactory(), slot="2026-11-02")

    refuses("unique", ReportRunFactory, report=first.report, slot=first.slot)


def test_one_return_per_form_and_year_and_a_signed_one_is_frozen():
    first = AnnualReturnFactory()

    refuses("unique", AnnualReturnFactory, partnership=first.partnership)
    refuses("a_signed_return_is_frozen", AnnualReturnFactory, state=ReturnState.SIGNED, signed_at=NOW)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("a_shared_link_says_what_for", {"label": ""}),
        ("a_shared_link_expires_after_it_was_made", {"made_at": NOW, "expires_at": NOW}),
        ("a_shared_link_is_revoked_by_someone", {"revoked_at": NOW}),
    ],
    ids=["label", "expiry", "revoked"],
)
def test_a_shared_link(name, values):
    refuses(name, SharedLinkFactory, **values)


@pytest.mark.parametrize(
    "origin",
    [
        "http://www.example.gov.uk",
        "https://www.example.gov.uk/page",
        "https://*.gov.uk",
        "https://x",
        "https://a.uk; x",
    ],
)
def test_a_site_that_embeds_is_one_origin(origin):
    with pytest.raises(ValidationError, match="with no path"):
        EmbedSite(origin=origin).clean_fields(exclude=["partnership", "added_at", "added_by"])


def test_a_site_is_listed_once():
    first = EmbedSiteFactory()

    refuses("unique", EmbedSiteFactory, partnership=first.partnership)


def test_one_commentary_stands():
    first = CommentaryFactory()

    refuses("unique", CommentaryFactory, partnership=first.partnership, series=first.series)
    refuses("a_commentary_says_something", CommentaryFactory, text="")
    refuses("a_commentary_claims_what_can_be_checked", CommentaryFactory, claim="splendid")
