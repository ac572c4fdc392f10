"""Published inputs and results of the official methods, as small tables.

wilson, byars, phe_*        the test data of PHEindicatormethods 2.1.0
funnel_*                    the same package's: areas, limits and points of funnel plots
calculate_dsr_*, _isr_*, esp2013, life_expectancy   the same package's (99.8% limits of the "1976" case left out)
value_format_legacy         the texts of figures in Fingertips' unit tests
trend_*, comparators_legacy the unit tests of Fingertips, old service and new
goals_, percentiles_, quantile_category_legacy   the unit tests of the old service
spc_*                       the unit tests of NHSRplotthedots (Making Data Count)
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
