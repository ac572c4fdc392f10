import csv
import datetime
import io
import json

import pytest
from bs4 import BeautifulSoup

from tests.factories import (
    ActionFactory,
    AreaFactory,
    DocumentFactory,
    EvidenceFigureFactory,
    FrameworkMetricFactory,
    IndicatorFactory,
    MeasureFactory,
    ObservationFactory,
    ReadingFactory,
    RecommendationFactory,
    SeriesFactory,
    SourceFactory,
    SupersededObservationFactory,
)
from tests.indicators.pages.figures import days, series_of

pytestmark = pytest.mark.django_db
ADDRESS = "/indicators/early-exits/"


@pytest.fixture
def exits():
    return IndicatorFactory(code="early-exits", name="Early exits", polarity="lower_is_better")


def soup_of(response):
    return BeautifulSoup(response.content, "html.parser")


def section_of(response, anchor):
    return next(section for section in response.context["sections"] if section.anchor == anchor)


def figure_of(response, name):
    return json.loads(soup_of(response).select_one(f"#{name}-figure").string)


def test_the_page_says_its_message_first(client, exits, northshire):
    series_of(
        exits,
        northshire,
        [40, 46.3],
        trend="increasing",
        trend_verdict="getting_worse",
        standing_england="worse",
        england_value=30,
    )

    response = client.get(f"{ADDRESS}?areas=E06000001")

    heading = soup_of(response).h1.get_text()
    assert heading == "Early exits: 46.3% in Northshire, rising, which is worse, and worse than England"


def test_the_chart_draws_the_area_and_england_and_the_table_has_every_mark(client, exits, northshire, england):
    series_of(exits, northshire, [40, 44, 46.3])
    series_of(exits, england, [31, 32, 33])

    response = client.get(f"{ADDRESS}?areas=E06000001")

    drawn = {trace["name"]: trace["y"] for trace in figure_of(response, "trend")["data"]}
    table = [
        tuple(cell.get_text(strip=True) for cell in row.select("th, td")[:3])
        for row in soup_of(response).select("figure .cdp-scroll tbody tr")
    ]
    assert drawn == {"England": [31, 32, 33], "Northshire": [40, 44, 46.3]}
    assert table == [
        ("Northshire", "2021", "46.3"),
        ("Northshire", "2020", "44"),
        ("Northshire", "2019", "40"),
        ("England", "2021", "33"),
        ("England", "2020", "32"),
        ("England", "2019", "31"),
    ]
    assert len(soup_of(response).select("#trend-drawing svg[role=img] > desc")) == 3


def test_a_single_figure_makes_no_chart_and_says_where_it_stands(client, exits, northshire, partnership):
    document = DocumentFactory(partnership=partnership, title="Needs assessment")
    series = series_of(exits, northshire, [42], source=SourceFactory(kind="document", document=document))
    series.observations.update(place="Table 4", printed="two fifths")

    response = client.get(f"{ADDRESS}?areas=E06000001")

    page = soup_of(response)
    assert page.select("[data-chart], figure") == []
    assert "It is the only figure held for Northshire." in page.select_one(".cdp-lead").get_text()
    assert page.select_one(f'main a[href="/{partnership.slug}/document/"]').get_text() == "Needs assessment"
    assert "Table 4" in page.select_one(".cdp-light").get_text()


def test_areas_are_bars_of_one_period_and_keep_the_suppressed_one(client, exits, northshire):
    series_of(exits, northshire, [40])
    series_of(exits, AreaFactory(name="Highton"), [60])
    other = SeriesFactory(indicator=exits, area=AreaFactory(name="Smalltown"))
    ReadingFactory(observation=ObservationFactory(series=other, value=None, state="suppressed", **days(2021)))
    series_of(exits, AreaFactory(name="Oldtown"), [70], last_year=2015)

    response = client.get(f"{ADDRESS}?areas=E06000001")

    figure = figure_of(response, "areas")
    assert figure["layout"]["yaxis"]["ticktext"] == ["Highton  60% ", "Northshire  40% ", "Smalltown "]
    assert figure["data"][0]["x"] == [60, 40, None]
    newest = section_of(response, "areas").newest
    assert [one["area"].name for one in newest] == ["Northshire", "Highton", "Oldtown", "Smalltown"]


def test_the_better_source_stands_and_the_other_is_named(client, exits, northshire, partnership):
    series = series_of(exits, northshire, [40], source=SourceFactory(rank=1, name="Official"))
    document = SourceFactory(kind="document", rank=50, document=DocumentFactory(partnership=partnership, title="Paper"))
    ObservationFactory(series=series, refresh__source=document, value=41, printed="41%", place="p 3", **days(2021))

    response = client.get(f"{ADDRESS}?areas=E06000001")

    (row,) = section_of(response, "trend").rows
    assert (row["mark"].value, row["mark"].source, row["mark"].also) == (40, "Official", ("41% (Paper, p 3)",))


