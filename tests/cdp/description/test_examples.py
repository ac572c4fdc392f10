"""The examples of the developer page, each run against a real server as the page prints it to the reader."""

import datetime
import json
import os
import re
import shutil
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Evidence, ProgressUpdate
from cdp.access import clients, personal
from cdp.client import making
from cdp.developer import examples
from cdp.models import Scope
from partners.roles import Role
from tests.cdp.description import power_query
from tests.factories import ActionFactory, FootprintFactory, ReadingFactory

pytestmark = pytest.mark.django_db(transaction=True)

# What stands in what each example prints, or in the file that it writes.
BY_CURL = {
    "first": r'"ref":"1\.1"',
    "one": r'"latest_update":null',
    "narrowed": r'"results":\[\].*"results":\[\]',
    "pages": r"(?i)^link: <http://[^>]+cursor=[^>]+>; rel=\"next\"",
    "files": None,
    "accept": "^\ufeffid,uid,partnership,ref",
    "unchanged": r"^304$",
    "token": r'"title":"Seen by members',
    "program": r'"expires_in": 900',
    "report": r'"state":"submitted"',
    "since": r'"cursor":.*"results":\[',
    "problem": r"There is no parameter “colour” here",
    "limits": r'(?i)^ratelimit: "address";r=',
    "client": None,
}
FILES = {
    "files": ["actions.csv", "actions.csv-metadata.json", "actions.xlsx", "datapackage.json"],
    "client": ["cdp_client.py"],
    "unchanged": ["actions.json", "etag.txt"],
}
BY_PYTHON = {
    "figures_in_python": "; 2021; 12.5; ",
    "pages_in_python": "3 actions",
    "program_in_python": "'ref': '1.1'",
    "client_reads": "1.1 2027-03-31 Meet every prison leaver at the gate",
    "client_reports": " submitted",
    "client_keeps_up": "",
}
IN_R = {"figures_in_r": "12.5", "token_in_r": "3", "pages_in_r": "3 actions"}
IN_M = {"figures_in_m", "excel", "power_bi"}
# It runs in somebody else's server: see tests/cdp/changes/test_docs.py.
ELSEWHERE = {"webhook"}
# Sent by those who look after figures: see tests/actions/writing/imports/test_examples.py.
OF_DATA_LEADS = {"import", "figures"}


@pytest.fixture
def page(client, live_server, tmp_path, action, partnership, lead_officer, partnership_lead):
    """The page as a lead officer reads it, and what its examples find where they run."""
    cache.clear()
    action.due_on = datetime.date(2027, 3, 31)
    action.save()
    ActionFactory(partnership=partnership, title="Another")
    hidden = ActionFactory(partnership__is_published=False, title="Seen by members alone")
    lead_officer.memberships.create(partnership=hidden.partnership, role=Role.READER)
    reading = ReadingFactory(observation__series__indicator__name="Adults, in treatment")
    FootprintFactory(partnership=partnership, area=reading.area)
    scopes = [Scope.READ, Scope.WRITE_UPDATES]
    _, token = personal.make_token(person=lead_officer, name="R", scopes=scopes, days=30, by=lead_officer)
    program, secret = clients.make_client(
        partnership=partnership, name="Platform", purpose="It reads.", role=Role.READER, scopes=["read"],
        by=partnership_lead,
    )  # fmt: skip
    known = {"CDP_TOKEN": token, "CDP_CLIENT_ID": program.application.client_id, "CDP_CLIENT_SECRET": secret}
    client.force_login(lead_officer)
    text = client.get("/api/", headers={"Host": urlsplit(live_server.url).netloc}).content
    return Page(text, tmp_path, known)


