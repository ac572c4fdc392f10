"""Docker reads these files in production; where no Docker is installed, these tests are what reads them."""

import re

import pytest
import yaml

from cdp.celery import app
from cdp.tools import places, suite

TEXT = (places.ROOT / "docker-compose.yml").read_text("utf-8")
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]


def seconds(duration):
    return int(re.fullmatch(r"(\d+)s", duration)[1])


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_waits_for_services_that_can_say_they_are_ready(name):
    for other, how in SERVICES[name].get("depends_on", {}).items():
        if how["condition"] == "service_healthy":
            assert "test" in SERVICES[other]["healthcheck"]
        else:
            assert (how["condition"], SERVICES[other]["restart"]) == ("service_completed_successfully", "on-failure:3")


def test_every_named_volume_is_declared():
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}

    assert used == set(COMPOSE["volumes"])


def test_a_missing_secret_stops_the_start_with_a_sentence():
    required = set(re.findall(r"\$\{(\w+):\?[^}]+\}", TEXT))
    with_default = set(re.findall(r"\$\{(\w+):-", TEXT))

    assert required == {"SECRET_KEY", "POSTGRES_PASSWORD", "ALLOWED_HOSTS"}
    assert required == set(suite.COMPOSE_VALUES)
    assert not required & with_default


def test_the_worker_may_finish_its_soft_shutdown():
    assert seconds(SERVICES["worker"]["stop_grace_period"]) > app.conf.worker_soft_shutdown_timeout


def test_the_image_holds_nothing_but_what_is_named():
    ignored = (places.ROOT / ".dockerignore").read_text().splitlines()

    assert "*" in ignored
    assert [line for line in ignored if line.startswith("!") and not (places.ROOT / line[1:]).exists()] == []
