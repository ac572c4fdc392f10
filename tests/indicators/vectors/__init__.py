"""Published inputs and results of the official methods, as small tables.

wilson, byars, phe_*        the test data of PHEindicatormethods 2.1.0 (phe_quantile: a sample of whole groups)
trend_*, comparators_legacy the unit tests of Fingertips, old service and new
time_period_text            the texts of periods in Fingertips' unit tests, with the dates that they mean
printed_periods             the texts of periods in five partnerships' documents, with the dates read from them
"""

import csv
from pathlib import Path


def rows(name):
    """The rows of a table as dicts of texts."""
    with Path(__file__).with_name(f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(text):
    """A number of a table; None for an empty cell."""
    return float(text) if text else None
