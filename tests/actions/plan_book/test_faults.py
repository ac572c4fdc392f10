"""Every fault is named by its cell, with what is allowed; while there is one nothing can be applied."""

import datetime

import pytest

from tests.actions.plan_book.made import ACTIONS, AGENCIES, PLAN, PRIORITIES, STRATEGY, checked, said
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    AreaFactory,
    FootprintFactory,
    IndicatorFactory,
    MilestoneFactory,
    PriorityFactory,
    RecommendationFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db
NEAR = "Did you mean “Northshire Probation”?"
IS_NEW = "If it is new, write Yes in the column New here."
HEADINGS = ["Reference", "Title", "Priority", "Lead agencies", "Starts on", "Due on", "Lead officer"]


@pytest.fixture
def lead(partnership_lead, agency):
    return partnership_lead


@pytest.fixture
def priority(partnership):
    return PriorityFactory(partnership=partnership, code="P1", position=1)


def action(**cells):
    row = {"Reference": "A1", "Title": "Open a clinic", "Priority": "P1"} | cells
    return ["Actions", HEADINGS, [row.get(heading) for heading in HEADINGS]]


FAULTS = [
    (action(**{"Starts on": "01/05/2026", "Due on": "30/04/2026"}), "F2", "cannot be due before it starts"),
    (action(**{"Starts on": "31/02/2026"}), "E2", "“31/02/2026” is not a date. Write a date, such as 31/03/2027."),
    (action(**{"Due on": datetime.datetime.fromisoformat("2026-05-01T09:30")}), "F2", "has a time of day"),
    (action(**{"Due on": 46000}), "F2", "“46000” is not a date"),
    (action(**{"Due on": "01/05/0206"}), "F2", "The year 206 cannot be meant"),
    (action(Priority="P7"), "C2", "There is no priority “P7” in the plan or on the sheet Priorities."),
    (action(Priority=None), "C2", "“Priority” cannot be empty."),
    (action(Title=None), "B2", "“Title” cannot be empty."),
    (action(Reference="A" * 31), "A2", "This has 31 characters. 30 are allowed."),
    (action(Reference=datetime.date(2026, 1, 2)), "A2", "Excel has made a date or a time of this."),
    (
        action(**{"Lead agencies": "Northshire Probaton"}),
        "D2",
        "No agency is called “Northshire Probaton”. Did you mean “Northshire Probation”?",
    ),
    (action(**{"Lead agencies": "Elsewhere Police"}), "D2", "has no place in the partnership. Add a row"),
    (action(**{"Lead officer": "nobody@example.org"}), "G2", "Nobody of the partnership has this address."),
    (action(**{"Lead officer": "the boss"}), "G2", "“the boss” is not an email address"),
    (action(Reference="1/2"), "A2", "it is part of an address"),
    (action(Title="See patient 943 476 5919"), "B2", "what stands here can be read by everybody"),
    (action(Title="#REF!"), "B2", "#REF! is an error of a formula."),
]


@pytest.mark.parametrize(("sheet", "cell", "sentence"), FAULTS, ids=[f"{f[1]} {f[2][:30]}" for f in FAULTS])
def test_a_fault_is_named_by_its_cell(partnership, lead, priority, sheet, cell, sentence):
    AgencyFactory(name="Elsewhere Police")

    check, _ = checked(partnership, lead, sheet)

    ((place, words),) = said(check)
    assert place == f"Actions {cell}"
    assert sentence in words
    assert not check.may_be_applied


def test_all_faults_are_told_at_once(partnership, lead, priority):
    row = ["A2", None, "P9", "Nobody at all", "x", "y", "z"]

    check, _ = checked(partnership, lead, ["Actions", HEADINGS, row])

    assert [cell for cell, _ in said(check)] == [f"Actions {c}2" for c in "BCDEFG"]


