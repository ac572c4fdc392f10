import pytest

from cdp.changes.webhooks import operations
from tests.cdp.changes.receiving import URL


@pytest.fixture
def at_home(settings):
    settings.WEBHOOKS_TO_THIS_MACHINE = True


@pytest.fixture
def made(at_home, partnership, partnership_lead):
    return operations.make(partnership=partnership, url=URL, description="Platform", kinds=[], by=partnership_lead)


@pytest.fixture
def endpoint(made):
    return made[0]
