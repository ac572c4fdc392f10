"""The examples of the developer page that need no token; those that carry one are run in tests/cdp/access."""

import os
import re
import shutil
import subprocess

import pytest
from bs4 import BeautifulSoup

from tests.factories import ActionFactory, AreaFactory, PartnershipFactory


@pytest.fixture
def blocks(client):
    page = BeautifulSoup(client.get("/api/", headers={"Host": "localhost"}).content, "html.parser")
    return page.find_all("pre")


@pytest.mark.skipif(shutil.which("curl") is None, reason="There is no curl on this machine.")
@pytest.mark.django_db(transaction=True)
def test_each_line_for_curl_does_what_it_says(blocks, live_server, tmp_path):
    PartnershipFactory(slug="worcestershire")
    AreaFactory(code="E10000021")
    action = ActionFactory(partnership=PartnershipFactory(slug="buckinghamshire"))
    lines = [line for block in blocks for line in block.text.splitlines() if line.startswith("curl")]
    # A cursor is somebody's own, and tokens and writing are another story.
    lines = [line for line in lines if not re.search(r"CURSOR|\$CDP_| -X ", line)]

    answers = [
        subprocess.run(
            [
                "sh",
                "-c",
                line.replace("http://localhost/", f"{live_server.url}/").replace("curl ", "curl -sS --fail ", 1),
            ],
            env=os.environ | {"NO_PROXY": "*", "no_proxy": "*"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        for line in lines
    ]

    assert len(lines) >= 5
    assert [(line, done.stderr) for line, done in zip(lines, answers, strict=True) if done.returncode] == []
    assert f'"buckinghamshire:{action.ref}"' in answers[0].stdout
    assert [path.suffix for path in tmp_path.iterdir()] == [".csv"]


@pytest.mark.django_db
def test_power_query_asks_for_the_address_that_r_asks_for_and_with_the_same_header(blocks):
    code = {block["data-example"]: block.text for block in blocks if block.get("data-example")}
    root, path = re.search(r'Web\.Contents\(\s*"([^"]+)",\s*\[RelativePath = "([^"]+)"', code["m"]).groups()
    # The title of the column with which it begins would be lost to a byte order mark: 65001 reads past it.
    assert "Encoding = 65001" in code["m"]

    assert f'url("{root}/{path}"' in code["r"]
    assert 'Headers = [Authorization = "Bearer " & Token]' in code["m"]
    assert 'headers = c(Authorization = paste("Bearer", token))' in code["r"]
    assert "Authorization: Bearer $CDP_TOKEN" in code["curl"]


@pytest.mark.django_db
def test_the_page_says_how_the_api_takes_leave_of_things(client):
    promises = BeautifulSoup(client.get("/api/").content, "html.parser").find(id="promises").find_next("p").text

    assert "Deprecation" in promises
    assert "Sunset" in promises
