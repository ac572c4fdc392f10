"""Answers pages for bench_scale.py through the real Django handler, in a process of its own, one at a time.

It says first which addresses there are to ask for: {name: [address, …]}. Then, for each address that it is given, how
many milliseconds the answer took; with a "?" before it, how many queries.
"""

import base64
import datetime
import json
import os
import random
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cdp.settings")
django.setup()

from django.db import connection
from django.db.models import Count, Q
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.utils import timezone

import cdp.wsgi  # noqa: F401, as the web server starts: all loaded, and set aside from garbage collection
from indicators.models import Area, Indicator, Observation, Reading, SupersededObservation

RANDOM_PAGES = 40
INDICATORS_A_PAGE = 100
DAYS_AGO = 40
DEEP = 0.9


def addresses():
    chance = random.Random(1)
    # Those of which there is as much in both databases.
    areas = Count("readings", filter=Q(readings__is_headline=True))
    codes = list(Indicator.objects.annotate(areas=areas).filter(areas__gt=100).values_list("code", flat=True))
    pages = -(-Indicator.objects.count() // INDICATORS_A_PAGE)
    counties = [
        (number, area)
        for number, area in enumerate(Area.objects.filter(code__startswith="E10").order_by("pk"))
        if Reading.objects.filter(area=area, is_headline=True).count() >= INDICATORS_A_PAGE
    ]

    def some(make):
        return [make(*chance.choice(counties)) for _ in range(RANDOM_PAGES)]

    day = timezone.localdate() - datetime.timedelta(days=DAYS_AGO)
    figure = _after(Observation, ("series_id", "period_end", "period_start", "pk"))
    return {
        "board": ["/measured-0/"],
        "scorecard": ["/measured-0/indicators/"],
        "scorecard, the usual indicators": ["/measured-0/indicators/?scope=population"],
        "indicator": ["/indicators/figure-0/?areas=E10000000"],
        "national": ["/"],
        "list of indicators": ["/indicators/"],
        "data": ["/data/"],
        "revisions": ["/data/revisions/"],
        "revisions, far on": [f"/data/revisions/?before={_revision()}"],
        "API, figures": ["/api/v1/observations/"],
        "API, figures, far on": [f"/api/v1/observations/?cursor={figure}"],
        "API, readings": ["/api/v1/readings/"],
        "API, readings, far on": [f"/api/v1/readings/?cursor={_after(Reading, ('pk',))}"],
        "board, at random": some(lambda number, area: f"/measured-{number}/"),
        "scorecard, at random": some(
            lambda number, area: f"/measured-{number}/indicators/?page={chance.randint(1, pages)}"
        ),
        "indicator, at random": some(lambda number, area: f"/indicators/{chance.choice(codes)}/?areas={area.code}"),
        "indicator, looking back": [f"/indicators/figure-0/?areas=E10000000&as_of={day}"],
        "board, looking back": [f"/measured-0/?as_of={day}"],
        "scorecard, looking back": [f"/measured-0/indicators/?as_of={day}"],
        "scorecard as CSV, looking back": [f"/measured-0/indicators/?format=csv&as_of={day}"],
        "API, readings, looking back": [f"/api/v1/readings/?as_of={day}"],
        "API, readings, far on, looking back": [f"/api/v1/readings/?cursor={_after(Reading, ('pk',))}&as_of={day}"],
        "API, readings of an area, looking back": [f"/api/v1/readings/?area=E10000000&as_of={day}"],
        "API, figures, looking back": [f"/api/v1/observations/?as_of={day}"],
    }


def _far(model):
    """The row before which nine tenths of the others lie."""
    ids = model.objects.order_by("pk")
    first, last = (each.values_list("pk", flat=True).first() for each in (ids, ids.reverse()))
    return ids.filter(pk__gte=first + int(DEEP * (last - first))).first()


def _after(model, fields):
    row = _far(model)
    position = [str(getattr(row, field)) if "period" in field else getattr(row, field) for field in fields]
    return base64.urlsafe_b64encode(json.dumps(["next", *position]).encode()).decode()


def _revision():
    return SupersededObservation.objects.order_by("known_until", "pk").values_list("pk", flat=True)[500]


def main():
    setup_test_environment()
    client = Client()
    print(json.dumps(addresses()), flush=True)
    for line in sys.stdin:
        address = line.strip()
        print(queries(client, address[1:]) if address.startswith("?") else milliseconds(client, address), flush=True)


def milliseconds(client, address):
    begin = time.perf_counter()
    fetch(client, address)
    return (time.perf_counter() - begin) * 1000


def queries(client, address):
    with CaptureQueriesContext(connection) as found:
        fetch(client, address)
    if os.environ.get("SLOWEST"):
        for query in sorted(found, key=lambda query: -float(query["time"]))[:3]:
            print(query["time"], query["sql"][:1500], file=sys.stderr)
    return len(found)


def fetch(client, address):
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    if response.streaming:
        response.getvalue()


if __name__ == "__main__":
    main()
