import datetime

import pytest
from django.utils import timezone

from actions.models import ActionAgency
from actions.operations.progress import report_progress
from cdp import audit
from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    AgencyFactory,
    DocumentFactory,
    EvidenceFigureFactory,
    FindingFactory,
    MeasureFactory,
    MilestoneFactory,
    PriorityFactory,
    ProgressUpdateFactory,
    ReadingFactory,
    RecommendationFactory,
)
from tests.pages import refs_of, rows_of_csv

pytestmark = pytest.mark.django_db

LIST = "/northshire/actions/"
YESTERDAY = datetime.timedelta(days=-1)


def today():
    return timezone.localdate()


def full_action(partnership, **fields):
    """One with something in each of its lists, so that a query a row would show."""
    action = ActionFactory(partnership=partnership, starts_on=today() + YESTERDAY, **fields)
    for position in range(2):
        ActionAgencyFactory(action=action, position=position)
        MilestoneFactory(action=action, position=position)
        ProgressUpdateFactory(action=action, agency=AgencyFactory())
        MeasureFactory(action=action, series=ReadingFactory().series)
        recommendation = RecommendationFactory(partnership=partnership)
        EvidenceFigureFactory(recommendation=recommendation)
        action.recommendations.add(recommendation)
    return action


@pytest.fixture
def reported(action, lead_officer):
    return report_progress(
        action=action, delivery_status="on_track", confidence="some_doubt", narrative="It goes well.", by=lead_officer
    )


def test_the_list_shows_every_current_action(client, partnership):
    ActionFactory(partnership=partnership, ref="B", position=2)
    ActionFactory(partnership=partnership, ref="A", position=1)
    ActionFactory(partnership=partnership, ref="archived", archived_at=timezone.now())
    ActionFactory(ref="elsewhere")

    response = client.get(LIST)

    assert refs_of(response.context["rows"], "action") == ["A", "B"]
    assert response.context["headline"] == "2 actions, and nobody has reported on any of them yet"


def test_a_new_action_says_no_update_yet(client, action):
    (row,) = client.get(LIST).context["rows"]

    assert (row.delivery.said, row.differs) == ("No update yet", False)


def test_an_unpublished_partnership_shows_nothing_to_others(client, partnership, action, stranger):
    type(partnership).objects.update(is_published=False)
    client.force_login(stranger)

    assert [client.get(LIST).status_code, client.get(f"{LIST}1.1/").status_code] == [404, 404]


@pytest.fixture
def three(partnership, lead_officer, agency):
    """A: reported on track, past its date, led by the officer's agency; B: no update, priority P; C: no update."""
    late = ActionFactory(partnership=partnership, ref="A", position=1, due_on=today() + YESTERDAY)
    ActionAgencyFactory(action=late, agency=agency)
    report_progress(action=late, delivery_status="on_track", confidence="confident", narrative="Well", by=lead_officer)
    priority = PriorityFactory(partnership=partnership, code="P")
    ActionFactory(partnership=partnership, ref="B", position=2, title="Offer naloxone", priority=priority)
    ActionFactory(partnership=partnership, ref="C", position=3, due_on=today())


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("", ["A", "B", "C"]),
        ("status=late", ["A"]),
        ("status=on_track", []),
        ("status=not_reported", ["B", "C"]),
        ("status=nonsense", ["A", "B", "C"]),
        ("priority=P", ["B"]),
        ("agency=northshire-probation", ["A"]),
        ("q=NALOXONE", ["B"]),
        ("agency=northshire-probation&status=not_reported", []),
        ("sort=status", ["A", "B", "C"]),
        ("sort=-status", ["B", "C", "A"]),
        ("sort=due", ["A", "C", "B"]),
        ("sort=-due", ["C", "A", "B"]),
        ("sort=updated", ["B", "C", "A"]),
        ("sort=-updated", ["A", "B", "C"]),
    ],
)
def test_the_address_filters_and_sorts_page_and_download_alike(client, three, query, refs):
    page = client.get(f"{LIST}?{query}")
    download = client.get(f"{LIST}?{query}&format=csv")

    assert refs_of(page.context["rows"], "action") == refs
    assert [row["ref"] for row in rows_of_csv(download)] == refs


