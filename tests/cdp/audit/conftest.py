import datetime

import pytest
from django.utils import timezone

from cdp import audit
from cdp.audit.chain import close_days


def at(day, hour=12):
    """A moment of June 2026 in London."""
    return datetime.datetime(2026, 6, day, hour, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def story(action, lead_officer, partnership_lead):
    """Three days, the second without events: five events in all, and the days closed."""
    events = [
        audit.record(kind=kind, by=by, subject=action, changes=changes, reason=reason, now=moment)
        for kind, by, changes, reason, moment in (
            ("update.started", lead_officer, {}, "", at(1, 9)),
            ("update.submitted", lead_officer, {"narrative": ["", "Call 07700 900123 for Ann Other."]}, "", at(1, 10)),
            ("update.returned", partnership_lead, {}, "Leave the telephone number out.", at(1, 11)),
            ("update.submitted", lead_officer, {"delivery_status": ["on_track", "at_risk"]}, "", at(3, 9)),
            ("update.approved", partnership_lead, {"delivery_status": ["on_track", "at_risk"]}, "", at(3, 10)),
        )
    ]
    close_days(now=at(4))
    return events