def test_a_quarter_is_in_the_table_but_not_drawn_beside_years(client, exits, northshire):
    series = series_of(exits, northshire, [40, 44])
    ObservationFactory(
        series=series,
        value=9,
        period="Q1 2019/20",
        period_start=datetime.date(2019, 4, 1),
        period_end=datetime.date(2019, 6, 30),
    )

    response = client.get(f"{ADDRESS}?areas=E06000001")

    assert figure_of(response, "trend")["data"][0]["y"] == [40, 44]
    assert [row["not_drawn"] for row in section_of(response, "trend").rows] == [
        "",
        "",
        "Not drawn: a period of another length",
    ]


@pytest.mark.parametrize("query", ["?areas={0},{1}", "?areas={0}&areas={1}"])
def test_several_areas_may_be_asked_for_in_either_way(client, exits, northshire, query):
    other = AreaFactory(name="Otherton")
    for area in (northshire, other):
        series_of(exits, area, [1, 2])

    response = client.get(ADDRESS + query.format(northshire.code, other.code))

    assert {trace["name"] for trace in figure_of(response, "trend")["data"]} == {"Northshire", "Otherton"}


def test_at_most_four_lines_are_drawn_and_the_rest_is_in_the_table(client, exits):
    areas = [AreaFactory() for _ in range(5)]
    for area in areas:
        series_of(exits, area, [1, 2])

    response = client.get(f"{ADDRESS}?areas={','.join(area.code for area in areas)}")

    assert len(figure_of(response, "trend")["data"]) == 4
    assert response.context["selection"].left_out == [areas[4]]
    assert section_of(response, "trend").rows[-1]["not_drawn"] == "Not drawn: at most four lines"


@pytest.mark.parametrize("query", ["areas=nonsense", "group=nonsense", "format=pdf"])
def test_what_is_not_understood_is_said(client, exits, northshire, query):
    series_of(exits, northshire, [40])

    response = client.get(f"{ADDRESS}?{query}")

    assert response.status_code == 400
    assert "nonsense" in response.content.decode() or "pdf" in response.content.decode()


def test_an_unknown_area_is_answered_with_those_that_are_known(client, exits, northshire):
    series_of(exits, northshire, [40])

    words = soup_of(client.get(f"{ADDRESS}?areas=E99")).main.get_text()

    assert "There is no figure of “Early exits” for “E99”. There are figures for Northshire (E06000001)." in words


def test_an_unknown_indicator_is_not_found(client):
    assert client.get("/indicators/nothing/").status_code == 404


def test_an_indicator_without_figures_says_so(client, exits):
    response = client.get(ADDRESS)

    assert soup_of(response).h1.get_text() == "Early exits: no figure yet"


def test_england_is_shown_where_no_area_is_asked_for(client, exits, northshire, england):
    series_of(exits, northshire, [40])
    series_of(exits, england, [30])

    assert client.get(ADDRESS).context["selection"].areas == [england]


def test_a_group_is_chosen_in_the_address(client, exits, northshire):
    series_of(exits, northshire, [40])
    series_of(exits, northshire, [71], group={"category_type": "Substance", "category": "Opiates", "age": "18+"})

    everybody = client.get(f"{ADDRESS}?areas=E06000001")
    opiates = client.get(f"{ADDRESS}?areas=E06000001&group=opiates-18")

    assert [one["words"] for one in section_of(everybody, "groups").rows] == ["Everybody", "Opiates, aged 18+"]
    assert soup_of(everybody).h1.get_text() == "Early exits: 40% in Northshire"
    assert soup_of(opiates).h1.get_text() == "Early exits (Opiates, aged 18+): 71% in Northshire"


def test_figures_of_an_unpublished_partnership_are_not_shown_to_others(client, exits, northshire, partnership, viewer):
    partnership.is_published = False
    partnership.save()
    hidden = SourceFactory(kind="document", document=DocumentFactory(partnership=partnership))
    series = series_of(exits, AreaFactory(code="E06000777", name="Secretville"), [77], source=hidden)
    SupersededObservationFactory(series=series, source=hidden)
    EvidenceFigureFactory(observation=series.observations.get(), recommendation__partnership=partnership)
    shown = series_of(exits, northshire, [40, 41], source=SourceFactory(name="National figures"))
    ObservationFactory(series=shown, refresh__source=hidden, value=77.7, **days(2021))

    response = client.get(f"{ADDRESS}?areas=E06000001")

    assert "Secretville" not in response.content.decode()
    assert "77" not in soup_of(response).main.get_text()
    assert client.get(f"{ADDRESS}?areas=E06000777").status_code == 400
    client.force_login(viewer)
    assert client.get(f"{ADDRESS}?areas=E06000777").status_code == 200


