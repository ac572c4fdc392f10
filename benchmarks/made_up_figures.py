"""Made-up series and figures in a PostgreSQL, by SQL: England, its regions and 153 areas with their neighbours."""

import datetime

from django.db import connection

from indicators.models import Area, AreaType, Indicator, Neighbour, NeighbourGroup, Refresh, Source, SourceKind

REGIONS, COUNTIES, NEIGHBOURS = 9, 153, 15
GROUPS = 6
YEARS = 10
SERIES_OF_AN_INDICATOR = (1 + REGIONS + COUNTIES) * GROUPS
KINDS = (("proportion", 100), ("crude_rate", 100_000), ("directly_standardised_rate", 100_000), ("count", 1))
POLARITIES = ("higher_is_better", "lower_is_better", "not_judged")

SERIES = """
    INSERT INTO indicators_series (indicator_id, area_id, sex, age, category_type, category, is_headline)
    SELECT i.id, a.id, (ARRAY['Persons', 'Male', 'Female'])[1 + g %% 3], (ARRAY['18+', '65+'])[1 + g / 3], '', '', g = 0
    FROM indicators_indicator i CROSS JOIN generate_series(0, %(groups)s - 1) g CROSS JOIN indicators_area a
    WHERE i.id > %(after)s ORDER BY i.id, g, a.id LIMIT %(most)s
"""
# One figure in fifty is suppressed; three in ten have no limits, and of the others half none at 99.8%.
FIGURES = """
    INSERT INTO indicators_observation (series_id, source_id, refresh_id, period, period_start, period_end, value,
        lower_95, upper_95, lower_998, upper_998, count, denominator, state, qualifier, printed, note, place, variant,
        is_disputed)
    SELECT id, %(source)s, %(refresh)s, (2012 + y) || '/' || (13 + y), make_date(2012 + y, 4, 1),
        make_date(2013 + y, 3, 31), CASE WHEN hidden THEN NULL ELSE value END,
        CASE WHEN limits < 0.7 AND NOT hidden THEN value * 0.95 END,
        CASE WHEN limits < 0.7 AND NOT hidden THEN value * 1.05 END,
        CASE WHEN limits < 0.35 AND NOT hidden THEN value * 0.92 END,
        CASE WHEN limits < 0.35 AND NOT hidden THEN value * 1.08 END,
        count, denominator, CASE WHEN hidden THEN 'suppressed' ELSE 'published' END, 'exact', '', '', '', 0, FALSE
    FROM (
        SELECT s.id, y, i.multiplier, n.denominator, n.count, n.count / n.denominator * i.multiplier AS value,
            (s.id * 7919) %% 1000 / 1000.0 AS limits, (s.id * 31 + y * 17) %% 50 = 0 AS hidden
        FROM indicators_series s JOIN indicators_indicator i ON i.id = s.indicator_id
        CROSS JOIN generate_series(0, %(years)s - 1) y CROSS JOIN LATERAL (
            SELECT d AS denominator, floor(d * (0.2 + 0.01 * y * (s.id %% 3 - 1) * random() + 0.1 * random())) AS count
            FROM (SELECT floor(2000 + random() * 90000 + s.id - s.id)::float8 AS d) d
        ) n WHERE s.id > %(after)s ORDER BY s.id, y
    ) made
"""


def make_areas():
    """The areas and a refresh that the figures are of: (source id, refresh id)."""
    england = Area.objects.create(code="E92000001", name="England", area_type=AreaType.COUNTRY)
    regions = [
        Area.objects.create(code=f"E12{n:06}", name=f"Region {n}", area_type=AreaType.REGION) for n in range(REGIONS)
    ]
    for region in regions:
        region.parents.add(england)
    counties = [
        Area.objects.create(code=f"E10{n:06}", name=f"County {n}", area_type=AreaType.UPPER_TIER)
        for n in range(COUNTIES)
    ]
    for number, county in enumerate(counties):
        county.parents.add(regions[number % REGIONS])
        group = NeighbourGroup.objects.create(area=county, name="Made up", source="Made up")
        around = [counties[(number + step) % COUNTIES] for step in range(1, NEIGHBOURS + 1)]
        Neighbour.objects.bulk_create(
            Neighbour(group=group, area=area, position=position) for position, area in enumerate(around, 1)
        )
    source = Source.objects.create(slug="made-up", name="Made up", kind=SourceKind.SAMPLE, rank=10)
    now = datetime.datetime.now(datetime.UTC)
    refresh = Refresh.objects.create(
        source=source, outcome="changed", started_at=now, finished_at=now, published_at=now
    )
    return source.pk, refresh.pk


def add_series(number, *, source, refresh):
    """So many series of new indicators, with ten figures each."""
    wanted = -(-number // SERIES_OF_AN_INDICATOR)
    before = Indicator.objects.count()
    newest = Indicator.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    Indicator.objects.bulk_create(
        Indicator(
            code=f"made-up-{n}", name=f"Made up {n}", unit="%", scope="context", polarity=POLARITIES[n % 3],
            value_type=KINDS[n % 4][0], multiplier=KINDS[n % 4][1], goal_lower=12.0, goal_source="Made up",
        )
        for n in range(before, before + wanted)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM indicators_series")
        after = cursor.fetchone()[0]
        cursor.execute(SERIES, {"groups": GROUPS, "after": newest, "most": number})
        # The planner cannot know what was made a moment ago.
        cursor.execute("ANALYZE indicators_series")
        cursor.execute(FIGURES, {"source": source, "refresh": refresh, "years": YEARS, "after": after})
