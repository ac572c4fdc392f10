import pytest

from tests.smtp_served import smtp_served


@pytest.fixture
def server(settings):
    """The mail server that everything is sent to in this test."""
    with smtp_served() as server:
        server.point(settings)
        yield server
