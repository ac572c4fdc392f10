import datetime

import pytest
from django.utils import timezone

from actions.operations import packs
from cdp import jobs
from tests.factories import MeetingFactory


def day(days):
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.fixture
def held(partnership):
    return MeetingFactory(partnership=partnership, held_on=day(-80))


@pytest.fixture
def coming(partnership):
    return MeetingFactory(partnership=partnership, held_on=day(10))


ALL = [
    "cover", "summary", "decisions-needed", "exceptions", "changes", "population", "service", "charts", "delivery",
    "action-log", "decisions", "recommendations", "definitions", "quality",
]  # fmt: skip


@pytest.fixture
def draft(coming, partnership_lead):
    return packs.make_pack(
        partnership=coming.partnership,
        by=partnership_lead,
        meeting=coming,
        title="Board papers",
        sections=ALL,
        cover={"purpose": "To decide on the clinic."},
    )


@pytest.fixture
def freeze(partnership_lead):
    def frozen(pack):
        asked = packs.ask_to_freeze(pack=pack, version=pack.version, by=partnership_lead)
        jobs.run_here(asked.job)
        pack.refresh_from_db()
        return pack

    return frozen
