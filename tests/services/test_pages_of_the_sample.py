"""The pages that Chromium walks on SQLite are asked for on PostgreSQL too; there nobody looks at them."""

import pytest
from django.test import Client

from tests.browser import sample_world
from tests.browser.test_every_page import PUBLIC, SIGNED_IN, places_in
from tests.signing_in import prove

pytestmark = pytest.mark.django_db

OTHERWISE = {"/no-such-page/": 404, "/indicators/?format=pdf": 400, "/s/forged/": 404}


def test_every_page_that_is_looked_at_answers_here_too(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    places = places_in(sample_world.load(tmp_path))
    visitor, lead = Client(raise_request_exception=False), Client(raise_request_exception=False)
    prove(lead, sample_world.person("partnership_lead"))

    wrong = [
        (address, status)
        for client, parts in ((visitor, PUBLIC), (lead, SIGNED_IN))
        for part in parts.values()
        for address in (one.format(**places) for one in part)
        if (status := client.get(address).status_code) != OTHERWISE.get(address, 200)
    ]

    assert wrong == []
