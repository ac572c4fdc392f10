"""Milestones and measures that are archived are no part of the workbook of a plan, and no workbook adds them again."""

import pytest
from django.utils import timezone

from actions.models import Measure, Milestone
from tests.actions.plan_book.made import ACTIONS, PLAN, applied, book, checked, contents, exported, said
from tests.factories import AreaFactory, FootprintFactory, IndicatorFactory, SeriesFactory

pytestmark = pytest.mark.django_db

STEPS = ["Milestones", ["Action", "Position", "Title", "Due on"]]
YARDSTICKS = ["Measures", ["Belongs to", "Its code or reference", "Indicator", "Area"]]


@pytest.fixture
def from_a_workbook(partnership, partnership_lead, agency):
    area = AreaFactory(code="E10000009", name="Dorset")
    FootprintFactory(partnership=partnership, area=area)
    SeriesFactory(indicator=IndicatorFactory(code="exits", name="Exits"), area=area, sex="Persons")
    steps = [*STEPS, ["A1", 1, "Rooms found", "30/06/2026"], ["A1", 2, "Staff found", "30/09/2026"]]
    content = book(*PLAN, steps, [*YARDSTICKS, ["Action", "A1", "exits", "Dorset"]])
    applied(partnership, partnership_lead, content)
    Milestone.objects.filter(position=1).update(archived_at=timezone.now(), archive_reason="Done elsewhere")
    Measure.objects.update(archived_at=timezone.now(), archive_reason="Done elsewhere")
    return content


def test_an_export_leaves_it_out_and_coming_back_changes_nothing(from_a_workbook, partnership, partnership_lead):
    content = exported(partnership, partnership_lead)

    found = contents(content)
    assert [row[2] for row in found["Milestones"][1:]] == ["Staff found"]
    assert len(found["Measures"]) == 1
    assert applied(partnership, partnership_lead, content).changes == []
    assert Milestone.objects.count() == 2


def test_an_older_workbook_that_holds_it_is_told_so(from_a_workbook, partnership, partnership_lead):
    check, _ = checked(
        partnership, partnership_lead, ACTIONS,
        [*STEPS, ["A1", 1, "Rooms found", "30/06/2026"], ["A1", None, "Rooms found", "30/06/2026"]],
        [*YARDSTICKS, ["Action", "A1", "exits", "Dorset"]],
    )  # fmt: skip

    step = "This milestone is archived. Bring it back on the page of its action, or leave this row out."
    assert ("Milestones C2", step) in said(check)
    yardstick = "This measure is archived. Bring it back on the page of the action A1, or leave this row out."
    assert ("Measures C2", yardstick) in said(check)
    assert not check.may_be_applied


def test_a_new_one_does_not_take_its_place(from_a_workbook, partnership, partnership_lead):
    applied(partnership, partnership_lead, book([*STEPS, ["A1", None, "Opened", "30/06/2026"]]))
    assert Milestone.objects.get(title="Opened").position == 3

    check, _ = checked(partnership, partnership_lead, [*STEPS, ["A1", 1, "Another", "30/06/2026"]])

    sentence = "The archived milestone “Rooms found” has this place. Give this one another."
    assert said(check) == [("Milestones B2", sentence)]
