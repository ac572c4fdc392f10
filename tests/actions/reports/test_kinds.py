"""What each kind of report holds, of whom, and what it leaves out."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import ReportRun
from actions.operations.updates.refusals import NotWhole
from actions.reports import kinds, making
from cdp.papers import content
from indicators.models import SourceKind, State
from tests.actions.reports.conftest import action_of, column, day, paper_of, table
from tests.factories import (
    DecisionFactory,
    DocumentFactory,
    FootprintFactory,
    MeasureFactory,
    MeetingFactory,
    MilestoneFactory,
    ObservationFactory,
    PartnershipFactory,
    ProgressUpdateFactory,
    ReadingFactory,
    RecommendationFactory,
    SeriesFactory,
    SourceFactory,
    WithheldFigureFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_no_formats")]
ODD = ["x" * 20_000, "\u202eabc", "👩‍🚀", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "a\x0bb\ufffe", ""]


@pytest.fixture
def measured(partnership):
    """A figure of the partnership's area to which it holds itself."""
    footprint = FootprintFactory(partnership=partnership, is_main=True)
    series = SeriesFactory(area=footprint.area, is_headline=True)
    observation = ObservationFactory(series=series, value=46.3, period="2025/26", period_end=day(-40))
    ReadingFactory(series=series, observation=observation, is_headline=True)
    return series


def test_the_action_log_has_what_minutes_want(partnership, agency, partnership_lead, made):
    action_of(partnership, agency, "1.1", "at_risk", next_step="Find a room")
    action_of(partnership, agency, "1.2", "not_reported")

    run = made("action-log", partnership_lead)

    row = dict(zip([one.heading for one in table(run, "action-log").columns], table(run, "action-log").rows[0],
                   strict=True))  # fmt: skip
    assert (row["Reference"], row["Lead agencies"], row["Status"], row["Confidence"]) == (
        "1.1", "Northshire Probation", "At risk", "Confident",
    )  # fmt: skip
    assert (row["Due"].iso, row["What it said"], row["Next step"]) == (
        day(60).isoformat(), "Work on 1.1 goes on.", "Find a room",
    )  # fmt: skip
    assert column(run, "action-log", "said")[1] == "No update yet"


def test_the_action_log_is_narrowed_by_everything_it_knows(partnership, agency, partnership_lead, made):
    late = action_of(partnership, agency, "1.1", due_on=day(-5))
    action_of(partnership, agency, "1.2", due_on=day(200))
    action_of(partnership, agency, "1.3", due_on=None)
    key = f"northshire:{late.priority.code}"

    def refs(**filters):
        run = made("action-log", partnership_lead, **filters)
        return column(run, "action-log", "ref") if paper_of(run).tables() else []

    assert refs(status=["late"]) == ["1.1"]
    assert refs(priorities=[key]) == ["1.1"]
    assert refs(**{"from": day(100).isoformat()}) == ["1.2"]
    assert refs(until=day(0).isoformat()) == ["1.1"]
    assert refs(agencies=[agency.slug]) == ["1.1", "1.2", "1.3"]
    assert refs(agencies=[agency.slug], status=["complete"]) == []


def test_a_report_of_several_partnerships_names_each_row(partnership, agency, partnership_lead, made):
    other = PartnershipFactory(slug="southshire", short_name="Southshire", is_published=True)
    action_of(partnership, agency, "1.1")
    action_of(other, agency, "1.1")

    run = made("action-log", partnership_lead, partnerships=["southshire", "northshire"])

    rows = zip(column(run, "action-log", "partnership"), column(run, "action-log", "ref"), strict=True)
    assert set(rows) == {("Northshire", "1.1"), ("Southshire", "1.1")}
    assert run.filters["partnerships"]
    assert paper_of(run).publisher == "Combating Drugs Partnerships"


def test_an_exception_has_cause_correction_date_and_the_help_that_was_asked_for(
    partnership, agency, partnership_lead, made
):
    late = action_of(
        partnership, agency, "1.1", "at_risk", blocker="No room", next_step="Ask the council", due_on=day(90)
    )
    MilestoneFactory(action=late, title="Room found", planned_on=day(20))
    DecisionFactory(meeting=MeetingFactory(partnership=partnership), kind="ask", action=late, text="Give us a room")
    action_of(partnership, agency, "1.2", "on_track", confidence="not_confident")
    action_of(partnership, agency, "1.3")
    action_of(partnership, agency, "1.4", "not_reported")

    run = made("exceptions", partnership_lead)

    assert column(run, "exceptions-actions", "ref") == ["1.1", "1.2"]
    one = table(run, "exceptions-actions").rows[0]
    assert (one[3], one[4], one[5], one[6].iso, one[7]) == (
        "At risk", "No room", "Ask the council", day(20).isoformat(), "Give us a room",
    )  # fmt: skip
    assert table(run, "exceptions-actions").rows[1][3] == "Not confident"
    untold = [block for block in paper_of(run).blocks() if isinstance(block, content.Bullets)]
    assert untold[0].items == ("1.4 Action 1.4",)