def test_a_reference_that_stands_there_twice(partnership, lead, priority):
    rows = [["A1", "Open", "P1"], ["A2", "Close", "P1"], ["a1", "Open again", "P1"]]
    ActionFactory(partnership=partnership, ref="A1")

    check, _ = checked(partnership, lead, ["Actions", HEADINGS[:3], *rows])

    assert said(check) == [("Actions A4", "Row 2 of this sheet has the same. Each may stand there once.")]


def test_a_reference_that_is_archived(partnership, lead, priority):
    ActionFactory(partnership=partnership, ref="A1", archived_at="2026-01-01T00:00Z")

    check, _ = checked(partnership, lead, action())

    assert said(check) == [("Actions A2", "The action A1 is archived. Give this one another reference.")]


def test_a_cell_with_a_formula(partnership, lead, priority):
    check, _ = checked(partnership, lead, action(Title='=HYPERLINK("https://evil.example","x")'))

    ((cell, sentence),) = said(check)
    assert (cell, sentence[:29]) == ("Actions B2", "This cell holds a formula. Wr")


def test_cells_shifted_to_the_right_stand_under_no_heading(partnership, lead, priority):
    check, _ = checked(partnership, lead, ["Actions", HEADINGS[:3], [None, "A1", "Open a clinic", "P1"]])

    assert ("Actions D2", "This stands under no heading. Are the cells of this row shifted?") in said(check)
    assert ("Actions A2", "“Reference” cannot be empty.") in said(check)


def test_two_columns_of_one_name(partnership, lead, priority):
    check, _ = checked(partnership, lead, ["Actions", ["Reference", "Title", "Title"], ["A1", "x", "y"]])

    assert said(check) == [("Actions Row 1", "The columns B and C are both called “Title”.")]


def test_an_agency_that_is_not_known_is_offered_the_nearest_name(partnership, lead):
    check, _ = checked(partnership, lead, ["Agencies", ["Agency"], ["Northshire Probation Service"]])

    assert said(check) == [
        (
            "Agencies A2",
            f"No agency is called “Northshire Probation Service”. {NEAR} {IS_NEW}",
        )
    ]


def test_an_agency_of_an_unpublished_partnership_is_not_offered(partnership, lead):
    hidden = AgencyFactory(name="Northshire Prisons")
    SeatFactory(agency=hidden, partnership__is_published=False)

    check, _ = checked(partnership, lead, ["Agencies", ["Agency"], ["Northshire Prisons"]])

    assert "Did you mean" not in said(check)[0][1] or "Prisons”?" not in said(check)[0][1]
    assert len(check.faults) == 1


def test_two_agencies_of_one_name_are_told_apart_by_their_short_names(partnership, lead):
    for slug in ("recovery-a", "recovery-b"):
        AgencyFactory(slug=slug, name="Recovery")

    check, _ = checked(partnership, lead, ["Agencies", ["Agency"], ["Recovery"], ["recovery-b"]])

    assert said(check) == [("Agencies A2", "Several agencies are called “Recovery”. Write recovery-a or recovery-b.")]


def test_the_kind_of_an_agency_that_all_share_is_left_so(partnership, lead):
    check, _ = checked(partnership, lead, ["Agencies", ["Agency", "Kind"], ["Northshire Probation", "Police"]])

    assert said(check) == [
        ("Agencies B2", "All partnerships share this agency, and its kind is Voluntary organisation. Leave it so.")
    ]


def test_a_declined_recommendation_says_why(partnership, lead):
    check, _ = checked(
        partnership, lead, ["Recommendations", ["Reference", "Title", "Response"], ["R1", "x", "Declined"]]
    )

    assert said(check) == [("Recommendations Row 2", "Say why the recommendation is declined.")]


def test_a_word_that_is_not_on_the_list(partnership, lead):
    check, _ = checked(
        partnership, lead, ["Recommendations", ["Reference", "Title", "Response"], ["R1", "x", "Acepted"]]
    )

    ((cell, sentence),) = said(check)
    assert cell == "Recommendations C2"
    assert sentence.startswith("“Acepted” is not on the list. Did you mean “Accepted”")


