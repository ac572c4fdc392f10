import pytest

from tests.factories import ActionAgencyFactory, ActionFactory


@pytest.fixture(autouse=True)
def _kept_elsewhere(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def second(partnership, agency):
    """Another action of the same agency."""
    action = ActionFactory(partnership=partnership, ref="1.10", title="Train the staff", position=30_000)
    ActionAgencyFactory(action=action, agency=agency)
    return action