def test_a_date_that_is_over_is_no_date_back_on_track(partnership, agency, partnership_lead, made):
    action_of(partnership, agency, "1.1", due_on=day(-1))
    assert column(made("exceptions", partnership_lead), "exceptions-actions", "back") == [None]


def test_a_highlight_report_tells_each_priority_in_three_parts(partnership, agency, partnership_lead, made):
    first = action_of(partnership, agency, "1.1", "late", next_step="Hire")
    MilestoneFactory(action=first, title="Hired", planned_on=day(10))
    MilestoneFactory(action=first, title="Long after", planned_on=day(400))
    second = action_of(partnership, agency, "2.1")

    run = made("highlight", partnership_lead)

    key = f"northshire-{first.priority.code}".lower()
    assert column(run, f"{key}-done", "said") == ["Work on 1.1 goes on."]
    assert column(run, f"{key}-next", "what") == ["Hired", "Hire"]
    assert column(run, f"{key}-off", "ref") == ["1.1"]
    other = next(one for one in paper_of(run).sections if second.priority.title in one.title)
    assert "Nothing is off course." in str(other.blocks)
    assert "No update was approved" in str(paper_of(made("highlight", partnership_lead, until=day(-30).isoformat())))


def test_the_scorecard_has_figure_comparators_target_and_age(partnership, measured, partnership_lead, made):
    wanted = RecommendationFactory(partnership=partnership)
    MeasureFactory(action=None, recommendation=wanted, series=measured, target=60, target_on=day(500))

    run = made("scorecard", partnership_lead)

    found = next(one for one in paper_of(run).tables())
    row = dict(zip([one.key for one in found.columns], found.rows[0], strict=True))
    assert (row["measure"], row["area"], row["value"].value) == (measured.indicator.name, measured.area.name, 46.3)
    assert row["target"].startswith("60")
    assert row["age"]


def test_the_scorecard_takes_in_an_indicator_that_is_named(partnership, measured, partnership_lead, made):
    assert not paper_of(made("scorecard", partnership_lead)).tables()

    run = made("scorecard", partnership_lead, indicators=[measured.indicator.code])

    assert [len(one.rows) for one in paper_of(run).tables()] == [1]
    far = made("scorecard", partnership_lead, indicators=[measured.indicator.code], until=day(-400).isoformat())
    assert not paper_of(far).tables()


def test_the_extract_has_a_table_for_each_kind_of_record(partnership, agency, measured, partnership_lead, made):
    action = action_of(partnership, agency, "1.1")
    MilestoneFactory(action=action)
    RecommendationFactory(partnership=partnership).actions.add(action)
    MeasureFactory(action=action, series=measured, baseline=40, baseline_period="2020/21")

    run = made("extract", partnership_lead)

    assert {one.key: len(one.rows) for one in paper_of(run).tables()} == dict.fromkeys(
        ("actions", "milestones", "updates", "recommendations", "measures", "figures"), 1
    )
    assert column(run, "figures", "value")[0].value == 46.3
    assert column(run, "actions", "recommendations")[0]


def test_an_extract_that_would_be_too_long_says_so(partnership, measured, partnership_lead, made, monkeypatch):
    monkeypatch.setattr("actions.reports.kinds.extract.MOST_ROWS", 0)
    run = made("extract", partnership_lead, indicators=[measured.indicator.code])

    assert run.state == "failed"
    assert run.frozen is None
    assert run.fault.startswith("There are 1 figures; a report holds at most 0.")


def test_an_update_that_waits_is_in_no_report(partnership, agency, partnership_lead, made):
    action = action_of(partnership, agency, "1.1")
    ProgressUpdateFactory(action=action, is_submitted=True, narrative="Not approved")
    for kind in ("action-log", "highlight", "extract", "exceptions"):
        assert "Not approved" not in str(paper_of(made(kind, partnership_lead)))