def test_a_role_across_all_partnerships_is_not_for_one_of_them_to_give(partnership, lead):
    check, _ = checked(
        partnership, lead, ["People", ["Email", "Name", "Role"], ["a@example.org", "A", "National reader"]]
    )

    assert [cell for cell, _ in said(check)] == ["People C2"]


def test_a_role_of_an_agency_needs_its_agency(partnership, lead):
    check, _ = checked(partnership, lead, ["People", ["Email", "Name", "Role"], ["a@example.org", "A", "Lead officer"]])

    assert said(check) == [("People Row 2", "This role acts for an agency. Name the agency.")]


def test_that_a_milestone_is_met_is_no_matter_of_the_plan(partnership, lead):
    MilestoneFactory(action=ActionFactory(partnership=partnership, ref="A1"), position=1, title="Open")
    sheet = ["Milestones", ["Action", "Position", "Title", "Done on"], ["A1", 1, "Open", "2026-05-01"]]

    check, _ = checked(partnership, lead, sheet)

    assert [cell for cell, _ in said(check)] == ["Milestones D2"]


def test_a_measure_without_figures(partnership, lead, priority):
    FootprintFactory(partnership=partnership, area=AreaFactory(code="E06000999", name="Northshire"))
    IndicatorFactory(code="deaths", name="Deaths")
    headings = ["Belongs to", "Its code or reference", "Indicator", "Target"]

    rows = [["Priority", "P1", "deaths", 3], ["Priority", "P1", "death", 3]]

    check, _ = checked(partnership, lead, ["Measures", headings, *rows])

    assert [cell for cell, _ in said(check)] == ["Measures Row 2", "Measures C2", "Measures Row 3", "Measures C3"]
    assert said(check)[3][1] == "There is no indicator “death”. Did you mean “deaths”?"


def test_two_priorities_in_one_place(partnership, lead):
    sheet = ["Priorities", [*PRIORITIES[1], "Position"], [*PRIORITIES[2], 1], ["P2", *PRIORITIES[2][1:], 1]]

    check, _ = checked(partnership, lead, STRATEGY, sheet)

    assert said(check) == [("Priorities E3", "The priority P1 has this place already.")]


def test_strategies_in_a_circle(partnership, lead):
    check, _ = checked(partnership, lead, ["Strategies", ["Title", "Successor"], ["A", "B"], ["B", "A"], ["C", "C"]])

    assert [cell for cell, _ in said(check)] == ["Strategies B2", "Strategies B3", "Strategies B4"]


def test_an_agency_leads_or_supports(partnership, lead):
    row = [*ACTIONS[2][:4], "Northshire Probation", *ACTIONS[2][5:]]

    check, _ = checked(partnership, lead, STRATEGY, PRIORITIES, AGENCIES, ["Actions", ACTIONS[1], row])

    assert said(check) == [("Actions E2", "Northshire Probation leads this action already. Name each agency once.")]


def test_a_thousand_faults_are_enough(partnership, lead, priority):
    rows = [[f"A{number}", None, None] for number in range(600)]

    check, _ = checked(partnership, lead, ["Actions", HEADINGS[:3], *rows])

    assert (len(check.faults), check.faults.is_cut) == (1000, True)


def test_references_that_a_spreadsheet_made_numbers_of(partnership, lead, priority):
    RecommendationFactory(partnership=partnership, ref="2")

    check, _ = checked(partnership, lead, ["Actions", [*HEADINGS[:3], "Recommendations"], [1.1, "Open", "P1", 2]])

    assert (said(check), [change.row.identity for change in check.changes]) == ([], [("1.1",)])
    assert check.changes[0].row.now["recommendations"] == ("2",)


def test_an_empty_plan_and_a_whole_one_have_no_fault(partnership, lead):
    assert said(checked(partnership, lead, *PLAN)[0]) == []
