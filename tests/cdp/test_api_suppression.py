"""A number that is withheld is in no answer of the API: not as a figure, not in a sentence, not in a file."""

import datetime

import pytest

from cdp import api
from indicators.models import Observation, SourceKind
from indicators.operations.disclosure import set_rule
from indicators.operations.readings import recompute_readings
from tests.cdp.api_rows import FEEDS
from tests.cdp.test_api import csv_rows, results
from tests.factories import (
    CommentaryFactory,
    DisclosureRuleFactory,
    FootprintFactory,
    IndicatorFactory,
    MeasureFactory,
    ObservationFactory,
    RefreshFactory,
    SeriesFactory,
    StepChangeFactory,
    SupersededObservationFactory,
)

pytestmark = pytest.mark.django_db
SECRET = 7319
# Where it can be read as long as nothing withholds it.
SHOWS = {"observations", "readings", "measures", "lights", "commentaries"}


@pytest.fixture
def indicator(partnership, action):
    """Counts from a source, measured against a target and written about; the newest is the small one."""
    indicator = IndicatorFactory(code="deaths", unit="deaths", value_type="count", multiplier=1, scope="service")
    series = SeriesFactory(indicator=indicator, is_headline=True)
    FootprintFactory(partnership=partnership, area=series.area)
    refresh = RefreshFactory(source__kind=SourceKind.FINGERTIPS_CSV)
    for year, value in ((2024, 90_001), (2025, SECRET)):
        days = {"period_start": datetime.date(year, 1, 1), "period_end": datetime.date(year, 12, 31)}
        figure = {"value": value, "count": value, "printed": f"{value}", "note": f"It was {value}"}
        row = ObservationFactory(series=series, refresh=refresh, period=str(year), **days, **figure)
    SupersededObservationFactory(
        observation_id=row.pk, series=series, refresh=refresh, source=refresh.source, replaced_by=refresh,
        period="2025", **days, **figure,
    )  # fmt: skip
    recompute_readings(series_ids=[series.pk])
    MeasureFactory(action=action, series=series, target=9000, target_on="2030-03-31")
    StepChangeFactory(series=series)
    text = "It fell to {value} in {period}."
    CommentaryFactory(partnership=partnership, series=series, text=text, said={"value": f"{SECRET:,} deaths"})
    return indicator


def answers(client):
    """{list: all that it says, as JSON and as CSV}"""
    found = {}
    for name, _ in api.endpoints():
        in_file = "" if name in FEEDS else str(csv_rows(client.get(f"/api/v1/{name}.csv")))
        found[name] = client.get(f"/api/v1/{name}/").content.decode() + in_file
        if name not in FEEDS:
            found[name] += "".join(client.get(f"/api/v1/{name}/{row['uid']}/").content.decode()
                                   for row in results(client, name))  # fmt: skip
    return found


def saying(found):
    return {name for name, text in found.items() if str(SECRET) in text.replace(",", "")}


@pytest.mark.parametrize("who", [None, "viewer", "partnership_lead"])
def test_a_withheld_number_is_in_no_answer(request, client, indicator, who):
    if who:
        client.force_login(request.getfixturevalue(who))
    assert saying(answers(client)) == SHOWS

    set_rule(indicators=[indicator], rule=DisclosureRuleFactory(threshold=10_000))

    found = answers(client)
    assert saying(found) == set()
    assert "90001" in found["observations"]


def test_a_withheld_number_is_null_and_says_so_wherever_it_would_stand(client, indicator):
    set_rule(indicators=[indicator], rule=DisclosureRuleFactory(threshold=10_000))
    assert Observation.objects.filter(state="suppressed").count() == 1

    figures = {row["period"]: row for row in results(client, "observations")}
    in_file = {row["period"]: row for row in csv_rows(client.get("/api/v1/observations.csv"))}

    numbers = ("value", "count", "lower_95", "upper_95", "denominator")
    assert (figures["2025"]["state"], {figures["2025"][name] for name in numbers}) == ("suppressed", {None})
    assert (in_file["2025"]["state"], {in_file["2025"][name] for name in numbers}) == ("suppressed", {""})
    assert client.get(f"/api/v1/observations/{figures['2025']['uid']}/").json() == figures["2025"]
