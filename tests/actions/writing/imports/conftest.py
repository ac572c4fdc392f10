"""Programs that bring files and figures."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cdp.models import Scope
from indicators.models import SourceKind
from tests.actions.writing.conftest import ROOT
from tests.factories import AreaFactory, FootprintFactory, IndicatorFactory, MappingFactory, SourceFactory
from tests.indicators.sources.mapped_tables import layout

HEADER = "Area code,Year,Rate"
TABLE = f"{HEADER}\nE06000001,2022,5.5\nE06000001,2023,6\n"


@pytest.fixture(autouse=True)
def _kept_elsewhere(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def area(partnership):
    area = AreaFactory(code="E06000001", name="Northshire")
    FootprintFactory(partnership=partnership, area=area, is_main=True)
    return area


@pytest.fixture
def indicator():
    return IndicatorFactory(code="drug-deaths", name="Drug deaths")


@pytest.fixture
def source(area, indicator):
    """A table that is read by a mapping: Area code, Year, Rate."""
    source = SourceFactory(slug="county-table", name="County table", kind=SourceKind.MAPPED, location="")
    MappingFactory(source=source, layout=layout())
    return source


@pytest.fixture
def brings(token_of):
    """The answer to a file that a person's program sends."""

    def brings(content, *, by, name="figures.csv", scopes=tuple(Scope.values), key=None, **fields):
        headers = {"Authorization": f"Bearer {token_of(by, scopes)}"} if by else {}
        headers |= {"Idempotency-Key": key} if key else {}
        content = content.encode() if isinstance(content, str) else content
        data = fields if content is None else {**fields, "file": SimpleUploadedFile(name, content)}
        return Client().post(f"{ROOT}imports/", data, headers=headers)

    return brings


@pytest.fixture
def looked_at(brings, source, data_lead):
    def looked_at(content=TABLE, **options):
        options = {
            "by": data_lead,
            "partnership": "northshire",
            "kind": "local_figures",
            "source": "county-table",
        } | options
        return brings(content, **options)

    return looked_at
