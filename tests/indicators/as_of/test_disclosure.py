"""Looking back never shows what is hidden today."""

import datetime
import json

import pytest
from django.db.models import F

from indicators.models import Observation, SupersededObservation, WithheldFigure
from indicators.operations.as_of import figures_as_known
from indicators.operations.disclosure import set_rule, withhold
from indicators.operations.rollback import roll_back
from tests.factories import AreaFactory, DisclosureRuleFactory, IndicatorFactory, SeriesFactory
from tests.indicators.as_of.history import at, photograph, publish

pytestmark = pytest.mark.django_db
DAYS = ("2026-04-03", "2026-05-03", "2026-06-03")


@pytest.fixture
def deaths(source):
    """Counts of one area: 3 deaths on 3 April, 4 on 3 May, 40 since 3 June."""
    indicator = IndicatorFactory(code="deaths", unit="deaths", value_type="count", multiplier=1)
    series = SeriesFactory(indicator=indicator, area=AreaFactory(code="E06000001"))
    for day, number in zip(DAYS, (3, 4, 40), strict=True):
        publish(source, {(series, 2020): float(number), (series, 2021): 70.0}, moment=at(day))
        Observation.objects.update(count=F("value"))
    return indicator


def shown(client, day):
    answer = client.get(f"/api/v1/observations/?as_of={day}").json()["results"]
    return [(row["value"], row["count"], row["state"]) for row in answer if row["period"] == "2020"]


def test_a_rule_that_is_set_today_hides_what_was_open_then(client, deaths):
    assert shown(client, DAYS[0]) == [(3.0, 3.0, "published")]

    set_rule(indicators=[deaths], rule=DisclosureRuleFactory(threshold=5))

    assert [shown(client, day) for day in DAYS] == [
        [(None, None, "suppressed")],
        [(None, None, "suppressed")],
        [(40.0, 40.0, "published")],
    ]


def test_readings_of_then_are_worked_out_from_what_is_shown_and_not_from_what_is_kept(client, deaths):
    set_rule(indicators=[deaths], rule=DisclosureRuleFactory(threshold=5))

    for day in DAYS[:2]:
        (reading,) = client.get(f"/api/v1/readings/?as_of={day}").json()["results"]
        assert (reading["value"], reading["previous_value"], reading["change"]) == (70.0, None, None)
        spark = client.get(f"/indicators/deaths/?as_of={day}").content.decode()
        assert not [number for number in (">3<", ">4<", ">3 deaths<", ">4 deaths<") if number in spark]


def test_a_roll_back_hides_again_what_stands_again(client, source, deaths):
    set_rule(indicators=[deaths], rule=DisclosureRuleFactory(threshold=5))
    run = Observation.objects.get(period="2020").refresh

    roll_back(run=run, by=None, now=at("2026-07-03"))

    again = Observation.objects.get(period="2020")
    assert (again.value, again.count, again.state) == (None, None, "suppressed")
    assert WithheldFigure.objects.get(observation=again).count == 4
    # Earlier versions are hidden with the one that stands, each in its own row.
    assert {shown(client, day)[0] for day in (*DAYS, "2026-07-03")} == {(None, None, "suppressed")}
    hidden = SupersededObservation.objects.filter(state="suppressed")
    assert set(hidden.values_list("withheld__count", flat=True)) == {3.0, 4.0, 40.0}


def test_no_day_gives_back_a_hidden_part_of_a_sum(client, source):
    """Three districts and their county; a part is corrected, so that another day hides another part."""
    county = AreaFactory(code="E10000001", area_type="upper_tier")
    districts = [AreaFactory(code=f"E0700000{n}", area_type="district") for n in range(3)]
    for district in districts:
        district.parents.add(county)
    indicator = IndicatorFactory(unit="deaths", value_type="count", multiplier=1)
    own = [SeriesFactory(indicator=indicator, area=area) for area in (*districts, county)]
    for day, parts in zip(DAYS[:2], ((2, 30, 9), (20, 30, 9)), strict=True):
        numbers = [*parts, sum(parts)]
        publish(source, {(one, 2020): float(n) for one, n in zip(own, numbers, strict=True)}, moment=at(day))
        Observation.objects.update(count=F("value"))
    set_rule(indicators=[indicator], rule=DisclosureRuleFactory(threshold=5))

    def of_day(day):
        with figures_as_known(datetime.date.fromisoformat(day)):
            return dict(Observation.objects.values_list("series__area__code", "count"))

    then, now = of_day(DAYS[0]), dict(Observation.objects.values_list("series__area__code", "count"))
    hidden = [code for code, count in then.items() if count is None]
    assert "E07000000" in hidden
    assert len(hidden) > 1
    # What is hidden then and has the same number now is hidden now, too: the two days have no difference to take.
    for code in set(hidden) - {"E07000000", "E10000001"}:
        assert now[code] is None
    assert of_day(DAYS[1]) == now


def test_withholding_again_changes_no_day(deaths):
    set_rule(indicators=[deaths], rule=DisclosureRuleFactory(threshold=5))

    def days():
        for day in DAYS:
            with figures_as_known(datetime.date.fromisoformat(day)):
                yield json.dumps(photograph()["observations"], default=str)

    before = list(days())
    withhold(indicator_ids=[deaths.pk])
    assert list(days()) == before
