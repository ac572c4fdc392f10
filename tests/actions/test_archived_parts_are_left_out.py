"""An archived milestone or measure shows on no page, in no download and in no list of the API, but where it is kept.

Walked are all pages of tests/partners/matrix.py that a partnership lead is answered on, so that a new one is in it at
once. What stands beside the archived ones has to be seen where SHOWN says so, or the walk would see nothing at all.
"""

import datetime
import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from actions.board import rows as board_rows
from actions.models import Action, ProgressUpdate
from actions.presenters import update as update_presenter
from actions.presenters.action import action_page, full_actions
from actions.presenters.actions import action_rows
from actions.workbook.making import workbook as workbook_of
from indicators.presenters.indicator_use import measures_using
from partners.roles import Role
from tests import factories as make
from tests.partners import matrix_world
from tests.partners.matrix import API, PAGES
from tests.partners.matrix_world import OWN_PUBLISHED, VISITORS, reaches
from tests.partners.test_matrix import address_of, listed_of, routes, rows_of
from tests.signing_in import prove

pytestmark = pytest.mark.django_db

LEAD = next(one for one in VISITORS if one.role == Role.PARTNERSHIP_LEAD)
ARCHIVED = {"archived_at": timezone.now(), "archive_reason": "Wanted no more"}
MEASURED = ("action", "recommendation", "priority")
LONG_AGO = datetime.date(2020, 1, 31)
GONE_STEP, GONE_YARDSTICK, GONE_TARGET, GONE_PERIOD = "A step of no use", "Yardstick of no use", "98765.25", "1987/88"
GONE_CODE = "yardstick-of-no-use"
GONE = (GONE_STEP, GONE_YARDSTICK, GONE_CODE, GONE_TARGET, "98,765", GONE_PERIOD)
STEP, YARDSTICK, CODE = "A step that stands", "Yardstick that stands", "yardstick-that-stands"
# Here they are shown as archived, or what was done to them is told.
KEPT_ON = {"plan-action", "plan-priority", "plan-recommendation", "audit"}
# These name all indicators, whoever uses them; the workbook of a plan does so in its drop-downs.
OF_ALL_INDICATORS = {"indicator-list", "definitions", "plan-export"}
OF_ALL_INDICATORS_OF_THE_API = {"indicators", "series"}
# Where what stands has to be seen: without that the walk would pass on empty pages.
SHOWN = {
    "strategy": {YARDSTICK},
    "priority": {YARDSTICK},
    "recommendation": {YARDSTICK},
    "action": {STEP, YARDSTICK},
    "report-progress": {STEP, YARDSTICK},
    "plan-action": {STEP, YARDSTICK, GONE_STEP, GONE_YARDSTICK},
    "plan-priority": {YARDSTICK, GONE_YARDSTICK},
    "plan-recommendation": {YARDSTICK, GONE_YARDSTICK},
    "plan-export": {STEP, CODE},
}

SHOWN_BY_THE_API = {"actions": (STEP, CODE), "recommendations": (CODE,), "priorities": (CODE,)}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    settings = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), settings, transaction.atomic():
        world = matrix_world.build()
        _fill(world.places[OWN_PUBLISHED])
        yield world
        transaction.set_rollback(True)


def _fill(place):
    """One that stands and one that is archived, of each kind."""
    place.action.recommendations.add(place.recommendation)
    place.action.milestones.update(due_on=datetime.date(2040, 1, 31))
    # Of the one action an update waits, so that the form is open for the other.
    for action in (place.action, place.reported):
        make.MilestoneFactory(action=action, title=STEP, planned_on=datetime.date(2040, 1, 31))
        make.MilestoneFactory(action=action, title=GONE_STEP, planned_on=LONG_AGO, **ARCHIVED)
    # Of an area of nobody, so that nothing but the measure leads to it.
    stands, gone = (
        make.SeriesFactory(indicator=make.IndicatorFactory(name=name, code=code, scope="service"), is_headline=True)
        for name, code in ((YARDSTICK, CODE), (GONE_YARDSTICK, GONE_CODE))
    )
    place.rows["gone"] = gone
    owners = [("action", place.reported), *((owner, getattr(place, owner)) for owner in MEASURED)]
    for owner, record in owners:
        own = {"action": None, owner: record}
        make.MeasureFactory(series=stands, **own)
        make.MeasureFactory(
            series=gone, target=Decimal(GONE_TARGET), target_on=LONG_AGO, baseline=1, baseline_period=GONE_PERIOD,
            **own, **ARCHIVED,
        )  # fmt: skip


@pytest.fixture
def place(world):
    return world.places[OWN_PUBLISHED]


@pytest.fixture
def lead(world):
    client = Client()
    prove(client, world.people[LEAD])
    return client


