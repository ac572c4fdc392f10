"""Workbooks and people at the same actions at the same moment, on PostgreSQL: one goes through, the others are told."""

from collections import Counter

import pytest

from actions.operations import updates
from actions.workbook import undoing
from actions.workbook.applying import WorkbookRefused, apply
from actions.workbook.checking import check
from tests.actions.workbook.filling import downloaded, filled, uploaded
from tests.factories import ActionAgencyFactory, ActionFactory
from tests.services.test_updates_race import at_once, outcomes

pytestmark = pytest.mark.django_db(transaction=True)
WHOLE = {"delivery_status": "At risk", "confidence": "Some doubt"}


@pytest.fixture
def batches(partnership, agency, lead_officer, settings, tmp_path):
    """Two workbooks that say different things of the same three actions."""
    settings.MEDIA_ROOT = tmp_path
    refs = ("1.1", "1.2", "1.3")
    for ref in refs:
        ActionAgencyFactory(action=ActionFactory(partnership=partnership, ref=ref), agency=agency)
    empty = downloaded(partnership, agency)
    return [
        uploaded(
            partnership,
            filled(empty, {(ref, key): text for ref in refs for key, text in {**WHOLE, "narrative": said}.items()}),
            lead_officer,
        )
        for said in ("One", "Other")
    ]


def applying(batch, by):
    seen = check(batch).seen

    def run():
        try:
            return apply(batch=batch, seen=seen, by=by, submit=True)
        except WorkbookRefused as refusal:
            return type(refusal).__name__

    return run


def said_of(partnership):
    return Counter(
        (update.state, update.narrative) for action in partnership.actions.all() for update in action.updates.all()
    )


def test_one_workbook_applied_ten_times_at_once_is_applied_once(partnership, batches, lead_officer):
    results = at_once(*[applying(batches[0], lead_officer)] * 10)

    assert outcomes(results) == {"done": 1, "WorkbookRefused": 9}
    assert said_of(partnership) == {("submitted", "One"): 3}


def test_of_two_workbooks_at_once_one_is_written_whole(partnership, batches, lead_officer, partnership_lead):
    results = at_once(applying(batches[0], lead_officer), applying(batches[1], partnership_lead))

    assert outcomes(results) == {"done": 1, "SeenOtherwise": 1}
    said = "One" if results[1] == "SeenOtherwise" else "Other"
    assert said_of(partnership) == {("submitted", said): 3}


def test_undone_while_one_of_its_updates_is_approved_it_is_one_or_the_other(
    partnership, batches, lead_officer, partnership_lead
):
    batch = applying(batches[0], lead_officer)()
    update = partnership.actions.get(ref="1.2").updates.get()

    def undo():
        try:
            return undoing.undo(batch=batch, by=lead_officer)
        except WorkbookRefused as refusal:
            return type(refusal).__name__

    results = at_once(undo, lambda: updates.approve(update=update, version=update.version, by=partnership_lead))

    states = Counter(state for state, _ in said_of(partnership).elements())
    if results[0] == "WorkbookRefused":
        assert states == {"submitted": 2, "approved": 1}
    else:
        assert (states, results[1]) == ({"withdrawn": 3}, "WrongState")
