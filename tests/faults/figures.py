"""Two files of a source, and what stands in the database once they are published, in a form that can be compared."""

import csv
import io
from collections import Counter
from dataclasses import dataclass

from indicators.models import (
    AreaType,
    Observation,
    PublishedJudgement,
    Reading,
    Refresh,
    RefreshChange,
    RefreshPart,
    RefreshReject,
    RuleFinding,
    Series,
    SupersededObservation,
)
from indicators.models.area import Area
from tests.factories import AreaFactory, IndicatorFactory
from tests.indicators.fingertips import row, text

ENGLAND = "E92000001"
SEXES = ("Persons", "Male")
COUNTS = ("rows_read", "added", "changed", "unchanged", "rejected", "gone", "moved", "removed")
OF_A_FIGURE = (
    "period", "period_start", "period_end", "value", "lower_95", "upper_95", "lower_998", "upper_998", "count",
    "denominator", "state", "qualifier", "note", "variant",
)  # fmt: skip
OF_A_SERIES = ("series__area__code", "series__sex", "series__age", "series__category_type", "series__category")


@dataclass(frozen=True)
class Size:
    """How much the second file brings. `foreign` rows are of an indicator that is not kept: they take time to read."""

    name: str
    areas: int
    first_year: int
    foreign: int


SMALL = Size("small", 10, 2015, 1)
# Enough new figures that the table is tidied up after publishing, and enough rows that reading takes a while.
LARGE = Size("large", 100, 1986, 60_000)


def make_areas():
    codes = set(Area.objects.values_list("code", flat=True))
    if ENGLAND not in codes:
        AreaFactory(code=ENGLAND, name="England", area_type=AreaType.COUNTRY)
    for code in sorted(set(area_codes(LARGE)) - codes - {ENGLAND}):
        AreaFactory(code=code)


def area_codes(size):
    return [ENGLAND, *(f"E069{number:05}" for number in range(1, size.areas))]


def make_indicators(first):
    """Two, by the numbers that the source has for them."""
    return [IndicatorFactory(fingertips_id=number) for number in (first, first + 1)]


def first_file(indicators, size):
    return text(*_rows(indicators, area_codes(size), range(2015, 2020), is_second=False)).encode()


def second_file(indicators, size):
    """Some figures are changed, some new, and an area's are gone; an area and an indicator are not ours."""
    rows = _rows(indicators, area_codes(size), range(size.first_year, 2021), is_second=True)
    rows.append(row(Indicator_ID=str(indicators[0].fingertips_id), Area_Code="E06999999", Time_period="2019"))
    foreign = row(Indicator_ID="1", Area_Code=ENGLAND, Time_period="2019")
    return text(*rows, *[foreign] * size.foreign).encode()


def _rows(indicators, areas, years, *, is_second):
    return [
        _row(indicator.fingertips_id, place, area, sex, year, is_second)
        for order, indicator in enumerate(indicators)
        for place, area in enumerate(areas)
        if not (is_second and order == 1 and place == 1)
        for sex in SEXES
        for year in years
    ]


def _row(number, place, area, sex, year, is_second):
    value = 10.5 + (place * 7 + year * 3 + len(sex)) % 40
    if is_second and (place + year) % 5 == 0:
        value += 1
    return row(
        Indicator_ID=str(number), Area_Code=area, Area_Name=area, Sex=sex, Time_period=str(year), Value=f"{value}",
        **{"Lower_CI_95.0_limit": f"{value - 2}", "Upper_CI_95.0_limit": f"{value + 2}"},
    )  # fmt: skip


def values_in(body):
    """{(number, area, sex, year): value} of a file, read in the plainest way; of rows that are ours."""
    read = csv.DictReader(io.StringIO(body.decode()))
    return {
        (line["Indicator ID"], line["Area Code"], line["Sex"], line["Time period"]): float(line["Value"])
        for line in read
        if line["Area Code"] != "E06999999" and line["Indicator ID"] != "1"
    }


def values_standing(source):
    """The same of what stands; a figure that stands twice is seen."""
    rows = Observation.objects.filter(source=source).values_list(
        "series__indicator__fingertips_id", "series__area__code", "series__sex", "period", "value"
    )
    found = Counter()
    values = {}
    for number, area, sex, year, value in rows:
        found[number, area, sex, year] += 1
        values[str(number), area, sex, year] = value
    assert set(found.values()) <= {1}
    return values


def snapshot(source, indicators):
    """All that the source's runs left behind, without the numbers of rows, as sorted lists."""
    order = {indicator.pk: place for place, indicator in enumerate(indicators)}
    changing = source.refreshes.filter(outcome=Refresh.Outcome.CHANGED).order_by("published_at", "pk")
    runs = {pk: place for place, pk in enumerate(changing.values_list("pk", flat=True))}

    def rows(queryset, indicator, *columns, run=None):
        return sorted(
            (order[of], *([runs.get(by)] if run else []), *map(str, rest))
            for of, by, *rest in queryset.order_by().values_list(indicator, run or indicator, *columns)
        )

    in_ours = {"indicator__in": order}
    said = [field.name for field in Reading._meta.concrete_fields if not field.is_relation]
    observations, superseded = Observation.objects.filter(source=source), SupersededObservation.objects
    source.refresh_from_db()
    return {
        "observations": rows(observations, "series__indicator", *OF_A_SERIES, *OF_A_FIGURE, run="refresh"),
        "superseded": rows(
            superseded.filter(source=source), "series__indicator", *OF_A_SERIES, *OF_A_FIGURE, run="replaced_by"
        ),
        "series": rows(Series.objects.filter(**in_ours), "indicator", "area__code", "sex", "age", "is_headline"),
        "readings": rows(Reading.objects.filter(**in_ours), "indicator", "area__code", "series__sex", *said),
        "of readings": Reading.objects.filter(observation__in=observations).count(),
        "judgements": PublishedJudgement.objects.filter(source=source).count(),
        "parts": sorted(
            (order[of], rows, bool(digest))
            for of, rows, digest in RefreshPart.objects.filter(source=source).values_list(
                "indicator", "rows", "digest"
            )
        ),
        "changes": rows(
            RefreshChange.objects.filter(refresh__source=source), "indicator", "added", "changed", "removed",
            run="refresh",
        ),
        "findings": sorted(Counter(RuleFinding.objects.filter(source=source).values_list("rule", flat=True)).items()),
        "number_of_figures": source.number_of_figures,
    }  # fmt: skip


def counts_of(run):
    rejects = RefreshReject.objects.filter(refresh=run).order_by("row").values_list("row", "column", "reason")
    return {**{name: getattr(run, name) for name in COUNTS}, "rejects": [*rejects]}
