"""Pages of figures of some series hold the same rows in the same order as the list that is asked in one go."""

import datetime
import itertools

import pytest

from indicators.api import narrowed
from indicators.models import Observation, Series, State
from tests import factories as make

pytestmark = pytest.mark.django_db
LIST = "/api/v1/observations/"
FILTERS = [
    {"sex": "Female"}, {"indicator": "one"}, {"indicator": ["one", "two"], "area": "E10000001"}, {"period": "2021/22"},
    {"sex": "Female", "period": "2021/22"}, {"state": "suppressed", "indicator": "two"}, {"is_headline": "true"},
    {"area_type": "upper_tier"}, {"age": "nobody"}, {"state": "not_available"}, {"state": "published"},
]  # fmt: skip


@pytest.fixture
def figures():
    """Many series, of which some have no figure, and some none of the year that is asked for."""
    areas = [
        make.AreaFactory(code=f"E1000000{n}", valid_to=datetime.date(2020, 1, 1) if n == 2 else None) for n in (1, 2)
    ]
    indicators = [make.IndicatorFactory(code=code) for code in ("one", "two")]
    places = itertools.product(indicators, areas, ("Persons", "Female"), ("", "18+ yrs"))
    for number, (indicator, area, sex, age) in enumerate(places):
        is_headline = (sex, age) == ("Persons", "")
        series = make.SeriesFactory(indicator=indicator, area=area, sex=sex, age=age, is_headline=is_headline)
        for year in range(2019, 2019 + number % 4):
            dates = {"period_start": datetime.date(year, 4, 1), "period_end": datetime.date(year + 1, 3, 31)}
            values = [{"value": 0.0}, {"value": 3.0}, {"value": None, "state": State.SUPPRESSED}]
            period = f"{year}/{year - 1999}"
            make.ObservationFactory(series=series, period=period, **dates, **values[(number + year) % 3])


def pages(client, query, *, direction, size=2):
    """All rows, page by page; backwards from the last one to the first."""
    page = client.get(LIST, query | {"page_size": 1000}).json()
    if direction == "next":
        page = client.get(LIST, query | {"page_size": size}).json()
    rows = [] if direction == "previous" else page["results"]
    if direction == "previous":
        if not page["results"]:
            return []
        rows, page = last_page(client, query, size)
    while page[direction]:
        page = client.get(page[direction]).json()
        rows = rows + page["results"] if direction == "next" else page["results"] + rows
    return [row["id"] for row in rows]


def last_page(client, query, size):
    page = client.get(LIST, query | {"page_size": size}).json()
    while page["next"]:
        page = client.get(page["next"]).json()
    return page["results"], page


@pytest.mark.parametrize("query", FILTERS, ids=str)
@pytest.mark.parametrize("sort", ["", "id", "-id"])
@pytest.mark.parametrize("few", [0, 2_000], ids=["many series", "few series"])
def test_pages_hold_every_row_once_and_in_order(client, figures, monkeypatch, query, sort, few):
    monkeypatch.setattr(narrowed, "FEW", few)
    query = query | ({"sort": sort} if sort else {})
    listed = [row["id"] for row in client.get(LIST, query | {"page_size": 1000}).json()["results"]]
    workbook = client.get(LIST, query | {"format": "csv", "fields": "id,uid"}).getvalue().decode("utf-8-sig")

    assert pages(client, query, direction="next") == listed
    assert pages(client, query, direction="previous") == listed
    assert [int(line.partition(",")[0]) for line in workbook.splitlines()[1:]] == listed
    if sort:
        assert listed == sorted(listed, reverse=sort == "-id")


def test_what_is_asked_is_what_is_found(client, figures):
    def found(**query):
        return {row["id"] for row in client.get(LIST, query | {"page_size": 1000}).json()["results"]}

    def those(**fields):
        return set(Observation.objects.filter(**fields).values_list("pk", flat=True))

    ended = those(series__area__code="E10000002", value=0, period_end__gt=datetime.date(2020, 1, 1))
    assert found(sex="Female", period="2021/22") == those(series__sex="Female", period="2021/22") != set()
    assert found(indicator="two", area="E10000001") == those(
        series__indicator__code="two", series__area__code="E10000001"
    )
    assert found(is_headline="false") == those(series__is_headline=False)
    assert found(state="not_available") == ended != set()
    assert found(state="published") == those(state="published") - ended


def test_series_are_taken_in_growing_parts_and_each_once():
    made = sorted(series.pk for series in make.SeriesFactory.create_batch(11))
    forwards = list(narrowed.batches(Series.objects.all(), size=1))
    backwards = list(narrowed.batches(Series.objects.all(), size=2, most=4, behind=made[-2], backwards=True))

    assert [len(some) for some in forwards] == [1, 4, 6]
    assert list(itertools.chain(*forwards)) == made
    assert list(itertools.chain(*backwards)) == made[-2::-1]


def test_a_page_far_on_enters_the_index_at_its_position(client, figures, django_assert_max_num_queries):
    first = client.get(LIST, {"page_size": 3, "sort": "-id"}).json()

    with django_assert_max_num_queries(12) as asked:
        client.get(first["next"])

    last = first["results"][-1]["id"]
    assert any(f'"indicators_observation"."id" <= {last}' in query["sql"] for query in asked.captured_queries)
