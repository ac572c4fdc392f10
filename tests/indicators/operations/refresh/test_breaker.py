"""A source that fails again and again is asked less and less often."""

import datetime

import pytest
from django.utils import timezone

from indicators.models import Refresh
from indicators.operations.refresh import refresh
from indicators.operations.refresh.breaker import pause_after
from tests.indicators.fingertips import row, write

HOUR = datetime.timedelta(hours=1)


@pytest.mark.parametrize(
    ("failures", "hours"), [(0, None), (2, None), (3, 6), (4, 12), (5, 24), (6, 48), (7, 96), (8, 168), (4000, 168)]
)
def test_the_pause_doubles_up_to_a_week(failures, hours):
    assert pause_after(failures) == (hours and hours * HOUR)


@pytest.mark.django_db
def test_three_failures_in_a_row_open_the_breaker_and_a_success_closes_it(source, file):
    file.write_bytes(b"")
    for _ in range(2):
        refresh(source=source)
    source.refresh_from_db()
    assert (source.failures_in_a_row, source.paused_until) == (2, None)

    refresh(source=source)

    source.refresh_from_db()
    pause = source.paused_until - timezone.now()
    assert (source.failures_in_a_row, 5.9 * HOUR < pause <= 6 * HOUR) == (3, True)
    write(file, row())
    # A person may try at any time.
    assert refresh(source=source).outcome == Refresh.Outcome.CHANGED
    source.refresh_from_db()
    assert (source.failures_in_a_row, source.paused_until) == (0, None)
