import pytest

from cdp.models import Job
from tests.factories import SourceFactory
from tests.indicators.fingertips import row, write


@pytest.fixture
def reviewed_source(file, indicator, area):
    """Published only after somebody has looked at it."""
    return SourceFactory(slug="reviewed", location=str(file), publishing="after_review")


@pytest.fixture
def ten_periods(file):
    """Write ten years of figures, some of them changed: {year: value}, or None to leave a year out."""

    def written(**changes):
        values = {f"y{year}": "50" for year in range(2010, 2020)} | changes
        rows = [row(Time_period=name[1:], Value=value) for name, value in values.items() if value is not None]
        return write(file, *rows)

    return written


@pytest.fixture
def newest_job():
    return lambda kind="refresh": Job.objects.filter(kind=kind).order_by("-pk").first()
