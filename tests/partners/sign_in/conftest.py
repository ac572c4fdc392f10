from contextlib import contextmanager

import pytest
from django.core.cache import cache

from tests.mails import deliver


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet():
    """Limits are counted in the cache, which outlives a test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def django_capture_on_commit_callbacks(django_capture_on_commit_callbacks):
    """What is written to be sent is sent, as a worker would, once what was asked for is done."""

    @contextmanager
    def capture(**options):
        with django_capture_on_commit_callbacks(**options) as callbacks:
            yield callbacks
        deliver()

    return capture
