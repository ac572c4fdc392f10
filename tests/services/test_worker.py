"""A real worker behind a real Redis refreshes a source in a real PostgreSQL."""

import pytest

from indicators.models import Observation, Refresh
from indicators.operations.refresh import ask_for_refresh
from tests.factories import AreaFactory, IndicatorFactory, PersonFactory, SourceFactory
from tests.indicators.fingertips import row, write
from tests.worker import database_url, wait_for, worker

pytestmark = pytest.mark.django_db(transaction=True)
REFRESH_SECONDS = 60


def test_a_worker_refreshes_twice_and_the_second_time_nothing_changes(settings, tmp_path):
    IndicatorFactory(fingertips_id=93517)
    AreaFactory(code="E06000900")
    person = PersonFactory()
    source = SourceFactory(location=str(write(tmp_path / "figures.csv", row(), row(Area_Code="E06999999"))))
    ended = Refresh.objects.filter(finished_at__isnull=False).order_by("pk")

    with worker(
        tmp_path / "worker.log", DATABASE_URL=database_url(settings), MEDIA_ROOT=str(tmp_path), ENVIRONMENT="test"
    ):
        for runs in (1, 2):
            ask_for_refresh(source=source, by=person)
            assert wait_for(lambda runs=runs: ended.count() == runs, REFRESH_SECONDS), (
                tmp_path / "worker.log"
            ).read_text()

    assert [(run.outcome, run.rows_read, run.added, run.rejected, run.started_by) for run in ended] == [
        (Refresh.Outcome.CHANGED, 2, 1, 1, person),
        (Refresh.Outcome.UNCHANGED, 0, 0, 0, person),
    ]
    assert Observation.objects.get().value == 52.5
