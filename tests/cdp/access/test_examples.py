"""The examples of the developer page that carry a token, run as they stand against a real server."""

import os
import shutil
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup

from tests.factories import ActionFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(client, live_server, hidden_place, viewer, token_of, program):
    """Runs an example with a token and a program in the environment; its output."""
    ActionFactory.create_batch(2, partnership=hidden_place)
    _, text = token_of(viewer)
    made, secret = program()
    known = {"CDP_TOKEN": text, "CDP_CLIENT_ID": made.application.client_id, "CDP_CLIENT_SECRET": secret}
    page = BeautifulSoup(client.get("/api/", headers={"Host": "localhost"}).content, "html.parser")

    def run(name, *command):
        code = page.select_one(f"pre[data-example={name}] code").text.replace(
            "http://localhost/", f"{live_server.url}/"
        )
        code = code.replace('"http://localhost"', f'"{live_server.url}"')
        assert live_server.url in code
        # The machine's own proxy, if it has one, is not asked for its own address.
        environment = os.environ | known | {"NO_PROXY": "*", "no_proxy": "*"}
        done = subprocess.run(
            [*command, code], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_the_examples_in_python(run):
    assert run("python", sys.executable, "-c") == "2 actions\n"
    assert "'ref'" in run("python-client", sys.executable, "-c")


@pytest.mark.skipif(shutil.which("curl") is None, reason="There is no curl on this machine.")
def test_the_examples_for_curl(run):
    assert run("curl", "sh", "-c").count('"ref"') >= 2
    assert '"expires_in": 900' in run("curl-client", "sh", "-c")


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="There is no R on this machine.")
def test_the_example_in_r(run):
    assert "2" in run("r", "Rscript", "-e")
