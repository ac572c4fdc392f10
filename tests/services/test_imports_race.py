"""Imports at the same moment, on PostgreSQL: each is committed once, and figures come in whole."""

import json
from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from actions.models import Import, LocalSource
from cdp.access import tokens
from cdp.models import AuditEvent, Scope
from indicators.models import Observation, Refresh, SourceKind
from tests.factories import (
    AreaFactory,
    FootprintFactory,
    IndicatorFactory,
    MappingFactory,
    PersonalTokenFactory,
    SourceFactory,
)
from tests.indicators.sources.mapped_tables import layout
from tests.services.test_updates_race import at_once

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 12
TABLE = b"Area code,Year,Rate\nE06000001,2022,5.5\nE06000001,2023,6\n"


@pytest.fixture
def headers(partnership, data_lead, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    FootprintFactory(partnership=partnership, area=AreaFactory(code="E06000001"), is_main=True)
    IndicatorFactory(code="drug-deaths")
    new = tokens.new()
    PersonalTokenFactory(person=data_lead, prefix=new.prefix, digest=new.digest, scopes=list(Scope.values))
    return {"Authorization": f"Bearer {new.text}"}


@pytest.fixture
def looked_at(headers):
    MappingFactory(source=SourceFactory(slug="county-table", kind=SourceKind.MAPPED), layout=layout())
    said = {"partnership": "northshire", "kind": "local_figures", "source": "county-table"}

    def looked_at():
        file = SimpleUploadedFile("figures.csv", TABLE)
        return Client(raise_request_exception=False).post("/api/v1/imports/", {**said, "file": file}, headers=headers)

    return looked_at


def test_of_twelve_commits_at_once_one_is_done(looked_at, headers):
    made = looked_at()
    assert made.status_code == 201, made.content

    def commit():
        client = Client(raise_request_exception=False)
        told = headers | {"If-Match": made["ETag"]}
        address = f"/api/v1/imports/{made.json()['id']}/commit/"
        return client.post(address, "{}", content_type="application/json", headers=told)

    answers = at_once(*[commit] * AT_ONCE)

    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: AT_ONCE - 1}
    assert Observation.objects.count() == 2
    assert Refresh.objects.get().outcome == "changed"
    assert AuditEvent.objects.filter(kind="import.committed").count() == 1


def test_of_twelve_looks_at_once_one_can_be_committed(looked_at):
    answers = at_once(*[looked_at] * AT_ONCE)

    assert set(Counter(answer.status_code for answer in answers)) <= {201, 409}
    assert Refresh.objects.filter(outcome="held").count() == 1
    assert Import.objects.count() == sum(answer.status_code == 201 for answer in answers)


def test_figures_sent_at_once_are_all_there_and_have_one_source(headers):
    def send(year):
        figure = {"indicator": "drug-deaths", "area": "E06000001", "period": str(year), "value": year}
        body = json.dumps({"partnership": "northshire", "figures": [figure]})

        def run():
            client = Client(raise_request_exception=False)
            return client.post("/api/v1/local-figures/", body, content_type="application/json", headers=headers)

        return run

    answers = at_once(*[send(2000 + number) for number in range(AT_ONCE)])

    assert set(Counter(answer.status_code for answer in answers)) <= {201, 409}, [each.content for each in answers]
    assert Observation.objects.count() == sum(answer.status_code == 201 for answer in answers) >= 1
    assert LocalSource.objects.count() == 1
