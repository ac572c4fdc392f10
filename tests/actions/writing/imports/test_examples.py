"""The examples of imports on the developer page, each run as the page prints it to a data lead."""

import json
import os
import subprocess
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache

from indicators.models import Observation
from tests.factories import AreaFactory, FootprintFactory, IndicatorFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(client, live_server, tmp_path, data_lead, partnership, source, token_of):
    cache.clear()
    client.force_login(data_lead)
    text = client.get("/api/", headers={"Host": urlsplit(live_server.url).netloc}).content
    page = BeautifulSoup(text, "html.parser")

    def run(name):
        environment = os.environ | {"CDP_TOKEN": token_of(data_lead), "NO_PROXY": "*", "no_proxy": "*"}
        done = subprocess.run(
            ["bash", "-euc", page.select_one(f'pre[data-example="{name}"]').text],
            env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done.stdout

    return run


def test_a_table_is_looked_at_and_published(run, tmp_path):
    (tmp_path / "figures.csv").write_text("Area code,Year,Rate\nE06000001,2023,6\n")

    printed = run("import")

    assert '"state":"checked"' in printed
    assert '"state":"committed"' in printed
    assert Observation.objects.get().value == 6


def test_figures_are_looked_at(run, partnership):
    IndicatorFactory(code="naloxone-issued")
    FootprintFactory(partnership=partnership, area=AreaFactory(code="E10000034"), is_main=False)

    said = json.loads(run("figures"))

    assert (said["state"], said["counts"]["added"]) == ("checked", 1)
