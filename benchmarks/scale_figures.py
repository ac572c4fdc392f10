"""Fills a database for bench_scale.py, in a process of its own: ten thousand figures, or as many as there are to be.

Both have the same areas, partnerships and strategies, and the same hundred usual indicators. The small one has figures
of four indicators for all areas and of the others for four areas, so that its pages show as many rows as those of the
large one, which has all for all areas and six groups of people, and further indicators. In both a tenth of the figures
was changed since by a second run.
"""

import datetime
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cdp.settings")
django.setup()

from django.core.management import call_command
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from actions.models import Measure, Priority, Strategy
from benchmarks.made_up_figures import FIGURES, GROUPS, KINDS, POLARITIES, REGIONS, YEARS, make_areas
from indicators.models import Area, Footprint, FrameworkMetric, Indicator, Outcome, Refresh, RefreshChange, Series
from indicators.models.series import FigureFields
from indicators.operations.readings import recompute_readings
from partners.models import Partnership

USUAL, WITH_METRIC, MEASURES, WHOLE = 100, 12, 12, 4
SMALL = 10_000
SERIES = """
    INSERT INTO indicators_series (indicator_id, area_id, sex, age, category_type, category, is_headline)
    SELECT i.id, a.id, (ARRAY['Persons', 'Male', 'Female'])[1 + g %% 3], (ARRAY['18+', '65+'])[1 + g / 3], '', '', g = 0
    FROM indicators_indicator i CROSS JOIN generate_series(0, %s - 1) g CROSS JOIN indicators_area a
    WHERE i.id = ANY(%s) AND a.id = ANY(%s) ORDER BY i.id, g, a.id
"""
FIGURE = ", ".join(f'"{field.column}"' for field in FigureFields._meta.fields)
SUPERSEDE = f"""
    INSERT INTO indicators_supersededobservation (observation_id, known_until, replaced_by_id, refresh_id, series_id,
        source_id, {FIGURE})
    SELECT id, %(moment)s, %(run)s, refresh_id, series_id, source_id, {FIGURE} FROM indicators_observation
    WHERE id %% 10 = 0
"""
CHANGE = "UPDATE indicators_observation SET refresh_id = %(run)s, note = 'corrected' WHERE id %% 10 = 0"


def main():
    figures = int(sys.argv[1])
    call_command("migrate", verbosity=0)
    source, refresh = make_areas()
    published(refresh, days=60)
    areas = list(Area.objects.order_by("pk"))
    if figures > SMALL:
        indicators = make_indicators(max(USUAL, round(figures / (len(areas) * GROUPS * YEARS))))
        make_series(indicators, areas, groups=GROUPS)
    else:
        indicators = make_indicators(USUAL)
        make_series(indicators[:WHOLE], areas, groups=1)
        few = [each for each in areas if each.name in ("England", "Region 0", "County 0", f"County {REGIONS}")]
        make_series(indicators[WHOLE:], few, groups=1)
    run(FIGURES, {"source": source, "refresh": refresh, "years": YEARS, "after": 0})
    change(source)
    make_strategies()
    # Counted by those who add, which nobody has done here.
    run("UPDATE indicators_source SET number_of_figures = (SELECT count(*) FROM indicators_observation)")
    run("ANALYZE")
    recompute_readings()
    run("VACUUM (ANALYZE)")


def run(sql, parameters=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def published(refresh, *, days):
    moment = timezone.now() - datetime.timedelta(days=days)
    Refresh.objects.filter(pk=refresh).update(**dict.fromkeys(("started_at", "finished_at", "published_at"), moment))


def counties():
    return list(Area.objects.filter(code__startswith="E10").order_by("pk"))


def make_indicators(number):
    outcome = Outcome.objects.create(code="made-up", name="Made up", level="strategic", position=1)
    metrics = [
        FrameworkMetric.objects.create(code=f"M{n}", name=f"Made up {n}", level="headline", position=n, outcome=outcome)
        for n in range(WITH_METRIC)
    ]
    return Indicator.objects.bulk_create(
        Indicator(
            code=f"figure-{n}", name=f"Made up {n:04}", unit="%", polarity=POLARITIES[n % 3],
            # A page can be narrowed to the usual ones.
            scope="population" if n < USUAL else "context", framework_metric=metrics[n] if n < WITH_METRIC else None,
            value_type=KINDS[n % 4][0], multiplier=KINDS[n % 4][1], goal_lower=12.0, goal_source="Made up",
        )
        for n in range(number)
    )  # fmt: skip


def make_series(indicators, areas, *, groups):
    run(SERIES, [groups, [one.pk for one in indicators], [area.pk for area in areas]])
    run("ANALYZE indicators_series")


def change(source):
    """A second run, which corrected a tenth of all figures."""
    moment = timezone.now() - datetime.timedelta(days=20)
    second = Refresh.objects.create(
        source_id=source, outcome="changed", started_at=moment, finished_at=moment, published_at=moment
    )
    run(SUPERSEDE, {"moment": moment, "run": second.pk})
    run(CHANGE, {"run": second.pk})
    RefreshChange.objects.bulk_create(
        RefreshChange(refresh=second, indicator=indicator, changed=1) for indicator in Indicator.objects.all()
    )


def make_strategies():
    """A partnership for each county, which is measured by the first of the usual indicators."""
    wanted = Q(indicator__code__in=[f"figure-{n}" for n in range(MEASURES)])
    series = {}
    for one in Series.objects.filter(wanted, is_headline=True).order_by("indicator"):
        series.setdefault(one.area_id, []).append(one)
    for number, county in enumerate(counties()):
        partnership = Partnership.objects.create(
            slug=f"measured-{number}", name=county.name, short_name=county.name, is_published=True
        )
        Footprint.objects.create(partnership=partnership, area=county, is_main=True)
        strategy = Strategy.objects.create(partnership=partnership, title="Made up")
        priorities = [
            Priority.objects.create(
                partnership=partnership, strategy=strategy, code=f"P{n}", title=f"Made up {n}",
                national_priority="supply", position=n,
            )
            for n in range(3)
        ]  # fmt: skip
        Measure.objects.bulk_create(
            Measure(priority=priorities[place % 3], series=one) for place, one in enumerate(series.get(county.pk, ()))
        )


if __name__ == "__main__":
    main()
