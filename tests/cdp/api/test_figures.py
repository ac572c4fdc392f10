"""The rows of figures that are made without a serializer say the same as those of one."""

import csv
import datetime
import io

import pytest

from indicators.api.figures import ObservationSerializer, ObservationViewSet
from indicators.api.rows import NAMES
from indicators.models import Observation, SourceKind, State
from tests import factories as make

pytestmark = pytest.mark.django_db

LIST = "/api/v1/observations/"
DAY = datetime.date(2021, 3, 31)


@pytest.fixture
def figures():
    gone = make.SeriesFactory(area=make.AreaFactory(valid_to=datetime.date(2020, 3, 31)))
    made_up = make.SeriesFactory(category_type="Group, kind", category="@home", area=make.AreaFactory(is_sample=True))
    for fields in (
        {},
        {"value": 0.1 + 0.2, "lower_95": 0.1, "upper_95": 1e16, "count": 1234567.0, "denominator": 3e-07},
        {"value": None, "state": State.SUPPRESSED},
        {"state": State.PROVISIONAL, "note": "=1+1", "printed": '3,5 "about"', "place": "Table 1\nnote 2"},
        {"is_disputed": True, "period": "-2021", "period_start": None, "period_end": None},
        {"series": gone, "value": 0.0, "count": 0.0, "note": "As printed.", "period_end": DAY},
        {"series": gone, "value": 3.0, "period_end": DAY, "period_start": datetime.date(2020, 4, 1)},
        {"source": make.SourceFactory(kind=SourceKind.SAMPLE)},
        {"series": made_up},
    ):  # fmt: skip
        source = fields.pop("source", None)
        make.ObservationFactory(refresh=make.RefreshFactory(**({"source": source} if source else {})), **fields)


def of_serializer(client):
    """As the serializer writes each figure, by its own address."""
    rows = Observation.objects.order_by("series_id", "period_end", "period_start", "id")
    return [client.get(f"{LIST}{row.pk}/").json() for row in rows]


def in_csv(client, **query):
    text = client.get("/api/v1/observations.csv", query).getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_list_without_a_serializer_says_the_same_as_the_serializer(client, figures):
    found = client.get(LIST).json()["results"]

    assert {row["id"]: row for row in found} == {row["id"]: row for row in of_serializer(client)}
    assert len(found) == 9
    assert tuple(found[0]) == tuple(ObservationSerializer().fields) == NAMES


def test_the_fast_csv_the_narrowed_csv_and_the_serializer_have_the_same_cells(client, figures, monkeypatch):
    fast = in_csv(client)
    most = ",".join(NAMES[:-1])
    narrowed = in_csv(client, fields=most)
    monkeypatch.setattr(ObservationViewSet, "rows", None)
    shown = in_csv(client)

    assert fast == shown
    assert narrowed == [{name: row[name] for name in NAMES[:-1]} for row in fast]
    assert {row["note"][:6] for row in fast} >= {"'=1+1", "As pri"}


def test_a_figure_says_whether_it_is_provisional_and_under_which_definition(client):
    figure = make.ObservationFactory(state=State.PROVISIONAL)
    reading = make.ReadingFactory(observation=figure, state=State.PROVISIONAL)
    before = client.get(f"{LIST}{figure.pk}/").json()
    indicator = figure.series.indicator
    indicator.definition = "Other words."
    indicator.save()

    after = client.get(f"{LIST}{figure.pk}/").json()
    read = client.get(f"/api/v1/readings/{reading.pk}/").json()

    assert before["provisional"] is True
    assert before["definition_version"] != after["definition_version"] == read["definition_version"]
    assert (read["source"], read["retrieved"]) == (after["source"], after["retrieved"])