def test_the_counts_are_of_all_actions_and_by_what_the_dates_say(client, three):
    response = client.get(f"{LIST}?priority=P")

    assert response.context["counts"] == [("late", 1, "late"), ("not_reported", 2, "no update yet")]
    assert response.context["headline"] == "3 actions: 1 late and 2 without an update"


def test_the_download_keeps_what_was_reported_beside_what_the_dates_say(client, three):
    row = rows_of_csv(client.get(f"{LIST}?format=csv"))[0]

    assert (row["delivery"], row["reported"], row["confidence"]) == ("Late", "On track", "Confident")


def test_the_download_names_every_lead_agency(client, action):
    ActionAgencyFactory(action=action, agency=AgencyFactory(name="Housing"), position=1)
    ActionAgencyFactory(
        action=action, agency=AgencyFactory(name="Schools"), role=ActionAgency.Role.SUPPORTING, position=2
    )

    (row,) = rows_of_csv(client.get(f"{LIST}?format=csv"))

    assert (row["lead_agencies"], row["supporting_agencies"]) == ("Northshire Probation; Housing", "Schools")


def test_an_unknown_format_is_refused(client, action):
    assert client.get(f"{LIST}?format=pdf").status_code == 400


def test_without_actions_the_page_says_what_follows(client, partnership):
    DocumentFactory(partnership=partnership, title="Northshire needs assessment")
    RecommendationFactory.create_batch(2, partnership=partnership)

    response = client.get(LIST)

    assert (response.context["headline"], response.context["recommended"]) == ("No action has been entered", 2)
    assert response.content.decode().count("Northshire needs assessment recommends, but names no action") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_makes_the_same_queries(client, partnership, viewer, count, django_assert_num_queries):
    for _ in range(count):
        full_action(partnership)
    client.force_login(viewer)

    with django_assert_num_queries(11):
        response = client.get(LIST)

    assert len(response.context["rows"]) == count


@pytest.mark.parametrize(("who", "queries"), [("viewer", 14), ("partnership_lead", 15)])
@pytest.mark.parametrize("count", [1, 3])
def test_an_action_makes_the_same_queries(client, partnership, who, queries, count, django_assert_num_queries, request):
    action = full_action(partnership, ref="A-9")
    for position in range(count):
        ProgressUpdateFactory(action=action)
        MilestoneFactory(action=action, position=10 + position)
        MeasureFactory(action=action, series=ReadingFactory().series)
        full_action(partnership)
        audit.record(kind="action.changed", subject=action, changes={"due_on": ["2026-01-01", "2031-01-01"]})
    client.force_login(request.getfixturevalue(who))

    with django_assert_num_queries(queries):
        response = client.get(f"{LIST}A-9/")

    # Who changed what is for those who may see the audit.
    assert response.content.decode().count("to 1 January 2031") == (count if who == "partnership_lead" else 0)


def test_an_action_past_its_date_is_late_though_reported_on_track(client, action, reported):
    type(action).objects.update(due_on=today() + YESTERDAY)

    page = client.get(f"{LIST}1.1/").context["page"]

    assert (page.delivery.state, page.confidence.state, page.outcome.said) == ("late", "some_doubt", "Cannot be judged")


def worsening(action, scope):
    reading = ReadingFactory(
        observation__series__indicator__scope=scope, trend="increasing", trend_verdict="getting_worse"
    )
    return MeasureFactory(action=action, series=reading.series)


@pytest.mark.parametrize(("scope", "named"), [("service", 1), ("population", 0)])
def test_said_against_measured_is_about_service_measures(client, action, reported, scope, named):
    worsening(action, scope)

    against = client.get(f"{LIST}1.1/").context["page"].against

    assert len(against.names if against else ()) == named


