"""The newest figures as JSON: "group roots", one for an indicator, sex and age, with a point for each area.

A point becomes the fields of a row of the CSV, so that both are checked by one set of rules. −1 is the service's null:
a number that is −1 is taken for one unless its text says that −1 is meant.
"""

import json

from indicators.sources.base import Reject, SourceNotReadable
from indicators.sources.fingertips.periods import PeriodNotKnown, period_text
from indicators.sources.fingertips_csv import Layout

HEADER = (
    "Indicator ID",
    "Area Code",
    "Sex",
    "Age",
    "Time period",
    "Value",
    "Lower CI 95.0 limit",
    "Upper CI 95.0 limit",
    "Lower CI 99.8 limit",
    "Upper CI 99.8 limit",
    "Count",
    "Denominator",
    "Value note",
)
NUMBERS = ("Val", "LoCI", "UpCI", "LoCI99_8", "UpCI99_8", "Count", "Denom")
TEXTS = {"Val": "ValF", "LoCI": "LoCIF", "UpCI": "UpCIF"}
NOT_MEANT = (None, "", "-")
NULL = -1


def read(kept, *, known):
    """Rows and rejects; a "line" is the place of the point in the answer, counted from 1."""
    layout = Layout(list(HEADER), kept.name)
    for number, root, point in points(roots_of(kept)):
        try:
            yield layout.read(number, _fields(root, point, kept.about), known)
        except PeriodNotKnown as problem:
            yield Reject(
                number, "Time period", str(point.get("Year", "")), f"This period is not understood: {problem}."
            )
        except (KeyError, TypeError, AttributeError, ValueError) as problem:
            yield Reject(number, "", "", f"The point is not in the layout of Fingertips ({problem}).")


def roots_of(kept):
    try:
        roots = json.loads(kept.path.read_bytes())
    except ValueError as error:
        raise SourceNotReadable(f"{kept.name} is not JSON: {error}.") from error
    if not isinstance(roots, list) or not all(isinstance(root, dict) for root in roots):
        raise SourceNotReadable(f"{kept.name} is not a list of group roots as Fingertips gives them.")
    return roots


def points(roots):
    """(place, root, point): the areas' points and those of the comparators, each area once."""
    number = 0
    for root in roots:
        seen = set()
        comparators = [one.get("ComparatorData") for one in root.get("Grouping") or []]
        for point in [*(root.get("Data") or []), *filter(None, comparators)]:
            number += 1
            place = (point.get("AreaCode"), point.get("CategoryTypeId", NULL), point.get("CategoryId", NULL))
            if place not in seen:
                seen.add(place)
                yield number, root, point


def _fields(root, point, about):
    if point.get("CategoryId", NULL) != NULL:
        raise ValueError("it is about a category, and categories go by numbers here")
    indicator = str(point.get("IndicatorId") or root["IID"])
    period = period_text(
        year_type=about["year_types"].get(indicator, 0),
        year=point["Year"],
        years=point.get("YearRange", 1),
        quarter=point.get("Quarter", NULL),
        month=point.get("Month", NULL),
    )
    note = about.get("value_notes", {}).get(str(point.get("NoteId", 0)), "")
    sex, age = root["Sex"]["Name"], root["Age"]["Name"]
    return [indicator, point["AreaCode"], sex, age, period, *(_number(point, name) for name in NUMBERS), note]


def _number(point, name):
    number = point.get(name)
    if number is None or (number == NULL and point.get(TEXTS.get(name)) in NOT_MEANT):
        return ""
    return repr(float(number))
