"""Returns and reports on PostgreSQL: two who sign at once, a save during a sign-off, one slot asked for twice."""

import datetime
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from actions.annual_return import answers
from actions.models import AnnualReturn, ReportRun
from actions.operations import annual_returns as returns
from actions.operations import reports
from actions.operations.updates import refusals
from cdp.models import FrozenPaper, Job
from cdp.papers import store
from partners.roles import Role
from tests.factories import MembershipFactory, SavedReportFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """What each came to, all begun at the same moment, each with a connection of its own."""
    start = threading.Barrier(len(works))

    def run(work):
        try:
            start.wait(timeout=30)
            work()
            return "done"
        except (refusals.UpdateRefused, AssertionError) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return Counter(one.result() for one in [pool.submit(run, work) for work in works])


@pytest.fixture
def whole(partnership, partnership_lead):
    begun = returns.begin(partnership=partnership, form="partnership-return", year="2025/26", by=partnership_lead)
    said = {one.question.key: "1" if one.question.type == "number" else "Mostly"
            for part in answers.answered(begun) for one in part.answers if one.is_lacking}  # fmt: skip
    return returns.save(found=begun, version=1, answers=said, by=partnership_lead)


def seen(found):
    return answers.digest_of(answers.answered(found))


def test_of_two_who_sign_one_return_one_is_told_and_one_paper_is_kept(whole, partnership, partnership_lead):
    owner = MembershipFactory(partnership=partnership, role=Role.SENIOR_RESPONSIBLE_OWNER).user
    digest = seen(whole)

    came = at_once(
        *(
            lambda by=by: returns.sign(found=whole, version=2, seen=digest, by=by)
            for by in (owner, partnership_lead)
        )
    )  # fmt: skip

    assert came == {"done": 1, "WrongState": 1}
    assert FrozenPaper.objects.count() == 1
    assert AnnualReturn.objects.get().signed_by in (owner, partnership_lead)


def test_a_save_and_a_sign_off_at_once_leave_what_was_signed(whole, partnership_lead):
    digest = seen(whole)

    came = at_once(
        lambda: returns.sign(found=whole, version=2, seen=digest, by=partnership_lead),
        lambda: returns.save(found=whole, version=2, answers={"meaning": "Late"}, by=partnership_lead),
    )

    assert came["done"] == 1
    found = AnnualReturn.objects.get()
    if found.state == "signed":
        assert came["WrongState"] == 1
        assert "Late" not in str(store.opened(found.frozen))
        assert found.answers == whole.answers
    else:
        assert came["Stale"] == 1
        assert found.answers["meaning"] == "Late"
        assert not FrozenPaper.objects.exists()


def test_a_slot_that_two_workers_ask_for_is_asked_for_once(partnership, partnership_lead):
    for number in range(3):
        SavedReportFactory(owner=partnership_lead, name=f"Report {number}", schedule="weekly")
    monday = datetime.date(2026, 11, 23)

    came = at_once(*[lambda: reports.ask_for_scheduled(on=monday)] * 3)

    assert came == {"done": 3}
    assert ReportRun.objects.count() == 3
    assert Job.objects.filter(kind="make_report").count() == 3


def test_one_who_asks_many_times_at_once_has_as_many_made_as_is_allowed(partnership, partnership_lead):
    came = at_once(*[lambda: reports.ask(kind="action-log", filters={}, by=partnership_lead)] * 8)

    assert came == {"done": reports.MOST_AT_ONCE, "WrongState": 8 - reports.MOST_AT_ONCE}


def test_two_who_begin_the_same_return_make_one(partnership, partnership_lead):
    said = {"partnership": partnership, "form": "partnership-return", "year": "2025/26", "by": partnership_lead}

    assert at_once(*[lambda: returns.begin(**said)] * 3) == {"done": 1, "NotWhole": 2}
    assert AnnualReturn.objects.count() == 1