def test_a_measure_behind_its_line_colours_the_outcome_and_shows_the_arithmetic(client, action):
    reading = ReadingFactory(
        observation__series__indicator__scope="service",
        observation__series__indicator__polarity="higher_is_better",
        observation__series__indicator__unit="%",
        observation__value=47.0,
    )
    MeasureFactory(
        action=action,
        series=reading.series,
        baseline=46,
        baseline_period="2019",
        target=60,
        target_on=today() + datetime.timedelta(days=400),
    )

    page = client.get(f"{LIST}1.1/").context["page"]

    assert (page.outcome.state, page.outcome.said) == ("behind", "Behind")
    assert page.lead.endswith("A measure is behind the line to its target.")
    assert page.against is None, "behind is not getting worse"
    (line,) = next(link for link in page.chain if link.kind == "Measure").lines
    assert line.note.startswith("Behind. Expected by 31 December 2021: ")
    assert line.note.lower().count("behind") == page.outcome.inputs.lower().count("behind") == 1


def test_what_the_figure_counts_is_drawn_against_the_day_the_action_began(client, action, reported):
    worsening(action, "service")
    type(action).objects.update(starts_on=datetime.date(2021, 7, 1))

    lag = client.get(f"{LIST}1.1/").context["page"].lag

    assert lag.count("About 6 months of it came after the action began.") == 2


def test_the_chain_of_an_action_names_each_gap(client, action):
    chain = client.get(f"{LIST}1.1/").context["page"].chain

    assert [link.kind for link in chain if link.gap] == [
        "Need", "Recommendation", "Milestones", "Measure", "Decisions",
    ]  # fmt: skip


def test_findings_of_the_priority_stand_for_the_need_where_no_figure_is_tied(client, partnership, action):
    FindingFactory.create_batch(2, partnership=partnership, priority=action.priority)

    need = client.get(f"{LIST}1.1/").context["page"].chain[0]

    assert (need.gap, need.lines[0].text) == (False, "2 findings under the same priority")


def test_the_history_holds_every_update_with_its_author(client, action, lead_officer, reported):
    report_progress(action=action, delivery_status="late", confidence="some_doubt", narrative="No", by=lead_officer)

    history = client.get(f"{LIST}1.1/").context["page"].history

    assert [(event.title, event.by) for event in history] == [
        ("Update: from on track to late.", "Olu Officer, Northshire Probation"),
        ("First update.", "Olu Officer, Northshire Probation"),
    ]


def test_a_milestone_done_late_says_by_how_much(client, action):
    MilestoneFactory(action=action, title="Clinic open", done_on=datetime.date(2026, 10, 14))

    (event,) = client.get(f"{LIST}1.1/").context["page"].history

    assert event.text == "Clinic open, 14 days after its planned date"


@pytest.mark.parametrize(
    ("person", "may"), [("lead_officer", True), ("partnership_lead", True), ("other_officer", False), ("viewer", False)]
)
def test_only_those_who_may_report_get_the_button(client, action, person, may, request):
    client.force_login(request.getfixturevalue(person))

    response = client.get(f"{LIST}1.1/")

    assert response.context["may_report"] is may
    assert response.content.decode().count("/northshire/actions/1.1/report/") == int(may)


def test_whoever_may_not_report_is_told_whom_to_ask(client, action, viewer):
    client.force_login(viewer)

    assert client.get(f"{LIST}1.1/").context["hint"] == (
        "You cannot report on this action. A lead officer of Northshire Probation, or the partnership lead, can."
    )


def test_signed_out_there_is_neither_button_nor_hint(client, action):
    page = client.get(f"{LIST}1.1/").content.decode()

    assert (page.count("You cannot report"), page.count("/report/")) == (0, 0)


def test_an_archived_action_is_not_listed_and_says_on_its_page_that_it_is_archived(client, action):
    type(action).objects.update(archived_at=timezone.now(), archive_reason="Done elsewhere")

    assert "Done elsewhere" in client.get(f"{LIST}1.1/").content.decode()
    assert "1.1/" not in client.get(LIST).content.decode()
