import pytest

from tests.signing_in import prove


@pytest.fixture
def lead(client, partnership_lead):
    """The client of a partnership lead who showed who they are a moment ago."""
    prove(client, partnership_lead)
    return client