@pytest.mark.parametrize("kind", list(kinds.KINDS))
def test_an_empty_partnership_makes_every_kind_and_says_so_in_words(kind, partnership, partnership_lead, made):
    run = made(kind, partnership_lead)
    assert run.state == "made"
    assert not paper_of(run).tables()
    assert all(one.blocks for one in paper_of(run).sections)


@pytest.mark.parametrize("kind", list(kinds.KINDS))
def test_odd_texts_and_codes_make_every_kind(kind, partnership, agency, partnership_lead, made):
    for number, text in enumerate(ODD):
        action = action_of(partnership, agency, f"{number}", "late", narrative=text or "x", blocker=text)
        action.title = text
        action.save()
        action.priority.code = f"{'A/-_ '[number % 5]}{number // 2}"
        action.priority.title = text[:300] or "x"  # more no priority can hold
        action.priority.save()
    run = made(kind, partnership_lead)
    assert run.state == "made"
    assert content.from_bytes(content.to_bytes(paper_of(run))) == paper_of(run)


@pytest.mark.parametrize("kind", list(kinds.KINDS))
def test_the_queries_do_not_grow_with_the_record(kind, partnership, agency, measured, partnership_lead):
    def queries():
        run = ReportRun(kind=kind, filters={}, asked_by=partnership_lead, pk=1)
        with CaptureQueriesContext(connection) as found:
            making.build(run)
        return len(found)

    def grow(ref):
        action = action_of(partnership, agency, ref, "late", next_step="x")
        MilestoneFactory(action=action)
        RecommendationFactory(partnership=partnership).actions.add(action)
        MeasureFactory(action=action, series=measured)

    grow("1")
    one = queries()
    grow("2"), grow("3")
    assert queries() == one <= 32


# What is withheld ----------------------------------------------------------------------------------------------------


def test_withheld_figures_come_only_where_they_are_asked_for_and_allowed(
    partnership, measured, partnership_lead, viewer, made
):
    hidden = ObservationFactory(series=measured, value=None, state=State.SUPPRESSED, period="2024/25")
    WithheldFigureFactory(observation=hidden, value=3)
    codes = [measured.indicator.code]

    plain = made("extract", partnership_lead, indicators=codes)
    asked = made("extract", partnership_lead, indicators=codes, restricted=True)

    assert "withheld" not in {one.key for one in paper_of(plain).tables()}
    assert not plain.is_restricted
    assert paper_of(plain).watermark == ""
    assert [one.value for one in column(asked, "withheld", "value")] == [3]
    assert asked.is_restricted
    assert asked.frozen.is_restricted
    assert paper_of(asked).watermark.startswith("Restricted: for Lee Lead, ")
    with pytest.raises(NotWhole) as refusal:
        made("extract", viewer, restricted=True)
    assert refusal.value.errors["restricted"].startswith("Your role does not let you take out restricted figures of")


def test_withheld_figures_are_of_the_partnerships_own_areas(partnership, partnership_lead, made):
    elsewhere = SeriesFactory()
    MeasureFactory(recommendation=RecommendationFactory(partnership=partnership), action=None, series=elsewhere)
    WithheldFigureFactory(observation=ObservationFactory(series=elsewhere), value=2)

    run = made("extract", partnership_lead, restricted=True)

    assert "withheld" not in {one.key for one in paper_of(run).tables()}


def test_nobody_takes_out_what_is_withheld_elsewhere(partnership, partnership_lead, made):
    PartnershipFactory(slug="southshire", is_published=True)
    with pytest.raises(NotWhole) as refusal:
        made("extract", partnership_lead, partnerships=["northshire", "southshire"], restricted=True)
    assert set(refusal.value.errors) == {"restricted"}


def test_a_figure_from_a_document_that_the_asker_may_not_see_is_in_no_extract(
    partnership, measured, partnership_lead, stranger, made
):
    partnership.is_published = True
    partnership.save()
    hidden = DocumentFactory(partnership=PartnershipFactory(is_published=False))
    ObservationFactory(
        series=measured, value=99.9, period="2019/20", source=SourceFactory(kind=SourceKind.DOCUMENT, document=hidden)
    )
    RecommendationFactory(partnership=partnership)
    MeasureFactory(action=None, recommendation=partnership.recommendations.get(), series=measured)

    for person in (partnership_lead, stranger):
        run = made("extract", person, partnerships=["northshire"])
        assert [one.value for one in column(run, "figures", "value")] == [46.3]