def text_of(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            if "[Content_Types].xml" not in packed.namelist():
                return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
        book = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
        return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    text = body.decode(errors="replace")
    return text if "html" not in response["Content-Type"] else BeautifulSoup(text, "html.parser").get_text(" ")


def at(name, row, place):
    address = address_of(name, row, place)
    return address.replace(f"/{place.action.ref}/", f"/{place.reported.ref}/") if name == "report-progress" else address


def walked():
    return [name for name in PAGES if name in routes() and not name.startswith(("account", "mfa", "socialaccount"))]


@pytest.mark.parametrize("name", walked())
def test_no_page_and_no_download_shows_what_is_archived(place, lead, name):
    if name in KEPT_ON:
        return
    for row in rows_of(name):
        if row.get is None or not reaches(LEAD, row.get, place, is_shared=row.is_shared):
            continue
        address = at(name, row, place)
        page = lead.get(address)
        links = b"" if page.streaming else page.content
        offered = re.findall(r'href="([^"]*\?[^"]*format=[^"]*)"', links.decode(errors="replace"))
        answers = [page, *(lead.get(_whole(address, each)) for each in offered if not each.startswith("http"))]
        for answer in answers:
            text = text_of(answer)
            names = (GONE_YARDSTICK, GONE_CODE) if name in OF_ALL_INDICATORS else ()
            assert [word for word in GONE if word in text and word not in names] == []


def _whole(address, href):
    href = href.replace("&amp;", "&")
    return href if href.startswith("/") else f"{address}{href}"


@pytest.mark.parametrize("name", SHOWN)
def test_what_stands_is_shown_there(place, lead, name):
    text = text_of(lead.get(at(name, rows_of(name)[0], place)))

    assert {word for word in SHOWN[name] if word not in text} == set()


@pytest.mark.parametrize("name", API)
def test_the_api_leaves_out_what_is_archived(place, lead, name):
    names = (GONE_YARDSTICK, GONE_CODE) if name in OF_ALL_INDICATORS_OF_THE_API else ()
    rows = [f"/api/v1/{name}/{place.at(row.key)}/" for row in listed_of(name)]
    for address in (f"/api/v1/{name}/?page_size=100", *rows):
        text = text_of(lead.get(address))
        assert [word for word in GONE if word in text and word not in names] == []
        assert [word for word in SHOWN_BY_THE_API.get(name, ()) if word not in text] == []


def test_the_workbook_of_an_agency_leaves_it_out(place):
    content = workbook_of(partnership=place.partnership, agency=place.agency, address="https://example.org", notes=[])
    book = openpyxl.load_workbook(io.BytesIO(content))

    text = "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)

    assert (STEP in text, GONE_STEP in text) == (True, False)


def lines_of(place, person):
    """Each reader of the delivery light: {where: light}."""
    on, own = timezone.localdate(), Action.objects.filter(pk=place.action.pk)
    full = full_actions(place.partnership, user=person, on=on).get(pk=place.action.pk)
    return {
        "board": board_rows.action_lines(own, on=on)[0].delivery,
        "list of actions": action_rows(own, on=on)[0].delivery,
        "page of the action": action_page(full, on=on).delivery,
    }


def test_no_light_is_late_because_of_a_milestone_that_is_archived(place, world):
    lights = lines_of(place, world.people[LEAD])

    assert {where: light.state for where, light in lights.items()} == dict.fromkeys(lights, "not_reported")
    place.action.milestones.filter(title=GONE_STEP).update(archived_at=None, archived_by=None, archive_reason="")
    lights = lines_of(place, world.people[LEAD])
    assert {where: light.state for where, light in lights.items()} == dict.fromkeys(lights, "late")


def test_no_outcome_is_judged_by_a_measure_that_is_archived(place, world):
    person, on = world.people[LEAD], timezone.localdate()
    full = full_actions(place.partnership, user=person, on=on).get(pk=place.action.pk)
    waiting = update_presenter.full_updates(ProgressUpdate.objects.filter(pk=place.waiting.pk), user=person).get()
    beside = update_presenter.beside(waiting, on=on)

    assert GONE_YARDSTICK not in action_page(full, on=on).outcome.inputs + beside.outcome.inputs
    assert YARDSTICK in beside.outcome.inputs
    assert beside.slipped == []
    measured = board_rows.measure_lines(place.partnership, on=on, user=person)
    assert GONE_YARDSTICK not in {line.measure.series.indicator.name for line in measured}


def test_an_indicator_names_no_measure_that_is_archived_nor_one_of_what_is(place, world):
    person = world.people[LEAD]
    stands = place.action.measures.get(series__indicator__name=YARDSTICK).series.indicator

    def users(indicator):
        return {use.kind for use in measures_using(indicator, user=person, is_sample=False)}

    assert users(place.gone.indicator) == set()
    assert users(stands) == {"action", "recommendation", "priority"}
    type(place.recommendation).objects.filter(pk=place.recommendation.pk).update(**ARCHIVED)
    assert users(stands) == {"action", "priority"}