class Page:
    def __init__(self, text, folder, known):
        self.blocks = BeautifulSoup(text, "html.parser").select("pre[data-example]")
        self.code = {block["data-example"]: block.text for block in self.blocks}
        self.folder, self.known = folder, known

    def named(self, language):
        return {block["data-example"] for block in self.blocks if block["data-language"] == language}

    def run(self, name, *command):
        # The machine's own proxy, if it has one, is not asked for its own address.
        environment = os.environ | self.known | {"NO_PROXY": "*", "no_proxy": "*"}
        done = subprocess.run(
            [*command, self.code[name]],
            env=environment, cwd=self.folder, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{name}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done.stdout


def test_each_example_is_on_the_page_once_and_is_run_by_a_test(page):
    assert sorted(page.code) == sorted(path.stem for path in examples.FOLDER.iterdir() if path.is_file())
    assert len(page.blocks) == len(page.code)
    assert page.named("curl") == set(BY_CURL) | OF_DATA_LEADS
    assert page.named("Python") == set(BY_PYTHON) | ELSEWHERE
    assert page.named("R") == set(IN_R)
    assert page.named("Power Query M") == IN_M


def test_nothing_is_left_to_be_filled_in(page, live_server):
    for name, code in page.code.items():
        assert not re.search(r"cdp\.example|exampleshire|CURSOR|EXA-", code), name
        assert live_server.url in code or name == "webhook"


def test_a_visitor_is_given_what_everybody_may_read(client, live_server, action):
    ActionFactory(partnership__is_published=False)

    assert "partnership=northshire" in client.get("/api/").content.decode()
    assert "northshire:1.1/updates/" in client.get("/api/").content.decode()


def test_the_page_asks_the_database_little_however_much_there_is(client, lead_officer, action, partnership):
    client.force_login(lead_officer)
    ActionFactory.create_batch(3, partnership=partnership)
    lead_officer.memberships.create(partnership=ActionFactory().partnership, role=Role.READER)

    with CaptureQueriesContext(connection) as queries:
        client.get("/api/")

    assert len(queries) <= 12, [query["sql"] for query in queries]


def test_a_page_without_any_partnership_stands(client):
    assert client.get("/api/").status_code == 200


@pytest.mark.skipif(shutil.which("curl") is None, reason="There is no curl on this machine.")
def test_what_is_written_for_curl(page):
    for name, expected in BY_CURL.items():
        said = page.run(name, "sh", "-c")
        assert expected is None or re.search(expected, said, re.MULTILINE | re.DOTALL), (name, said)
        for file in FILES.get(name, ()):
            assert (page.folder / file).stat().st_size > 10, (name, file)

    update = ProgressUpdate.objects.get()
    assert (update.state, update.confidence, update.narrative) == (
        "submitted", "confident", "The first clinic has opened.",
    )  # fmt: skip
    assert Evidence.objects.get().link == "https://example.org/clinic"
    assert json.loads((page.folder / "actions.csv-metadata.json").read_text())["url"] == "actions.csv"


@pytest.mark.skipif(shutil.which("curl") is None, reason="There is no curl on this machine.")
def test_what_is_begun_twice_with_one_key_is_there_once(page):
    begin = page.code["report"].split("\nupdate=")[0]
    page.code["report"] = f"{begin}\n{begin}"

    said = page.run("report", "sh", "-c")

    assert said.count('"state":"draft"') == 2
    assert ProgressUpdate.objects.count() == 1
    assert re.search(r"(?i)^idempotent-replayed: true", (page.folder / "headers.txt").read_text(), re.MULTILINE)


def test_what_is_written_in_python(page):
    shutil.copy(making.MADE, page.folder)

    for name, expected in BY_PYTHON.items():
        said = page.run(name, sys.executable, "-c")
        assert expected in said, (name, said)

    assert ProgressUpdate.objects.get().state == "submitted"
    assert (page.folder / "cursor.txt").read_text()
    assert page.run("client_keeps_up", sys.executable, "-c") == ""


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="There is no R on this machine.")
def test_what_is_written_in_r(page):
    has_httr2 = subprocess.run(["Rscript", "-e", "library(httr2)"], capture_output=True, check=False).returncode == 0

    for name, expected in IN_R.items():
        if has_httr2 or "httr2" not in page.code[name]:
            said = page.run(name, "Rscript", "-e")
            assert expected in said, (name, said)
    if not has_httr2:
        pytest.skip("R has no package httr2 here; what needs none has been run.")


def test_what_is_written_in_power_query(page, partnership):
    token = page.known["CDP_TOKEN"]
    cell = power_query.Table(["Column1"], [{"Column1": token}])
    workbook = power_query.Table(["Name", "Content"], [{"Name": "Token", "Content": cell}])
    known = {"Excel.CurrentWorkbook": lambda: workbook, "Token": token}
    page.code["power_bi"] = page.code["power_bi"].replace('"1000"', '"2"')

    figures = power_query.run(page.code["figures_in_m"], known)
    excel = power_query.run(page.code["excel"], known)
    power_bi = power_query.run(page.code["power_bi"], known)

    assert figures.columns[0] == "indicator_name"
    assert [(row["indicator_name"], row["value"], row["period_end"]) for row in figures.rows] == [
        ("Adults, in treatment", 12.5, datetime.date(2021, 12, 31))
    ]
    ids = [row["id"] for row in power_bi.rows]
    assert ids == [row["id"] for row in excel.rows]
    assert len(ids) == 3
    for table in (excel, power_bi):
        assert {row["id"]: row["due_on"] for row in table.rows}["northshire:1.1"] == datetime.date(2027, 3, 31)


def test_a_token_stands_in_a_header_and_never_in_an_address(page):
    for code in page.code.values():
        assert not re.search(r"[?&](access_)?token=", code)
        assert "cdp_" not in code.replace("cdp_client", "")


def test_the_page_says_how_the_api_takes_leave_of_things(client):
    promises = BeautifulSoup(client.get("/api/").content, "html.parser").find(id="promises").find_next("p").text

    assert "Deprecation" in promises
    assert "Sunset" in promises


def test_the_page_leads_to_each_of_its_parts(client):
    page = BeautifulSoup(client.get("/api/").content, "html.parser")
    parts = [link["href"] for link in page.select("nav.cdp-contents a")]

    assert parts == [f"#{heading['id']}" for heading in page.select("main h2[id]")]
