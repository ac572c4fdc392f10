"""Standings against England as Fingertips published them, where its files lie beside the project."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from indicators.statistics.comparison import Polarity, Standing, compare

FOLDER = Path(settings.BASE_DIR).parent / "shared" / "reference" / "files" / "fingertips"
pytestmark = [
    pytest.mark.reference,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of real Fingertips files is not beside the project"),
]
# Lower is better for the first two; the other files are of indicators that Fingertips does not judge.
JUDGED = {"93517", "93532"}
# Fingertips compares nothing for this indicator although intervals are given.
NEVER_COMPARED = {"92315"}
ENGLAND = "E92000001"


def rows_of(path):
    """The rows under one spelling of their headings: some files were renamed on their way here."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            yield {heading.replace("_", "").replace(" ", "").lower(): text for heading, text in row.items()}


def number(text):
    return float(text) if text else None


def test_every_published_standing_against_england_is_reproduced():
    agreed, differing = Counter(), []
    for path in [*FOLDER.glob("county_ua_downloads_2019_20/*.csv"), *FOLDER.glob("fingertips_*.csv")]:
        rows = list(rows_of(path))
        columns = ("indicatorid", "sex", "age", "categorytype", "category", "timeperiod")
        england = {tuple(row[name] for name in columns): row for row in rows if row["areacode"] == ENGLAND}
        for row in rows:
            if row["areacode"] == ENGLAND or row["indicatorid"] in NEVER_COMPARED:
                continue
            comparator = england.get(tuple(row[name] for name in columns))
            standing = compare(
                lower=number(row["lowerci95.0limit"]),
                upper=number(row["upperci95.0limit"]),
                comparator=number(comparator["value"]) if comparator else None,
                polarity=Polarity.LOWER_IS_BETTER if row["indicatorid"] in JUDGED else Polarity.NOT_JUDGED,
            )
            published = row["comparedtoenglandvalueorpercentiles"].lower().replace(" ", "_")
            if standing == Standing(published):
                agreed[published] += 1
            else:
                differing.append((path.name, row["areaname"], row["timeperiod"], published, standing))

    assert differing == []
    assert agreed == {"similar": 458, "not_compared": 367, "higher": 120, "lower": 77, "better": 3}
