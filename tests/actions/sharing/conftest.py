import datetime

import pytest
from django.core.cache import cache
from django.utils import timezone

from actions.operations import sharing


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet():
    cache.clear()


@pytest.fixture
def shared(partnership, partnership_lead):
    def share(path="/northshire/", **options):
        made = {"label": "Scrutiny committee", "last_day": timezone.localdate() + datetime.timedelta(days=7), **options}
        link, token = sharing.make_link(partnership=partnership, path=path, by=partnership_lead, **made)
        return link, f"/s/{token}/"

    return share
