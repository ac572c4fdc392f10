"""A scorecard of 100 indicators, all on one page: server time on SQLite, beside a bare Django page.

Target: under 150 ms and at most 12 queries.
"""

import datetime
import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cdp.settings")
django.setup()

from django.core.management import call_command
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.utils import timezone

from benchmarks.timing import line, milliseconds
from indicators.models import (
    Area,
    Footprint,
    Indicator,
    Neighbour,
    NeighbourGroup,
    Observation,
    Reading,
    Refresh,
    Series,
    Source,
)
from partners.models import Partnership

BARE = "/about/"
INDICATORS = 100
NEIGHBOURS = 15
STANDINGS = ("worse", "similar", "better")
TRENDS = (("increasing", "getting_worse"), ("no_significant_change", "plain"), ("decreasing", "getting_better"))
FIRST, LAST = datetime.date(2024, 4, 1), datetime.date(2025, 3, 31)


def fetch(client, address):
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response


def prepare():
    """A partnership with an area, its neighbours, and a full reading of each indicator."""
    call_command("migrate", verbosity=0)
    partnership = Partnership.objects.create(slug="measured", name="Measured", short_name="Measured", is_published=True)
    area, *others = Area.objects.bulk_create(
        Area(code=f"local:measured-{number}", name=f"Area {number}", area_type="unitary")
        for number in range(1 + NEIGHBOURS)
    )
    Footprint.objects.create(partnership=partnership, area=area, is_main=True)
    group = NeighbourGroup.objects.create(area=area, name="Nearest neighbours", source="Made up")
    Neighbour.objects.bulk_create(
        Neighbour(group=group, area=other, position=position) for position, other in enumerate(others, 1)
    )
    source = Source.objects.create(slug="measured", name="Measured", kind="fingertips_csv", rank=10)
    now = timezone.now()
    run = Refresh.objects.create(
        source=source, outcome=Refresh.Outcome.CHANGED, started_at=now, finished_at=now, published_at=now
    )
    make_readings(area, source, run)
    return partnership


def make_readings(area, source, run):
    indicators = Indicator.objects.bulk_create(
        Indicator(
            code=f"measured-{number}", name=f"Measured share of people, number {number}", unit="%", multiplier=100,
            value_type="proportion", polarity="lower_is_better", scope=("population", "service")[number % 2],
            goal_lower=75 if number % 4 == 0 else None, goal_source="Made up" if number % 4 == 0 else "",
        )
        for number in range(INDICATORS)
    )  # fmt: skip
    series = Series.objects.bulk_create(Series(indicator=each, area=area, is_headline=True) for each in indicators)
    figure = {"value": 46.3, "lower_95": 41, "upper_95": 51.7, "count": 151, "denominator": 326, "period": "2024/25"}
    dates = {"period_start": FIRST, "period_end": LAST}
    observations = Observation.objects.bulk_create(
        Observation(series=each, source=source, refresh=run, **figure, **dates) for each in series
    )
    Reading.objects.bulk_create(
        reading_of(number, observation, figure | dates) for number, observation in enumerate(observations)
    )


def reading_of(number, observation, figure):
    """Everything that a row can say, in turn."""
    standing, (trend, verdict) = STANDINGS[number % 3], TRENDS[number % 3]
    others = {}
    for key in ("england", "region", "neighbours"):
        at_998 = standing if number % 2 else "similar"
        others |= {f"{key}_value": 50.9, f"standing_{key}": standing, f"standing_{key}_998": at_998}
    return Reading(
        series=observation.series, indicator=observation.series.indicator, area=observation.series.area,
        observation=observation, source=observation.source, is_headline=True, state="published", qualifier="exact",
        lower_998=38, upper_998=54,
        interval_is_computed=number % 5 == 0, previous_value=50.5, previous_period="2023/24", change=-4.2,
        previous_count=173, change_count=-22, standing_previous=standing, trend=trend, trend_verdict=verdict,
        trend_points=5, neighbours_basis="pooled", standing_goal="worse" if number % 4 == 0 else "not_compared",
        spark=json.dumps([[f"{year}/{year - 1999}", 40 + year % 7] for year in range(2013, 2025)]), **figure, **others,
    )  # fmt: skip


def main():
    from django.db import connection

    partnership = prepare()
    setup_test_environment()
    client = Client()
    address = f"/{partnership.slug}/indicators/"
    assert fetch(client, address).context["total"] == INDICATORS
    bare = milliseconds(lambda: fetch(client, BARE))
    line("bare page", bare, "ms", bare)
    line(f"scorecard of {INDICATORS} indicators", milliseconds(lambda: fetch(client, address)), "ms", bare)
    with CaptureQueriesContext(connection) as queries:
        fetch(client, address)
    line(f"scorecard of {INDICATORS} indicators, queries", len(queries), "queries", 1)


if __name__ == "__main__":
    main()