def test_who_acts_on_it_names_recommendations_and_measures(client, exits, northshire, partnership):
    series = series_of(exits, northshire, [40])
    EvidenceFigureFactory(
        observation=series.observations.get(),
        recommendation=RecommendationFactory(partnership=partnership, ref="R7", title="Meet people at the gate"),
    )
    MeasureFactory(
        series=series,
        action=ActionFactory(partnership=partnership, ref="2.4", title="Book early"),
        target=30,
        target_on=datetime.date(2028, 3, 31),
    )

    section = soup_of(client.get(ADDRESS)).select_one("[aria-labelledby=acts]")

    assert [(link["href"], link.get_text()) for link in section.select("a")] == [
        ("/northshire/actions/2.4/", "Action 2.4: Book early"),
        ("/northshire/recommendations/R7/", "R7: Meet people at the gate"),
        ("/northshire/recommendations/R7/chain/", "The chain of R7: Meet people at the gate"),
    ]
    assert "Target 30% by March 2028." in section.get_text()


def test_revisions_say_what_was_and_what_it_became(client, exits, northshire):
    series = series_of(exits, northshire, [40])
    now = series.observations.get()
    for day, value in ((1, 38), (2, 39)):
        SupersededObservationFactory(
            series=series,
            value=value,
            period="2021",
            observation_id=now.pk,
            replaced_by=now.refresh,
            known_until=datetime.datetime(2026, 3, day, tzinfo=datetime.UTC),
        )

    section = soup_of(client.get(ADDRESS)).select_one("[aria-labelledby=revisions]")

    rows = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in section.select("tbody tr")]
    assert rows == [
        ["Northshire, 2021Changed on 2 March 2026", "39%", "40%"],
        ["Northshire, 2021Changed on 1 March 2026", "38%", "39%"],
    ]
    assert section.a["href"] == now.refresh.get_absolute_url()


def test_sample_areas_are_never_mixed_with_real_ones(client, exits, northshire, england):
    sample = AreaFactory(code="sample:here", name="Exampleshire", is_sample=True)
    series_of(exits, northshire, [40])
    series_of(exits, sample, [50])

    page = client.get(f"{ADDRESS}?areas=sample:here")

    assert {reading.area.name for reading in page.context["facts"].readings.values()} == {"Exampleshire"}
    assert "Sample data." in soup_of(page).select_one(".cdp-notice").get_text()
    own = client.get(ADDRESS).context["facts"].readings.values()
    assert {reading.area.name for reading in own} == {"Northshire"}
    assert client.get(f"{ADDRESS}?areas=sample:here,E06000001").status_code == 400


def test_the_download_has_the_figures_of_the_page(client, exits, northshire, england):
    series_of(exits, northshire, [40, 44])
    series_of(exits, england, [30, 31])
    series_of(exits, AreaFactory(), [1, 2])

    response = client.get(f"{ADDRESS}?areas=E06000001&format=csv")

    rows = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    assert [(row["area"], row["period"], row["value"]) for row in rows] == [
        ("E92000001", "2020", "30.0"),
        ("E92000001", "2021", "31.0"),
        ("E06000001", "2020", "40.0"),
        ("E06000001", "2021", "44.0"),
    ]


@pytest.mark.parametrize(("years", "is_open"), [(20, True), (21, False)])
def test_a_long_table_of_every_figure_is_closed(client, exits, northshire, years, is_open):
    series_of(exits, northshire, list(range(years)))

    details = soup_of(client.get(f"{ADDRESS}?areas=E06000001")).select_one("figure details")

    assert details.has_attr("open") is is_open


def test_the_caption_has_the_metric_and_the_code_stands_below(client, northshire):
    metric = FrameworkMetricFactory(code="H2", name="Drug deaths", level="headline")
    series_of(IndicatorFactory(code="early-exits", framework_metric=metric), northshire, [1])

    page = soup_of(client.get(f"{ADDRESS}?areas=E06000001"))

    assert page.select_one(".cdp-caption").get_text() == "Headline metric H2: Drug deaths"
    facts = {one.dt.get_text(): one.dd.get_text() for one in page.select("section dl > div")}
    assert facts["Code for the API"] == "early-exits"
